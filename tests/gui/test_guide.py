"""F1, the page texts and the card of keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui.guide import key_card
from dialogue_desk.gui.help import page_help
from dialogue_desk.gui.pages.records.record_page import RecordPage
from tests.gui.opened import Opened

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Opened:
    return Opened(qtbot, desk)


def form_of(opened: Opened) -> RecordPage:
    page = opened.window.page()
    assert isinstance(page, RecordPage)
    page.new()
    return page


def test_f1_explains_the_field_and_then_the_page(opened: Opened) -> None:
    page = form_of(opened)
    page.views[0].focus_field("place")
    opened.press(Qt.Key.Key_F1)
    guide = opened.window.guide
    assert guide.bubble.isVisible()
    assert guide.bubble.accessibleName() == "Địa điểm"
    assert "cấp tính theo người chủ trì" in guide.bubble.accessibleDescription()
    opened.press(Qt.Key.Key_F1)
    assert guide.panel.isVisible()
    assert guide.panel.accessibleName() == "Đối thoại"


def test_escape_gives_the_keyboard_back(opened: Opened) -> None:
    page = form_of(opened)
    page.views[0].focus_field("place")
    before = opened.focus()
    opened.press(Qt.Key.Key_F1, SHIFT)
    assert opened.window.guide.panel.texts() == [b.text for b in page_help("sessions") if b.kind != "title"]
    assert opened.focus() is not before
    opened.press(Qt.Key.Key_Escape)
    assert not opened.window.guide.panel.isVisible()
    assert opened.focus() is before


def test_the_card_is_the_table_of_commands(opened: Opened) -> None:
    opened.press(Qt.Key.Key_Slash, CONTROL)
    shown = opened.window.guide.panel.texts()
    page = opened.window.page()
    assert page is not None
    expected = [part for name, keys in key_card(page.all_commands()) for part in (name, *(text for _key, text in keys))]
    assert shown == expected
    assert "Dán từ Excel, Word" in shown[: shown.index("Khi nhập")]


def test_another_page_puts_the_panel_away(opened: Opened) -> None:
    opened.press(Qt.Key.Key_F1, SHIFT)
    opened.window.go("feedback")
    assert not opened.window.guide.panel.isVisible()


@pytest.mark.parametrize("key", ["find", "explain", "explain_page", "keys", "phrase"])
def test_each_window_command_does_something(opened: Opened, key: str) -> None:
    before = seen(opened)
    opened.window.run_window_command(key)
    assert seen(opened)() != before()


def seen(opened: Opened) -> Callable[[], tuple[object, ...]]:
    window = opened.window
    state = (window.guide.panel.isVisible(), window.guide.panel.accessibleName(), window.notice.text(),
             window.top.search.hasFocus())  # fmt: skip
    return lambda: state
