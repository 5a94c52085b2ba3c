"""The functions of the hub against the desk's own reports, cell by cell, over worlds made by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from dialogue_desk.desk import Desk
from tests.expected import datasets, petition_worlds
from tests.hub.server import Server
from tests.reports.conftest import UNITS, put_all
from tests.reports.test_petition_answers import SMALL, communes

Rec = dict[str, Any]
TODAY = date(2026, 6, 1)
KEYS = datasets.UNITS["small"]


def plain(cell: Any) -> Any:
    """A cell of the hub as JSON has it."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


class World:
    """A desk and the hub it published into."""

    def __init__(self, desk: Desk, conn: psycopg.Connection[Any], schema: str) -> None:
        self.desk, self.conn, self.schema = desk, conn, schema

    def told(self, report: str, asked: Mapping[str, Any]) -> Rec:
        found: Rec = self.desk.reporting.json(self.desk.reporting.build(report, dict(asked)))
        return found

    def hub(self, function: str, *given: Any) -> list[Rec]:
        marks = ", ".join("%s" for _g in given)
        rows = self.conn.execute(f"SELECT * FROM {self.schema}.{function}({marks})".encode(), given).fetchall()
        return [{key: plain(cell) for key, cell in row.items()} for row in rows]


def published(desk: Desk, server: Server, schema: str) -> Iterator[World]:
    desk.publishing.publish(server.url(), schema)
    with psycopg.connect(server.url(), row_factory=dict_row, autocommit=True) as conn:
        conn.execute(f"SET dd.today = '{TODAY}'")
        yield World(desk, conn, schema)
        conn.execute(f"DROP SCHEMA {schema} CASCADE")
    desk.close()


def totals(dice: random.Random) -> list[Rec]:
    """Totals that overlap in every way: of all and of one level, own and of the subtree, of a part of a year."""
    found = []
    indicators = (
        *("sessions_party", "sessions_government", "opinions_party_accepted", "opinions_government_not_accepted"),
        *("party_org_periodic", "individual_adhoc", "agency_regular"),
    )
    for indicator in indicators:
        for unit, scope, level in (
            ("31", "subtree", None), ("31", "subtree", "commune"), ("31", "subtree", "district"), ("31", "own", None),
            ("303@2023", "subtree", None), (KEYS[0], "own", "commune"),
        ):  # fmt: skip
            for year in (2019, 2020, 2021, 2022):
                if dice.random() < 0.45:
                    made = datasets.total(dice, unit, scope, level, indicator, year, 60)
                    if dice.random() < 0.4:
                        made["as_of"] = f"{year}-{dice.choice(['05-30', '09-30', '12-31'])}"
                    if dice.random() < 0.2:
                        made["use_records"] = True
                    found.append(made)
    # One for all levels steps back where every level has its own.
    for level in (None, "city", "district", "commune"):
        found.append(datasets.total(dice, "31", "subtree", level, "individual_regular", 2021, 60))
    return found


