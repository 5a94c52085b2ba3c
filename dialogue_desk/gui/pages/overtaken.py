"""“Refused, edited elsewhere”: what a page of records shows then."""

from __future__ import annotations

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.both_sides import BothSides
from dialogue_desk.gui.pages.exchange_words import when
from dialogue_desk.gui.pages.record_host import RecordHost
from dialogue_desk.texts import _


class OvertakenRecord:
    """One view for all records of a page. Until somebody chooses, what was typed stays a draft."""

    def __init__(self, page: RecordHost) -> None:
        self._page = page
        self._fresh: Record | None = None
        self.view = BothSides(page.theme, page.form)
        self.view.decided.connect(self._decided)
        self.view.given_up.connect(page.back)
        page.right.addWidget(self.view)
        page.pane.aside.append(self.view)

    def show(self, fresh: Record) -> None:
        """Put what was typed beside what is stored now."""
        page, editing = self._page, self._page.editing
        editing.keep_draft()
        self._fresh = fresh
        versions = page.kit.desk.records.history(fresh.form, fresh.id, fresh.unit)
        told = ""
        if versions:
            told = _("Sửa lần cuối: {by}, {at}.").format(by=versions[-1].by, at=when(versions[-1].at))
        mine = editing.values()
        self.view.show_sides(page.title_of(mine), editing.read, mine, fresh.values, told)
        page.show_right(self.view)
        self.view.take.setFocus()

    def _decided(self, chosen: Values) -> None:
        page, fresh = self._page, self._fresh
        assert fresh is not None
        page.editing.take(chosen, fresh)
        page.show_right(page.pane)
        if page.editing.is_dirty:
            page.kit.notices.post(_("Đã lấy các ô đã chọn; xem lại rồi lưu."), "info", _("Lưu"), page.save)
        page.views[0].focus_first()
