"""Steps in time: an icon in a disc, what was done, the date at the right, words below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label


class Mark(NamedTuple):
    """One step as it is shown; `is_off` steps had no effect."""

    icon: str
    title: str
    date: str = ""
    text: str = ""
    tone: str = "mute"
    is_off: bool = False


class TimelineStep(QWidget):
    """One step; `is_last` ends the line between the discs."""

    def __init__(self, theme: Theme, mark: Mark, *, is_last: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._mark = mark
        self._is_last = is_last
        px = theme.px
        self.box = down(self, px(1), margins=(px(36), px(2), 0, px(12)))
        row = across(gap=px(8))
        row.addWidget(WrappedLabel(theme, mark.title, "strong", "text3" if mark.is_off else "text"), 1)
        if mark.date:
            row.addWidget(label(theme, mark.date, "small", "text2"))
        self.box.addLayout(row)
        if mark.text:
            self.box.addWidget(WrappedLabel(theme, mark.text, "body", "text2"))
        self.setAccessibleName(f"{mark.date} {mark.title}. {mark.text}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if not self._is_last:
            painter.fillRect(px(11), px(28), 2, self.height() - px(30), theme.color("line"))
        ground, ink = paint.TONES[self._mark.tone]
        disc = QRect(0, 0, px(24), px(24))
        paint.panel(painter, theme, disc, ground=ground, radius=12)
        icon = theme.pixmap(self._mark.icon, ink, 14, self.devicePixelRatioF())
        paint.icon_at(painter, icon, disc)


class Timeline(QWidget):
    """Steps, oldest first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = down(self, 0)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        clear(self._column)
        for number, mark in enumerate(marks, 1):
            self._column.addWidget(TimelineStep(self._theme, mark, is_last=number == len(marks)))
