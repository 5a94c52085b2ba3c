"""The parts of a page of records, and what one form's page may have beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.records.about import About
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.pages.records.narrowing import Narrowing
from dialogue_desk.gui.pages.records.opening import Opening
from dialogue_desk.gui.pages.records.right_side import RightSide
from dialogue_desk.gui.targets import Target, Width

if TYPE_CHECKING:
    from dialogue_desk.gui.forms.form_view import FormView
    from dialogue_desk.gui.forms.typing_back import TypingBack


class Parts(NamedTuple):
    """What every page of records is made of; none of them knows the page."""

    kit: Kit
    about: About
    list: ListPane
    narrowing: Narrowing
    editing: Editing
    right: RightSide
    opening: Opening


class More:
    """Nothing more; a form's page that has more answers what it has to say, and leaves the rest."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def commands(self) -> Mapping[str, Action]:
        """Commands of its own, and those it answers otherwise."""
        return {}

    def preparing(self) -> Sequence[Action]:
        """Steps before the form is made, each at a turn of its own."""
        return ()

    def below(self, tab: str) -> QWidget | None:
        """What stands below the fields of a tab and takes what room is left."""
        return None

    def made(self, views: Sequence[FormView]) -> None:
        """The form is there now."""

    def opened(self) -> None:
        """A record, or a new one, is in the form now."""

    def entering(self, target: Target) -> None:
        """The page is about to show what it was opened for."""

    def afterwards(self) -> Sequence[Action]:
        """Steps that wait for the list, each at a turn of its own."""
        return ()

    def entered(self, target: Target) -> None:
        """It shows it."""

    def changed(self, change: Change) -> None:
        """Something was written."""

    def fit(self, width: Width) -> None:
        """The page has this much room now, and shows this or that of it."""

    def room(self, width: Width) -> int | None:
        """The usual width of the right side at 100 % text; 0: what the list leaves; None: all of the page."""
        return 0

    def typed_part(self) -> tuple[TypingBack, bool] | None:
        """The pile of what is typed in at the right instead of the record's own form, and whether it is unsaved."""
        return None

    def save(self, save: Callable[[], bool]) -> bool:
        """Ctrl+S, where `save` saves what is in the form."""
        return save()

    def repeat(self) -> bool:
        """Ctrl+D; False where the form repeats what it held."""
        return False

    def delete(self) -> bool:
        """Whether what has the keyboard is thrown away instead of the record."""
        return False

    def back(self) -> bool:
        """Esc: one step back in what is its own."""
        return False

    def leave(self) -> None:
        """The page is hidden: keep what is half done."""

    def place(self, target: Target) -> Target:
        """Where a person is, beyond the record that is open."""
        return target

    def help_field(self) -> Field | None:
        """The field F1 explains."""
        return None
