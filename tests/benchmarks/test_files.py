"""Files in and out: 10,000 opinions from Excel, 100,000 records from and to each format."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from tests.benchmarks.measure import seconds, tell

WORDS = (
    "đường thôn Đông hỏng đèn chiếu sáng rác thải mương thoát nước trường học trạm y tế đất đai bồi thường "
    "giải phóng mặt bằng chợ vệ sinh môi trường an ninh trật tự hộ nghèo chính sách người có công cán bộ"
).split()
KEYS = ("received_on", "kind", "side", "text", "request", "subject", "speaker_name", "speaker_address", "place",
        "disposition", "action_text")  # fmt: skip

PEAK = """
import sys
from pathlib import Path
from dialogue_desk.desk import Desk
desk = Desk.open(Path(sys.argv[1]))
assert getattr(desk.files, sys.argv[2])(Path(sys.argv[3])).{what}
# Not ru_maxrss: that begins with what the process that started this one had.
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def row(picks: random.Random, number: int) -> dict[str, str]:
    text = " ".join(picks.choices(WORDS, k=30))
    cells = (
        f"2023-{1 + number % 11:02d}-{1 + number % 28:02d}", "petition" if number % 2 else "opinion", "government",
        text, "Đề nghị " + " ".join(picks.choices(WORDS, k=6)), "infrastructure", f"Nguyễn Văn {number}", "Thôn Đông",
        "Ngõ 5", "accepted", "Đã giao Ban xây dựng",
    )  # fmt: skip
    return dict(zip(KEYS, cells, strict=True))


@pytest.mark.parametrize(
    ("what", "counted"), [("preview", "counts['new'] == 10000"), ("import_file", "created == 10000")]
)
def test_ten_thousand_opinions_from_excel(tmp_path: Path, what: str, counted: str) -> None:
    picks = random.Random(2)
    file = tmp_path / "ý kiến.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("opinion")
    sheet.append([key.upper() for key in KEYS])
    sheet.append(KEYS)
    for number in range(10_000):
        sheet.append(list(row(picks, number).values()))
    book.save(file)
    desk = Desk.init(tmp_path / "desk", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    desk.close()
    command = [sys.executable, "-c", PEAK.format(what=counted), str(tmp_path / "desk"), what, str(file)]
    told: list[str] = []
    took = seconds(
        lambda: told.append(subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout)
    )
    tell(f"{what} of 10,000 opinions in xlsx", f"{took:.1f} s, {told[0].strip()} MB", "≤ 10 s, ≤ 400 MB", "none")


def test_a_hundred_thousand_records_in_and_out(tmp_path: Path) -> None:
    picks = random.Random(3)
    file = tmp_path / "a.ndjson"
    with file.open("w", encoding="utf-8") as out:
        for number in range(100_000):
            out.write(json.dumps({"form": "opinion", **row(picks, number)}, ensure_ascii=False) + "\n")
    desk = Desk.init(tmp_path / "desk", "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    took = seconds(lambda: desk.files.import_file(file))
    tell("import of 100,000 opinions in ndjson", f"{took:.1f} s", "under two minutes", "none")
    for name in ("b.ndjson", "b.csv", "b.xlsx"):
        out_path = tmp_path / name
        took = seconds(lambda path=out_path: desk.files.export(["opinion"], path))
        tell(f"export of 100,000 opinions to {out_path.suffix}", f"{took:.1f} s", "none", "none")
        took = seconds(lambda path=out_path: desk.files.import_file(path, "opinion"))
        tell(f"import of the same {out_path.suffix}, nothing new", f"{took:.1f} s", "none", "none")
    took = seconds(lambda: desk.alike.alike("opinion", {"text": "Đèn chiếu sáng thôn Đông hỏng, đề nghị sửa"}))
    tell("petitions alike among 100,000", f"{took * 1000:.0f} ms", "≤ 150 ms", "none")
    desk.close()
