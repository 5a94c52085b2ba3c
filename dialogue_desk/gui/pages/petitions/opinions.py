"""Ý kiến, kiến nghị: what people said, what was asked, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Change, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.petitions.opinion_chips import OpinionChips
from dialogue_desk.gui.pages.petitions.opinion_columns import heading_of
from dialogue_desk.gui.pages.petitions.opinion_detail import OpinionDetail
from dialogue_desk.gui.pages.petitions.opinion_marks import MarkedPetitions, ask_as_text
from dialogue_desk.gui.pages.petitions.petition_words import deadline_chip, status_chip
from dialogue_desk.gui.pages.records.list_heading import ListHeading
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.places import Target, Width, room_of
from dialogue_desk.gui.undoing import redo_here, undo_here
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.petitions.answers_view import AnswersView
    from dialogue_desk.gui.pages.petitions.step_view import StepView

MOST_ANSWERS = 500
SPARE = 1000
"""Milliseconds after which the form is made, before anybody asks to write."""


class OpinionsPage(RecordPage):
    """The list with columns at the left; at the right what is known, a step, or the form."""

    label_width = 112
    _opens_form = False

    def __init__(self, kit: Kit) -> None:
        self._step: StepView | None = None
        self._answers: AnswersView | None = None
        super().__init__(
            kit,
            kit.desk.records.form(opinion.FORM.key),
            title=_("Ý kiến, kiến nghị"),
            noun=_("ý kiến"),
        )

    def _connect(self) -> None:
        super()._connect()
        theme = self.theme
        self.delegate, self._header = self.heading.delegate, self.heading.header
        subjects = [("", _("Mọi lĩnh vực")), *codes_of(opinion.FORM.field("subject"))]
        self._subject = self.list.add_choice(subjects, _("Lĩnh vực"))
        self.chips = OpinionChips(self.kit, self.choose_filter, self.answer_many)
        self.list.extra.addWidget(self.chips)
        self.list.extra.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(10))
        self._marked = MarkedPetitions(self.kit, self.list, self._step_many)
        self.detail = OpinionDetail(self.kit)
        self.right.addWidget(self.detail)
        self.detail.edit_asked.connect(self.edit)
        self.detail.step_asked.connect(self.take_step)
        self.detail.menu_asked.connect(self.show_menu)
        self.detail.back_asked.connect(self.back)
        self.detail.source_asked.connect(self._go_to_source)
        self.detail.similar_asked.connect(lambda keys: self.enter(Target(keys=keys)))
        self.editing.saved.connect(lambda _record: self._read_on())
        self.kit.scope.changed.connect(lambda: self.chips.tell_counts() if self.isVisible() else None)

    @property
    def step(self) -> StepView:
        """A step of a petition being written down."""
        if self._step is None:
            from dialogue_desk.gui.pages.petitions.step_view import StepView  # noqa: PLC0415 - the list does not wait for it

            self._step = StepView(self.kit, lambda typed: self.kit.desk.suggestions.matching("action", "agency", typed))
            self._step.done.connect(self._step_done)
            self._step.given_up.connect(self.back)
            self._step.taken_up.connect(lambda gone: self.enter(Target(id=gone.id, unit=gone.unit, pane="step")))
            self._step.done_many.connect(self._many_done)
            self.right.addWidget(self._step)
        return self._step

    @property
    def answers(self) -> AnswersView:
        """Many petitions being answered in one grid."""
        if self._answers is None:
            from dialogue_desk.gui.pages.petitions.answers_view import AnswersView  # noqa: PLC0415 - the list does not wait for it

            self._answers = AnswersView(self.kit)
            self._answers.done.connect(self._leave_answers)
            self._answers.given_up.connect(self._leave_answers)
            self._answers.taken_up.connect(self.answer_many)
            self.right.addWidget(self._answers)
        return self._answers

    def _is_answering(self) -> bool:
        return self._answers is not None and self.right.currentWidget() is self._answers

    def _is_stepping(self) -> bool:
        return self._step is not None and self.right.currentWidget() is self._step

    def choose_filter(self, key: str) -> None:
        self.chips.choose(key)
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

    def make_heading(self) -> ListHeading:
        return heading_of(self.kit, self.list)

    def query(self, text: str) -> Query:
        equal = self.chips.equal()
        if self._subject.code():
            equal["subject"] = self._subject.code()
        usual = "petition_due" if self.chips.shown == "overdue" else ""
        return Query(text=text, equal=equal, order=usual)

    def enter(self, target: Target) -> None:
        if target.filter in self.chips.chips:
            self.chips.choose(target.filter)
        elif target.id:
            self.chips.choose("all")
        super().enter(target)
        self.in_turns(self.chips.tell_counts)  # the list comes first
        QTimer.singleShot(SPARE, self, lambda: self.in_turns(lambda: self.side, lambda: self.views))
        if target.pane == "form":
            self.edit()
        elif target.pane == "step":
            self.take_step()
        elif target.id and self.isVisible():
            self.list.list.setFocus()  # reading: F2 and Ctrl+B go on from here

    def leave(self) -> None:
        super().leave()
        if self._is_stepping():
            self.step.keep_draft()

    def place(self) -> Target:
        pane = "form" if self._is_writing() else "step" if self._is_stepping() else ""
        return super().place()._replace(pane=pane)

    def _changed(self, change: Change) -> None:
        super()._changed(change)
        if self.form.key in change.forms or "action" in change.forms:
            if self.isVisible():
                self.chips.tell_counts()
                self.list.reload()
            record = self.editing.record
            if record is not None and self.right.currentWidget() is self.detail:
                fresh = self.kit.desk.records.get(self.form.key, record.id, record.unit)
                if fresh is not None:
                    self.detail.show_record(fresh)

    # -- panes ------------------------------------------------------------------------------

    def open_record(self, record_id: str, unit: str, *, go_in: bool = False) -> None:
        super().open_record(record_id, unit)

    def _show_opened(self) -> None:
        self._to_detail()

    def show_right(self, widget: QWidget) -> None:
        if self._is_stepping() and widget is not self._step:
            self.step.keep_draft()
        super().show_right(widget)

    def _read_on(self) -> None:
        """What was written is done: the keyboard goes back into the list, for the next one."""
        self._to_detail()
        if self.isVisible() and self.list.isVisible():
            self.list.list.setFocus()

    def _to_detail(self) -> None:
        record = self.editing.record
        if record is not None:
            self.detail.show_record(record)
            self.show_right(self.detail)

    def show_entry(self, entry: Entry, *, go_in: bool = False) -> None:
        """One step into the list shows what is known; a second Enter edits."""
        was_shown = (entry.unit, entry.id) == (self.editing.unit, self.editing.id)
        if self.width_class is Width.NARROW and not go_in:
            return
        if go_in and was_shown and self.right.currentWidget() is self.detail and self.right.isVisible():
            self.edit()
            return
        self.open_record(entry.id, entry.unit)

    def edit(self) -> None:
        """F2: the form of what is open; with nothing open there is nothing to edit."""
        if self.right.currentWidget() is self.empty:
            return
        self.show_right(self.pane)
        self.views[0].focus_first()

    def take_step(self, kind: str = "") -> None:
        """Ctrl+B: write down what was done, to the open petition or to every marked one."""
        if self._marked:
            self._marked.take(kind)
            return
        record = self.editing.record
        if record is None:
            return
        if record.values.get("kind") != "petition":
            self.kit.notices.post(_("Chỉ kiến nghị có bước xử lý. Ấn F2, chọn Loại là Kiến nghị rồi lưu."), "warn")
            return
        if not self._is_stepping() or kind:  # pressed again: what is typed stays
            self.step.begin(record, kind)
        self.show_right(self.step)
        self.step.setFocus()

    def _step_many(self, records: Sequence[Record], kind: str) -> None:
        self.editing.keep_draft()
        self.step.begin_many(records, kind)
        self.show_right(self.step)
        self.step.setFocus()

    def _many_done(self, refused: set[tuple[str, str]]) -> None:
        """What was written is done; marks stay where the step did not fit."""
        self.list.marks.keep_only(refused)
        self._step_done()

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
        self.show_right(self.answers)

    def _leave_answers(self) -> None:
        self.show_right(self.empty)
        self.enter(Target(filter="answer"))

    def _step_done(self) -> None:
        record = self.editing.record
        if record is None:
            self.show_right(self.empty)
        else:
            self.open_record(record.id, record.unit)
            self._read_on()

    def save(self) -> bool:
        if self._is_stepping():
            return self.step.save()
        if self._is_answering():
            return self.answers.save()
        return super().save()

    def undo(self) -> None:
        part = self._typed_part()
        if part is None:
            super().undo()
        else:
            undo_here(self.kit, part.typing.undo, self.back if part.is_typed else None)

    def redo(self) -> None:
        part = self._typed_part()
        if part is None:
            super().redo()
        else:
            redo_here(self.kit, part.typing.redo, is_unsaved=part.is_typed)

    def _typed_part(self) -> StepView | AnswersView | None:
        """What is typed in at the right instead of the record's own form."""
        if self._is_stepping():
            return self.step
        return self.answers if self._is_answering() else None

    def back(self) -> bool:
        if self._is_answering():
            self.answers.give_up()
            return True
        if (self._is_stepping() or self._is_writing()) and self.editing.record is not None:
            if self._is_stepping():
                self.step.give_up()
            self.editing.keep_draft()
            self._to_detail()
            self.list.list.setFocus()
            return True
        if self.width_class is Width.NARROW and self.right.currentWidget() is self.detail:
            self.show_right(self.empty)
            self.list.list.setFocus()
            return True
        return super().back()

    def commands(self) -> Mapping[str, Action]:
        found: dict[str, Action] = {**super().commands(), "edit": self.edit, "step": self.take_step}
        found["as_text"] = lambda: ask_as_text(self.editing) if self._is_writing() else None
        return {**found, "answers": self.answer_many} if self.kit.scope.has_units_below else found

    def _arrange(self) -> None:
        """Reading: the list is wide and the detail fixed; writing: the other way round."""
        super()._arrange()
        narrow, wide = self.width_class is Width.NARROW, self.width_class is Width.WIDE
        reading = self.right.currentWidget() in (self.detail, self.empty) or self._is_stepping()
        px = self.theme.px
        answering = self._is_answering()
        if answering:
            self.list.hide()
        self.panes.share((448 if wide else 384) if reading else 0)
        self.delegate.is_wide = narrow or reading
        self._header.update()
        roomy = self.delegate.is_wide and self.window().width() > px(620)
        self.chips.fit(roomy=roomy)
        self.detail.fit(self.width_class)
        self.list.list.doItemsLayout()

    def _go_to_source(self, source: Record) -> None:
        self.kit.go(room_of(source.form), Target(form=source.form, id=source.id, unit=source.unit))
