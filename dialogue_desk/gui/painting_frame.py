"""What stands around the body of a document: heading, title, signatures, recipients.

Layouts: Nghị định 30/2020/NĐ-CP (state), Hướng dẫn 36-HD/VPTW (Party); the
Front's is the state's with its own issuer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from dialogue_desk.domain.sheet import Heading, Layout, Sheet, Signature
from dialogue_desk.gui.painting_flow import LinesPiece, Piece
from dialogue_desk.gui.painting_text import MM, Line, break_lines, draw_lines, fitting, height_of, text_width

CENTRE = Qt.AlignmentFlag.AlignHCenter
REPUBLIC = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
SIGN_ROOM = 24 * MM
"""Room for the hand that signs and for the stamp on its left third."""
SLIP_SIGN_ROOM = 13 * MM
"""The same on slips, which nobody stamps."""


@dataclass(frozen=True)
class _Part:
    """Something in a column of the heading: lines, or a rule of some width, or a frame around lines."""

    top: float
    lines: Sequence[Line] = ()
    rule: float = 0.0
    frame: float = 0.0


@dataclass
class _Column:
    """Parts stacked in the middle of a column."""

    width: float
    parts: list[_Part] = field(default_factory=list)
    height: float = 0.0

    def write(self, text: str, points: float, *, bold: bool = False, italic: bool = False, gap: float = 0.0) -> None:
        """Add centred text."""
        lines = break_lines(text, self.width, points, bold=bold, italic=italic, align=CENTRE)
        self.height += gap
        self.parts.append(_Part(self.height, lines))
        self.height += height_of(lines)

    def rule(self, width: float) -> None:
        """Add a rule below what was written last."""
        self.height += 0.9 * MM
        self.parts.append(_Part(self.height, rule=min(width, self.width)))
        self.height += 0.8 * MM

    def stamp(self, text: str, points: float) -> None:
        """Add a framed word."""
        self.height += 2 * MM
        lines = break_lines(text, self.width, points, bold=True, align=CENTRE)
        self.parts.append(_Part(self.height, lines, frame=text_width(text, points, True) + 5 * MM))
        self.height += height_of(lines) + 1 * MM

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the column with its upper left corner at (x, y)."""
        for part in self.parts:
            middle = x + self.width / 2
            if part.rule:
                at = y + part.top
                painter.drawLine(QPointF(middle - part.rule / 2, at), QPointF(middle + part.rule / 2, at))
            if part.frame:
                box = QRectF(
                    middle - part.frame / 2, y + part.top - 0.4 * MM, part.frame, height_of(part.lines) + 0.8 * MM
                )
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box)
            draw_lines(painter, part.lines, x, y + part.top)


@dataclass
class ColumnsPiece(Piece):
    """Columns side by side, each at its distance from the left margin."""

    columns: Sequence[tuple[float, _Column]]
    before: float = 0.0
    stays: bool = True
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = max(column.height for _x, column in self.columns)

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        for left, column in self.columns:
            column.draw(painter, x + left, y)


def heading_pieces(heading: Heading, width: float) -> list[Piece]:
    """The two blocks at the top of a document; nothing for a plain sheet."""
    if not heading.family:
        return []
    left, right = _Column(width * 0.42), _Column(width * 0.57)
    if heading.upper:
        upper = heading.upper.upper()
        left.write(upper, min(fitting(line, left.width, 13, 10.5) for line in upper.split("\n")))
    issuer = heading.issuer.upper()
    size = min(fitting(line, left.width, 13, 11, bold=True) for line in issuer.split("\n"))
    left.write(issuer, size, bold=True)
    if heading.family == "party":
        left.write("*", 13)
        left.write(heading.number, 13)
        right.write(PARTY, fitting(PARTY, right.width, 15, 11, bold=True), bold=True)
        right.rule(text_width(PARTY, fitting(PARTY, right.width, 15, 11, bold=True), bold=True))
    else:
        left.rule(min(max(text_width(line, size, True) for line in issuer.split("\n")), left.width) * 0.4)
        left.write(heading.number, 13, gap=1 * MM)
        right.write(REPUBLIC, fitting(REPUBLIC, right.width, 13, 9, bold=True), bold=True)
        motto = fitting(MOTTO, right.width, 14, 10, bold=True)
        right.write(MOTTO, motto, bold=True)
        right.rule(text_width(MOTTO, motto, bold=True))
    date_points = fitting(heading.place_date, right.width, 13.5, 10)
    right.write(heading.place_date, date_points, italic=True, gap=2 * MM)
    if heading.is_draft:
        left.stamp("DỰ THẢO", 11)
    return [ColumnsPiece([(0.0, left), (width - right.width, right)])]


