"""The frame and the conformance of every page: opens, fits, answers the keyboard, names its widgets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES
from dialogue_desk.gui.targets import Target, Width

KEYS = [room.key for room in PAGES]
HEAVY = ("sqlite_utils", "openpyxl", "matplotlib", "numpy", "docx", "xlsxwriter")


@pytest.mark.parametrize(
    ("window", "scale", "width"),
    [(1280, 1.0, Width.WIDE), (1160, 1.0, Width.WIDE), (1159, 1.0, Width.MEDIUM), (1024, 1.0, Width.MEDIUM),
     (899, 1.0, Width.NARROW), (1280, 1.5, Width.NARROW), (1400, 1.5, Width.MEDIUM)],
)  # fmt: skip
def test_width_classes(window: int, scale: float, width: Width) -> None:
    assert Width.of(window, scale) is width


def test_window_stays_small() -> None:
    own = [name for name, value in vars(MainWindow).items() if callable(value) or isinstance(value, property)]
    assert len(own) <= 25


def test_start_needs_no_slow_library() -> None:
    code = "import sys, dialogue_desk.app; print(' '.join(m for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("look", ["light", "dark", "large", "english"])
def test_every_page_opens_empty(
    sit: Callable[..., object], make_desk: Callable[..., object], key: str, look: str
) -> None:
    from dialogue_desk import texts

    desk = make_desk()
    desk.prefer("theme", "dark" if look == "dark" else "light")
    desk.prefer("text_size", "1.5" if look == "large" else "1.0")
    desk.prefer("language", "en" if look == "english" else "vi")
    try:
        seat = sit(desk, page=key, size=(1024, 700))
        assert seat.window.current_key == key
        page = seat.window.page()
        assert page.minimumSizeHint().width() <= seat.window.stack.width()
        assert not seat.window.grab().isNull()
    finally:
        texts.set_language("vi")


class Windows(QObject):
    """What came up as a window of its own, beside the window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("key", [*KEYS, *(room.key for room in OFF_RAIL)])
def test_no_part_of_a_page_comes_up_as_a_window(
    sit: Callable[..., object], make_desk: Callable[..., object], qapp: QApplication, qtbot: QtBot, key: str
) -> None:
    """A part that shows itself before it stands in its page would flash, and take the keyboard from the window."""
    seat, watch = sit(make_desk("31", "")), Windows()
    qapp.installEventFilter(watch)
    try:
        seat.window.go(key, Target())
        qtbot.wait(400)  # parts come at turns of their own
    finally:
        qapp.removeEventFilter(watch)
    assert watch.seen == []


@pytest.mark.parametrize("key", KEYS)
def test_everything_that_takes_the_keyboard_has_a_name(sit: Callable[..., object], key: str) -> None:
    seat = sit(page=key)
    page = seat.window.page()
    unnamed = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisibleTo(page)
        and isinstance(widget, (QAbstractButton, QLineEdit))
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert unnamed == []


@pytest.mark.parametrize("key", KEYS)
def test_tab_walks_through_the_page_and_out(sit: Callable[..., object], key: str) -> None:
    seat = sit(page=key)
    seat.window.top.search.setFocus()
    seen: set[QWidget] = set()
    for _step in range(120):
        seat.press(Qt.Key.Key_Tab)
        if seat.focus is seat.window.top.search:
            break
        seen.add(seat.focus)
    assert seat.focus is seat.window.top.search
    assert seen


def test_control_and_a_number_open_the_rooms(sit: Callable[..., object]) -> None:
    seat = sit(page="home")
    seat.control(Qt.Key.Key_2)
    assert seat.window.current_key == "sessions"
    seat.control(Qt.Key.Key_9)
    assert seat.window.current_key == "settings"


def test_search_finds_without_accents_and_opens(sit: Callable[..., object], desk: object) -> None:
    given = {"name": "Hội Nông dân phường", "kind": "contributor", "contributor": "farmers"}
    desk.records.save("agency", given)
    seat = sit(desk, page="home")
    seat.control(Qt.Key.Key_F)
    assert seat.focus is seat.window.top.search
    seat.type("nong dan")
    seat.press(Qt.Key.Key_Return)
    assert seat.window.current_key == "search"
    page = seat.window.page()
    assert [found.form for found in page.model.rows] == ["agency"]
    seat.press(Qt.Key.Key_Return)
    assert seat.window.current_key == "registers"
    register = seat.window.page().register()
    assert (register.form.key, register.editing.record.values["name"]) == ("agency", "Hội Nông dân phường")


def test_clearing_the_search_leads_back(sit: Callable[..., object]) -> None:
    seat = sit(page="feedback")
    seat.control(Qt.Key.Key_F)
    seat.type("khong co gi")
    seat.press(Qt.Key.Key_Return)
    assert seat.window.current_key == "search"
    seat.window.top.search.setFocus()
    seat.press(Qt.Key.Key_Escape)
    seat.press(Qt.Key.Key_Escape)
    seat.bot.waitUntil(lambda: seat.window.current_key == "feedback")


def test_f1_explains_the_field(sit: Callable[..., object]) -> None:
    seat = sit(page="sessions")
    seat.control(Qt.Key.Key_N)
    assert "F1" in seat.window.status._hint
    field = seat.window.page().help_field()
    assert field is not None
    assert field.key == "title"
    seat.press(Qt.Key.Key_F1)


def test_restyling_keeps_the_page(sit: Callable[..., object]) -> None:
    seat = sit(page="settings")
    old = seat.window
    seat.desk.prefer("text_size", "1.5")
    seat.app.restyle()
    seat.bot.waitUntil(lambda: seat.window is not old and seat.window.kit is not None)
    assert seat.window.current_key == "settings"
    assert seat.window.theme.scale == 1.5


def test_narrow_shows_one_pane_at_a_time(sit: Callable[..., object], desk: object) -> None:
    desk.records.save("agency", {"name": "Hội Phụ nữ", "kind": "contributor"})
    desk.prefer("text_size", "1.5")
    seat = sit(desk, page="registers")
    seat.window.go("registers", Target(form="agency"))
    page = seat.window.page().register()
    assert page.list.isVisible()
    assert not page.right.isVisible()
    page.list.enter_list()
    seat.press(Qt.Key.Key_Return)
    assert page.right.isVisible()
    assert not page.list.isVisible()
    seat.press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert page.list.isVisible()


def test_void_calls_keep_the_references_of_none(theme: object) -> None:
    edit = QLineEdit()
    before = sys.getrefcount(None)
    for _step in range(1000):
        edit.setModified(False)
    assert abs(sys.getrefcount(None) - before) < 50
