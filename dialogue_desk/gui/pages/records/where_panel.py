"""Tình trạng gửi: the way of one record upward, by receipts and not by hopes."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.widgets.cards import Chip
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class WherePanel(QWidget):
    """Read when it is looked at."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._record: Record | None = None
        self._column = down(self, kit.theme.px(10))

    def show_record(self, record: Record | None) -> None:
        self._record = record
        if self.isVisible():
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def reload(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        record = self._record
        if record is None:
            self._say(_("Bản ghi chưa lưu, mới chỉ có ở ô nhập."))
        else:
            self._tell(record)
        self._column.addStretch(1)

    def _tell(self, record: Record) -> None:
        desk = self._kit.desk
        sent, held = desk.whereabouts.where(record.form, record.id, record.unit)
        for holder in held:
            chip = ChipSpec(_("Đã nhận"), "ok", "circle-check")
            told = _("{unit} đã nhận ngày {day}.")
            self._step(chip, told.format(unit=desk.units.name(holder.unit), day=document_date(holder.on)))
        waiting = [package for package in sent if not package.receipt]
        for package in waiting if not held else ():
            chip = ChipSpec(_("Đã ghi vào gói"), "info", "send")
            told = _("Gói gửi {unit} ngày {day}, chưa có xác nhận.")
            self._step(chip, told.format(unit=desk.units.name(package.unit), day=document_date(package.on)))
        if not sent and not held:
            self._step(ChipSpec(_("Ở máy này"), "mute", "hard-drive"), _("Chưa đi trong gói nào."))
        self._say(_("Chỉ xác nhận trong tệp trả lời mới tính là đã nhận; phần chưa được xác nhận tự đi lại ở gói sau."))

    def _step(self, chip: ChipSpec, text: str) -> None:
        put(self._column, Chip(self._kit.theme, chip), WrappedLabel(self._kit.theme, text))

    def _say(self, text: str) -> None:
        self._column.addWidget(WrappedLabel(self._kit.theme, text, "small", "text2"))
