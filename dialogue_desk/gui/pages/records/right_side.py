"""What stands beside a list of records: nothing yet, the form, or what takes its place for a while."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from dialogue_desk.domain.records import Record
from dialogue_desk.gui.widgets.cards import EmptyPage

if TYPE_CHECKING:
    from dialogue_desk.gui.forms.form_pane import FormPane


class RightSide(QStackedWidget):
    """The form is made when it is first needed: the list does not wait for it.

    Parts that stand here ask the page by signals: to step back, for its menu, to be led to a target of it.
    """

    made = Signal()
    leaving = Signal(object)
    """Another widget is about to be shown."""
    shown = Signal()
    back_asked = Signal()
    menu_asked = Signal(object)
    led = Signal(object)

    def __init__(self, empty: EmptyPage, make_form: Callable[[], FormPane]) -> None:
        super().__init__()
        self.empty = empty
        self.is_narrow = False
        """There is room for the list or for this, not for both."""
        self._make = make_form
        self.pane: FormPane | None = None
        self._asides: list[QWidget] = []
        self._reading: tuple[QWidget, Callable[[Record], object]] | None = None
        self.addWidget(empty)

    @property
    def form(self) -> FormPane:
        """The form with its heading and tabs."""
        if self.pane is None:
            self.pane = self._make()
            self.addWidget(self.pane)
            self.made.emit()
        return self.pane

    def read_with(self, widget: QWidget, show_record: Callable[[Record], object]) -> None:
        """A record that is opened is read in this widget first; the form comes when somebody writes."""
        self._reading = (widget, show_record)
        self.addWidget(widget)

    def add_aside(self, widget: QWidget) -> None:
        """What stands in the form's place for a while: Esc leads back to the form."""
        self._asides.append(widget)
        self.addWidget(widget)

    def show_it(self, widget: QWidget) -> None:
        self.leaving.emit(widget)
        self.setCurrentWidget(widget)
        self.shown.emit()

    def show_form(self) -> None:
        self.show_it(self.form)

    def show_empty(self) -> None:
        self.show_it(self.empty)

    def show_opened(self, record: Record) -> None:
        """What shows a record that was opened."""
        if self._reading is None:
            self.show_form()
            return
        widget, show_record = self._reading
        show_record(record)
        self.show_it(widget)

    @property
    def reads_first(self) -> bool:
        """A record is shown by something lighter than its form first."""
        return self._reading is not None

    @property
    def is_reading(self) -> bool:
        return self._reading is not None and self.currentWidget() is self._reading[0]

    @property
    def is_writing(self) -> bool:
        """The form is what is shown."""
        return self.pane is not None and self.currentWidget() is self.pane

    @property
    def is_empty(self) -> bool:
        return self.currentWidget() is self.empty

    def leave_aside(self) -> bool:
        """From what stands in the form's place to the form; False where nothing does."""
        if self.currentWidget() not in self._asides:
            return False
        self.show_form()
        return True
