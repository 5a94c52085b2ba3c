"""The one painter: a Sheet becomes pages once, and the pages are drawn on any device.

Everything is measured in hundredths of a millimetre, so preview, printer and
PDF break lines and pages alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from dialogue_desk.domain.sheet import Block, Chart, Figure, Figures, Note, Sheet, Table, Text, figure_text
from dialogue_desk.gui.painting_flow import LinesPiece, Page, Piece, paginate, paragraph
from dialogue_desk.gui.painting_frame import CENTRE, closing_pieces, heading_pieces, title_pieces
from dialogue_desk.gui.painting_table import table_pieces
from dialogue_desk.gui.painting_text import MM, Line, break_lines, draw_lines, faces, height_of, text_width
from dialogue_desk.render.figure import paper_height, picture

PAPER = {"A4": (210, 297), "A5": (148, 210)}
PAGE_NUMBER_TOP = 10 * MM
INDENT = 10 * MM
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
    text_area = width - left - right
    points = body_points(sheet)
    pieces = heading_pieces(sheet.heading, text_area)
    pieces += title_pieces(sheet, text_area, points)
    for block in sheet.blocks:
        made = _block(block, text_area, points)
        if isinstance(block, Table) and pieces and not pieces[-1].header:
            pieces[-1].stays = True
        pieces += made
    closing = closing_pieces(sheet.signatures, sheet.recipients, sheet.heading.family, text_area, points)
    if closing and pieces:
        _keep_with(pieces)
    return Part(tuple(paginate(pieces + closing, height - top - bottom)), width, height, left, top)


def body_points(sheet: Sheet) -> float:
    """The type of the body: 14 points, 13 on landscape pages, 12 on A5."""
    return 12 if sheet.paper == "A5" else 13 if sheet.is_landscape else 14


def _keep_with(pieces: list[Piece]) -> None:
    """Let the last row or lines, and the notes below them, stay with the signature that follows."""
    for piece in reversed(pieces):
        piece.stays = True
        if not piece.is_remark:
            break


def _block(block: Block, width: float, points: float) -> list[Piece]:
    if isinstance(block, Text):
        return text_pieces(block, width, points)
    if isinstance(block, Note):
        lines = break_lines(block.text, width, points - 2, italic=True)
        return [LinesPiece(lines, before=1.5 * MM, is_remark=True)]
    if isinstance(block, Table):
        return table_pieces(block, width, min(points, 13))
    if isinstance(block, Figures):
        return [_Tiles(block.figures[at : at + 4], width, before=3 * MM) for at in range(0, len(block.figures), 4)]
    if isinstance(block, Chart):
        return [_Picture(block, width)]
    raise TypeError(f"not a block: {block!r}")


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


def text_pieces(text: Text, width: float, points: float) -> list[Piece]:
    """A paragraph in its style; a "field" is a label with dots to its right to be filled by pen."""
    if text.style == "field":
        return [_FieldPiece(text.text, width, points)]
    style = _STYLES.get(text.style, _STYLES["body"])
    pieces: list[Piece] = []
    for part in text.text.split("\n"):
        lines = break_lines(
            part, width, points + style.size, bold=style.bold, italic=style.italic, align=style.align,
            indent=style.indent, spacing=1.06,
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


@dataclass
class _Tiles(Piece):
    """Figures in frames side by side: the number large, its name below."""

    figures: tuple[Figure, ...]
    width: float
    before: float = 0.0
    _parts: list[tuple[float, float, list[Line], list[Line]]] = field(init=False)
    height: float = field(init=False)

    def __post_init__(self) -> None:
        gap = 3 * MM
        share = (self.width - gap * (len(self.figures) - 1)) / max(len(self.figures), 1)
        self._parts = []
        for place, figure in enumerate(self.figures):
            shown = figure_text(figure)
            value = break_lines(shown, share - gap, 20, bold=True, align=CENTRE)
            label = break_lines("\n".join(filter(None, (figure.label, figure.hint))), share - gap, 10.5, align=CENTRE)
            self._parts.append((place * (share + gap), share, value, label))
        self.height = max(height_of(value) + height_of(label) for _x, _w, value, label in self._parts) + 4 * MM

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for left, share, value, label in self._parts:
            painter.drawRect(QRectF(x + left, y, share, self.height))
            draw_lines(painter, value, x + left + 1.5 * MM, y + 2 * MM)
            draw_lines(painter, label, x + left + 1.5 * MM, y + 2 * MM + height_of(value))


class _Picture(Piece):
    """A chart; its numbers stand in the table below it."""

    def __init__(self, chart: Chart, width: float) -> None:
        height = paper_height(chart)
        self.width, self.height, self.before = width, height * MM, 3 * MM
        self.stays = True
        self._image = QImage.fromData(picture(chart, width / MM, height, faces()))

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        painter.drawImage(QRectF(x, y, self.width, self.height), self._image)


def draw_pages(document: Document, painter: QPainter, device: QPagedPaintDevice) -> None:
    """Draw every page; the device has the layout of the first part when painting begins.

    A PDF turns its paper for attached sheets of the other format; on a printer,
    which may not, their pages lie on their side.
    """
    number = 0
    first = document[0]
    for part in document:
        is_turned = (part.width > part.height) != (first.width > first.height)
        for page in part.pages:
            number += 1
            if number > 1:
                if isinstance(device, QPdfWriter):
                    device.setPageLayout(part.page_layout)
                device.newPage()
            painter.save()
            painter.scale(device.logicalDpiX() / 2540, device.logicalDpiY() / 2540)
            if is_turned and not isinstance(device, QPdfWriter):
                painter.translate(0.0, first.height)
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
