"""Paper: what a PDF holds, page by page, read back with poppler."""

from __future__ import annotations

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import segno
from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QImage, QPageRanges, QPainter
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from dialogue_desk.domain.sheet import (
    Align,
    Cell,
    CellKind,
    Column,
    Figure,
    Figures,
    Heading,
    Note,
    QrCode,
    Row,
    Sheet,
    Signature,
    Table,
    Text,
)
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.painting import lay_out
from dialogue_desk.gui.painting_qr import QrPiece
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.printing import page_count, print_on, write_pdf
from dialogue_desk.gui.theme import Theme

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")

NUMBERED = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("text", "Nội dung góp ý của Nhân dân", width=30),
    Column(
        "counts",
        "Số cuộc/lần",
        children=(
            Column("regular", "Thường xuyên", CellKind.NUMBER),
            Column("adhoc", "Đột xuất", CellKind.NUMBER),
        ),
    ),
)


def pages(path: Path) -> list[str]:
    """The text of each page, as it is laid out."""
    out = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return out.removesuffix("\f").split("\f")


def flowing(path: Path) -> str:
    """The text of all pages in reading order, with single blanks."""
    out = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(out.split())


def rows(count: int, text: str = "Đường liên thôn hư hỏng, đề nghị sửa chữa sớm") -> tuple[Row, ...]:
    """Numbered rows of which each is several lines high."""
    return tuple(Row({"stt": n, "text": f"{text} (mã r{n}đ hết r{n}c)", "regular": n * 1000, "adhoc": None})
                 for n in range(1, count + 1))  # fmt: skip


def sheet(*blocks: object, **more: object) -> Sheet:
    """A sheet of blocks."""
    return Sheet("thử", "BẢNG THỬ", tuple(blocks), **more)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path, qapp: object) -> Path:
    """Where a test's PDF goes."""
    return tmp_path / "Bảng thử.pdf"


def test_header_on_every_page_and_no_row_parted(file: Path) -> None:
    """Sixty rows: each page has the header tree; the two ends of a row stand on one page."""
    write_pdf(sheet(Table(NUMBERED, rows(60)), is_landscape=True), file)
    found = pages(file)
    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert "Số cuộc/lần" in page
        assert "Đột xuất" in page
        assert (str(number) in page.split("\n")[0]) == (number > 1), "the page number is at the top from page 2 on"
        assert set(re.findall(r"r(\d+)đ", page)) == set(re.findall(r"r(\d+)c", page))
    assert [int(n) for n in re.findall(r"r(\d+)đ", flowing(file))] == list(range(1, 61))


def test_row_taller_than_a_page_goes_on(file: Path) -> None:
    """An opinion of 10,000 letters prints whole, below the repeated header on each page."""
    words = [f"từ{n}" for n in range(1500)]
    long = Row({"stt": 2, "text": " ".join(words), "regular": None, "adhoc": None})
    write_pdf(sheet(Table(NUMBERED, (*rows(1), long, *rows(1)))), file)
    found = pages(file)
    assert len(found) > 3
    assert all("Số cuộc/lần" in page for page in found)
    assert re.findall(r"từ\d+", flowing(file)) == words


@pytest.mark.parametrize("count", range(8, 40, 3))
def test_signature_stays_with_the_last_row(file: Path, count: int) -> None:
    """Wherever the page ends: the last row, the note and the signature stand on one page."""
    signed = sheet(
        Table(NUMBERED, rows(count)),
        Note("Ghi chú cuối bảng"),
        signatures=(Signature("Bí thư", "Đỗ Thị Ễn", on_behalf="T/M Đảng ủy"),),
        recipients=("Lưu Văn phòng.",),
    )
    write_pdf(signed, file)
    last = pages(file)[-1]
    for part in (f"r{count}c", "Ghi chú cuối bảng", "T/M ĐẢNG ỦY", "BÍ THƯ", "Đỗ Thị Ễn", "Nơi nhận", "Lưu Văn phòng"):
        assert part in last


def test_group_stays_with_its_first_row(file: Path) -> None:
    """A group's heading is never the last line of a page."""
    made: list[Row] = []
    for number, row in enumerate(rows(60), start=1):
        made += [Row({"stt": f"NHÓM g{number}"}, spans={"stt": 4}, style="group"), row]
    write_pdf(sheet(Table(NUMBERED, tuple(made))), file)
    for page in pages(file):
        assert re.findall(r"g(\d+)\b", page) == re.findall(r"r(\d+)đ", page)


