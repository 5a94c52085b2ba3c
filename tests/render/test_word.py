"""Word files: real tables, styles, page set-up; citizens' text stays text."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from dialogue_desk.domain.sheet import (
    Align,
    CellKind,
    Column,
    Heading,
    Note,
    Row,
    Sheet,
    Signature,
    Table,
    Text,
)
from dialogue_desk.render.word import write_docx

HOSTILE = (
    "<b>đậm</b> & <w:p/>",
    '=HYPERLINK("http://x","y")',
    '{ HYPERLINK "http://x" } \\* MERGEFORMAT',
    "ỗ Ễ Ự Ẫ\tỡ",
    "a\x00b\x0bc\u202ed",
    "ý " * 5000,
)
COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("text", "Nội dung", width=30),
    Column(
        "counts", "Số lần", children=(Column("a", "Định kỳ", CellKind.NUMBER), Column("b", "Đột xuất", CellKind.NUMBER))
    ),
)


def written(tmp_path: Path, sheet: Sheet) -> Any:
    """The sheet written and opened again."""
    path = tmp_path / "tờ.docx"
    write_docx(sheet, path)
    return docx.Document(str(path))


@pytest.fixture
def sheet() -> Sheet:
    rows = (
        Row({"stt": "I. Nhóm"}, spans={"stt": 4}, style="group"),
        Row({"stt": 1, "text": "Đường", "a": 1234, "b": None}, marks=frozenset({"a"})),
        Row({"stt": "Tổng số", "a": 1234, "b": 0}, spans={"stt": 2}, style="total"),
    )
    attached = Sheet("phụ", "PHỤ LỤC", (Table(COLUMNS, rows[1:]),), is_landscape=True)
    return Sheet(
        "tờ", "BÁO CÁO", (Text("I. MỤC", "heading"), Text("Thân bài"), Table(COLUMNS, rows), Note("Ghi chú")),
        subtitle="Kết quả",
        heading=Heading("party", "Đảng bộ", "Đảng ủy", "Số 12-BC/ĐU", "Thử, ngày 02 tháng 01 năm 2026"),
        signatures=(Signature("Bí thư", "Đỗ Ễn", on_behalf="T/M Đảng ủy"),), recipients=("Lưu Văn phòng.",),
        margins=(21, 16, 22, 31), attached=(attached,),
    )  # fmt: skip


def test_page_and_styles(tmp_path: Path, sheet: Sheet) -> None:
    """A4, the sheet's margins, sections of their own for what is attached, one face, the built-in styles."""
    document = written(tmp_path, sheet)
    first, second = document.sections
    assert [round(x.mm) for x in (first.page_width, first.page_height)] == [210, 297]
    margins = first.top_margin, first.right_margin, first.bottom_margin, first.left_margin
    assert [round(x.mm) for x in margins] == [21, 16, 22, 31]
    assert [round(x.mm) for x in (second.page_width, second.page_height)] == [297, 210]
    used = {p.style.name for p in document.paragraphs}
    assert {"Title", "Subtitle", "Heading 2", "Body Text", "Caption"} <= used
    assert {document.styles[name].font.name for name in used} == {"Times New Roman"}


def test_tables(tmp_path: Path, sheet: Sheet) -> None:
    """The header tree is merged and repeated, rows are not parted, figures are written the Vietnamese way."""
    table = next(t for t in written(tmp_path, sheet).tables if t.style and t.style.name == "Table Grid")
    headers = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert len(headers) == 2
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[0].cells] == ["Stt", "Nội dung", "Số lần", "Số lần"]
    assert [cell.text for cell in table.rows[1].cells] == ["Stt", "Nội dung", "Định kỳ", "Đột xuất"]
    assert [cell.text for cell in table.rows[2].cells] == ["I. Nhóm"] * 4
    assert [cell.text for cell in table.rows[3].cells] == ["1", "Đường", "1.234*", ""]
    assert [cell.text for cell in table.rows[4].cells] == ["Tổng số", "Tổng số", "1.234", "0"]


def test_heading_and_signature(tmp_path: Path, sheet: Sheet) -> None:
    """The Party's heading, and the signature beside the recipients."""
    tables = written(tmp_path, sheet).tables
    left, right = (cell.text.split("\n") for cell in tables[0].rows[0].cells)
    assert left == ["ĐẢNG BỘ", "ĐẢNG ỦY", "*", "Số 12-BC/ĐU"]
    assert right == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Thử, ngày 02 tháng 01 năm 2026"]
    signed = next(t for t in tables if "Nơi nhận" in t.rows[0].cells[0].text)
    assert signed.rows[0].cells[1].text.split("\n") == ["T/M ĐẢNG ỦY", "BÍ THƯ", "Đỗ Ễn"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    """Nothing becomes a field, a link or markup; the page number is the only field."""
    row = Row({"stt": 1, "text": text, "a": None, "b": None})
    document = written(tmp_path, Sheet("tờ", "TỜ", (Text(text), Table(COLUMNS, (row,)))))
    kept = text.replace("\x00", "").replace("\u202e", "").replace("\x0b", "\n").replace("\t", " ")
    assert "\n".join(p.text for p in document.paragraphs[1:]).rstrip("\n") == kept
    assert document.tables[0].rows[2].cells[1].text == kept
    with zipfile.ZipFile(tmp_path / "tờ.docx") as parts:
        body = parts.read("word/document.xml").decode()
        assert "fldChar" not in body
        assert "w:hyperlink" not in body
        headers = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("word/header"))
    assert headers.count("instrText") == 2
    assert "PAGE" in headers
