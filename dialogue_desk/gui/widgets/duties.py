"""What is to be done, a row each: the day large, what and why, days left, the button that starts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Chip
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel, label
from dialogue_desk.texts import _

ROW_HEIGHT, SMALL_HEIGHT = 58, 34


class _Day(QWidget):
    """Day above, month below."""

    def __init__(self, theme: Theme, iso: str) -> None:
        super().__init__()
        self._theme = theme
        self._day, self._month = str(int(iso[8:])), _("tháng {month}").format(month=int(iso[5:7]))
        self.setFixedSize(theme.px(60), theme.px(44))
        self.setAccessibleName(f"{self._day} {self._month}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        half = self.height() // 2
        top = QRect(0, 0, self.width(), half + self._theme.px(2))
        paint.elided(painter, self._theme, top, self._day, "detail", "text", paint.CENTER)
        bottom = QRect(0, half + self._theme.px(2), self.width(), half - self._theme.px(2))
        paint.elided(painter, self._theme, bottom, self._month, "small", "text2", paint.CENTER)


class DutyRow(QWidget):
    """One duty."""

    def __init__(
        self,
        theme: Theme,
        iso: str,
        what: str,
        rule: str,
        chip: ChipSpec,
        button: str,
        act: Callable[[], object],
        excuse: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        px = theme.px
        self.setFixedHeight(px(ROW_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = across(self, px(10), margins=(px(14), 0, px(6), 0))
        row.addWidget(_Day(theme, iso))
        words = down(gap=px(1))
        words.addStretch(1)
        put(words, ElidedLabel(theme, what, "strong"), ElidedLabel(theme, rule, "small", "text2"))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(Chip(theme, chip))
        start = Button(theme, button, kind="quiet", on_click=act)
        start.setAccessibleName(f"{button}: {what}")
        start.setMinimumWidth(px(108))
        row.addWidget(start, 0, Qt.AlignmentFlag.AlignRight)
        if excuse is not None:
            tip = _("Đã làm ngoài phần mềm, hoặc không áp dụng…")
            away = Button(theme, icon="ban", kind="icon", tip=tip, on_click=excuse)
            away.setAccessibleName(f"{tip}: {what}")
            row.addWidget(away)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._theme.color("line")
        QPainter(self).fillRect(self._theme.px(16), self.height() - 1, self.width() - self._theme.px(30), 1, line)


class SmallDuty(QWidget):
    """One duty that is not urgent: its day, what it is, and the way to it, on one line."""

    def __init__(self, theme: Theme, iso: str, what: str, button: str, act: Callable[[], object]) -> None:
        super().__init__()
        px = theme.px
        self.setFixedHeight(px(SMALL_HEIGHT))
        row = across(self, px(10), margins=(px(14), 0, px(6), 0))
        day = label(theme, f"{iso[8:]}/{iso[5:7]}", "body", "text2")
        day.setFixedWidth(px(52))
        put(row, day)
        row.addWidget(ElidedLabel(theme, what), 1)
        start = Button(theme, button, kind="quiet", on_click=act)
        start.setAccessibleName(f"{button}: {what}")
        row.addWidget(start, 0, Qt.AlignmentFlag.AlignRight)
