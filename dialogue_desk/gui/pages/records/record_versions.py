"""What a page of records does with versions: show them, bring one back, undo a save, delete into the bin."""

from __future__ import annotations

from functools import cached_property

from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.exchange.erasure_words import mark_words
from dialogue_desk.gui.pages.records.bin_side import BinSide
from dialogue_desk.gui.pages.records.history_view import HistoryView
from dialogue_desk.gui.pages.records.record_host import RecordHost
from dialogue_desk.gui.undoing import redo_here, undo_here
from dialogue_desk.texts import _


class RecordVersions:
    """One view for all records of the page."""

    def __init__(self, page: RecordHost) -> None:
        self._page = page
        self.view = HistoryView(page.theme)
        self.view.back_asked.connect(page.back)
        self.view.wanted.connect(self.bring_back)
        page.right.addWidget(self.view)

    @cached_property
    def bin(self) -> BinSide:
        """What lies in the bin, one record at a time."""
        return BinSide(self._page)

    def show_binned(self, entry: Entry | None, *, go_in: bool = False) -> None:
        """A row of the bin was chosen; None: the bin was opened or left."""
        if entry is None:
            self._page.show_right(self._page.empty)
        else:
            self.bin.show_entry(entry, go_in=go_in)

    def show(self, record: Record) -> None:
        """What was saved of a record, newest first."""
        page = self._page
        versions = page.kit.desk.records.history(record.form, record.id, record.unit)
        origins = page.kit.desk.whereabouts.origins(record.form, record.id, record.unit)
        marks = page.kit.desk.erasure.listed(record.form, record.id)
        told = [mark_words(page.kit.desk, mark) for mark in marks if mark.unit == record.unit]
        self.view.show_versions(page.form, page.title_of(record.values), versions, origins, told)
        if self.view not in page.pane.aside:
            page.pane.aside.append(self.view)
        page.show_right(self.view)

    def bring_back(self, rev: str) -> None:
        """A version becomes what is shown; Ctrl+Z takes it back."""
        page, record = self._page, self._page.editing.record
        assert record is not None
        try:
            page.kit.desk.records.revert(record.form, record.id, rev, record.unit)
        except DeskError as trouble:
            page.kit.notices.post_error(trouble)
            return
        page.show_right(page.pane)
        page.kit.notices.post(_("Đã lấy lại bản đã chọn."), "ok", _("Hoàn tác"), page.undo)

    def undo(self) -> None:
        """Ctrl+Z: what was typed last; only with nothing unsaved the last saved change of this desk."""
        editing = self._page.editing
        undo_here(self._page.kit, editing.undo, editing.discard if editing.is_dirty else None)

    def redo(self) -> None:
        """Ctrl+Y: bring again what was taken back: typing first, then what was saved."""
        editing = self._page.editing
        redo_here(self._page.kit, editing.redo, is_unsaved=editing.is_dirty)

    def delete(self, record: Record) -> None:
        """Into the bin, with one press to take it back."""
        page = self._page
        if page.list.in_bin:  # what is open elsewhere is not what is looked at
            return
        try:
            gone = page.kit.desk.operations.bin.put(record.form, record.id, record.unit)
        except DeskError as trouble:
            page.kit.notices.post_error(trouble)
            return
        page.kit.drafts.drop(record.form, record.id, record.unit)
        page.editing.is_dirty = False
        page.editing.start(from_draft=False)
        page.show_right(page.empty)
        page.list.list.setFocus()
        text = _("Đã bỏ “{title}” vào thùng rác.").format(title=page.title_of(record.values))
        if len(gone) > 1:
            text = _("Đã bỏ “{title}” và {count} ý kiến nêu ở đó vào thùng rác.").format(
                title=page.title_of(record.values), count=len(gone) - 1
            )
        page.kit.notices.post(text, "info", _("Hoàn tác"), page.undo)
