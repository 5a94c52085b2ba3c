"""A second start on the same folder, the demonstration offered at first start, the first session."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.single import OneWindow
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.gui.theme import Theme


def test_a_second_start_wakes_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    woken: list[int] = []
    first, second, other = OneWindow(tmp_path), OneWindow(tmp_path), OneWindow(tmp_path / "other")
    assert first.is_first()
    assert not second.is_first()
    assert other.is_first()
    assert not second.wake_first(), "nobody listens yet"
    first.listen(lambda: woken.append(1))
    assert second.wake_first()
    qtbot.waitUntil(lambda: woken == [1])
    first.release()
    assert second.is_first()
    second.release()
    other.release()


def test_the_demonstration_is_made_beside_the_real_folder(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    card = FirstStart(theme, tmp_path / "dữ liệu", None)
    qtbot.addWidget(card)
    opened: list[Desk] = []
    card.opened.connect(opened.append)
    card.show_demo()
    assert opened[0].folder == tmp_path / "dữ liệu-minh-hoa"
    assert opened[0].records.count("session", Query()) > 10
    assert not (tmp_path / "dữ liệu").exists()
    opened[0].close()


def test_a_new_desk_begins_with_its_first_session(qtbot: QtBot, make_desk: object, resources: object) -> None:
    desk = make_desk()  # type: ignore[operator]
    desk.prefer("page", "sessions")
    desk.prefer("first_session", "yes")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    app = App(application, desk.folder, SyncRunner())
    app.open(desk)
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    qtbot.waitUntil(lambda: desk.preference("first_session") == "")
    assert app.window is not None
    assert app.window.current_key == "sessions"
    app.desk = None
    app.window.close()
