"""The worker: results, failures, cancelling, and an end that leaves no thread behind."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from dialogue_desk.errors import DeskError
from dialogue_desk.gui.notices import sentence_of
from dialogue_desk.gui.tasks import CancelledError, Progress, SyncRunner, ThreadRunner


def fail(_problem: Exception) -> None:
    pytest.fail("this work does not fail")


def test_results_arrive_in_the_window_thread(qtbot: QtBot) -> None:
    runner = ThreadRunner()
    seen: list[object] = []
    places: list[str] = []

    def work(progress: Progress) -> object:
        places.append(threading.current_thread().name)
        progress.step(1, 2, "nửa")
        return 42

    def done(result: object) -> None:
        seen.append(result)
        places.append(threading.current_thread().name)

    runner.run("việc", work, done, fail)
    qtbot.waitUntil(lambda: seen == [42])
    assert places[1] == threading.main_thread().name
    assert places[0] != places[1]
    runner.stop()


def test_failures_arrive_too(qtbot: QtBot) -> None:
    runner = ThreadRunner()
    problems: list[Exception] = []

    def work(_progress: Progress) -> object:
        raise DeskError("Đĩa đầy.", "Dọn bớt.")

    runner.run("việc", work, lambda _result: None, problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    assert sentence_of(problems[0]) == "Đĩa đầy. Dọn bớt."
    runner.stop()


def test_cancelling_stops_at_the_next_step(qtbot: QtBot) -> None:
    runner = ThreadRunner()
    begun = threading.Event()

    def work(progress: Progress) -> object:
        begun.set()
        while True:
            progress.step(0, 0)

    task = runner.run("việc", work, fail, fail)
    begun.wait(5)
    with qtbot.waitSignal(task.cancelled):
        task.cancel()
    runner.stop()


def test_what_was_given_up_while_it_waited_is_not_begun(qtbot: QtBot) -> None:
    runner, go_on = ThreadRunner(), threading.Event()
    begun: list[str] = []
    runner.run("first", lambda _progress: go_on.wait(5), lambda _done: None, lambda _error: None)
    waiting = runner.run("second", lambda _progress: begun.append("second"), lambda _done: None, lambda _error: None)
    last = runner.run("third", lambda _progress: begun.append("third"), lambda _done: None, lambda _error: None)
    with qtbot.waitSignals([waiting.cancelled, last.done]):
        waiting.cancel()
        go_on.set()
    assert begun == ["third"]
    runner.stop()


def test_stopping_ends_running_work(qtbot: QtBot) -> None:
    runner = ThreadRunner()

    def work(progress: Progress) -> object:
        while not progress.is_cancelled:
            pass
        raise CancelledError

    runner.run("việc", work, lambda _result: None, fail)
    runner.stop()
    assert runner._worker is None


def test_what_is_asked_after_the_end_is_not_begun(qtbot: QtBot) -> None:
    """A timer of a window that is gone: a thread begun then would outlive the program, which aborts it."""
    runner, seen = ThreadRunner(), list[object]()
    runner.stop()
    task = runner.run("việc", seen.append, seen.append, fail)
    qtbot.wait(50)
    assert (runner._worker, runner.labels, seen) == (None, [], [])
    assert task._progress.is_cancelled


def test_the_synchronous_twin() -> None:
    seen: list[object] = []
    SyncRunner().run("việc", lambda _progress: "xong", seen.append, fail)
    assert seen == ["xong"]


def test_a_fault_of_ours_is_named_as_such() -> None:
    assert "ZeroDivisionError" in sentence_of(ZeroDivisionError("chia"))
