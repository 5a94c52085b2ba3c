"""“Refused, edited elsewhere”: what a page of records shows then."""

from __future__ import annotations

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.both_sides import BothSides
from dialogue_desk.gui.forms.wording import title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.opinions import Line, OpinionsModel
from dialogue_desk.gui.pages.exchange.words import when
from dialogue_desk.gui.pages.records.record_host import RecordHost
from dialogue_desk.texts import _


def last_change(kit: Kit, record: Record) -> str:
    """Who changed a record last, and when."""
    versions = kit.desk.records.history(record.form, record.id, record.unit)
    if not versions:
        return ""
    return _("Sửa lần cuối: {by}, {at}.").format(by=versions[-1].by, at=when(versions[-1].at))


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
        mine = editing.values()
        told = last_change(page.kit, fresh)
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


class OvertakenLines:
    """The same for rows of the grid below a session, one after the other."""

    def __init__(self, page: RecordHost, model: OpinionsModel) -> None:
        self._page, self._model = page, model
        self._waiting: list[tuple[Line, Record]] = []
        self.view = BothSides(page.theme, opinion.FORM)
        self.view.decided.connect(self._decided)
        self.view.given_up.connect(self._give_up)
        page.right.addWidget(self.view)
        page.pane.aside.append(self.view)

    def show(self, line: Line, fresh: Record) -> None:
        """Put a typed row beside what is stored of it; while one is looked at, the next waits."""
        if self._page.right.currentWidget() is not self.view:
            self._waiting.clear()
        self._waiting.append((line, fresh))
        if len(self._waiting) == 1:
            self._show_first()

    def _show_first(self) -> None:
        line, fresh = self._waiting[0]
        told = last_change(self._page.kit, fresh)
        self.view.show_sides(title_of(opinion.FORM, line.values), line.read, line.values, fresh.values, told)
        self._page.show_right(self.view)
        self.view.take.setFocus()

    def _decided(self, chosen: Values) -> None:
        line, fresh = self._waiting.pop(0)
        self._model.take(line, chosen, fresh)
        if self._waiting:
            self._show_first()
            return
        self._page.show_right(self._page.pane)
        self._page.kit.notices.post(_("Đã lấy các ô đã chọn; xem lại rồi lưu."), "info", _("Lưu"), self._page.save)

    def _give_up(self) -> None:
        self._waiting.clear()
        self._page.back()
