"""Danh mục đơn vị: which version of the list of units this desk knows, and a file with what changed since."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.settings.shares_part import SharesPart
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_file
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class UnitsCard(Card):
    """Tells the version in use and takes a list of changes in."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Danh mục đơn vị"))
        self._kit = kit
        theme = kit.theme
        self.told = WrappedLabel(theme, "", "body", "text2")
        self.box.addWidget(self.told)
        row = QHBoxLayout()
        row.addWidget(Button(theme, _("Nhập thay đổi từ tệp CSV"), icon="upload", on_click=self.choose))
        row.addStretch(1)
        self.box.addLayout(row)
        self.shares = SharesPart(kit)
        self.box.addWidget(self.shares)

    def tell(self) -> None:
        """How many units the desk knows, and as of which version."""
        desk = self._kit.desk
        text = _("Bàn này biết {count} đơn vị, bản ngày {day}. Thay đổi nhập ở đây được gửi xuống cùng tệp trả lời.")
        self.told.set_text(text.format(count=len(desk.units.units), day=document_date(desk.units_version)))
        self.shares.tell()

    def choose(self) -> None:
        """Ask for the file."""
        open_file(self, self.take, _("Nhập thay đổi đơn vị"), "CSV (*.csv)", str(Path.home()))

    def take(self, file: Path) -> None:
        """Take a list of changes in, as of today; what is wrong with it stands in the notice."""
        count = self._kit.notices.tried(lambda: self._kit.desk.import_units(file))
        if count is None:
            return
        self.tell()
        self._kit.notices.post(_("Đã nhập {count} đơn vị.").format(count=count), "ok")
