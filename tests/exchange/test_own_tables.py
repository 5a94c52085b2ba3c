"""Two dozen tables made as other programs and people make theirs, each with what it says.

With INTAKE_SOFFICE set, LibreOffice saves every workbook among them in its other formats, and each says the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices, Look
from tests.exchange.test_foreign_files import KINDS, MAIN, links, said, xlsb
from tests.exchange.test_unseen import MHT

SIDE = {"side": "government", "subject": "land"}
DAY = {**SIDE, "received_on": "1/4/2024"}


@dataclass(frozen=True)
class Kind:
    """One table: how it is made, what is said for all rows, and the values of its records as the desk has them."""

    name: str
    ending: str
    make: Callable[[Path], object]
    truth: Sequence[dict[str, Any]]
    values: dict[str, str] = field(default_factory=lambda: dict(SIDE))
    columns: dict[str, str] = field(default_factory=dict)
    form: str = "opinion"
    said: Sequence[str] = ()


def by_hand(path: Path, parts: dict[str, str], *, book: str = "", prefix: str = "") -> None:
    """A workbook whose parts are given; what every one has is added."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    p, mark = (f"{prefix}:", f":{prefix}") if prefix else ("", "")
    book = book or (
        f'<{p}workbook xmlns{mark}="{MAIN}" xmlns:r="{office}"><{p}sheets>'
        f'<{p}sheet name="Trang1" sheetId="1" r:id="rId1"/></{p}sheets></{p}workbook>'
    )
    sheets = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    named = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "sharedStrings": "sharedStrings",
             "styles": "styles"}  # fmt: skip
    told = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{sheets}.{kind}+xml"/>' for name, kind in named.items()
    )
    types = KINDS.replace("</Types>", f"{told}</Types>")
    whole = {
        "[Content_Types].xml": types,
        "_rels/.rels": links(office, officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<?xml version="1.0"?>{book}',
        "xl/_rels/workbook.xml.rels": links(
            office, worksheet="worksheets/sheet1.xml", styles="styles.xml", sharedStrings="sharedStrings.xml"
        ),
        **parts,
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in whole.items():
            packed.writestr(name, content)


STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="49"/></cellXfs>'
    "</styleSheet>"
)


def google(path: Path) -> object:
    """Google: shared texts, a style on every cell, a thousand empty rows, numbers with .0."""
    texts = ["Dấu thời gian", "Nội dung ý kiến của ông/bà", "Họ và tên", "Đường thôn Đông hỏng", "Lê Văn Tám"]
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    row = "".join(f'<c r="{"ABC"[at]}1" s="0" t="s"><v>{at}</v></c>' for at in range(3))
    first = '<c r="A2" s="1"><v>45387.0</v></c><c r="B2" s="0" t="s"><v>3</v></c><c r="C2" s="2" t="s"><v>4</v></c>'
    empty = "".join(
        f'<row r="{n}" ht="15.75" customHeight="1"><c r="A{n}" s="1"/><c r="B{n}" s="2"/></row>' for n in range(3, 1001)
    )
    sheet = f'<row r="1">{row}</row><row r="2">{first}</row>{empty}'
    by_hand(path, {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="5" uniqueCount="5">{shared}</sst>',
        "xl/styles.xml": STYLES,
    })  # fmt: skip
    return path


def wps(path: Path) -> object:
    """WPS: names of its own among the attributes, a title over merged cells, phonetic runs, a filter database."""
    own = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
    texts = ["SỔ THEO DÕI Ý KIẾN", "TT", "Nội dung phản ánh", "Ngày", "Cống tắc", "Đèn tắt"]
    shared = "".join(
        f'<si><r><rPr><b/></rPr><t xml:space="preserve">{t[:1]}</t></r><r><t>{t[1:]}</t></r></si>' for t in texts
    )
    sheet = (
        '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c><c r="C2" t="s"><v>3</v></c></row>'
        '<row r="3"><c r="A3"><v>1</v></c><c r="B3" t="s"><v>4</v></c><c r="C3" s="1"><v>45387</v></c></row>'
        '<row r="4"><c r="A4"><v>2</v></c><c r="B4" t="s"><v>5</v></c><c r="C4" s="1"><v>45388</v></c></row>'
    )
    by_hand(path, {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" {own}><sheetPr/><dimension ref="A1:C4"/>'
        f'<sheetData>{sheet}</sheetData><autoFilter ref="A2:C4" etc:filterBottomFollowUsedRange="0"/>'
        '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="6" uniqueCount="6">{shared}</sst>',
        "xl/styles.xml": STYLES,
    })  # fmt: skip
    return path


def closedxml(path: Path) -> object:
    """ClosedXML: a prefix on every element, texts inline, formulas with results."""
    tag = "x:"
    head = "".join(said(text, tag) for text in ("Ngày nhận", "Ý kiến, kiến nghị", "Số người"))
    row = (
        f'<x:c t="str"><x:f>"05/04/2024"</x:f><x:v>05/04/2024</x:v></x:c>{said("Mương sạt lở", tag)}'
        "<x:c><x:f>1+1</x:f><x:v>2</x:v></x:c>"
    )
    sheet = f"<x:row>{head}</x:row><x:row>{row}</x:row>"
    by_hand(path, {
        "xl/worksheets/sheet1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{sheet}</x:sheetData></x:worksheet>',
        "xl/styles.xml": STYLES, "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
    }, prefix="x")  # fmt: skip
    return path


def excel_365(path: Path) -> object:
    """Excel of today: parts nobody knows beside the known, a cell of a dynamic array, a hidden row."""
    more = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:xr="urn:x" mc:Ignorable="xr"'
    texts = ["STT", "Nội dung", "Thôn", "Ngày", "Rác thải chợ", "Thôn Đoài", "_x000D_Đường\nhỏng"]
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    heads = "".join(f'<c r="{"ABCD"[at]}1" t="s"><v>{at}</v></c>' for at in range(4))
    rows = (
        f'<row r="1">{heads}</row>'
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>4</v></c><c r="C2" t="s" cm="1">'
        '<f t="array" ref="C2">"Thôn Đoài"</f><v>5</v></c><c r="D2" s="1"><v>45387</v></c></row>'
        '<row r="3" hidden="1"><c r="A3"><v>2</v></c><c r="B3" t="s"><v>6</v></c><c r="D3" s="1"><v>45387</v></c></row>'
    )
    by_hand(path, {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}" {more} xr:uid="{{1}}"><sheetData>{rows}</sheetData>'
        '<extLst><ext uri="x"/></extLst></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>', "xl/styles.xml": STYLES,
        "xl/metadata.xml": "<metadata/>",
    })  # fmt: skip
    return path


