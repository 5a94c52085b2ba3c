"""A unit without the app: what the unit above enters for it, and what becomes of that when its own desk joins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.errors import DeskError
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World, dump

TOTAL = {"scope": "own", "year": 2022, "indicator": "sessions_party", "level": "commune", "value": 4}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.init("city", CITY)
    made.join("district", "city", DISTRICT)
    yield made
    made.close()


def test_records_entered_for_a_unit_become_its_own_when_its_desk_joins(world: World) -> None:
    district = world.desks["district"]
    session = district.records.save("session", SESSION, unit=OTHER)
    case = district.records.save(
        "opinion",
        {
            **OPINION,
            "source_form": "session",
            "source_unit": OTHER,
            "source_id": session.id,
            "speaker_name": "Lê Văn Tám",
        },
        unit=OTHER,
    )
    district.petitions.take(case.id, "assign", {"done_on": "2023-03-05", "agency": "Địa chính"}, OTHER)
    total = district.records.save("yearly_total", TOTAL, unit=OTHER)
    world.up("district", "city")

    desk = world.join("other", "district", OTHER)
    same = desk.records.save("yearly_total", {**TOTAL, "value": 5})
    assert same.id == total.id
    world.up("other", "district")
    assert world.down("district", "other").counts["quarantined"] == 0
    assert [r.values["title"] for r in desk.store.records("session")] == [SESSION["title"]]
    whole = desk.records.need("opinion", case.id)
    assert (whole.values["speaker_name"], desk.petitions.state(case.id).status) == ("Lê Văn Tám", "assigned")
    # The same total typed twice is one record, and the unit itself decides what it says.
    (conflict,) = desk.conflicts.listed()
    assert (conflict.id, conflict.can_decide) == (total.id, True)
    desk.conflicts.resolve("yearly_total", total.id, next(s.rev for s in conflict.sides if s.values["value"] == 5))
    desk.records.change("session", session.id, {"title": "Sửa ở phường"})
    desk.petitions.take(case.id, "progress", {"done_on": "2023-03-06", "text": "Đang làm"})

    assert world.up("other", "district").counts["quarantined"] == 0
    with pytest.raises(DeskError) as refused:
        district.records.change("session", session.id, {"title": "Sửa ở quận"}, OTHER)
    assert refused.value.code == "foreign_unit"
    assert world.up("district", "city").counts["quarantined"] == 0
    city = world.desks["city"]
    assert dump(district)["session"] == dump(city)["session"] == dump(desk)["session"]
    assert [r.values["value"] for r in city.store.records("yearly_total")] == [5]
    assert city.conflicts.count() == 0


def test_the_unit_above_answers_a_case_it_entered_itself(world: World) -> None:
    district, city = world.desks["district"], world.desks["city"]
    case = district.records.save("opinion", {**OPINION, "speaker_name": "Lê Văn Tám"}, unit=OTHER)
    district.petitions.take(case.id, "forward_up", {"done_on": "2023-03-05", "text": "Ngoài thẩm quyền"}, OTHER)
    to_answer = next(t for t in district.home.tiles() if t.key == "petitions_to_answer")
    assert to_answer.value == 1
    assert "answer" in district.petitions.allowed(case.id, OTHER)
    # Sent on: now it is the district that waits, and the names go along.
    district.petitions.take(case.id, "forward_up", {"done_on": "2023-03-06", "text": "Ngoài thẩm quyền"}, OTHER)
    world.up("district", "city")
    assert next(t for t in city.home.tiles() if t.key == "petitions_to_answer").value == 1
    assert city.records.need("opinion", case.id).values["speaker_name"] == "Lê Văn Tám"
    city.petitions.take(case.id, "answer", {"done_on": "2023-03-08", "text": "Đã bố trí vốn"}, OTHER)
    world.down("city", "district")
    steps = district.petitions.state(case.id, OTHER).history
    assert [(t.step.unit, t.step.kind, t.is_out_of_order) for t in steps] == [
        (OTHER, "forward_up", False), (DISTRICT, "forward_up", False), (CITY, "answer", False),
    ]  # fmt: skip
    district.petitions.void(case.id, steps[1].step.id, unit=OTHER)
    assert district.petitions.state(case.id, OTHER).history[1].is_voided
    assert district.records.writes_for(COMMUNE)
