"""Answering several petitions of units below at once: one text for all, or each its own in the grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import Bulk
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Problem, Value, Values
from dialogue_desk.domain.followup import PetitionState, days_between
from dialogue_desk.domain.forms import action
from dialogue_desk.domain.forms.opinion import request_beside
from dialogue_desk.domain.layouts import Cell, Part, Section, cell
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.drafts import PAUSE, ROW_ID, Draft, now, since
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.grid import Grid
from dialogue_desk.gui.forms.typing_back import TypingBack
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.answers import COLUMNS, OWN, AnswersModel, Waiting, at
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, Rule
from dialogue_desk.gui.widgets.inputs import fill
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _

DRAFT = "answers"
_IS_LATER = "_later"
COMMON = (
    Section(
        (
            cell("text", wide=True, lines=3),
            cell("done_on"),
            Cell((Part("document_number", stretch=2), Part("document_on", N_("ngày"), stretch=2)), N_("Văn bản")),
        )
    ),
)


class _AnswersGrid(Grid):
    """Space, or a click on its chip, takes a petition in or leaves it for later."""

    def __init__(self, kit: Kit, model: AnswersModel) -> None:
        widths = Widths(kit.desk, "columns.answers")
        super().__init__(kit.theme, model, kit.today, _("Kiến nghị chờ trả lời"), widths)
        self.columns_changed.connect(self._share)
        self._answers = model
        self._px = kit.theme.px
        self.clicked.connect(lambda index: model.toggle(index.row()) if index.column() == 0 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and COLUMNS[self.currentIndex().column()][0] not in OWN:
            self._answers.toggle(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        usual = [self._px(width) for _key, _title, width in COLUMNS]
        fixed = sum(self.chosen_width(column) or width for column, width in enumerate(usual) if width)
        for column, width in enumerate(usual):
            self.set_width(column, width or max(self.viewport().width() - fixed, self._px(150)))


class AnswersView(QWidget):
    """Takes the whole page until the answers are written or given up."""

    done = Signal()
    given_up = Signal()
    taken_up = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._is_written = False
        self._begun: Values = {}
        self._drafted_at = ""
        self._draft_timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._draft_timer.timeout.connect(self.keep_draft)
        kit.drafts.watch(self.keep_draft)
        theme, px = kit.theme, kit.theme.px
        fill(self, theme, "canvas")
        # Wider than the pane it shares with the detail: it must not make that one wider than its room.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.model = AnswersModel(self)
        self.grid = _AnswersGrid(kit, self.model)
        self.form = FormView(theme, action.FORM, layout=COMMON, today=kit.today, label_width=96)
        self.typing = TypingBack(self, lambda: self.grid.hasFocus())
        self.typing.watch(self.form)
        self.model.edits = self.typing.edits
        self._said = WrappedLabel(theme, "", "small", "danger")
        self._told = label(theme, "", "body", "text2")
        head = QHBoxLayout()
        head.addWidget(label(theme, _("Trả lời kiến nghị cấp dưới chuyển lên"), "detail"))
        head.addStretch(1)
        head.addWidget(self._told)
        hint = _("Trả lời chung cho mọi dòng; dòng nào cần lời riêng thì gõ vào cột Trả lời riêng. Space: để sau.")
        card = Card(theme, padding=2)
        card.box.addWidget(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(14), px(24), px(10))
        column.setSpacing(px(10))
        column.addLayout(head)
        column.addWidget(WrappedLabel(theme, hint, "small", "text2"))
        column.addWidget(self.form)
        column.addWidget(self._said)
        column.addWidget(card, 1)
        column.addWidget(Rule(theme))
        foot = QHBoxLayout()
        self._save = Button(theme, _("Ghi trả lời"), icon="save", kind="primary", tip="Ctrl+S")
        self._save.clicked.connect(lambda _on=False: self.save())
        foot.addWidget(self._save)
        foot.addWidget(Button(theme, _("Bỏ trả lời"), kind="quiet", tip="Esc", on_click=self.give_up))
        foot.addStretch(1)
        self._draft_words = label(theme, "", "small", "warn")
        foot.addWidget(self._draft_words)
        column.addLayout(foot)
        self.form.changed.connect(lambda _key: self._common_changed())
        self.model.edited.connect(self._tell)
        self.typing.edits.moved.connect(self._moved)
        for typed in (self.form.changed, self.model.edited, self.grid.typed):
            typed.connect(lambda *_given: self._typing())

    def begin(self, records: Sequence[Record]) -> None:
        """Offer these petitions, all of them to be answered now."""
        desk, today = self._kit.desk, self._kit.today()
        states = desk.petitions.states([(r.unit, r.id) for r in records])
        rows = [_waiting(r, desk.units.name(r.unit), states[r.unit, r.id], today) for r in records]
        fresh: Values = {"done_on": self._kit.today().isoformat()}
        self.form.set_values(checks.with_defaults(action.FORM, fresh))
        self._begun = self._common()
        draft = self._kit.drafts.find(DRAFT)
        if draft is not None:
            self._take_up(draft, rows)
        self._said.set_text("")
        self.model.set_common(str(self.form.values().get("text") or ""))
        self.model.show(rows)
        self.typing.begin()
        self._draft_timer.stop()
        self._drafted_at = draft.at if draft is not None else ""
        self._draft_words.setText(since(self._drafted_at))
        self.form.focus_first()

    # -- what is not written yet --------------------------------------------------------------

    def _take_up(self, draft: Draft, rows: Sequence[Waiting]) -> None:
        """What was left half typed lies on what waits now."""
        self.form.set_values({**self.form.values(), **draft.values})
        self.form.set_entries(draft.texts)
        kept = {str(row.get(ROW_ID)): row for row in draft.rows}
        for row in rows:
            own = kept.get(row.id, {})
            row.own = {key: value for key, value in own.items() if not key.startswith("_")}
            row.is_marked = not own.get(_IS_LATER)

    def _typing(self) -> None:
        if not self.isVisible() or not self.model.rows:
            return
        self._drafted_at = self._drafted_at or now()
        self._draft_words.setText(since(self._drafted_at))
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def _moved(self) -> None:
        """Typing was taken back or brought again: with nothing of it left there is no draft."""
        self._common_changed()
        self._typing()
        if not self.is_typed:
            self._forget_draft()

    @property
    def is_typed(self) -> bool:
        """Whether anything waits to be written."""
        return self.draft() is not None

    def _common(self) -> Values:
        return {key: editor.value() for key, editor in self.form.editors.items()}

    def draft(self) -> Draft | None:
        """The answers as they stand there now, the open cell with them; None when none was typed."""
        cell = self.grid.open_cell()
        rows: list[Values] = []
        for at_row, row in enumerate(self.model.rows):
            own = dict(row.own)
            if cell is not None and cell[0] == at_row:
                own[COLUMNS[cell[1]][0]] = cell[2]
            if any(value is not None for value in own.values()) or not row.is_marked:
                rows.append({**own, ROW_ID: row.id, _IS_LATER: not row.is_marked})
        common = {key: value for key, value in self._common().items() if value != self._begun.get(key)}
        draft = Draft(DRAFT, "", self._kit.desk.unit, "", common, tuple(rows), self.form.entries())
        return None if draft.is_empty else draft._replace(at=self._drafted_at or now())

    def keep_draft(self) -> None:
        """Within a second of typing, and before the window goes."""
        self._draft_timer.stop()
        draft = self.draft() if self._drafted_at else None
        if draft is not None:
            self._kit.drafts.keep(draft)
            self._kit.notices.draft_kept.emit()

    def _forget_draft(self) -> None:
        self._draft_timer.stop()
        self._drafted_at = ""
        self._draft_words.setText("")
        self._kit.drafts.drop(DRAFT)

    def give_up(self) -> None:
        """Nobody wants the answers that were typed; one press brings them again."""
        gone = self.draft() if self._drafted_at else None
        self._forget_draft()
        self.given_up.emit()
        if gone is not None:
            text = _("Đã bỏ các câu trả lời đang gõ.")
            self._kit.notices.post(text, "info", _("Lấy lại"), lambda: self._bring_again(gone))

    def _bring_again(self, gone: Draft) -> None:
        self._kit.drafts.keep(gone)
        self._kit.notices.clear()
        self.taken_up.emit()

    def save(self) -> bool:
        """Write an answer for every marked row, beside the window; what does not fit stays, with its reason."""
        self.grid.finish_cell()
        form, marked = self.form, self.model.marked()
        form.show_all()
        wrong = form.entry_problems()
        form.show_problems(wrong)
        if wrong:
            form.focus_field(wrong[0].field)
            return False
        if not marked:
            self._said.set_text(_("Chưa chọn kiến nghị nào để trả lời."))
            return False
        common = {key: editor.value() for key, editor in form.editors.items() if editor.value() is not None}
        wanted = [((row.unit, row.id), _told_to(row, common)) for row in marked]
        self._save.setEnabled(False)
        self._is_written = False

        def work(desk: Desk, _progress: Progress) -> Bulk:
            return desk.petitions.answer(wanted)

        run_beside(self._kit, _("Ghi trả lời"), work, self._answered, self._failed)
        return self._is_written

    def _failed(self, problem: Exception) -> None:
        self._save.setEnabled(True)
        if isinstance(problem, RecordError):
            self.form.show_problems([Problem(problem.field, str(problem))])
            self.form.focus_field(problem.field)
        elif isinstance(problem, DeskError):
            self._said.set_text(str(problem))
        else:
            self._kit.notices.post_error(problem)

    def _answered(self, bulk: Bulk) -> None:
        self._save.setEnabled(True)
        count, refused = len(bulk.done), dict(bulk.refused)
        self._is_written = not refused
        for row in self.model.rows:
            row.why = refused.get((row.unit, row.id), "")
        left = [row for row in self.model.rows if row.why or not row.is_marked]
        if count:
            told = _("Đã trả lời {count} kiến nghị. Tệp trả lời gửi về từng đơn vị ở trang Gửi, nhận số liệu.")
            self._kit.notices.post(told.format(count=count), "ok", _("Hoàn tác"), lambda: undo_last(self._kit))
        if refused:
            self.model.show(left)
            self.typing.begin()
            self._said.set_text(next(iter(refused.values())))
            return
        self._forget_draft()
        self.done.emit()

    def _common_changed(self) -> None:
        self.model.set_common(str(self.form.values().get("text") or ""))

    def _tell(self) -> None:
        told = _("{marked} trong {all} kiến nghị").format(marked=len(self.model.marked()), all=len(self.model.rows))
        self._told.setText(told)

    def enter_grid(self) -> None:
        """Into the first row's own answer."""
        self.grid.setCurrentIndex(at(self.model, 0, "text"))
        self.grid.setFocus()


def _waiting(record: Record, unit_name: str, state: PetitionState, today: date) -> Waiting:
    """A petition as the grid shows it: what it asks, on what, until when, and how long it has waited here."""
    subject = record.values.get("subject")
    return Waiting(
        record.unit, record.id, unit_name, _about(record.values.get("text"), request_beside(record.values)),
        _(SUBJECT.label(str(subject))) if subject else "", state.due_by(today),
        max(0, days_between(state.forwarded_on or state.opened_on, today.isoformat())), state.overdue_days(today),
    )  # fmt: skip


def _about(text: Value, request: Value) -> str:
    return ". ".join(str(part) for part in (text, request) if part)


def _told_to(row: Waiting, common: Values) -> Values:
    """The common answer, and over it what this petition is told apart: words of its own end the common ones."""
    own = {key: value for key, value in row.own.items() if value is not None}
    return {**common, **own}
