"""Ý kiến, kiến nghị: what people said, what was asked, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QWidget

from dialogue_desk.desk import Change, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.models.opinions import DISPOSITION_CHIPS
from dialogue_desk.gui.pages.answers_view import AnswersView
from dialogue_desk.gui.pages.opinion_detail import OpinionDetail
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.petition_words import deadline_chip, status_chip
from dialogue_desk.gui.pages.record_page import LIST_MEDIUM, LIST_WIDE, RecordPage
from dialogue_desk.gui.pages.step_view import StepView
from dialogue_desk.gui.places import Target, Width, room_of
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import FilterChip
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.texts import N_, _

MAIN = (
    Section(
        (
            cell("text", wide=True, lines=3),
            cell("kind", segmented=True),
            cell("received_on"),
            cell("subject"),
            cell("side"),
            cell("request", wide=True, lines=2),
            Cell((Part("is_too_general"),), " "),
            cell("place"),
        )
    ),
    Section(
        (
            cell("speaker_name"),
            cell("speaker_address"),
            cell("speaker_phone"),
            cell("speaker_group"),
            Cell((Part("is_anonymous"), Part("counts_as_feedback")), " ", wide=True),
        ),
        N_("Người nêu"),
    ),
    Section(
        (
            cell("disposition", segmented=True),
            Cell((Part("answered_on_spot"),), " "),
            cell("action_text", wide=True),
            cell("explanation", wide=True),
            cell("decided_by"),
            cell("decided_on"),
        ),
        N_("Tiếp thu, giải trình"),
    ),
)

HANDLING = (
    Section(
        (
            cell("competence"),
            cell("due_on"),
            cell("lead_agency"),
            Cell((Part("coordinating_agencies"),), N_("Phối hợp")),
            cell("group_label"),
            cell("channel"),
            Cell((Part("is_hotspot"), Part("is_crowd"), Part("is_bypass")), " ", wide=True),
        )
    ),
)

MOST_ANSWERS = 500
COLUMNS = (ListColumn(N_("Hạn"), 112), ListColumn(N_("Tình trạng"), 150))

# Filter chips: key, words, what they ask of the list.
FILTERS: tuple[tuple[str, str, Mapping[str, Value]], ...] = (
    ("open", N_("Đang mở"), {"kind": "petition", "is_open": True}),
    ("overdue", N_("Quá hạn"), {}),
    ("forwarded", N_("Chờ cấp trên"), {"kind": "petition", "petition_status": "forwarded"}),
    ("answer", N_("Cấp dưới chờ"), {}),
    ("lacking", N_("Thiếu trả lời"), {"lacking_answer": True}),
    ("all", N_("Tất cả"), {}),
)


class OpinionsPage(RecordPage):
    """The list with columns at the left; at the right what is known, a step, or the form."""

    label_width = 112

    def __init__(self, kit: Kit) -> None:
        self._filter = "open"
        super().__init__(
            kit,
            opinion.FORM,
            title=_("Ý kiến, kiến nghị"),
            noun=_("ý kiến"),
            tabs=(("main", _("Nội dung"), MAIN), ("handling", _("Giải quyết"), HANDLING)),
        )

    def _connect(self) -> None:
        super()._connect()
        theme = self.theme
        self.delegate = ColumnsDelegate(theme, tuple(ListColumn(_(c.title), c.width) for c in COLUMNS), self)
        self.list.list.setItemDelegate(self.delegate)
        self.list.list.setUniformItemSizes(True)
        self._header = ColumnsHeader(theme, _("Nội dung, cơ quan giải quyết"), self.delegate.columns)
        self.list.add_header(self._header)
        subjects = [("", _("Mọi lĩnh vực")), *codes_of(opinion.FORM.field("subject"))]
        self._subject = self.list.add_choice(subjects, _("Lĩnh vực"))
        self._chips = {key: FilterChip(theme, _(text)) for key, text, _equal in FILTERS}
        self.list.extra.addWidget(self._chip_row())
        self.list.extra.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(10))
        self.detail = OpinionDetail(self.kit)
        self.step = StepView(self.kit, lambda typed: self.kit.desk.suggestions.matching("action", "agency", typed))
        self.answers = AnswersView(self.kit)
        self.answers.done.connect(self._leave_answers)
        self.answers.given_up.connect(self._leave_answers)
        for widget in (self.detail, self.step, self.answers):
            self.right.addWidget(widget)
        self.detail.edit_asked.connect(self.edit)
        self.detail.step_asked.connect(self.take_step)
        self.detail.menu_asked.connect(self.show_menu)
        self.detail.back_asked.connect(self.back)
        self.detail.source_asked.connect(self._go_to_source)
        self.detail.similar_asked.connect(lambda keys: self.enter(Target(keys=keys)))
        self.step.done.connect(self._step_done)
        self.step.given_up.connect(self.back)
        self.editing.saved.connect(lambda _record: self._to_detail())
        self.kit.scope.changed.connect(lambda: self._tell_counts() if self.isVisible() else None)

    def _chip_row(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(self.theme.px(8))
        tip = _("Trả lời nhiều kiến nghị (Ctrl+Shift+B)")
        self._answer = Button(self.theme, _("Trả lời"), icon="list-checks", tip=tip, on_click=self.answer_many)
        across = 3 if self.kit.scope.has_units_below else len(self._chips)
        offered = [(key, chip) for key, chip in self._chips.items() if self._offers(key)]
        for at, (key, chip) in enumerate(offered):
            chip.setChecked(key == self._filter)
            chip.clicked.connect(lambda _on=False, key=key: self.choose_filter(key))
            grid.addWidget(chip, at // across, at % across)
        grid.addWidget(self._answer, 0, across)
        grid.setColumnStretch(across + 1, 1)
        self._answer.hide()
        return holder

    def _offers(self, key: str) -> bool:
        """Who has units below answers them; who has none above waits for nobody."""
        if key == "answer":
            return self.kit.scope.has_units_below
        return key != "forwarded" or bool(self.kit.desk.units[self.kit.desk.unit].parent)

    def choose_filter(self, key: str) -> None:
        self._filter = key
        self._chips[key].setChecked(True)
        self.set_scope(None)

    # -- list -------------------------------------------------------------------------------

    def entries(self, records: Sequence[Record]) -> list[Entry]:
        keys = [(r.unit, r.id) for r in records if r.values.get("kind") == "petition"]
        states = self.kit.desk.petitions.states(keys)
        return [self._entry(record, states.get((record.unit, record.id))) for record in records]

    def _entry(self, record: Record, state: PetitionState | None) -> Entry:
        values = record.values
        subject = _(vocabulary.SUBJECT.label(values.get("subject")))
        if state is None:
            known = DISPOSITION_CHIPS.get(str(values.get("disposition")))
            chip = ChipSpec(_(known.text), known.tone, known.icon) if known else None
            detail = " · ".join([document_date(values.get("received_on")), subject])
            due: tuple[str, ChipSpec | None] = ("", None)
        else:
            chip = status_chip(state)
            late = deadline_chip(state, self.kit.today(), short=True)
            detail = " · ".join(part for part in (state.lead_agency, subject) if part)
            due = (document_date(state.due_on), late)
        if record.conflicts:
            chip = ChipSpec(_("Xung đột"), "warn", "git-merge")
        return Entry(record.unit, record.id, self.title_of(values), detail, chip, (due, ("", chip)))

    def query(self, text: str) -> Query:
        equal: dict[str, Value] = {}
        for key, _text, wanted in FILTERS:
            if key == self._filter:
                equal.update(wanted)
        if self._filter == "overdue":
            asked = PetitionQuery(overdue=True)
            equal.update(self.kit.desk.petitions.query(asked).equal)
        if self._filter == "answer":
            equal.update(self.kit.desk.petitions.query(PetitionQuery(to_answer=True)).equal)
        if self._subject.code():
            equal["subject"] = self._subject.code()
        return Query(text=text, equal=equal, order="due_on" if self._filter == "overdue" else "")

    def _tell_counts(self) -> None:
        petitions, records, scope = self.kit.desk.petitions, self.kit.desk.records, self.kit.scope
        counts = petitions.counts(scope.keys)
        self._chips["open"].set_count(counts["open"])
        self._chips["overdue"].set_count(counts["overdue"], alarm=True)
        self._chips["forwarded"].set_count(counts["forwarded"])
        lacking = scope.narrow(Query(equal={"lacking_answer": True}))
        self._chips["lacking"].set_count(records.count("opinion", lacking))
        self._chips["all"].set_count(records.count("opinion", scope.narrow(Query())))
        if scope.has_units_below:
            waiting = scope.narrow(petitions.query(PetitionQuery(to_answer=True)))
            count = records.count("opinion", waiting)
            self._chips["answer"].set_count(count, alarm=True)
            self._answer.setVisible(bool(count))

    def enter(self, target: Target) -> None:
        self._tell_counts()
        if target.filter in self._chips:
            self._filter = target.filter
            self._chips[target.filter].setChecked(True)
        elif target.id:
            self._filter = "all"
            self._chips["all"].setChecked(True)
        super().enter(target)
        if target.pane == "form":
            self.edit()
        elif target.pane == "step":
            self.take_step()
        elif target.id and self.isVisible():
            self.list.list.setFocus()  # reading: F2 and Ctrl+B go on from here

    def leave(self) -> None:
        super().leave()
        if self.right.currentWidget() is self.step:
            self.step.keep_draft()

    def place(self) -> Target:
        shown = self.right.currentWidget()
        return replace(super().place(), pane="form" if shown is self.pane else "step" if shown is self.step else "")

    def _changed(self, change: Change) -> None:
        super()._changed(change)
        if self.form.key in change.forms or "action" in change.forms:
            if self.isVisible():
                self._tell_counts()
                self.list.reload()
            record = self.editing.record
            if record is not None and self.right.currentWidget() is self.detail:
                fresh = self.kit.desk.records.get(self.form.key, record.id, record.unit)
                if fresh is not None:
                    self.detail.show_record(fresh)

    # -- panes ------------------------------------------------------------------------------

    def _open(self, record_id: str, unit: str, *, go_in: bool = False) -> None:
        super()._open(record_id, unit)
        self._to_detail()

    def _to_detail(self) -> None:
        record = self.editing.record
        if record is not None:
            self.detail.show_record(record)
            self._show(self.detail)

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """One step into the list shows what is known; a second Enter edits."""
        was_shown = (entry.unit, entry.id) == (self.editing.unit, self.editing.id)
        if self.width_class is Width.NARROW and not go_in:
            return
        if go_in and was_shown and self.right.currentWidget() is self.detail and self.right.isVisible():
            self.edit()
            return
        self._open(entry.id, entry.unit)

    def edit(self) -> None:
        """F2: the form of what is open; with nothing open there is nothing to edit."""
        if self.right.currentWidget() is self.empty:
            return
        self._show(self.pane)
        self.views[0].focus_first()

    def take_step(self, kind: str = "") -> None:
        """Ctrl+B: write down what was done."""
        record = self.editing.record
        if record is None:
            return
        if record.values.get("kind") != "petition":
            self.kit.notices.post(_("Chỉ kiến nghị có bước xử lý. Ấn F2, chọn Loại là Kiến nghị rồi lưu."), "warn")
            return
        if self.right.currentWidget() is not self.step or kind:  # pressed again: what is typed stays
            self.step.begin(record, kind)
        self._show(self.step)
        self.step.setFocus()

    def answer_many(self) -> None:
        """Ctrl+Shift+B: everything in view that waits for an answer of this unit, in one grid."""
        desk = self.kit.desk
        waiting = self.kit.scope.narrow(desk.petitions.query(PetitionQuery(to_answer=True)))
        found = desk.records.page("opinion", waiting, 0, MOST_ANSWERS)
        if not found:
            self.kit.notices.post(_("Không có kiến nghị nào của cấp dưới chờ mình trả lời."))
            return
        self.editing.keep_draft()
        self.answers.begin(found)
        self._show(self.answers)

    def _leave_answers(self) -> None:
        self._show(self.empty)
        self.enter(Target(filter="answer"))

    def _step_done(self) -> None:
        record = self.editing.record
        if record is not None:
            self._open(record.id, record.unit)

    def save(self) -> bool:
        if self.right.currentWidget() is self.step:
            return self.step.save()
        if self.right.currentWidget() is self.answers:
            return self.answers.save()
        return super().save()

    def back(self) -> bool:
        if self.right.currentWidget() is self.answers:
            self._leave_answers()
            return True
        if self.right.currentWidget() in (self.step, self.pane) and self.editing.record is not None:
            if self.right.currentWidget() is self.step:
                self.step.give_up()
            self.editing.keep_draft()
            self._to_detail()
            self.list.list.setFocus()
            return True
        if self.width_class is Width.NARROW and self.right.currentWidget() is self.detail:
            self._show(self.empty)
            self.list.list.setFocus()
            return True
        return super().back()

    def commands(self) -> Mapping[str, Action]:
        found: dict[str, Action] = {**super().commands(), "edit": self.edit, "step": self.take_step}
        if self.kit.scope.has_units_below:
            found["answers"] = self.answer_many
        return found

    def _arrange(self) -> None:
        """Reading: the list is wide and the detail fixed; writing: the other way round."""
        super()._arrange()
        narrow, wide = self.width_class is Width.NARROW, self.width_class is Width.WIDE
        reading = self.right.currentWidget() in (self.detail, self.step, self.empty)
        px = self.theme.px
        answering = self.right.currentWidget() is self.answers
        if answering:
            self.list.hide()
        if narrow or answering:
            self._give_room(0, 0)
        else:
            self._give_room(px(448 if wide else 384) if reading else 0, px(LIST_WIDE if wide else LIST_MEDIUM))
        self.delegate.is_wide = narrow or reading
        self._header.setVisible(self.delegate.is_wide)
        roomy = self.delegate.is_wide and self.window().width() > px(620)
        for key, chip in self._chips.items():
            chip.setVisible(self._offers(key) and (roomy or key in ("open", "overdue", "answer")))
        self.detail.fit(self.width_class)
        self.list.list.doItemsLayout()

    def _give_room(self, right: int, left: int) -> None:
        most = 16_777_215
        self.right.setMinimumWidth(right)
        self.right.setMaximumWidth(right or most)
        self.list.setMinimumWidth(0 if right else left)
        self.list.setMaximumWidth(left or most if not right else most)

    def _go_to_source(self, source: Record) -> None:
        self.kit.go(room_of(source.form), Target(form=source.form, id=source.id, unit=source.unit))
