"""One window a data folder and person: a second start brings the first window to the front and gives it files."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QLockFile, QObject

from dialogue_desk.gui.targets import RECORD, Opened

if TYPE_CHECKING:
    from dialogue_desk.gui.arriving import Host

WAIT = 1500
"""Milliseconds the second start waits for the first one to answer."""
MOST_TOLD = 1 << 20
_ANY_PROCESS = -1


class OneWindow(QObject):
    """The lock of a data folder's window, and the wire by which a second start reaches the first.

    The lock is a file of the operating system's temporary folder: it says
    nothing about the data, and a lock left by a crash is noticed as stale.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        # On Windows the wire is seen by every account of the machine, and one folder has many spellings.
        told = f"{os.path.normcase(folder.resolve())}\n{Path.home()}"
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._name = f"dialogue-desk-{digest}"
        self._lock = QLockFile(str(Path(QDir.tempPath()) / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QObject | None = None

    def is_first(self) -> bool:
        """Whether no other window shows this folder; from then on this one does."""
        return self._lock.tryLock(0)

    def wake_first(self, files: Sequence[Opened] = ()) -> bool:
        """Ask the first window to come to the front and to show files; False when nobody answers."""
        from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415 only a second start needs it

        if sys.platform == "win32":  # only who was just started may hand over the place before other windows
            import ctypes  # noqa: PLC0415

            ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(WAIT):
            return False
        socket.write(json.dumps([str(file.absolute()) if isinstance(file, Path) else file for file in files]).encode())
        socket.flush()
        socket.waitForBytesWritten(WAIT)
        socket.disconnectFromServer()
        if socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState:
            socket.waitForDisconnected(WAIT)
        from dialogue_desk.gui.updates import put_off  # noqa: PLC0415 the first window does the rest

        put_off()
        return True

    def listen(self, wake: Callable[[list[Opened]], object]) -> None:
        """Call `wake` with the files it was given whenever the program is started again on this folder."""
        from PySide6.QtNetwork import QLocalServer, QLocalSocket  # noqa: PLC0415 after the first paint

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)

        def called() -> None:
            while (socket := server.nextPendingConnection()) is not None:
                attend(socket)

        def attend(socket: QLocalSocket) -> None:
            def ended() -> None:
                said = socket.read(MOST_TOLD).data()
                socket.deleteLater()
                wake(_files_in(bytes(said)))

            if socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
                ended()
            else:
                socket.disconnected.connect(ended)

        server.newConnection.connect(called)
        server.listen(self._name)
        self._server = server

    def release(self) -> None:
        """Give the folder free."""
        if self._server is not None:
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()


def _files_in(said: bytes) -> list[Opened]:
    """What a second start was given; anything else than a list of paths is none."""
    try:
        told = json.loads(said)
    except ValueError:
        return []
    return [_opened(word, Path) for word in told if isinstance(word, str)] if isinstance(told, list) else []


def _opened(word: str, file: Callable[[str], Path]) -> Opened:
    return word if word.startswith(RECORD) else file(word)


def given(arguments: Sequence[str], own: Path) -> tuple[Path, list[Opened]]:
    """The data folder after `--data`, else the person's own, and the files and records among the arguments."""
    words = list(arguments)
    at = words.index("--data") if "--data" in words else len(words)
    folder = Path(words[at + 1]) if at + 1 < len(words) else own
    return folder, [_opened(word, lambda name: Path(name).absolute()) for word in words[:at] + words[at + 2 :]]


def hear(app: Host, one: OneWindow, files: Sequence[Opened]) -> None:
    """After the first paint: files given now and by later starts."""
    from dialogue_desk.gui.arriving import Arriving  # noqa: PLC0415 after the first paint

    arriving = Arriving(app)
    one.listen(arriving.called)
    arriving.take(files)
