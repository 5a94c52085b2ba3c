"""Tình trạng gửi: every file that went up, and whether it has arrived."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk.sending import Sent
from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import clear, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

MOST = 8


class SentLine(QWidget):
    """One file: its mark, what became of it, the day it was made."""

    def __init__(self, theme: Theme, sent: Sent, upper: str) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._tone = ("circle-check", "ok") if sent.receipt else ("clock", "warn")
        told = _("Tệp {number:02}: {unit} đã nhận {day}") if sent.receipt else _("Tệp {number:02}: chưa thấy xác nhận")
        words = told.format(number=sent.number, unit=upper, day=document_date(sent.receipt[:10]))
        column = down(self, theme.px(1), margins=(theme.px(28), 0, 0, theme.px(4)))
        column.addWidget(WrappedLabel(theme, words))
        column.addWidget(label(theme, document_date(sent.at[:10]), "small", "text2"))
        self.setAccessibleName(f"{words}, {document_date(sent.at[:10])}")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        icon = theme.pixmap(self._icon, self._tone, 18, self.devicePixelRatioF())
        paint.icon_at(QPainter(self), icon, QRect(0, px(2), px(18), px(18)))


class SentCard(Card):
    """The newest first; what has no receipt yet goes again by itself."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Tình trạng gửi"), padding=14)
        self._kit = kit
        self._lines = down(gap=kit.theme.px(4))
        self.box.addLayout(self._lines)
        self._note = WrappedLabel(kit.theme, "", "small", "text2")
        self.box.addWidget(self._note)
        self.box.addStretch(1)

    def reload(self) -> None:
        """Read again what was sent and what came back."""
        clear(self._lines)
        desk = self._kit.desk
        up = [sent for sent in reversed(desk.sending.sent()) if sent.kind == "up"]
        upper = desk.units.name(desk.joining.upper) if desk.joining.upper else ""
        for sent in up[:MOST]:
            self._lines.addWidget(SentLine(self.theme, sent, upper))
        more = _("và {count} tệp trước đó, ở mục Đã gửi, đã nhận").format(count=len(up) - MOST)
        waiting = _("Phần chưa được xác nhận tự đi lại ở tệp sau.") if any(not s.receipt for s in up[:MOST]) else ""
        none = _("Chưa gửi tệp nào.") if not up else ""
        self._note.set_text(". ".join(part for part in (none, more if len(up) > MOST else "", waiting) if part))