def rows_of(*rows: Sequence[Any], merge: Sequence[str] = (), at: tuple[int, int] = (1, 1)) -> Callable[[Path], object]:
    """A workbook of openpyxl with these rows, from a place on."""

    def make(path: Path) -> object:
        book = openpyxl.Workbook()
        for number, row in enumerate(rows, start=at[0]):
            for column, cell in enumerate(row, start=at[1]):
                if cell is not None:
                    book.active.cell(number, column, cell)
        for span in merge:
            book.active.merge_cells(span)
        book.save(path)
        return path

    return make


def months(path: Path) -> object:
    """A sheet a month with one heading, a summary with another, a hidden list of codes."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in (1, 2, 3):
        page = book.create_sheet(f"Tháng {month}")
        page.append(["STT", "Ngày", "Nội dung ý kiến"])
        page.append([1, f"05/0{month}/2024", f"Ý kiến tháng {month}"])
    page = book.create_sheet("Tổng hợp")
    for row in [["Tháng", "Số lượng"], ["Tháng 1", 1], ["Tháng 2", 1]]:
        page.append(row)
    book.create_sheet("DM").append(["Đất đai"])
    book["DM"].sheet_state = "veryHidden"
    book.save(path)
    return path


def filtered(path: Path) -> object:
    """XlsxWriter: a table with a filter and two rows it leaves out, rich text, a comment."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, bold = book.add_worksheet("Sổ"), book.add_format({"bold": True})
        page.add_table("A1:C5", {"columns": [{"header": "Ngày nhận"}, {"header": "Nội dung"}, {"header": "Họ tên"}]})
        day = book.add_format({"num_format": 'dd" tháng "mm" năm "yyyy'})
        for row in range(1, 5):
            page.write_datetime(row, 0, datetime(2024, 4, row), day)
            page.write_rich_string(row, 1, "Đường ", bold, f"ngõ {row}")
            page.write(row, 2, f"Lê {'ABCD'[row - 1]}")
        for row in (2, 3):
            page.set_row(row, options={"hidden": True})
        page.write_comment("B2", "đã xem")
    return path


