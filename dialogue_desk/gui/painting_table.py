"""A table on paper: widths, the header tree, rows as pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Table, cell_text
from dialogue_desk.gui.painting_flow import LinesPiece, Piece
from dialogue_desk.gui.painting_text import MM, Line, break_lines, draw_lines, height_of, line_height, longest_word

PADDING = 1.2 * MM
GROUND = QColor("#EFEFEF")
_QT_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_DEFAULT_ALIGN = {
    CellKind.TEXT: Align.LEFT,
    CellKind.NUMBER: Align.RIGHT,
    CellKind.PERCENT: Align.RIGHT,
    CellKind.DATE: Align.CENTRE,
}


@dataclass(frozen=True)
class Cell:
    """A box of a row: where it stands, its lines, and whether they stand in its middle or at its top."""

    x: float
    width: float
    lines: Sequence[Line]
    in_middle: bool = True
    y: float = 0.0
    height: float = 0.0
    is_shaded: bool = False


@dataclass
class RowPiece(Piece):
    """A row of boxes of one height."""

    cells: Sequence[Cell]
    header: Piece | None = None
    stays: bool = False
    padding: float = PADDING
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = max((height_of(c.lines) for c in self.cells), default=0.0) + 2 * self.padding

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        for cell in self.cells:
            _draw_box(painter, cell, x, y, self.height, self.padding)

    def split(self, room: float) -> tuple[Piece, Piece] | None:
        """Part a row taller than a page between lines; it goes on in boxes of its own below the repeated header."""
        heads, tails = [], []
        for cell in self.cells:
            fitting = _lines_in(cell.lines, room - 2 * self.padding)
            heads.append(Cell(cell.x, cell.width, cell.lines[:fitting], False))
            tails.append(Cell(cell.x, cell.width, cell.lines[fitting:], False))
        if not any(cell.lines for cell in heads):
            return None
        return RowPiece(heads, self.header, padding=self.padding), RowPiece(
            tails, self.header, self.stays, self.padding
        )


@dataclass
class HeaderPiece(Piece):
    """The header tree; it stays with the first row and is drawn again on each page."""

    cells: Sequence[Cell]
    height: float
    before: float = 0.0
    stays: bool = True

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        for cell in self.cells:
            _draw_box(painter, cell, x, y + cell.y, cell.height, PADDING)


def _lines_in(lines: Sequence[Line], room: float) -> int:
    used = 0.0
    for number, line in enumerate(lines):
        used += line.height
        if used > room:
            return number
    return len(lines)


def _draw_box(painter: QPainter, cell: Cell, x: float, y: float, height: float, padding: float) -> None:
    box = QRectF(x + cell.x, y, cell.width, height)
    painter.setBrush(QBrush(GROUND) if cell.is_shaded else Qt.BrushStyle.NoBrush)
    painter.drawRect(box)
    shift = (height - height_of(cell.lines)) / 2 if cell.in_middle else padding
    draw_lines(painter, cell.lines, x + cell.x + PADDING, y + shift)


def table_pieces(table: Table, width: float, points: float, padding: float = PADDING) -> list[Piece]:
    """A table as pieces: title, header, rows with `padding` above and below.

    The type shrinks until no word has to be broken, at most to 9 points.
    """
    leaves = table.leaves
    size, widths = points, _widths(table, width, points)
    while sum(widths) > width + 1 and size > 9:
        size -= 0.5
        widths = _widths(table, width, size)
    if sum(widths) > width + 1:
        widths = [w * width / sum(widths) for w in widths]
    lefts = [sum(widths[:i]) for i in range(len(widths))]
    places = {leaf.key: (lefts[i], widths[i]) for i, leaf in enumerate(leaves)}
    header = _header(table, places, size)
    pieces: list[Piece] = []
    if table.title:
        lines = break_lines(table.title, width, points, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        pieces.append(LinesPiece(lines, before=3 * MM, stays=True))
    header.before = 1.5 * MM if table.title else 2.5 * MM
    pieces.append(header)
    is_of_figures = sum(leaf.kind in (CellKind.NUMBER, CellKind.PERCENT) for leaf in leaves) * 2 > len(leaves)
    build = partial(
        _row, leaves=leaves, places=places, size=size, header=header, in_middle=is_of_figures, padding=padding
    )
    pieces += [build(row) for row in table.rows]
    if not table.rows:
        header.stays = False
    return pieces


def _widths(table: Table, width: float, points: float) -> list[float]:
    """Column widths in proportion to those asked for, none narrower than its widest word or number."""
    leaves = table.leaves
    least = [2 * PADDING + _least(leaf, table.rows, points) for leaf in leaves]
    asked = sum(leaf.width for leaf in leaves) or 1
    widths = [max(low, leaf.width * width / asked) for low, leaf in zip(least, leaves, strict=True)]
    for _turn in range(len(leaves)):
        over = sum(widths) - width
        free = [i for i, w in enumerate(widths) if w > least[i] + 1]
        if over <= 1 or not free:
            break
        spare = sum(widths[i] - least[i] for i in free)
        for i in free:
            widths[i] -= min(widths[i] - least[i], over * (widths[i] - least[i]) / spare)
    return widths


def _least(leaf: Column, rows: Sequence[Row], points: float) -> float:
    least = longest_word(leaf.title, points, bold=True)
    for row in rows:
        if row.style == "group" or leaf.key in row.spans:
            continue
        text = cell_text(row, leaf)
        if leaf.kind is not CellKind.TEXT or (text and len(text) <= 14):
            bold = row.style == "total"
            least = max(least, longest_word(text, points, bold))
    return least * 1.005 + 2


def _header(table: Table, places: dict[str, tuple[float, float]], points: float) -> HeaderPiece:
    """The header tree: a group spans its columns, a column without children reaches down to the rows."""
    depth = table.depth
    found: list[tuple[int, int, float, float, list[Line]]] = []

    def place(column: Column, level: int) -> None:
        leaves = column.leaves
        left = places[leaves[0].key][0]
        width = sum(places[leaf.key][1] for leaf in leaves)
        lines = break_lines(column.title, width - 2 * PADDING, points, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        span = depth - level if not column.children else 1
        found.append((level, span, left, width, lines))
        for child in column.children:
            place(child, level + 1)

    for column in table.columns:
        place(column, 0)
    heights = [line_height(points) + 2 * PADDING] * depth
    for level, span, _left, _width, lines in sorted(found, key=lambda cell: cell[1]):
        wanted = height_of(lines) + 2 * PADDING
        missing = wanted - sum(heights[level : level + span])
        if missing > 0:
            heights[level + span - 1] += missing
    tops = [sum(heights[:i]) for i in range(depth)]
    cells = [
        Cell(left, width, lines, y=tops[level], height=sum(heights[level : level + span]))
        for level, span, left, width, lines in found
    ]
    return HeaderPiece(cells, sum(heights))


def _row(
    row: Row,
    leaves: Sequence[Column],
    places: dict[str, tuple[float, float]],
    size: float,
    header: HeaderPiece,
    in_middle: bool,
    padding: float,
) -> RowPiece:
    is_bold = row.style in ("total", "group")
    cells = []
    for leaf, span in _spanned(row, leaves):
        at = leaves.index(leaf)
        covered = leaves[at : at + span]
        width = sum(places[c.key][1] for c in covered)
        align = leaf.align or _DEFAULT_ALIGN[leaf.kind]
        if row.style == "total" and span > 1:
            align = Align.CENTRE
        if row.style == "group":
            align = Align.LEFT
        lines = break_lines(cell_text(row, leaf), width - 2 * PADDING, size, bold=is_bold, align=_QT_ALIGN[align])
        cells.append(Cell(places[leaf.key][0], width, lines, in_middle or is_bold, is_shaded=row.style == "group"))
    return RowPiece(cells, header, stays=row.style == "group", padding=padding)


def _spanned(row: Row, leaves: Sequence[Column]) -> Iterator[tuple[Column, int]]:
    """The cells a row has: each column with the number of columns it covers; a group row covers them all."""
    if row.style == "group" and not row.spans and not any(row.values.get(leaf.key) is not None for leaf in leaves[1:]):
        yield leaves[0], len(leaves)
        return
    at = 0
    while at < len(leaves):
        span = min(max(row.spans.get(leaves[at].key, 1), 1), len(leaves) - at)
        yield leaves[at], span
        at += span
