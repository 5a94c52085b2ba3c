"""What a program hears that reads the screen aloud: every page's tree of parts, their roles and names."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.sheet import Chart, Series
from dialogue_desk.gui import reading_aloud
from dialogue_desk.gui.models.chart_words import read_aloud
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES
from dialogue_desk.gui.widgets.cards import Heading, Tabs
from dialogue_desk.gui.widgets.chart_view import ChartView
from dialogue_desk.gui.widgets.frame import Rail, RailItem
from tests.exchange.world import OPINION, SESSION

Role = QAccessible.Role
NAMED = {
    Role.Button, Role.CheckBox, Role.RadioButton, Role.EditableText, Role.ComboBox, Role.List, Role.Table, Role.Tree,
    Role.PageTab, Role.Chart, Role.SpinBox, Role.Heading,
}  # fmt: skip
"""What can be acted on or is looked at for itself: without a name nobody knows what it is."""


class Part(NamedTuple):
    """A part of the tree as it is told."""

    role: QAccessible.Role
    name: str
    kind: str


def dump(part: QAccessibleInterface) -> Iterator[Part]:
    """Every part below one that is shown."""
    for at in range(part.childCount()):
        child = part.child(at)
        if child is None or not child.isValid():
            continue
        shown = child.object()
        if isinstance(shown, QWidget) and not shown.isVisible():
            continue
        yield Part(child.role(), child.text(QAccessible.Text.Name), type(shown).__name__)
        if child.role() not in (Role.Cell, Role.ListItem, Role.TreeItem):
            yield from dump(child)


def told(part: QObject) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(part)


@pytest.fixture
def seat(sit: Callable[..., Any], desk: Any) -> Any:
    session = desk.records.save("session", SESSION)
    desk.records.save("opinion", {**OPINION, "session_id": session.id})
    return sit(desk, page="home")


@pytest.mark.parametrize("key", [room.key for room in (*PAGES, *OFF_RAIL)])
def test_every_part_of_a_page_has_a_name(seat: Any, key: str) -> None:
    seat.window.go(key)
    seat.bot.wait(50)
    parts = list(dump(told(seat.window)))
    assert len(parts) > 15
    assert [part for part in parts if part.role in NAMED and not part.name.strip()] == []
    assert [part for part in parts if "None" in part.name] == []
    room = next(room for room in (*PAGES, *OFF_RAIL) if room.key == key)
    assert seat.window.page().accessibleName() == room.title


def test_the_rail_is_a_row_of_tabs_of_which_one_is_chosen(seat: Any) -> None:
    seat.window.go("opinions")
    assert told(seat.window.rail).role() is Role.PageTabList
    items = seat.window.rail.findChildren(RailItem)
    assert {told(item).role() for item in items} == {Role.PageTab}
    chosen = [item.text() for item in items if told(item).state().selected]
    assert chosen == ["Ý kiến, kiến nghị"]


def test_a_tab_is_pressed_from_elsewhere(seat: Any) -> None:
    item = seat.window.rail.findChildren(RailItem)[1]
    part = told(item)
    assert isinstance(part, QAccessibleActionInterface)
    assert reading_aloud.PRESS in part.actionNames()
    part.doAction(reading_aloud.PRESS)
    assert seat.window.current_key == "sessions"


def test_tabs_and_headings_have_their_roles(seat: Any) -> None:
    page = seat.window.page()
    assert told(page.findChildren(Heading)[0]).role() is Role.Heading
    tabs = Tabs(seat.window.theme, [("a", "Một"), ("b", "Hai")])
    seat.bot.addWidget(tabs)
    assert told(tabs).role() is Role.PageTabList
    assert [told(tab).role() for tab in tabs.children() if isinstance(tab, QWidget)] == [Role.PageTab] * 2


def test_a_chart_is_told_with_its_places_and_what_is_unknown() -> None:
    chart = Chart("lines", ("2025", "2026"), (Series("a", "Tỷ lệ", (None, 97.5)),), value_format="percent")
    assert read_aloud(chart) == "Tỷ lệ: 2025 không có số, 2026 97,5 %"
    counted = Chart("bars", ("2025", "2026"), (Series("a", "Cấp xã", (3.0, 10.0)),))
    assert read_aloud(counted) == "Cấp xã: 2025 3, 2026 10"
    assert read_aloud(Chart("bars", (), ())) == "không có số"


def test_charts_have_role_and_words(seat: Any) -> None:
    seat.window.go("charts")
    page = seat.window.page()
    seat.bot.waitUntil(lambda: any(view.accessibleName() for view in page.findChildren(ChartView)))
    view = page.findChildren(ChartView)[0]
    assert told(view).role() is Role.Chart
    assert "None" not in view.accessibleName()


def test_tab_reaches_the_content_before_the_rail(seat: Any) -> None:
    seat.window.go("sessions")
    seat.window.top.search.setFocus()
    for _step in range(200):
        seat.press(Qt.Key.Key_Tab)
        if seat.window.page().isAncestorOf(seat.focus):
            break
        assert not isinstance(seat.focus, RailItem)
    assert seat.window.page().isAncestorOf(seat.focus)
    assert isinstance(seat.window.rail, Rail)
