"""What nobody sees, what is no record and what is only proposed: said, and never mixed with the records."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices, Look
from dialogue_desk.desk.intake_preview import preview_of
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.exchange.intake.layout import lay_out
from dialogue_desk.exchange.intake.opening import read_tables
from tests.exchange.test_foreign_files import package, record, said, xlsb

SAMPLES = Path(__file__).parent / "samples"
ROW = ["Ngày", "Nội dung ý kiến", "Bên nhận", "Lĩnh vực"]
REST = ["Xây dựng chính quyền", "Đất đai"]


def book(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def look(desk: Desk, path: Path, choices: Choices | None = None) -> Look:
    return desk.files.intake.look(desk.files.intake.tables(path), choices or Choices(), path.name)


def told(found: Look) -> str:
    return " ".join(f"{at} {text}" for at, text in found.warnings)


HEADS = ["Nội dung", "Điện thoại", "Số", "Ngày"]


def hidden_workbook(folder: Path, kind: str) -> Path:
    """A table whose second and third column nobody sees, as each kind of file says so."""
    path = folder / f"a.{kind.split('-')[0]}"
    cells = "".join(map(said, HEADS))
    if kind == "xlsx":
        packed = package(path, f"<row>{cells}</row>")
        import zipfile

        with zipfile.ZipFile(packed) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"]
        cols = b'<cols><col min="1" max="1" width="9"/><col min="2" max="3" width="0" hidden="1"/></cols><sheetData>'
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<sheetData>", cols)
        with zipfile.ZipFile(packed, "w") as new:
            for name, content in parts.items():
                new.writestr(name, content)
    elif kind == "xlsb":
        columns = record(60, struct.pack("<IIIIH", 1, 2, 0, 0, 1)) + record(60, struct.pack("<IIIIH", 3, 3, 9, 0, 0))
        xlsb(path, [HEADS], columns=columns)
    elif kind == "xls-2003":
        space = "urn:schemas-microsoft-com:office:spreadsheet"
        row = "".join(f'<Cell><Data ss:Type="String">{head}</Data></Cell>' for head in HEADS)
        path.write_text(
            f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="So"><Table>'
            f'<Column ss:Width="9"/><Column ss:Hidden="1" ss:Span="1"/><Column/><Row>{row}</Row></Table></Worksheet>'
            "</Workbook>",
            encoding="utf-8",
        )
    else:
        row = "".join(f"<td>{head}</td>" for head in HEADS)
        path.write_text(
            f"<html><table><col><col span=2 style='display:none;mso-width-alt:0'><col><tr>{row}</tr></table></html>",
            encoding="utf-8",
        )
    return path


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls-2003", "html"])
def test_hidden_columns_of_every_kind_of_file(tmp_path: Path, kind: str) -> None:
    (sheet,) = read_tables(hidden_workbook(tmp_path, kind))
    assert sheet.hidden_columns == {1, 2}
    assert sheet.rows == [(1, HEADS)]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_hidden_columns_of_libreoffice(desk: Desk, ending: str) -> None:
    path = SAMPLES / f"hidden.{ending}"
    (sheet,) = read_tables(path)
    assert sheet.hidden_columns == {2}
    found = look(desk, path)
    assert "C cột ẩn “Điện thoại” được lấy cùng" in told(found)
    found = look(desk, path, Choices(columns={"C": ""}))
    assert "C cột ẩn “Điện thoại” không được lấy" in told(found)
    assert "các cột không được lấy: C" not in told(found), "it is said once"


def test_rows_that_are_left_out_show_what_stands_in_them(desk: Desk, tmp_path: Path) -> None:
    rows = [["SỔ Ý KIẾN"], ROW, ["1/4/2024", "Đường hỏng", *REST], ["1/4/2024", "Ẩn đi", *REST], ["Tổng cộng", "1"]]
    path = book(tmp_path / "a.xlsx", rows)
    made = openpyxl.load_workbook(path)
    made.active.row_dimensions[4].hidden = True
    made.save(path)
    preview = preview_of(look(desk, path), {form.key: form for form in FORMS})
    left = {row.line: (row.title, row.why) for row in preview.rows if row.what == "left_out"}
    assert left[1] == ("SỔ Ý KIẾN", "dòng tên bảng")
    assert left[4] == ("1/4/2024 | Ẩn đi | Xây dựng chính quyền | Đất đai", "dòng ẩn")
    assert left[5] == ("Tổng cộng | 1", "dòng cộng")


@pytest.mark.parametrize(("cells", "is_record"), [
    ([1, 2, 3, 4], False), (["(1)", "(2)", "(3)", "(4)"], False), (["A", "B", 1, 2], False), (["A", "B", 3, 4], False),
    (["A", "B", "C", "D"], False), (["(1)", "(2)", "(3)=(1)+(2)", "(4)"], False),
    ([5, 6, 7, 8], True), (["3", "4", "5", "6"], True), ([2, 4, 6, 8], True), (["A", "B", 7, 8], True),
])  # fmt: skip
def test_numbers_that_do_not_begin_at_1_are_a_record(tmp_path: Path, cells: list[Any], is_record: bool) -> None:
    rows = [["Thôn", "Số hộ", "Số nghèo", "Số cận nghèo"], cells, ["Đông", 50, 2, 1], ["Đoài", 40, 1, 1]]
    (sheet,) = read_tables(book(tmp_path / "a.xlsx", rows))
    (table,) = lay_out(sheet)
    assert ([record.number for record in table.records] == [2, 3, 4]) is is_record


def test_sheets_left_out_unasked_are_told(desk: Desk, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(ROW)
    made.active.append(["1/4/2024", "Đường hỏng", *REST])
    made.create_sheet("Ẩn").append(["Họ tên", "Chức vụ"])
    made["Ẩn"].append(["Lê A", "Chủ tịch"])
    made["Ẩn"].sheet_state = "hidden"
    other = made.create_sheet("Lịch")
    for row in [["Thời gian", "Địa điểm", "Chủ trì"], ["5/3/2026", "Đình", "Bí thư"], ["6/3/2026", "Chùa", "Bí thư"]]:
        other.append(row)
    made.save(tmp_path / "a.xlsx")
    found = look(desk, tmp_path / "a.xlsx")
    assert "“Lịch” (2 dòng) không được lấy: tiêu đề khác các trang được lấy" in told(found)
    assert [sheet.name for sheet in found.found.other_tables] == ["Lịch"]
    found = look(desk, tmp_path / "a.xlsx", Choices(sheets=("Lịch",)))
    assert (found.found.form.key, found.found.other_tables) == ("session", [])
    assert "không được lấy: tiêu đề" not in told(found)


def test_one_column_left_as_it_was_speaks_for_the_others(desk: Desk, tmp_path: Path) -> None:
    from datetime import date

    rows = [["Ngày nhận", "Nội dung ý kiến", "Hạn giải quyết"], ["18/3/2024", "Một", "30/4/2024"],
            [date(2024, 3, 12), "Hai", date(2024, 6, 5)]]  # fmt: skip
    assert {at for at, text in look(desk, book(tmp_path / "a.xlsx", rows)).warnings if "đảo" in text} == {"A", "C"}
    rows.append(["5/3/2024", "Ba", "31/5/2024"])
    assert not {at for at, text in look(desk, book(tmp_path / "b.xlsx", rows)).warnings if "đảo" in text}


MHT = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="--=_x"

----=_x
Content-Location: file:///C:/a.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="utf-8"

<html><table><tr><td>N=E1=BB=99i dung<td>Ng=C3=A0y</tr><tr><td>=C4=90=C6=B0=E1=BB=9Dng
 h=E1=BB=8Fng<td>1/4/2024</tr></table></html>

----=_x
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
----=_x--
"""


