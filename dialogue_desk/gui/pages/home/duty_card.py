"""The duties of home on one card: what to do now, this week and month, and old periods folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.home.arranging import MONTH, Arranged, arranged
from dialogue_desk.gui.pages.home.duty_words import (
    OLD_KINDS,
    Duty,
    duty_of,
    excuse_of,
    overdue_duty,
    session_duty,
    unassigned_duty,
)
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, CardHead, Chip
from dialogue_desk.gui.widgets.duties import DutyRow, SmallDuty
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.lines import LineEdit
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import _

MOST_NOW, MOST_SOON, MOST_OLD = 4, 4, 40


class DutyCard(Card):
    """Three parts; the last is closed until somebody opens it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, padding=1)
        self._kit = kit
        self._shows_all = self._shows_old = False
        self._old: tuple[Obligation, ...] = ()
        theme, px = kit.theme, kit.theme.px
        self.box.setSpacing(0)
        self._head = CardHead(theme, _("Phải làm ngay"))
        self._head.row.insertSpacing(1, px(4))
        self.box.addWidget(self._head)
        self._now = self._part()
        self._soon_head = CardHead(theme, _("Tuần này và tháng này"))
        self.all = Button(theme, _("Xem cả năm"), kind="quiet", on_click=self.toggle_all)
        self._soon_head.add(self.all)
        self.box.addWidget(self._soon_head)
        self._soon = self._part()
        self.box.addStretch(1)
        self.box.addWidget(self._make_fold())
        self._rows = self._part()
        self.before = Button(theme, "", icon="list-checks", kind="quiet", on_click=self._excuse_before)
        self.before.hide()
        self.done = ElidedLabel(theme, "", "small", "text2")
        foot = across(gap=px(8), margins=(px(15), px(2), px(10), px(6)))
        foot.addWidget(self.done, 1)
        foot.addWidget(self.before)
        self.box.addLayout(foot)

    def _part(self) -> QVBoxLayout:
        column = down(gap=0)
        self.box.addLayout(column)
        return column

    def _make_fold(self) -> QWidget:
        """Old periods: one line, the way to open it, and the way to say why nobody waits for them."""
        theme, px = self.theme, self.theme.px
        self._fold = QWidget()
        column = down(self._fold, 0, margins=(px(6), px(4), px(10), 0))
        row = across(gap=px(4))
        self.fold = Button(theme, icon="chevron-right", kind="icon", tip=_("Xem kỳ cũ"), on_click=self.toggle_old)
        self._old_words = ElidedLabel(theme, "", "body", "text2")
        row.addWidget(self.fold)
        row.addWidget(self._old_words, 1)
        self.explain = Button(theme, _("Ghi lý do, ẩn đi"), kind="quiet", on_click=self.ask_reason)
        row.addWidget(self.explain)
        column.addLayout(row)
        self._reason = QWidget()
        line = across(self._reason, px(8), margins=(px(10), px(2), 0, px(4)))
        self.reason = LineEdit(theme, _("Lý do, ví dụ: đã làm ngoài phần mềm"))
        self.reason.setAccessibleName(_("Lý do các kỳ cũ không phải làm nữa"))
        self.reason.returnPressed.connect(self.note_reason)
        line.addWidget(self.reason, 1)
        line.addWidget(Button(theme, _("Ghi"), on_click=self.note_reason))
        line.addWidget(Button(theme, _("Hủy"), kind="quiet", on_click=lambda: self._reason.hide()))
        self._reason.hide()
        column.addWidget(self._reason)
        return self._fold

    # -- what is shown ------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the duties again."""
        kit, today = self._kit, self._kit.today()
        unit = kit.scope.unit
        owed = kit.desk.duties.obligations(unit=unit)
        coming = [o for o in owed if o.state == "upcoming"]
        self._show(arranged([*kit.desk.home.waiting(unit), *coming], today))
        done = sum(o.state == "fulfilled" for o in owed)
        words = _("Đã xong trong năm: {count} việc").format(count=done)
        self.done.set_text(words if done else _("Năm nay chưa có việc nào xong."))
        before = kit.desk.duties.before_desk(unit) if kit.scope.target else []
        self.before.setVisible(bool(before))
        if before:
            offer = _("{count} việc đến hạn trước khi dùng phần mềm: ghi là đã làm").format(count=len(before))
            self.before.set_text(offer)

    def _show(self, told: Arranged) -> None:
        for part in (self._now, self._soon, self._rows):
            clear(part)
        now = [*self._petitions(), *(duty_of(o, self._kit.today()) for o in told.now)]
        shown = now if self._shows_all else now[:MOST_NOW]
        for duty in shown:
            self._now.addWidget(self._row(duty))
        if not now:
            self._now.addWidget(Chip(self.theme, ChipSpec(_("Không có việc nào phải làm ngay"), "ok", "circle-check")))
        more = _("đang xem {shown}").format(shown=len(shown)) if len(shown) < len(now) else ""
        self._head.told.set_text(" · ".join(p for p in (_("{count} việc").format(count=len(now)), more) if p))
        later = [*self._sessions(), *((o.due_on, duty_of(o, self._kit.today())) for o in told.soon)]
        if self._shows_all:
            later += [(o.due_on, duty_of(o, self._kit.today())) for o in told.later]
        later.sort(key=lambda pair: pair[0])
        for day, duty in later if self._shows_all else later[:MOST_SOON]:
            self._soon.addWidget(self._row(duty) if self._shows_all else self._small(day, duty))
        self._soon_head.told.set_text(_("{count} việc").format(count=len(later)))
        self.all.set_text(_("Thu gọn") if self._shows_all else _("Xem cả năm"))
        self._show_old(told.old)

    def _show_old(self, old: tuple[Obligation, ...]) -> None:
        self._old = old
        self._fold.setVisible(bool(old))
        if not old:
            self._reason.hide()
            return
        kinds = Counter(OLD_KINDS.get(o.kind, OLD_KINDS[""]) for o in old)
        parts = ", ".join(f"{count} {_(word)}" for word, count in kinds.items())
        self._old_words.set_text(_("Kỳ cũ chưa đủ: {what}").format(what=parts))
        self.fold.set_icon("chevron-down" if self._shows_old else "chevron-right")
        self.explain.setVisible(bool(self._kit.scope.target) and any(o.key for o in old))
        for obligation in old[:MOST_OLD] if self._shows_old else ():
            self._rows.addWidget(self._row(duty_of(obligation, self._kit.today())))

    def _petitions(self) -> list[Duty]:
        """Petitions nobody has, and those past their deadline: one line each, with the list behind it."""
        desk, today, narrow = self._kit.desk, self._kit.today(), self._kit.scope.narrow
        found = []
        asked = narrow(desk.petitions.query(PetitionQuery(unassigned=True)))
        if rows := desk.records.page("opinion", replace(asked, order="received_on"), 0, 1):
            (state,) = desk.petitions.states([(row.unit, row.id) for row in rows]).values()
            found.append(unassigned_duty(desk.records.count("opinion", asked), state, today))
        late = narrow(Query(equal=desk.petitions.query(PetitionQuery(overdue=True)).equal, order="petition_due"))
        if rows := desk.records.page("opinion", late, 0, 1):
            (state,) = desk.petitions.states([(row.unit, row.id) for row in rows]).values()
            whose = [(name, many) for name, _all, many in desk.home.by_agency(self._kit.scope.keys) if many]
            found.append(overdue_duty(desk.records.count("opinion", late), state, whose, today))
        return found

    def _sessions(self) -> list[tuple[str, Duty]]:
        """Sessions that are planned within a month."""
        today = self._kit.today()
        last = (today + timedelta(days=MONTH)).isoformat()
        query = Query(equal={"status": "planned"}, first=today.isoformat(), last=last)
        rows: Sequence[Record] = self._kit.desk.records.page("session", self._kit.scope.narrow(query), 0, MOST_SOON)
        return [(str(row.values.get("held_on")), session_duty(row, today)) for row in rows]

    def _row(self, duty: Duty) -> DutyRow:
        may = bool(duty.key and self._kit.scope.target)
        told = (duty.due_on, duty.what, duty.rule, duty.chip, duty.button)
        return DutyRow(self.theme, *told, lambda: self._go(duty), (lambda: self._excuse(duty)) if may else None)

    def _small(self, day: str, duty: Duty) -> SmallDuty:
        return SmallDuty(self.theme, day, duty.what, duty.button, lambda: self._go(duty))

    # -- what is done -------------------------------------------------------------------------

    def _go(self, duty: Duty) -> None:
        self._kit.go(duty.room, duty.target)

    def _excuse(self, duty: Duty) -> None:
        self._kit.go("registers", excuse_of(duty))

    def toggle_all(self) -> None:
        """The whole year, or what matters now."""
        self._shows_all = not self._shows_all
        self.reload()

    def toggle_old(self) -> None:
        """The old periods one by one, or the line that counts them."""
        self._shows_old = not self._shows_old
        self.reload()

    def ask_reason(self) -> None:
        """One reason for all the old periods; it stands in the register of notes and is taken back with Ctrl+Z."""
        self.reason.setText(_("Đã làm ngoài phần mềm"))
        self._reason.show()
        self.reason.setFocus()
        self.reason.selectAll()

    def note_reason(self) -> None:
        """Keep the typed reason with every old period that is shown folded."""
        unit, text = self._kit.scope.target, self.reason.text().strip()
        keys = [o.key for o in self._old if o.key]

        def work(desk: Desk, _progress: Progress) -> int:
            return desk.duties.excuse(keys, "outside", text, unit=unit)

        self._reason.hide()
        run_beside(self._kit, _("Ghi nghĩa vụ"), work, self._noted)

    def _excuse_before(self) -> None:
        """What was due before the desk began was done without it: noted at once, taken back at once."""
        unit = self._kit.scope.target

        def work(desk: Desk, _progress: Progress) -> int:
            return desk.duties.excuse([o.key for o in desk.duties.before_desk(unit)], "outside", unit=unit)

        run_beside(self._kit, _("Ghi nghĩa vụ"), work, self._noted)

    def _noted(self, count: int) -> None:
        self._kit.notices.post(_("Đã ghi {count} việc là đã làm ngoài phần mềm.").format(count=count), "ok")
