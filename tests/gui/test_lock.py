"""The lock: nothing of the data is left on the screen or in our hands, and the person comes back to the same place."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, locking
from dialogue_desk.domain.sheet import Sheet, Text
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.dialogs.passphrase import RecoveryCode
from dialogue_desk.gui.dialogs.report_text import ReportTextDialog
from dialogue_desk.gui.models.opinions import COLUMNS
from dialogue_desk.gui.pages.petitions.opinions import OpinionsPage
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.pages.records.sessions import SessionsPage
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.standing import Standing
from dialogue_desk.gui.tasks import Runner, SyncRunner, ThreadRunner
from dialogue_desk.storage import keys
from dialogue_desk.storage.store import Store

from .typing import composed, focus, press

RUN = QDialog.exec  # the tests of this folder refuse dialogs that wait; here one is meant
PHRASE = "bốn con trâu đen"
SECRET = "Chuyện riêng của bà Mận"
OPINION = {
    "received_on": "2026-05-02", "kind": "petition", "request": "Xin xem lại", "side": "government", "subject": "land",
    "source_form": "direct", "text": SECRET, "speaker_name": "Trần Thị Mận",
}  # fmt: skip


class Clock:
    """The wall clock of a machine that may sleep."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Place:
    """The program over one data folder, locked with a passphrase or not."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path, runner: Runner | None = None) -> None:
        self.bot = qtbot
        self.clock = Clock()
        self.app = App(qapp, folder, runner or SyncRunner(), self.clock)

    def open(self, passphrase: str | None = None, page: str = "opinions") -> None:
        desk = Desk.open(self.app.folder, passphrase)
        desk.prefer("page", page)
        self.app.open(desk)
        self.wait()

    def wait(self) -> None:
        self.bot.waitUntil(lambda: self.app.window is not None and self.app.window.page() is not None)
        self.bot.wait(20)

    @property
    def page(self) -> QWidget:
        assert self.app.window is not None
        page = self.app.window.page()
        assert page is not None
        return page

    @property
    def card(self) -> QWidget | None:
        return self.app._lock.card if self.app._lock is not None else None

    def lock(self) -> None:
        assert self.app.window is not None
        self.app.window.run_window_command("lock")
        self.bot.waitUntil(lambda: self.app.desk is None)

    def unlock(self, passphrase: str = PHRASE) -> None:
        card = self.app._lock.card  # type: ignore[union-attr]
        assert card is not None
        card.door.passphrase.setText(passphrase)
        QTest.keyClick(card.door.passphrase, Qt.Key.Key_Return)


@pytest.fixture
def place(qtbot: QtBot, qapp: QApplication, data_dir: Path) -> Iterator[Callable[..., Place]]:
    made: list[Place] = []

    def make(runner: Runner | None = None, passphrase: str | None = PHRASE) -> Place:
        desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
        desk.records.save("opinion", OPINION)
        desk.close()
        if passphrase:
            locking.lock(data_dir, passphrase)
            desk = Desk.open(data_dir, passphrase)
            locking.confirm(desk.store)  # the recovery code is on paper
            desk.close()
        made.append(Place(qtbot, qapp, data_dir, runner))
        return made[-1]

    yield make
    for one in made:
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        one.app.let_go()
        one.app.stop()
    QApplication.processEvents()


def visible_texts() -> str:
    """Whatever any visible window of the program says, in labels, names, titles and tips."""
    found: list[str] = []
    for window in QApplication.topLevelWidgets():
        if not window.isVisible():
            continue
        for widget in (window, *window.findChildren(QWidget)):
            found += [widget.accessibleName(), widget.toolTip(), widget.windowTitle()]
            found += [widget.text()] if isinstance(widget, QLabel) else []
    return "\n".join(found)


def test_locked_nothing_is_shown_and_nothing_is_held(place: Callable[..., Place], data_dir: Path) -> None:
    here = place()
    here.open(PHRASE)
    page, window, desk = here.page, here.app.window, here.app.desk
    assert isinstance(page, OpinionsPage)
    assert window is not None
    assert desk is not None
    page.open_record(next(iter(desk.store.records("opinion"))).id, desk.unit)
    store = desk.store
    sheet = preview(page.theme, Sheet("x", SECRET, (Text(SECRET),)), window)
    menu = QMenu(SECRET, page)
    menu.addAction(SECRET)
    menu.popup(window.pos())
    QGuiApplication.clipboard().setText(SECRET)
    assert SECRET in visible_texts()
    copies = page.side.attachments
    assert sheet.isVisible()
    here.lock()
    assert SECRET not in visible_texts()
    assert "Mận" not in visible_texts()
    assert SECRET not in QGuiApplication.clipboard().text()
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [here.card]
    assert here.app.window is None
    assert store.key is None
    with pytest.raises(Exception, match="closed"):
        store.conn.execute("SELECT 1")
    del page, window, desk, sheet, menu, copies
    here.bot.wait(20)
    gc.collect()
    held = [o for o in gc.get_objects() if isinstance(o, Store) and o.key is not None]
    assert held == []
    here.app.come_forward()
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [here.card]
    for file in data_dir.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()


def test_what_is_half_typed_is_there_again(place: Callable[..., Place], data_dir: Path) -> None:
    here = place()
    here.open(PHRASE, "opinions")
    page = here.page
    assert isinstance(page, RecordPage)
    page.new()
    page.views[0].set_field("text", "Đang gõ dở: " + SECRET)
    page.views[0].set_field("speaker_name", "Lý Văn Dở")
    geometry = here.app.window.geometry()  # type: ignore[union-attr]
    here.lock()
    for file in (f for f in data_dir.rglob("*") if f.is_file()):
        assert "Đang gõ dở".encode() not in file.read_bytes()
    here.unlock("sai")
    assert here.app.desk is None
    assert "không đúng" in here.card.door.said.text()  # type: ignore[union-attr]
    here.unlock()
    here.wait()
    again = here.page
    assert isinstance(again, OpinionsPage)
    assert again is not page
    assert again.right.currentWidget() is again.pane
    assert again.editing.is_dirty
    assert again.editing.values()["text"] == "Đang gõ dở: " + SECRET
    assert again.editing.values()["speaker_name"] == "Lý Văn Dở"
    assert here.app.window.geometry() == geometry  # type: ignore[union-attr]
    saved = again.editing.values() | {"request": "x", "subject": "land", "side": "party"}
    assert saved["text"]


def test_an_open_cell_and_a_word_half_composed_are_there_again(place: Callable[..., Place]) -> None:
    here = place()
    here.open(PHRASE, "sessions")
    page = here.page
    assert isinstance(page, SessionsPage)
    page.new()
    page.views[0].set_field("title", "Cuộc đang gõ")
    grid, model = page.panel.grid, page.panel.model
    grid.setCurrentIndex(model.index(0, [column.key for column in COLUMNS].index("text")))
    grid.setFocus()
    for letter in "Cau ":
        press(focus(), letter)
    composed(None, "cống")
    assert grid.open_cell() is not None
    here.lock()
    here.unlock()
    here.wait()
    page = here.page
    assert isinstance(page, SessionsPage)
    assert page.editing.values()["title"] == "Cuộc đang gõ"
    assert [line.values["text"] for line in page.panel.model.lines] == ["Cau cống"]
    assert page.pane.draft.text().startswith("Nháp từ")


def test_a_half_written_step_and_half_changed_rules_come_back(place: Callable[..., Place]) -> None:
    here = place()
    here.open(PHRASE, "settings")
    rules, window, desk = here.page, here.app.window, here.app.desk
    assert isinstance(rules, SettingsPage)
    assert window is not None
    assert desk is not None
    rules.form.set_field("signer_name", "Vũ Văn Ký")
    window.go("opinions")
    page = here.page
    assert isinstance(page, OpinionsPage)
    page.open_record(next(iter(desk.store.records("opinion"))).id, desk.unit)
    page.take_step("resolve")
    assert page.step._form is not None
    page.step._form.set_field("text", "Đã khơi cống")
    here.lock()
    here.unlock()
    here.wait()
    page, window, desk = here.page, here.app.window, here.app.desk
    assert isinstance(page, OpinionsPage)
    assert window is not None
    assert desk is not None
    assert page.right.currentWidget() is page.step
    assert page.step._kind.code() == "resolve"
    assert page.step._form is not None
    assert page.step._form.values()["text"] == "Đã khơi cống"
    assert page.save()
    assert desk.petitions.counts()["resolved"] == 1
    page.take_step("note")
    assert page.step._form.values().get("text") is None
    window.go("settings")
    rules = here.page
    assert isinstance(rules, SettingsPage)
    here.bot.waitUntil(lambda: rules.form.values()["signer_name"] == "Vũ Văn Ký")
    assert desk.records.settings().get("signer_name") != "Vũ Văn Ký"
    assert rules.save()
    window.go("home")
    window.go("settings")
    assert window.notice.text() == ""


def test_idle_by_the_wall_clock(place: Callable[..., Place]) -> None:
    here = place()
    here.open(PHRASE, "home")
    window, guard = here.app.window, here.app.guard
    assert window is not None
    guard.look()
    handle = window.windowHandle()
    here.clock.now += 14 * 60
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    here.clock.now += 14 * 60
    guard.look()
    assert here.app.desk is not None
    here.clock.now -= 3600  # the clock is put right
    guard.look()
    here.clock.now += 14 * 60
    guard.look()
    assert here.app.desk is not None
    here.clock.now += 8 * 3600  # the lid was closed; the first thing that comes is a key
    QTest.keyClick(handle, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    here.bot.waitUntil(lambda: here.app.desk is None)
    here.unlock()
    here.wait()
    assert here.app.desk is not None
    here.app.desk.prefer("lock_minutes", "0")
    here.app.guard.watch(0)
    here.clock.now += 8 * 3600
    here.app.guard.look()
    here.bot.wait(150)
    assert here.app.desk is not None


def test_without_a_passphrase_nothing_locks_and_the_page_says_why(place: Callable[..., Place]) -> None:
    here = place(passphrase=None)
    here.open(None, "settings")
    page = here.page
    assert isinstance(page, SettingsPage)
    assert not page.passphrase.minutes.isEnabled()
    assert "chưa có mật khẩu" in visible_texts()
    here.clock.now += 8 * 3600
    here.app.guard.look()
    here.app.window.run_window_command("lock")  # type: ignore[union-attr]
    here.bot.wait(150)
    assert here.app.desk is not None
    assert "chưa khóa được" in here.app.window.notice.text()  # type: ignore[union-attr]


def test_a_full_disk_keeps_no_desk_open(place: Callable[..., Place], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is half typed cannot be kept, and it was said so while it was typed: the desk is let go all the same."""
    here = place()
    here.open(PHRASE)
    page = here.page
    assert isinstance(page, OpinionsPage)

    def full(*_told: object) -> None:
        raise DeskError("Đĩa đã đầy.", code="disk_full")

    monkeypatch.setattr(page, "leave", full)
    page.kit.drafts.watch(full)
    kept: list[int] = []
    page.kit.drafts.watch(lambda: kept.append(1))
    here.lock()
    assert kept, "whoever can still keep something does"
    assert here.app.window is None
    assert SECRET not in visible_texts()


