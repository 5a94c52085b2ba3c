"""No label and no button is cut: every page at the least window and at large text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.gui.rooms import PAGES

KEYS = [room.key for room in PAGES]


def cut(window: QWidget) -> list[str]:
    """Visible labels and buttons that are narrower or lower than their words need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.isVisibleTo(window):
            continue
        if not widget.text() or widget.width() == 0:
            continue
        hint = widget.sizeHint()
        if isinstance(widget, QLabel) and widget.wordWrap():  # its hint is a guess; its height at this width is not
            hint = QSize(0, widget.heightForWidth(widget.width()))
        if widget.width() < hint.width() or widget.height() < hint.height():
            found.append(f"{type(widget).__name__} “{widget.text()}” {widget.size().toTuple()} < {hint.toTuple()}")
    return found


@pytest.mark.parametrize("scale", ["1.0", "1.25", "1.5"])
@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_cut(sit: Callable[..., object], make_desk: Callable[..., Desk], key: str, scale: str) -> None:
    desk = make_desk()
    desk.prefer("text_size", scale)
    session = desk.records.save(
        "session",
        {"held_on": "2026-05-04", "title": "Đối thoại thôn Đông", "place": "Nhà văn hóa", "count_for": "party"},
    )
    desk.records.save(
        "opinion",
        {
            "source_form": "session", "source_id": session.id, "text": "Đèn đường hỏng đã lâu", "kind": "petition",
            "request": "Thay đèn", "subject": "infrastructure", "due_on": "2026-05-20",
        },
    )  # fmt: skip
    seat = sit(desk, page=key, size=(1024, 700))
    for _turn in range(4):
        QApplication.processEvents()
    assert cut(seat.window) == []


def test_settings_are_no_wider_than_the_least_window(
    sit: Callable[..., object], make_desk: Callable[..., Desk]
) -> None:
    desk = make_desk()
    desk.prefer("text_size", "2.0")
    seat = sit(desk, page="settings", size=(1024, 700))
    for _turn in range(4):
        QApplication.processEvents()
    areas = [area for area in seat.window.page().findChildren(QScrollArea) if area.isVisible()]
    assert areas
    assert [area.widget().width() - area.viewport().width() for area in areas if area.widget()] == [0] * len(areas)
