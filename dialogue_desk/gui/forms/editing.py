"""The record being edited: opened, changed, checked, kept as a draft, saved. No widget of its own.

It knows the record before any form shows it: views are attached when they are first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Form, Kind, Problem, Value, Values
from dialogue_desk.domain.records import Record, new_id
from dialogue_desk.errors import DeskError, RecordError, StaleError
from dialogue_desk.gui.drafts import PAUSE as DRAFT_PAUSE
from dialogue_desk.gui.drafts import Draft, draft_of, now
from dialogue_desk.gui.edits import GRID, Edits
from dialogue_desk.gui.forms.views import Views
from dialogue_desk.gui.kit import Kit
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.forms.form_view import FormView

CHECK_PAUSE = 120


class Editing(QObject):
    """One record of one form, and the FormViews that show it."""

    opened = Signal()
    changed = Signal()
    saved = Signal(object)
    kept = Signal()
    checked = Signal(object)
    taken_up = Signal(object)
    overtaken = Signal(object)
    """What is typed was changed elsewhere meanwhile: the record as it is there now."""

    def __init__(self, kit: Kit, form: Form, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self.form = form
        self._views = Views()
        self._base: Values = {}
        self.read: Values = {}  # what the fields held when somebody began to type in them
        self._is_overtaken = False
        self._texts: Mapping[str, str] = {}
        self._filled: set[str] = set()
        self._known: Values = {}
        self._was_clean = True
        self.edits = Edits(self)
        self.edits.moved.connect(self._moved)
        self.record: Record | None = None
        self.unit = kit.desk.unit
        self.is_dirty = False
        self.is_over = False  # the window went: its last field may be left when the desk is closed already
        self.is_readonly = False  # other units' records are looked at, unless this desk writes for them
        self.rows_of: Callable[[], tuple[Values, ...]] = tuple
        self.grid_has_keyboard: Callable[[], bool] = lambda: False
        self.draft_rows: tuple[Values, ...] = ()
        self.drafted_at = ""
        self._new_id = ""
        kit.drafts.watch(self.rest)
        self.more_problems: Callable[[Values], list[Problem]] = lambda _values: []
        self.last: Mapping[str, Value] = {}
        self._check_timer = QTimer(self, singleShot=True, interval=CHECK_PAUSE)
        self._check_timer.timeout.connect(self.check)
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_PAUSE)
        self._draft_timer.timeout.connect(self.keep_draft)

    def attach(self, views: Sequence[FormView]) -> None:
        """From now on these show what is edited, beginning with what is open."""
        self._views = Views(views)
        self._views.show(self._base, self._texts, is_readonly=self.is_readonly)
        for view in views:
            view.changed.connect(self._edited)
            view.field_left.connect(lambda _key: self._settle())
            view.field_left.connect(lambda _key: self.edits.rest())
        self._known = self.values()
        if self._base:
            self.opened.emit()
            self.check()

    # -- opening --------------------------------------------------------------------------

    def open(self, record: Record) -> None:
        """Show a record; its draft, where one is kept, lies on top."""
        draft = self._kit.drafts.find(self.form.key, record.id)
        self.record, self.unit = record, record.unit
        self._show(record.values, draft)
        if self._is_overtaken:  # once the page shows what it opened
            QTimer.singleShot(0, self, self._tell_overtaken)

    def _tell_overtaken(self) -> None:
        if self._is_overtaken and self.record is not None:
            self.overtaken.emit(self.record)

    def start(self, given: Mapping[str, Value] | None = None, unit: str = "", *, from_draft: bool = True) -> None:
        """A new record of a unit (default: this one), with what is given already filled in."""
        self.record, self.unit = None, unit or self._kit.desk.unit
        draft = self._kit.drafts.find(self.form.key, unit=self.unit) if from_draft and not given else None
        self._new_id = draft.new_id if draft and draft.new_id else new_id()
        self._show(checks.with_defaults(self.form, given or {}), draft)

    def discard(self) -> None:
        """Forget what was typed: back to what is stored. One press brings it again."""
        gone = self._draft() if self.is_dirty else None
        self._kit.drafts.drop(self.form.key, self.id, self.unit)
        self.is_dirty = False
        if self.record is not None:
            self.open(self._kit.desk.records.get(self.form.key, self.record.id, self.unit) or self.record)
        else:
            self.start(unit=self.unit, from_draft=False)
        if gone is not None:
            text = _("Đã bỏ thay đổi chưa lưu.")
            self._kit.notices.post(text, "info", _("Lấy lại"), lambda: self._take_up(gone))

    def _take_up(self, draft: Draft) -> None:
        """What was thrown away is there again."""
        self.keep_draft()
        self._kit.drafts.keep(draft)
        self._kit.notices.clear()
        self.taken_up.emit(draft)

    @property
    def id(self) -> str:
        return self.record.id if self.record else ""

    def _show(self, stored: Values, draft: Draft | None) -> None:
        self._draft_timer.stop()
        values = self._base = {**stored, **(draft.values if draft else {})}
        self.read = {**stored, **(draft.base if draft else {})}
        self._is_overtaken = draft is not None and draft.overtaken(stored)
        self._texts = draft.texts if draft else {}
        self.draft_rows = draft.rows if draft else ()
        self.drafted_at = draft.at if draft else ""
        self._filled.clear()
        desk = self._kit.desk
        self.is_readonly = self.unit != desk.unit and not desk.records.writes_for(self.unit)
        self._views.show(values, self._texts, is_readonly=self.is_readonly)
        self.is_dirty = draft is not None
        self._was_clean = draft is None
        self._known = self.values()
        self.edits.clear()
        self.opened.emit()
        if self._views:
            self.check()

    # -- typing ---------------------------------------------------------------------------

    def values(self) -> Values:
        """Everything the record would hold if it were saved now."""
        return {**self._base, **self._views.values()}

    def set_field(self, key: str, value: Value) -> None:
        view = self._views.of(key)
        if view is not None:
            view.set_field(key, value)
            return
        self._base[key] = value
        self._edited(key)

    def fill(self, key: str, value: Value) -> None:
        """Fill a field that follows from what was just typed: both go back in one."""
        if self.edits.followed(key, self._known.get(key), value):
            self._known[key] = value
        self.set_field(key, value)

    def undo(self) -> bool:
        """Take back what was typed last where the keyboard is, else last of all; False: nothing was typed."""
        return self.edits.undo(GRID if self.grid_has_keyboard() else self._views.key_typed_in()) is not None

    def redo(self) -> bool:
        """Bring again what was taken back; False: nothing was."""
        return self.edits.redo(GRID if self.grid_has_keyboard() else self._views.key_typed_in()) is not None

    def _put(self, values: Values) -> None:
        """Fields as they were before or after an edit; the keyboard goes where it can be seen."""
        for key, value in values.items():
            view = self._views.of(key)
            if view is not None:
                view.put_back(key, value)
            else:
                self._base[key] = value
            self._known[key] = value
            self._filled.discard(key)
        first = next(iter(values))
        view = self._views.of(first)
        if view is not None:
            view.focus_field(first)

    def _moved(self) -> None:
        """Typing was taken back or brought again: with nothing of it left, the record is as it is stored."""
        self.is_dirty = self._differs()
        if not self.is_dirty:
            self._draft_timer.stop()
            self._kit.drafts.drop(self.form.key, self.id, self.unit)
        elif not self._draft_timer.isActive():
            self._draft_timer.start()
        self.check()
        self.changed.emit()

    def _differs(self) -> bool:
        """Whether anything is typed that is not stored."""
        unread = any(view.entry_problems() for view in self._views)
        return not self._was_clean or self.edits.has_unsaved or unread or bool(self.rows_of())

    def repeat(self) -> None:
        """Ctrl+D: the field with the keyboard takes what it held the last time; none: every empty field."""
        editor = self._views.typed_in()
        if editor is not None:
            self.set_field(editor.field.key, self.last.get(editor.field.key))
            return
        values = self.values()
        with self.edits.together(""):
            for field in self.form.fields:
                if values.get(field.key) is None and field.kind not in (Kind.DATE, Kind.REF):
                    self.set_field(field.key, self.last.get(field.key))

    def touch(self) -> None:
        """Something that belongs to the record was changed outside its fields (a line of its grid)."""
        self._edited("")

    def _edited(self, key: str) -> None:
        if self.is_over:
            return
        self._filled.discard(key)
        if key:
            view = self._views.of(key)
            new = view.editors[key].value() if view is not None else self._base.get(key)
            self.edits.typed(key, self._known.get(key), new, self._put)
            self._known[key] = new
        self.is_dirty = True
        self.drafted_at = self.drafted_at or now()
        self._check_timer.start()
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self.changed.emit()

    def _settle(self) -> None:
        """Fill what follows from other answers, once the person has left a field."""
        if not self.is_dirty or self.is_over:
            return
        values = self.values()
        asked = {key: None if key in self._filled else value for key, value in values.items()}
        settled = checks.settled(self.form, asked, self._kit.desk.records.context(self.unit))
        for key, value in settled.items():
            view = self._views.of(key)
            if view is None or value is None or value == values.get(key):
                continue
            editor = view.editors[key]
            if view.focused() is not editor:
                editor.set_value(value)
                self._filled.add(key)
                self.edits.followed(key, values.get(key), value)
                self._known[key] = value
        self.check()

    # -- checking, keeping, saving ----------------------------------------------------------

    def check(self) -> list[Problem]:
        """Show what is wrong beside its fields, by the same rules as saving."""
        self._check_timer.stop()
        values = self.values()
        found = [*self._kit.desk.records.problems(self.form.key, values, self.unit), *self.more_problems(values)]
        shown: list[Problem] = []
        for view in self._views:
            here = [problem for problem in found if problem.field in view.editors]
            shown += view.show_problems(here)
        nowhere = [p for p in found if self._views.of(p.field) is None and self.is_dirty]
        self.checked.emit([*shown, *nowhere])
        return found

    def rest(self) -> None:
        """The page is left or the window closes: keep what is half done, start nothing more."""
        self._check_timer.stop()
        self.keep_draft()

    def keep_draft(self) -> None:
        self._draft_timer.stop()
        if not self.is_dirty or self.is_over:
            return
        self._kit.drafts.keep(self._draft())
        self.kept.emit()

    def _draft(self) -> Draft:
        """All that is typed and not saved, as it stands there now."""
        texts = {key: text for view in self._views for key, text in view.entries().items()}
        typed = draft_of(self.form.key, self.unit, self.record, self.read, self.values())
        new = "" if self.record else self._new_id
        return typed._replace(rows=self.rows_of(), texts=texts, new_id=new, at=self.drafted_at or now())

    def save(self) -> Record | None:
        """Save; where that is refused, show why beside the field and go there."""
        QGuiApplication.inputMethod().commit()
        for view in self._views:
            view.show_all()
        self._settle()
        unreadable = [problem for view in self._views for problem in view.entry_problems()]
        hard = [*unreadable, *(problem for problem in self.check() if not problem.is_warning)]
        if hard:
            self.go_to(hard[0])
            return None
        if self._is_overtaken:
            self._tell_overtaken()
            return None
        is_keyed = self.form.natural_key or self.form.is_single
        try:
            saved = self._kit.desk.records.save(
                self.form.key,
                self.values(),
                # A new record has its id before it is saved, so that a draft of it is known as saved after a kill.
                self.id or ("" if is_keyed else self._new_id),
                self.unit,
                self.record.rev if self.record else None,
                self.record.personal_rev if self.record else None,
            )
        except RecordError as refused:
            self.go_to(Problem(refused.field, str(refused)))
            return None
        except StaleError:
            self.overtaken.emit(self._kit.desk.records.need(self.form.key, self.id, self.unit))
            return None
        except DeskError as trouble:
            self._kit.notices.post_error(trouble)
            return None
        self._forget_draft(saved)
        self.is_dirty = False
        self.last = saved.values
        self.record = saved
        self._base = self.read = dict(saved.values)
        self._known = self.values()
        self._was_clean = True
        self.edits.clear()
        self._kit.notices.clear()  # what was said before has been seen to
        self.saved.emit(saved)
        return saved

    def _forget_draft(self, saved: Record) -> None:
        """The record is saved. Its rows are not yet: until they are, they stay a draft of what is stored now."""
        self._draft_timer.stop()
        rows = self.rows_of()
        if rows:
            at = self.drafted_at
            self._kit.drafts.keep(Draft(self.form.key, saved.id, saved.unit, saved.rev, {}, rows, at=at))
        if not rows or not self.record:
            self._kit.drafts.drop(self.form.key, self.id, self.unit)
        self.draft_rows, self._texts, self.drafted_at = (), {}, ""
        self._new_id = new_id()

    def take(self, chosen: Mapping[str, Value], fresh: Record) -> None:
        """Both versions were seen: go on from the one stored now, with the chosen answers in their fields."""
        draft = draft_of(self.form.key, fresh.unit, fresh, fresh.values, chosen)
        draft = draft._replace(rows=self.rows_of(), at=self.drafted_at)
        if draft.is_empty:
            self._kit.drafts.drop(self.form.key, fresh.id, fresh.unit)
        else:
            self._kit.drafts.keep(draft)
        self.open(fresh)

    def rows_saved(self) -> None:
        """The rows below are stored too: nothing of the record waits any more."""
        self._kit.drafts.drop(self.form.key, self.id, self.unit)

    def go_to(self, problem: Problem) -> None:
        """Put the keyboard into the field that is wrong; where no field shows it, say it in the page."""
        view = self._views.of(problem.field)
        if view is None:
            self._kit.notices.post(problem.text, "danger")
            return
        view.focus_field(problem.field)
        view.field_left.emit(problem.field)
