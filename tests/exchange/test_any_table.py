"""A table of known truth in any dress comes in equal to the truth or is asked about; a broken file gets a sentence.

The whole of both runs with INTAKE_DRESSES and INTAKE_MUTATIONS set to how many are wanted.
"""

from __future__ import annotations

import os
import random
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices
from dialogue_desk.errors import DeskError
from tests.exchange import dresses
from tests.exchange.test_foreign_files import xlsb

DRESSES = int(os.environ.get("INTAKE_DRESSES", "25"))
MUTATIONS = int(os.environ.get("INTAKE_MUTATIONS", "60"))

HEADINGS = {
    "received_on": ["Ngày", "Ngày tháng", "Ngày nhận", "Ngày tiếp nhận"],
    "text": ["Nội dung", "Nội dung ý kiến", "Ý kiến, kiến nghị", "Nội dung kiến nghị"],
    "speaker_name": ["Họ và tên", "Người nêu", "Họ tên công dân"],
    "speaker_address": ["Địa chỉ", "Thôn", "Địa chỉ (thôn, TDP)"],
    "speaker_phone": ["Điện thoại", "SĐT", "Số điện thoại"],
    "side": ["Bên nhận"], "subject": ["Lĩnh vực"],
}  # fmt: skip
WORDS = {"side": {"government": ["Xây dựng chính quyền", "xây dựng chính quyền", "Chính quyền", "UBND"],
                  "party": ["Xây dựng Đảng", "Đảng ủy"]},
         "subject": {"infrastructure": ["Giao thông, hạ tầng", "Giao thông", "giao thông"],
                     "land": ["Đất đai, giải phóng mặt bằng", "Đất đai"],
                     "other": ["Lĩnh vực khác", "Khác"]}}  # fmt: skip
STYLES: tuple[Callable[[date], Any], ...] = (
    lambda d: f"{d:%d/%m/%Y}", lambda d: f"{d.day}/{d.month}/{d.year}", lambda d: f"{d.day}-{d.month}-{d:%y}",
    lambda d: f"{d:%d.%m.%Y}", lambda d: f"ngày {d:%d} tháng {d:%m} năm {d.year}", lambda d: d,
    lambda d: f"{d.isoformat()}T08:30:00", lambda d: f"{d.day} tháng {d.month}, {d.year}",
)  # fmt: skip


@dataclass
class Dressed:
    """A workbook's rows and what they say; `merges` as openpyxl names them, `hidden` rows."""

    rows: list[list[Any]]
    truth: list[dict[str, Any]]
    merges: list[str] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


def truth(dice: random.Random) -> list[dict[str, Any]]:
    found = []
    for number in range(dice.randint(2, 9)):
        day = date(2023, 1, 1) + timedelta(days=dice.randint(0, 1000))
        found.append({
            "received_on": day, "text": f"Ý kiến {dice.randint(1, 999)} về đoạn đê số {number}, đề nghị sửa sớm",
            "speaker_name": dice.choice(["Lê Văn A", "Trần Thị Bình", "Đỗ C"]) if dice.random() < 0.8 else None,
            "speaker_address": dice.choice(["Thôn Đông", "Thôn Đoài"]),
            "speaker_phone": f"09{dice.randint(10**7, 10**8 - 1)}" if dice.random() < 0.6 else None,
            "side": dice.choice(list(WORDS["side"])), "subject": dice.choice(list(WORDS["subject"])),
        })  # fmt: skip
    return found


def written(dice: random.Random, key: str, value: Any, style: Callable[[date], Any]) -> Any:
    if value is None:
        return None
    if key == "received_on":
        return style(value)
    if key == "speaker_phone":
        return int(value) if dice.random() < 0.3 else value
    return dice.choice(WORDS[key][value]) if key in WORDS else value


