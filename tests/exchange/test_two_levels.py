"""A city with communes directly below: packages both ways, a dissolved unit's open case, reports over the reform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Table, cell_text
from tests.exchange.world import CITY, OPINION, SESSION, World

OLD, NEW = "11311@2023", "11311@2025"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.desks["city"] = Desk.init(tmp_path / "city", CITY, "2025", person="city")
    yield made
    made.close()


def test_a_new_unit_continues_an_open_case_of_a_dissolved_one(world: World) -> None:
    city = world.desks["city"]
    old = world.join("old", "city", OLD)
    case = old.records.save("opinion", {**OPINION, "received_on": "2025-05-02", "speaker_name": "Phạm Thị Cúc"})
    old.petitions.take(case.id, "assign", {"done_on": "2025-05-03", "agency": "Phòng Kinh tế"})
    assert world.up("old", "city").counts["new"] == 2
    new = world.join("new", "city", NEW)
    assert world.up("new", "city").status == "merged"
    city.joining.takeover(OLD, NEW)
    assert world.down("city", "new").counts["quarantined"] == 0
    state = new.petitions.state(case.id, OLD)
    assert (state.status, [t.step.kind for t in state.history]) == ("assigned", ["assign"])

    sent_up = new.petitions.take(case.id, "forward_up", {"done_on": "2025-08-01", "text": "Ngoài thẩm quyền"}, OLD)
    assert sent_up.unit == OLD
    assert world.up("new", "city").counts["quarantined"] == 0
    to_answer = next(t for t in city.home.tiles() if t.key == "petitions_to_answer")
    assert (to_answer.value, city.records.count("opinion", to_answer.query)) == (1, 1)
    city.petitions.take(case.id, "answer", {"done_on": "2025-09-01", "text": "Đã bố trí vốn"}, OLD)
    assert world.down("city", "new").counts["quarantined"] == 0
    assert new.petitions.state(case.id, OLD).status == "answered_above"
    new.petitions.take(case.id, "resolve", {"done_on": "2025-09-05", "text": "Đã sửa"}, OLD)
    world.up("new", "city")
    assert city.petitions.state(case.id, OLD).status == "resolved"
    # The machine of the dissolved unit, should it ask, gets the whole story without a foreign row.
    assert world.down("city", "old").counts["quarantined"] == 0
    assert old.petitions.state(case.id).status == "resolved"


def test_the_machine_of_a_dissolved_unit_gets_every_step_of_the_unit_that_continues_it(world: World) -> None:
    city, old, new = world.desks["city"], world.join("old", "city", OLD), world.join("new", "city", NEW)
    case = old.records.save("opinion", {**OPINION, "received_on": "2025-05-02"})
    for name in ("old", "new"):
        world.up(name, "city")
    city.joining.takeover(OLD, NEW)
    world.down("city", "new")
    new.petitions.take(case.id, "assign", {"done_on": "2025-08-01", "agency": "Phòng Kinh tế"}, OLD)
    step = {"opinion_unit": OLD, "opinion_id": case.id, "done_on": "2025-08-02", "kind": "reply", "text": "Đã sửa"}
    own = new.records.save("action", step)  # as `add action` or an import writes it: in the new unit's own name
    assert own.unit == NEW
    new.records.save("opinion", {**OPINION, "received_on": "2025-08-03"})
    assert world.up("new", "city").counts["quarantined"] == 0
    told = world.down("city", "old")
    assert (told.counts["new"], told.counts["quarantined"]) == (2, 0)
    histories = [[t.step.kind for t in d.petitions.state(case.id, OLD).history] for d in (old, new, city)]
    assert histories == [["assign", "reply"]] * 3
    assert {r.unit for r in old.store.records("opinion")} == {OLD}
    assert world.up("old", "city").counts["quarantined"] == 0


def test_working_lists_of_the_new_unit_hold_what_it_continues(world: World) -> None:
    city = world.desks["city"]
    old = world.join("old", "city", OLD)
    case = old.records.save("opinion", {**OPINION, "received_on": "2025-05-02"})
    world.up("old", "city")
    new = world.join("new", "city", NEW)
    world.up("new", "city")
    city.joining.takeover(OLD, NEW)
    world.down("city", "new")
    for desk, unit in ((new, NEW), (city, NEW)):
        for name, figure in (
            ("backlog", "unfinished"),
            ("carry-over", "unfinished"),
            ("missing-explanations", "opinions"),
        ):
            sheet = desk.reporting.build(name, {"unit": unit})
            assert sheet.figures[figure] == 1, name
            assert any("Phường Minh Khai" in note for note in sheet.notes()), name
        keys = {
            r.values["unit"]
            for t in desk.reporting.build("backlog", {"unit": unit}).tables()
            for r in t.rows
            if t.key == "petitions"
        }
        assert keys == {"Phường Minh Khai"}
    register = new.reporting.build("petition-register", {"period": "2025"})
    assert register.figures["petitions"] == 1
    assert case.id


def test_reports_over_the_reform_join_an_old_unit_to_the_one_it_went_into(world: World) -> None:
    city = world.desks["city"]
    city.records.save("session", {**SESSION, "held_on": "2024-03-01"}, unit=OLD)
    city.records.save("session", {**SESSION, "held_on": "2025-03-01"}, unit=OLD)
    city.records.save("session", {**SESSION, "held_on": "2025-08-01"}, unit=NEW)
    span = {"from_year": 2024, "to_year": 2025}
    sheet = city.reporting.build("appendix-05", span)
    (table,) = sheet.tables()
    assert [row.values["commune_party"] for row in table.rows] == [1, 2, 3]
    assert any("Đơn vị thay đổi trong kỳ" in note and "01/7/2025" in note for note in sheet.notes())
    assert not any(
        "đơn vị cũ" in n for n in city.reporting.build("appendix-05", {"from_year": 2023, "to_year": 2024}).notes()
    )

    compared = city.reporting.build("unit-comparison", span)
    assert any("được cộng vào đơn vị mới" in note for note in compared.notes())
    shown = {
        _unit(table, row.extra["key"])
        for table in compared.tables()
        for row in table.rows
        if row.extra.get("key") in (NEW, "303@2023")
    }
    assert shown == {"Phường Hồng Bàng (từ 01/7/2025, gồm đơn vị cũ)", "Quận Hồng Bàng (đến 30/6/2025)"}
    heat = city.reporting.build("trend-units-heat", span)
    rows = {row.extra["key"]: row.values for table in heat.tables() for row in table.rows}
    assert rows["303@2023"]["total"] is None  # what the district itself held, and its communes that were split
    assert (rows[NEW]["2024"], rows[NEW]["2025"], rows[NEW]["total"]) == (1, 2, 3)

    covered = city.reporting.build("head-coverage", span)
    held = {row.extra["key"]: row.values for row in next(iter(covered.tables())).rows}
    assert OLD not in held
    # It existed on the last day of one of the two years, so one dialogue is what it owes.
    assert (held[NEW]["party"], held[NEW]["party_required"], held[NEW]["party_met"]) == (1, 1, "x")
    assert held[CITY]["party_required"] == 2
    assert any("không chuyển sang đơn vị mới" in note for note in covered.notes())


def _unit(table: Table, key: object) -> str:
    column = next(c for c in table.columns if c.key == "unit")
    return next(cell_text(row, column) for row in table.rows if row.extra.get("key") == key)