def test_one_family_embedded(file: Path) -> None:
    """Only the shipped face, embedded, in all its cuts; every Vietnamese letter is searchable text."""
    letters = "ẳẵặẻẽẹểễệỉĩịỏõọổỗộởỡợủũụửữựỷỹỵđ"
    text = Text(letters + letters.upper(), "italic")
    head = Heading("state", "", "Ủy ban nhân dân\nxã Thử", "Số: 01/BC-UBND", "Thử, ngày 01 tháng 02 năm 2026")
    write_pdf(sheet(text, Table(NUMBERED, rows(2)), Figures((Figure("a", "Số cuộc", 12),)), heading=head), file)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in listed.split("\n")[2:] if line]
    assert fonts
    assert all(re.fullmatch(r"(\w+\+)?Tinos(-\w+)?", font[0]) for font in fonts)
    assert all("yes" in font for font in fonts)
    assert letters + letters.upper() in flowing(file).replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "<b>đậm</b> & <script>alert(1)</script> <img src=x>",
        '=HYPERLINK("http://x","y")',
        "+84 912 -1 @SUM(A1)",
        "ỗ Ễ Ự Ẫ ỡ Ặ",
        "{\\rtf1} %s %(a)s {ngày}",
    ],
)
def test_hostile_text_prints_as_itself(file: Path, text: str) -> None:
    """Markup and formulas are letters like others."""
    write_pdf(sheet(Text(text), Table(NUMBERED, (Row({"stt": 1, "text": text}),))), file)
    assert flowing(file).count(text) == 2


def test_marks_that_turn_text_have_no_power(file: Path) -> None:
    """Bidirectional overrides vanish and the letters keep their order."""
    write_pdf(sheet(Text("số \u202e123 đường\u202c \u2067abc\u2069 \u200fxong")), file)
    assert "số 123 đường abc xong" in flowing(file)


def sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of each page as it is looked at, in millimetres."""
    out = subprocess.run(["pdfinfo", "-l", "999", str(path)], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", out)
    assert set(re.findall(r"Page +\d+ rot: +(\d+)", out)) == {"0"}
    return [(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in found]


@pytest.mark.parametrize("is_landscape", [False, True])
def test_preview_printer_and_pdf_agree(file: Path, qtbot: QtBot, theme: Theme, is_landscape: bool) -> None:
    """The same pages in the same order and turn, also with sheets of the other turn between."""
    attached = sheet(Table(NUMBERED, rows(30)), is_landscape=not is_landscape)
    last = sheet(Text("TRANG CUỐI"), is_landscape=is_landscape)
    whole = sheet(Table(NUMBERED, rows(45)), is_landscape=is_landscape, attached=(attached, last))
    write_pdf(whole, file)
    printed = file.with_name("in.pdf")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    print_on(lay_out(whole), printer)
    assert sizes(printed) == sizes(file)
    assert len(set(sizes(file))) == 2
    assert pages(printed) == pages(file)
    dialog = preview(theme, whole, None)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: bool(dialog.paper.boxes))
    shown = [(round(part.width / 100), round(part.height / 100)) for part, _page in dialog.paper.pages]
    assert shown == sizes(file)
    assert page_count(whole) == len(shown)
    assert [box.width() > box.height() for box in dialog.paper.boxes] == [w > h for w, h in shown]
    assert all(below.top() > box.bottom() for box, below in pairwise(dialog.paper.boxes))
    qtbot.keyClick(dialog, Qt.Key.Key_End)
    image = dialog.paper.grab(dialog.paper.boxes[-1]).toImage()
    inked = [y for y in range(image.height()) if any(image.pixelColor(x, y).value() < 120
             for x in range(image.width() // 8, image.width() * 7 // 8))]  # fmt: skip
    assert inked, "the last page is drawn"
    assert dialog.current() == len(shown) - 1
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def test_a_sheet_of_one_page_is_written_smaller() -> None:
    """It shrinks until it fits; what is far too much still goes on to further pages."""
    blocks = (Figures(tuple(Figure(str(n), "Kiến nghị quá hạn", 12, "kiến nghị") for n in range(7))),
              Table(NUMBERED, rows(28)))  # fmt: skip
    assert page_count(sheet(*blocks)) > 1
    assert page_count(sheet(*blocks, is_one_page=True)) == 1
    assert page_count(sheet(Table(NUMBERED, rows(90)), is_one_page=True)) > 1


def test_paper_and_margins() -> None:
    """Text starts where the margins say, on each paper."""
    for paper, is_landscape, size in (
        ("A4", False, (21000, 29700)),
        ("A4", True, (29700, 21000)),
        ("A5", False, (14800, 21000)),
    ):
        part = lay_out(sheet(Text("x"), paper=paper, is_landscape=is_landscape, margins=(21, 16, 22, 31)))[0]
        assert (part.width, part.height, part.left, part.top) == (*size, 3100, 2100)
        assert part.page_layout.margins() == QMarginsF(0, 0, 0, 0)


def test_headings_of_the_three_families(file: Path) -> None:
    """The Party's has no Quốc hiệu and no colon; the state's and the Front's have both; a draft says so."""
    for family, number, has_republic in (
        ("party", "Số …-BC/ĐU", False), ("state", "Số: …/BC-UBND", True), ("front", "Số: …/BC-MTTQ-BTT", True),
    ):  # fmt: skip
        head = Heading(family, "Đảng bộ huyện", "Cơ quan", number, "Thử, ngày 02 tháng 01 năm 2026", is_draft=True)
        write_pdf(sheet(heading=head, signatures=(Signature("Chủ tịch"),)), file)
        text = flowing(file)
        assert ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text) == has_republic
        assert ("ĐẢNG CỘNG SẢN VIỆT NAM" in text) == (family == "party")
        for part in (number, "CƠ QUAN", "DỰ THẢO", "Thử, ngày 02 tháng 01 năm 2026"):
            assert part in text