def outline(path: Path) -> object:
    """Rows grouped and folded, a subtotal below each group."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        rows = [["TT", "Nội dung", "Ngày", "Số hộ"], [1, "Một", "1/4/2024", 1], [2, "Hai", "2/4/2024", 2],
                [None, "Cộng thôn Đông", None, 3], [3, "Ba", "3/4/2024", 4], [None, "Cộng thôn Đoài", None, 4],
                [None, "Tổng cộng", None, 7]]  # fmt: skip
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        page.set_row(4, options={"level": 1, "hidden": True})
    return path


def coloured(path: Path) -> object:
    """Every cell styled far beyond the table, as a template of the office is."""
    book = openpyxl.Workbook()
    page = book.active
    for number, row in enumerate([["Ngày", "Ý kiến cử tri"], [date(2024, 4, 5), "Chợ bẩn"]], start=3):
        for column, cell in enumerate(row, start=2):
            page.cell(number, column, cell)
    for number in range(1, 300):
        for column in range(1, 20):
            page.cell(number, column).fill = PatternFill("solid", start_color="FFFFFF")
    book.save(path)
    return path


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode(encoding))


def word(path: Path) -> object:
    """Word: a heading of two rows over spanned cells, a hamlet over two rows, a list in a cell, a second part below."""
    import docx

    document = docx.Document()
    document.add_paragraph("UBND XÃ AN THỬ")
    table = document.add_table(rows=4, cols=4)
    for at, cell in enumerate(["TT", "Người kiến nghị", "", "Nội dung", "", "Họ tên", "Thôn", "", "1", "Lê A", "Đông",
                               "Đường hỏng", "2", "Lê B", "", "Cống tắc"]):  # fmt: skip
        table.cell(at // 4, at % 4).text = cell
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 3).merge(table.cell(1, 3))
    table.cell(2, 2).merge(table.cell(3, 2))
    table.cell(3, 3).add_paragraph("đề nghị nạo vét", style="List Bullet")
    document.add_paragraph("(tiếp theo)")
    more = document.add_table(rows=1, cols=4)
    for at, cell in enumerate(["3", "Lê C", "Đoài", "Đèn tắt"]):
        more.cell(0, at).text = cell
    document.save(str(path))
    return path


PORTAL = """<html><head><meta charset="utf-8"><style>.an{display:none} td{border:1px}</style></head><body>
<table><tr><td><table border=1><thead><tr><th rowspan=2>STT<th colspan=2>Phản ánh<th rowspan=2 class=an>Mã</tr>
<tr><th>Nội dung<th>Ngày gửi</tr></thead><tbody><tr><td>1<td><p>Đường hỏng</p><p>đã lâu</p><td>05/04/2024 08:30
<td class=an>x1</tr><tr><td>2<td>Đèn <s>sáng</s> tắt<td>06/04/2024 09:00<td class=an>x2</tr></tbody></table></td></tr>
<tr><td>Trang 1/1</td></tr></table></body></html>"""

ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Sổ"><table:table-column table:number-columns-repeated="3"/>
<table:table-header-rows><table:table-row><table:table-cell><text:p>Ngày</text:p></table:table-cell><table:table-cell>
<text:p>Nội dung</text:p></table:table-cell><table:table-cell><text:p>Thôn</text:p></table:table-cell></table:table-row>
</table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="date"
 office:date-value="2024-04-05"><text:p>5/4/24</text:p></table:table-cell><table:table-cell><text:p>Đường
hỏng</text:p><text:p>nặng</text:p></table:table-cell><table:table-cell><text:p>Đông</text:p>
</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell
 table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body>
</office:document-content>"""


def ods(path: Path) -> object:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("content.xml", ODS)
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


