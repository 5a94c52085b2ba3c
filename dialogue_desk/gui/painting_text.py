"""Text on paper: shipped faces, and paragraphs broken into lines.

Every length is in hundredths of a millimetre, the painter's unit on every
device: what is measured once holds for preview, printer and PDF alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainter, QTextLayout, QTextLine, QTextOption

from dialogue_desk.domain.sheet import printable
from dialogue_desk.paths import resource

MM = 100.0
POINT = 2540 / 72

_FACES = ("Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf")


def faces() -> list[Path]:
    """The files of the shipped faces: Times metrics, every Vietnamese letter."""
    return [resource("fonts", face) for face in _FACES]


@cache
def _family() -> str:
    """Load the shipped faces and return their family."""
    for face in faces():
        number = QFontDatabase.addApplicationFont(str(face))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def font(points: float, bold: bool = False, italic: bool = False) -> QFont:
    """The document face at a size in points."""
    made = QFont(_family())
    made.setPixelSize(round(points * POINT))
    made.setBold(bold)
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@cache
def _metrics(points: float, bold: bool, italic: bool) -> QFontMetricsF:
    return QFontMetricsF(font(points, bold, italic))


@cache
def line_height(points: float) -> float:
    """Height of a line with room for stacked marks (Ễ, Ự)."""
    return _metrics(points, False, False).height() * 1.04


@cache
def text_width(text: str, points: float, bold: bool = False, italic: bool = False) -> float:
    """How wide a text is on one line."""
    return _metrics(points, bold, italic).horizontalAdvance(text)


def longest_word(text: str, points: float, bold: bool = False) -> float:
    """Width of the widest word: a column narrower than this would break inside it."""
    return max((text_width(word, points, bold) for word in text.split()), default=0.0)


def fitting(text: str, width: float, most: float, least: float, bold: bool = False) -> float:
    """The largest size in points, in half steps, at which a text stays on one line."""
    size = most
    while size > least and text_width(text, size, bold) > width:
        size -= 0.5
    return size


class Line:
    """One line of a paragraph; it keeps the layout it belongs to alive."""

    __slots__ = ("_layout", "_line", "_shift", "height")

    def __init__(self, layout: QTextLayout, line: QTextLine, height: float) -> None:
        self._layout = layout
        self._line = line
        self._shift = height - line.height()
        self.height = height

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw with the upper left corner of the paragraph's line at (x, y)."""
        self._line.draw(painter, QPointF(x, y + self._shift))


def break_lines(
    text: str,
    width: float,
    points: float,
    *,
    bold: bool = False,
    italic: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    indent: float = 0.0,
    spacing: float = 1.0,
    underline: bool = False,
    exact: float = 0.0,
) -> list[Line]:
    """Break a text into lines of at most `width`; line ends in the text start new lines.

    `indent` moves each first line to the right; `spacing` multiplies the line height, `exact` sets it in points.
    """
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    height = exact * POINT if exact else line_height(points) * spacing
    face = font(points, bold, italic)
    if underline:
        face = QFont(face)
        face.setUnderline(True)
    lines: list[Line] = []
    for part in printable(text).split("\n"):
        layout = QTextLayout(part, face)
        layout.setTextOption(option)
        layout.beginLayout()
        first = indent
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width - first)
            line.setPosition(QPointF(first, 0.0))
            lines.append(Line(layout, line, height))
            first = 0.0
        layout.endLayout()
    return lines


def draw_lines(painter: QPainter, lines: Sequence[Line], x: float, y: float) -> None:
    """Draw lines one under the other from (x, y)."""
    for line in lines:
        line.draw(painter, x, y)
        y += line.height


def height_of(lines: Sequence[Line]) -> float:
    """Height of lines one under the other."""
    return sum(line.height for line in lines)
