"""A window over a real desk, with work done in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.gui.theme import Theme, load_fonts
from dialogue_desk.paths import resource


@pytest.fixture(scope="session")
def resources(qapp: QApplication) -> object:
    folder = resource("icons").parent
    load_fonts(folder)
    return folder


@pytest.fixture
def theme(qapp: QApplication, resources: object) -> Theme:
    made = Theme(resource("icons").parent)
    made.apply(qapp)
    return made


@dataclass
class Seat:
    """Somebody at the desk: the window and ten fingers."""

    app: App
    desk: Desk
    bot: QtBot

    @property
    def window(self) -> MainWindow:
        assert self.app.window is not None
        return self.app.window

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus, key, modifier)
        QApplication.processEvents()

    def control(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def type(self, text: str) -> None:
        """Letters one by one, as a keyboard layout with Vietnamese letters sends them."""
        for letter in text:
            QTest.keyClick(self.focus, letter) if letter.isascii() else self._commit(letter)
        QApplication.processEvents()

    def _commit(self, letter: str) -> None:
        from PySide6.QtGui import QInputMethodEvent

        event = QInputMethodEvent("", [])
        event.setCommitString(letter)
        QApplication.sendEvent(self.focus, event)

    def enter(self, text: str = "") -> None:
        self.type(text)
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def sit(qtbot: QtBot, make_desk: Callable[..., Desk], resources: object) -> Iterator[Callable[..., Seat]]:
    """Opens the window of a desk (a new one when none is given) and waits until its page is there."""
    seats: list[Seat] = []

    def open_window(desk: Desk | None = None, page: str = "home", size: tuple[int, int] = (1280, 800)) -> Seat:
        desk = desk or make_desk()
        desk.prefer("page", page, in_passing=True)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        app = App(application, desk.folder, SyncRunner())
        app.open(desk)
        seat = Seat(app, desk, qtbot)
        seat.window.resize(*size)
        qtbot.waitUntil(lambda: seat.window.kit is not None)
        seat.window.activateWindow()
        qtbot.waitUntil(seat.window.isActiveWindow)
        for _turn in range(3):  # a page of records opens its first record once the list is painted
            QApplication.processEvents()
        seats.append(seat)
        return seat

    yield open_window
    for seat in seats:
        seat.app.desk = None
        seat.window.close()
        seat.window.deleteLater()
        QApplication.processEvents()
