"""Who locks the desk and when: a command, or nobody at keyboard and mouse for some minutes.

Time is told by the wall clock, which goes on while a laptop sleeps: whoever
wakes it later than the limit finds it locked, whatever they press first.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

TICK = 1000
MINUTES = (0, 5, 10, 15, 30, 60)
"""The choices; 0: never."""
USUAL = 15
PREFERENCE = "lock_minutes"

_BY_PERSON = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
        QEvent.Type.Drop,
    )
)


def minutes_of(kept: str) -> int:
    """The limit a laptop chose; what was never chosen, or cannot be read, is the usual one."""
    return int(kept) if kept.isdecimal() and int(kept) in MINUTES else USUAL


class Guard(QObject):
    """Watches the windows of the program while there is something to lock.

    Events are looked at where they reach a window of the system: there are few
    of them, and none is missed, whatever widget takes it.
    """

    lock_asked = Signal()
    set_asked = Signal(str)
    remove_asked = Signal(str)
    reencrypt_asked = Signal(str, str)
    """The present passphrase and the new one."""
    code_asked = Signal(str)
    """The present passphrase: another recovery code is wanted."""
    restore_asked = Signal(str, str, str, bool)
    """A backup file; the passphrase, empty where there is none; the unit's name as typed, for another's backup;
    whether what was erased since stays erased."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.clock = clock
        self._limit = 0.0
        self._last = clock()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.look)
        self._copied_here = False
        QGuiApplication.clipboard().dataChanged.connect(self._copied)

    def watch(self, minutes: int) -> None:
        """Ask for the lock after so many minutes without a person; 0: never."""
        self._limit = minutes * 60.0
        self._last = self.clock()
        if minutes:
            self._timer.start()
            self.look()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Ask for the lock when it is time; look out for windows that are new."""
        if self._is_time():
            self.lock_asked.emit()
            return
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _copied(self) -> None:
        """Whoever is in front when the clipboard changes has filled it."""
        self._copied_here = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive

    def forget_copied(self) -> None:
        """Take from the clipboard what was copied here; what came from elsewhere stays."""
        clipboard = QGuiApplication.clipboard()
        if self._copied_here or clipboard.ownsClipboard():
            clipboard.clear()

    def _is_time(self) -> bool:
        now = self.clock()
        self._last = min(self._last, now)  # a clock that was put back gives no more than the whole limit again
        return self._limit > 0 and now - self._last >= self._limit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _BY_PERSON or self._limit <= 0:
            return False
        if self._is_time():
            self.lock_asked.emit()
            return True
        self._last = self.clock()
        return False


def put_away(shown: QWidget) -> None:
    """Leave nothing to be seen but one window: dialogs are given up, menus and lists closed, the rest hidden."""
    for widget in QApplication.topLevelWidgets():
        if widget is shown or not isValid(widget) or not widget.isVisible():
            continue
        if isinstance(widget, QDialog):
            rest = getattr(widget, "rest", None)  # a dialog that keeps what is half typed in it
            if rest is not None:
                rest()
            widget.reject()
        else:
            widget.hide()
