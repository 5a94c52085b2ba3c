"""List left, form right: what the pages of records share. The list does not wait for the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Field, Form, Kind, Value
from dialogue_desk.domain.laying_out import tabs_of
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.forms.wording import chip_of, detail_of, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.records.list_heading import ListHeading
from dialogue_desk.gui.pages.records.list_pane import ListPane, nothing_open
from dialogue_desk.gui.pages.records.panes import Panes
from dialogue_desk.gui.pages.records.record_sheets import print_main, sheets_of
from dialogue_desk.gui.pages.records.unfinished import offer_draft
from dialogue_desk.gui.places import Target, Width
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.editors.make import Words
    from dialogue_desk.gui.forms.form_view import FormView
    from dialogue_desk.gui.pages.records.form_pane import FormPane
    from dialogue_desk.gui.pages.records.form_side import FormSide
    from dialogue_desk.gui.pages.records.record_versions import RecordVersions

# ruff: noqa: PLC0415 - what the list does not need is imported with the form


class RecordPage(Page):
    """A page of one form. Subclasses say which, and what hangs on a record beside its form."""

    def __init__(self, kit: Kit, form: Form, *, title: str, noun: str) -> None:
        super().__init__(kit)
        self.form = form
        self.noun = noun
        self.tabs = tabs_of(form, kit.today().isoformat())
        self._scope: Query | None = None
        self._pane: FormPane | None = None
        self.list = ListPane(kit, form.key, title, noun, lambda records: kit.scope.told(self.entries(records)))
        self.heading = self.make_heading()
        self.list.ask_with(self._query)
        self.empty = nothing_open(kit.theme, self.new, lambda: kit.go("import", Target()))
        self.editing = Editing(kit, form, self)
        self.right = QStackedWidget()
        self.right.addWidget(self.empty)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.panes = Panes(self, self.list, self.right, form.key)
        row.addWidget(self.list)
        row.addWidget(self.panes.divider)
        row.addWidget(self.right, 1)
        self._connect()

    label_width = 96
    _opens_form = True
    """A record is shown in its form; else something lighter shows it first."""

    # -- the form, when it is first needed --------------------------------------------------

    @cached_property
    def side(self) -> FormSide:
        """The form and what hangs on a record."""
        from dialogue_desk.gui.pages.records.form_side import FormSide

        return FormSide(self)

    @property
    def views(self) -> list[FormView]:
        """One a tab."""
        return self.side.views

    @property
    def pane(self) -> FormPane:
        """The form with its heading and tabs."""
        if self._pane is None:
            self._pane = self.side.build_pane()
            self.right.addWidget(self._pane)
            self._connect_pane(self._pane)
            self.editing.attach(self.views)
        return self._pane

    @cached_property
    def versions(self) -> RecordVersions:
        """The versions of what is open."""
        from dialogue_desk.gui.pages.records.record_versions import RecordVersions

        return RecordVersions(self)

    def _is_writing(self) -> bool:
        """Whether the form is what is shown at the right."""
        return self._pane is not None and self.right.currentWidget() is self._pane

    def title_of(self, values: Mapping[str, Value]) -> str:
        """A record's name in headings and sentences."""
        return title_of(self.form, values)

    # -- what a page of a form may say ------------------------------------------------------

    def make_heading(self) -> ListHeading:
        """What the list is sorted and filtered by."""
        return ListHeading(self.kit, self.list, self.form)

    def entry(self, record: Record) -> Entry:
        """A record as a row of the list."""
        values = record.values
        return Entry(
            record.unit, record.id, self.title_of(values), detail_of(self.form, values), chip_of(self.form, record)
        )

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        """The rows of a slice, where something has to be read for all of them at once."""
        return [self.entry(record) for record in records]

    def query(self, text: str) -> Query:
        """What the list shows for a typed filter."""
        return Query(text=text)

    def words_for(self, key: str) -> Words | None:
        """Earlier answers offered while typing in a field."""
        field = self.form.field(key)
        if field.kind is not Kind.TEXT or field.personal:
            return None
        return lambda typed: self.kit.desk.suggestions.matching(self.form.key, key, typed)

    def dress(self, tab: str, view: FormView) -> QWidget:
        """What a tab shows: the form, and what a page puts below it."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view)
        column.addStretch(1)
        return holder

    def opened(self) -> None:
        """A record, or a new one, is in the form now."""

    # -- wiring -----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.list.opened.connect(lambda entry: self.show_entry(entry, go_in=True))
        self.list.picked.connect(self.show_entry)
        self.list.new_asked.connect(self.new)
        self.list.scope_left.connect(self.leave_scope)
        self.list.bin_picked.connect(lambda entry, go_in: self.versions.show_binned(entry, go_in=go_in))
        self.editing.opened.connect(self._opened)
        self.editing.kept.connect(self.kit.notices.draft_kept)
        self.kit.changes.changed.connect(self._changed)
        self.kit.scope.changed.connect(self._follow_scope)

    def _connect_pane(self, pane: FormPane) -> None:
        pane.back_asked.connect(self.back)
        pane.save_asked.connect(self.save)
        pane.history_asked.connect(self.show_history)
        pane.menu_asked.connect(self.show_menu)
        self.editing.checked.connect(pane.show_problems)

    def commands(self) -> Mapping[str, Action]:
        return {
            "new": self.new, "save": self.save, "repeat": self.repeat, "history": self.show_history,
            "delete": self.delete, "print": lambda: print_main(self, self.editing, self.save),
            "filter": self.list.filter.setFocus, "sift": self.heading.show_menu, "reload": self.list.reload,
        }  # fmt: skip

    def sheets(self) -> Mapping[str, Action]:
        return sheets_of(self.kit, self.editing.record)

    def help_field(self) -> Field | None:
        return next((f for v in (self.views if self._pane else ()) if (f := v.field_at_focus()) is not None), None)

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._arrange()

    def _arrange(self) -> None:
        """One pane at a time where there is little room."""
        narrow = self.width_class is Width.NARROW
        in_form = self.right.currentWidget() is not self.empty
        self.list.setVisible(not narrow or not in_form)
        self.right.setVisible(not narrow or in_form)
        self.panes.share()
        if self._pane is not None:
            self._pane.set_back(_("Danh sách ({count})").format(count=self.list.count()), narrow)

    def enter(self, target: Target) -> None:
        if target.id or target.keys is not None or target.query is not None:  # found in the list, as many as said
            self.heading.clear()
        self.set_scope(Query(keys=target.keys) if target.keys is not None else target.query, target.title)
        if self.editing.is_dirty:
            self.editing.check()
        if target.new is not None:
            self.start_new(target.new)
        elif target.id:
            self.open_record(target.id, target.unit, go_in=True)
        elif self.editing.record is None and not self.editing.is_dirty:
            offer_draft(self)
            if self.isVisible():
                self.list.take_keyboard()
            self.in_turns(self._begin)  # once the list has been painted

    def _begin(self) -> None:
        """The right side, so that nothing waits long: what the form is made of, then the record."""
        opens_form = self.list.count() and self.width_class is not Width.NARROW and self._opens_form
        self.in_turns(*(self.preparing() if opens_form else ()), self._open_first)

    def preparing(self) -> Sequence[Action]:
        """Steps that make the right side, each at a turn of its own."""
        return [*[lambda: self.side.make_next()] * len(self.tabs), lambda: self.pane]

    def _open_first(self) -> None:
        """Show the first of the list, unless something was opened meanwhile."""
        if self.editing.record is not None or self.editing.is_dirty or self.right.currentWidget() is not self.empty:
            return
        first = self.list.model.entry(0) if self.width_class is not Width.NARROW and self.list.count() else None
        if first is not None:
            self.open_record(first.id, first.unit)

    def set_scope(self, scope: Query | None, title: str = "") -> None:
        """Only what a figure counted, until Esc; None: the list as it is."""
        self._scope = scope
        words = title or _("Các bản ghi đứng sau một con số")
        self.list.show_scope(words if scope is not None else self.kit.scope.words)
        self.list.reload()

    def _follow_scope(self) -> None:
        """Other units are chosen: another list, and at its side nothing that is not in it."""
        if self.editing.record is not None and self.editing.unit not in (self.kit.scope.keys or (self.editing.unit,)):
            self.editing.keep_draft()
            self.editing.start(unit=self.kit.scope.target, from_draft=False)
            self.show_right(self.empty)
        if self.isVisible():
            self.enter(Target())

    def leave_scope(self) -> None:
        """Back from what a figure counted to the list; from one unit's list to every unit's."""
        if self._scope is None:
            self.kit.scope.choose("")
        self.set_scope(None)

    def leave(self) -> None:
        self.editing.rest()

    def end(self) -> None:
        self.leave()
        self.editing.is_over = True
        if self._pane is not None:
            self.side.attachments.forget_copies()

    def place(self) -> Target:
        is_new = self.editing.record is None and self.right.currentWidget() is not self.empty
        return Target(self.form.key, self.editing.id, self.editing.unit, new={} if is_new else None)

    def back(self) -> bool:
        """Esc: from the versions to the form, from the form to the list."""
        if self._pane is not None and self.right.currentWidget() in self._pane.aside:
            self.show_right(self._pane)
            return True
        if self._scope is not None or self.list.in_bin:
            return self.list.leave_scope()
        if self.width_class is Width.NARROW and self._is_writing():
            self.editing.keep_draft()
            self.show_right(self.empty)
            self.list.list.setFocus()
            return True
        if not self.list.list.hasFocus():
            self.list.list.setFocus()
            return True
        return False

    def show_right(self, widget: QWidget) -> None:
        self.right.setCurrentWidget(widget)
        self._arrange()

    # -- doing ------------------------------------------------------------------------------

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """A row was chosen; what is half typed elsewhere stays as a draft."""
        if self.width_class is Width.NARROW and not go_in:
            return
        if (entry.unit, entry.id) != (self.editing.unit, self.editing.id):
            self.open_record(entry.id, entry.unit)
        if go_in:
            self.show_right(self.pane)
            self.views[0].focus_first()

    def open_record(self, record_id: str, unit: str, *, go_in: bool = False) -> None:
        """Show a record; `go_in` puts the keyboard into it."""
        self.editing.keep_draft()
        record = self.kit.desk.records.get(self.form.key, record_id, unit)
        if record is None:
            self.kit.notices.post(_("Bản ghi này không còn nữa."), "warn")
            return
        self.editing.open(record)
        self._show_opened()
        self.list.choose((record.unit, record.id))
        if go_in:
            self.views[0].focus_first()

    def _show_opened(self) -> None:
        """What the right side shows of a record that was opened."""
        self.show_right(self.pane)

    def new(self) -> None:
        """Ctrl+N."""
        self.start_new({})

    def start_new(self, given: Mapping[str, Value]) -> None:
        """A new record of this unit, or of the chosen one where this desk types for it."""
        scope = self.kit.scope
        if self.form.is_closed or self.form.is_raw:
            self.kit.notices.post(_("Sổ này chỉ để xem: không nhận bản ghi mới ở bàn này."), "warn")
            return
        if not scope.target:
            self.kit.notices.post(scope.refusal, "warn", _("Xem tất cả"), lambda: scope.choose(""))
            return
        self.editing.keep_draft()
        self.editing.last = self.editing.record.values if self.editing.record else self.editing.last
        self.editing.start(given, scope.target)
        self.list.choose_none()
        self.show_right(self.pane)
        self.pane.show_tab(self.pane.first_key)
        self.views[0].focus_first()

    def save(self) -> bool:
        """Ctrl+S; what is refused is shown beside its field. Where nobody writes there is nothing to save."""
        if not self._is_writing() and not self.editing.is_dirty:
            return False
        pane = self.pane
        saved = self.editing.save()
        if saved is None:
            for view in (view for view in self.views if view.focused() is not None):
                pane.reveal(view)
            return False
        self.list.choose((saved.unit, saved.id))
        pane.title.set_text(self.title_of(saved.values))
        return True

    def repeat(self) -> None:
        if self._is_writing():  # nothing is filled in that nobody sees
            self.editing.repeat()

    def undo(self) -> None:
        """Ctrl+Z."""
        self.versions.undo()

    def redo(self) -> None:
        """Ctrl+Y."""
        self.versions.redo()

    def delete(self) -> None:
        """Into the bin; what was never saved is thrown away."""
        if self.editing.record is None:
            self.editing.discard()
        else:
            self.versions.delete(self.editing.record)

    def show_history(self) -> None:
        if self.editing.record is not None:
            self.versions.show(self.editing.record)

    # -- inside -----------------------------------------------------------------------------

    def _query(self, text: str) -> Query:
        asked = self.query(text) if self._scope is None else replace(self._scope, text=text)
        return self.heading.put_on(asked if self._scope is not None else self.kit.scope.narrow(asked))

    def _opened(self) -> None:
        if self._pane is not None:
            self.side.show_opened(self._pane)
            self.opened()

    def _changed(self, change: Change) -> None:
        """Something was written: read the list again, and the open record unless it is being typed in."""
        if self.form.key not in change.forms:
            return
        if self.isVisible():
            self.list.reload()
        record = self.editing.record
        if record is None or self.editing.is_dirty:
            return
        if not change.keys or any(key[2] == record.id for key in change.keys):
            fresh = self.kit.desk.records.get(self.form.key, record.id, record.unit)
            if fresh is None or fresh.is_deleted:
                self.editing.start(from_draft=False)
                self.show_right(self.empty)
            elif fresh.rev != record.rev or fresh.personal_rev != record.personal_rev:
                self.editing.open(fresh)
