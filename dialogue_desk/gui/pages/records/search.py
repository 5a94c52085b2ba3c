"""Search across everything: the records found, by form; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Hit
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.wording import detail_of, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.places import Target, room_of
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Heading
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.texts import _

MOST = 100


class HitsModel(QAbstractListModel):
    """What was found, in the order of the search."""

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self.hits: list[Hit] = []
        self._entries: dict[int, Entry] = {}

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = list(hits)
        self._entries.clear()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (EntryRole, Qt.ItemDataRole.DisplayRole):
            return None
        entry = self.entry(index.row())
        return entry if role == EntryRole else f"{entry.title}. {entry.detail}"

    def entry(self, row: int) -> Entry:
        """Rows are read when they are looked at."""
        if row not in self._entries:
            hit = self.hits[row]
            record = self._kit.desk.records.get(hit.form, hit.id, hit.unit)
            (self._entries[row],) = self._kit.scope.told([self._entry(hit, record)])
        return self._entries[row]

    def _entry(self, hit: Hit, record: Record | None) -> Entry:
        form = self._kit.desk.records.form(hit.form)
        values = record.values if record else {}
        detail = detail_of(form, values)
        if hit.is_personal:
            detail = _("Thấy trong dữ liệu cá nhân (được che) · {detail}").format(detail=detail)
        chip = ChipSpec(_(form.label))
        return Entry(hit.unit, hit.id, title_of(form, values), detail, chip)


class SearchPage(Page):
    """The list alone; what is typed stands in the top bar."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._text = ""
        self.model = HitsModel(kit, self)
        self.heading = Heading(kit.theme, _("Tìm kiếm"))
        self.list = EntryList(kit.theme, self.model, _("Kết quả tìm kiếm"))
        ListTyping(self.list)
        self.list.opened.connect(lambda _entry: self._go())
        self._empty = EmptyPage(kit.theme, "search", _("Không thấy hồ sơ nào. Gõ không dấu cũng được."))
        card = Card(kit.theme, padding=4)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        card.box.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(10))
        column.addWidget(self.heading)
        column.addWidget(card, 1)
        self.setFocusProxy(self.list)

    def place(self) -> Target:
        return Target(filter=self._text)

    def enter(self, target: Target) -> None:
        self._text = target.filter
        hits = self.kit.desk.records.search(target.filter, limit=MOST)
        self.model.show(hits)
        many = f"{MOST}+" if len(hits) >= MOST else str(len(hits))
        title = _("Tìm “{text}”: {count} hồ sơ").format(text=target.filter, count=many)
        self.heading.set_title(title)
        self._stack.setCurrentIndex(0 if hits else 1)
        if hits:
            self.list.choose(0)

    def _go(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.model.hits):
            hit = self.model.hits[row]
            self.kit.go(room_of(hit.form), Target(form=hit.form, id=hit.id, unit=hit.unit))
