"""Lists of every form, and those that are no records, are sorted and filtered by their headings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.widgets.lines import LineEdit
from tests.exchange.world import World
from tests.gui.test_scope import district, open_on  # noqa: F401 - a fixture
from tests.gui.test_typing_kills import SESSION

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    told = {
        "Đường": ("2026-03-01", "thematic"),
        "An ninh": ("2026-05-01", "periodic"),
        "Đất đai": ("2026-04-01", "thematic"),
    }
    for title, (day, kind) in told.items():
        desk.records.save("session", {**SESSION, "title": title, "held_on": day, "kind": kind})
    return sit(desk, page="sessions")


def titles(page: object) -> list[str]:
    return [page.list.model.entry(row).title for row in range(page.list.model.rowCount())]


def menu_below(header: object) -> QMenu:
    return next(
        menu
        for menu in header.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if menu.isVisible()
    )


def choose(menu: QMenu, *path: str) -> None:
    part = menu
    for text in path:
        action = next(action for action in part.actions() if action.text() == text)
        part = action.menu() or part
    action.trigger()
    menu.close()


def test_a_list_of_records_is_sorted_and_filtered(seat: object) -> None:
    page = seat.window.page()
    header, usual = page.heading.header, ["An ninh", "Đất đai", "Đường"]
    assert titles(page) == usual
    assert header.isVisibleTo(page)
    for expected in (usual[::-1], usual, usual):
        QTest.mouseClick(header, LEFT, pos=QPoint(30, 10))
        assert titles(page) == expected
    page.heading.sort("-title")
    assert titles(page) == ["Đường", "Đất đai", "An ninh"], "đ comes after a, as in Vietnamese"
    QTest.mouseClick(header, RIGHT, pos=QPoint(30, 10))
    choose(menu_below(header), "Loại", "Chuyên đề")
    assert titles(page) == ["Đường", "Đất đai"]
    assert header.filtered == {-1: "Chuyên đề"}
    mark = header._mark_of(-1)
    QTest.mouseClick(header, LEFT, pos=mark.center())
    choose(menu_below(header), "Bỏ lọc mọi cột")
    assert len(titles(page)) == 3
    page.heading.sift("kind", "periodic", "Định kỳ")
    hidden = seat.desk.records.page("session", Query(equal={"title": "Đường"}))[0]
    seat.window.go("sessions", Target(id=hidden.id, unit=hidden.unit))
    assert "Đường" in titles(page), "whoever is led to a record finds it in the list"
    page.list.show_bin()
    assert titles(page) == []


def test_the_board_is_sorted_and_filtered_by_what_it_shows(qtbot: QtBot, district: World) -> None:  # noqa: F811
    opened = open_on(qtbot, district, "exchange")
    page = opened.window.page()
    page.show_panel("board")
    board = page.panels["board"]
    every = [entry.title for entry in board.model.rows]
    board.list.choose(1)
    stays = board.current().title
    header = board.header
    QTest.mouseClick(header, LEFT, pos=QPoint(30, 10))
    up = [entry.title for entry in board.model.rows]
    assert sorted(up) == sorted(every)
    assert board.current().title == stays, "the keyboard stays on its unit"
    QTest.mouseClick(header, LEFT, pos=QPoint(30, 10))
    assert [entry.title for entry in board.model.rows] == up[::-1]
    last = len(board.delegate.columns) - 1
    status = board.model.rows[0].cells[last][1].text
    alike = {entry.title for entry in board.model.rows if entry.cells[last][1].text == status}
    assert len(alike) < len(every)
    QTest.mouseClick(header, RIGHT, pos=QPoint(header._starts()[last] + 20, 10))
    choose(menu_below(header), status)
    assert {entry.title for entry in board.model.rows} == alike
    assert header.filtered == {last: status}
    board.reload()
    assert {entry.title for entry in board.model.rows} == alike, "also after it is read anew"
    board.show_menu(-1)
    typed = menu_below(header).findChild(LineEdit)
    typed.setText("minh khai")
    typed.returnPressed.emit()
    board._sift(last, "")
    assert all("Minh Khai" in entry.title for entry in board.model.rows)
    board._sift_none()
    assert sorted(entry.title for entry in board.model.rows) == sorted(every)
    board._sort(-1, "")
    assert [entry.title for entry in board.model.rows] == every
