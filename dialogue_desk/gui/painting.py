"""The one painter: a Sheet becomes pages once, and the pages are drawn on any device.

Everything is measured in hundredths of a millimetre, so preview, printer and
PDF break lines and pages alike.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from dialogue_desk.domain.sheet import Block, Chart, Figure, Figures, Note, QrCode, Sheet, Table, Text, figure_text
from dialogue_desk.gui.painting_flow import LinesPiece, Page, Piece, paginate, paragraph
from dialogue_desk.gui.painting_frame import CENTRE, closing_pieces, heading_pieces, title_pieces
from dialogue_desk.gui.painting_qr import QrPiece
from dialogue_desk.gui.painting_table import PADDING, table_pieces
from dialogue_desk.gui.painting_text import MM, Line, break_lines, draw_lines, faces, fitting, height_of, text_width
from dialogue_desk.render.figure import picture

PAPER = {"A4": (210, 297), "A5": (148, 210)}
PAGE_NUMBER_TOP = 10 * MM
INDENT = 10 * MM
LEAST_POINTS = 9
"""No smaller than this to make a sheet fit its one page."""
THIN = 0.18 * MM


@dataclass(frozen=True)
class Part:
    """Pages of one size: the sheet's own, or those of a sheet attached to it (hundredths of a millimetre)."""

    pages: tuple[Page, ...]
    width: float
    height: float
    left: float
    top: float

    @property
    def page_layout(self) -> QPageLayout:
        """The paper as a printer or PDF writer wants it, without margins of its own."""
        is_landscape = self.width > self.height
        name = QPageSize.PageSizeId.A4 if max(self.width, self.height) > 250 * MM else QPageSize.PageSizeId.A5
        turn = QPageLayout.Orientation.Landscape if is_landscape else QPageLayout.Orientation.Portrait
        return QPageLayout(QPageSize(name), turn, QMarginsF(0, 0, 0, 0))


Document = tuple[Part, ...]
"""A sheet broken into pages, with what is attached to it."""


def lay_out(sheet: Sheet) -> Document:
    """Break a sheet, and those attached to it, into pages."""
    parts = [_part(sheet)]
    for attached in sheet.attached:
        parts += lay_out(attached)
    return tuple(parts)


def _part(sheet: Sheet) -> Part:
    short, long = PAPER.get(sheet.paper, PAPER["A4"])
    width, height = (long * MM, short * MM) if sheet.is_landscape else (short * MM, long * MM)
    top, right, bottom, left = (margin * MM for margin in sheet.margins)
    points = body_points(sheet)
    pages = paginate(_pieces(sheet, width - left - right, points), height - top - bottom)
    while sheet.is_one_page and len(pages) > 1 and points > LEAST_POINTS:
        points -= 1
        pages = paginate(_pieces(sheet, width - left - right, points), height - top - bottom)
    return Part(tuple(pages), width, height, left, top)


def _pieces(sheet: Sheet, width: float, points: float) -> list[Piece]:
    """Everything of a sheet, from the heading to the recipients."""
    pieces = heading_pieces(sheet.heading, width)
    pieces += title_pieces(sheet, width, points)
    for block in sheet.blocks:
        made = _block(
            block, width, points, sheet.heading.layout.line_points if points == body_points(sheet) == 14 else 0
        )
        if isinstance(block, Table) and pieces and not pieces[-1].header:
            pieces[-1].stays = True
        pieces += made
    closing = closing_pieces(sheet.signatures, sheet.recipients, sheet.heading, width, points)
    if closing and pieces:
        _keep_with(pieces)
    return pieces + closing


def body_points(sheet: Sheet) -> float:
    """The type of the body: 14 points, 13 on landscape pages, 12 on A5."""
    return 12 if sheet.paper == "A5" else 13 if sheet.is_landscape else 14


def _keep_with(pieces: list[Piece]) -> None:
    """Let the last row or lines, and the notes below them, stay with the signature that follows."""
    for piece in reversed(pieces):
        piece.stays = True
        if not piece.is_remark:
            break


def _block(block: Block, width: float, points: float, line_points: int = 0) -> list[Piece]:
    if isinstance(block, Text):
        return text_pieces(block, width, points, line_points)
    if isinstance(block, Note):
        lines = break_lines(block.text, width, points - 2, italic=True)
        return [LinesPiece(lines, before=1.5 * MM, is_remark=True)]
    if isinstance(block, Table):
        return table_pieces(block, width, min(points, _table_points(block)), PADDING * min((points / 12) ** 4, 1.0))
    if isinstance(block, Figures):
        return [_Tiles(block.figures[at : at + 4], width, points, 2.5 * MM) for at in range(0, len(block.figures), 4)]
    if isinstance(block, Chart):
        return [_Picture(chart, width, min((points / 14) ** 1.5, 1.0)) for chart in block.on_paper()]
    if isinstance(block, QrCode):
        return [QrPiece(block, width)]
    raise TypeError(f"not a block: {block!r}")


def _table_points(table: Table) -> float:
    """Many columns want smaller type: rows stay lower than their text would make them."""
    columns = len(table.leaves)
    return 13 if columns <= 6 else 12 if columns <= 9 else 11


@dataclass(frozen=True)
class _Style:
    """How a paragraph of a style looks; `indent` moves its first line, `size` is added to the body's points."""

    bold: bool = False
    italic: bool = False
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignJustify
    indent: float = INDENT
    size: float = 0.0
    before: float = 2.1 * MM
    stays: bool = False


