"""A second start on the same folder, the demonstration offered at first start, the first session."""

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, Query, updating
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.single import OneWindow, given
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.gui.theme import Theme


def test_a_second_start_wakes_the_first(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[int] = []
    first, second, other = OneWindow(tmp_path), OneWindow(tmp_path), OneWindow(tmp_path / "other")
    assert first.is_first()
    assert not second.is_first()
    assert other.is_first()
    assert not second.wake_first(), "nobody listens yet"
    monkeypatch.setattr(updating, "home", lambda: tmp_path)
    first.listen(lambda _files: woken.append(1))
    (tmp_path / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    assert second.wake_first()
    assert (tmp_path / updating.NEXT).exists(), "a version on trial that shows nothing itself is tried another time"
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


def test_a_second_start_hands_its_files_over(qtbot: QtBot, tmp_path: Path) -> None:
    heard: list[list[Path]] = []
    first, second = OneWindow(tmp_path), OneWindow(tmp_path / "." / "")
    assert first.is_first()
    assert not second.is_first(), "another spelling of the same folder"
    first.listen(heard.append)
    assert second.wake_first([tmp_path / "gói.ddpkg"])
    qtbot.waitUntil(lambda: heard == [[tmp_path / "gói.ddpkg"]])
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    assert socket.waitForConnected(1000)
    socket.write(b'{"no": "list"}')
    socket.disconnectFromServer()
    qtbot.waitUntil(lambda: heard[1:] == [[]])
    first.release()


def test_two_people_of_one_machine_have_a_window_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = OneWindow(tmp_path)
    assert first.is_first()
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "another")
    other = OneWindow(tmp_path)
    assert other.is_first()
    first.release()
    other.release()


@pytest.mark.parametrize(
    ("arguments", "folder", "files"),
    [
        ([], "own", []),
        (["--data", "D"], "D", []),
        (["a.ddpkg", "--data", "D", "b.xlsx"], "D", ["a.ddpkg", "b.xlsx"]),
    ],
)
def test_what_the_window_is_given(arguments: list[str], folder: str, files: list[str]) -> None:
    assert given(arguments, Path("own")) == (Path(folder), [Path(file).absolute() for file in files])


def test_files_ask_for_the_window_and_commands_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    specification = importlib.util.spec_from_file_location("started", Path(__file__).parents[2] / "main.py")
    assert specification is not None
    started = importlib.util.module_from_spec(specification)
    assert specification.loader is not None
    specification.loader.exec_module(started)
    monkeypatch.chdir(tmp_path)
    Path("danh sách.xlsx").write_bytes(b"")
    Path("send").write_bytes(b"")
    assert started.for_window([]) == []
    assert started.for_window(["--data=D"]) == ["--data", "D"]
    assert started.for_window(["gone.ddpkg"]) == ["gone.ddpkg"], "a sentence in the window says that it is gone"
    assert started.for_window(["--data", "D", "danh sách.xlsx"]) == ["--data", "D", "danh sách.xlsx"]
    assert started.for_window(["send"]) is None, "a command stays a command beside a file of its name"
    assert started.for_window(["gone.xlsx"]) is None
    assert started.for_window(["--data"]) is None
    assert started.for_window(["send", "--out", "a.ddpkg"]) is None
