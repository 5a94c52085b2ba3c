"""Ctrl+M keeps and inserts short texts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui.pages.records.record_page import RecordPage
from tests.gui.opened import Opened

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Opened:
    return Opened(qtbot, desk)


def at_field(opened: Opened, key: str) -> RecordPage:
    page = opened.window.page()
    assert isinstance(page, RecordPage)
    page.new()
    page.views[0].focus_field(key)
    return page


def test_a_text_is_kept_and_inserted_where_the_cursor_stands(opened: Opened, desk: Desk) -> None:
    page = at_field(opened, "title")
    opened.type("Đối thoại định kỳ")
    opened.press(Qt.Key.Key_M, CONTROL)
    opened.press(Qt.Key.Key_Return)
    assert desk.phrases.find() == ["Đối thoại định kỳ"]
    box = opened.focus()
    assert isinstance(box, QLineEdit)
    box.setText("")
    opened.press(Qt.Key.Key_M, CONTROL)
    opened.type("dinh ky")
    opened.press(Qt.Key.Key_Return)
    assert opened.focus() is box
    opened.type(" năm 2026")
    assert page.editing.values()["title"] == "Đối thoại định kỳ năm 2026"
    assert page.editing.is_dirty


def test_delete_forgets_and_escape_leaves(opened: Opened, desk: Desk) -> None:
    desk.phrases.keep("Một")
    desk.phrases.keep("Hai")
    at_field(opened, "place")
    box = opened.focus()
    opened.press(Qt.Key.Key_M, CONTROL)
    opened.press(Qt.Key.Key_Delete)
    assert desk.phrases.find() == ["Một"]
    opened.press(Qt.Key.Key_Escape)
    assert opened.focus() is box


@pytest.mark.parametrize("key", ["held_on", "participants"])
def test_dates_and_numbers_take_no_phrase(opened: Opened, desk: Desk, key: str) -> None:
    desk.phrases.keep("Một")
    at_field(opened, key)
    opened.press(Qt.Key.Key_M, CONTROL)
    opened.press(Qt.Key.Key_Return)
    assert "ô chữ" in opened.window.notice.text()