@pytest.mark.parametrize("ending", ["mht", "xls", "mhtml"])
def test_a_web_archive(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(MHT.replace("\n", "\r\n").encode())
    found = look(desk, path, Choices(values={"side": "government", "subject": "land"}))
    assert [row.told.values["text"] for row in found.rows] == ["Đường hỏng"]
    assert found.rows[0].told.values["received_on"] == "2024-04-01"


def test_the_kind_is_proposed_from_the_words_where_nobody_says_it(desk: Desk, tmp_path: Path) -> None:
    rows = [[*ROW, "Loại"], ["1/4/2024", "Đề nghị sửa đường thôn Đông", *REST, None],
            ["1/4/2024", "Cảm ơn xã đã lắp đèn", *REST, None],
            ["1/4/2024", "Đề nghị nạo vét mương", *REST, "Ý kiến"]]  # fmt: skip
    path = book(tmp_path / "a.xlsx", rows)
    found = look(desk, path)
    assert [dict(row.proposed) for row in found.rows] == [{"kind": "petition"}, {"kind": "opinion"}, {}]
    assert "1 dòng không nói ô “Loại”: được ghi là “Kiến nghị”" in told(found)
    assert "1 dòng không nói ô “Loại”: được ghi là “Ý kiến”" in told(found)
    preview = preview_of(found, {form.key: form for form in FORMS})
    assert ("kind", None, "petition") in preview.rows[0].changes
    done = desk.files.intake.store(desk.files.intake.tables(path), Choices(), path.name)
    kept = [desk.records.need("opinion", row) for row in _ids(desk)]
    assert done.stored == 3
    assert sorted((r.values["kind"], r.values["request"]) for r in kept) == [
        ("opinion", None), ("opinion", None), ("petition", "Đề nghị sửa đường thôn Đông"),
    ]  # fmt: skip
    assert [row.status for row in look(desk, path).rows] == ["known"] * 3


def _ids(desk: Desk) -> list[str]:
    from dialogue_desk.desk import Query

    return [record.id for record in desk.records.page("opinion", Query())]


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_the_kind_is_proposed_in_files_of_our_own_too(desk: Desk, tmp_path: Path, ending: str) -> None:
    import json

    path = tmp_path / f"a.{ending}"
    row = {"received_on": "2024-04-01", "text": "Đề nghị sửa đường", "side": "government", "subject": "land"}
    if ending == "csv":
        path.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    else:
        path.write_text(json.dumps({"form": "opinion", **row}, ensure_ascii=False) + "\n", encoding="utf-8")
    done = desk.files.import_file(path, "opinion")
    assert any("được ghi là “Kiến nghị”" in text for text in done.warnings)
    (record_id,) = _ids(desk)
    values = desk.records.need("opinion", record_id).values
    assert (values["kind"], values["request"]) == ("petition", "Đề nghị sửa đường")
