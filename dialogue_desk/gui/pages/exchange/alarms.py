"""Cảnh báo: what packages and machines did that somebody must look into, each until it is settled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk.alarms import Alarm
from dialogue_desk.gui.forms.wording import when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


class AlarmsCard(Card):
    """`settled` is sent when somebody said an alarm was looked into. Hidden while there is none."""

    settled = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Cảnh báo"))
        self._kit = kit
        self._rows = down(gap=kit.theme.px(10))
        self.box.addLayout(self._rows)
        self.hide()

    def reload(self) -> None:
        """Show what stands now."""
        clear(self._rows)
        standing = self._kit.desk.receiving.alarms.listed()
        for alarm in standing:
            self._rows.addWidget(self._row(alarm))
        self.setVisible(bool(standing))

    def _row(self, alarm: Alarm) -> QWidget:
        theme = self._kit.theme
        holder = QWidget()
        row = across(holder, theme.px(10))
        words = down(gap=0)
        words.addWidget(WrappedLabel(theme, alarm.message, "strong", "danger"))
        put(words, WrappedLabel(theme, alarm.step), label(theme, when(alarm.at), "small", "text2"))
        row.addLayout(words, 1)
        if alarm.can_settle:
            button = Button(theme, _("Đã xem xét"), kind="quiet", on_click=partial(self.settle, alarm))
            button.setAccessibleName(f"{_('Đã xem xét')}: {alarm.message}")
            row.addWidget(button)
        return holder

    def settle(self, alarm: Alarm) -> None:
        """Somebody has looked into it."""
        if not self._kit.notices.did(lambda: self._kit.desk.receiving.alarms.settle(alarm.about)):
            return
        self.settled.emit()
