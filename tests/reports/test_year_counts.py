"""Counts kept by year say what the records say, whatever was typed, merged, binned or taken back since."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.reports.counting import tally
from dialogue_desk.storage import driver, year_counts
from tests.exchange.world import COMMUNE, OPINION, SESSION, World
from tests.expected import datasets
from tests.reports.conftest import UNITS, put_all

TODAY = date(2026, 6, 1)
KEYS = datasets.UNITS["small"]
Rec = dict[str, Any]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "desk", "31", str(UNITS), today_is=lambda: TODAY)
    put_all(made, datasets.full("small"))
    yield made
    made.close()


def keep(desk: Desk) -> None:
    with driver.transaction(desk.store.conn):
        year_counts.keep(desk.store, tally.KEPT)


def told(desk: Desk) -> list[Any]:
    found = []
    for name in ("appendix-01", "appendix-03", "appendix-04", "appendix-05", "trend-units"):
        for unit in ("31", "303@2023", KEYS[0]):
            sheet = desk.reporting.build(name, {"from_year": 2014, "to_year": 2024, "unit": unit})
            found.append(desk.reporting.json(sheet))
    return found


def from_records(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    with monkeypatch.context() as patch:
        patch.setattr(year_counts, "is_kept", lambda *_given: False)
        return told(desk)


def stale(desk: Desk) -> set[tuple[str, str]]:
    return {(form, unit) for form, unit in desk.store.conn.execute("SELECT form, unit FROM year_stale")}


def test_they_are_equal_to_counting_and_read_no_record(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = from_records(desk, monkeypatch)
    keep(desk)
    assert stale(desk) == set()
    assert told(desk) == expected
    desk.store.conn.execute("DELETE FROM yearly_total")
    asked = {"from_year": 2014, "to_year": 2023}
    whole = desk.reporting.json(desk.reporting.build("appendix-04", asked))
    read: list[str] = []
    desk.store.conn.set_trace_callback(read.append)
    desk.reporting.build("appendix-04", asked)
    desk.store.conn.set_trace_callback(None)
    counted = [sql for sql in read if "GROUP BY" in sql]
    assert counted
    assert all("year_count" in sql for sql in counted)
    assert whole["rows"]


@pytest.mark.parametrize("seed", [1, 2])
def test_they_stay_equal_over_changes(desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    dice = random.Random(f"year counts {seed}")
    keep(desk)
    done = 0
    for number in range(12):
        held = [r for form in ("session", "feedback", "opinion") for r in desk.store.records(form)]
        one = dice.choice(held)
        whole = desk.records.get(one.form, one.id, one.unit)
        what = dice.choice(("delete", "cancel", "type", "undo", "decide"))
        if what == "delete":
            desk.records.delete(one.form, one.id, one.unit)
        elif what == "undo":
            if done > 0:  # else what was there from the beginning would go
                desk.operations.undo()
            done = max(done - 2, -1)
        elif what == "cancel" and one.form == "session":
            desk.records.save("session", {**whole.values, "status": "cancelled"}, one.id, one.unit, whole.rev)
        elif what == "decide" and one.form == "opinion":
            values = {**whole.values, "disposition": "accepted", "action_text": "Sẽ làm"}
            desk.records.save("opinion", values, one.id, one.unit, whole.rev)
        else:
            put_all(desk, [datasets.session(dice, dice.choice(KEYS), dice.choice((2019, 2021)))])
        done += 1
        if number % 4 == 3:
            if dice.random() < 0.5:
                keep(desk)
            assert told(desk) == from_records(desk, monkeypatch)


def test_a_source_takes_opinions_of_other_units_with_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk)
    held = next(r for r in desk.store.records("session") if r.values["status"] == "held")
    other = next(key for key in KEYS if key != held.unit)
    put_all(desk, [{
        "form": "opinion", "unit": other, **OPINION, "source_form": "session", "source_unit": held.unit,
        "source_id": held.id, "kind": "opinion", "counts_as_feedback": True, "competence": "commune",
        "disposition": "accepted", "action_text": "Sẽ làm", "received_on": held.values["held_on"],
    }])  # fmt: skip
    keep(desk)
    desk.records.delete("session", held.id, held.unit)
    assert ("opinion", other) in stale(desk)
    assert told(desk) == from_records(desk, monkeypatch)
    keep(desk)
    assert told(desk) == from_records(desk, monkeypatch)


def test_a_day_that_is_none_leaves_its_unit_to_the_records(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk)
    rid, unit = desk.store.conn.execute("SELECT rid, unit FROM session WHERE is_deleted = 0 LIMIT 1").fetchone()
    desk.store.conn.execute("UPDATE session SET held_on = '2021-02-31' WHERE rid = ?", (rid,))
    keep(desk)
    assert stale(desk) == {("session", unit)}
    assert told(desk) == from_records(desk, monkeypatch)


def test_a_table_made_anew_is_counted_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk)
    desk.store.conn.execute("DROP TRIGGER year_stale_session_update")
    desk.store.conn.execute("UPDATE session SET status = 'cancelled'")
    assert told(desk) == from_records(desk, monkeypatch)
    keep(desk)
    assert year_counts.is_kept(desk.store, tally.KEPT)
    assert told(desk) == from_records(desk, monkeypatch)


def test_a_merge_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    city = world.init("city", "31")
    commune = world.join("commune", "city", COMMUNE)
    commune.records.save("session", SESSION)
    world.up("commune", "city")
    assert not year_counts.is_kept(city.store, tally.KEPT), "few are read faster than they are kept"
    monkeypatch.setattr(year_counts, "MANY", 2)
    commune.records.save("session", {**SESSION, "title": "Cuộc thứ hai"})
    world.up("commune", "city")
    assert year_counts.is_kept(city.store, tally.KEPT)
    assert stale(city) == set()
    rows = city.store.conn.execute("SELECT unit, year, code, a FROM year_count").fetchall()
    assert rows == [(COMMUNE, 2023, "party", 2)]
    monkeypatch.setattr(year_counts, "MANY", 100)
    commune.records.save("session", {**SESSION, "title": "Cuộc thứ ba"})
    package = world.up("commune", "city").package
    assert stale(city) == set(), "what is kept once stays in step"
    expected = from_records(city, monkeypatch)
    assert told(city) == expected
    city.receiving.undo(str(package))
    assert stale(city) == {("session", COMMUNE)}
    assert told(city) == from_records(city, monkeypatch) != expected
    assert not year_counts.is_kept(commune.store, tally.KEPT)
    world.close()
