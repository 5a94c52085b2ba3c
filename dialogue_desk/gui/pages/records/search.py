"""Search across everything: the records found, by form; Enter opens one."""

from __future__ import annotations

from dialogue_desk.desk import Hit
from dialogue_desk.gui.forms.wording import detail_of, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.targets import Target, room_of
from dialogue_desk.gui.widgets.cards import EmptyPage, Heading
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.list_card import ListCard, ListOrNothing
from dialogue_desk.texts import _

MOST = 100


class SearchPage(Page):
    """The list alone, in the order of the search; what is typed stands in the top bar."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._text = ""
        self.model: Rows[Hit] = Rows(self._entry, self)
        self.heading = Heading(kit.theme, _("Tìm kiếm"))
        empty = EmptyPage(kit.theme, "search", _("Không thấy hồ sơ nào. Gõ không dấu cũng được."))
        self.found = ListOrNothing(ListCard(kit.theme, self.model, _("Kết quả tìm kiếm"), padding=4), empty)
        self.list = self.found.list
        self.list.opened.connect(lambda _entry: self._go())
        column = down(self, px(10), margins=(px(24), px(14), px(24), px(16)))
        column.addWidget(self.heading)
        column.addWidget(self.found, 1)
        self.setFocusProxy(self.list)

    def place(self) -> Target:
        return Target(filter=self._text)

    def enter(self, target: Target) -> None:
        self._text = target.filter
        hits = self.kit.desk.records.search(target.filter, limit=MOST)
        many = f"{MOST}+" if len(hits) >= MOST else str(len(hits))
        self.heading.set_title(_("Tìm “{text}”: {count} hồ sơ").format(text=target.filter, count=many))
        self.found.show_rows(hits)
        self.list.choose(0)

    def _entry(self, hit: Hit) -> Entry:
        """The record of a hit, read when it is looked at."""
        records = self.kit.desk.records
        form, record = records.form(hit.form), records.get(hit.form, hit.id, hit.unit)
        values = record.values if record else {}
        detail = detail_of(form, values)
        if hit.is_personal:
            detail = _("Thấy trong dữ liệu cá nhân (được che) · {detail}").format(detail=detail)
        (entry,) = self.kit.scope.told(
            [Entry(hit.unit, hit.id, title_of(form, values), detail, ChipSpec(_(form.label)))]
        )
        return entry

    def _go(self) -> None:
        hit = self.model.at(self.list.currentIndex().row())
        if hit is not None:
            self.kit.go(room_of(hit.form), Target(form=hit.form, id=hit.id, unit=hit.unit))
