"""Fields that name a record of a register, or a unit: picked by name."""

from __future__ import annotations

from collections.abc import Callable

from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.editors.picking import RecordEditor
from dialogue_desk.gui.kit import Kit


def picks(kit: Kit) -> Callable[[Field], Editor | None]:
    """Editors of declared references for a `FormView`; None for every other field."""
    suggestions = kit.desk.suggestions

    def own(field: Field) -> Editor | None:
        if not field.refers:
            return None
        refers = field.refers
        return RecordEditor(
            kit.theme, field, lambda typed: suggestions.pick(refers, typed), lambda key: suggestions.picked(refers, key)
        )

    return own
