"""The start: a face where one is known, a question where there is no desk, a sentence where there is trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App, face_of
from dialogue_desk.desk import Desk
from dialogue_desk.gui.dialogs.first_start import FirstStart, free_place
from dialogue_desk.gui.face import FILE, Face, keep_face, read_face
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.gui.theme import Theme


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Callable[[Path], App]:
    made: list[App] = []

    def begin(folder: Path) -> App:
        app = App(qapp, folder, SyncRunner())
        made.append(app)
        app.start()
        return app

    yield begin
    for app in made:
        app.stop()
        if app.window is not None:
            app.window.close()
            app.window.deleteLater()
    QApplication.processEvents()


def test_the_frame_is_there_before_the_desk(
    start: Callable[[Path], App], make_desk: Callable[..., Desk], qtbot: QtBot
) -> None:
    desk = make_desk()
    keep_face(desk.folder, face_of(desk))
    app = start(desk.folder)
    assert app.desk is None
    assert app.window is not None
    assert app.window.top._unit._name == "Phường Minh Khai"
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    assert app.desk is not None


def test_a_face_that_no_longer_fits_is_replaced(
    start: Callable[[Path], App], make_desk: Callable[..., Desk], qtbot: QtBot
) -> None:
    desk = make_desk()
    keep_face(desk.folder, Face(unit="Xã khác", person="Ai đó", text_size="2.0"))
    app = start(desk.folder)
    first = app.window
    qtbot.waitUntil(lambda: app.window is not first and app.window is not None and app.window.kit is not None)
    assert app.window is not None
    assert app.window.theme.scale == 1.0
    assert read_face(desk.folder) == face_of(desk)


def test_without_a_face_the_desk_is_opened_first(start: Callable[[Path], App], make_desk: Callable[..., Desk]) -> None:
    app = start(make_desk().folder)
    assert app.window is not None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"unit": 3, "other": 1}'])
def test_a_damaged_face_is_no_face(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    face = read_face(tmp_path)
    assert face is None or face.unit == "3"


def test_a_new_folder_asks_for_unit_and_name(start: Callable[[Path], App], data_dir: Path, qtbot: QtBot) -> None:
    app = start(data_dir)
    first = app._first
    assert isinstance(first, FirstStart)
    first._sift("hong bang")
    assert first._list.count() >= 1
    first._begin()
    assert first.said.text()
    first._name.setText("Phạm Thị Hạnh")
    first._begin()
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    assert app.desk is not None
    assert app.desk.person == "Phạm Thị Hạnh"


def test_damaged_data_is_left_alone_and_said(start: Callable[[Path], App], make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.close()
    (desk.folder / "desk.db").write_bytes(b"not a database at all" * 100)
    app = start(desk.folder)
    assert app.window is None
    assert isinstance(app._first, FirstStart)


def test_a_desk_in_an_unsafe_folder_can_be_moved_from_the_card(
    start: Callable[[Path], App], make_desk: Callable[..., Desk], tmp_path: Path, qtbot: QtBot
) -> None:
    desk = make_desk()
    desk.close()
    unsafe, target = tmp_path / "Dropbox" / "bàn", tmp_path / "ổ máy"
    unsafe.parent.mkdir()
    desk.folder.rename(unsafe)
    app = start(unsafe)
    first = app._first
    assert isinstance(first, FirstStart)
    first.move_to(unsafe.parent / "khác")
    assert first._moving.isVisibleTo(first)
    assert "Dropbox" in first.said.text()
    target.mkdir()
    (target / "việc khác.txt").write_text("của người khác", encoding="utf-8")
    first.move_to(free_place(target))
    assert str(target / "DialogueDesk") in first.said.text()
    assert not first._moving.isVisibleTo(first)
    first._open_moved.click()
    qtbot.waitUntil(lambda: app.window is not None and app.window.kit is not None)
    assert app.desk is not None
    assert app.desk.folder == target / "DialogueDesk"
    assert read_face(app.desk.folder) == face_of(app.desk)


def test_a_name_alone_opens_no_desk_and_enter_takes_the_unit_found(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    first = FirstStart(theme, tmp_path / "new", None)
    qtbot.addWidget(first)
    first.show()
    first.activateWindow()
    qtbot.waitUntil(first.isActiveWindow)
    opened: list[object] = []
    first.opened.connect(opened.append)
    first._name.setText("Hằng")
    first._begin()
    assert opened == []
    assert not (tmp_path / "new").exists()
    qtbot.keyClicks(first._search, "11842")
    qtbot.keyClick(first._search, Qt.Key.Key_Return)
    assert first._name.hasFocus()
    qtbot.keyClick(first._name, Qt.Key.Key_Return)
    assert len(opened) == 1
    assert opened[0].unit == "11842@2025"  # type: ignore[attr-defined]
    opened[0].close()  # type: ignore[attr-defined]
