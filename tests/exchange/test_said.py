"""Said, not swallowed: what is refused above reaches who sent it; alarms that end; clocks that warn."""

from __future__ import annotations

import json

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.whereabouts import REASONS, SENDER_STEPS
from dialogue_desk.storage import driver, parcels
from tests.exchange.forging import line, next_number, own_session, registry_of, seal, version
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OTHER, SESSION, World

DAY = 86_400_000_000


def test_what_is_kept_above_reaches_its_sender_with_reason_and_step(
    chain: World, capsys: pytest.CaptureFixture[str]
) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    chain.up("commune", "district")
    chain.up("district", "city")
    foreign = line(version(commune, "session", OTHER, SESSION, n=next_number(commune)))
    chain.receive("district", seal(chain, commune, district, [foreign, b"[1]"], number=2, spoken=2))
    unsigned = own_session(commune)
    chain.receive("city", seal(chain, district, city, [unsigned], number=2, spoken=2))
    chain.down("city", "district")
    result = chain.down("district", "commune")
    assert result.status == "merged"
    kept = commune.whereabouts.kept_above()
    assert {(k.row.holder, k.row.reason) for k in kept} == {
        (DISTRICT, "foreign_unit"), (DISTRICT, "malformed"), (city.unit, "not_signed_by_writer"),
    }  # fmt: skip
    assert all(k.message.endswith(".") and k.step.endswith(".") for k in kept)
    kinds = [a.kind for a in commune.receiving.alarms.listed()]
    assert kinds == ["refused_above", "refused_above"]
    commune.close()
    assert main(["refused", "--data", str(chain.root / "commune"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["refused"]
    assert {t["reason"] for t in told} == {"foreign_unit", "malformed", "not_signed_by_writer"}
    assert all(t["message"] and t["step"] and t["holder"] for t in told)
    commune = chain.desks["commune"] = Desk.open(chain.root / "commune")
    # The newest return package says what is so now.
    with driver.transaction(district.store.conn):
        parcels.drop_quarantine(district.store, 2)
    chain.down("district", "commune")
    assert {k.row.holder for k in commune.whereabouts.kept_above()} == {city.unit}


def test_a_unit_tells_only_what_it_or_those_above_it_keep(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    row = ["session", COMMUNE, "x", f"{commune.store.desk}/0", 1, "foreign_unit"]
    told = [[*row, OTHER], [*row, DISTRICT], row, [*row, "31"]]
    back = seal(chain, district, commune, kind="down", registry=registry_of(district), refused=told, spoken=5)
    assert chain.receive("commune", back).status == "merged"
    assert sorted(k.row.holder for k in commune.whereabouts.kept_above()) == sorted([DISTRICT, DISTRICT, CITY])
    for bad in ([["session"]], [[1, 2, 3, 4, 5, 6]], [[*row[:4], -1, "x"]], 7):
        wrong = seal(chain, district, commune, kind="down", registry=registry_of(district), refused=bad, spoken=6)
        assert chain.receive("commune", wrong).code == "manifest"


def test_the_same_line_twice_is_one_and_one_that_is_taken_after_all_is_none(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    chain.up("commune", "district")
    chain.up("district", "city")
    row = own_session(commune)
    for number in (2, 3):
        result = chain.receive("city", seal(chain, district, city, [row, row], number=number, spoken=number))
        assert result.counts["quarantined"] == 1
    assert (city.whereabouts.quarantined(), len(city.whereabouts.quarantine())) == (1, 1)
    signed = seal(chain, district, city, [row], number=4, spoken=4, signers=(commune,))
    assert chain.receive("city", signed).counts["new"] == 1
    assert (city.whereabouts.quarantined(), city.whereabouts.quarantine()) == (0, [])


def board_of(desk: Desk) -> tuple[int, ...]:
    return next(a for a in desk.whereabouts.arrivals(2023) if a.unit == COMMUNE).missing


def test_a_package_that_was_lost_alarms_nobody_while_its_saves_came_with_the_next(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    commune.records.save("session", SESSION)
    commune.sending.send(chain.file())
    commune.records.save("session", {**SESSION, "title": "Sau"})
    assert chain.up("commune", "district").counts["new"] == 2
    assert board_of(district) == ()


def test_saves_that_are_missing_above_alarm_until_they_arrive(chain: World) -> None:
    """The district loses what it had acknowledged: the commune does not send it again by itself."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    backup = district.keeping.back_up()
    commune.records.save("session", SESSION)
    lost = chain.file()
    commune.sending.send(lost)
    chain.receive("district", lost)
    chain.down("district", "commune")
    district.close()
    Desk.restore(chain.root / "district", backup)
    district = chain.desks["district"] = Desk.open(chain.root / "district")
    commune.records.save("session", {**SESSION, "title": "Sau"})
    chain.up("commune", "district")
    assert board_of(district) == (2,)
    assert chain.receive("district", lost).status == "merged"
    assert board_of(district) == ()


def test_a_row_that_is_kept_back_is_no_missing_package(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    n = next_number(commune)
    rows = [line(version(commune, "session", unit, SESSION, n=n + i)) for i, unit in enumerate((COMMUNE, OTHER))]
    held = {f"{commune.store.desk}/0": [[1, n + 1, 0]]}
    chain.receive("district", seal(chain, commune, district, rows, number=5, spoken=5, held=held))
    assert board_of(district) == ()
    held = {f"{commune.store.desk}/0": [[1, n + 2, 0]]}
    chain.receive("district", seal(chain, commune, district, [], number=6, spoken=6, held=held))
    assert board_of(district) == (2, 3, 4)


def test_a_clock_that_is_behind_or_far_ahead_is_told_before_somebody_saves(chain: World) -> None:
    commune = chain.desks["commune"]
    assert commune.receiving.alarms.of_clock() == []
    commune.records.save("session", SESSION)
    ordinary = commune.store.clock
    for days, kind in ((-3, "clock_behind"), (0, ""), (1, ""), (150, ""), (300, "clock_ahead")):
        commune.store.clock = lambda days=days: ordinary() + days * DAY  # type: ignore[misc]
        found = commune.receiving.alarms.of_clock()
        assert [a.kind for a in found] == ([kind] if kind else [])
    # Somebody looked: the clock was right, the save was not.
    (alarm,) = commune.receiving.alarms.listed()
    commune.receiving.alarms.settle(alarm.about)
    assert commune.receiving.alarms.listed() == []


def test_the_commands_warn_of_a_clock(chain: World, capsys: pytest.CaptureFixture[str]) -> None:
    commune = chain.desks["commune"]
    ordinary = commune.store.clock
    commune.store.clock = lambda: ordinary() + 20 * DAY
    commune.records.save("session", SESSION)
    commune.close()
    data = ["--data", str(chain.root / "commune"), "--json"]
    assert main(["add", "session", "held_on=5/3/2023", "title=Sau", *data]) in (0, 1)
    assert "Ngày trên máy" in capsys.readouterr().err
    assert main(["alarms", *data]) == 0
    (alarm,) = json.loads(capsys.readouterr().out)["alarms"]
    assert alarm["kind"] == "clock_behind"
    assert main(["alarms", "--settle", alarm["about"], *data]) == 0
    assert json.loads(capsys.readouterr().out) == {"alarms": []}
    assert main(["alarms", "--settle", "x", *data]) == 1
    chain.desks["commune"] = Desk.open(chain.root / "commune")


def test_every_reason_of_quarantine_has_its_sentence_and_steps_on_both_sides(chain: World) -> None:
    where = chain.desks["district"].whereabouts
    for code in REASONS:
        assert where.reason(code).endswith(".")
        if code != "clock":
            assert where.step(code).endswith(".")
        assert SENDER_STEPS[code].endswith(".")
