"""Long work on the desk, beside the window: the worker opens its own store, the window hears what changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from shiboken6 import isValid

from dialogue_desk.desk import Change, Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress, Task, Work
from dialogue_desk.texts import _

T = TypeVar("T")


AT_ONCE = 20
"""Records that are taken back before anybody notices."""


def undo_last(kit: Kit, told: str = "") -> Task | None:
    """Take back the last operation of this desk and say so; one of many records beside the window (the task).

    Where it cannot be written it can be tried again. Operations are taken back one after the other, the newest
    first: while one is on its way, the next has to wait. `told` is said of what was taken back.
    """

    def done(count: int) -> None:
        words = (told or _("Đã hoàn tác {count} bản ghi.")) if count else _("Không còn thay đổi nào để hoàn tác.")
        kit.notices.post(words.format(count=count), "ok" if count else "info")

    records, label = kit.desk.records, _("Hoàn tác")
    if label in kit.runner.labels:
        kit.notices.post(_("Đang hoàn tác; xong rồi hãy hoàn tác tiếp."), "info")
        return None
    steps = records.trail.last
    if len(steps) > AT_ONCE:

        def work(desk: Desk, _progress: Progress) -> None:
            desk.records.take_back(steps)

        def taken(_nothing: None) -> None:
            records.trail.forget(steps)
            done(len(steps))

        return run_beside(kit, label, work, taken)
    try:
        count = len(records.undo())
    except DeskError as trouble:
        kit.notices.post_error(trouble)
    else:
        done(count)
    return None


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
    done_there: list[Desk] = []

    def in_worker(progress: Progress) -> object:
        with closing(kit.desk.another()) as other:
            other.listeners.append(changes.append)
            try:
                return work(other, progress)
            finally:
                done_there.append(other)

    def tell() -> None:
        while done_there:
            kit.desk.records.take_over(done_there.pop().records)
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
