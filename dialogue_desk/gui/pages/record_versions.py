"""What a page of records does with versions: show them, bring one back, undo a save, delete into the bin."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import undo_last
from dialogue_desk.gui.pages.history_view import HistoryView
from dialogue_desk.gui.pages.record_host import RecordHost
from dialogue_desk.texts import _


class RecordVersions:
    """One view for all records of the page."""

    def __init__(self, page: RecordHost) -> None:
        self._page = page
        self.view = HistoryView(page.theme)
        self.view.back_asked.connect(page.back)
        self.view.wanted.connect(self.bring_back)
        page.right.addWidget(self.view)

    def show(self, record: Record) -> None:
        """What was saved of a record, newest first."""
        page = self._page
        versions = page.kit.desk.records.history(record.form, record.id, record.unit)
        origins = page.kit.desk.whereabouts.origins(record.form, record.id, record.unit)
        self.view.show_versions(page.form, page.title_of(record.values), versions, origins)
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
        page = self._page
        if self._moved(page.editing.undo):
            return
        if page.editing.is_dirty:
            words = _("Không còn chữ nào vừa gõ để hoàn tác; bản ghi đang có thay đổi chưa lưu.")
            page.kit.notices.post(words, "info", _("Bỏ thay đổi"), page.editing.discard)
            return
        undo_last(self._page.kit, _("Đã hoàn tác thay đổi vừa lưu."))

    def redo(self) -> None:
        """Ctrl+Y: bring again what was taken back."""
        self._moved(self._page.editing.redo)

    def _moved(self, move: Callable[[], bool]) -> bool:
        """Whether typing was taken back or brought again, or could not be, which is said."""
        try:
            return move()
        except DeskError as trouble:
            self._page.kit.notices.post_error(trouble)
            return True

    def delete(self, record: Record) -> None:
        """Into the bin, with one press to take it back."""
        page = self._page
        try:
            page.kit.desk.records.delete(record.form, record.id, record.unit)
        except DeskError as trouble:
            page.kit.notices.post_error(trouble)
            return
        page.kit.drafts.drop(record.form, record.id, record.unit)
        page.editing.is_dirty = False
        page.editing.start(from_draft=False)
        page.show_right(page.empty)
        page.list.list.setFocus()
        text = _("Đã bỏ “{title}” vào thùng rác.").format(title=page.title_of(record.values))
        page.kit.notices.post(text, "info", _("Hoàn tác"), page.undo)