@pytest.fixture(scope="module", params=[1, 2])
def counted(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    desk = Desk.init(tmp_path_factory.mktemp("đếm") / "desk", "31", str(UNITS), today_is=lambda: TODAY)
    dice = random.Random(f"hub {request.param}")
    records: list[Rec] = []
    for year in (2019, 2020, 2021, 2022, 2026):
        sources = [datasets.session(dice, dice.choice(KEYS), year) for _n in range(14)]
        sources += [datasets.feedback(dice, dice.choice(KEYS), year) for _n in range(14)]
        for source in sources:
            day = "held_on" if source["form"] == "session" else "given_on"
            source[day] = min(source[day], TODAY.isoformat())
        records += sources + [datasets.opinion(dice, sources, dice.choice(KEYS), year) for _n in range(25)]
    if request.param != 1:
        records += totals(dice)
    for unit in dice.sample(KEYS, 3):
        records.append({"form": "period", "unit": unit, "period": "2018", "nothing_to_report": True})
        records.append({"form": "period", "unit": unit, "period": "2023-Q1", "nothing_to_report": True})
    put_all(desk, records)
    yield from published(desk, server, f"dd_counted_{request.param}")


@pytest.mark.parametrize("appendix", ["03", "04", "05"])
@pytest.mark.parametrize("unit", ["31", "303@2023", "11296@2023"])
def test_appendices(counted: World, appendix: str, unit: str) -> None:
    for first, last in ((2018, 2026), (2020, 2020), (2019, 2022), (2026, 2027)):
        told = counted.told(f"appendix-{appendix}", {"from_year": first, "to_year": last, "unit": unit})
        found = counted.hub(f"phu_luc_{appendix}", first, last, unit)
        assert len(found) == len(told["rows"])
        for row, ours in zip(found, told["rows"], strict=True):
            assert {key: ours.get(key) for key in row} == row, (first, last)
            assert ours.keys() - {"sources"} <= row.keys()


def test_appendices_by_code(counted: World) -> None:
    assert counted.hub("phu_luc_05", 2019, 2022, "303") == counted.hub("phu_luc_05", 2019, 2022, "303@2023")


ASKED = (
    (date(2023, 1, 1), date(2026, 12, 31), None),
    (date(2025, 7, 1), date(2025, 9, 30), date(2026, 2, 10)),
    (date(2024, 7, 10), date(2026, 8, 31), None),
    (date(2025, 1, 1), date(2025, 12, 31), date(2025, 8, 15)),
)
TABLES = {
    "ageing": "ageing",
    "on_time": "on-time",
    "days": "days",
    "reopened": "reopened",
    "satisfaction": "satisfaction",
}


@pytest.fixture(scope="module", params=[1, 3])
def followed(
    request: pytest.FixtureRequest, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    is_reform = request.param == 3
    units = communes() if is_reform else [(k, "2023-01-01", TODAY.isoformat()) for k in SMALL]
    folder = tmp_path_factory.mktemp("hỏi") / "desk"
    desk = Desk.init(folder, "31", "2023" if is_reform else str(UNITS), today_is=lambda: TODAY)
    records = petition_worlds.records(petition_worlds.world(request.param, units, TODAY.isoformat()))
    opinions = [r for r in records if r["form"] == "opinion"]
    dice = random.Random(f"links {request.param}")
    for one in dice.sample(opinions, 12):
        other = dice.choice(opinions)
        one |= {"similar_unit": other["unit"], "similar_id": other["id"]} if other is not one else {}
    for key in {u for u, _first, _last in units}:
        if dice.random() < 0.8:
            people = [
                {"form": "population", "unit": key, "year": year, "people": dice.randrange(900, 90_000)}
                for year in range(2022, 2027)
            ]
            records += people
    records += [{"form": "population", "unit": "31", "year": y, "people": 2_100_000 + y} for y in range(2022, 2027)]
    put_all(desk, records)
    yield from published(desk, server, f"dd_followed_{request.param}")


def asked_of(first: date, last: date, as_of: date | None, unit: str) -> Rec:
    return {
        "from": first.isoformat(), "to": last.isoformat(), "unit": unit,
        **({"as_of": as_of.isoformat()} if as_of else {}),
    }  # fmt: skip


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("function", TABLES)
def test_answers_by_agency_unit_and_subject(followed: World, function: str, asked: Any) -> None:
    first, last, as_of = asked
    told = followed.told(TABLES[function], asked_of(first, last, as_of, "31"))
    expected: dict[tuple[str, Any], Rec] = {}
    for table in told["tables"]:
        for row in table["rows"]:
            by = table["key"].removeprefix("by_") if "key" in row else "total"
            expected[by, row.get("key")] = row
    found = {(row.pop("by"), row["key"]): row for row in followed.hub(function, first, last, "31", as_of)}
    assert found.keys() == expected.keys()
    for key, row in found.items():
        by, name = key[0], row.pop("name")
        row.pop("key")
        ours = expected[key]
        assert name == (ours["unit_name"] if by == "unit" else ours.get(by, "Tổng số")) or by == "total"
        row.pop("open_median_age", None) if function == "ageing" else None
        assert {column: ours[column] for column in row} == row, (key, asked)
    if function == "ageing":
        assert told["figures"]["open_median_age"] == next(
            r["open_median_age"] for r in followed.hub(function, first, last, "31", as_of) if r["by"] == "total"
        )


@pytest.mark.parametrize("asked", ASKED)
def test_flow(followed: World, asked: Any) -> None:
    first, last, as_of = asked
    told = followed.told("flow", asked_of(first, last, as_of, "31"))
    found = followed.hub("flow", first, last, "31", as_of)
    for row in found:
        row["as_of"] = row.pop("as_of_day")
    assert len(found) == len(told["rows"])
    for row, ours in zip(found, told["rows"], strict=True):
        assert {key: ours.get(key) for key in row} == row


@pytest.mark.parametrize("asked", ASKED)
def test_repeats_heat_rates_and_comparison(followed: World, asked: Any) -> None:
    first, last, as_of = asked
    given = asked_of(first, last, as_of, "31")
    told = followed.told("repeats", given)
    for table in told["tables"]:
        ours = sorted(
            (r["key"], r["place"] or "", r["subject"], r["petitions"], r["open"], r["first_on"], r["last_on"])
            for r in table["rows"]
        )
        hub = [r for r in followed.hub("repeats", first, last, "31", as_of) if r.pop("kind") == table["key"]]
        assert sorted(tuple(v or "" if k == "place" else v for k, v in r.items()) for r in hub) == ours
    heat = followed.told("petition-heat", given)["rows"]
    cells = {
        (row["key"], subject): n
        for row in heat if "key" in row
        for subject, n in row.items() if isinstance(n, int) and n and subject != "total"
    }  # fmt: skip
    assert {
        (r["unit_key"], r["subject"]): r["petitions"] for r in followed.hub("heat", first, last, "31", as_of)
    } == cells
    rates = {row.get("key"): row for row in followed.told("per-10000", given)["rows"]}
    for row in followed.hub("per_10000", first, last, "31", as_of):
        ours = rates.pop(row["key"])
        assert {k: ours[k] for k in ("petitions", "people", "per_10000")} == {
            k: row[k] for k in ("petitions", "people", "per_10000")
        }
    assert not rates
    compared = followed.told("compare-periods", given)
    tables = compared.get("tables") or [{"key": "last_year", "rows": compared["rows"]}]
    expected = {
        (table["key"], row["key"]): (row["then"], row["now"], row["change"])
        for table in tables
        for row in table["rows"]
    }
    found = followed.hub("compare_periods", first, last, "31", as_of)
    assert {(r["compared"], r["key"]): (r["then"], r["now"], r["change"]) for r in found} == expected


def test_whole_years_are_asked_by_number(followed: World) -> None:
    for function in (*TABLES, "flow", "repeats", "heat", "per_10000", "compare_periods"):
        by_day = followed.hub(function, date(2024, 1, 1), date(2025, 12, 31), "31")
        by_year = followed.hub(function, 2024, 2025, "31")
        assert sorted(repr([*r.values()]) for r in by_year) == sorted(repr([*r.values()]) for r in by_day)


def test_rounding_is_the_desk_s(followed: World) -> None:
    dice = random.Random(8)
    for _n in range(400):
        left, settled = dice.randrange(0, 4000), dice.randrange(1, 240)
        row = followed.conn.execute(
            f"SELECT {followed.schema}.to_tenth(%s::float8) AS x".encode(), (left * 3 / settled,)
        ).fetchone()
        assert row is not None
        assert float(row["x"]) == round(left * 3 / settled, 1)