@dataclass
class RulePiece(Piece):
    """A short rule in the middle."""

    width: float
    page_width: float
    height: float = 2 * MM
    stays: bool = True

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        middle, at = x + self.page_width / 2, y + 1.2 * MM
        painter.drawLine(QPointF(middle - self.width / 2, at), QPointF(middle + self.width / 2, at))


def title_pieces(sheet: Sheet, width: float, points: float) -> list[Piece]:
    """Title, subtitle, what the sheet is attached to, and the sign that closes them."""
    pieces: list[Piece] = []
    before = 6 * MM if sheet.heading.family else 0.0
    if sheet.title:
        size = sheet.heading.layout.title_points or points + 1.5
        lines = break_lines(
            sheet.title, width, max(size, points) if sheet.title.isupper() else points, bold=True, align=CENTRE
        )
        pieces.append(LinesPiece(lines, before=before, stays=True))
    if sheet.subtitle:
        is_bold = bool(sheet.heading.family)
        lines = break_lines(sheet.subtitle, width, points, bold=is_bold, italic=not is_bold, align=CENTRE)
        pieces.append(LinesPiece(lines, before=0.5 * MM, stays=True))
    if sheet.heading.attached_to:
        lines = break_lines(sheet.heading.attached_to, width, points - 0.5, italic=True, align=CENTRE)
        pieces.append(LinesPiece(lines, before=0.5 * MM, stays=True))
    if sheet.heading.family == "party":
        pieces.append(LinesPiece(break_lines("-----", width, points, align=CENTRE), stays=True))
    elif sheet.heading.family and sheet.subtitle:
        pieces.append(RulePiece(width / 5, width))
    return pieces


def closing_pieces(
    signatures: Sequence[Signature], recipients: Sequence[str], heading: Heading, width: float, points: float
) -> list[Piece]:
    """Signatures at the right (several side by side) and the recipients at the left, at the same height."""
    if not signatures and not recipients:
        return []
    columns: list[tuple[float, _Column]] = []
    receivers = _recipients(recipients, heading, width * 0.46) if recipients else None
    share = width / max(len(signatures), 2)
    for place, signature in enumerate(reversed(signatures)):
        column = _signature(signature, share, points, heading.layout)
        columns.append((width - share * (place + 1), column))
    if receivers and len(signatures) < 2:
        return [ColumnsPiece([(0.0, receivers), *columns], before=6 * MM, stays=False)]
    pieces: list[Piece] = [ColumnsPiece(columns, before=6 * MM, stays=receivers is not None)]
    if receivers:
        pieces.append(ColumnsPiece([(0.0, receivers)], before=4 * MM, stays=False))
    return pieces


def _signature(signature: Signature, width: float, points: float, layout: Layout) -> _Column:
    column = _Column(width)
    if signature.on_behalf:
        column.write(signature.on_behalf.upper(), points, bold=True)
    if signature.position:
        column.write(signature.position.upper(), points, bold=layout.bold_position)
    if signature.hint:
        column.write(signature.hint, points - 1, italic=True)
    room = SIGN_ROOM if points > 12 else SLIP_SIGN_ROOM
    if signature.name:
        column.write(signature.name, points, bold=True, gap=room)
    else:
        column.height += room
    return column


def _recipients(recipients: Sequence[str], heading: Heading, width: float) -> _Column:
    column, is_party = _Column(width), heading.family == "party"
    underline = heading.layout.underlines_recipients
    lines = break_lines("Nơi nhận:", width, 12, bold=not is_party, italic=not is_party, underline=underline)
    column.parts.append(_Part(0.0, lines))
    column.height = height_of(lines)
    for text in recipients:
        lines = break_lines("- " + text.lstrip("-– "), width, 11)
        column.parts.append(_Part(column.height, lines))
        column.height += height_of(lines)
    return column
