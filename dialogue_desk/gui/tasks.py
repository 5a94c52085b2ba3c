"""Long work off the window's thread: one worker, progress, cancel. Tests use the synchronous twin."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from dialogue_desk.desk.trouble import explain

TELL_EVERY = 0.05


class CancelledError(Exception):
    """The person pressed Hủy; work ends at its next step."""


Tell = Callable[[str, object], None]
"""How work reports: an event ("progressed", "done", "failed", "cancelled") and what belongs to it."""


class Progress:
    """Given to the work: it says how far it is and learns here that it is to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._told_at = 0.0
        self.tell: Tell = lambda _event, _what: None

    def step(self, done: int, total: int, text: str = "") -> None:
        """Told a few times a second at most, however often it is called: events queue up in the window."""
        if self._stop.is_set():
            raise CancelledError
        now = time.monotonic()
        if now - self._told_at >= TELL_EVERY or done == total > 0:
            self._told_at = now
            self.tell("progressed", (done, total, text))

    def cancel(self) -> None:
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()


Work = Callable[[Progress], object]


class Task(QObject):
    """One piece of work as the window sees it. The worker's thread never touches this object."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()
    """Over, whichever way it went."""

    def __init__(self, label: str, progress: Progress, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self._progress = progress
        self.is_over = False

    def cancel(self) -> None:
        self._progress.cancel()

    def hear(self, event: str, what: object) -> None:
        """Pass on what the work reported."""
        if event == "progressed" and isinstance(what, tuple):
            self.progressed.emit(*what)
        elif event == "cancelled":
            self.cancelled.emit()
        else:
            (self.done if event == "done" else self.failed).emit(what)
        if event != "progressed":
            self.is_over = True
            self.ended.emit()


def carry_out(work: Work, progress: Progress) -> None:
    """Do the work here and now, unless it was given up before; whatever goes wrong is told, not raised."""
    try:
        if progress.is_cancelled:
            raise CancelledError
        result = work(progress)
    except CancelledError:
        progress.tell("cancelled", None)
    except Exception as problem:
        # A full disk met outside a use case (a file written by a library) is told as such, not as a fault of ours.
        progress.tell("failed", explain(problem) or problem)
    else:
        progress.tell("done", result)


class Runner(Protocol):
    """What pages need: start work, hear of it."""

    def run(
        self,
        label: str,
        work: Work,
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task: ...

    def stop(self) -> None: ...

    @property
    def labels(self) -> list[str]:
        """What is running or waits to run."""
        ...


class SyncRunner:
    """Runs at once, in place."""

    def run(
        self,
        label: str,
        work: Work,
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task:
        progress = Progress()
        task = Task(label, progress)
        task.done.connect(done)
        task.failed.connect(failed)
        progress.tell = task.hear
        carry_out(work, progress)
        return task

    def stop(self) -> None:
        """Nothing runs on."""

    @property
    def labels(self) -> list[str]:
        return []


class _Worker(QThread):
    """Takes work from the queue until None comes."""

    def __init__(self, queue: SimpleQueue[tuple[Work, Progress] | None], parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue

    def run(self) -> None:
        while (taken := self._queue.get()) is not None:
            carry_out(*taken)


class ThreadRunner(QObject):
    """One worker thread, started with the first task; tasks run one after the other."""

    started = Signal(object)
    _told = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[tuple[Work, Progress] | None] = SimpleQueue()
        self._worker: _Worker | None = None
        self._open: dict[int, Task] = {}
        self._last = 0
        self._is_over = False
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        label: str,
        work: Work,
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task:
        self._last += 1
        number = self._last
        progress = Progress()
        progress.tell = lambda event, what: self._told.emit(number, event, what)
        task = Task(label, progress)
        if self._is_over:  # a timer of a window that is gone may still ask: no thread outlives the program
            task.cancel()
            return task
        self._open[number] = task
        task.done.connect(done)
        task.failed.connect(failed)
        if self._worker is None:
            self._worker = _Worker(self._queue, self)
            self._worker.start()
        self._queue.put((work, progress))
        self.started.emit(task)
        return task

    @property
    def labels(self) -> list[str]:
        return [task.label for task in self._open.values()]

    def stop(self) -> None:
        """End the worker; a running QThread at exit would abort the process."""
        self._is_over = True
        for task in self._open.values():
            task.cancel()
        if self._worker is not None:
            self._queue.put(None)
            self._worker.wait()
            self._worker = None

    @Slot(int, str, object)
    def _hear(self, number: int, event: str, what: object) -> None:
        task = self._open.get(number)
        if task is None:
            return
        if event != "progressed":
            del self._open[number]
        task.hear(event, what)