def test_work_that_runs_is_only_covered(place: Callable[..., Place], qapp: QApplication) -> None:
    runner = ThreadRunner()
    here = place(runner)
    here.open(PHRASE, "home")
    here.bot.waitUntil(lambda: runner.labels == [])
    gate, done = threading.Event(), []
    runner.run("Nhập gói", lambda _progress: gate.wait(10), done.append, done.append)
    window, desk = here.app.window, here.app.desk
    assert window is not None
    window.run_window_command("lock")
    here.bot.waitUntil(lambda: "Nhập gói" in visible_texts())
    assert not window.isVisible()
    assert here.app.desk is desk
    here.unlock("sai")
    assert not window.isVisible()
    here.unlock()
    here.bot.waitUntil(window.isVisible)
    assert here.app.desk is desk
    window.run_window_command("lock")
    here.bot.wait(250)
    assert here.app.desk is desk
    gate.set()
    here.bot.waitUntil(lambda: here.app.desk is None)
    assert done == [True]
    here.unlock()
    here.wait()


def test_a_dialog_that_waits_is_given_up_before_the_desk_goes(place: Callable[..., Place]) -> None:
    """Its loop stands below the lock's: the desk goes once it has ended, and what was typed in it is kept."""
    here = place()
    here.open(PHRASE, "home")
    window, desk = here.app.window, here.app.desk
    assert window is not None
    assert desk is not None
    seen: list[object] = []

    def type_and_lock() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReportTextDialog)
        dialog.text.inner.setPlainText("I. Lời đang viết dở")
        here.app.guard.lock_asked.emit()
        seen.append(window.isVisible())

    QTimer.singleShot(50, window, type_and_lock)
    answer = RUN(ReportTextDialog(window.theme, desk, "2026", window))
    seen += [answer, here.app.desk is desk]
    here.bot.waitUntil(lambda: here.app.desk is None)
    assert seen == [False, 0, True]
    here.unlock()
    here.wait()
    window, desk = here.app.window, here.app.desk
    assert window is not None
    assert desk is not None
    again = ReportTextDialog(window.theme, desk, "2026", window)
    assert again.text.inner.toPlainText() == "I. Lời đang viết dở"
    again.reject()
    assert ReportTextDialog(window.theme, desk, "2026", window).text.inner.toPlainText() != "I. Lời đang viết dở"


