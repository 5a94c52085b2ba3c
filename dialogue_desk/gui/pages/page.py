"""What every page is: a widget that answers commands and fits three widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.commands import BY_KEY
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.undoing import redo_last, undo_last
from dialogue_desk.gui.widgets.inputs import fill
from dialogue_desk.texts import _

Action = Callable[[], object]


class Page(QWidget):
    """One room. The window calls `fit`, `enter`, `leave`; `commands` says what it answers to."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kit = kit
        self.theme: Theme = kit.theme
        self.width_class = Width.WIDE
        fill(self, kit.theme, "canvas")

    def commands(self) -> Mapping[str, Action]:
        """Command key → what it does here. A command left out does nothing on this page."""
        return {}

    def all_commands(self) -> Mapping[str, Action]:
        """Everything this page answers to: its commands, and Ctrl+Z and Ctrl+Y, which no page is without."""
        return {"undo": self.undo, "redo": self.redo, **self.commands()}

    def undo(self) -> None:
        """Ctrl+Z where nothing is typed: the last saved change of this desk."""
        undo_last(self.kit)

    def redo(self) -> None:
        """Ctrl+Y: what was taken back last."""
        redo_last(self.kit)

    def fit(self, width: Width) -> None:
        """The window has this much room now."""
        self.width_class = width

    def enter(self, target: Target) -> None:
        """The page is shown."""

    def in_turns(self, *steps: Action) -> None:
        """Do what takes time one step at each turn of the event loop: the window answers in between.

        Steps end when the page is left; `enter` begins them again.
        """

        def turn() -> None:
            if self.isVisible():
                steps[0]()
                self.in_turns(*steps[1:])

        if steps:
            QTimer.singleShot(0, self, turn)

    def leave(self) -> None:
        """The page is hidden: keep what is half done."""

    def end(self) -> None:
        """The window goes: keep what is half done, leave nothing lying about."""
        self.leave()

    def place(self) -> Target:
        """Where a person is on this page: `enter` leads back there."""
        return Target()

    def back(self) -> bool:
        """Esc: one step back inside the page; False when there is none."""
        return False

    def help_field(self) -> Field | None:
        """The field F1 explains."""
        return None

    def sheets(self) -> Mapping[str, Action]:
        """Title → action of the sheets that can be printed about what is open here."""
        return {}

    def show_menu(self, anchor: QWidget) -> None:
        """The menu under “…”: every command of this page with its key, then the sheets about what is open."""
        menu = QMenu(anchor)
        menu.setFont(self.theme.font("body"))
        for key, action in self.all_commands().items():
            command = BY_KEY[key]
            entry = QAction(self.theme.icon(command.icon), _(command.text), menu)
            entry.setShortcuts(QKeySequence.listFromString(command.shortcut))
            entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            entry.triggered.connect(lambda _on=False, action=action: action())
            menu.addAction(entry)
        sheets = self.sheets()
        if sheets:
            menu.addSection(_("Mẫu in"))
        for title, action in sheets.items():
            entry = QAction(self.theme.icon("printer"), title, menu)
            entry.triggered.connect(lambda _on=False, action=action: action())
            menu.addAction(entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
