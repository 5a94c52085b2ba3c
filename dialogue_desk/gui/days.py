"""A day begins while the window is open (a laptop sleeps, nobody closes): home is read anew, what is due is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from dialogue_desk.desk import Desk
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.main_window import MainWindow

EVERY = 60_000
"""Milliseconds between two looks at the calendar; a laptop that wakes up looks as soon as its window is used."""


class Days(QObject):
    """Looks which day it is; what is due goes through the notices, and so to who works in another program."""

    def __init__(self, kit: Kit, window: MainWindow) -> None:
        super().__init__(window)
        self._kit, self._window, self._day = kit, window, kit.today()
        timer = QTimer(self, interval=EVERY)
        timer.timeout.connect(self.look)
        timer.start()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._state_changed)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """Once a day, after it began."""
        if self._kit.today() == self._day:
            return
        self._day = self._kit.today()
        if self._window.current_key == "home":
            self._window.go("home")

        def count(desk: Desk, _progress: Progress) -> int:
            return desk.home.due_today()

        # What cannot be counted now is on home all the same.
        run_beside(self._kit, _("Việc đến hạn hôm nay"), count, self._tell, lambda _problem: None)

    def _tell(self, count: int) -> None:
        if count:
            told = _("Hôm nay có {count} việc đến hạn.").format(count=count)
            self._kit.notices.post(told, "warn", _("Xem"), lambda: self._kit.go("home", Target()))
