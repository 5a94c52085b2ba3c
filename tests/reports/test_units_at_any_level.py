"""Units side by side at any level, with what petitions come to there, by any figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import HEAT_ROWS, Chart, Series, Sheet, Table
from tests.expected import petition_worlds
from tests.reports.conftest import put_all

TODAY = "2024-06-01"
YEARS: dict[str, Any] = {"from_year": 2022, "to_year": 2024}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The city of 217 communes, 35 of which have petitions, and a dialogue each."""
    folder = tmp_path_factory.mktemp("cấp") / "desk"
    made = Desk.init(folder, "31", "2023", today_is=lambda: date.fromisoformat(TODAY))
    communes = [u.key for u in made.units.subtree("31", "2024-01-01") if u.level == "commune"][::6]
    put_all(
        made, petition_worlds.records(petition_worlds.world(7, [(k, "2023-01-01", TODAY) for k in communes], TODAY))
    )
    session = {"form": "session", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
               "place": "Hội trường", "count_for": "party", "held_on": "2023-03-01"}  # fmt: skip
    put_all(made, [{**session, "unit": key} for at, key in enumerate(communes) for _n in range(at % 4)])
    yield made
    made.close()


def table(sheet: Sheet, key: str = "") -> Table:
    found = [t for t in sheet.tables() if not key or t.key == key]
    return found[0]


def build(desk: Desk, name: str, **more: Any) -> Sheet:
    return desk.reporting.build(name, desk.reporting.read(name, {**YEARS, **more}))


def test_every_commune_stands_beside_the_others_and_adds_up_to_the_districts(desk: Desk) -> None:
    below, communes = build(desk, "unit-comparison"), build(desk, "unit-comparison", level="commune")
    rows = table(communes).rows
    keys = {str(row.extra["key"]) for row in rows}
    assert len(rows) == 217
    assert {desk.units.level(key) for key in keys} == {"commune"}
    for figure in ("petitions", "petitions_settled", "petitions_open", "petitions_overdue"):
        by_district = {str(r.extra["key"]): r.values[figure] for r in table(below).rows}
        for district, told in by_district.items():
            of_it = [r for r in rows if desk.units[str(r.extra["key"])].parent == district]
            assert sum(int(r.values[figure] or 0) for r in of_it) == told  # type: ignore[call-overload]
    districts = table(build(desk, "unit-comparison", level="district")).rows
    assert {r.values["unit"] for r in districts} == {r.values["unit"] for r in table(below).rows}


def test_petitions_of_the_comparison_are_those_of_the_named_answers(desk: Desk) -> None:
    rows = {str(r.extra["key"]): r for r in table(build(desk, "unit-comparison", level="commune")).rows}
    answers = {
        "ageing": {"petitions_open": "open", "petitions_overdue": "overdue"},
        "on-time": {"petitions_settled": "settled", "petitions_on_time": "share"},
        "days": {"petitions": "received", "petitions_median_days": "median_days"},
    }
    for name, figures in answers.items():
        told = {str(r.extra["key"]): r for r in table(build(desk, name, level="commune"), "by_unit").rows if r.extra}
        assert set(told) >= set(rows)
        for key, row in rows.items():
            for here, there in figures.items():
                assert row.values[here] == told[key].values[there], (name, key, here)
                if row.values[here]:
                    assert {k for s in row.sources[here] for k in s.records} == {
                        k for s in told[key].sources[there] for k in s.records
                    }
    assert any(row.values["petitions_open"] for row in rows.values())


@pytest.mark.parametrize("figure", ["petitions_open", "sessions", "petitions_on_time"])
def test_rows_stand_by_the_asked_figure(desk: Desk, figure: str) -> None:
    rows = table(build(desk, "unit-comparison", level="commune", sort=figure)).rows
    told = [row.values[figure] for row in rows]
    known = [float(v) for v in told if isinstance(v, (int, float))]
    assert known == sorted(known, reverse=True)
    assert known[0] > known[-1]
    assert all(v is None for v in told[len(known) :])
    assert known != [
        float(v)
        for row in table(build(desk, "unit-comparison", level="commune")).rows
        if isinstance(v := row.values[figure], (int, float))
    ]


def test_heat_tables_show_every_commune_by_value(desk: Desk) -> None:
    for name, more in (("petition-heat", {}), ("trend-units-heat", {"sort": "total"})):
        sheet = build(desk, name, level="commune", **more)
        (chart,) = [block for block in sheet.blocks if isinstance(block, Chart)]
        rows = [row for row in table(sheet).rows if row.style != "total"]
        assert len(rows) == 217
        totals = [int(row.values["total"] or 0) for row in rows]
        assert totals == sorted(totals, reverse=True)
        assert [s.key for s in chart.series] == [str(row.extra["key"]) for row in rows]
        for series, row in zip(chart.series, rows, strict=True):
            assert sum(v or 0 for v in series.values) == (row.values["total"] or 0)


def test_a_long_heat_table_goes_on_over_pages_shaded_alike() -> None:
    series = tuple(Series(str(n), str(n), (n, None)) for n in range(2 * HEAT_ROWS + 1))
    whole = Chart("heat", ("a", "b"), series)
    parts = whole.on_paper()
    assert [len(p.series) for p in parts] == [HEAT_ROWS, HEAT_ROWS, 1]
    assert tuple(s for p in parts for s in p.series) == series
    assert {p.most for p in parts} == {2 * HEAT_ROWS}
    assert Chart("bars", ("a", "b"), series).on_paper()[0].series == series


def test_a_chart_of_bars_draws_the_greatest_and_says_so(desk: Desk) -> None:
    sheet = build(desk, "trend-units", level="commune", sort="total")
    (chart,) = [block for block in sheet.blocks if isinstance(block, Chart)]
    assert len(chart.categories) == 30
    assert len(table(sheet).rows) == 217
    sums = chart.series_sums
    assert list(sums) == sorted(sums, reverse=True)
    assert any("30 đơn vị" in note for note in sheet.notes())
