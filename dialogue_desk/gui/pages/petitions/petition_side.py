"""Beside the list of petitions: what is known of one, a step being written down, many answered in one grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dialogue_desk.desk.changes import Change
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.petitions.opinion_chips import OpinionChips
from dialogue_desk.gui.pages.petitions.opinion_detail import OpinionDetail
from dialogue_desk.gui.pages.petitions.opinion_marks import MarkedPetitions, ask_as_text
from dialogue_desk.gui.pages.records.more import More, Parts
from dialogue_desk.gui.targets import Target, Width, room_of
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.forms.typing_back import TypingBack
    from dialogue_desk.gui.pages.petitions.answers_view import AnswersView
    from dialogue_desk.gui.pages.petitions.step_view import StepView

# ruff: noqa: PLC0415 - the list does not wait for what is written in

MOST_ANSWERS = 500


class PetitionSide(More):
    """Reading comes first, the form when somebody writes."""

    def __init__(self, parts: Parts, chips: OpinionChips) -> None:
        super().__init__(parts)
        self._step: StepView | None = None
        self._answers: AnswersView | None = None
        kit, pane, right = parts.kit, parts.list, parts.right
        px = kit.theme.px
        self.chips = chips
        chips.chosen.connect(self.choose_filter)
        chips.answer.clicked.connect(lambda _on=False: self.answer_many())
        pane.extra.addWidget(chips)
        pane.extra.setContentsMargins(px(16), 0, px(12), px(10))
        self.marked = MarkedPetitions(kit, pane, self._step_many)
        self.detail = OpinionDetail(kit)
        right.read_with(self.detail, self.detail.show_record)
        right.leaving.connect(lambda widget: self.leave() if widget is not self._step else None)
        self.detail.edit_asked.connect(self.edit)
        self.detail.step_asked.connect(self.take_step)
        self.detail.menu_asked.connect(right.menu_asked)
        self.detail.back_asked.connect(right.back_asked)
        self.detail.source_asked.connect(
            lambda source: kit.go(room_of(source.form), Target(form=source.form, id=source.id, unit=source.unit))
        )
        self.detail.similar_asked.connect(lambda keys: right.led.emit(Target(keys=keys)))
        parts.editing.saved.connect(lambda _record: self._read_on())
        kit.scope.changed.connect(lambda: chips.tell_counts() if self._is_seen() else None)

    @property
    def step(self) -> StepView:
        """A step of a petition being written down."""
        if self._step is None:
            from dialogue_desk.gui.pages.petitions.step_view import StepView

            kit, right = self.parts.kit, self.parts.right
            self._step = StepView(kit, lambda typed: kit.desk.suggestions.matching("action", "agency", typed))
            self._step.done.connect(self._step_done)
            self._step.given_up.connect(right.back_asked)
            self._step.taken_up.connect(lambda gone: right.led.emit(Target(id=gone.id, unit=gone.unit, pane="step")))
            self._step.done_many.connect(self._many_done)
            right.addWidget(self._step)
        return self._step

    @property
    def answers(self) -> AnswersView:
        """Many petitions being answered in one grid."""
        if self._answers is None:
            from dialogue_desk.gui.pages.petitions.answers_view import AnswersView

            self._answers = AnswersView(self.parts.kit)
            self._answers.done.connect(self._leave_answers)
            self._answers.given_up.connect(self._leave_answers)
            self._answers.taken_up.connect(self.answer_many)
            self.parts.right.addWidget(self._answers)
        return self._answers

    def _is_seen(self) -> bool:
        return self.parts.list.isVisible() or self.parts.right.isVisible()

    def _is_answering(self) -> bool:
        return self._answers is not None and self.parts.right.currentWidget() is self._answers

    def _is_stepping(self) -> bool:
        return self._step is not None and self.parts.right.currentWidget() is self._step

    def choose_filter(self, key: str) -> None:
        self.chips.choose(key)
        self.parts.narrowing.set_scope(None)

    # -- coming and going ---------------------------------------------------------------------

    def entering(self, target: Target) -> None:
        if target.filter in self.chips.chips:
            self.chips.choose(target.filter)
        elif target.id:
            self.chips.choose("all")

    def afterwards(self) -> Sequence[Action]:
        return (self.chips.tell_counts,)

    def entered(self, target: Target) -> None:
        if target.pane == "form":
            self.edit()
        elif target.pane == "step":
            self.take_step()
        elif target.id and self._is_seen():
            self.parts.list.list.setFocus()  # reading: F2 and Ctrl+B go on from here

    def leave(self) -> None:
        if self._is_stepping():
            self.step.keep_draft()

    def place(self, target: Target) -> Target:
        pane = "form" if self.parts.right.is_writing else "step" if self._is_stepping() else ""
        return target._replace(pane=pane)

    def changed(self, change: Change) -> None:
        """A step changes a petition too."""
        kit, pane, record = self.parts.kit, self.parts.list, self.parts.editing.record
        if {"opinion", "action"}.isdisjoint(change.forms):
            return
        if self._is_seen():
            self.chips.tell_counts()
            pane.reload()
        if record is not None and self.parts.right.is_reading:
            fresh = kit.desk.records.get("opinion", record.id, record.unit)
            if fresh is not None:
                self.detail.show_record(fresh)

    # -- reading and writing ------------------------------------------------------------------

    def _read_on(self) -> None:
        """What was written is done: the keyboard goes back into the list, for the next one."""
        self._to_detail()
        if self.parts.list.isVisible():
            self.parts.list.list.setFocus()

    def _to_detail(self) -> None:
        record = self.parts.editing.record
        if record is not None:
            self.parts.right.show_opened(record)

    def edit(self) -> None:
        """F2: the form of what is open; with nothing open there is nothing to edit."""
        if not self.parts.right.is_empty:
            self.parts.opening.write()

    def take_step(self, kind: str = "") -> None:
        """Ctrl+B: write down what was done, to the open petition or to every marked one."""
        record = self.parts.editing.record
        if self.marked:
            self.marked.take(kind)
            return
        if record is None:
            return
        if record.values.get("kind") != "petition":
            words = _("Chỉ kiến nghị có bước xử lý. Ấn F2, chọn Loại là Kiến nghị rồi lưu.")
            self.parts.kit.notices.post(words, "warn")
            return
        if not self._is_stepping() or kind:  # pressed again: what is typed stays
            self.step.begin(record, kind)
        self._show_step()

    def _step_many(self, records: Sequence[Record], kind: str) -> None:
        self.parts.editing.keep_draft()
        self.step.begin_many(records, kind)
        self._show_step()

    def _show_step(self) -> None:
        self.parts.right.show_it(self.step)
        self.step.setFocus()

    def _many_done(self, refused: set[tuple[str, str]]) -> None:
        """What was written is done; marks stay where the step did not fit."""
        self.parts.list.marks.keep_only(refused)
        self._step_done()

    def answer_many(self) -> None:
        """Ctrl+Shift+B: everything in view that waits for an answer of this unit, in one grid."""
        kit = self.parts.kit
        waiting = kit.scope.narrow(kit.desk.petitions.query(PetitionQuery(to_answer=True)))
        found = kit.desk.records.page("opinion", waiting, 0, MOST_ANSWERS)
        if not found:
            kit.notices.post(_("Không có kiến nghị nào của cấp dưới chờ mình trả lời."))
            return
        self.parts.editing.keep_draft()
        self.answers.begin(found)
        self.parts.right.show_it(self.answers)

    def _leave_answers(self) -> None:
        self.parts.right.show_empty()
        self.parts.right.led.emit(Target(filter="answer"))

    def _step_done(self) -> None:
        record = self.parts.editing.record
        if record is None:
            self.parts.right.show_empty()
        else:
            self.parts.opening.open_record(record.id, record.unit)
            self._read_on()

    def save(self, save: Callable[[], bool]) -> bool:
        if self._is_stepping():
            return self.step.save()
        return self.answers.save() if self._is_answering() else save()

    def typed_part(self) -> tuple[TypingBack, bool] | None:
        if self._is_stepping():
            return self.step.typing, self.step.is_typed
        return (self.answers.typing, self.answers.is_typed) if self._is_answering() else None

    def back(self) -> bool:
        right, editing = self.parts.right, self.parts.editing
        if self._is_answering():
            self.answers.give_up()
            return True
        if (self._is_stepping() or right.is_writing) and editing.record is not None:
            if self._is_stepping():
                self.step.give_up()
            editing.keep_draft()
            self._to_detail()
        elif right.is_narrow and right.is_reading:
            right.show_empty()
        else:
            return False
        self.parts.list.list.setFocus()
        return True

    def commands(self) -> Mapping[str, Action]:
        right, editing = self.parts.right, self.parts.editing
        found: dict[str, Action] = {"edit": self.edit, "step": self.take_step}
        found["as_text"] = lambda: ask_as_text(editing) if right.is_writing else None
        return {**found, "answers": self.answer_many} if self.parts.kit.scope.has_units_below else found

    # -- room -------------------------------------------------------------------------------

    def _is_list_wide(self) -> bool:
        """Reading: the list is wide and the detail fixed; writing: the other way round."""
        return self.parts.right.is_reading or self.parts.right.is_empty or self._is_stepping()

    def room(self, width: Width) -> int | None:
        if self._is_answering():
            return None
        return (448 if width is Width.WIDE else 384) if self._is_list_wide() else 0

    def fit(self, width: Width) -> None:
        heading, pane = self.parts.narrowing.heading, self.parts.list
        heading.delegate.is_wide = width is Width.NARROW or self._is_list_wide()
        heading.header.update()
        roomy = heading.delegate.is_wide and pane.window().width() > self.parts.kit.theme.px(620)
        self.chips.fit(roomy=roomy)
        self.detail.fit(width)
        pane.list.doItemsLayout()
