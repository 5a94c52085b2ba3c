"""Long work off the window's thread: one worker, progress, cancel. Tests use the synchronous twin."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, QThread, Signal


class CancelledError(Exception):
    """The person pressed Hủy; work ends at its next step."""


class Progress:
    """Given to the work: it says how far it is and learns here that it is to stop."""

    def __init__(self, report: Callable[[int, int, str], None]) -> None:
        self._report = report
        self._stop = threading.Event()

    def step(self, done: int, total: int, text: str = "") -> None:
        if self._stop.is_set():
            raise CancelledError
        self._report(done, total, text)

    def cancel(self) -> None:
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()


class Task(QObject):
    """One piece of work. Its signals arrive in the window's thread."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    ended = Signal()

    def __init__(self, label: str, work: Callable[[Progress], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.progress = Progress(lambda done, total, text: self.progressed.emit(done, total, text))
        self._work = work
        self.is_over = False

    def cancel(self) -> None:
        self.progress.cancel()

    def run(self) -> None:
        """Do the work here and now; whatever goes wrong becomes a signal."""
        try:
            result = self._work(self.progress)
        except CancelledError:
            self.cancelled.emit()
        except Exception as problem:
            self.failed.emit(problem)
        else:
            self.done.emit(result)
        self.is_over = True
        self.ended.emit()


class Runner(Protocol):
    """What pages need: start work, hear of it."""

    def run(
        self,
        label: str,
        work: Callable[[Progress], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task: ...

    def stop(self) -> None: ...


class SyncRunner:
    """Runs at once, in place."""

    def run(
        self,
        label: str,
        work: Callable[[Progress], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task:
        task = Task(label, work)
        task.done.connect(done)
        task.failed.connect(failed)
        task.run()
        return task

    def stop(self) -> None:
        """Nothing runs on."""


class _Worker(QThread):
    def __init__(self, queue: SimpleQueue[Task | None], parent: QObject) -> None:
        super().__init__(parent)
        self._queue = queue

    def run(self) -> None:
        while (task := self._queue.get()) is not None:
            task.run()


class ThreadRunner(QObject):
    """One worker thread, started with the first task; tasks run one after the other."""

    started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._worker: _Worker | None = None
        self._open: list[Task] = []

    def run(
        self,
        label: str,
        work: Callable[[Progress], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None],
    ) -> Task:
        task = Task(label, work, self)
        task.done.connect(done)
        task.failed.connect(failed)
        task.ended.connect(lambda: self._forget(task))
        self._open.append(task)
        if self._worker is None:
            self._worker = _Worker(self._queue, self)
            self._worker.start()
        self._queue.put(task)
        self.started.emit(task)
        return task

    def stop(self) -> None:
        """End the worker; a running QThread at exit would abort the process."""
        for task in self._open:
            task.cancel()
        if self._worker is not None:
            self._queue.put(None)
            self._worker.wait()
            self._worker = None

    def _forget(self, task: Task) -> None:
        self._open.remove(task)
        task.deleteLater()
