"""The list at the button of the task bar, and what is said to somebody who works in another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui import notifying
from dialogue_desk.gui.arriving import Arriving
from dialogue_desk.gui.jump_list import Entry, LastRecords, entries, key_of, word_of
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.notices import Notices
from dialogue_desk.gui.single import _files_in, given
from dialogue_desk.gui.tasks import SyncRunner
from main import for_window

SESSION = {
    "held_on": "2026-03-05",
    "title": "Bà Quách Thị Nhàn hỏi đường",
    "place": "Nhà văn hóa",
    "count_for": "party",
}


@pytest.fixture
def window(qtbot: QtBot, make_desk: Callable[[], Desk]) -> MainWindow:
    desk = make_desk()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    app = App(application, desk.folder, SyncRunner())
    app.open(desk)
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    assert app.window is not None
    qtbot.addWidget(app.window)
    app.window.app = app  # type: ignore[attr-defined]  # it lives as long as its window
    return app.window


def test_the_last_three_saved_are_listed_by_kind_and_day_alone(window: MainWindow) -> None:
    assert window.kit is not None
    put: list[Sequence[Entry]] = []
    LastRecords(window.kit, window, put.append)
    desk = window.kit.desk
    made = [desk.records.save("session", {**SESSION, "held_on": f"2026-03-0{day}"}) for day in (1, 2, 3, 4)]
    assert [entry.title for entry in put[-1]] == [f"Cuộc đối thoại 0{day}/03/2026" for day in (4, 3, 2)]
    told = " ".join(entry.title + entry.arguments for entry in put[-1])
    assert "Nhàn" not in told
    assert "văn hóa" not in told
    assert put[-1][0].arguments == f'--data "{desk.folder}" record:session/{desk.unit}/{made[-1].id}'
    desk.records.save("session", {"place": "Trường học"}, record_id=made[1].id)
    assert [entry.title[-10:] for entry in put[-1]] == ["02/03/2026", "04/03/2026", "03/03/2026"], "each of them once"
    desk.records.delete("session", made[1].id)
    assert [entry.title[-10:] for entry in put[-1]] == ["04/03/2026", "03/03/2026"], "not what is in the bin"
    later: list[Sequence[Entry]] = []
    LastRecords(window.kit, window, later.append)
    desk.records.save("session", {**SESSION, "held_on": "2026-03-09"})
    assert [entry.title[-10:] for entry in later[-1]] == ["09/03/2026", "04/03/2026"], "kept over a start"


def test_an_entry_opens_its_record(window: MainWindow) -> None:
    assert window.kit is not None
    desk = window.kit.desk
    held = desk.records.save("session", SESSION)
    (entry,) = entries(desk, [("session", desk.unit, held.id)])
    words = ["--data", str(desk.folder), entry.arguments.split()[-1]]
    assert for_window(words) == words
    folder, opened = given(words, Path("none"))
    assert folder == desk.folder
    window.go("home")
    Arriving(window.app).take(opened)  # type: ignore[attr-defined]
    assert window.current_key == "sessions"
    page = window.page()
    assert page is not None
    assert page.place().id == held.id


def test_the_word_for_a_record_goes_over_the_wire_as_it_is() -> None:
    word = word_of(("session", "11311", "0198"))
    assert key_of(word) == ("session", "11311", "0198")
    assert [key_of(other) for other in ("record:session", "record:a//b", "file:a/b/c", "record:a/b/c/d")] == [None] * 4
    assert _files_in(f'["{word}", "/a.ddpkg"]'.encode()) == [word, Path("/a.ddpkg")]


@pytest.mark.parametrize("is_in_front", [True, False])
def test_news_reach_who_works_in_another_program_without_saying_what(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, is_in_front: bool
) -> None:
    window, shown = QWidget(), []
    qtbot.addWidget(window)
    notices = Notices(window)
    monkeypatch.setattr(notifying, "is_in_front", lambda: is_in_front)
    notifier = notifying.Notifier(window, notices, shown.append)
    notices.post("Đã nhận gói của bà Nhàn.")
    notices.post("Đã xong.")
    assert len(shown) == (0 if is_in_front else 1), "one message for all that comes at once"
    assert "Nhàn" not in " ".join(shown)
    notifier.put_away()
    notices.post("Đã xong nữa.")
    assert len(shown) == (0 if is_in_front else 2)