def test_wrong_passphrase_and_damage_are_told_apart_at_the_door(place: Callable[..., Place], data_dir: Path) -> None:
    here = place()
    here.open(PHRASE, "home")
    here.lock()
    path = data_dir / "desk.db"
    whole = path.read_bytes()
    path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    here.unlock("sai")
    assert "không đúng" in here.card.door.said.text()  # type: ignore[union-attr]
    here.unlock()
    assert "hỏng" in here.card.door.said.text()  # type: ignore[union-attr]
    path.write_bytes(whole)
    here.unlock()
    here.wait()


def test_set_change_forget_remove_in_the_window(place: Callable[..., Place], data_dir: Path) -> None:
    here = place(passphrase=None)
    here.open(None, "settings")
    page = here.page
    assert isinstance(page, SettingsPage)
    card = page.passphrase
    card.new.setText(PHRASE)
    card.again.setText(PHRASE + "x")
    card.act.click()
    assert "không giống" in card.said.text()
    card.again.setText(PHRASE)
    card.act.click()
    here.bot.waitUntil(lambda: here.card is not None and here.card.findChild(RecoveryCode) is not None)
    code = here.card.findChild(RecoveryCode)  # type: ignore[union-attr]
    assert code is not None
    shown = code.shown
    assert keys.read_recovery_code(shown) == shown
    assert not code.go_on.isEnabled()
    code.kept.click()
    code.go_on.click()
    here.wait()
    assert locking.is_set(data_dir)
    page = here.page
    assert isinstance(page, SettingsPage)
    assert page.passphrase.minutes.isEnabled()
    assert page.passphrase.minutes.code() == "15"
    page.passphrase.present.setText("sai")
    page.passphrase.new.setText("câu hai của bàn kia")
    page.passphrase.again.setText("câu hai của bàn kia")
    page.passphrase.act.click()
    assert "không đúng" in page.passphrase.said.text()
    page.passphrase.present.setText(PHRASE)
    page.passphrase.act.click()
    here.lock()
    here.unlock(PHRASE)
    assert here.app.desk is None
    door = here.card.door  # type: ignore[union-attr]
    door.ask_code()
    door.code.setText(shown.lower().replace("-", " "))
    door.new.setText("câu ba của bàn kia")
    door.again.setText("câu ba của bàn kia")
    door.recover()
    fresh = here.card.findChild(RecoveryCode)  # type: ignore[union-attr]
    assert fresh is not None
    assert fresh.shown != shown  # a code serves once
    fresh.kept.click()
    fresh.go_on.click()
    here.wait()
    page = here.page
    assert isinstance(page, SettingsPage)
    page.passphrase.present.setText("câu hai của bàn kia")
    page.passphrase.away.click()
    assert here.app.desk is not None
    page.passphrase.present.setText("câu ba của bàn kia")
    page.passphrase.away.click()
    here.bot.waitUntil(lambda: not locking.is_set(data_dir))
    here.wait()
    page = here.page
    assert isinstance(page, SettingsPage)
    assert not page.passphrase.has_passphrase


