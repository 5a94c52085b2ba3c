"""Home: a duty that was done without the program is put away by its own button, earlier ones all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.gui.pages.home.page import HomePage
from dialogue_desk.gui.pages.records.registers import RegistersPage
from dialogue_desk.gui.widgets.duties import DutyRow
from tests.exchange.world import COMMUNE, DISTRICT, SESSION, World
from tests.gui.opened import Opened


def away_buttons(page: HomePage) -> list[QAbstractButton]:
    rows = page.findChildren(DutyRow)
    found = [b for row in rows for b in row.findChildren(QAbstractButton)]
    return [b for b in found if b.accessibleName().startswith("Đã làm ngoài phần mềm")]


def test_a_duty_is_put_away_from_home(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk.init(tmp_path / "desk", "11311", "2025", today_is=lambda: date(2026, 5, 5))
    desk.records.save("session", {**SESSION, "held_on": "2025-12-01"})
    opened = Opened(qtbot, desk, "home")
    page = opened.window.page("home")
    assert isinstance(page, HomePage)
    page._toggle_all()
    button = next(b for b in away_buttons(page) if b.accessibleName().endswith("quý I năm 2026"))
    button.click()
    registers = opened.window.page("registers")
    assert isinstance(registers, RegistersPage)
    note = registers.register()
    assert note.form.key == "duty_note"
    given = note.editing.values()
    assert (given["duty"], given["reason"], given["text"]) == ("report:2026-Q1", "outside", "Báo cáo quý I năm 2026")
    note.save()
    assert [r.values["duty"] for r in desk.store.records("duty_note")] == ["report:2026-Q1"]
    opened.window.go("home")
    qtbot.waitUntil(lambda: not any(b.accessibleName().endswith("quý I năm 2026") for b in away_buttons(page)))

    before = len(desk.duties.before_desk())
    assert page._before.isVisible()
    assert str(before) in page._before.text()
    page._before.click()
    qtbot.waitUntil(lambda: not desk.duties.before_desk())
    opened.window.go("home")
    assert not page._before.isVisible()
    desk.close()


def test_for_a_unit_with_a_machine_of_its_own_nothing_is_put_away(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    district = world.init("district", DISTRICT)
    world.join("commune", "district", COMMUNE)
    world.up("commune", "district")
    opened = Opened(qtbot, Desk(district.folder, district.store, lambda: date(2023, 12, 20)), "home")
    page = opened.window.page("home")
    assert isinstance(page, HomePage)
    assert away_buttons(page)
    assert opened.window.kit is not None
    opened.window.kit.scope.choose(COMMUNE)
    assert page.findChildren(DutyRow)
    qtbot.waitUntil(lambda: not away_buttons(page))
    assert not page._before.isVisible()
    world.close()
