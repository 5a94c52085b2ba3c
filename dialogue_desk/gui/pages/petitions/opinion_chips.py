"""The chips above the list of opinions: what each shows, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import FilterChip
from dialogue_desk.texts import N_, _

FILTERS: tuple[tuple[str, str, Mapping[str, Value]], ...] = (
    ("open", N_("Đang mở"), {"is_open": True}),
    ("overdue", N_("Quá hạn"), {}),
    ("unassigned", N_("Chưa giao"), {"is_unassigned": True}),
    ("forwarded", N_("Chờ cấp trên"), {"petition_status": "forwarded"}),
    ("answer", N_("Cấp dưới chờ"), {}),
    ("lacking", N_("Thiếu trả lời"), {"lacking_answer": True}),
    ("all", N_("Tất cả"), {}),
)
"""Key, words, what they ask of the list."""

ACROSS = 3


class OpinionChips(QWidget):
    """`shown` is the key of the chip that is pressed; `chosen` tells of another, `answer` is the button beside."""

    chosen = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.shown = "open"
        self.chips = {key: FilterChip(kit.theme, _(text)) for key, text, _equal in FILTERS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(kit.theme.px(8))
        tip = _("Trả lời nhiều kiến nghị (Ctrl+Shift+B)")
        self.answer = Button(kit.theme, _("Trả lời"), icon="list-checks", tip=tip)
        offered = [(key, chip) for key, chip in self.chips.items() if self._offers(key)]
        for at, (key, chip) in enumerate(offered):
            chip.setChecked(key == self.shown)
            chip.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
            grid.addWidget(chip, at // ACROSS, at % ACROSS)
        grid.addWidget(self.answer, 0, ACROSS)
        grid.setColumnStretch(ACROSS + 1, 1)
        self.answer.hide()

    def _offers(self, key: str) -> bool:
        """Who has units below answers them; who has none above waits for nobody."""
        if key == "answer":
            return self._kit.scope.has_units_below
        return key != "forwarded" or bool(self._kit.desk.units[self._kit.desk.unit].parent)

    def choose(self, key: str) -> None:
        """Press a chip."""
        self.shown = key
        self.chips[key].setChecked(True)

    def fit(self, *, roomy: bool) -> None:
        """All that are offered, or the few that matter most."""
        for key, chip in self.chips.items():
            chip.setVisible(self._offers(key) and (roomy or key in ("open", "overdue", "answer")))

    def equal(self) -> Values:
        """What the pressed chip asks of the list."""
        petitions = self._kit.desk.petitions
        equal: Values = dict(next(wanted for key, _text, wanted in FILTERS if key == self.shown))
        if self.shown == "overdue":
            equal.update(petitions.query(PetitionQuery(overdue=True)).equal)
        if self.shown == "answer":
            equal.update(petitions.query(PetitionQuery(to_answer=True)).equal)
        return equal

    def tell_counts(self) -> None:
        """Counted by the worker: on a large desk it takes as long as the list itself."""
        scope = self._kit.scope
        keys, has_below = scope.keys, scope.has_units_below
        lacking, every = scope.narrow(Query(equal={"lacking_answer": True})), scope.narrow(Query())
        waiting = scope.narrow(self._kit.desk.petitions.query(PetitionQuery(to_answer=True))) if has_below else None

        def work(desk: Desk, _progress: Progress) -> dict[str, int]:
            counts = {**desk.petitions.counts(keys), "lacking": desk.records.count("opinion", lacking)}
            counts["all"] = desk.records.count("opinion", every)
            counts["answer"] = desk.records.count("opinion", waiting) if waiting else 0
            return counts

        run_beside(self._kit, _("Đếm ý kiến"), work, self._show_counts, lambda _problem: None)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        if isValid(self):  # the window may have been rebuilt for another look meanwhile
            for key, chip in self.chips.items():
                chip.set_count(counts[key], alarm=key in ("overdue", "unassigned", "answer"))
            self.answer.setVisible(bool(counts["answer"]))
