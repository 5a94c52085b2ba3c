"""What a dissolved unit left: its answers and the names needed to tell the citizen reach the unit that continues it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import follow
from tests.exchange.world import CITY, OPINION, World, dump

OLD, DISTRICT, NEW = "11311@2023", "303@2023", "11311@2025"
NAME = "Phạm Thị Cúc"
DAYS = ("2025-03-01", "2025-06-30", "2025-07-01")
"""The district works on the first two of them."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The city with the district and the commune that are no more, and the commune of today."""
    made = World(tmp_path)
    made.desks["city"] = Desk.init(tmp_path / "city", CITY, "2025", person="city")
    made.join("district", "city", DISTRICT)
    made.join("old", "district", OLD)
    made.join("new", "city", NEW)
    yield made
    made.close()


def forwarded(world: World, **more: object) -> str:
    """A petition of the old commune that the district has, with its name."""
    old = world.desks["old"]
    case = old.records.save("opinion", {**OPINION, "received_on": "2025-05-02", "speaker_name": NAME, **more})
    old.petitions.take(case.id, "forward_up", {"done_on": "2025-05-10", "text": "Ngoài thẩm quyền"})
    assert world.up("old", "district").counts["quarantined"] == 0
    return case.id


def handed_down(world: World) -> str:
    """The new commune gets what the city has; the package."""
    assert world.up("district", "city").counts["quarantined"] == 0
    city = world.desks["city"]
    if (OLD, NEW) not in city.joining.takeovers:
        city.joining.takeover(OLD, NEW)
    world.up("new", "city")
    told = world.down("city", "new")
    assert (told.status, told.counts["quarantined"], told.alarms) == ("merged", 0, ())
    return told.package


def kinds(desk: Desk, case: str) -> list[tuple[str, str, bool]]:
    return [(t.step.unit, t.step.kind, t.is_out_of_order) for t in desk.petitions.state(case, OLD).history]


def test_an_answer_of_a_dissolved_district_reaches_the_new_commune_with_the_name_and_goes_back(world: World) -> None:
    case = forwarded(world)
    world.desks["district"].petitions.take(case, "answer", {"done_on": "2025-06-20", "text": "Đã bố trí vốn"}, OLD)
    new = world.desks["new"]
    before = dump(new)
    package = handed_down(world)
    assert new.petitions.state(case, OLD).status == "answered_above"
    assert kinds(new, case) == [(OLD, "forward_up", False), (DISTRICT, "answer", False)]
    assert new.records.need("opinion", case, OLD).values["speaker_name"] == NAME

    new.receiving.undo(package)
    assert dump(new) == before
    assert follow.astray(new.store) == []
    (again,) = new.receiving.receive([world.root / f"{world.count:03d}.ddpkg"], again=True)
    assert again.counts["quarantined"] == 0
    new.petitions.take(case, "resolve", {"done_on": "2025-08-01", "text": "Đã sửa cống"}, OLD)
    new.petitions.take(case, "notify", {"done_on": "2025-08-02"}, OLD)
    assert world.up("new", "city").counts["quarantined"] == 0
    assert world.desks["city"].petitions.state(case, OLD).status == "notified"
    # It goes on by every road: the machines of both dissolved units hear how it ended.
    assert world.down("city", "district").counts["quarantined"] == 0
    assert world.down("district", "old").counts["quarantined"] == 0
    assert world.desks["old"].petitions.state(case).status == "notified"


def test_what_the_district_sent_on_the_city_answers_to_the_new_commune(world: World) -> None:
    case = forwarded(world)
    world.desks["district"].petitions.take(case, "forward_up", {"done_on": "2025-06-01", "text": "Chuyển tiếp"}, OLD)
    world.up("district", "city")
    city, new = world.desks["city"], world.desks["new"]
    assert city.records.need("opinion", case, OLD).values["speaker_name"] == NAME
    city.petitions.take(case, "answer", {"done_on": "2025-07-20", "text": "Đã bố trí vốn"}, OLD)
    handed_down(world)
    assert [k for _u, k, _o in kinds(new, case)] == ["forward_up", "forward_up", "answer"]
    assert new.petitions.state(case, OLD).status == "answered_above"
    assert new.records.need("opinion", case, OLD).values["speaker_name"] == NAME


