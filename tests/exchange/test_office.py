"""What an officer needs today: who is silent, late, missing; what is overdue, waits, was not told; the phone list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.home import Line, Office
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World

TODAY = date(2023, 11, 30)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[World]:
    """A district with two communes that joined, on a day of 2023; packages come on the days a test says."""
    made = World(tmp_path)
    made.init("city", CITY)
    made.join("district", "city", DISTRICT)
    made.join("commune", "district", COMMUNE)
    made.join("other", "district", OTHER)
    district = made.desks["district"]
    record = {**district.records.settings(), "report_periods": ("month",), "days_report": 10}
    district.records.save("settings", record)
    for name, desk in made.desks.items():
        desk.close()
        made.desks[name] = Desk.open(made.root / name, today_is=lambda: TODAY)
    yield made
    made.close()


def came(world: World, name: str, *days: str) -> None:
    """Packages of a desk that arrived on these days."""
    for day in days:
        world.up(name, "district")
        store = world.desks["district"].store
        store.conn.execute(
            "UPDATE batch SET at = ? || 'T08:00:00Z' WHERE number = (SELECT max(number) FROM batch)", (day,)
        )


def seen(world: World) -> tuple[Office, dict[str, Line]]:
    told = world.desks["district"].home.office(world.desks["district"].conflicts.by_unit())
    return told, {line.unit: line for line in told.lines}


def test_months_are_what_the_board_of_each_says(office: World) -> None:
    came(office, "commune", "2023-02-05", "2023-03-28", "2023-11-30")
    came(office, "other", *(f"2023-{month:02d}-03" for month in range(2, 13)))
    told, lines = seen(office)
    assert told.months == tuple(f"2023-{month:02d}" for month in range(1, 12))
    assert (told.period, told.due) == ("2023-11", "2023-12-10")
    months = lines[COMMUNE].months
    assert months["2023-01"] == "on_time"
    assert months["2023-02"] == "late"
    assert months["2023-03"] == "late"  # what came in November is after the day
    assert months["2023-11"] == "on_time"
    assert set(lines[OTHER].months.values()) == {"on_time"}
    for key in told.months:
        board = {a.unit: a.status for a in office.desks["district"].whereabouts.arrivals(2023, period=key)}
        assert {u: board[u] for u in (COMMUNE, OTHER)} == {u: lines[u].months[key] for u in (COMMUNE, OTHER)}
    third = next(line for line in told.lines if line.unit not in (COMMUNE, OTHER))
    assert set(third.months.values()) == {""}, "nobody asked it to send"
    assert third.reasons == ()


def test_the_silent_come_first_and_say_for_how_long(office: World) -> None:
    came(office, "commune", "2023-08-05")
    came(office, "other", *(f"2023-{month:02d}-03" for month in range(2, 12)))
    told, lines = seen(office)
    (reason,) = lines[COMMUNE].reasons
    assert (reason.kind, reason.count, reason.text) == ("silent", 3, "chưa gửi 3 kỳ liền")
    assert told.lines[0].unit == COMMUNE
    assert lines[OTHER].months["2023-11"] == "", "its last day has not passed"
    assert lines[OTHER].reasons == ()
    assert (told.counts["silent"], told.counts["sent"]) == (1, 0)


def test_a_missing_number_marks_its_newest_month(office: World) -> None:
    commune, district = office.desks["commune"], office.desks["district"]
    came(office, "commune", "2023-10-03")
    commune.records.save("session", SESSION)
    lost = office.file()
    commune.sending.send(lost)
    # The commune believes that it arrived, so the next one does not carry it again.
    district.store.conn.execute("UPDATE batch SET at = at")
    came(office, "commune", "2023-11-03")
    _told, lines = seen(office)
    kinds = lines[COMMUNE].kinds
    assert ("missing" in kinds) == bool(next(a for a in district.whereabouts.arrivals(2023) if a.unit == COMMUNE).gaps)


def test_petitions_that_need_somebody_are_counted_with_the_longest(office: World) -> None:
    commune, district = office.desks["commune"], office.desks["district"]
    days = {"2023-03-02": None, "2023-10-02": None, "2023-11-01": None}
    ids = {day: commune.records.save("opinion", {**OPINION, "received_on": day}).id for day in days}
    for day in ("2023-03-02", "2023-10-02"):
        commune.petitions.take(ids[day], "forward_up", {"text": "Vượt thẩm quyền", "done_on": day})
    came(office, "commune", *(f"2023-{month:02d}-03" for month in range(2, 13)))
    told, lines = seen(office)
    of = {r.kind: r for r in lines[COMMUNE].reasons}
    assert (of["waiting"].count, of["waiting"].days) == (2, (TODAY - date(2023, 3, 2)).days)
    late = [s for s in (district.petitions.state(i, COMMUNE) for i in ids.values()) if s.overdue_days(TODAY)]
    assert of["overdue"].count == len(late) > 0
    assert of["overdue"].days == max(s.overdue_days(TODAY) for s in late)
    assert "untold" not in of
    district.petitions.take(ids["2023-03-02"], "answer", {"text": "Đã bố trí vốn", "done_on": "2023-11-20"}, COMMUNE)
    told, lines = seen(office)
    of = {r.kind: r for r in lines[COMMUNE].reasons}
    assert (of["waiting"].count, of["waiting"].days) == (1, (TODAY - date(2023, 10, 2)).days)
    assert (of["untold"].count, of["untold"].days) == (1, 10)
    assert told.counts["petitions_untold"] == 1
    assert told.counts["petitions_waiting"] == 1


def test_the_phone_list_and_the_command_tell_the_same(office: World, capsys: pytest.CaptureFixture[str]) -> None:
    district = office.desks["district"]
    came(office, "commune", "2023-08-05")
    came(office, "other", "2023-11-30")
    district.whereabouts.note_contact(COMMUNE, "Vũ Thị Đào", "0225 111")
    told, _lines = seen(office)
    sheet = district.reporting.build("call-list", {})
    (table,) = sheet.tables()
    wanted = [line for line in told.lines if line.reasons]
    assert [row.extra["key"] for row in table.rows] == [line.unit for line in wanted]
    told_of = {row.extra["key"]: (row.values["why"], row.values["contact"], row.values["phone"]) for row in table.rows}
    assert told_of == {COMMUNE: ("chưa gửi 3 kỳ liền", "Vũ Thị Đào", "0225 111")}
    district.close()
    capsys.readouterr()
    assert main(["home", "--data", str(office.root / "district"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["units"]
    assert {"period", "due", "counts", "needs"} == set(found)
    assert "petitions_overdue" in found["counts"]
    office.desks["district"] = Desk.open(office.root / "district")


def test_months_in_ai_da_gui_are_those_of_every_unit_below_and_of_any_year(office: World) -> None:
    came(office, "commune", "2023-02-05", "2023-08-30")
    came(office, "other", *(f"2023-{month:02d}-03" for month in range(2, 12)))
    district, city = office.desks["district"], office.desks["city"]
    told, lines = seen(office)
    months, shown = district.whereabouts.months(2023)
    assert months == told.months
    by_unit = {line.unit: line for line in shown}
    assert {COMMUNE, OTHER} <= set(by_unit)
    assert {unit: by_unit[unit].months for unit in lines} == {unit: line.months for unit, line in lines.items()}
    urgent = [line.unit for line in shown if "silent" in line.kinds]
    assert [line.unit for line in shown][: len(urgent)] == urgent != []
    _months, of_city = city.whereabouts.months(2023)
    assert {DISTRICT, COMMUNE, OTHER} <= {line.unit for line in of_city}, "units further down are seen, too"
    before, shown = district.whereabouts.months(2022)
    assert before == tuple(f"2022-{month:02d}" for month in range(1, 13))
    assert all(line.months.get("2022-03") != "on_time" or line.unit in by_unit for line in shown)
    assert district.whereabouts.months(2024) == ((), ())


def test_conflicts_one_may_decide_are_on_the_phone_list(office: World) -> None:
    """A record of a unit without a desk is decided here; one of a unit with a desk is not."""
    district = office.desks["district"]
    free = next(u.key for u in district.units.children(DISTRICT) if u.key not in (COMMUNE, OTHER))
    mine = district.records.save("opinion", OPINION, unit=free)
    theirs = office.desks["commune"].records.save("opinion", OPINION)
    came(office, "commune", "2023-11-30")
    for record in (mine, theirs):
        district.store.conn.execute("UPDATE opinion SET conflict = 'text' WHERE id = ?", (record.id,))
    assert district.conflicts.by_unit() == {free: 1}
    (table,) = district.reporting.build("call-list", {}).tables()
    told = {row.extra["key"]: str(row.values["why"]) for row in table.rows}
    assert "1 chỗ hai máy sửa khác nhau" in told[free]
    assert not any("hai máy" in why for unit, why in told.items() if unit != free)
