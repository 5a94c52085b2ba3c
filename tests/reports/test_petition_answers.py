"""The ten answers about petitions against a count that shares no code with them, over worlds made by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from tests.expected import count_petitions as count
from tests.expected import petition_worlds
from tests.reports.conftest import UNITS, put_all
from tests.reports.test_reform import COMMUNES, went_whole_into

Rec = dict[str, Any]
TODAY = "2026-06-01"
SMALL = ["11296@2023", "11299@2023", "303@2023"]
ASKED = [
    {"period": "2025"},
    {"from_year": 2023, "to_year": 2026},
    {"period": "2024"},
    {"period": "2025-Q3", "as_of": "2026-02-10"},
    {"from": "2024-07-10", "to": "2026-08-31"},
]


class Held:
    """A desk, its petitions as plain dicts, and the unit each belongs to on the sheets of a day."""

    def __init__(self, desk: Desk, petitions: list[Rec], unit_of: Callable[[str, str], str]) -> None:
        self.desk, self.petitions, self.unit_of = desk, petitions, unit_of

    def told(self, report: str, asked: Rec) -> Rec:
        found: Rec = self.desk.reporting.json(self.desk.reporting.build(report, asked))
        return found


def communes() -> list[tuple[str, str, str]]:
    """A dozen communes of the city that went whole into another, that were split, and new ones, with their days."""
    dice = random.Random(5)
    old = [k for k, row in COMMUNES.items() if row["valid_to"] == "2025-06-30"]
    whole, split = [k for k in old if went_whole_into(k)], [k for k in old if not went_whole_into(k)]
    chosen = [*dice.sample(whole, 6), *split[:2]]
    heirs = {went_whole_into(k) for k in chosen} - {""}
    found = [(k, "2023-01-01", "2025-06-30") for k in chosen]
    return found + [(k, "2025-07-01", TODAY) for k in sorted(heirs)]


@pytest.fixture(scope="module", params=[1, 2, 3])
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("hỏi") / "desk"
    is_reform = request.param == 3
    units = communes() if is_reform else [(k, "2023-01-01", TODAY) for k in SMALL]
    desk = Desk.init(folder, "31", "2023" if is_reform else str(UNITS), today_is=lambda: date.fromisoformat(TODAY))
    petitions = petition_worlds.world(request.param, units, TODAY)
    put_all(desk, petition_worlds.records(petitions))

    def unit_of(key: str, on: str) -> str:
        if is_reform:
            heir = went_whole_into(key)
            return heir if heir and on >= "2025-07-01" else key if on >= "2025-07-01" else COMMUNES[key]["parent"]
        if on > "2025-06-30":  # the districts of the made-up city end then
            return key
        return key if key == "303@2023" else str(desk.store.units[key].parent)

    yield Held(desk, petitions, unit_of)
    desk.close()


def days_of(asked: Rec) -> tuple[str, str, str]:
    """First and last asked day, and the day D."""
    spans = {
        "2024": ("2024-01-01", "2024-12-31"),
        "2025": ("2025-01-01", "2025-12-31"),
        "2025-Q3": ("2025-07-01", "2025-09-30"),
    }
    if "period" in asked:
        first, last = spans[asked["period"]]
    elif "from" in asked:
        first, last = asked["from"], asked["to"]
    else:
        first, last = f"{asked['from_year']}-01-01", f"{asked['to_year']}-12-31"
    on = asked.get("as_of") or min(last, TODAY)
    return first, min(last, on), on


def rows(told: Rec, table: str) -> dict[str, Rec]:
    tables = {t["key"]: t["rows"] for t in told.get("tables", [])}
    return {r["key"] or "": r for r in tables[table] if "key" in r}


def same(told: Rec, expected: Rec) -> None:
    assert {key: told[key] for key in expected} == expected


def each(
    held: Held, told: Rec, on: str, by_agency: Callable[[Rec], str] | None, tell: Callable[[list[Rec]], Rec]
) -> None:
    """The tables by agency, unit and subject, row by row; a row nobody stands behind is all blank or 0."""
    keys: dict[str, Callable[[Rec], str]] = {
        "by_unit": lambda p: held.unit_of(p["unit"], on),
        "by_subject": lambda p: p["subject"],
    }
    if by_agency:
        keys["by_agency"] = by_agency
    for table, key in keys.items():
        if table not in {t["key"] for t in told["tables"]}:
            continue
        shown = rows(told, table)
        expected = count.grouped(held.petitions, key, tell)
        for name, figures in expected.items():
            if name in shown:
                same(shown[name], figures)
            else:
                assert not any(figures.values()), (table, name, figures)
        for name in shown.keys() - expected.keys():
            assert not any(shown[name][k] for k in tell([])), (table, name)


@pytest.mark.parametrize("asked", ASKED)
def test_flow(held: Held, asked: Rec) -> None:
    told = held.told("flow", asked)
    first, last, on = days_of(asked)
    same(told["figures"], count.flow(held.petitions, first, last))
    *parts, total = told["rows"]
    before = None
    for row in parts:
        year, _sign, month = row["period"].partition("-")
        start = f"{year}-{month or '01'}-01"
        same(row, count.flow(held.petitions, max(first, start), row["as_of"]))
        assert row["left_before"] + row["opened"] + row["reopened"] - row["settled"] == row["left"]
        assert before in (None, row["left_before"])
        before = row["left"]
    assert sum(row["settled"] for row in parts) == total["settled"]
    if "tables" in told:
        units = rows(told, "by_unit")
        assert sum(r["left"] for r in units.values()) == told["figures"]["left"]
        each(held, told, on, None, lambda ps: count.flow(ps, first, last))


@pytest.mark.parametrize("asked", ASKED)
def test_ageing_on_time_and_days(held: Held, asked: Rec) -> None:
    first, last, on = days_of(asked)
    ageing = held.told("ageing", asked)
    whole = count.ageing(held.petitions, on)
    same(ageing["figures"], {key: whole[key] for key in ("open", "overdue", "oldest")})
    each(held, ageing, on, lambda p: count.agency(p, on), lambda ps: count.ageing(ps, on))

    def last_had(p: Rec) -> str:
        settled = count.results(p, on)
        return count.agency(p, settled[0] if settled else on)

    on_time = held.told("on-time", asked)
    same(on_time["figures"], count.on_time(held.petitions, first, last, on))
    each(held, on_time, on, last_had, lambda ps: count.on_time(ps, first, last, on))
    days = held.told("days", asked)
    same(days["figures"], count.days(held.petitions, first, last, on))
    each(held, days, on, last_had, lambda ps: count.days(ps, first, last, on))


@pytest.mark.parametrize("asked", ASKED)
def test_reopened_satisfaction_and_repeats(held: Held, asked: Rec) -> None:
    first, last, on = days_of(asked)
    reopened = held.told("reopened", asked)
    same(reopened["figures"], count.reopened(held.petitions, first, last))
    each(held, reopened, on, None, lambda ps: count.reopened(ps, first, last))
    satisfaction = held.told("satisfaction", asked)
    same(satisfaction["figures"], count.satisfaction(held.petitions, first, last, on))
    each(held, satisfaction, on, None, lambda ps: count.satisfaction(ps, first, last, on))
    repeats = held.told("repeats", asked)
    found = {t["key"]: t["rows"] for t in repeats["tables"]}["same_place"]
    labels = {"land": "Đất đai", "urban": "Trật tự đô thị", "environment": "Môi trường", "health": "Y tế"}
    told = sorted((r["unit"], r["place"].lower(), r["subject"], r["petitions"]) for r in found)
    expected = count.repeats(held.petitions, first, last, on)
    assert [(u, place, n) for u, place, _s, n in told] == [
        (u, place, n) for u, place, _s, n in sorted(expected, key=lambda e: (e[0], e[1], labels[e[2]]))
    ]


@pytest.mark.parametrize("asked", ASKED)
def test_heat_and_the_year_before(held: Held, asked: Rec) -> None:
    first, last, on = days_of(asked)
    heat = held.told("petition-heat", asked)
    mine = [p for p in held.petitions if first <= p["received"] <= last]
    for row in heat["rows"][:-1]:
        here = [p for p in mine if held.unit_of(p["unit"], on) == row["unit"]]
        assert row["total"] == len(here)
        assert all(row[c["key"]] == sum(p["subject"] == c["key"] for p in here) for c in heat["columns"][1:-1])
    compared = held.told("compare-periods", asked)
    table = {r["key"]: r for r in compared["rows"]}

    def earlier(day: str) -> str:
        return f"{int(day[:4]) - 1}{day[4:]}"

    then = count.flow(held.petitions, earlier(first), earlier(last))
    now = count.flow(held.petitions, first, last)
    for key, figure in now.items():
        assert (table[key]["now"], table[key]["then"]) == (figure, then[key])
        assert table[key]["change"] == figure - then[key]
    assert table["share"]["then"] == count.on_time(held.petitions, earlier(first), earlier(last), earlier(on))["share"]
    assert table["median_days"]["now"] == count.days(held.petitions, first, last, on)["median_days"]


def test_every_figure_leads_to_as_many_records(held: Held) -> None:
    sheet = held.desk.reporting.build("on-time", {"period": "2025"})
    for table in sheet.tables():
        for row in table.rows:
            for key in ("settled", "settled_on_time", "open_overdue", "counted", "extended"):
                behind = row.sources[key][0].records if key in row.sources else ()
                assert len(behind) == row.values[key]


def test_petitions_for_ten_thousand_people(held: Held) -> None:
    """By the people of each year; blank with fewer than five petitions, or where nobody knows how many there are."""
    desk = held.desk
    unit = held.unit_of(held.petitions[-1]["unit"], TODAY)
    with desk.records.writing() as saver:
        for year, people in ((2025, 12_000), (2026, 13_000)):
            values = {"year": year, "people": people, "of_unit": unit}
            assert desk.records.put(saver, desk.records.form("population"), values, "", desk.unit)
    told = held.told("per-10000", {"from_year": 2025, "to_year": 2026})
    mine = [p for p in held.petitions if "2025-01-01" <= p["received"] <= TODAY]
    here = [p for p in mine if held.unit_of(p["unit"], TODAY) == unit]
    row = next(r for r in told["rows"] if r["unit"] == unit)
    assert row["petitions"] == len(here) >= 5
    assert row["people"] == 13_000
    assert row["per_10000"] == round(len(here) * 10_000 / 25_000, 1)
    assert len(row["sources"]["petitions"][0]["records"]) == len(here)
    assert all(r["per_10000"] is None for r in told["rows"] if r["unit"] != unit)
    few = held.told("per-10000", {"from": here[-1]["received"], "to": here[-1]["received"]})
    assert next(r for r in few["rows"] if r["unit"] == unit)["per_10000"] is None