@pytest.mark.parametrize("passphrase", [None, PHRASE])
def test_a_backup_is_put_back_in_the_window(place: Callable[..., Place], passphrase: str | None) -> None:
    """First what would change, then the restore; drafts of before and the place come along as they can."""
    here = place(passphrase=passphrase)
    here.open(passphrase, "settings")
    page, desk = here.page, here.app.desk
    assert isinstance(page, SettingsPage)
    assert desk is not None
    page.copies.back_up()
    lost = desk.records.save("opinion", OPINION | {"text": "Ghi sau bản sao lưu"})
    if passphrase:
        page.copies.passphrase.setText("sai")
        page.copies.look()
        assert "không đúng" in page.copies.said.text()
        assert not page.copies.go.isVisible()
        page.copies.passphrase.setText(passphrase)
    page.copies.look()
    assert "mất 1" in page.copies.said.text()
    assert desk.records.get("opinion", lost.id) is not None
    page.copies.go.click()
    here.bot.waitUntil(lambda: here.card is None and here.app.desk is not None and here.app.desk is not desk)
    here.wait()
    assert here.app.desk is not None
    assert here.app.desk.has_passphrase == bool(passphrase)
    assert here.app.desk.records.get("opinion", lost.id) is None
    assert "Đã khôi phục" in here.app.window.notice.text()  # type: ignore[union-attr]
    assert any("restore" in b.path.name for b in here.app.desk.keeping.backups())
    page = here.page
    assert isinstance(page, SettingsPage)
    assert page.copies.passphrase.text() == ""


def test_a_passphrase_is_offered_once_when_the_first_names_are_in(
    qtbot: QtBot, qapp: QApplication, data_dir: Path
) -> None:
    Desk.init(data_dir, "11311", "2025", person="Lan").close()
    place = Place(qtbot, qapp, data_dir)
    place.open()
    window, desk = place.app.window, place.app.desk
    assert window is not None
    assert desk is not None
    standing = window.findChild(Standing)
    assert standing is not None
    nameless = {key: value for key, value in OPINION.items() if key != "speaker_name"}
    desk.records.save("opinion", nameless)
    standing.count()
    assert not window.notice.isVisible()
    desk.records.save("opinion", OPINION)
    standing.count()
    assert window.notice.isVisible()
    window.notice._button.click()
    assert window.current_key == "settings"
    page = place.page
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(page.passphrase.new.hasFocus)
    desk.records.save("opinion", OPINION)
    standing.count()
    assert not window.notice.isVisible()
    assert not desk.keeping.wants_passphrase()