def dress(dice: random.Random) -> Dressed:
    """A table as somebody might have made it."""
    rows: list[list[Any]] = [["UBND XÃ AN THỬ"], ["TỔNG HỢP Ý KIẾN CỬ TRI NĂM 2024"], []][: dice.randint(0, 3)]
    keys = [key for key in HEADINGS if key not in ("speaker_phone",) or dice.random() < 0.7]
    dice.shuffle(keys)
    said = truth(dice)
    head = ["STT", *(dice.choice(HEADINGS[key]) for key in keys)]
    made = Dressed(rows, [])
    grouped = [key for key in keys if key.startswith("speaker")] if dice.random() < 0.3 else []
    if len(grouped) >= 2:
        keys = [key for key in keys if key not in grouped] + grouped
        first = len(keys) - len(grouped) + 1
        head = ["STT", *(dice.choice(HEADINGS[key]) for key in keys)]
        top = [*head[:first], "Người kiến nghị", *[None] * (len(grouped) - 1)]
        rows.append(top)
        rows.append([*[None] * first, *head[first:]])
        at = len(rows) - 1
        letters = openpyxl.utils.get_column_letter
        made.merges.append(f"{letters(first + 1)}{at}:{letters(first + len(grouped))}{at}")
        made.merges += [f"{letters(n)}{at}:{letters(n)}{at + 1}" for n in range(1, first + 1)]
    else:
        rows.append(head)
    if dice.random() < 0.3:
        rows.append([f"({n})" for n in range(1, len(head) + 1)])
    style = dice.choice(STYLES)
    for number, one in enumerate(said, start=1):
        if dice.random() < 0.15:
            rows.append([dice.choice(["I", "II"]), "Thôn Đông"])
        if dice.random() < 0.1:
            rows.append([])
        rows.append([number, *(written(dice, key, one[key], style) for key in keys)])
        if dice.random() < 0.08:
            made.hidden.append(len(rows))
        else:
            made.truth.append({key: one[key] for key in keys})
    if dice.random() < 0.5:
        rows += [[f"Tổng cộng: {len(said)} ý kiến"], [], ["An Thử, ngày 15 tháng 5 năm 2024"], ["NGƯỜI LẬP BIỂU"]]
    return made


