"""Every cell of Phụ lục 03–05 against a script that shares no code with the reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.render.plain import as_json
from tests.expected import count_appendices as independent
from tests.expected import datasets
from tests.reports.conftest import TODAY

Put = Callable[[Desk, list[dict[str, Any]]], None]
FIRST, LAST = datasets.YEARS
MADE = {
    "records": datasets.records_only,
    "totals": datasets.totals_only,
    "mixture": datasets.mixture,
}


def units_of(desk: Desk) -> list[dict[str, Any]]:
    return [
        {"key": u.key, "level": u.level, "parent": u.parent, "valid_from": u.valid_from, "valid_to": u.valid_to}
        for u in desk.units.units.values()
    ]


def world_of(desk: Desk, records: list[dict[str, Any]], top: str = "31") -> independent.World:
    return independent.World(records, units_of(desk), top, TODAY.isoformat())


@pytest.mark.parametrize("name", ["small", "large"])
@pytest.mark.parametrize("shape", list(MADE))
def test_every_cell_equals_the_independent_count(small_city: Desk, put: Put, shape: str, name: str) -> None:
    records = MADE[shape](name)
    put(small_city, records)
    world = world_of(small_city, records)
    filled = 0
    for number in (3, 4, 5):
        for first, last, params in (
            (f"{FIRST}-01-01", f"{LAST}-12-31", {"from_year": FIRST, "to_year": LAST}),
            ("2022-01-01", "2022-06-30", {"period": "2022-H1"}),
            ("2021-04-12", "2023-07-03", {"from": "2021-04-12", "to": "2023-07-03"}),
        ):
            sheet = small_city.reporting.build(f"appendix-{number:02d}", params)
            expected = independent.appendix(world, number, first, last)
            rows = as_json(sheet)["rows"]
            assert [{key: row[key] for key in wanted} for row, wanted in zip(rows, expected, strict=True)] == expected
            filled += sum(1 for row in expected for key, v in row.items() if v and key != "year")
    assert filled >= 12


@pytest.mark.parametrize("name", ["small", "large"])
def test_figures_and_a_district(small_city: Desk, put: Put, name: str) -> None:
    records = MADE["records"](name)
    put(small_city, records)
    world = world_of(small_city, records, "303@2023")
    span = (f"{FIRST}-01-01", f"{LAST}-12-31")
    for number, sides in ((3, ("party",)), (4, ("government",)), (5, ("party", "government"))):
        told = as_json(
            small_city.reporting.build(
                f"appendix-{number:02d}", {"from_year": FIRST, "to_year": LAST, "unit": "303@2023"}
            )
        )
        expected = independent.appendix(world, number, *span)
        assert [{k: row[k] for k in wanted} for row, wanted in zip(told["rows"], expected, strict=True)] == expected
        assert told["figures"] == {
            "real_sessions": independent.real_sessions(world, *span),
            "pending": independent.pending(world, sides, *span),
        }
        assert told["figures"]["real_sessions"] > 0


def amount_behind(desk: Desk, key: str, form: str, unit: str, record_id: str) -> int:
    """What a listed record adds to a figure, read from the record itself."""
    record = desk.records.need(form, record_id, unit)
    v = record.values
    if form == "yearly_total":
        return int(str(v["value"]))
    if form == "session":
        return 1
    if form == "feedback" and key.startswith("opinions_"):
        return int(str(v[key.replace("opinions_", "undetailed_")]))
    return int(str(v["occasions"])) if form == "feedback" else 1


@pytest.mark.parametrize("shape", ["records", "mixture"])
def test_the_records_behind_every_cell_sum_to_it(small_city: Desk, put: Put, shape: str) -> None:
    put(small_city, MADE[shape]("small"))
    checked = 0
    for number in (3, 4, 5):
        sheet = small_city.reporting.build(f"appendix-{number:02d}", {"from_year": FIRST, "to_year": LAST})
        for row in next(sheet.tables()).rows:
            for key, value in row.values.items():
                if key in ("stt", "year") or not value:
                    continue
                if "total" in key:  # what it adds up is checked; its records are theirs together
                    assert row.sources[key]
                    continue
                found = sum(
                    amount_behind(small_city, key, source.form, unit, record_id)
                    for source in row.sources[key]
                    for unit, record_id in source.records
                )
                assert found == value, (number, row.values["year"], key)
                checked += 1
    assert checked > 100
