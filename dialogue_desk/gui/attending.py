"""What goes on beside the pages while a window is open: forms that change, news for who looks elsewhere, a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from dialogue_desk.gui.days import Days
from dialogue_desk.gui.forms_news import watch_forms
from dialogue_desk.gui.jump_list import LastRecords
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.notifying import Notifier
from dialogue_desk.gui.theme import Theme

if TYPE_CHECKING:
    from dialogue_desk.gui.main_window import MainWindow

_SIZES = (16, 24, 32, 48)


def attend(kit: Kit, window: MainWindow) -> None:
    """Begin with all of it; it ends with the window."""
    QApplication.setWindowIcon(icon(kit.theme))
    watch_forms(kit)
    Notifier(window, kit.notices)
    LastRecords(kit, window)
    Days(kit, window)


def icon(theme: Theme) -> QIcon:
    """The sign of the program, for task bars and messages."""
    made = QIcon()
    for size in _SIZES:
        made.addPixmap(theme.pixmap("messages-square", "accent", size, 1.0))
    return made
