"""Ý kiến, kiến nghị: what people said, what was asked, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.petitions.opinion_chips import OpinionChips
from dialogue_desk.gui.pages.petitions.petition_list import about_petitions
from dialogue_desk.gui.pages.petitions.petition_side import PetitionSide
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.gui.pages.records.record_page import RecordPage

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.petitions.answers_view import AnswersView
    from dialogue_desk.gui.pages.petitions.step_view import StepView


class OpinionsPage(RecordPage):
    """The list with columns at the left; at the right what is known, a step, or the form."""

    def __init__(self, kit: Kit) -> None:
        self.chips = chips = OpinionChips(kit)

        def side(parts: Parts) -> PetitionSide:
            self.petitions = PetitionSide(parts, chips)
            return self.petitions

        super().__init__(kit, about_petitions(kit, chips), side)
        self.detail, self.marked = self.petitions.detail, self.petitions.marked
        self.edit, self.take_step = self.petitions.edit, self.petitions.take_step
        self.choose_filter, self.answer_many = self.petitions.choose_filter, self.petitions.answer_many

    @property
    def step(self) -> StepView:
        return self.petitions.step

    @property
    def answers(self) -> AnswersView:
        return self.petitions.answers
