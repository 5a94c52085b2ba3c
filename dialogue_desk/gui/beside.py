"""Long work on the desk, beside the window: the worker opens its own store, the window hears what changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from shiboken6 import isValid

from dialogue_desk.desk import Change, Desk
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress, Task, Work

T = TypeVar("T")


def run_for(
    kit: Kit,
    label: str,
    work: Work,
    done: Callable[[object], None],
    failed: Callable[[Exception], None] | None = None,
) -> Task:
    """Run `work` in the worker; a window that was rebuilt for another look meanwhile hears nothing of it."""

    def on_done(result: object) -> None:
        if isValid(kit.notices):  # it goes with its window
            done(result)

    def on_failed(problem: Exception) -> None:
        if isValid(kit.notices):
            (failed or kit.notices.post_error)(problem)

    return kit.runner.run(label, work, on_done, on_failed)


def run_beside(
    kit: Kit,
    label: str,
    work: Callable[[Desk, Progress], T],
    done: Callable[[T], None],
    failed: Callable[[Exception], None] | None = None,
) -> Task:
    """Run `work` on another store over the same file; its changes are reported here once it is done.

    Work that ends badly may have written before: then everything is read again. Changes are told, and what was
    done can be undone, also where the window that asked is gone.
    """
    changes: list[Change] = []

    def in_worker(progress: Progress) -> object:
        with closing(kit.desk.another()) as other:
            other.listeners.append(changes.append)
            return work(other, progress)

    def tell() -> None:
        told, changes[:] = list(changes), []
        for change in told:
            kit.desk.report_change(change)

    def on_done(result: object) -> None:
        tell()
        if isValid(kit.notices):
            done(result)  # type: ignore[arg-type]  # the task carries back what `work` returned

    def on_failed(problem: Exception) -> None:
        tell()
        if isValid(kit.notices):
            (failed or kit.notices.post_error)(problem)

    task = kit.runner.run(label, in_worker, on_done, on_failed)
    task.cancelled.connect(tell)
    return task
