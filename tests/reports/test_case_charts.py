"""The charts of answers about petitions say what their tables say, and no more groups than a chart can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import ModuleType

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Chart, Column, Note, Row, Sheet, Table
from dialogue_desk.reports.follow import petition_heat
from dialogue_desk.reports.follow.case_charts import MOST, chart_of_rows, charted
from dialogue_desk.reports.trends import trends_units
from tests.expected import petition_worlds
from tests.reports.conftest import UNITS, put_all

TODAY = "2026-06-01"
ASKED = {"from_year": 2024, "to_year": 2026}
CHARTS = {
    "ageing": (("to_30", "to_90", "to_180", "to_365", "over_365"), "open", {"by_agency", "by_unit"}),
    "on-time": (("share", "share_extended"), "counted", {"by_agency", "by_unit", "by_subject"}),
    "days": (("median_days", "p90_days"), "received", {"by_agency", "by_unit", "by_subject"}),
    "reopened": (("share",), "settled", {"by_agency", "by_unit", "by_subject"}),
    "satisfaction": (("share",), "settled", {"by_agency", "by_unit", "by_subject"}),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    today = date.fromisoformat(TODAY)
    made = Desk.init(tmp_path_factory.mktemp("biểu đồ") / "d", "31", str(UNITS), today_is=lambda: today)
    units = [(k, "2023-01-01", TODAY) for k in ("11296@2023", "11299@2023", "303@2023")]
    put_all(made, petition_worlds.records(petition_worlds.world(3, units, TODAY)))
    yield made
    made.close()


def parts(sheet: Sheet) -> tuple[dict[str, Chart], dict[str, Table]]:
    charts = {block.key: block for block in sheet.blocks if isinstance(block, Chart)}
    return charts, {table.key: table for table in sheet.tables()}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_shows_the_figures_of_its_table(desk: Desk, name: str) -> None:
    keys, by, expected = CHARTS[name]
    charts, tables = parts(desk.reporting.build(name, ASKED))
    assert set(charts) == expected
    for key, chart in charts.items():
        head = tables[key].columns[0].key
        rows = {str(row.values[head]): row for row in tables[key].rows if row.style != "total"}
        shown = [rows[name] for name in chart.categories]
        assert [series.key for series in chart.series] == list(keys)
        assert len(shown) >= 2
        for series in chart.series:
            assert list(series.values) == [row.values[series.key] for row in shown]
        sizes = [row.values[by] for row in shown]
        assert sizes == sorted(sizes, key=lambda size: -int(str(size)))
        left = [row for row in rows.values() if row not in shown]
        assert all(not row.values[by] or all(row.values[k] is None for k in keys) for row in left)
        assert chart.value_format == ("percent" if "share" in keys else "number")


def test_a_report_without_petitions_has_tables_and_no_chart(desk: Desk) -> None:
    charts, tables = parts(desk.reporting.build("days", {"period": "2019"}))
    assert not charts
    assert tables["by_agency"].rows


def test_a_chart_of_many_groups_shows_the_greatest_and_says_so() -> None:
    rows = [Row({"unit": f"Xã {n}", "many": n, "open": n}) for n in range(MOST + 3)]
    rows.append(Row({"unit": "Tổng số", "many": 999, "open": 999}, style="total"))
    table = Table((Column("unit", "Đơn vị"), Column("many", "Số"), Column("open", "Tồn")), tuple(rows), "by_unit")
    chart = chart_of_rows(table, ["many"], "open")
    assert chart is not None
    assert chart.categories[0] == f"Xã {MOST + 2}"
    assert len(chart.categories) == MOST
    assert str(MOST) in next(block.text for block in charted([table], ["many"], "open") if isinstance(block, Note))
    few = Table(table.columns, tuple(rows[: MOST + 1]), "by_unit")
    assert not [block for block in charted([few], ["many"], "open") if isinstance(block, Note)]


def test_units_of_one_name_are_told_apart_by_their_days() -> None:
    rows = [
        Row({"unit": "Phường Lê Chân", "open": 3}, shown={"unit": "Phường Lê Chân (đến 30/6/2025)"}),
        Row({"unit": "Phường Lê Chân", "open": 2}, shown={"unit": "Phường Lê Chân (từ 01/7/2025)"}),
        Row({"unit": "Xã A", "open": 1}, shown={"unit": "Xã A (từ 01/7/2025)"}),
    ]
    chart = chart_of_rows(Table((Column("unit", "Đơn vị"), Column("open", "Tồn")), tuple(rows)), ["open"], "open")
    assert chart is not None
    assert chart.categories == ("Phường Lê Chân (đến 30/6/2025)", "Phường Lê Chân (từ 01/7/2025)", "Xã A")


@pytest.mark.parametrize(("name", "module"), [("petition-heat", petition_heat), ("trend-units-heat", trends_units)])
def test_a_heat_table_of_more_units_than_can_be_seen_is_cut_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, module: ModuleType
) -> None:
    whole = desk.reporting.build(name, ASKED)
    chart, table = next(b for b in whole.blocks if isinstance(b, Chart)), next(whole.tables())
    assert not any("Biểu đồ vẽ" in note for note in whole.notes())
    monkeypatch.setattr(module, "MOST_HEATED", 2)
    cut = desk.reporting.build(name, ASKED)
    drawn = next(b for b in cut.blocks if isinstance(b, Chart))
    assert drawn.series == chart.series[:2] != chart.series
    assert len(next(cut.tables()).rows) == len(table.rows)
    assert any("Biểu đồ vẽ 2 đơn vị" in note for note in cut.notes())
