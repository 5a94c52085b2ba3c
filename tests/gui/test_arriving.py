"""Files opened by a double click: the right panel, nothing stored, and nothing lost while the desk cannot be seen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.app import App
from dialogue_desk.desk import Desk, updating
from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.gui.arriving import Arriving
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.notices import NoticeText
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.exchange.receive import ReceivePanel
from dialogue_desk.gui.pages.importing.page import ImportPage
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import Notice
from tests.desk.test_updating import TRUSTED, made


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


def arriving(window: MainWindow) -> Arriving:
    return Arriving(window.app)  # type: ignore[attr-defined]


def versions(window: MainWindow) -> int:
    assert window.kit is not None
    return int(window.kit.desk.store.conn.execute("SELECT count(*) FROM version").fetchone()[0])


def said(window: MainWindow) -> str:
    return " ".join(notice.text() for notice in window.findChildren(Notice) if not notice.isHidden())


def test_a_package_is_looked_at_where_packages_are_taken(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "gói.DDPKG"
    file.write_bytes(b"no package")
    arriving(window).take([file])
    page = window.page()
    assert isinstance(page, ExchangePage)
    assert page.current == "receive"
    panel = page.panels["receive"]
    assert isinstance(panel, ReceivePanel)
    assert [Path(result.file) for result in panel.results] == [file]


def test_a_table_is_looked_at_and_not_stored(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "bảng.csv"
    file.write_text("Nội dung;Lĩnh vực\nĐường hỏng;Giao thông\n", encoding="utf-8")
    before = versions(window)
    arriving(window).take([file])
    page = window.page()
    assert isinstance(page, ImportPage)
    assert page._asked is not None
    assert page._asked.path == file
    assert versions(window) == before


def test_an_invitation_waits_for_a_press(window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "moi.ddinvite"
    file.write_bytes(b"no invitation")
    arriving(window).take([file])
    page = window.page()
    assert isinstance(page, ExchangePage)
    assert page.current == "desks"
    assert "moi.ddinvite" in said(window)
    assert "chưa được mở" in said(window)


def test_a_file_that_is_gone_is_named(window: MainWindow, tmp_path: Path) -> None:
    arriving(window).take([tmp_path / "mất.ddpkg"])
    assert "mất.ddpkg" in said(window)
    assert window.current_key == "home"


class Screen(QObject):
    """A program that shows one card."""

    filled = Signal()

    def __init__(self, card: QWidget) -> None:
        super().__init__()
        self.front: QWidget | None = card
        self.came = 0

    def come_forward(self) -> None:
        self.came += 1


@pytest.mark.parametrize(
    ("trouble", "is_kept"),
    [
        (None, True),
        (WrongPassphraseError("Khóa.", "", "needs_passphrase"), True),
        (DamagedError("Hỏng.", "", "damaged"), False),
    ],
)
def test_a_new_version_counts_once_it_asks_something_but_not_with_a_desk_it_cannot_open(
    qtbot: QtBot,
    theme: Theme,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: DeskError | None,
    is_kept: bool,
) -> None:
    (tmp_path / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    (tmp_path / updating.CURRENT).write_text("0.1.0-a", encoding="ascii")
    (tmp_path / "versions").mkdir()
    monkeypatch.setattr(updating, "home", lambda: tmp_path)
    card = FirstStart(theme, tmp_path / "dữ liệu", trouble)
    qtbot.addWidget(card)
    Arriving(Screen(card)).take([])
    assert (tmp_path / updating.CURRENT).read_text(encoding="ascii") == ("9.0.0-b" if is_kept else "0.1.0-a")
    assert (tmp_path / updating.TRYING).exists() is not is_kept


def test_what_became_of_an_update_is_told_once(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / updating.FAILED).write_text("9.0.0-b", encoding="ascii")
    monkeypatch.setattr(updating, "home", lambda: tmp_path)
    files = arriving(window)
    files.take([])
    assert "Bản 9.0.0-b không mở được" in said(window)
    assert window.kit is not None
    window.kit.notices.clear()
    files.take([])
    assert "9.0.0-b" not in said(window)


def test_a_first_start_offers_the_invitation_and_waits_for_a_name(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    card = FirstStart(theme, tmp_path / "dữ liệu", None)
    qtbot.addWidget(card)
    screen = Screen(card)
    files = Arriving(screen)
    invitation, package = tmp_path / "moi.ddinvite", tmp_path / "gói.ddpkg"
    files.called([invitation, package])
    assert screen.came == 1
    assert "Dùng tệp kết nối moi.ddinvite" in card.said.text()
    card._choose_invitation()
    assert "Ghi tên của bạn" in card.said.text(), "pressed without a name it asks for one, and opens no dialog"
    assert not (tmp_path / "dữ liệu").exists()
    assert files._waiting == [package], "a package waits for a desk"


def test_an_update_beside_a_package_is_offered_where_the_program_can_take_it(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gói.ddpkg"
    file.write_bytes(b"no package")
    update = tmp_path / "BanDoiThoai-9.0.0.ddupdate"
    monkeypatch.setattr(updating, "newer_beside", lambda files: update if file in list(files) else None)
    arriving(window).take([file])
    assert update.name not in said(window), "not where nothing was installed"
    monkeypatch.setattr(updating, "home", lambda: tmp_path)
    arriving(window).take([file])
    assert f"Cạnh gói có tệp cập nhật {update.name}" in said(window)


def test_an_update_is_read_and_laid_by_beside_the_window_and_only_at_a_press(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "versions").mkdir()
    monkeypatch.setattr(updating, "home", lambda: tmp_path)
    monkeypatch.setattr(updating, "trusted_keys", lambda: TRUSTED)
    kit, posted, ran = window.kit, list[NoticeText](), list[str]()
    assert kit is not None
    kit.notices.posted.connect(posted.append)
    run = kit.runner.run
    monkeypatch.setattr(kit.runner, "run", lambda label, *work: (ran.append(label), run(label, *work))[1])
    arriving(window).take([made(tmp_path, "9.0.0")])
    assert "bản 9.0.0, chữ ký đúng" in said(window)
    assert (posted[-1].action, len(ran)) == ("Nhận bản này", 1)
    assert not (tmp_path / updating.NEXT).exists()
    assert posted[-1].on_action is not None
    posted[-1].on_action()
    assert (tmp_path / updating.NEXT).read_text(encoding="ascii").startswith("9.0.0-")
    assert "Đã nhận bản 9.0.0. Đóng chương trình rồi mở lại" in said(window)
    assert len(ran) == 2
    broken = made(tmp_path, "9.1.0")
    broken.write_bytes(broken.read_bytes()[:-1])
    arriving(window).take([broken])
    assert "không có chữ ký" in said(window)
