"""Telling somebody who works in another program that the desk has something to say.

The button in the task bar is lit, and on Windows a message comes in the corner, which says nothing of what is in the
desk: everybody in the room reads it.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from dialogue_desk.gui.notices import Notices
from dialogue_desk.texts import _

SHOWN = 10_000
"""Milliseconds a message stays; its icon goes with it."""


class Notifier(QObject):
    """Hears what is posted while another program is in front; `show` is given by tests."""

    def __init__(self, window: QWidget, notices: Notices, show: Callable[[str], object] | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._show = show or self._in_corner
        self._icon: QSystemTrayIcon | None = None
        self._going = QTimer(self, singleShot=True, interval=SHOWN)
        self._going.timeout.connect(self.put_away)
        notices.posted.connect(self._posted)

    def _posted(self, _notice: object) -> None:
        if is_in_front():
            return
        QApplication.alert(self._window)
        if not self._going.isActive():  # one message for all that comes at once
            self._going.start()
            self._show(_("Có tin mới trong Bàn Đối thoại. Mở cửa sổ để xem."))

    def _in_corner(self, text: str) -> None:
        if os.name != "nt" or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(self._window.windowIcon(), self)
            self._icon.messageClicked.connect(self._come)
            self._icon.activated.connect(self._come)
        self._icon.show()
        self._icon.showMessage(_("Bàn Đối thoại"), text, self._window.windowIcon(), SHOWN)

    def _come(self) -> None:
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.activateWindow()
        self.put_away()

    def put_away(self) -> None:
        """The message and its icon go."""
        self._going.stop()
        if self._icon is not None:
            self._icon.hide()


def is_in_front() -> bool:
    """Whether this program is the one that is used."""
    return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
