"""The laptop ends the program (a logout, a shutdown, a signal): what is half typed is kept, then it goes in order."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
"""Those of them the system knows."""


class Leaving(QObject):
    """Calls `keep` when a session ends, and at a signal, after which the application quits as if it were closed.

    Python hears of a signal only when one of its lines is run, and the event loop may run none for seconds: a byte
    through a socket wakes it.
    """

    def __init__(self, application: QGuiApplication, keep: Callable[[], object]) -> None:
        super().__init__(application)
        self._application, self._keep = application, keep
        for asked in (application.commitDataRequest, application.saveStateRequest):
            asked.connect(self.session_ends, Qt.ConnectionType.DirectConnection)
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._waker = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._waker.activated.connect(lambda *_given: self._go())
        known = [getattr(signal, name) for name in SIGNALS if hasattr(signal, name)]
        self._before = [(one, signal.signal(one, lambda *_given: None)) for one in known]
        self._woke = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        application.aboutToQuit.connect(self.end)

    def session_ends(self, _session: object = None) -> None:
        """Somebody logs out or shuts the laptop down: once this returns the program may be gone."""
        self._keep()

    def _go(self) -> None:
        self._heard.recv(64)
        self._keep()
        self._application.quit()

    def end(self) -> None:
        """Signals do again what they did before."""
        if not self._waker.isEnabled():
            return
        self._waker.setEnabled(False)
        signal.set_wakeup_fd(self._woke)
        for one, handler in self._before:
            signal.signal(one, handler)
        for end in (self._heard, self._told):
            end.close()
