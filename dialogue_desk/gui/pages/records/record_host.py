"""What a page of records is to its parts: the form's side, the versions, the drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget, QWidget

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.layouts import Tab
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import EmptyPage

if TYPE_CHECKING:
    from dialogue_desk.gui.editors.make import Words
    from dialogue_desk.gui.forms.form_view import FormView
    from dialogue_desk.gui.pages.records.form_pane import FormPane


class RecordHost(Protocol):
    """One form, its list, what is edited, and the stack at the right."""

    kit: Kit
    theme: Theme
    form: Form
    tabs: tuple[Tab, ...]
    label_width: int
    list: ListPane
    editing: Editing
    right: QStackedWidget
    empty: EmptyPage

    @property
    def views(self) -> Sequence[FormView]: ...

    @property
    def pane(self) -> FormPane: ...

    def words_for(self, key: str) -> Words | None: ...

    def dress(self, tab: str, view: FormView) -> QWidget: ...

    def title_of(self, values: Mapping[str, Value]) -> str: ...

    def show_right(self, widget: QWidget) -> None: ...

    def open_record(self, record_id: str, unit: str, *, go_in: bool = False) -> None: ...

    def save(self) -> bool: ...

    def undo(self) -> None: ...

    def back(self) -> bool: ...