def save(path: Path, made: Dressed, dice: random.Random) -> Path:
    if not made.merges and not made.hidden and dice.random() < 0.4:
        sign = dice.choice(";,\t|")
        path = path.with_suffix(".csv")
        lines = [sign.join(f'"{c:%d/%m/%Y}"' if isinstance(c, date) else f'"{c}"' if c is not None else "" for c in row)
                 for row in made.rows]  # fmt: skip
        path.write_text("\n".join(lines) + "\n", encoding=dice.choice(["utf-8", "utf-8-sig", "utf-16"]))
        return path
    book = openpyxl.Workbook()
    for at, row in enumerate(made.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell is not None:
                book.active.cell(at, column, cell)
    for span in made.merges:
        book.active.merge_cells(span)
    for row in made.hidden:
        book.active.row_dimensions[row].hidden = True
    if dice.random() < 0.3:
        book.create_sheet("Danh mục").append(["Lĩnh vực"])
    book.save(path)
    return path


def test_a_table_of_known_truth_comes_in_equal_or_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    for seed in range(DRESSES):
        dice = random.Random(seed)
        made = dress(dice)
        path = save(tmp_path / f"{seed}.xlsx", made, dice)
        tables = desk.files.intake.tables(path)
        found = desk.files.intake.look(tables, Choices(likely_words=True), path.name)
        assert found.found.form.key == "opinion", (seed, made.rows)
        asked = {row.told.row for row in found.rows if row.status == "wrong"}
        taken = [row.told.values for row in found.rows if row.status in ("new", "alike")]
        wanted = [{k: v.isoformat() if isinstance(v, date) else v for k, v in one.items() if v is not None}
                  for one in made.truth]  # fmt: skip
        if not asked:
            assert [{k: v for k, v in values.items() if k in HEADINGS} for values in taken] == wanted, (seed, made.rows)
            continue
        assert all(values in wanted for values in taken), (seed, made.rows)
        assert len(taken) + len(asked) == len(wanted), (seed, made.rows)
        whys = [row.why for row in found.rows if row.status == "wrong"]
        assert len(asked) <= len(wanted) // 2, (seed, whys)


def test_anywhere_on_a_sheet_with_gaps_merges_sections_and_signatures(desk: Desk, tmp_path: Path) -> None:
    for seed in range(DRESSES):
        path = tmp_path / f"{seed}.xlsx"
        wanted = dresses.dress(random.Random(seed), path)
        found = desk.files.intake.look(desk.files.intake.tables(path), Choices(likely_words=True), path.name)
        assert found.found.form.key == "opinion", seed
        said = [{k: v for k, v in row.told.values.items() if k in dresses.HEADINGS}
                for row in found.rows if row.status != "left_out"]  # fmt: skip
        for one in said:
            if "speaker_phone" in one:
                one["speaker_phone"] = str(one["speaker_phone"]).replace(".", "")
        assert said == wanted, seed


def broken(dice: random.Random, content: bytes) -> bytes:
    """A file as a bad stick or a bad program leaves it."""
    way = dice.randrange(5)
    data = bytearray(content)
    if way == 0:
        del data[dice.randrange(len(data)) :]
    elif way == 1:
        for _n in range(dice.randint(1, 40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif way == 2:
        at = dice.randrange(len(data))
        data[at : at + dice.randint(1, 600)] = b"\0" * dice.randint(0, 600)
    elif way == 3:
        at, other = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
        data[at:other] = data[at:other][::-1]
    else:
        at = dice.randrange(len(data))
        data[at:at] = data[at : at + dice.randint(1, 5000)]
    return bytes(data)


def inside(dice: random.Random, path: Path, out: Path) -> None:
    """The same inside of a packed file: one part of it broken, the package whole."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = dice.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(name, broken(dice, content) if name == chosen and content else content)


def sources(folder: Path) -> list[Path]:
    dice = random.Random(1)
    made = [save(folder / f"{n}.xlsx", dress(dice), dice) for n in range(4)]
    page = folder / "web.xls"
    page.write_text(
        "<html><table><tr><td>STT<td>Nội dung<td>Ngày</tr><tr><td>1<td>Đường<td>1/4/2024</tr></table>", "utf-8"
    )
    docx = folder / "a.docx"
    import docx as word

    document = word.Document()
    grid = document.add_table(rows=2, cols=2)
    for at, text in enumerate(["Nội dung", "Ngày", "Đường hỏng", "1/4/2024"]):
        grid.cell(at // 2, at % 2).text = text
    document.save(str(docx))
    samples = Path(__file__).parent / "samples"
    binary = xlsb(folder / "a.xlsb", [["STT", "Nội dung", "Ngày"], [1.0, "Đường hỏng", "1/4/2024"]])
    return [*made, page, docx, binary, *sorted(samples.glob("table.*"))]


def test_a_broken_file_gets_a_sentence(desk: Desk, tmp_path: Path) -> None:
    dice = random.Random(7)
    whole = sources(tmp_path)
    said = []
    for number in range(MUTATIONS):
        source = dice.choice(whole)
        path = tmp_path / f"m{number}{source.suffix}"
        if zipfile.is_zipfile(source) and dice.random() < 0.6:
            inside(dice, source, path)
        else:
            path.write_bytes(broken(dice, source.read_bytes()))
        begun = time.process_time()
        try:
            tables = desk.files.intake.tables(path)
            desk.files.intake.look(tables, Choices(), path.name)
        except DeskError as error:
            said.append(error.message.strip())
        assert time.process_time() - begun < 5, path
        path.unlink()
    assert all(said)
    assert len(said) > MUTATIONS // 20
