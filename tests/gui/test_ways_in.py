"""Every ability has a door one sees: In beside Lưu, tables in the foot of lists, the person's menu, sections."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui import preview
from dialogue_desk.gui.pages.records.record_sheets import print_menu
from dialogue_desk.gui.pages.records.registers import RegistersPage
from dialogue_desk.gui.pages.settings.page import SettingsPage
from dialogue_desk.gui.rooms import PAGES
from dialogue_desk.gui.widgets.frame import RAIL_NARROW
from tests.gui.conftest import Seat

SESSION = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình", "count_for": "party",
}  # fmt: skip
Sit = Callable[..., Seat]


def turns(many: int = 12) -> None:
    """Parts of a page that come one at each turn."""
    for _turn in range(many):
        QApplication.processEvents()


def test_minutes_are_two_presses_from_the_record(
    sit: Sit, make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In ▾ lists every sheet about the record, the one an office prints now first, and shows its pages at once."""
    shown: list[str] = []
    monkeypatch.setattr(preview, "show_pages", lambda _theme, title, _document, _parent: shown.append(title))
    desk = make_desk()
    record = desk.records.save("session", SESSION)
    seat = sit(desk, page="sessions")
    page = seat.window.page()
    page.open_record(record.id, record.unit)
    assert page.pane.print.text() == "In ▾"
    assert page.pane.print.isVisibleTo(page.pane)
    menu = print_menu(page, page.editing, page.save, page.pane.print)
    titles = [action.text() for action in menu.actions()]
    assert titles[0] == "Biên bản hội nghị đối thoại"
    assert set(titles) == {title for _name, title in desk.reporting.about("session")}
    menu.actions()[0].trigger()
    assert shown == ["BIÊN BẢN"]
    menu.close()
    seat.window.go("feedback")
    assert not seat.window.page().pane.print.isVisibleTo(seat.window.page().pane), "nothing is printed of a feedback"


def test_a_list_goes_to_excel_from_its_foot_and_takes_one_in(
    sit: Sit, make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = make_desk()
    for day in ("2026-03-02", "2026-04-02"):
        desk.records.save("session", {**SESSION, "held_on": day})
    seat = sit(desk, page="sessions")
    pane = seat.window.page().list
    pane.export_to(tmp_path / "cuoc")
    sheet = openpyxl.load_workbook(tmp_path / "cuoc.xlsx")["session"]
    assert "Đã xuất 2 bản ghi" in seat.window.notice.text()
    assert {str(row[0].value) for row in sheet.iter_rows(min_row=3)}
    pane.to_import.click()
    assert seat.window.current_key == "import"


@pytest.mark.parametrize("key", ["sessions", "feedback", "opinions", "registers"])
def test_the_bin_is_the_last_filter_of_every_list(sit: Sit, key: str) -> None:
    page = sit(page=key).window.page()
    pane = page.register().list if key == "registers" else page.list
    last = pane._choices.itemAt(pane._choices.count() - 1)
    assert last.widget() is pane._bin
    assert pane._bin.text() == "Thùng rác"


def test_what_belongs_to_the_person_stands_under_the_name(sit: Sit) -> None:
    window = sit().window
    before = set(window.findChildren(QMenu))
    window.top.person.click()
    (menu,) = set(window.findChildren(QMenu)) - before
    assert [action.text() for action in menu.actions()] == ["Khóa phần mềm", "Chèn đoạn văn mẫu"]
    menu.close()


def test_a_narrow_rail_has_words_and_numbers(sit: Sit) -> None:
    """No word under an icon is cut, at any size of the text, and all rooms are in the least window."""
    seat = sit(size=(1024, 700))
    rail = seat.window.rail
    assert rail.width() == seat.window.theme.px(RAIL_NARROW)
    for item in rail._items.values():
        assert item.is_narrow
        assert item.least_width <= item.width(), item.text()
    assert len(rail._items) == len(PAGES)
    assert max(item.geometry().bottom() for item in rail._items.values()) <= rail.height()
    assert {room.short or room.title for room in PAGES} >= {"Hôm nay", "Kiến nghị", "Gửi, nhận"}


def test_registers_stand_in_two_groups_with_their_counts(sit: Sit, make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.records.save("agency", {"name": "Phòng Kinh tế", "kind": "department"})
    seat = sit(desk, page="registers")
    page = seat.window.page()
    assert isinstance(page, RegistersPage)
    turns()
    groups = page.groups
    assert "agency: 1" in groups.items["agency"].accessibleName() or groups.items["agency"]._rest == "1"
    assert groups.items["reward"]._rest == "", "an empty register has no number"
    assert "9" in groups.heads["registers"].accessibleName()
    groups.items["reception"].click()
    assert page.register().form.key == "reception"
    groups.heads["base"].click()
    assert not groups.items["agency"].isVisibleTo(groups)
    assert groups.items["reception"].isChecked()


def test_settings_have_five_sections(sit: Sit) -> None:
    seat = sit(page="settings")
    page = seat.window.page()
    assert isinstance(page, SettingsPage)
    turns()
    assert len(page.sections.items) == 5
    page.sections.items["safety"].click()
    assert page.passphrase.isVisibleTo(page)
    assert not page.form.isVisibleTo(page)
    page.sections.items["rules"].click()
    assert page.form.isVisibleTo(page)
    assert page._save.isVisibleTo(page)
    assert page.sections.section_of(page.units) == "units"


def test_the_guide_stands_beside_the_page_and_never_over_it(qtbot: QtBot, sit: Sit) -> None:
    seat = sit(page="sessions", size=(1366, 728))
    window = seat.window
    before = window.stack.width()
    window.run_window_command("explain_page")
    turns(3)
    panel = window.guide.panel
    right = window.stack.mapTo(window, window.stack.rect().topRight()).x()
    assert right < panel.mapTo(window, panel.rect().topLeft()).x()
    assert window.stack.width() < before
    window.guide.put_away()
    turns(3)
    assert window.stack.width() == before


def test_the_list_of_sessions_begins_at_the_one_nearest_today(sit: Sit, make_desk: Callable[..., Desk]) -> None:
    """Planned ones stand above it; what lies far ahead is not what somebody comes for."""
    desk = make_desk()
    today = desk.today()
    for days in (-40, -3, 1, 60):
        day = today.fromordinal(today.toordinal() + days).isoformat()
        desk.records.save("session", {**SESSION, "held_on": day, "title": str(days), "status": "planned"})
    page = sit(desk, page="sessions").window.page()
    turns(20)
    assert page.editing.record is not None
    assert page.editing.record.values["title"] == "1"
