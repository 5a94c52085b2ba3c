"""No label and no button is cut: every page at the least window and at large text."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.gui.rooms import PAGES
from dialogue_desk.gui.widgets.divider import Divider
from dialogue_desk.gui.window_geometry import FRAME, WindowGeometry, fitted, read_place

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


def fill_desk(desk: Desk) -> None:
    """One of each thing the pages show."""
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


@pytest.mark.parametrize("scale", ["1.0", "1.25", "1.5"])
@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_cut(sit: Callable[..., object], make_desk: Callable[..., Desk], key: str, scale: str) -> None:
    desk = make_desk()
    desk.prefer("text_size", scale)
    fill_desk(desk)
    seat = sit(desk, page=key, size=(1024, 700))
    for _turn in range(12 if key == "settings" else 4):  # a card a turn
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


HERE = Path(__file__).parent
LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "dpr": 1}


SCALES = [("11311", LAPTOP, 1.25, [1093, 614], 0), ("31", LAPTOP, 1.25, [1093, 614], 530)]
if os.environ.get("ALL_SCALES"):  # a laptop of 1920 × 1080, as Windows sets it up and one step larger
    FULL = LAPTOP | {"width": 1920, "height": 1080}
    SCALES += [("31", FULL, 1.5, [1280, 720], 636), ("11311", FULL, 1.75, [1097, 617], 533)]


@pytest.mark.parametrize(("unit", "screen", "scale", "seen", "height"), SCALES)
def test_every_page_fits_a_laptop(
    tmp_path: Path, unit: str, screen: dict[str, object], scale: float, seen: list[int], height: int
) -> None:
    """1366 × 768 at 125 % are 1093 × 614; a task bar and a title bar leave 530 of them."""
    folder = tmp_path / "desk"
    with contextlib.closing(Desk.init(folder, unit, "2023", "Phạm Thị Hạnh")) as desk:
        fill_desk(desk)
    (tmp_path / "screen.json").write_text(json.dumps({"screens": [screen]}))
    there = {"QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screen.json'}", "QT_SCALE_FACTOR": f"{scale}"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.gui.laptop", str(folder), str(height)],
        cwd=HERE.parents[1], env={**os.environ, **there},
        capture_output=True, encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["screen"] == seen
    assert told["is_inside"], told
    assert told["least"] == [900, min(600, seen[1] - FRAME)]
    assert told["size"] == [seen[0], height or seen[1]]
    assert len(told["parts"]) > 20
    assert told["cut"] == {}


def test_the_window_comes_back_to_where_it_was(sit: Callable[..., object], make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    first = sit(desk)
    first.window.setGeometry(QRect(300, 120, 1100, 700))
    first.window.close()
    assert read_place(desk.folder) == WindowGeometry(300, 120, 1100, 700)
    first.app.open(desk)
    assert first.window.geometry() == QRect(300, 120, 1100, 700)
    first.window.showMaximized()
    first.window.close()
    first.app.open(desk)
    assert first.window.isMaximized()
    first.window.showNormal()
    assert first.window.geometry() == QRect(300, 120, 1100, 700)


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (QRect(2000, 100, 1000, 700), QRect(920, 100, 1000, 700)),  # on a monitor that is gone
        (QRect(-3000, -500, 1000, 700), QRect(0, FRAME, 1000, 700)),
        (QRect(0, 0, 4000, 3000), QRect(0, FRAME, 1920, 1080 - FRAME)),  # a smaller screen
        (QRect(1800, 1000, 1000, 700), QRect(920, 380, 1000, 700)),  # half outside
        (QRect(10, 50, 1000, 700), QRect(10, 50, 1000, 700)),
    ],
)
def test_no_window_stands_outside_the_screen(was: QRect, is_now: QRect) -> None:
    assert fitted(was, [QRect(0, 0, 1920, 1080)]) == is_now


def test_a_window_stays_on_its_own_screen() -> None:
    screens = [QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1080)]
    assert fitted(QRect(1500, 200, 1280, 800), screens) == QRect(1500, 200, 1280, 800)


def test_a_place_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", '{"x": "a"}', '{"x":1,"y":1,"width":0,"height":5,"is_maximised":false}'):
        (tmp_path / "window.json").write_text(text)
        assert read_place(tmp_path) is None


def drag(divider: Divider, by: int) -> None:
    """With the mouse, as a hand does."""
    at = divider.rect().center()
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(divider, at + QPoint(by, 0))
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton, pos=at + QPoint(by, 0))


def test_the_border_of_the_list_is_remembered(sit: Callable[..., object], make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    fill_desk(desk)
    seat = sit(desk, page="sessions", size=(1400, 800))
    page = seat.window.page()
    usual = page.list.width()
    drag(page.panes.divider, 60)
    assert page.list.width() == usual + 60
    seat.window.close()
    seat.app.open(desk)
    seat.window.resize(1400, 800)
    seat.bot.waitUntil(lambda: seat.window.page() is not None)
    QApplication.processEvents()
    page = seat.window.page()
    assert page.list.width() == usual + 60
    QTest.mouseDClick(page.panes.divider, Qt.MouseButton.LeftButton)
    assert page.list.width() == usual
    drag(page.panes.divider, 5000)
    QApplication.processEvents()
    assert page.right.width() >= 340


def test_the_border_of_the_detail_is_remembered_apart(
    sit: Callable[..., object], make_desk: Callable[..., Desk]
) -> None:
    desk = make_desk()
    fill_desk(desk)
    seat = sit(desk, page="opinions", size=(1400, 800))
    page = seat.window.page()
    usual = page.right.width()
    drag(page.panes.divider, -50)
    assert page.right.width() == usual + 50
    page.edit()
    assert page.list.width() == page.theme.px(292)
    page.back()
    assert page.right.width() == usual + 50


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614), (1920, 1080)])
def test_the_buttons_below_a_petition_are_read_whole(
    sit: Callable[..., object], make_desk: Callable[..., Desk], size: tuple[int, int]
) -> None:
    desk = make_desk()
    fill_desk(desk)
    seat = sit(desk, page="opinions", size=size)
    page = seat.window.page()
    seat.bot.waitUntil(lambda: page.right.currentWidget() is page.detail)
    for _turn in range(4):
        QApplication.processEvents()
    assert cut(page.detail) == []
    assert page.detail._step.isVisibleTo(page)
    for width, is_there in ((700, size[0] != 1093), (448, False)):
        page.detail.setFixedWidth(width)
        QApplication.processEvents()
        assert page.detail._forward.isVisibleTo(page.detail) == is_there
