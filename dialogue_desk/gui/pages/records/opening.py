"""A record is opened, or a new one begun; what was left half typed, also by a killed program, is offered."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Value
from dialogue_desk.gui.drafts import since
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.records.about import About
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.pages.records.right_side import RightSide
from dialogue_desk.texts import _


class Opening:
    """Whatever is half typed stays as a draft when something else is opened."""

    def __init__(self, kit: Kit, about: About, pane: ListPane, editing: Editing, right: RightSide) -> None:
        self._kit, self._about, self._list, self._editing, self._right = kit, about, pane, editing, right

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """A row was chosen; `go_in` writes in it, at once or after it was read."""
        if self._right.is_narrow and not go_in:
            return
        is_open = (entry.unit, entry.id) == (self._editing.unit, self._editing.id)
        is_read = self._right.is_reading and self._right.isVisible()
        if not is_open or (self._right.reads_first and not (go_in and is_read)):
            self.open_record(entry.id, entry.unit)
        if go_in and (not self._right.reads_first or (is_open and is_read)):
            self.write()

    def write(self) -> None:
        """The form of what is open."""
        self._right.show_form()
        self._right.form.focus_first()

    def open_record(self, record_id: str, unit: str, *, go_in: bool = False) -> None:
        """Show a record; `go_in` puts the keyboard into its form."""
        self._editing.keep_draft()
        record = self._kit.desk.records.get(self._about.form.key, record_id, unit)
        if record is None:
            self._kit.notices.post(_("Bản ghi này không còn nữa."), "warn")
            return
        self._editing.open(record)
        self._right.show_opened(record)
        self._list.choose((record.unit, record.id))
        if go_in and not self._right.reads_first:
            self._right.form.focus_first()

    def start_new(self, given: Mapping[str, Value] | None = None) -> None:
        """A new record of this unit, or of the chosen one where this desk types for it."""
        scope, form, editing = self._kit.scope, self._about.form, self._editing
        if form.is_closed or form.is_raw:
            self._kit.notices.post(_("Sổ này chỉ để xem: không nhận bản ghi mới ở bàn này."), "warn")
            return
        if not scope.target:
            self._kit.notices.post(scope.refusal, "warn", _("Xem tất cả"), lambda: scope.choose(""))
            return
        editing.keep_draft()
        editing.last = editing.record.values if editing.record else editing.last
        editing.start(given, scope.target)
        self._list.choose_none()
        self._right.show_form()
        self._right.form.show_tab(self._right.form.first_key)
        self._right.form.focus_first()

    def offer_draft(self) -> None:
        """Offer the newest draft of the form, and say how many more there are and from when it is."""
        drafts = self._kit.drafts.all(self._about.form.key)
        if not drafts:
            return
        draft = drafts[-1]
        held = self._kit.desk.records.get(self._about.form.key, draft.id, draft.unit) if draft.id else None
        title = self._about.title_of({**(held.values if held else {}), **draft.values})  # a draft holds what differs
        text = _("Có bản nháp chưa lưu: {title}.").format(title=title)
        if len(drafts) > 1:
            text = _("Có {count} bản nháp chưa lưu; mới nhất: {title}.").format(count=len(drafts), title=title)
        told = f"{text} {since(draft.at)}." if draft.at else text
        self._kit.notices.post(told, "info", _("Mở bản nháp"), lambda: self.open_draft(draft.id, draft.unit))

    def open_draft(self, record_id: str, unit: str) -> None:
        """Show what was left half typed, in its form."""
        if record_id:
            self.open_record(record_id, unit, go_in=True)
            return
        self._editing.start(unit=unit)
        self._list.choose_none()
        self.write()

    def read_again(self, change: Change) -> None:
        """Something was written: show the open record as it is now, unless it is being typed in."""
        editing, record = self._editing, self._editing.record
        if record is None or editing.is_dirty or (change.keys and all(key[2] != record.id for key in change.keys)):
            return
        fresh = self._kit.desk.records.get(self._about.form.key, record.id, record.unit)
        if fresh is None or fresh.is_deleted:
            editing.start(from_draft=False)
            self._right.show_empty()
        elif fresh.rev != record.rev or fresh.personal_rev != record.personal_rev:
            editing.open(fresh)

    def follow(self) -> None:
        """Other units are chosen: at the list's side nothing stays that is not in it."""
        editing, scope = self._editing, self._kit.scope
        if editing.record is not None and editing.unit not in (scope.keys or (editing.unit,)):
            editing.keep_draft()
            editing.start(unit=scope.target, from_draft=False)
            self._right.show_empty()
