"""Figures beside each other on one card: each with its words, and each a button that opens what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Painted
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.flow import Flow

HEIGHT, GAP = 42, 8


class FigureButton(Painted):
    """A large figure and small words; coloured only where there is something to be said by the colour."""

    def __init__(self, theme: Theme, words: str, tone: str, parent: QWidget) -> None:
        super().__init__(theme, words, parent)
        self._figure, self._words, self._tone = "", words, tone
        self._is_alarm = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(HEIGHT))

    def set_figure(self, figure: str, words: str = "", *, tip: str = "", alarm: bool = False) -> None:
        """What it says; `alarm`: there is what its tone stands for."""
        self._figure, self._words = figure, words or self._words
        self._is_alarm = alarm
        self.setText(f"{figure} {self._words}")
        self.setAccessibleName(" · ".join(part for part in (f"{figure} {self._words}", tip) if part))
        self.setToolTip(tip)
        self.updateGeometry()
        self.update()

    @property
    def figure(self) -> str:
        """The figure as it is written."""
        return self._figure

    def sizeHint(self) -> QSize:
        px, theme = self.theme.px, self.theme
        wide = theme.metrics("figure").horizontalAdvance(self._figure)
        return QSize(wide + px(GAP) + theme.metrics("small").horizontalAdvance(self._words) + px(22), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        if self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="hover", radius=8)
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 8)
        room = self.rect().adjusted(px(10), 0, -px(8), 0)
        ink = self._tone if self._is_alarm and self._tone else "text"
        paint.elided(painter, theme, room, self._figure, "figure", ink)
        wide = theme.metrics("figure").horizontalAdvance(self._figure) + px(GAP)
        words = QRect(room.x() + wide, room.y() + px(2), room.width() - wide, room.height())
        paint.elided(painter, theme, words, self._words, "small", "text2")


class FigureStrip(Card):
    """The figures of a page; they share a line where it has room for them, and go on in the next where not."""

    def __init__(
        self, theme: Theme, figures: Sequence[tuple[str, str, str]], on_click: Callable[[str], object]
    ) -> None:
        """`figures` by key, words and tone; `on_click` takes the key of the one that is pressed."""
        super().__init__(theme, padding=8)
        inner = QWidget(self)
        row = Flow(inner, theme.px(10), spread=True)
        self.figures: dict[str, FigureButton] = {}
        for key, words, tone in figures:
            button = self.figures[key] = FigureButton(theme, words, tone, inner)
            button.clicked.connect(lambda _on=False, key=key: on_click(key))
            row.addWidget(button)
        self.box.addWidget(inner)
