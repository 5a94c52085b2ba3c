"""Home: a duty that was done without the program is put away by its own button, earlier ones all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.desk.home import Line, Office
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.gui.pages.home.arranging import arranged
from dialogue_desk.gui.pages.home.page import HomePage
from dialogue_desk.gui.pages.records.registers import RegistersPage
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.duties import DutyRow
from dialogue_desk.reports.upward.office import Reason
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
    page.duties.toggle_all()
    page.duties.toggle_old()
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
    assert page.duties.before.isVisible()
    assert str(before) in page.duties.before.text()
    page.duties.before.click()
    qtbot.waitUntil(lambda: not desk.duties.before_desk())
    opened.window.go("home")
    assert not page.duties.before.isVisible()
    desk.close()


def test_for_a_unit_with_a_machine_of_its_own_nothing_is_put_away(qtbot: QtBot, tmp_path: Path) -> None:
    world = World(tmp_path)
    district = world.init("district", DISTRICT)
    world.join("commune", "district", COMMUNE)
    world.up("commune", "district")
    opened = Opened(qtbot, Desk(district.folder, district.store, lambda: date(2023, 12, 20)), "home")
    page = opened.window.page("home")
    assert isinstance(page, HomePage)
    page.duties.toggle_all()
    assert away_buttons(page)
    assert opened.window.kit is not None
    opened.window.kit.scope.choose(COMMUNE)
    assert page.findChildren(DutyRow)
    qtbot.waitUntil(lambda: not away_buttons(page))
    assert not page.duties.before.isVisible()
    world.close()


def test_old_periods_are_folded_and_put_away_with_one_reason(qtbot: QtBot, tmp_path: Path) -> None:
    """Months nobody can mend any more are one line; a reason for all of them is one operation."""
    desk = Desk.init(tmp_path / "desk", "11311", "2025", today_is=lambda: date(2026, 5, 5))
    desk.records.save("session", {**SESSION, "held_on": "2025-12-01"})
    opened = Opened(qtbot, desk, "home")
    page = opened.window.page("home")
    assert isinstance(page, HomePage)
    old = page.duties._old
    assert {o.kind for o in old} >= {"reception_party", "reception_government"}
    assert all(o.due_on < "2026-05-05" for o in old)
    assert "tháng tiếp công dân" in page.duties._old_words.text()
    what = [row.findChild(Button).accessibleName() for row in page.findChildren(DutyRow)]
    assert not [name for name in what if "tiếp công dân tháng 1" in name], "folded"
    page.duties.explain.click()
    assert page.duties.reason.text() == "Đã làm ngoài phần mềm"
    page.duties.reason.setText("Trước khi nhận máy")
    page.duties.note_reason()
    qtbot.waitUntil(lambda: not page.duties._old)
    notes = [r.values for r in desk.store.records("duty_note")]
    assert {note["duty"] for note in notes} == {o.key for o in old}
    assert {(note["reason"], note["text"]) for note in notes} == {("outside", "Trước khi nhận máy")}
    desk.close()


def owed(kind: str, due_on: str, held_on: str = "") -> Obligation:
    about = SimpleNamespace(values={"held_on": held_on}) if held_on else None
    return Obligation(kind, "", "", due_on, "overdue", key=f"{kind}:{due_on}", about=about)  # type: ignore[arg-type]


def test_what_can_still_be_done_comes_before_what_is_only_to_be_explained() -> None:
    """The newest lateness first, then the coming week; a month of receptions that is over is none of it."""
    told = arranged(
        [
            owed("reception_party", "2026-04-30"), owed("sessions_party", "2025-12-31"), owed("report", "2026-04-10"),
            owed("report", "2026-01-10"), owed("publish", "2026-05-01"), owed("announce", "2026-05-02", "2026-05-09"),
            owed("announce", "2026-04-20", "2026-04-27"), owed("report", "2026-05-12"), owed("report", "2026-05-13"),
            owed("reception_party", "2026-05-31"), owed("report", "2026-07-10"),
        ],
        date(2026, 5, 5),
    )  # fmt: skip
    assert [(o.kind, o.due_on) for o in told.now] == [
        ("announce", "2026-05-02"), ("publish", "2026-05-01"), ("report", "2026-04-10"), ("report", "2026-05-12"),
    ]  # fmt: skip
    assert [o.due_on for o in told.soon] == ["2026-05-13", "2026-05-31"]
    assert [o.due_on for o in told.later] == ["2026-07-10"]
    assert [(o.kind, o.due_on) for o in told.old] == [
        ("reception_party", "2026-04-30"), ("announce", "2026-04-20"), ("report", "2026-01-10"),
        ("sessions_party", "2025-12-31"),
    ]  # fmt: skip


def test_an_officer_notes_who_was_called_and_a_figure_shows_its_units(qtbot: QtBot, tmp_path: Path) -> None:
    """Called units go to the end and are counted; tomorrow nobody was called; figures are buttons."""
    desk = Desk.init(tmp_path / "city", "31", "2025", today_is=lambda: date(2026, 11, 30))
    opened = Opened(qtbot, desk, "home")
    page = opened.window.page("home")
    assert isinstance(page, HomePage)
    view = page.office
    first, second = (desk.unit_key(code) for code in ("11329", "11359"))
    reason = {kind: (Reason(kind, 1, 3, kind),) for kind in ("silent", "overdue")}
    lines = (Line(first, {"2026-10": "silent"}, reason["silent"]), Line(second, {}, reason["overdue"]))
    counts = {"expected": 2, "sent": 1, "silent": 1, "petitions_overdue": 7}
    view.show_office(Office("2026-10", "2026-11-10", ("2026-10",), lines, counts))
    assert view.figures["sent"].text() == "1 / 2 đơn vị đã gửi"
    assert view.figures["petitions_overdue"].text() == "7 kiến nghị quá hạn"
    view.figures["petitions_overdue"].click()
    assert [line.unit for line in view.model.rows] == [second]
    view.narrow("")
    assert [line.unit for line in view.model.rows] == [first, second]
    view.list.setCurrentIndex(view.model.index(0))
    view.note_call()
    assert [line.unit for line in view.model.rows] == [second, first]
    assert view._told.text() == "1 đơn vị cần gọi · Đã gọi hôm nay: 1"
    assert view.model.entry(1).chip.text == "Đã gọi"
    view.list.setCurrentIndex(view.model.index(1))
    view.note_call()
    assert view.called_today() == []
    view.note_call()
    view._kit = view._kit._replace(today=lambda: date(2026, 12, 1))
    assert view.called_today() == []
    view.figures["sent"].click()
    assert opened.window.current_key == "exchange"
    desk.close()
