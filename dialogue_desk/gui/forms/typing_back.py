"""What is typed in a form that is no record of its own (a step, answers, settings): taken back edit by edit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.gui.edits import GRID, Edits
from dialogue_desk.gui.forms.form_view import FormView


class TypingBack(QObject):
    """The pile of one form, which may be built anew for other fields, and of the grid below it."""

    def __init__(self, parent: QObject, grid_has_keyboard: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._form: FormView | None = None
        self._known: Values = {}
        self._grid_has_keyboard = grid_has_keyboard
        self.edits = Edits(self)

    def watch(self, form: FormView) -> None:
        """From now on this form is typed in; what it shows was typed by nobody, or is on the pile already."""
        self._form = form
        self.look()
        form.changed.connect(lambda key: self._typed(form, key))
        form.field_left.connect(lambda _key: self.edits.rest())

    def begin(self) -> None:
        """Nothing is typed of what stands there."""
        self.edits.clear()
        self.look()

    def look(self) -> None:
        """What the form shows now is where the next edit begins."""
        editors = self._form.editors if self._form is not None else {}
        self._known = {key: editor.value() for key, editor in editors.items()}

    def followed(self, key: str, value: Value) -> None:
        """A field was filled in because of the last edit: it goes back with it."""
        self.edits.followed(key, self._known.get(key), value)
        self._known[key] = value

    def undo(self) -> bool:
        """Take back what was typed last where the keyboard is, else last of all; False: nothing was typed."""
        return self.edits.undo(self._place()) is not None

    def redo(self) -> bool:
        """Bring again what was taken back; False: nothing was."""
        return self.edits.redo(self._place()) is not None

    def _place(self) -> str:
        if self._grid_has_keyboard():
            return GRID
        editor = self._form.focused() if self._form is not None else None
        return editor.field.key if editor is not None else ""

    def _typed(self, form: FormView, key: str) -> None:
        if form is not self._form or key not in form.editors:
            return
        new = form.editors[key].value()
        self.edits.typed(key, self._known.get(key), new, self._put)
        self._known[key] = new

    def _put(self, values: Values) -> None:
        form = self._form
        if form is None:
            return
        for key in values.keys() & form.editors.keys():
            form.put_back(key, values[key])
            self._known[key] = values[key]
        form.focus_field(next(iter(values)))
