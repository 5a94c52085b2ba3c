"""Hải Phòng over 2023–2026, 217 → 167 → 114 communes: what the sheets add up, against a count of our own."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.sheet import Note, Sheet, Table
from dialogue_desk.render.plain import as_json
from dialogue_desk.reports.upward.arrivals import board, due_of
from dialogue_desk.storage import registry

TABLES = Path(__file__).resolve().parents[3] / "shared" / "reference" / "units"
Put = Callable[[Desk, list[dict[str, Any]]], None]


def rows_of(name: str) -> dict[str, dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


UNITS = {**rows_of("vietnam_2023.csv"), **rows_of("vietnam_2025.csv")}


def province(key: str) -> str:
    while UNITS[key]["parent"]:
        key = UNITS[key]["parent"]
    return key


COMMUNES = {key: row for key, row in UNITS.items() if row["level"] == "commune" and province(key) == "31"}


def went_whole_into(key: str) -> str:
    """The commune of today that an old one went into undivided, by the table alone; "" where it was split."""
    while UNITS[key]["valid_to"]:
        heirs = UNITS[key]["successors"].split(";")
        if len(heirs) != 1 or not heirs[0]:
            return ""
        key = heirs[0]
    return key


def lived_days(row: dict[str, str]) -> tuple[date, date]:
    first, last = row["valid_from"] or "2023-01-01", row["valid_to"] or "2026-06-01"
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.fixture
def filled(city: Desk, put: Put) -> tuple[Desk, Counter[tuple[str, int, str]]]:
    """A city with one to three dialogues of most communes that ever were, and the count of each (unit, year, head)."""
    rng = random.Random(11)
    records, counted = [], Counter[tuple[str, int, str]]()
    for key, row in COMMUNES.items():
        first, last = lived_days(row)
        for _n in range(rng.choice((0, 1, 1, 3))):
            day = date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))
            head = rng.choice(("party", "government"))
            records.append(
                {
                    "form": "session", "unit": key, "held_on": day.isoformat(), "status": "held", "title": "Đối thoại",
                    "kind": "periodic", "mode": "in_person", "place": "Hội trường", "count_for": head,
                }
            )  # fmt: skip
            counted[key, day.year, head] += 1
    put(city, records)
    return city, counted


def table(sheet: Sheet) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = as_json(sheet)["rows"]
    return found


def notes(sheet: Sheet) -> str:
    return " ".join(block.text for block in sheet.blocks if isinstance(block, Note))


def test_the_city_adds_every_dialogue_up_once(filled: tuple[Desk, Counter[tuple[str, int, str]]]) -> None:
    desk, counted = filled
    sheet = desk.reporting.build("appendix-05", {"from_year": 2023, "to_year": 2026})
    for row in table(sheet)[:-1]:
        for short, head in (("party", "party"), ("gov", "government")):
            own = sum(n for (_key, year, h), n in counted.items() if (year, h) == (row["year"], head))
            assert (row[f"commune_{short}"] or 0) == own
    said = notes(sheet)
    assert "trước 01/01/2025: 232 đơn vị" in said
    assert "từ 01/01/2025: 182 đơn vị" in said
    assert "từ 01/7/2025: 114 đơn vị" in said


def test_a_new_commune_goes_on_from_the_old_ones_that_went_whole_into_it(
    filled: tuple[Desk, Counter[tuple[str, int, str]]],
) -> None:
    desk, counted = filled
    for key in random.Random(3).sample([k for k, row in COMMUNES.items() if not row["valid_to"]], 12):
        family = {key} | {old for old in COMMUNES if COMMUNES[old]["valid_to"] and went_whole_into(old) == key}
        sheet = desk.reporting.build("appendix-05", {"from_year": 2023, "to_year": 2026, "unit": key})
        for row in table(sheet)[:-1]:
            own = sum(n for (unit, year, _head), n in counted.items() if unit in family and year == row["year"])
            assert (row["commune_total"] or 0) == own, (key, row["year"])
        split = [
            old for old, row in COMMUNES.items() if key in row["successors"].split(";") and ";" in row["successors"]
        ]
        assert all(COMMUNES[old]["name"] in notes(sheet) for old in split)
        assert not split or "bị chia" in notes(sheet)


def test_side_by_side_a_new_commune_stands_for_its_old_ones_and_split_ones_stand_apart(
    filled: tuple[Desk, Counter[tuple[str, int, str]]],
) -> None:
    desk, counted = filled
    sheet = desk.reporting.build("unit-comparison", {"from_year": 2023, "to_year": 2026})
    (rows, *_rest) = [block for block in sheet.blocks if isinstance(block, Table)]
    found = {str(row.extra["key"]): row.values["sessions"] for row in rows.rows}
    expected = Counter[str]()
    for (unit, _year, _head), n in counted.items():
        expected[went_whole_into(unit) or unit] += n
    assert {key: n for key, n in found.items() if n} == dict(expected)
    assert sum(n or 0 for n in found.values()) == sum(counted.values())
    today = {key for key, row in COMMUNES.items() if not row["valid_to"]}
    assert today <= set(found)
    assert {key for key in found if UNITS[key]["valid_to"] and UNITS[key]["level"] == "commune"} == {
        key for key, row in COMMUNES.items() if row["valid_to"] and not went_whole_into(key)
    }
    assert "cộng vào đơn vị mới" in notes(sheet)


@pytest.mark.parametrize(("day", "units"), [("2024-12-31", 217), ("2025-03-31", 167), ("2025-09-30", 114)])
def test_coverage_asks_for_the_units_of_the_last_day(city: Desk, day: str, units: int) -> None:
    sheet = city.reporting.build("head-coverage", {"from": f"{day[:4]}-01-01", "to": day})
    listed = [row.extra for block in sheet.blocks if isinstance(block, Table) for row in block.rows]
    assert sum(extra.get("level_code") == "commune" for extra in listed) == units


@pytest.mark.parametrize(("period", "units"), [("2024-Q4", 232), ("2025-Q1", 182), ("2025-Q4", 114)])
def test_a_board_asks_the_units_there_at_the_end_of_the_period(city: Desk, period: str, units: int) -> None:
    assert len(board(city.store, int(period[:4]), asked=due_of(city.store, period))) == units


def test_what_a_new_commune_stands_for_is_in_its_lists_as_in_its_figures(city: Desk) -> None:
    new = "11311@2025"
    (old,) = [u.key for u in city.units.came_from(new)[0] if u.key == "11311@2023"]
    case = {
        "source_form": "direct", "kind": "petition", "side": "government", "text": "Ngập", "request": "Sửa cống",
        "subject": "urban",
    }  # fmt: skip
    saved = [
        city.records.save("opinion", {**case, "received_on": day}, unit=unit)
        for unit, day in ((old, "2025-03-01"), (new, "2025-09-01"))
    ]
    asked = {"unit": new, "from_year": 2025, "to_year": 2025}
    figure = city.reporting.build("periodic-report", {"unit": new, "period": "2025"}).figures["petitions"]
    assert figure == 2
    for name in ("petition-register", "opinions-table", "case-handover"):
        sheet = city.reporting.build(name, asked)
        rows = [row for block in sheet.blocks if isinstance(block, Table) for row in block.rows]
        assert sum("Ngập" in str(row.values.get("text")) for row in rows) == figure, name
        assert "đơn vị cũ nhập toàn bộ: Phường Minh Khai" in notes(sheet), name
    for name in ("backlog", "carry-over"):
        sheet = city.reporting.build(name, asked)
        assert sheet.figures["unfinished"] == figure
        assert "Phường Minh Khai" in notes(sheet)
    assert old in city.scope_of(new)
    query = Query(equal={"kind": "petition", "unit": city.scope_of(new)})
    tile = next(t for t in city.home.tiles(new) if t.key == "petitions_open")
    assert city.records.count("opinion", query) == tile.value == figure
    # What travels between desks stays by takeovers alone.
    assert old not in registry.scope_of(city.store, new)
    assert saved