def test_a_name_stays_where_nobody_needs_it_further_up(world: World) -> None:
    told, anonymous, waiting = forwarded(world), forwarded(world, is_anonymous=True), forwarded(world)
    district, old, city = (world.desks[n] for n in ("district", "old", "city"))
    for case in (told, anonymous):
        district.petitions.take(case, "answer", {"done_on": "2025-06-20", "text": "Đã bố trí vốn"}, OLD)
    world.down("district", "old")
    old.petitions.take(told, "resolve", {"done_on": "2025-06-25", "text": "Đã sửa"})
    old.petitions.take(told, "notify", {"done_on": "2025-06-26"})
    world.up("old", "district")
    world.up("district", "city")
    assert NAME not in str(dump(city))  # told; wants no answer; not answered here

    city.joining.takeover(OLD, NEW)
    assert world.down("city", "district").counts["quarantined"] == 0
    assert district.sending.plan().forwarded == 1
    handed_down(world)
    named = {r.id for r in city.store.records("opinion_personal")}
    assert named == {waiting} == {r.id for r in world.desks["new"].store.records("opinion_personal")}


def test_a_unit_that_still_works_tells_its_own_citizens(world: World) -> None:
    case = forwarded(world)
    district = world.desks["district"]
    district.petitions.take(case, "answer", {"done_on": "2025-06-20", "text": "Đã bố trí vốn"}, OLD)
    then = Desk(district.folder, district.store, lambda: date(2025, 6, 30))
    assert then.sending.plan().forwarded == 0
    after = Desk(district.folder, district.store, lambda: date(2025, 7, 1))
    assert after.sending.plan().forwarded == 1


def test_a_district_that_still_works_keeps_the_names_of_a_commune_that_is_no_more(world: World) -> None:
    """The commune went before its district did: until that day the district tells the citizen."""
    gone = "11308@2023"
    old, district = world.join("gone", "district", gone), world.desks["district"]
    case = old.records.save("opinion", {**OPINION, "received_on": "2024-12-02", "speaker_name": NAME}).id
    old.petitions.take(case, "forward_up", {"done_on": "2024-12-10", "text": "Ngoài thẩm quyền"})
    world.up("gone", "district")
    district.petitions.take(case, "answer", {"done_on": "2025-02-20", "text": "Đã bố trí vốn"}, gone)
    assert not district.units[gone].is_valid("2025-03-01")
    on = {day: Desk(district.folder, district.store, lambda day=day: date.fromisoformat(day)) for day in DAYS}
    assert [on[day].sending.plan().forwarded for day in DAYS] == [0, 0, 1]


def test_a_case_that_never_left_its_commune_brings_its_name_once_it_is_taken_over(world: World) -> None:
    old, district, city, new = (world.desks[n] for n in ("old", "district", "city", "new"))
    case = old.records.save("opinion", {**OPINION, "received_on": "2025-05-02", "speaker_name": NAME}).id
    for sender, receiver in (("old", "district"), ("district", "city")):
        world.up(sender, receiver)
    city.joining.takeover(OLD, NEW)
    world.down("city", "district")
    world.down("district", "old")
    assert NAME not in str(dump(district))
    assert old.sending.plan().forwarded == 1
    world.up("old", "district")
    handed_down(world)
    assert new.records.need("opinion", case, OLD).values["speaker_name"] == NAME
    # Who continues it keeps its names.
    new.records.change("opinion", case, {"speaker_phone": "0912345678"}, OLD)
    assert new.sending.plan().forwarded == 0
    world.up("new", "city")
    assert "0912345678" not in str(dump(city))


def test_a_unit_that_never_stood_above_answers_nobody(world: World) -> None:
    other = world.join("other", "city", "304@2023")
    case = forwarded(world)
    handed_down(world)
    step = {"opinion_unit": OLD, "opinion_id": case, "done_on": "2025-06-20", "kind": "answer", "text": "Không phải"}
    other.records.save("action", step)
    world.up("other", "city")
    world.down("city", "new")
    assert [k for _u, k, _o in kinds(world.desks["new"], case)] == ["forward_up"]
    with pytest.raises(DeskError):
        other.petitions.state(case, OLD)
