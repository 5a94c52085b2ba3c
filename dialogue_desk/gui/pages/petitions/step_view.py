"""Writing down one step of a petition: its kind, its day and what that kind needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import Bulk
from dialogue_desk.domain import checks, vocabulary
from dialogue_desk.domain.fields import Problem, Value, Values
from dialogue_desk.domain.forms import action
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.drafts import PAUSE, Draft, now, since
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.editors.make import Words
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.step_layout import MOST_ASKED, sections_of
from dialogue_desk.gui.forms.typing_back import TypingBack
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.petitions.guessed_line import GuessedLine
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Rule
from dialogue_desk.gui.widgets.inputs import EnterWalks, fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _


def _step_named(kind: str) -> str:
    """A kind of step by its name; a newer program may know kinds that have none here."""
    return _(vocabulary.ACTION_KIND.label(kind)) if kind in vocabulary.ACTION_KIND else _("Bước khác")


_Shown = tuple[str | None, str | None, Values]
"""The kind of step, the step a void takes back, and what the fields hold."""


class StepView(QWidget):
    """Takes the place of the detail until the step is written or given up."""

    done = Signal()
    done_many = Signal(object)
    """Carries the keys of the petitions it did not fit."""
    given_up = Signal()
    taken_up = Signal(object)

    def __init__(self, kit: Kit, words: Words) -> None:
        super().__init__()
        self._kit = kit
        self._words = words
        self._record: Record | None = None
        self._many: tuple[Record, ...] = ()
        self._form: FormView | None = None
        self._begun: Values = {}
        self._proposed_due: Value = None
        self._drafted_at = ""
        self._draft_timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._draft_timer.timeout.connect(self.keep_draft)
        kit.drafts.watch(self.keep_draft)
        theme, px = kit.theme, kit.theme.px
        fill(self, theme, "surface")
        self._kind = Combo(theme, [], _("Bước"))
        self.typing = TypingBack(self)
        self.typing.edits.moved.connect(self._moved)
        self._shown: _Shown = (None, None, {})
        self._kind.picked.connect(self._picked)
        self.setFocusProxy(self._kind)
        self._which = Combo(theme, [], _("Bước bị hủy"))
        self._which.picked.connect(self._picked)
        walker = EnterWalks(self)  # as in a form: Enter leads on from the kind, too
        self._kind.installEventFilter(walker)
        self._which.installEventFilter(walker)
        self._said = WrappedLabel(theme, "", "small", "danger")
        self._slot = QVBoxLayout()
        inner = QWidget()
        column = down(inner, px(10), margins=(px(22), px(16), px(20), px(14)))
        column.addWidget(label(theme, _("Ghi bước xử lý"), "detail"))
        self._about = WrappedLabel(theme, "", "small", "text2")
        self._guessed = GuessedLine(theme)
        for widget in (self._about, self._kind, self._which):
            column.addWidget(widget)
        column.addLayout(self._slot)
        put(column, self._guessed, self._said)
        column.addStretch(1)
        whole = down(self, 0, margins=(1, 0, 0, 0))
        whole.addWidget(scroll_area(theme, inner, "surface"), 1)
        whole.addWidget(Rule(theme))
        row = across(margins=(px(22), px(9), px(16), px(9)))
        self._save = Button(theme, _("Ghi bước này"), icon="save", kind="primary", tip="Ctrl+S")
        self._save.clicked.connect(lambda _on=False: self.save())
        self._leave = Button(theme, _("Bỏ bước này"), kind="quiet", tip="Esc", on_click=self.given_up.emit)
        put(row, self._save, self._leave)
        row.addStretch(1)
        self._draft_words = label(theme, "", "small", "warn")
        row.addWidget(self._draft_words)
        whole.addLayout(row)

    def begin(self, record: Record, kind: str = "") -> None:
        """Offer the steps that fit this petition now; what was half typed when the window went lies on top."""
        self._record, self._many = record, ()
        draft = self._kit.drafts.find(action.FORM.key, record.id)
        if draft is not None and draft.values.get("kind"):
            kind = kind or str(draft.values["kind"])
        allowed = self._kit.desk.petitions.allowed(record.id, record.unit)
        self._kind.set_choices([(key, _(vocabulary.ACTION_KIND.label(key))) for key in allowed], keep=False)
        # What a unit below sent up waits for an answer first of all.
        usual = "answer" if "answer" in allowed else next(iter(allowed), None)
        self._kind.set_code(kind if kind in allowed else usual)
        self._about.set_text(str(record.values.get("text") or ""))
        takeable = self._kit.desk.petitions.voidable(record.id, record.unit)
        self._which.set_choices(
            [(t.step.id, f"{document_date(t.step.done_on)} · {_step_named(t.step.kind)}") for t in takeable],
            keep=False,
        )
        if takeable:
            self._which.set_code(takeable[0].step.id)
        self._kind_chosen(None)
        self._begun = self._typed()
        self._drafted_at = ""
        if draft is not None and self._form is not None and kind == draft.values.get("kind"):
            self._form.set_values({**self._form.values(), **draft.values})
            self._form.set_entries(draft.texts)
            self._form.show_problems(())
            if draft.values.get("action_ref"):
                self._which.set_code(str(draft.values["action_ref"]))
            self._drafted_at = draft.at
        self._draft_words.setText(since(self._drafted_at))
        self._begin_typing()

    def begin_many(self, records: Sequence[Record], kind: str = "") -> None:
        """The same step for several petitions: the kinds that fit any of them."""
        self._record, self._many, self._proposed_due = records[0], tuple(records), None
        petitions = self._kit.desk.petitions
        fitting = {key for record in records[:MOST_ASKED] for key in petitions.allowed(record.id, record.unit)}
        offered = [key for key in vocabulary.ACTION_KIND.labels if key in fitting and key != "void"]
        self._kind.set_choices([(key, _(vocabulary.ACTION_KIND.label(key))) for key in offered])
        self._kind.set_code(kind if kind in offered else next(iter(offered), None))
        self._about.set_text(_("Cho {count} kiến nghị được đánh dấu.").format(count=len(records)))
        self._which.set_choices([])
        self._drafted_at = ""
        self._draft_words.setText("")
        self._kind_chosen(None)
        self._begin_typing()
        if kind and kind not in offered:
            told = _("Không kiến nghị nào trong số này nhận được bước “{step}”; chọn bước khác.")
            self._said.set_text(told.format(step=_(vocabulary.ACTION_KIND.label(kind))))

    # -- typing there and back ----------------------------------------------------------------

    def _begin_typing(self) -> None:
        self.typing.begin()
        self._begun, self._shown = self._typed(), self._now()

    def _now(self) -> _Shown:
        return self._kind.code(), self._which.code(), self._form.values() if self._form is not None else {}

    def _picked(self) -> None:
        """Another kind of step, or another step to void: one edit, with the fields it brought."""
        kind, which, _values = self._shown
        before = (kind, which, self._now()[2])
        if self._kind.code() != kind:
            self._kind_chosen(self._form)
        after = self._shown = self._now()
        if before != after:
            self.typing.edits.push("", lambda: self._show(before), lambda: self._show(after))
        self._typing()

    def _show(self, shown: _Shown) -> None:
        """The step as it stood before, or after, another kind was picked."""
        kind, which, values = self._shown = shown
        self._kind.set_code(kind)
        self._which.set_code(which)
        self._kind_chosen(None)
        if self._form is not None:
            self._form.set_values(values)
            self.typing.look()
        self.setFocus()

    def _moved(self) -> None:
        """Typing was taken back or brought again: with nothing of it left there is no draft."""
        if self._form is None or self._record is None:
            return
        if self._kind.code() == "assign" and not self._many:
            self._proposed_due = self._due_after(self._form.values().get("done_on") or self._kit.today().isoformat())
        self._form.show_problems(self._problems(self._form.values()))
        self._typing()
        if not self._many and not self.is_typed:
            self._draft_timer.stop()
            self._drafted_at = ""
            self._draft_words.setText("")
            self._kit.drafts.drop(action.FORM.key, self._record.id)

    @property
    def is_typed(self) -> bool:
        """Whether anything waits to be written."""
        texts = self._form.entries() if self._form is not None else {}
        return self._record is not None and (self._typed() != self._begun or bool(texts))

    def _typed(self) -> Values:
        editors = self._form.editors if self._form is not None else {}
        typed = {key: editor.value() for key, editor in editors.items()}
        return typed | {
            "kind": self._kind.code(),
            "action_ref": self._which.code() if self._kind.code() == "void" else None,
        }

    def keep_draft(self) -> None:
        """Something else is shown, or the window goes, before the step is written.

        One nobody typed in is not kept: another day it would bring the day of today along.
        """
        self._draft_timer.stop()
        draft = self._draft()
        if draft is not None:
            self._kit.drafts.keep(draft)
            self._kit.notices.draft_kept.emit()

    def _draft(self) -> Draft | None:
        """What is typed of the step; None while it is as it was offered."""
        record, typed = self._record, self._typed()
        texts = self._form.entries() if self._form is not None else {}
        if self._many or record is None or not self.is_typed:
            return None
        at = self._drafted_at or now()
        return Draft(action.FORM.key, record.id, record.unit, "", typed, texts=texts, at=at)

    def _typing(self) -> None:
        """Within a second what was typed is on the disk; a step for many is no draft of any of them."""
        if self._many:
            return
        self._drafted_at = self._drafted_at or now()
        self._draft_words.setText(since(self._drafted_at))
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def give_up(self) -> None:
        """The person wants it no more; one press brings it again."""
        self._draft_timer.stop()
        gone, record = self._draft(), self._record
        is_one, self._many, self._record = not self._many, (), None
        if record is None or not is_one:
            return
        self._kit.drafts.drop(action.FORM.key, record.id)
        if gone is not None:
            text = _("Đã bỏ bước đang ghi.")
            self._kit.notices.post(text, "info", _("Lấy lại"), lambda: self._take_up(gone))

    def _take_up(self, gone: Draft) -> None:
        self._kit.drafts.keep(gone)
        self._kit.notices.clear()
        self.taken_up.emit(gone)

    def _kind_chosen(self, kept_from: FormView | None) -> None:
        """The fields of this kind; what was typed for another kind of the same step stays."""
        kind = self._kind.code() or "note"
        self._which.setVisible(kind == "void")
        old = self._form
        form = FormView(
            self._kit.theme,
            self._kit.desk.records.form(action.FORM.key),
            layout=sections_of(self._kit.desk.records.form(action.FORM.key), kind),
            words=lambda key: self._words if key == "agency" else None,
            today=self._kit.today,
        )
        typed = kept_from.values() if kept_from is not None else {}
        kept: Values = {key: value for key, value in typed.items() if key in form.editors}
        today = self._kit.today()
        fresh: Values = {"done_on": today.isoformat()}
        if kind == "assign" and not self._many:  # else each keeps its own deadline, or gets the usual one
            self._proposed_due = fresh["new_due_on"] = self._due_after(kept.get("done_on") or today.isoformat())
        self._guessed.say(self._kit.desk, self._record, fresh.get("new_due_on"))
        given = {key: value for key, value in kept.items() if value is not None}
        form.set_values(checks.with_defaults(self._kit.desk.records.form(action.FORM.key), {**fresh, **given}))
        self.typing.watch(form)
        form.changed.connect(lambda key: self._edited(form, key))
        form.changed.connect(lambda _key: self._typing())
        if old is not None:
            self._slot.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._slot.addWidget(form)
        self._form = form
        self.typing.look()
        stops = [self._kind, self._which, *form.stops(), self._save, self._leave]
        for first, second in pairwise(stops):
            self.setTabOrder(first, second)
        self._said.set_text("")

    def _edited(self, form: FormView, key: str) -> None:
        """The deadline that was proposed follows the day of the step; one that was typed stays."""
        if key == "done_on" and self._kind.code() == "assign" and not self._many:
            due, day = form.editors["new_due_on"], form.editors["done_on"].value()
            if day and due.value() == self._proposed_due:
                self._proposed_due = self._due_after(day)
                self.typing.followed("new_due_on", self._proposed_due)
                due.set_value(self._proposed_due)
        form.show_problems(self._problems(form.values()))

    def _due_after(self, day: Value) -> Value:
        assert self._record is not None
        return self._kit.desk.petitions.due_after(date.fromisoformat(str(day)), self._record.unit) or None

    def _problems(self, values: Values) -> list[Problem]:
        record = self._record
        assert record is not None
        asked = {**values, "kind": self._kind.code(), "opinion_unit": record.unit, "opinion_id": record.id}
        if self._kind.code() == "void":
            asked["action_ref"] = self._which.code()
        return self._kit.desk.records.problems("action", asked)

    def save(self) -> bool:
        """Write the step; what does not fit is said here."""
        record, form = self._record, self._form
        assert record is not None
        assert form is not None
        QGuiApplication.inputMethod().commit()
        form.show_all()
        wrong = [*form.entry_problems(), *self._problems(form.values())]
        form.show_problems(wrong)
        if wrong:
            form.focus_field(wrong[0].field)
            return False
        values = {key: editor.value() for key, editor in form.editors.items()}
        if self._kind.code() == "assign" and not values["agency"] and values["new_due_on"] == self._proposed_due:
            values["new_due_on"] = None  # proposed for whoever would take it, and nobody did
        if self._kind.code() == "void":
            values["action_ref"] = self._which.code()
        if self._many:
            return self._save_many(values)
        try:
            self._kit.desk.petitions.take(record.id, self._kind.code() or "", values, record.unit)
        except RecordError as refused:
            form.show_problems([Problem(refused.field, str(refused))])
            form.focus_field(refused.field)
            return False
        except DeskError as refused:
            self._said.set_text(str(refused))
            return False
        self._draft_timer.stop()
        self._kit.drafts.drop(action.FORM.key, record.id)
        self._record = None
        self._kit.notices.clear()
        self.done.emit()
        return True

    def _save_many(self, values: Values) -> bool:
        """Beside the window; petitions the step does not fit stay marked, and one reason is said."""
        kind, keys = self._kind.code() or "", [(record.unit, record.id) for record in self._many]
        self._save.setEnabled(False)
        self._is_written = False

        def work(desk: Desk, _progress: Progress) -> Bulk:
            return desk.petitions.take_all(keys, kind, values)

        label_of = _(vocabulary.ACTION_KIND.label(kind))
        run_beside(self._kit, label_of, work, lambda bulk: self._told(label_of, bulk), self._failed)
        return self._is_written

    def _failed(self, problem: Exception) -> None:
        self._save.setEnabled(True)
        if isinstance(problem, RecordError) and self._form is not None:
            self._form.show_problems([Problem(problem.field, str(problem))])
            self._form.focus_field(problem.field)
        elif isinstance(problem, DeskError):
            self._said.set_text(str(problem))
        else:
            self._kit.notices.post_error(problem)

    def _told(self, step: str, bulk: Bulk) -> None:
        self._save.setEnabled(True)
        self._is_written = bool(bulk.done)
        words = _("Đã ghi bước “{step}” cho {count} kiến nghị.").format(step=step, count=len(bulk.done))
        if bulk.refused:
            reason = bulk.refused[0][1]
            left = _("{count} kiến nghị chưa ghi được và vẫn được đánh dấu: {why}")
            words += " " + left.format(count=len(bulk.refused), why=reason)
        if not bulk.done:
            self._said.set_text(words)
            return
        tone = "warn" if bulk.refused else "ok"
        self._kit.notices.post(words, tone, _("Hoàn tác"), lambda: undo_last(self._kit))
        self._record, self._many = None, ()
        self.done_many.emit({key for key, _why in bulk.refused})
