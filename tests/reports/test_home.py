"""Home and obligations against figures counted by an independent script (tests/expected/count_follow.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.records import id_of
from dialogue_desk.storage import follow
from tests.expected.follow_sets import SIZES, TODAY, UNIT, records

EXPECTED = Path(__file__).parents[1] / "expected"


def expected(name: str) -> Any:
    return json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(params=sorted(SIZES))
def told(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[tuple[str, Desk]]:
    """A desk with one of the sets, written with the ids and units the set gives."""
    desk = Desk.init(data_dir, UNIT, "2023", "An", lambda: date.fromisoformat(TODAY))
    with desk.records.writing() as saver:
        for given in records(request.param):
            values = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
            form = desk.records.form(str(values.pop("form")))
            unit, record_id = str(values.pop("unit")), str(values.pop("id", ""))
            if unit == UNIT:
                record_id = "" if form.natural_key or form.is_single else record_id
                desk.records.put(saver, form, values, record_id, unit)
            else:  # as a return package brings it: this desk may not write for the unit above
                saver.save(form, unit, record_id or id_of(form, unit, values), values)
    yield request.param, desk
    desk.close()


def test_home_and_every_petition(told: tuple[str, Desk]) -> None:
    name, desk = told
    wanted = expected("home")[name]
    states = follow.states_of(desk.store, [(UNIT, i) for i in wanted["statuses"]])
    assert {key[1]: s.status for key, s in states.items()} == wanted["statuses"]
    assert {key[1]: s.lead_agency or None for key, s in states.items()} == wanted["leads"]
    today = desk.today()
    late = {key[1]: s.overdue_days(today) for key, s in states.items() if s.overdue_days(today)}
    assert late == wanted["late_days"]
    told_json = desk.reporting.json(desk.reporting.build("home", {}))
    figures = {k: v for k, v in told_json["figures"].items() if k != "days_since_backup"}
    assert figures == wanted["figures"]
    overdue = told_json["tables"][0]
    assert [row["overdue_days"] for row in overdue["rows"]] == wanted["most_overdue"]
    assert sum(1 for v in [*figures.values(), *late.values()] if v) >= 12


def test_obligations(told: tuple[str, Desk]) -> None:
    name, desk = told
    rows = desk.reporting.json(desk.reporting.build("obligations", {"from_year": 2023}))["rows"]
    found = [[r["code"], r["subject"], r["due_on"], r["status"], r["required"], r["done"]] for r in rows]
    assert sorted(found) == sorted(expected("obligations")[name])
    assert [r["due_on"] for r in rows] == sorted(r["due_on"] for r in rows)
    assert all(bool(r["fulfilled_by"]) == (r["status"] == "fulfilled") for r in rows)
