"""Thao tác gần đây: what was saved in the last 90 days, by whom, and taking it back or bringing it again."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.operations import Operation
from dialogue_desk.desk.records import time_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.undoing import take_back
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import EmptyPage, Heading
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.list_card import ListCard, ListOrNothing
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


class RecentPage(Page):
    """The list, and one button for the row that is chosen.

    An undo is told beside what it took back, not as a row of its own.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        theme, px = kit.theme, kit.theme.px
        self.model: Rows[Operation] = Rows(self._entry, self)
        self._undos: dict[int, Operation] = {}
        heading = Heading(theme, _("Thao tác gần đây"))
        self.button = Button(theme, _("Hoàn tác thao tác này"), icon="undo-2", kind="primary", on_click=self.act)
        heading.add(self.button)
        told = _(
            "Hoàn tác chỉ đưa về những ô thao tác ấy đã đổi và chưa ai sửa tiếp; phần còn lại giữ nguyên và được kể ra."
            " Gói đã nhận thì rút lại ở trang Gửi, nhận số liệu."
        )
        empty = EmptyPage(theme, "history", _("Trong 90 ngày gần đây chưa có thao tác nào được lưu."))
        self._shown = ListOrNothing(ListCard(theme, self.model, _("Thao tác gần đây"), padding=4), empty)
        self.list = self._shown.list
        self.list.opened.connect(lambda _entry: self.button.setFocus())
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._tell())
        column = down(self, px(10), margins=(px(24), px(14), px(24), px(16)))
        put(column, heading, WrappedLabel(theme, told, "small", "text2"))
        column.addWidget(self._shown, 1)
        self.setFocusProxy(self.list)
        kit.changes.changed.connect(self._changed)

    def commands(self) -> Mapping[str, Action]:
        return {"reload": self.read}

    def enter(self, target: Target) -> None:
        self.read()
        self.list.setFocus()

    def read(self) -> None:
        """Read the list again, and stay on the same row."""
        found = self.kit.desk.operations.newest_first()
        self._undos = {one.number: one for one in found if one.undoes}
        self._shown.show_rows([one for one in found if not one.undoes])
        self._tell()

    def _entry(self, one: Operation) -> Entry:
        at = time_of(one.at)
        detail = f"{at:%H:%M} {at.day}/{at.month}/{at.year} · {one.by}" if one.by else f"{at:%H:%M %d/%m/%Y}"
        told = _("{count} bản ghi").format(count=one.records)
        chip = None
        if one.undone_by in self._undos:
            chip = ChipSpec(_("Đã hoàn tác"), "mute", "undo-2")
        elif not self.kit.desk.operations.can_take_back(one):
            chip = ChipSpec(_("Không hoàn tác được"), "mute", "ban")
        return Entry("", str(one.number), self.kit.desk.operations.words(one), f"{detail} · {told}", chip)

    def act(self) -> None:
        """Take the chosen operation back, or bring it again."""
        one = self._chosen()
        if one is not None:
            take_back(self.kit, one)

    def _chosen(self) -> Operation | None:
        """What the button takes back: the chosen operation, or the undo of it; None where neither can be."""
        one = self.model.at(self.list.currentIndex().row())
        wanted = (self._undos.get(one.undone_by), one) if one is not None else ()
        return next((w for w in wanted if w is not None and self.kit.desk.operations.can_take_back(w)), None)

    def _tell(self) -> None:
        one = self._chosen()
        self.button.setEnabled(one is not None)
        is_redo = one is not None and bool(one.undoes)
        self.button.setText(_("Làm lại thao tác này") if is_redo else _("Hoàn tác thao tác này"))

    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self.read()
