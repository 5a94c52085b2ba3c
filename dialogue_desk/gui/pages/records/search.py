"""Search across everything: the records found, by what they are; Enter opens one."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Hit
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.wording import detail_of, shown_value, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.models.found import Found, Key, excerpt, gathered, is_told, words_of
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.targets import Target, room_of
from dialogue_desk.gui.widgets.cards import EmptyPage, FilterChip, Heading
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.layouts import clear, down
from dialogue_desk.gui.widgets.list_card import ListCard, ListOrNothing
from dialogue_desk.texts import _

MOST = 100
"""Hits that are gathered: for each step among them its petition is read, while the window waits."""
_OWNERS = {"action": ("", "opinion_unit", "opinion_id"), "attachment": ("parent_form", "parent_unit", "parent_id")}
"""By form the fields that name the record one belongs to; the form of a step's is the opinion."""


class SearchPage(Page):
    """The list alone, in the order of the search; what is typed stands in the top bar."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        px = kit.theme.px
        self._text = ""
        self._words: tuple[str, ...] = ()
        self._found: list[Found] = []
        self._kind = ""
        self.model: Rows[Found] = Rows(self._entry, self)
        self.heading = Heading(kit.theme, _("Tìm kiếm"))
        chips = QWidget()
        self._chips = Flow(chips, px(8))
        empty = EmptyPage(kit.theme, "search", _("Không thấy hồ sơ nào. Gõ không dấu cũng được."))
        self.found = ListOrNothing(ListCard(kit.theme, self.model, _("Kết quả tìm kiếm"), padding=4), empty)
        self.list = self.found.list
        self.list.opened.connect(lambda _entry: self._go())
        column = down(self, px(10), margins=(px(24), px(14), px(24), px(16)))
        column.addWidget(self.heading)
        column.addWidget(chips)
        column.addWidget(self.found, 1)
        self.setFocusProxy(self.list)

    def place(self) -> Target:
        return Target(filter=self._text)

    def enter(self, target: Target) -> None:
        if target.filter != self._text:
            self._kind = ""
        self._text, self._words = target.filter, words_of(target.filter)
        hits = self.kit.desk.records.search(target.filter, limit=MOST)
        self._found = gathered(hits, self._owner)
        many = f"{len(self._found)}+" if len(hits) >= MOST else str(len(self._found))
        self.heading.set_title(_("Tìm “{text}”: {count} hồ sơ").format(text=target.filter, count=many))
        self.list.mark_words(self._words)
        self._show_chips()
        self._show()

    def _owner(self, hit: Hit) -> Key:
        """The record a hit is shown under: of a step its petition, of a file what it lies beside, else itself."""
        own = hit.form, hit.unit, hit.id
        if hit.form not in _OWNERS:
            return own
        record = self.kit.desk.records.get(hit.form, hit.id, hit.unit)
        values = record.values if record else {}
        form, unit, record_id = (str(values.get(field) or "") for field in _OWNERS[hit.form])
        owner = form or "opinion", unit, record_id
        return owner if record_id and self._read(owner) else own

    def _read(self, key: Key) -> Record | None:
        form, unit, record_id = key
        known = {one.key for one in self.kit.desk.records.forms}
        return self.kit.desk.records.get(form, record_id, unit) if form in known else None

    # -- by kind ----------------------------------------------------------------------------

    def _show_chips(self) -> None:
        """A chip for all, and one for each kind of record that was found, most first."""
        clear(self._chips)
        by_kind = Counter(found.form for found in self._found)
        if self._kind not in by_kind:
            self._kind = ""
        for key, count in [("", len(self._found)), *by_kind.most_common()] if len(by_kind) > 1 else ():
            form = self.kit.desk.records.form(key) if key else None
            chip = FilterChip(self.theme, _(form.plural or form.label) if form else _("Tất cả"))
            chip.set_count(count)
            chip.setChecked(key == self._kind)
            chip.clicked.connect(lambda _on, key=key: self.choose(key))
            self._chips.addWidget(chip)

    def choose(self, kind: str) -> None:
        """Show records of one form only; "" for all."""
        self._kind = kind
        self._show()

    def _show(self) -> None:
        self.found.show_rows([one for one in self._found if self._kind in ("", one.form)])
        self.list.choose(0)

    # -- a row ------------------------------------------------------------------------------

    def _entry(self, found: Found) -> Entry:
        """A record found, read when it is looked at: its name, and where the words stand."""
        form, record = self.kit.desk.records.form(found.form), self._read((found.form, found.unit, found.id))
        values = record.values if record else {}
        title, detail = title_of(form, values), detail_of(form, values)
        if any(hit.is_personal for hit in found.hits):
            detail = _("Thấy trong dữ liệu cá nhân (được che) · {detail}").format(detail=detail)
        elif found.inner:
            detail = self._inside(found)
        elif not is_told(f"{title} {detail}", self._words):
            detail = self._where(found.hits[0], record)
        (entry,) = self.kit.scope.told([Entry(found.unit, found.id, title, detail, ChipSpec(_(form.label)))])
        return entry

    def _inside(self, found: Found) -> str:
        """The first of what belongs to a record, with the words, and how many more there are."""
        hit = found.inner[0]
        form, record = self.kit.desk.records.form(hit.form), self.kit.desk.records.get(hit.form, hit.id, hit.unit)
        told = f"{title_of(form, record.values) if record else _(form.label)}: {excerpt(hit.text, self._words)}"
        more = len(found.inner) - 1
        return _("{told} (và {count} chỗ nữa)").format(told=told, count=more) if more else told

    def _where(self, hit: Hit, record: Record | None) -> str:
        """Where the words stand that name and second line do not tell: in its texts, else in its subject or agency."""
        if is_told(hit.text, self._words) or record is None or hit.form != "opinion":
            return excerpt(hit.text, self._words)
        form = self.kit.desk.records.form("opinion")
        told = [shown_value(form.field(key), record.values.get(key)) for key in ("subject", "lead_agency")]
        return " · ".join(part for part in (*told, excerpt(hit.text, self._words)) if part)

    def _go(self) -> None:
        found = self.model.at(self.list.currentIndex().row())
        if found is not None:
            self.kit.go(room_of(found.form), Target(form=found.form, id=found.id, unit=found.unit))
