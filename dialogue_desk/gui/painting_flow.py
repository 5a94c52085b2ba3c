"""Pieces of a sheet, and how they fall onto pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtGui import QPainter

from dialogue_desk.gui.painting_text import Line, draw_lines, height_of


class Piece:
    """Something with a height that is drawn in one go.

    `before` is the space above it, dropped at the top of a page; a piece that
    `stays` is never parted from the next one; `header` is drawn again above it
    when it starts a page; `is_remark` marks a note, which belongs to what is above.
    """

    height: float = 0.0
    before: float = 0.0
    stays: bool = False
    header: Piece | None = None
    is_remark: bool = False

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the upper left corner at (x, y)."""
        raise NotImplementedError

    def split(self, room: float) -> tuple[Piece, Piece] | None:
        """What fits into `room` and the rest; None when it cannot be parted there."""
        return None


@dataclass
class LinesPiece(Piece):
    """Some lines of a paragraph, `left` of the margin."""

    lines: Sequence[Line]
    left: float = 0.0
    before: float = 0.0
    stays: bool = False
    header: Piece | None = None
    is_remark: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        self.height = height_of(self.lines)

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        draw_lines(painter, self.lines, x + self.left, y)


def paragraph(lines: Sequence[Line], before: float, *, left: float = 0.0, stays: bool = False) -> list[Piece]:
    """A paragraph as pieces of a line each, the first two and the last two of which stay together."""
    if len(lines) <= 3 or stays:
        return [LinesPiece(lines, left, before, stays)]
    pieces: list[Piece] = [LinesPiece(lines[:2], left, before)]
    pieces += [LinesPiece((line,), left) for line in lines[2:-2]]
    return [*pieces, LinesPiece(lines[-2:], left)]


@dataclass(frozen=True)
class Placed:
    """A piece and where its top is, from the top of the text area."""

    piece: Piece
    top: float


Page = list[Placed]


def paginate(pieces: Iterable[Piece], room: float) -> list[Page]:
    """Let pieces fall onto pages with `room` for text: whole rows, headers repeated, what stays together together."""
    pages: list[Page] = [[]]
    top = 0.0
    waiting = deque(pieces)
    while waiting:
        piece = waiting[0]
        header = piece.header if not pages[-1] else None
        gap = piece.before if pages[-1] else 0.0
        if header:
            gap = header.height
        left = room - top - gap
        if not _fits(waiting, left, room) and pages[-1] and not _may_begin_here(piece, left, room):
            pages.append([])
            top = 0.0
            continue
        if header:
            pages[-1].append(Placed(header, 0.0))
        waiting.popleft()
        if piece.height > left and (parts := piece.split(left)):
            piece, rest = parts
            waiting.appendleft(rest)
        pages[-1].append(Placed(piece, top + gap))
        top += gap + piece.height
    return pages


def _fits(waiting: Sequence[Piece], left: float, room: float) -> bool:
    """Whether the first piece, and those that may not be parted from it, fit; a chain longer than a page may part."""
    chain = 0.0
    for piece in waiting:
        chain += piece.height + (piece.before if chain else 0.0)
        if chain > room:
            return waiting[0].height + (room / 4 if waiting[0].stays else 0.0) <= left
        if not piece.stays:
            break
    return chain <= left


def _may_begin_here(piece: Piece, left: float, room: float) -> bool:
    """A piece taller than a page starts where at least a quarter of the page is left."""
    tallest = room - (piece.header.height if piece.header else 0.0)
    return piece.height > tallest and left > room / 4
