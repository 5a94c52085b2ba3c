"""List left, form right: the page of every form, made of its parts. The list does not wait for the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Field
from dialogue_desk.domain.laying_out import tabs_of
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.records.about import About
from dialogue_desk.gui.pages.records.list_pane import ListPane, nothing_open
from dialogue_desk.gui.pages.records.more import More, Parts
from dialogue_desk.gui.pages.records.narrowing import Narrowing
from dialogue_desk.gui.pages.records.opening import Opening
from dialogue_desk.gui.pages.records.panes import Panes
from dialogue_desk.gui.pages.records.record_sheets import print_main, print_menu, sheets_of
from dialogue_desk.gui.pages.records.right_side import RightSide
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.undoing import redo_here, undo_here
from dialogue_desk.gui.widgets.layouts import across, put
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.forms.form_pane import FormPane
    from dialogue_desk.gui.forms.form_view import FormView
    from dialogue_desk.gui.pages.records.form_side import FormSide
    from dialogue_desk.gui.pages.records.record_versions import RecordVersions

# ruff: noqa: PLC0415 - what the list does not need is imported with the form

SPARE = 1000
"""Milliseconds after which the form is made, before anybody asks to write."""


class RecordPage(Page):
    """A page of one form: `about` says which, `more` what it has beside list and form."""

    def __init__(self, kit: Kit, about: About, more: Callable[[Parts], More] = More) -> None:
        super().__init__(kit)
        self.form = about.form
        self.tabs = tabs_of(about.form, kit.today().isoformat())
        self.list = ListPane(
            kit, about.form.key, about.title, about.noun, lambda records: kit.scope.told(about.rows(records))
        )
        self.narrowing = Narrowing(kit, about, self.list)
        self.heading = self.narrowing.heading
        self.editing = Editing(kit, about.form, self)
        empty = nothing_open(kit.theme, lambda: self.new(), lambda: kit.go("import", Target()))
        self.right = RightSide(empty, lambda: self.side.build_pane())
        self.opening = Opening(kit, about, self.list, self.editing, self.right)
        self.show_entry, self.open_record = self.opening.show_entry, self.opening.open_record
        self.new = self.opening.start_new
        self.parts = Parts(kit, about, self.list, self.narrowing, self.editing, self.right, self.opening)
        row = across(self, 0)
        self.panes = Panes(self, self.list, self.right, about.form.key)
        put(row, self.list, self.panes.divider)
        row.addWidget(self.right, 1)
        self.more = more(self.parts)
        self._connect()

    # -- the form, when it is first needed --------------------------------------------------

    @cached_property
    def side(self) -> FormSide:
        """The form and what hangs on a record."""
        from dialogue_desk.gui.pages.records.form_side import FormSide

        return FormSide(self.parts, self.tabs, self.more.below, self.save, lambda: self.versions.undo())

    @property
    def views(self) -> list[FormView]:
        """One a tab."""
        return self.side.views

    @property
    def pane(self) -> FormPane:
        """The form with its heading and tabs."""
        return self.right.form

    @cached_property
    def versions(self) -> RecordVersions:
        """The versions of what is open."""
        from dialogue_desk.gui.pages.records.record_versions import RecordVersions

        return RecordVersions(self.parts)

    # -- wiring -----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.list.opened.connect(lambda entry: self.show_entry(entry, go_in=True))
        self.list.picked.connect(self.show_entry)
        self.list.new_asked.connect(lambda: self.new())
        self.list.bin_picked.connect(lambda entry, go_in: self.versions.show_binned(entry, go_in=go_in))
        self.right.made.connect(self._made)
        self.right.shown.connect(self._arrange)
        self.right.back_asked.connect(self.back)
        self.right.menu_asked.connect(self.show_menu)
        self.right.led.connect(self.enter)
        self.editing.opened.connect(self._opened)
        self.editing.kept.connect(self.kit.notices.draft_kept)
        self.kit.changes.changed.connect(self._changed)
        self.kit.scope.changed.connect(self._follow_scope)

    def _made(self) -> None:
        pane = self.right.form
        pane.back_asked.connect(self.back)
        pane.save_asked.connect(self.save)
        pane.history_asked.connect(self.show_history)
        pane.menu_asked.connect(self.show_menu)
        pane.print_asked.connect(lambda anchor: print_menu(self, self.editing, self.save, anchor))
        self.editing.checked.connect(pane.show_problems)
        self.more.made(self.views)
        self.editing.attach(self.views)

    def commands(self) -> Mapping[str, Action]:
        return {
            "new": self.new, "save": self.save, "repeat": self.repeat, "history": self.show_history,
            "delete": self.delete, "print": lambda: print_main(self, self.editing, self.save),
            "filter": self.list.filter.setFocus, "sift": self.heading.show_menu, "reload": self.list.reload,
            **self.more.commands(),
        }  # fmt: skip

    def sheets(self) -> Mapping[str, Action]:
        return sheets_of(self.kit, self.editing.record)

    def help_field(self) -> Field | None:
        views = self.views if self.right.pane is not None else ()
        return self.more.help_field() or next((f for v in views if (f := v.field_at_focus()) is not None), None)

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._arrange()

    def _arrange(self) -> None:
        """One pane at a time where there is little room."""
        narrow = self.right.is_narrow = self.width_class is Width.NARROW
        in_form, room = not self.right.is_empty, self.more.room(self.width_class)
        self.list.setVisible((not narrow or not in_form) and room is not None)
        self.right.setVisible(not narrow or in_form)
        self.panes.share(room or 0)
        if self.right.pane is not None:
            self.right.pane.set_back(_("Danh sách ({count})").format(count=self.list.count()), narrow)
        self.more.fit(self.width_class)

    def enter(self, target: Target) -> None:
        self.more.entering(target)
        self.narrowing.enter(target)
        if self.editing.is_dirty:
            self.editing.check()
        if target.new is not None:
            self.opening.start_new(target.new)
        elif target.id:
            self.open_record(target.id, target.unit, go_in=True)
        elif self.editing.record is None and not self.editing.is_dirty:
            self.opening.offer_draft()
            if self.isVisible():
                if (at := self._first_row()) and self.list.list.currentIndex().row() < 0:
                    self.list.list.choose(at)
                self.list.take_keyboard()
            self.in_turns(self._begin)  # once the list has been painted
        self.in_turns(*self.more.afterwards())
        if self.right.reads_first:
            QTimer.singleShot(SPARE, self, lambda: self.in_turns(lambda: self.side, lambda: self.views))
        self.more.entered(target)

    def _begin(self) -> None:
        """The right side, so that nothing waits long: what the form is made of, then the record."""
        steps: list[Action] = []
        if self.list.count() and not self.right.is_narrow and not self.right.reads_first:
            steps = [*self.more.preparing(), *[lambda: self.side.make_next()] * len(self.tabs), lambda: self.pane]
        self.in_turns(*steps, self._open_first)

    def _first_row(self) -> int:
        """The row a list that nothing narrows begins at."""
        is_whole = self.list.count() == self.list.total()
        return self.parts.about.first_row(self.kit) if is_whole and not self.list.in_bin else 0

    def _open_first(self) -> None:
        """Show the first of the list, unless something was opened meanwhile."""
        if self.editing.record is not None or self.editing.is_dirty or not self.right.is_empty:
            return
        at = self._first_row()
        first = self.list.model.entry(at) if not self.right.is_narrow and self.list.count() > at else None
        if first is not None:
            self.open_record(first.id, first.unit)

    def _follow_scope(self) -> None:
        self.opening.follow()
        if self.isVisible():
            self.enter(Target())

    def leave(self) -> None:
        self.editing.rest()
        self.more.leave()

    def end(self) -> None:
        self.leave()
        self.editing.is_over = True
        if self.right.pane is not None:
            self.side.attachments.forget_copies()

    def place(self) -> Target:
        is_new = self.editing.record is None and not self.right.is_empty
        here = Target(self.form.key, self.editing.id, self.editing.unit, new={} if is_new else None)
        return self.more.place(here)

    def back(self) -> bool:
        """Esc: from the versions to the form, from the form to the list."""
        if self.more.back() or self.right.leave_aside():
            return True
        if self.narrowing.scope is not None or self.list.in_bin:
            return self.list.leave_scope()
        if self.right.is_narrow and self.right.is_writing:
            self.editing.keep_draft()
            self.right.show_empty()
        elif self.list.list.hasFocus():
            return False
        self.list.list.setFocus()
        return True

    # -- doing ------------------------------------------------------------------------------

    def save(self) -> bool:
        """Ctrl+S; what is refused is shown beside its field. Where nobody writes there is nothing to save."""
        return self.more.save(lambda: (self.right.is_writing or self.editing.is_dirty) and self.side.save())

    def repeat(self) -> None:
        if not self.more.repeat() and self.right.is_writing:  # nothing is filled in that nobody sees
            self.editing.repeat()

    def undo(self) -> None:
        """Ctrl+Z: what was typed last; only with nothing unsaved the last saved change of this desk."""
        typed = self.more.typed_part()
        if typed is None:
            self.versions.undo()
        else:
            undo_here(self.kit, typed[0].undo, self.back if typed[1] else None)

    def redo(self) -> None:
        """Ctrl+Y: bring again what was taken back: typing first, then what was saved."""
        typed = self.more.typed_part()
        if typed is None:
            self.versions.redo()
        else:
            redo_here(self.kit, typed[0].redo, is_unsaved=typed[1])

    def delete(self) -> None:
        """Into the bin; what was never saved is thrown away."""
        if self.more.delete():
            return
        if self.editing.record is None:
            self.editing.discard()
        else:
            self.versions.delete(self.editing.record)

    def show_history(self) -> None:
        if self.editing.record is not None:
            self.versions.show(self.editing.record)

    # -- what happened ------------------------------------------------------------------------

    def _opened(self) -> None:
        if self.right.pane is not None:
            self.side.show_opened(self.right.pane)
            self.more.opened()

    def _changed(self, change: Change) -> None:
        """Something was written: read the list again, and the open record unless it is being typed in."""
        if self.form.key in change.forms:
            if self.isVisible():
                self.list.reload()
            self.opening.read_again(change)
        self.more.changed(change)