_STYLES = {
    "body": _Style(),
    "heading": _Style(bold=True, align=Qt.AlignmentFlag.AlignLeft, before=3 * MM, stays=True),
    "bold": _Style(bold=True, align=Qt.AlignmentFlag.AlignLeft, stays=True),
    "italic": _Style(italic=True),
    "centre": _Style(align=CENTRE, indent=0.0),
    "small": _Style(align=Qt.AlignmentFlag.AlignLeft, indent=0.0, size=-2.5, before=1 * MM),
}


def text_pieces(text: Text, width: float, points: float, line_points: int = 0) -> list[Piece]:
    """A paragraph in its style, its lines of an exact height where one is given.

    A "field" is a label with dots to its right to be filled by pen.
    """
    if text.style == "field":
        return [_FieldPiece(text.text, width, points)]
    style = _STYLES.get(text.style, _STYLES["body"])
    pieces: list[Piece] = []
    for part in text.text.split("\n"):
        lines = break_lines(
            part, width, points + style.size, bold=style.bold, italic=style.italic, align=style.align,
            indent=style.indent, spacing=1.06, exact=line_points,
        )  # fmt: skip
        pieces += paragraph(lines, style.before, stays=style.stays)
    return pieces


class _FieldPiece(Piece):
    """A label and a dotted line to the right margin."""

    def __init__(self, label: str, width: float, points: float) -> None:
        room = text_width(label + " ", points) if label else 0.0
        dots = "." * max(int((width - room) / text_width(".", points)) - 1, 0) if room < width else ""
        self._lines: list[Line] = break_lines(f"{label} {dots}".strip(), width, points)
        self.height = height_of(self._lines) + 1.2 * MM

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        draw_lines(painter, self._lines, x, y + 1.2 * MM)


class _Tiles(Piece):
    """Up to four figures in frames side by side: the number large, its name below."""

    def __init__(self, figures: tuple[Figure, ...], width: float, points: float, before: float) -> None:
        gap = 3 * MM
        share = (width - gap * 3) / 4
        large, small = points + 5, max(points - 3.5, 8.5)
        self.before = before
        self._share = share
        self._parts: list[tuple[float, list[Line], list[Line]]] = []
        for place, figure in enumerate(figures):
            shown = figure_text(figure)
            size = fitting(shown, share - gap, large, 11, bold=True)
            value = break_lines(shown, share - gap, size, bold=True, align=CENTRE)
            words = "\n".join(filter(None, (figure.label, figure.hint)))
            label = break_lines(words, share - gap, small, align=CENTRE)
            self._parts.append((place * (share + gap), value, label))
        self.height = max(height_of(value) + height_of(label) for _x, value, label in self._parts) + 3 * MM

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for left, value, label in self._parts:
            painter.drawRect(QRectF(x + left, y, self._share, self.height))
            draw_lines(painter, value, x + left + 1.5 * MM, y + 1.5 * MM)
            draw_lines(painter, label, x + left + 1.5 * MM, y + 1.5 * MM + height_of(value))


class _Picture(Piece):
    """A chart, drawn when it is painted; its numbers stand in the table below it."""

    def __init__(self, chart: Chart, width: float, scale: float) -> None:
        height = chart.paper_height * (scale if chart.kind != "heat" else 1.0)
        self.width, self.height, self.before = width, height * MM, 3 * MM
        self.stays = True
        self._chart = chart

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        content = picture(self._chart, self.width / MM, self.height / MM, faces())
        painter.drawImage(QRectF(x, y, self.width, self.height), QImage.fromData(content))


def draw_pages(
    document: Document, painter: QPainter, device: QPagedPaintDevice, wanted: Container[int] | None = None
) -> None:
    """Draw every page, or the `wanted` ones by number; the device has the layout of the first when painting begins.

    The paper turns for attached sheets of the other format. Of a printer at work
    only the turn can be changed; where a driver refuses, the page lies on its side.
    """
    number = drawn = 0
    shown = document[0].page_layout.orientation()
    for part in document:
        turn = part.page_layout.orientation()
        for page in part.pages:
            number += 1
            if wanted is not None and number not in wanted:
                continue
            drawn += 1
            if drawn == 1:
                shown = turn
            else:
                if isinstance(device, QPdfWriter):
                    device.setPageLayout(part.page_layout)
                    shown = turn
                elif shown != turn and device.setPageOrientation(turn):
                    shown = turn
                device.newPage()
            painter.save()
            painter.scale(device.logicalDpiX() / 2540, device.logicalDpiY() / 2540)
            if shown != turn:
                painter.translate(0.0, part.width)
                painter.rotate(-90)
            draw_page(part, page, number, painter)
            painter.restore()


def draw_page(part: Part, page: Page, number: int, painter: QPainter) -> None:
    """Draw one page in hundredths of a millimetre, with its number at the top from the second page on."""
    pen = QPen(QColor(Qt.GlobalColor.black))
    pen.setWidthF(THIN)
    painter.setPen(pen)
    painter.setBrush(QBrush())
    if number > 1:
        lines = break_lines(str(number), part.width, 13, align=CENTRE)
        draw_lines(painter, lines, 0.0, PAGE_NUMBER_TOP)
    for placed in page:
        placed.piece.draw(painter, part.left, part.top + placed.top)
