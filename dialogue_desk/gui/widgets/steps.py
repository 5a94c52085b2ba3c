"""Numbered steps of one piece of work: each says how it stands, and has what acts on it at the right."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

DISC = 32


class _Disc(QWidget):
    """The number of a step, or the mark that it is done."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme, self._number = theme, number
        self.state = "waiting"
        self.setFixedSize(theme.px(DISC), theme.px(DISC))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        tone = {"done": "ok", "next": "info", "warn": "warn"}.get(self.state, "mute")
        ground, ink = paint.TONES[tone]
        paint.panel(painter, theme, self.rect(), ground=ground, radius=DISC / 2)
        icon = {"done": "check", "warn": "triangle-alert"}.get(self.state)
        if icon:
            paint.icon_at(painter, theme.pixmap(icon, ink, 18, self.devicePixelRatioF()), self.rect())
        else:
            paint.elided(painter, theme, QRect(self.rect()), str(self._number), "bold", ink, paint.CENTER)


class Step(Card):
    """`body` is the place below its words for what one of them needs more."""

    def __init__(self, theme: Theme, number: int, title: str, *acts: QWidget) -> None:
        super().__init__(theme, padding=14)
        px = theme.px
        self._number, self._title = number, title
        self._disc = _Disc(theme, number)
        self.told = WrappedLabel(theme, "", "small", "text2")
        row = across(gap=px(14))
        row.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignTop)
        words = down(gap=px(4))
        put(words, label(theme, title, "subhead"), self.told)
        self.body = down(gap=px(6))
        words.addLayout(self.body)
        row.addLayout(words, 1)
        for act in acts:
            row.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(row)
        self.set_state("waiting", "")

    def set_state(self, state: str, told: str) -> None:
        """`state`: done, next, warn or waiting; `told` what there is to say."""
        self._disc.state = state
        self._disc.update()
        self.told.set_text(told)
        said = {"done": _("xong"), "next": _("làm tiếp"), "warn": _("cần xem"), "waiting": _("chưa tới")}[state]
        self.setAccessibleName(
            _("Bước {number}: {title}, {state}").format(number=self._number, title=self._title, state=said)
        )