def test_cells_are_written_the_vietnamese_way(file: Path) -> None:
    """Thousands with dots, decimals with a comma, documents' dates, blank for unknown, a mark behind marked figures."""
    columns = (
        Column("n", "Số", CellKind.NUMBER), Column("p", "Tỷ lệ", CellKind.PERCENT), Column("d", "Ngày", CellKind.DATE),
        Column("u", "Không rõ", CellKind.NUMBER), Column("z", "Không", CellKind.NUMBER),
    )  # fmt: skip
    values: dict[str, Cell] = {"n": 1234567, "p": 97.2, "d": "2025-09-02", "u": None, "z": 0}
    write_pdf(sheet(Table(columns, (Row(values, marks=frozenset({"n"})),))), file)
    assert flowing(file).endswith("1.234.567* 97,2% 02/9/2025 0")


def test_a_code_is_drawn_module_by_module(qtbot: QtBot) -> None:
    text = "DIALOGUE-DESK-1 11842@2025 " + "0123 4567 " * 12
    expected = [list(row) for row in segno.make(text, micro=False, error="m", boost_error=False).matrix]
    across = len(expected) + 8
    image = QImage(across * 6, across * 6, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    painter = QPainter(image)
    (part,) = lay_out(sheet(QrCode(text)))
    (piece,) = [placed.piece for placed in part.pages[0] if isinstance(placed.piece, QrPiece)]
    painter.scale(image.width() / piece.height, image.height() / piece.height)
    piece.draw(painter, -piece.left, 0.0)
    painter.end()
    drawn = [[int(image.pixelColor(x * 6 + 3, y * 6 + 3).red() < 128) for x in range(across)] for y in range(across)]
    assert [row[4:-4] for row in drawn[4:-4]] == expected
    assert not any(map(any, drawn[:4] + drawn[-4:])), "scanners need a quiet edge"
    assert piece.height == 50 * 100


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        ({"range": (2, 3)}, [2, 3]),
        ({"range": (3, 3)}, [3]),
        ({"range": (4, 9)}, [4]),
        ({"ranges": "1,4"}, [1, 4]),
        ({"current": 2}, [2]),
        ({}, [1, 2, 3, 4]),
    ],
)
def test_the_chosen_pages_are_printed_and_no_other(file: Path, chosen: dict[str, Any], numbers: list[int]) -> None:
    """By number as on paper, in their own turn, also where the first of them lies in an attached sheet."""
    attached = sheet(Text("TRANG BA"), is_landscape=True, attached=())
    last = sheet(Text("TRANG CUỐI"))
    whole = sheet(Table(NUMBERED, rows(30)), attached=(attached, last))
    write_pdf(whole, file)
    assert len(pages(file)) == 4
    printed = file.with_name("in.pdf")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    if chosen:
        kind = QPrinter.PrintRange.CurrentPage if "current" in chosen else QPrinter.PrintRange.PageRange
        printer.setPrintRange(kind)
    if "range" in chosen:
        printer.setFromTo(*chosen["range"])
    if "ranges" in chosen:
        printer.setPageRanges(QPageRanges.fromString(chosen["ranges"]))
    print_on(lay_out(whole), printer, chosen.get("current", 1))
    assert pages(printed) == [pages(file)[number - 1] for number in numbers]
    assert sizes(printed) == [sizes(file)[number - 1] for number in numbers]


def test_a_range_without_a_page_is_refused(file: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(file))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(5, 6)
    with pytest.raises(DeskError, match="có 1 trang"):
        print_on(lay_out(sheet(Text("một"))), printer)
    assert not file.exists()
