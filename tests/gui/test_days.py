"""The window stays open over night: home shows the new day, and what is due reaches who works in another program."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui import notifying
from dialogue_desk.gui.days import EVERY, Days
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.notices import NoticeText
from dialogue_desk.gui.pages.home.page import HomePage
from dialogue_desk.gui.tasks import SyncRunner

EVENING, MORNING = date(2026, 11, 29), date(2026, 11, 30)
PETITION = {
    "side": "government",
    "kind": "petition",
    "text": "Đề nghị sửa đường",
    "subject": "infrastructure",
    "received_on": "2026-11-02",
}


@pytest.fixture
def calendar() -> list[date]:
    return [EVENING]


@pytest.fixture
def desk(tmp_path: Path, calendar: list[date]) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "bàn", "11311", "2023", "Phạm Thị Hạnh", lambda: calendar[0])
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    app = App(application, desk.folder, SyncRunner())
    app.open(desk)
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    assert app.window is not None
    qtbot.addWidget(app.window)
    app.window.app = app  # type: ignore[attr-defined]  # it lives as long as its window
    return app.window


def told(window: MainWindow) -> list[NoticeText]:
    heard: list[NoticeText] = []
    assert window.kit is not None
    window.kit.notices.posted.connect(heard.append)
    return heard


def test_what_ends_today_is_counted(desk: Desk, calendar: list[date]) -> None:
    desk.records.save("opinion", {**PETITION, "due_on": MORNING.isoformat()})
    desk.records.save("opinion", {**PETITION, "due_on": "2026-12-24", "text": "Đề nghị sửa cầu"})
    before = desk.home.due_today()
    calendar[0] = MORNING
    owed = sum(o.due_on == MORNING.isoformat() for o in desk.home.waiting())
    assert owed > 0, "the month ends: reports are owed"
    assert (before, desk.home.due_today()) == (0, owed + 1)


def test_a_new_day_is_shown_and_told_once(
    window: MainWindow, calendar: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    corner: list[str] = []
    monkeypatch.setattr(notifying, "is_in_front", lambda: False)
    monkeypatch.setattr(window.findChild(notifying.Notifier), "_show", corner.append)
    heard, days, home = told(window), window.findChild(Days), window.page()
    assert days is not None
    assert isinstance(home, HomePage)
    days.look()
    assert heard == []
    assert "29/11/2026" in home._day.text()
    calendar[0] = MORNING
    days.look()
    days.look()
    assert "30/11/2026" in home._day.text()
    assert [notice.text for notice in heard] == [f"Hôm nay có {window.kit.desk.home.due_today()} việc đến hạn."]  # type: ignore[union-attr]
    assert len(corner) == 1
    window.go("reports")
    assert heard[0].on_action is not None
    heard[0].on_action()
    assert window.current_key == "home"


def test_it_looks_by_itself_and_as_soon_as_the_window_is_used(
    window: MainWindow, calendar: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("reports")
    heard, days = told(window), window.findChild(Days)
    assert days is not None
    assert [timer.interval() for timer in days.findChildren(QTimer)] == [EVERY]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    calendar[0] = MORNING
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert heard == []
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert len(heard) == 1
    assert window.current_key == "reports", "nobody is taken away from a page"


def test_nothing_due_is_nothing_told(
    window: MainWindow, calendar: list[date], monkeypatch: pytest.MonkeyPatch, make_desk: Callable[[], Desk]
) -> None:
    heard, days = told(window), window.findChild(Days)
    assert days is not None
    calendar[0] = date(2026, 12, 2)
    assert window.kit is not None
    assert window.kit.desk.home.due_today() == 0
    days.look()
    assert heard == []
