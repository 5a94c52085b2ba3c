"""A fault of ours is written down and told in the window; it does not take the work along."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import qVersion

from dialogue_desk import journal
from dialogue_desk.journal import JOURNAL

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from dialogue_desk.gui.main_window import MainWindow


class Shows(Protocol):
    """What has a window, or none yet."""

    window: MainWindow | None


def begin_journal(folder: Path) -> None:
    """From now on this process tells what happens in the log of a data folder."""
    JOURNAL.begin(folder)
    JOURNAL.note("start", **journal.machine(), qt=qVersion())
    JOURNAL.watch()


def end_journal(status: int) -> int:
    """The window ended in order, with a status."""
    JOURNAL.note("end", status=status)
    JOURNAL.rest()
    return status


def install_crash_hook(app: Shows) -> None:
    """Have every exception that nobody caught told and written down, of other threads too."""

    def hook(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, problem, trace)
        window = app.window
        if window is not None and window.kit is not None and isinstance(problem, Exception):
            window.kit.notices.post_error(problem)
        else:
            JOURNAL.crash(problem, "start")
            from dialogue_desk.gui.updates import give_up  # noqa: PLC0415 only a start that fails needs it

            give_up()

    def in_thread(told: threading.ExceptHookArgs) -> None:
        threading.__excepthook__(told)
        if told.exc_value is not None:
            JOURNAL.crash(told.exc_value, "thread")

    sys.excepthook = hook
    threading.excepthook = in_thread
