"""QR codes: dark modules as one shape, so that no seam shows between them on paper or screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from dialogue_desk.domain.sheet import QrCode
from dialogue_desk.gui.painting_flow import Piece
from dialogue_desk.gui.painting_text import MM

QUIET = 4
"""White modules around the code, which scanners need."""


@lru_cache(maxsize=8)
def modules(text: str) -> tuple[bytes, ...]:
    """The code's rows, a byte a module, 1 for dark; a seventh of them may be smudged."""
    import segno  # noqa: PLC0415 only drawn codes need it

    return tuple(bytes(row) for row in segno.make(text, micro=False, error="m", boost_error=False).matrix)


@lru_cache(maxsize=8)
def _shape(text: str) -> QPainterPath:
    """The dark modules in units of one module."""
    dark = QRegion()
    for y, row in enumerate(modules(text)):
        for x, is_dark in enumerate(row):
            if is_dark:
                dark += QRegion(x, y, 1, 1)
    path = QPainterPath()
    path.addRegion(dark)
    return path.simplified()


def ready(text: str) -> None:
    """Work out the code, which takes as long as a page: also in a worker, so that drawing it then holds nothing."""
    _shape(text)


def draw_code(painter: QPainter, text: str, place: QRectF) -> None:
    """Draw the code, with its quiet edge, into a square: black on white, also on a dark screen."""
    side = place.width() / (len(modules(text)) + 2 * QUIET)
    painter.save()
    painter.fillRect(place, Qt.GlobalColor.white)
    painter.translate(place.left() + QUIET * side, place.top() + QUIET * side)
    painter.scale(side, side)
    painter.fillPath(_shape(text), Qt.GlobalColor.black)
    painter.restore()


class QrPiece(Piece):
    """A code in the middle of the page."""

    def __init__(self, code: QrCode, width: float) -> None:
        self.height, self.before = code.size * MM, 2 * MM
        self._code, self.left = code, (width - code.size * MM) / 2

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        draw_code(painter, self._code.text, QRectF(x + self.left, y, self.height, self.height))
