"""The passphrase in the window: written anew, a code until it is confirmed, another's backup by name, the clipboard."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import WrongPassphraseError
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.dialogs.passphrase import RecoveryCode
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.storage import key_file

FIRST, NEXT = "cây đa giếng nước sân đình", "bốn mùa gió heo may"


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The program over a desk with a passphrase and one backup."""
    monkeypatch.setattr(key_file, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_file, "PASSES", 1)
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.prefer("page", "settings")
    desk.keeping.back_up()
    desk.close()
    locking.lock(data_dir, FIRST)
    desk = Desk.open(data_dir, FIRST)
    locking.confirm(desk.store)
    one = App(qapp, data_dir, SyncRunner())
    one.open(desk)
    wait(qtbot, one)
    yield one
    for widget in QApplication.topLevelWidgets():
        widget.hide()
    one.let_go()
    one.stop()
    QApplication.processEvents()


def wait(bot: QtBot, app: App) -> None:
    bot.waitUntil(lambda: app.window is not None and app.window.page() is not None)
    bot.waitUntil(lambda: settings(app)._has("copies"))
    bot.wait(20)


def settings(app: App) -> SettingsPage:
    page = app.window.page() if app.window is not None else None
    assert isinstance(page, SettingsPage)
    return page


def shown_code(bot: QtBot, card: Callable[[], FirstStart | None]) -> RecoveryCode:
    bot.waitUntil(lambda: card() is not None and card().findChild(RecoveryCode) is not None)  # type: ignore[union-attr]
    found = card().findChild(RecoveryCode)  # type: ignore[union-attr]
    assert isinstance(found, RecoveryCode)
    return found


def test_changed_and_written_anew_and_another_code_on_request(app: App, qtbot: QtBot, data_dir: Path) -> None:
    card = settings(app).passphrase
    for present, new, said in (("sai", NEXT, "không đúng"), (FIRST, "matkhau123", "dễ đoán"), (FIRST, "ngắn", "ngắn")):
        card.present.setText(present)
        card.new.setText(new)
        card.again.setText(new)
        card.anew.click()
        assert said in card.said.text()
    card.new.setText(NEXT)
    card.again.setText(NEXT)
    card.anew.click()
    code = shown_code(qtbot, lambda: app._lock.card)  # type: ignore[union-attr]
    with pytest.raises(WrongPassphraseError):
        locking.check(data_dir, FIRST)
    assert not code.go_on.isEnabled()
    code.kept.click()
    code.go_on.click()
    wait(qtbot, app)
    assert app.desk is not None
    assert locking.unconfirmed_code(app.desk.store) == ""
    card = settings(app).passphrase
    card.present.setText(NEXT)
    card.code.click()
    other = shown_code(qtbot, lambda: app._lock.card)  # type: ignore[union-attr]
    assert other.shown != code.shown
    other.kept.click()
    other.go_on.click()
    wait(qtbot, app)
    with pytest.raises(WrongPassphraseError):
        locking.recover(data_dir, code.shown, FIRST)


def test_the_new_code_is_shown_at_each_start_until_it_is_confirmed(
    app: App, qtbot: QtBot, qapp: QApplication, data_dir: Path
) -> None:
    app.let_go()
    app.stop()
    new = locking.recover(data_dir, locking_code(data_dir), NEXT).recovery_code
    for turn in range(2):
        first = FirstStart(app.theme, data_dir, WrongPassphraseError("", code="needs_passphrase"))
        opened: list[Desk] = []
        first.opened.connect(opened.append)
        first.show()
        first.door.passphrase.setText(NEXT)
        first.door.open()
        assert opened == []
        code = shown_code(qtbot, lambda one=first: one)  # type: ignore[misc]
        assert code.shown == new
        if turn:
            code.kept.click()
            code.go_on.click()
            assert len(opened) == 1
            assert locking.unconfirmed_code(opened[0].store) == ""
            opened[0].close()
        else:
            first.close()  # the person goes: the desk is closed, the code waits


def locking_code(data_dir: Path) -> str:
    """A recovery code that opens: made anew, as the first one was confirmed and is on paper only."""
    return locking.new_code(data_dir, FIRST).recovery_code


def test_what_could_not_be_reached_is_told_in_the_window(app: App, data_dir: Path, tmp_path: Path) -> None:
    assert app.desk is not None
    app.desk.prefer("backup_folder", str(tmp_path / "ổ đã rút"))
    card = settings(app).passphrase
    card.present.setText(FIRST)
    card.new.setText(NEXT)
    card.again.setText(NEXT)
    card.act.click()
    assert app.window is not None
    assert "ổ đã rút" in app.window.notice.text()
    locking.check(data_dir, NEXT)


def test_anothers_backup_waits_for_its_name(app: App, qtbot: QtBot, data_dir: Path, tmp_path: Path) -> None:
    other = Desk.init(tmp_path / "khác", "11299@2023", "2023", "Mai")
    other.prefer("page", "settings")
    name = other.units.name(other.unit)
    file = shutil.copyfile(other.keeping.back_up(), tmp_path / "sao.db")
    other.close()
    copies = settings(app).copies
    copies.take_other(file)
    copies.passphrase.setText(FIRST)
    copies.look()
    assert name in copies.said.text()
    assert copies.confirm.isVisibleTo(copies)
    assert not copies.go.isEnabled()
    copies.confirm.setText("Phường khác")
    assert not copies.go.isEnabled()
    copies.confirm.setText(name.lower())
    assert copies.go.isEnabled()
    desk = app.desk
    copies.go.click()
    qtbot.waitUntil(lambda: app.desk is not None and app.desk is not desk)
    wait(qtbot, app)
    assert app.desk is not None
    assert app.desk.unit == "11299@2023"
    copies = settings(app).copies
    own = next(b.path for b in app.desk.keeping.backups() if "-manual" in b.path.name)
    copies.take_other(own)
    copies.passphrase.setText(FIRST)
    copies.look()
    assert not copies.go.isEnabled()


def test_the_clipboard_is_emptied_at_close_when_it_was_filled_here(app: App, qtbot: QtBot) -> None:
    assert app.window is not None
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    QGuiApplication.clipboard().setText("Chuyện kín của ông Sáu")
    app.stop()
    assert QGuiApplication.clipboard().text() == ""
