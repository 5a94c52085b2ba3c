"""Thao tác gần đây: what was saved in the last 90 days, by whom, and taking it back or bringing it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.operations import Operation
from dialogue_desk.desk.records import time_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.places import Target
from dialogue_desk.gui.undoing import take_back
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Heading
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class RecentModel(QAbstractListModel):
    """What people did, newest first; an undo is told beside what it took back, not as a row of its own."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self.rows: list[Operation] = []
        self._undos: dict[int, Operation] = {}
        self._entries: dict[int, Entry] = {}

    def read(self) -> None:
        self.beginResetModel()
        found = self._kit.desk.operations.newest_first()
        self.rows = [one for one in found if not one.undoes]
        self._undos = {one.number: one for one in found if one.undoes}
        self._entries.clear()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (EntryRole, Qt.ItemDataRole.DisplayRole):
            return None
        entry = self._entry(index.row())
        chip = f", {entry.chip.text}" if entry.chip else ""
        return entry if role == EntryRole else f"{entry.title}. {entry.detail}{chip}"

    def undo_of(self, row: int) -> Operation | None:
        """The undo that took an operation back and can be taken back itself."""
        return self._undos.get(self.rows[row].undone_by)

    def _entry(self, row: int) -> Entry:
        """Rows are put into words when they are looked at."""
        if row not in self._entries:
            one, operations = self.rows[row], self._kit.desk.operations
            at = time_of(one.at)
            detail = f"{at:%H:%M} {at.day}/{at.month}/{at.year} · {one.by}" if one.by else f"{at:%H:%M %d/%m/%Y}"
            told = _("{count} bản ghi").format(count=one.records)
            chip = None
            if self.undo_of(row) is not None:
                chip = ChipSpec(_("Đã hoàn tác"), "mute", "undo-2")
            elif not operations.can_take_back(one):
                chip = ChipSpec(_("Không hoàn tác được"), "mute", "ban")
            self._entries[row] = Entry("", str(one.number), operations.words(one), f"{detail} · {told}", chip)
        return self._entries[row]


class RecentPage(Page):
    """The list, and one button for the row that is chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        theme, px = kit.theme, kit.theme.px
        self.model = RecentModel(kit, self)
        heading = Heading(theme, _("Thao tác gần đây"))
        self.button = Button(theme, _("Hoàn tác thao tác này"), icon="undo-2", kind="primary")
        self.button.clicked.connect(lambda _on=False: self.act())
        heading.add(self.button)
        told = _(
            "Hoàn tác chỉ đưa về những ô thao tác ấy đã đổi và chưa ai sửa tiếp; phần còn lại giữ nguyên và được kể ra."
            " Gói đã nhận thì rút lại ở trang Gửi và nhận."
        )
        self.list = EntryList(theme, self.model, _("Thao tác gần đây"))
        self.list.opened.connect(lambda _entry: self.button.setFocus())
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._tell())
        empty = EmptyPage(theme, "history", _("Trong 90 ngày gần đây chưa có thao tác nào được lưu."))
        card, holder = Card(theme, padding=4), QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        card.box.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(10))
        column.addWidget(heading)
        column.addWidget(WrappedLabel(theme, told, "small", "text2"))
        column.addWidget(card, 1)
        self.setFocusProxy(self.list)
        kit.changes.changed.connect(self._changed)

    def commands(self) -> Mapping[str, Action]:
        return {"reload": self.read}

    def enter(self, target: Target) -> None:
        self.read()
        self.list.setFocus()

    def read(self) -> None:
        """Read the list again, and stay on the same row."""
        row = max(self.list.currentIndex().row(), 0)
        self.model.read()
        self._stack.setCurrentIndex(0 if self.model.rows else 1)
        if self.model.rows:
            self.list.choose(min(row, len(self.model.rows) - 1))
        self._tell()

    def act(self) -> None:
        """Take the chosen operation back, or bring it again."""
        one = self._chosen()
        if one is not None:
            take_back(self.kit, one)

    def _chosen(self) -> Operation | None:
        """What the button takes back: the chosen operation, or the undo of it; None where neither can be."""
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.model.rows):
            return None
        wanted: Sequence[Operation | None] = (self.model.undo_of(row), self.model.rows[row])
        return next((one for one in wanted if one is not None and self.kit.desk.operations.can_take_back(one)), None)

    def _tell(self) -> None:
        one = self._chosen()
        self.button.setEnabled(one is not None)
        is_redo = one is not None and bool(one.undoes)
        self.button.setText(_("Làm lại thao tác này") if is_redo else _("Hoàn tác thao tác này"))

    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self.read()
