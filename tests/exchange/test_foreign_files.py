"""Files as other programs write them: what is read of each, beside the values too."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.layout import lay_out
from dialogue_desk.exchange.intake.opening import read_tables
from dialogue_desk.exchange.intake.sheets import RawSheet
from dialogue_desk.exchange.rows import Broken

SAMPLES = Path(__file__).parent / "samples"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def only(path: Path) -> RawSheet:
    (sheet,) = (one for one in read_tables(path) if one.is_visible)
    return sheet


PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = (
    f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)


def links(office: str, **targets: str) -> str:
    """A part of links: what each leads to, by the kind of it."""
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def package(path: Path, sheet: str, *, space: str = MAIN, prefix: str = "", styles: str = "") -> Path:
    """A workbook of one sheet, its parts written by hand."""
    purl = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    office = purl if space == STRICT else "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    p, mark = (f"{prefix}:", f":{prefix}") if prefix else ("", "")
    sheets = f'<{p}sheets><{p}sheet name="So" sheetId="1" r:id="rId1"/></{p}sheets>'
    book = f'<{p}workbook xmlns{mark}="{space}" xmlns:r="{office}">{sheets}</{p}workbook>'
    data = f'<{p}worksheet xmlns{mark}="{space}"><{p}sheetData>{sheet}</{p}sheetData></{p}worksheet>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", KINDS)
        packed.writestr("_rels/.rels", links(office, officeDocument="xl/workbook.xml"))
        packed.writestr("xl/workbook.xml", f'<?xml version="1.0"?>{book}')
        parts = links(office, worksheet="worksheets/sheet1.xml", styles="styles.xml")
        packed.writestr("xl/_rels/workbook.xml.rels", parts)
        packed.writestr("xl/worksheets/sheet1.xml", f'<?xml version="1.0"?>{data}')
        if styles:
            packed.writestr("xl/styles.xml", f'<?xml version="1.0"?><styleSheet xmlns="{space}">{styles}</styleSheet>')
    return path


def said(text: str, tag: str = "") -> str:
    return f'<{tag}c t="inlineStr"><{tag}is><{tag}t>{text}</{tag}t></{tag}is></{tag}c>'


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_workbook_of_libreoffice(ending: str) -> None:
    first, second = read_tables(SAMPLES / f"table.{ending}")
    assert (first.name, first.is_visible, second.is_visible) == ("Quý I", True, False)
    assert first.hidden == {7}
    (table,) = lay_out(first)
    assert table.headings == [
        "STT", "Nội dung", "Đơn đến › Số", "Đơn đến › Ngày", "Điện thoại", "Bên nhận", "Lĩnh vực", "Thôn",
    ]  # fmt: skip
    assert [record.number for record in table.records] == [5, 6, 7, 8]
    assert [record.cells[7] for record in table.records] == ["Thôn Đông", "Thôn Đông", "Thôn Đoài", "Thôn Đoài"]
    assert table.records[0].cells[3].isoformat()[:10] == "2024-03-05"
    assert isinstance(table.records[3].cells[3], Broken)
    shown = first.padded.get((6, 4), table.records[1].cells[4])
    assert shown == "0912345670"


def test_strict_prefixed_and_without_addresses(tmp_path: Path) -> None:
    rows = f"<row>{said('Nội dung')}{said('Ngày')}</row><row>{said('Đường')}<c t='d'><v>2024-03-05</v></c></row>"
    assert only(package(tmp_path / "a.xlsx", rows, space=STRICT)).rows == [
        (1, ["Nội dung", "Ngày"]), (2, ["Đường", date(2024, 3, 5)]),
    ]  # fmt: skip
    tag = "x:"
    rows = (f"<x:row>{said('Nội dung', tag)}{said('Số', tag)}</x:row><x:row hidden='1'>{said('Ẩn', tag)}</x:row>"
            f"<x:row>{said('Cống', tag)}<x:c t='e'><x:v>#REF!</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row>")  # fmt: skip
    sheet = only(package(tmp_path / "b.xlsx", rows, prefix="x"))
    assert sheet.hidden == {2}
    assert sheet.rows[2][1][0] == "Cống"
    assert [type(cell) for cell in sheet.rows[2][1][1:]] == [Broken, Broken]


def test_zeros_a_format_adds_are_those_of_the_cell(tmp_path: Path) -> None:
    styles = ('<numFmts count="1"><numFmt numFmtId="164" formatCode="0000000000"/></numFmts><cellXfs count="2">'
              '<xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>')  # fmt: skip
    rows = "<row r='1'><c r='A1' s='1'><v>912345678</v></c><c r='B1'><v>912345678</v></c></row>"
    assert only(package(tmp_path / "a.xlsx", rows, styles=styles)).padded == {(1, 0): "0912345678"}


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(body) & 0x7F | 0x80, len(body) >> 7]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, rows: list[list[Any]], hidden: int = -1, columns: bytes = b"") -> Path:
    """A binary workbook with the least parts it can have; None is an error cell."""
    data = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1))
    data += (record(390) + columns + record(391) if columns else b"") + record(145)
    for number, row in enumerate(rows):
        flags = 0x10 if number == hidden else 0
        data += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, flags, 0, 0))
        for at, cell in enumerate(row):
            place = struct.pack("<II", at, 0)
            if cell is None:
                data += record(3, place + b"\x2a")
            elif isinstance(cell, str):
                data += record(6, place + wide(cell))
            else:
                data += record(5, place + struct.pack("<d", cell))
    data += record(146) + record(176, struct.pack("<4I", 1, 2, 0, 0)) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("So")) + record(144)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", KINDS)
        packed.writestr("_rels/.rels", links(office, officeDocument="xl/workbook.bin"))
        packed.writestr("xl/workbook.bin", book + record(132))
        packed.writestr("xl/_rels/workbook.bin.rels", links(office, worksheet="worksheets/sheet1.bin"))
        packed.writestr("xl/worksheets/sheet1.bin", data)
    return path


def test_a_binary_workbook(tmp_path: Path) -> None:
    sheet = only(xlsb(tmp_path / "a.xlsb", [["Thôn", "Nội dung"], ["Đông", "Đường"], ["x", None]], hidden=2))
    assert [cells[:2] for _number, cells in sheet.rows[:2]] == [["Thôn", "Nội dung"], ["Đông", "Đường"]]
    assert isinstance(sheet.rows[2][1][1], Broken)
    assert (sheet.hidden, sheet.merged) == ({3}, [(2, 0, 3, 0)])


def test_a_web_table_saved_as_xls(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><head><meta charset='utf-8'></head><table><tr><th>Nội dung<th>Ngày</tr>"
                    "<tr><td>Đường &amp; cống<td>1/4/2024</tr></table>", encoding="utf-8")  # fmt: skip
    assert only(path).rows == [(1, ["Nội dung", "Ngày"]), (2, ["Đường & cống", "1/4/2024"])]


def test_a_workbook_of_2003_as_one_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="So"><Table>'
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">Thôn</Data></Cell><Cell ss:Index="3">'
        '<Data ss:Type="Number">7</Data></Cell></Row><Row ss:Index="4" ss:Hidden="1"><Cell>'
        '<Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    sheet = only(path)
    assert sheet.rows == [(1, ["Thôn", None, 7]), (4, [datetime(2024, 3, 5)])]
    assert (sheet.merged, sheet.hidden) == ([(1, 0, 2, 0)], {4})


def test_tables_of_word(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("I. Ý kiến về Đảng")
    table = document.add_table(rows=3, cols=3)
    for at, text in enumerate(["STT", "Nội dung", "Thôn", "1", "Đường", "Đông", "2", "Cống", ""]):
        table.cell(at // 3, at % 3).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    run = table.cell(1, 1).paragraphs[0].add_run(" bỏ")
    run.font.strike = True
    table.cell(2, 1).add_paragraph("dòng hai")
    document.save(str(tmp_path / "a.docx"))
    sheet = only(tmp_path / "a.docx")
    assert [cells for _number, cells in sheet.rows] == [
        ["STT", "Nội dung", "Thôn"], ["1", "Đường", "Đông"], ["2", "Cống\ndòng hai", None],
    ]  # fmt: skip
    assert sheet.merged == [(2, 2, 3, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_texts_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, sign: str) -> None:
    import unicodedata

    text = f"DANH SÁCH, QUÝ I\nNội dung{sign}Họ tên{sign}Số\nÐường hỏng{sign}Lê Văn Tám{sign}15\n"
    if encoding == "cp1258":
        marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
        text = "".join(
            c if len(c.encode("cp1258", "ignore")) == 1 else
            unicodedata.normalize("NFC", "".join(x for x in unicodedata.normalize("NFD", c) if x not in marks))
            + "".join(x for x in unicodedata.normalize("NFD", c) if x in marks)
            for c in text.replace("Ð", "Đ")
        )  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    (table,) = lay_out(only(path))
    assert table.headings == ["Nội dung", "Họ tên", "Số"]
    assert table.records[0].cells == ["Đường hỏng", "Lê Văn Tám", "15"]


def test_old_fonts_in_a_text_become_unicode(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Néi dung;Hä tªn\n§­êng liªn th«n háng;NguyÔn V¨n Hßa\n".encode("latin-1"))
    assert only(path).rows == [(1, ["Nội dung", "Họ tên"]), (2, ["Đường liên thôn hỏng", "Nguyễn Văn Hòa"])]


def test_four_heading_rows_are_paths(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.merge_range("A1:A4", "STT")
        page.merge_range("B1:B4", "Nội dung")
        page.merge_range("C1:F1", "Kết quả")
        page.merge_range("C2:D2", "Cấp xã")
        page.merge_range("E2:F2", "Cấp trên")
        page.merge_range("C3:D3", "Đã trả lời")
        page.merge_range("E3:F3", "Đã chuyển")
        page.write_row("C4", ["Số", "Ngày", "Số", "Ngày"])
        page.write_row("A5", [1, "Đường hỏng", "12", "5/3/2024", "13", "6/3/2024"])
    (table,) = lay_out(only(path))
    assert table.headings == [
        "STT", "Nội dung", "Kết quả › Cấp xã › Đã trả lời › Số", "Kết quả › Cấp xã › Đã trả lời › Ngày",
        "Kết quả › Cấp trên › Đã chuyển › Số", "Kết quả › Cấp trên › Đã chuyển › Ngày",
    ]  # fmt: skip
    assert [record.number for record in table.records] == [5]


def test_letterheads_and_page_breaks_are_no_headings_and_no_records(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in [["UBND XÃ AN THỬ", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["Số: 12/BC", None, None, "Độc lập"],
                ["STT", "Họ và tên", "Địa chỉ", "Nội dung"], [1, "Lê A", "Đông", "Đường"],
                ["STT", "Họ và tên", "Địa chỉ", "Nội dung"], [2, "Lê B", "Đoài", "Cống"], ["Cộng", None, None, 2],
                ["Ghi chú: số liệu đến 30/6"], [None, "NGƯỜI LẬP", None, "TM. ỦY BAN NHÂN DÂN"],
                [None, "Ngô K", None, "CHỦ TỊCH"]]:  # fmt: skip
        page.append(row)
    page.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")
    (table,) = lay_out(only(tmp_path / "a.xlsx"))
    assert table.headings == ["STT", "Họ và tên", "Địa chỉ", "Nội dung"]
    assert [record.number for record in table.records] == [4, 6]
    assert {aside.number for aside in table.aside} == {1, 2, 5, 7, 8, 9, 10}


def test_two_tables_in_one_sheet_are_two(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["STT", "Nội dung", "Họ tên"], [1, "Đường", "Lê A"], [],
                ["STT", "Ngày", "Địa điểm", "Chủ trì"], [1, "1/4/2024", "Đình", "Bí thư"]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    tables = lay_out(only(tmp_path / "a.xlsx"))
    assert [[record.number for record in table.records] for table in tables] == [[2], [5]]


@pytest.mark.parametrize(("name", "content", "word"), [
    ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "hỏng"),
    ("a.pdf", b"%PDF-1.7 x", "không phải tệp bảng"),
    ("a.csv", b"", "trống"), ("a.xlsx", b"PK\x03\x04abc", "hỏng"), ("a.docx", b"chao", "Word"),
    ("a.csv", b'a,b\n1,"x\n2,3\n', "dấu ngoặc kép"), ("a.rtf", b"{\\rtf1 x}", "không phải tệp bảng"),
    ("a.ods", b"x", "hỏng"),
])  # fmt: skip
def test_what_no_reader_can_do_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DeskError) as refused:
        read_tables(path)
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)
