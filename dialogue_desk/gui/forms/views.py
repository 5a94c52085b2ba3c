"""The views of one record: each field stands in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dialogue_desk.domain.fields import Value, Values

if TYPE_CHECKING:
    from dialogue_desk.gui.editors.editor import Editor
    from dialogue_desk.gui.forms.form_view import FormView


class Views(tuple["FormView", ...]):
    """None as long as nobody needed the form."""

    __slots__ = ()

    def of(self, key: str) -> FormView | None:
        """The view a field is in; None where it is in none."""
        return next((view for view in self if key in view.editors), None)

    def values(self) -> Values:
        """What the fields hold."""
        return {key: editor.value() for view in self for key, editor in view.editors.items()}

    def show(self, values: Mapping[str, Value], texts: Mapping[str, str], *, is_readonly: bool) -> None:
        """Show a record, and on top what was half typed in its fields."""
        for view in self:
            view.set_values(values)
            view.set_entries(texts)
            view.setEnabled(not is_readonly)

    def typed_in(self) -> Editor | None:
        """The editor with the keyboard."""
        return next((editor for view in self if (editor := view.focused()) is not None), None)

    def key_typed_in(self) -> str:
        """The field with the keyboard; "" when none has it."""
        editor = self.typed_in()
        return editor.field.key if editor is not None else ""
