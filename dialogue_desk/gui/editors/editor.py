"""What all editors share."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.texts import _


class Editor(QWidget):
    """One field on screen. `changed` is sent when a person changes it, never by `set_value`."""

    changed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.field = field
        self._inner: QWidget = self
        self.row = across(self, theme.px(6))

    def value(self) -> Value:
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        raise NotImplementedError

    def entry_problem(self) -> str:
        """Why what stands here cannot be a value, or nothing. It blocks saving, not typing."""
        return ""

    def entry(self) -> str:
        """What stands here and cannot be a value, letter for letter; "" when it can."""
        return ""

    def set_entry(self, text: str) -> None:
        """Show such a text again."""

    def set_edge(self, edge: str) -> None:
        """Colour the edge: danger, warn or nothing."""
        raise NotImplementedError

    def open_list(self) -> bool:
        """F4: open the list of choices, where there is one."""
        return False

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The inner widget gets the keyboard. Not a focus proxy: Tab would stop here too and run in a circle."""
        self._inner.setFocus(reason)

    @property
    def inner(self) -> QWidget:
        """The widget one types in."""
        return self._inner

    def adopt(self, inner: QWidget) -> None:
        """Take the inner widget as the one that gets the keyboard and the name."""
        self.row.addWidget(inner, 1)
        self._inner = inner
        inner.setAccessibleName(_(self.field.label))
        if self.field.help:
            inner.setAccessibleDescription(_(self.field.help))


def as_text(value: Value) -> str | None:
    """A value that ought to be text; anything else is shown as text rather than dropped."""
    return None if value is None else str(value)
