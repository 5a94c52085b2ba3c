"""Ý kiến, kiến nghị: what people said, what was asked, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Change, Desk, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.opinion_detail import OpinionDetail
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.petition_words import deadline_chip, status_chip
from dialogue_desk.gui.pages.record_page import LIST_MEDIUM, LIST_WIDE, RecordPage
from dialogue_desk.gui.places import Target, Width, room_of
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.cards import FilterChip
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.texts import N_, _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.step_view import StepView

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

COLUMNS = (ListColumn(N_("Hạn"), 112), ListColumn(N_("Tình trạng"), 150))

# Filter chips: key, words, what they ask of the list.
FILTERS: tuple[tuple[str, str, Mapping[str, Value]], ...] = (
    ("open", N_("Đang mở"), {"is_open": True}),
    ("overdue", N_("Quá hạn"), {}),
    ("forwarded", N_("Chờ cấp trên"), {"petition_status": "forwarded"}),
    ("lacking", N_("Thiếu trả lời"), {"lacking_answer": True}),
    ("all", N_("Tất cả"), {}),
)


class OpinionsPage(RecordPage):
    """The list with columns at the left; at the right what is known, a step, or the form."""

    label_width = 112
    _opens_form = False

    def __init__(self, kit: Kit) -> None:
        self._filter = "open"
        self._step: StepView | None = None
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
        self._header = ColumnsHeader(theme, _("Nội dung, cơ quan giải quyết"), self.delegate.columns)
        self.list.add_header(self._header)
        subjects = [("", _("Mọi lĩnh vực")), *codes_of(opinion.FORM.field("subject"))]
        self._subject = self.list.add_choice(subjects, _("Lĩnh vực"))
        self._chips = {key: FilterChip(theme, _(text)) for key, text, _equal in FILTERS}
        self.list.extra.addWidget(self._chip_row())
        self.list.extra.setContentsMargins(theme.px(16), 0, theme.px(12), theme.px(10))
        self.detail = OpinionDetail(self.kit)
        self.right.addWidget(self.detail)
        self.detail.edit_asked.connect(self.edit)
        self.detail.step_asked.connect(self.take_step)
        self.detail.menu_asked.connect(self.show_menu)
        self.detail.back_asked.connect(self.back)
        self.detail.source_asked.connect(self._go_to_source)
        self.detail.similar_asked.connect(lambda keys: self.enter(Target(keys=keys)))
        self.editing.saved.connect(lambda _record: self._to_detail())

    @property
    def step(self) -> StepView:
        """A step of a petition being written down."""
        if self._step is None:
            from dialogue_desk.gui.pages.step_view import StepView  # noqa: PLC0415 - the list does not wait for it

            self._step = StepView(self.kit, lambda typed: self.kit.desk.suggestions.matching("action", "agency", typed))
            self._step.done.connect(self._step_done)
            self._step.given_up.connect(self.back)
            self.right.addWidget(self._step)
        return self._step

    def _is_stepping(self) -> bool:
        return self._step is not None and self.right.currentWidget() is self._step

    def _chip_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(8))
        for key, chip in self._chips.items():
            chip.setChecked(key == self._filter)
            chip.clicked.connect(lambda _on=False, key=key: self.choose_filter(key))
            row.addWidget(chip)
        row.addStretch(1)
        return holder

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
        if self._subject.code():
            equal["subject"] = self._subject.code()
        return Query(text=text, equal=equal, order="due_on" if self._filter == "overdue" else "")

    def _tell_counts(self) -> None:
        """Counted by the worker: on a large desk it takes as long as the list itself."""

        def work(desk: Desk, _progress: Progress) -> dict[str, int]:
            lacking = desk.records.count("opinion", Query(equal={"lacking_answer": True}))
            every = desk.records.count("opinion", Query())
            return {**desk.petitions.counts(), "lacking": lacking, "all": every}

        run_beside(self.kit, _("Đếm ý kiến"), work, self._show_counts, lambda _problem: None)

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        if isValid(self):  # the window may have been rebuilt for another look meanwhile
            for key, chip in self._chips.items():
                chip.set_count(counts[key], alarm=key == "overdue")

    def enter(self, target: Target) -> None:
        self._tell_counts()
        if target.filter in self._chips:
            self._filter = target.filter
            self._chips[target.filter].setChecked(True)
        elif target.id:
            self._filter = "all"
            self._chips["all"].setChecked(True)
        super().enter(target)
        if target.id and self.isVisible():
            self.list.list.setFocus()  # reading: F2 and Ctrl+B go on from here

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

    def open_record(self, record_id: str, unit: str, *, go_in: bool = False) -> None:
        super().open_record(record_id, unit)

    def _show_opened(self) -> None:
        self._to_detail()

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
        """Ctrl+B: write down what was done."""
        record = self.editing.record
        if record is None:
            return
        if record.values.get("kind") != "petition":
            self.kit.notices.post(_("Chỉ kiến nghị có bước xử lý. Ấn F2, chọn Loại là Kiến nghị rồi lưu."), "warn")
            return
        self.step.begin(record, kind)
        self.show_right(self.step)
        self.step.setFocus()

    def _step_done(self) -> None:
        record = self.editing.record
        if record is not None:
            self.open_record(record.id, record.unit)

    def save(self) -> bool:
        if self._is_stepping():
            return self.step.save()
        return super().save()

    def back(self) -> bool:
        if (self._is_stepping() or self._is_writing()) and self.editing.record is not None:
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
        return {**super().commands(), "edit": self.edit, "step": self.take_step}

    def _arrange(self) -> None:
        """Reading: the list is wide and the detail fixed; writing: the other way round."""
        super()._arrange()
        narrow, wide = self.width_class is Width.NARROW, self.width_class is Width.WIDE
        reading = self.right.currentWidget() in (self.detail, self.empty) or self._is_stepping()
        px = self.theme.px
        if narrow:
            self._give_room(0, 0)
        else:
            self._give_room(px(448 if wide else 384) if reading else 0, px(LIST_WIDE if wide else LIST_MEDIUM))
        self.delegate.is_wide = narrow or reading
        self._header.setVisible(self.delegate.is_wide)
        roomy = self.delegate.is_wide and self.window().width() > px(620)
        for key, chip in self._chips.items():
            chip.setVisible(roomy or key in ("open", "overdue"))
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
