"""Every counting sheet of mine against files an independent script wrote, for two sets of records."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Chart, Sheet, cell_text, number_text
from dialogue_desk.gui.printing import write_pdf
from dialogue_desk.render.plain import as_json
from tests.expected import count_trends, datasets
from tests.reports.conftest import TODAY, UNITS, put_all
from tests.reports.test_reference import totals_of_source

FOLDER = Path(count_trends.__file__).parent
ASKED: dict[str, dict[str, Any]] = {
    "years": {"from_year": 2020, "to_year": 2023},
    "months": {"period": "2022"},
    "first": {"period": "2020"},
}
TABLES = sorted(
    path.stem
    for path in FOLDER.glob("*.json")
    if path.stem.startswith("trend-") or path.stem in ("individual-share", "unit-comparison")
)


@pytest.fixture(scope="module", params=["small", "large"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Desk]]:
    """A desk with one of the two sets; nothing changes it."""
    folder = tmp_path_factory.mktemp("xu hướng")
    desk = Desk.init(folder / "desk", "31", str(UNITS), today_is=lambda: TODAY)
    put_all(desk, datasets.full(request.param))
    yield request.param, desk
    desk.close()


def expected(report: str, name: str) -> Any:
    return json.loads((FOLDER / f"{report}.json").read_text(encoding="utf-8"))[name]


def by_key(rows: list[dict[str, Any]], key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: row for row in rows}


def numbers(told: Any) -> int:
    """How many figures that are not zero a report must show."""
    if isinstance(told, dict):
        return sum(numbers(v) for v in told.values())
    if isinstance(told, list):
        return sum(numbers(v) for v in told)
    return int(isinstance(told, (int, float)) and bool(told))


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    count_trends.write(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8") == (FOLDER / path.name).read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("report", TABLES)
def test_tables(filled: tuple[str, Desk], report: str) -> None:
    name, desk = filled
    wanted = expected(report, name)
    assert numbers(wanted) >= 12
    for shape, rows in wanted.items():
        found = as_json(desk.reporting.build(report, ASKED[shape]))["rows"]
        key = "period" if "period" in rows[0] else "key"
        assert len(found) == len(rows)
        for row in rows:
            mine = by_key(found, key)[row[key]]
            assert {k: mine.get(k) for k in row} == row, (report, shape, row[key])


def test_head_coverage(filled: tuple[str, Desk]) -> None:
    name, desk = filled
    told, wanted = as_json(desk.reporting.build("head-coverage", {"period": "2022"})), expected("head-coverage", name)
    found = by_key(told["rows"], "key")
    assert set(found) == {row["key"] for row in wanted["rows"]}
    for row in wanted["rows"]:
        assert {k: found[row["key"]][k] for k in row} == row
    assert told["figures"] == wanted["figures"]
    # In JSON a unit is its key, and every row names every column, merged or not.
    assert all(row["unit"] == row["key"] and row["unit_name"] for row in told["rows"])
    columns = {c["key"] for c in told["columns"]}
    assert all(columns <= set(row) for row in told["rows"])


def test_head_coverage_judges_each_year(filled: tuple[str, Desk]) -> None:
    """What one year has too much makes up for no other; years met of years asked; the failed ones by name and year."""
    name, desk = filled
    asked = ASKED["years"]
    told, wanted = as_json(desk.reporting.build("head-coverage", asked)), expected("head-coverage-years", name)
    keys = ("years", "party_years", "government_years", "both_years")
    assert {row["key"]: [row[k] for k in keys] for row in told["rows"]} == wanted["rows"]
    assert {k: told["figures"][k] for k in wanted["figures"]} == wanted["figures"]
    full = {key for key, (years, party, *_rest) in wanted["rows"].items() if years == party}
    assert {row["key"] for row in told["rows"] if row["party_met"] == "x"} == full
    tables = {table["key"]: table["rows"] for table in told["tables"]}
    failed = {
        row["key"]: [re.findall(r"(\d{4}): ", row[f"{head}_failed"] or "") for head in ("party", "government")]
        for row in tables["failed"]
    }
    assert failed == wanted["failed"]
    for row in tables["years"]:
        alone = as_json(desk.reporting.build("head-coverage", {"period": str(row["year"])}))
        assert {k: row[k] for k in ("units", "party_met", "government_met", "both_met")} == {
            k: alone["figures"][k] for k in ("units", "party_met", "government_met", "both_met")
        }
    assert [row["year"] for row in tables["years"]] == list(range(asked["from_year"], asked["to_year"] + 1))


def test_channel_yield(filled: tuple[str, Desk]) -> None:
    name, desk = filled
    told, wanted = as_json(desk.reporting.build("channel-yield", ASKED["years"])), expected("channel-yield", name)
    rows = by_key(told["rows"][:-1], "channel")
    assert set(rows) == {row["channel"] for row in wanted["rows"]}
    for row in wanted["rows"]:
        assert {k: rows[row["channel"]][k] for k in row} == row
    boxes = by_key(told["tables"][1]["rows"], "key")
    for box in wanted["boxes"]:
        assert {k: boxes[box["key"]][k] for k in box} == box
    assert len(boxes) == len(wanted["boxes"])
    columns = {c["key"] for c in told["tables"][0]["columns"]}
    assert all(columns <= set(row) for row in told["tables"][0]["rows"])
    # Paper shows the figure that JSON and Excel hold.
    table = list(desk.reporting.build("channel-yield", ASKED["years"]).tables())[1]
    shown = {cell_text(row, table.leaves[-2]) for row in table.rows}
    assert shown == {number_text(box["yield"], 2) for box in wanted["boxes"]}


def test_one_page(filled: tuple[str, Desk]) -> None:
    name, desk = filled
    told = as_json(desk.reporting.build("one-page", ASKED["years"]))
    wanted = expected("one-page", name)
    assert {k: told["figures"][k] for k in wanted} == wanted


def charts_of(sheet: Sheet) -> list[Chart]:
    return [block for block in sheet.blocks if isinstance(block, Chart)]


@pytest.mark.parametrize("report", [name for name in TABLES if name.startswith("trend-")])
@pytest.mark.parametrize("shape", list(ASKED))
def test_a_chart_shows_its_table(filled: tuple[str, Desk], report: str, shape: str) -> None:
    sheet = filled[1].reporting.build(report, ASKED[shape])
    (chart,) = charts_of(sheet)
    rows = [row for row in next(sheet.tables()).rows if row.style != "total"]
    for series in chart.series:
        if report == "trend-units-heat":
            (row,) = [row for row in rows if row.extra["key"] == series.key]
            assert list(series.values) == [v for k, v in row.values.items() if k not in ("unit", "total")]
        else:
            assert list(series.values) == [row.values[series.key] for row in rows]


def test_the_records_behind_a_trend_are_as_many_as_it_says(filled: tuple[str, Desk]) -> None:
    desk = filled[1]
    checked = 0
    for report in ("trend-sessions-kind", "trend-sessions-mode", "trend-petitions", "trend-subjects"):
        for row in next(desk.reporting.build(report, ASKED["years"]).tables()).rows:
            for key in row.sources:
                listed = sum(len(source.records) for source in row.sources[key])
                assert listed == (row.values["opened"] if key == "median_days" else row.values[key])
                checked += 1
    assert checked > 30


def test_share_of_the_source(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "31", "2023", today_is=lambda: TODAY)
    put_all(desk, totals_of_source())
    told = as_json(desk.reporting.build("individual-share", {"from_year": 2014, "to_year": 2023}))
    assert told["figures"] == {"share": 41.0, "persons": 18_886, "occasions": 46_076}
    assert by_key(told["rows"], "period")["2022"]["share"] == 39.5
    sheet = desk.reporting.build("trend-sessions-level", {"from_year": 2014, "to_year": 2023})
    (chart,) = charts_of(sheet)
    assert chart.partial == {"2023 (đến 30/5)"}
    assert [sum(s.values[i] or 0 for s in chart.series) for i in (0, 7, 9)] == [443, 1052, 77]
    rates = as_json(desk.reporting.build("trend-acceptance", {"from_year": 2014, "to_year": 2023}))["rows"]
    assert (rates[9]["party_rate"], rates[10]["party_rate"], rates[10]["government_rate"]) == (88.7, 97.2, 98.9)
    desk.close()


def test_the_reform_is_marked(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "31", str(UNITS), today_is=lambda: TODAY)
    put_all(desk, datasets.records_only("small"))
    for params, category in (
        ({"from_year": 2022, "to_year": 2026}, "2025"),
        ({"period": "2025"}, "07/2025"),
        ({"from_year": 2025, "to_year": 2025, "step": "quarter"}, "Quý III/2025"),
    ):
        (chart,) = charts_of(desk.reporting.build("trend-sessions-head", params))
        assert list(chart.marks) == [category]
    desk.close()


def test_coverage_of_three_packages(data_dir: Path) -> None:
    """Three communes with 2, 0 and 5 dialogues: two of three meet the target, and the one without is named (L5)."""
    desk = Desk.init(data_dir, "303@2023", str(UNITS), today_is=lambda: TODAY)
    held = [("11296@2023", n) for n in range(2)] + [("11302@2023", n) for n in range(5)]
    put_all(
        desk,
        [
            {"form": "session", "unit": unit, "held_on": f"2022-0{n + 1}-10", "title": "Đối thoại", "place": "Nhà",
             "mode": "in_person", "count_for": "both"}
            for unit, n in held
        ],
    )  # fmt: skip
    told = as_json(desk.reporting.build("head-coverage", {"period": "2022"}))
    communes = by_key(told["tables"][1]["rows"], "level")["Xã, phường, thị trấn"]
    assert (communes["units"], communes["both_met"], communes["both_share"]) == (3, 2, 66.7)
    assert any("Phường B" in note for note in told["notes"])
    assert not any("Phường A" in note for note in told["notes"])
    desk.close()


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
def test_the_one_page_is_one_page(data_dir: Path, tmp_path: Path, qapp: object) -> None:
    """With ten overdue petitions of many words, and everything else there is."""
    desk = Desk.init(data_dir, "31", str(UNITS), today_is=lambda: TODAY)
    petition = {
        "form": "opinion", "unit": "31", "source_form": "direct", "received_on": "2023-01-01", "kind": "petition",
        "request": "Đề nghị", "side": "government", "text": "Đề nghị sửa đoạn đường liên thôn hư hỏng nặng " * 9,
        "subject": "land", "counts_as_feedback": False, "disposition": "pending", "competence": "commune",
        "due_on": "2020-02-01",
    }  # fmt: skip
    put_all(desk, [*datasets.full("large"), *(dict(petition) for _n in range(10))])
    desk.reporting.writers["pdf"] = write_pdf
    desk.reporting.write(desk.reporting.build("one-page", ASKED["years"]), tmp_path / "tờ.pdf")
    told = subprocess.run(["pdfinfo", tmp_path / "tờ.pdf"], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1\n" in told
    desk.close()


def test_a_remark_pinned_to_a_year_stays_with_it(filled: tuple[str, Desk]) -> None:
    desk = filled[1]
    desk.reporting.pin("trend-sessions-head", "2022 (đến 30/5)", "Dịch bệnh")
    desk.reporting.pin("trend-sessions-head", "2021", "Bầu cử")
    desk.reporting.pin("trend-sessions-head", "2021", "")
    (chart,) = charts_of(desk.reporting.build("trend-sessions-head", ASKED["years"]))
    assert chart.marks == {"2022": "Dịch bệnh"}
    (other,) = charts_of(desk.reporting.build("trend-sessions-level", ASKED["years"]))
    assert not other.marks
    desk.reporting.pin("trend-sessions-head", "2022", "")