OPINIONS = ["Nội dung ý kiến", "Ngày"]
A, B = {"text": "Đường hỏng", "received_on": "2024-04-05"}, {"text": "Cống tắc", "received_on": "2024-04-06"}
KINDS_OF_TABLES = (
    Kind("google", "xlsx", google, [{"received_on": "2024-04-05", "text": "Đường thôn Đông hỏng",
                                     "speaker_name": "Lê Văn Tám"}], columns={"A": "received_on"}),
    Kind("wps", "xlsx", wps, [{"text": "Cống tắc", "received_on": "2024-04-05"},
                              {"text": "Đèn tắt", "received_on": "2024-04-06"}]),
    Kind("closedxml", "xlsx", closedxml, [{"received_on": "2024-04-05", "text": "Mương sạt lở"}],
         said=["Số người"]),
    Kind("excel 365", "xlsx", excel_365, [{"text": "Rác thải chợ", "speaker_address": "Thôn Đoài",
                                           "received_on": "2024-04-05"}], said=["1 dòng ẩn"]),
    Kind("months", "xlsx", months, [{"received_on": f"2024-0{m}-05", "text": f"Ý kiến tháng {m}"} for m in (1, 2, 3)],
         said=["Tổng hợp"]),
    Kind("filtered table", "xlsx", filtered, [
        {"received_on": "2024-04-01", "text": "Đường ngõ 1", "speaker_name": "Lê A"},
        {"received_on": "2024-04-04", "text": "Đường ngõ 4", "speaker_name": "Lê D"}], said=["2 dòng ẩn"]),
    Kind("folded groups", "xlsx", outline, [{"text": "Một", "received_on": "2024-04-01"},
                                            {"text": "Hai", "received_on": "2024-04-02"}], said=["1 dòng ẩn"]),
    Kind("styled far beyond", "xlsx", coloured, [{"received_on": "2024-04-05", "text": "Chợ bẩn"}]),
    Kind("far from the corner", "xlsx", rows_of(OPINIONS, ["Đường hỏng", "5/4/2024"], at=(30, 6)), [A]),
    Kind("sections", "xlsx", rows_of(
        ["TT", *OPINIONS], ["I", "Thôn Đông"], [1, "Đường hỏng", "5/4/2024"], ["II", "Thôn Đoài"],
        [1, "Cống tắc", "6/4/2024"]), [{**A, "place": "Thôn Đông"}, {**B, "place": "Thôn Đoài"}],
        columns={"§": "place"}),
    Kind("sections without numbers", "xlsx", rows_of(
        ["TT", "Nội dung ý kiến", "Ngày"], ["THÔN ĐÔNG"], [1, "Đường hỏng", "5/4/2024"], ["THÔN ĐOÀI"],
        [2, "Cống tắc", "6/4/2024"], merge=["A2:C2", "A4:C4"]), [{**A, "place": "THÔN ĐÔNG"},
                                                                  {**B, "place": "THÔN ĐOÀI"}], columns={"§": "place"}),
    Kind("merged groups", "xlsx", rows_of(
        ["TT", "Ý kiến", None, "Trả lời", None], [None, "Nội dung", "Ngày", "Nội dung", "Ngày"],
        [1, "Đường hỏng", "5/4/2024", "Đã giao Ban xây dựng", "9/4/2024"], merge=["A1:A2", "B1:C1", "D1:E1"]),
        [{**A, "action_text": "Đã giao Ban xây dựng"}]),
    Kind("days merged down", "xlsx", rows_of(
        ["Ngày", "Nội dung ý kiến"], ["5/4/2024", "Đường hỏng"], [None, "Cống tắc"], merge=["A2:A3"]),
        [A, {"text": "Cống tắc", "received_on": "2024-04-05"}]),
    Kind("name and address", "xlsx", rows_of(
        ["Họ tên, địa chỉ", *OPINIONS], ["Lê A, thôn Đông", "Đường hỏng", "5/4/2024"],
        ["Lê B\nthôn Đoài", "Cống tắc", "6/4/2024"]), [
            {**A, "speaker_name": "Lê A", "speaker_address": "thôn Đông"},
            {**B, "speaker_name": "Lê B", "speaker_address": "thôn Đoài"}]),
    Kind("texts of an old font", "xlsx", rows_of(
        ["Néi dung", "Ngµy"], ["§­êng háng", "5/4/2024"]), [A]),
    Kind("letters in pieces", "xlsx", rows_of(
        [unicodedata.normalize("NFD", text) for text in OPINIONS],
        [unicodedata.normalize("NFD", "Đường hỏng"), "5/4/2024"]), [A]),
    Kind("a heading with breaks and remarks", "xlsx", rows_of(
        ["STT", "Nội dung\ný kiến, kiến nghị (ghi tóm tắt)", "Ngày, tháng,\nnăm", "Số ĐT (nếu có)"],
        [1, "Đường hỏng", "5/4/2024", 912345678]), [{**A, "speaker_phone": "0912345678"}]),
    Kind("years as numbers, ages, identity cards", "xlsx", rows_of(
        ["Họ và tên", "Năm sinh", "Số CCCD", *OPINIONS], ["Lê A", 1960, 31060001234, "Đường hỏng", "5/4/2024"]),
        [{**A, "speaker_name": "Lê A"}], said=["căn cước", "mất số 0"]),
    Kind("sessions", "xlsx", rows_of(
        ["LỊCH ĐỐI THOẠI NĂM 2024"], ["STT", "Thời gian", "Nội dung đối thoại", "Địa điểm", "Chủ trì", "Số đại biểu"],
        [1, "8h00 ngày 5/4/2024", "Đất đai", "Hội trường xã", "Nguyễn Văn B", "120 người"]),
        [{"held_on": "2024-04-05", "title": "Đất đai", "place": "Hội trường xã", "chair_name": "Nguyễn Văn B",
          "participants": 120}], values={"count_for": "party"}, form="session"),
    Kind("feedback", "xlsx", rows_of(
        ["TT", "Ngày góp ý", "Tổ chức góp ý", "Nội dung góp ý", "Số văn bản"],
        [1, "5/4/2024", "Hội Nông dân xã", "Góp ý dự thảo nghị quyết", "12-CV/HND"]),
        [{"given_on": "2024-04-05", "contributor_name": "Hội Nông dân xã", "content": "Góp ý dự thảo nghị quyết",
          "document_number": "12-CV/HND"}], values={}, form="feedback"),
    Kind("csv of Google with breaks in cells", "csv", text(
        'Ngày,Nội dung ý kiến\r\n05/04/2024,"Đường hỏng\nđã ""lâu"", sửa"\r\n'),
        [{"received_on": "2024-04-05", "text": 'Đường hỏng\nđã "lâu", sửa'}]),
    Kind("Unicode text of Excel", "txt", text(
        "\ufeffNgày\tNội dung ý kiến\r\n5/4/2024\tĐường hỏng\r\n", "utf-16-le"), [A]),
    Kind("semicolons with a title of commas", "csv", text(
        "TỔNG HỢP, THÁNG 4, NĂM 2024\nNgày;Nội dung ý kiến;Họ tên\n5/4/2024;Đường hỏng;Lê A\n6/4/2024;Cống tắc;\n"),
        [{**A, "speaker_name": "Lê A"}, B]),
    Kind("Word in two parts", "docx", word, [
        {"speaker_name": "Lê A", "speaker_address": "Đông", "text": "Đường hỏng"},
        {"speaker_name": "Lê B", "speaker_address": "Đông", "text": "Cống tắc\nđề nghị nạo vét"},
        {"speaker_name": "Lê C", "speaker_address": "Đoài", "text": "Đèn tắt"}], values=DAY),
    Kind("a portal inside a page", "xls", text(PORTAL), [
        {"text": "Đường hỏng\nđã lâu", "received_on": "2024-04-05"}, {"text": "Đèn tắt", "received_on": "2024-04-06"}]),
    Kind("a web archive", "mht", text(MHT), [{"text": "Đường hỏng", "received_on": "2024-04-01"}]),
    Kind("ods with repeated rows", "ods", ods, [
        {"received_on": "2024-04-05", "text": "Đường hỏng\nnặng", "speaker_address": "Đông"}] * 2),
    Kind("xlsb", "xlsb", lambda path: xlsb(path, [["TT", *OPINIONS], [1.0, "Đường hỏng", "5/4/2024"],
                                                 [2.0, "Cống tắc", "6/4/2024"]]), [A, B]),
)  # fmt: skip


