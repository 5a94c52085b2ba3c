"""What a page of records does with versions: show them, bring one back, undo a save, delete into the bin."""

from __future__ import annotations

from functools import cached_property

from dialogue_desk.domain.records import Record
from dialogue_desk.gui.erasure_words import mark_words
from dialogue_desk.gui.forms.history_view import HistoryView
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.records.bin_side import BinSide
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.gui.undoing import redo_here, undo_here
from dialogue_desk.texts import _


class RecordVersions:
    """One view for all records of the parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.view = HistoryView(parts.kit.theme)
        self.view.back_asked.connect(parts.right.leave_aside)
        self.view.wanted.connect(self.bring_back)
        parts.right.add_aside(self.view)

    @cached_property
    def bin(self) -> BinSide:
        """What lies in the bin, one record at a time."""
        return BinSide(self._parts)

    def show_binned(self, entry: Entry | None, *, go_in: bool = False) -> None:
        """A row of the bin was chosen; None: the bin was opened or left."""
        if entry is None:
            self._parts.right.show_empty()
        else:
            self.bin.show_entry(entry, go_in=go_in)

    def show(self, record: Record) -> None:
        """What was saved of a record, newest first."""
        parts = self._parts
        versions = parts.kit.desk.records.history(record.form, record.id, record.unit)
        origins = parts.kit.desk.whereabouts.origins(record.form, record.id, record.unit)
        marks = parts.kit.desk.erasure.listed(record.form, record.id)
        told = [mark_words(parts.kit.desk, mark) for mark in marks if mark.unit == record.unit]
        self.view.show_versions(parts.about.form, parts.about.title_of(record.values), versions, origins, told)
        parts.right.show_it(self.view)

    def bring_back(self, rev: str) -> None:
        """A version becomes what is shown; Ctrl+Z takes it back."""
        parts, record = self._parts, self._parts.editing.record
        assert record is not None
        if not parts.kit.notices.did(lambda: parts.kit.desk.records.revert(record.form, record.id, rev, record.unit)):
            return
        parts.right.show_form()
        parts.kit.notices.post(_("Đã lấy lại bản đã chọn."), "ok", _("Hoàn tác"), self.undo)

    def undo(self) -> None:
        """Ctrl+Z: what was typed last; only with nothing unsaved the last saved change of this desk."""
        editing = self._parts.editing
        undo_here(self._parts.kit, editing.undo, editing.discard if editing.is_dirty else None)

    def redo(self) -> None:
        """Ctrl+Y: bring again what was taken back: typing first, then what was saved."""
        editing = self._parts.editing
        redo_here(self._parts.kit, editing.redo, is_unsaved=editing.is_dirty)

    def delete(self, record: Record) -> None:
        """Into the bin, with one press to take it back."""
        parts = self._parts
        if parts.list.in_bin:  # what is open elsewhere is not what is looked at
            return
        gone = parts.kit.notices.tried(lambda: parts.kit.desk.operations.bin.put(record.form, record.id, record.unit))
        if gone is None:
            return
        parts.kit.drafts.drop(record.form, record.id, record.unit)
        parts.editing.is_dirty = False
        parts.editing.start(from_draft=False)
        parts.right.show_empty()
        parts.list.list.setFocus()
        text = _("Đã bỏ “{title}” vào thùng rác.").format(title=parts.about.title_of(record.values))
        if len(gone) > 1:
            text = _("Đã bỏ “{title}” và {count} ý kiến nêu ở đó vào thùng rác.").format(
                title=parts.about.title_of(record.values), count=len(gone) - 1
            )
        parts.kit.notices.post(text, "info", _("Hoàn tác"), self.undo)
