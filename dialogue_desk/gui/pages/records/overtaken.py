"""“Refused, edited elsewhere”: what a page of records shows then."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.both_sides import BothSides
from dialogue_desk.gui.forms.wording import title_of, when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.opinions import Line, OpinionsModel
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.texts import _


def last_change(kit: Kit, record: Record) -> str:
    """Who changed a record last, and when."""
    versions = kit.desk.records.history(record.form, record.id, record.unit)
    if not versions:
        return ""
    return _("Sửa lần cuối: {by}, {at}.").format(by=versions[-1].by, at=when(versions[-1].at))


class OvertakenRecord:
    """One view for all records of a parts. Until somebody chooses, what was typed stays a draft."""

    def __init__(self, parts: Parts, save: Callable[[], object]) -> None:
        """`save` saves what the page has open."""
        self._parts, self._save = parts, save
        self._fresh: Record | None = None
        self.view = BothSides(parts.kit.theme, parts.about.form)
        self.view.decided.connect(self._decided)
        self.view.given_up.connect(parts.right.leave_aside)
        parts.right.add_aside(self.view)

    def show(self, fresh: Record) -> None:
        """Put what was typed beside what is stored now."""
        parts, editing = self._parts, self._parts.editing
        editing.keep_draft()
        self._fresh = fresh
        mine = editing.values()
        told = last_change(parts.kit, fresh)
        self.view.show_sides(parts.about.title_of(mine), editing.read, mine, fresh.values, told)
        parts.right.show_it(self.view)
        self.view.take.setFocus()

    def _decided(self, chosen: Values) -> None:
        parts, fresh = self._parts, self._fresh
        assert fresh is not None
        parts.editing.take(chosen, fresh)
        parts.right.show_form()
        if parts.editing.is_dirty:
            parts.kit.notices.post(_("Đã lấy các ô đã chọn; xem lại rồi lưu."), "info", _("Lưu"), self._save)
        parts.right.form.focus_first()


class OvertakenLines:
    """The same for rows of the grid below a session, one after the other."""

    def __init__(self, parts: Parts, model: OpinionsModel, save: Callable[[], object]) -> None:
        self._parts, self._model, self._save = parts, model, save
        self._waiting: list[tuple[Line, Record]] = []
        self.view = BothSides(parts.kit.theme, opinion.FORM)
        self.view.decided.connect(self._decided)
        self.view.given_up.connect(self._give_up)
        parts.right.add_aside(self.view)

    def show(self, line: Line, fresh: Record) -> None:
        """Put a typed row beside what is stored of it; while one is looked at, the next waits."""
        if self._parts.right.currentWidget() is not self.view:
            self._waiting.clear()
        self._waiting.append((line, fresh))
        if len(self._waiting) == 1:
            self._show_first()

    def _show_first(self) -> None:
        line, fresh = self._waiting[0]
        told = last_change(self._parts.kit, fresh)
        self.view.show_sides(title_of(opinion.FORM, line.values), line.read, line.values, fresh.values, told)
        self._parts.right.show_it(self.view)
        self.view.take.setFocus()

    def _decided(self, chosen: Values) -> None:
        line, fresh = self._waiting.pop(0)
        self._model.take(line, chosen, fresh)
        if self._waiting:
            self._show_first()
            return
        self._parts.right.show_form()
        self._parts.kit.notices.post(_("Đã lấy các ô đã chọn; xem lại rồi lưu."), "info", _("Lưu"), self._save)

    def _give_up(self) -> None:
        self._waiting.clear()
        self._parts.right.leave_aside()