def taken(found: Look) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in row.told.values.items() if key not in found.found.choices.values}
        for row in found.rows
        if row.status not in ("left_out",)
    ]


def look(desk: Desk, kind: Kind, path: Path) -> Look:
    choices = Choices(values=kind.values, columns=kind.columns)
    return desk.files.intake.look(desk.files.intake.tables(path), choices, path.name)


@pytest.mark.parametrize("kind", KINDS_OF_TABLES, ids=lambda kind: kind.name)
def test_a_table_says_what_it_says(desk: Desk, tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / f"bảng.{kind.ending}"
    kind.make(path)
    found = look(desk, kind, path)
    assert found.found.form.key == kind.form
    assert taken(found) == list(kind.truth)
    told = " ".join(f"{at} {text}" for at, text in found.warnings)
    assert all(word in told for word in kind.said), told


@pytest.mark.skipif(not os.environ.get("INTAKE_SOFFICE"), reason="asks for LibreOffice")
@pytest.mark.parametrize("ending", ["xls", "ods", "xlsx"])
def test_libreoffice_saves_the_same(desk: Desk, tmp_path: Path, ending: str) -> None:
    soffice = shutil.which("soffice")
    assert soffice is not None
    books = [kind for kind in KINDS_OF_TABLES if kind.ending == "xlsx"]
    if ending == "xls":  # it writes 0 for the text a formula came to
        books = [kind for kind in books if kind.name != "excel 365"]
    for number, kind in enumerate(books):
        kind.make(tmp_path / f"{number}.xlsx")
    out = tmp_path / "out"
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--convert-to", ending,
         "--outdir", str(out), *(str(tmp_path / f"{n}.xlsx") for n in range(len(books)))],
        check=True, capture_output=True, timeout=500,
    )  # fmt: skip
    for number, kind in enumerate(books):
        found = look(desk, kind, out / f"{number}.{ending}")
        assert (kind.name, taken(found)) == (kind.name, list(kind.truth))
