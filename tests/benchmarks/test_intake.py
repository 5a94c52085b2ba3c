"""Tables of others: 10,000 rows to the question about their columns and to their preview, and a very wide table."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices
from dialogue_desk.exchange.intake.opening import read_tables
from tests.benchmarks.measure import tell
from tests.benchmarks.test_files import WORDS

HEADINGS = [
    "STT", "Ngày tháng", "Họ và tên", "Địa chỉ", "Số điện thoại", "Nội dung ý kiến, kiến nghị", "Lĩnh vực", "Bên nhận",
    "Đơn vị giải quyết", "Thời hạn", "Kết quả giải quyết", "Ghi chú",
]  # fmt: skip


def foreign(path: Path) -> Path:
    picks = random.Random(2)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sổ")
    for row in (["UBND XÃ AN THỬ"], ["TỔNG HỢP Ý KIẾN"], HEADINGS):
        sheet.append(row)
    for n in range(10_000):
        text = " ".join(picks.choices(WORDS, k=30))
        sheet.append([
            n + 1, f"{1 + n % 28:02d}/{1 + n % 11:02d}/2023", f"Nguyễn Văn {n}", "Thôn Đông", f"09{n:08d}", text,
            "Đất đai", "Xây dựng chính quyền", "UBND xã", f"{1 + n % 28}/{1 + n % 12}/2024", "Đã giao", None,
        ])  # fmt: skip
    book.save(path)
    return path


def opened(path: Path) -> list[object]:
    """The same sheet read once by a library that only reads."""
    with contextlib.closing(openpyxl.load_workbook(path, read_only=True)) as book:
        return list(book.active.iter_rows(values_only=True))


def processor(work: Callable[[], object], times: int = 3) -> float:
    """The least processor seconds of a few runs."""
    best = float("inf")
    for _turn in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def test_a_foreign_table_of_ten_thousand_rows(tmp_path: Path) -> None:
    path = foreign(tmp_path / "sổ.xlsx")
    desk = Desk.init(tmp_path / "desk", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    intake = desk.files.intake
    wide = tmp_path / "rộng.csv"
    rows = [["Thôn", *(f"Ý kiến về chỉ tiêu {n}" for n in range(62))], *([f"Thôn {n}", *[n] * 62] for n in range(120))]
    wide.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    took = processor(lambda: intake.understand(intake.tables(wide), Choices(), wide.name))
    size = wide.stat().st_size / 1000
    tell(f"a table of 63 columns, {size:.0f} kB, to the mapping", f"{took:.2f} s", "≤ 0.2 s", "none")
    plain = processor(lambda: read_tables(path))
    took = processor(lambda: intake.understand(intake.tables(path), Choices(), path.name))
    tell("10,000 foreign rows to the mapping", f"{took / plain:.2f}×", "≤ 1.5×", f"one plain reading, {plain:.2f} s")
    other = processor(lambda: opened(path), 1)
    tell("the same", f"{took / other:.2f}×", "–", f"openpyxl reading it once, {other:.2f} s")
    tables = intake.tables(path)
    took = processor(lambda: intake.look(tables, Choices(), path.name), 2)
    tell("preview of 10,000 foreign rows", f"{took:.1f} s", "≤ 3 s", "none")
    desk.close()
