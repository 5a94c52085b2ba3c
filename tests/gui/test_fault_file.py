"""“Lưu tệp báo lỗi”: in the settings, beside a fault of ours, and where a desk does not open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dialogue_desk import journal
from dialogue_desk.errors import DamagedError
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.theme import Theme
from tests.gui.conftest import Seat

NAME = "Giàng Thị Súa"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the dialog that asks for a name is told to save."""
    file = tmp_path / "lỗi.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(file), ""))
    yield file
    journal.JOURNAL._folder = None


def test_from_the_settings_and_beside_a_fault(sit: Callable[..., Seat], qtbot: QtBot, out: Path) -> None:
    seat = sit(page="settings")
    journal.JOURNAL.begin(seat.desk.folder)
    page = seat.window.page()
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page._has("copies"))
    page.copies.ask_fault_file()
    assert str(out) in seat.window.notice.text()
    assert "desk.db: plain" in out.read_text(encoding="utf-8")
    out.unlink()
    assert seat.window.kit is not None
    try:
        {}[NAME]  # a fault of ours
    except KeyError as problem:
        seat.window.kit.notices.post_error(problem)
    assert "lỗi của chương trình" in seat.window.notice.text()
    seat.window.notice._button.click()
    sent = out.read_text(encoding="utf-8")
    assert "crash kind=KeyError where=window" in sent
    assert NAME not in sent


def test_where_the_desk_does_not_open(theme: Theme, data_dir: Path, qtbot: QtBot, out: Path) -> None:
    (data_dir / "desk.db").write_bytes(b"x" * 5000)
    card = FirstStart(theme, data_dir, DamagedError("Tệp hỏng."))
    qtbot.addWidget(card)
    card.show()
    card.fault_file.click()
    assert "desk.db: unknown" in out.read_text(encoding="utf-8")
    assert str(out) in card.said.text()
