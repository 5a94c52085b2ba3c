"""One window a data folder: a second start brings the first window to the front."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QLockFile, QObject

WAIT = 1500
"""Milliseconds the second start waits for the first one to answer."""


class OneWindow(QObject):
    """The lock of a data folder's window, and the wire by which a second start reaches the first.

    The lock is a file of the operating system's temporary folder: it says
    nothing about the data, and a lock left by a crash is noticed as stale.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        digest = hashlib.sha256(str(folder.absolute()).encode()).hexdigest()[:16]
        self._name = f"dialogue-desk-{digest}"
        self._lock = QLockFile(str(Path(QDir.tempPath()) / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QObject | None = None

    def is_first(self) -> bool:
        """Whether no other window shows this folder; from then on this one does."""
        return self._lock.tryLock(0)

    def wake_first(self) -> bool:
        """Ask the first window to come to the front; False when nobody answers."""
        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 only a second start needs it

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answered = socket.waitForConnected(WAIT)
        socket.disconnectFromServer()
        return answered

    def listen(self, wake: Callable[[], object]) -> None:
        """Call `wake` whenever the program is started again on this folder."""
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 after the first paint

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)

        def called() -> None:
            socket = server.nextPendingConnection()
            if socket is not None:
                socket.close()
            wake()

        server.newConnection.connect(called)
        server.listen(self._name)
        self._server = server

    def release(self) -> None:
        """Give the folder free."""
        if self._server is not None:
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()
