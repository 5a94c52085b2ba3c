"""The real window over a real desk, for the tests of this folder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.standing import Standing
from dialogue_desk.gui.tasks import SyncRunner


class Opened:
    """An application with its window, built and shown; `press` types into whatever has the keyboard."""

    def __init__(self, qtbot: QtBot, desk: Desk, page: str = "sessions") -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._qtbot = qtbot
        desk.prefer("page", page)
        self.app = App(application, desk.folder, SyncRunner())
        self.app.open(desk)
        window = self.app.window
        assert window is not None
        self.window: MainWindow = window
        qtbot.addWidget(self.window)
        qtbot.waitUntil(lambda: self.window.kit is not None and self.window.page() is not None)
        standing = self.window.findChild(Standing)
        assert standing is not None
        standing._timer.setInterval(10_000_000)  # the desks of tests close before their windows do
        self.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)
        for _turn in range(3):  # a page of records opens its first record once the list is painted
            QApplication.processEvents()

    def focus(self) -> QWidget:
        """The widget that has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def type(self, text: str) -> None:
        """Letter by letter; QTest itself stops at letters outside Latin-1."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.focus(), event)
