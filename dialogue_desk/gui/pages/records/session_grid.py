"""The opinions voiced at a session, in a grid below its form: typed, saved and taken back with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Field, Problem, Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.records.more import More, Parts
from dialogue_desk.gui.pages.records.overtaken import OvertakenLines
from dialogue_desk.gui.targets import Width
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.records.opinions_panel import OpinionsPanel

_PANEL = "dialogue_desk.gui.pages.records.opinions_panel"


class SessionGrid(More):
    """The grid belongs to the form; F11 lets it take the page."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self._is_made = False
        self._width = Width.WIDE
        parts.right.leaving.connect(self._put_back)

    @cached_property
    def panel(self) -> OpinionsPanel:
        """The grid; the list does not wait for it."""
        made: OpinionsPanel = import_module(_PANEL).OpinionsPanel(self.parts.kit)
        return made

    def preparing(self) -> Sequence[Action]:
        """First the grid: its import; Qt's first look through every kind of widget there is; the grid itself."""
        return [lambda: import_module(_PANEL), lambda: self.parts.list.list.viewport(), lambda: self.panel]

    def below(self, tab: str) -> QWidget | None:
        return self.panel if tab == "main" else None

    def made(self, views: Sequence[FormView]) -> None:
        panel, editing, right = self.panel, self.parts.editing, self.parts.right
        self._first, self._is_made = views[0], True
        self._grown = QWidget()
        QVBoxLayout(self._grown).setContentsMargins(*(self.parts.kit.theme.px(16),) * 4)
        right.addWidget(self._grown)
        panel.follow(views[0].last_field())
        panel.fit(self._width)
        editing.rows_of = panel.unsaved
        panel.model.edits = editing.edits
        editing.grid_has_keyboard = panel.has_keyboard
        editing.more_problems = self._declared_differs
        panel.edited.connect(editing.touch)
        self._overtaken = OvertakenLines(self.parts, panel.model, right.form.save_asked.emit)
        panel.overtaken.connect(self._overtaken.show)
        panel.grow_asked.connect(self.grow)
        editing.changed.connect(self._heads_changed)
        views[0].field_left.connect(self._take_position)

    def _take_position(self, left: str) -> None:
        """A chair found among the officials brings the position held on that day."""
        editing, kit = self.parts.editing, self.parts.kit
        values = editing.values()
        if left != "chair_name" or not values.get("chair_name") or values.get("chair_position"):
            return
        held_on = str(values.get("held_on") or kit.today().isoformat())
        position = kit.desk.suggestions.position_of(str(values["chair_name"]), held_on)
        if position:
            editing.fill("chair_position", position)

    def _heads_changed(self) -> None:
        self.panel.set_heads(self.parts.editing.values().get("count_for"))

    def _declared_differs(self, values: Values) -> list[Problem]:
        declared, recorded = values.get("opinions_declared"), self.panel.recorded()
        if not isinstance(declared, int) or not recorded or declared == recorded:
            return []
        text = _("Bảng dưới mới có {count} ý kiến.") if recorded < declared else _("Bảng dưới có {count} ý kiến.")
        return [Problem("opinions_declared", text.format(count=recorded), is_warning=True)]

    def opened(self) -> None:
        self.panel.show_session(self.parts.editing.record, self.parts.editing.draft_rows)
        self._heads_changed()

    def changed(self, change: Change) -> None:
        """Opinions taken back, or brought by a package or a file, are seen in the grid; typed ones are there."""
        editing = self.parts.editing
        if not self._is_made or editing.record is None or "opinion" not in change.forms:
            return
        is_elsewhere = change.origin != "edit" or not self.parts.right.isVisible()  # a step for many petitions, say
        if is_elsewhere and not editing.is_dirty and not editing.edits.is_moving:
            editing.edits.clear()  # they speak of rows that are read anew
            self.opened()

    # -- doing ------------------------------------------------------------------------------

    def commands(self) -> Mapping[str, Action]:
        return {"paste": lambda: self._made_panel().paste(), "grow": self.grow,
                "as_text": lambda: self._made_panel().ask_as_text()}  # fmt: skip

    def _made_panel(self) -> OpinionsPanel:
        """The grid in its form."""
        assert self.parts.right.form is not None
        return self.panel

    def save(self, save: Callable[[], bool]) -> bool:
        """The session and its opinions: one operation, so that one Ctrl+Z takes it back."""
        if self._is_made:
            self.panel.grid.finish_cell()
        with self.parts.kit.desk.records.as_one():
            return self._save_all(save)

    def _save_all(self, save: Callable[[], bool]) -> bool:
        editing, notices = self.parts.editing, self.parts.kit.notices
        lines_dirty = self._made_panel().model.is_dirty
        if not save():
            return False
        session = editing.record
        assert session is not None
        try:
            if not lines_dirty or self.panel.save(session):
                editing.rows_saved()
                return True
            notices.post(_("Đã lưu cuộc đối thoại; có ý kiến cần sửa trước khi lưu."), "warn")
        except DeskError as trouble:  # a full disk, a line that was changed elsewhere meanwhile
            notices.post_error(trouble)
        editing.touch()
        return False

    def _has_keyboard(self) -> bool:
        return self._is_made and self.panel.has_keyboard()

    def repeat(self) -> bool:
        if is_mine := self._has_keyboard():
            self.panel.repeat()
        return is_mine

    def delete(self) -> bool:
        if is_mine := self._has_keyboard():
            self.panel.delete_line()
        return is_mine

    def help_field(self) -> Field | None:
        key = self.panel.current_field() if self._is_made else ""
        return opinion.FORM.field(key) if key in opinion.FORM.by_key else None

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        if width is not self._width and self._is_made:
            self.panel.fit(width)
        self._width = width

    def room(self, width: Width) -> int | None:
        return None if self._is_grown() else 0

    def _is_grown(self) -> bool:
        return self._is_made and self.panel.is_grown

    def grow(self) -> None:
        """F11: the grid takes the page, with the columns that were hidden; again: back."""
        panel = self._made_panel()
        if panel.is_grown:
            self.parts.right.show_form()
        else:
            layout = self._grown.layout()
            assert layout is not None
            layout.addWidget(panel)
            panel.set_grown(True)
            self.parts.right.show_it(self._grown)
        panel.grid.setFocus()

    def _put_back(self, widget: QWidget) -> None:
        """Whatever takes the place of the grown grid, a new session say, finds it below the form again."""
        if self._is_grown() and widget is not self._grown:
            holder = self._first.parentWidget()
            below_form = holder.layout() if holder is not None else None
            assert isinstance(below_form, QVBoxLayout)
            below_form.addWidget(self.panel, 1)
            self.panel.set_grown(False)

    def back(self) -> bool:
        if not self._is_made:
            return False
        if self.panel.pasting.put_away():
            return True
        if self.panel.is_grown:
            self.grow()
            return True
        if self.panel.has_keyboard():
            self._first.focus_first()
            return True
        return False
