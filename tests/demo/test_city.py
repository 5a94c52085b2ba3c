"""The demonstration city: the plan is the source whatever the seed, and one district at work adds up."""

import csv
import json
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.demo import city
from dialogue_desk.desk import Desk
from dialogue_desk.desk.unit_lists import shipped_units
from dialogue_desk.domain.units import UnitTree


@pytest.mark.parametrize("seed", [1, 20])
def test_the_plan_sums_to_every_cell_of_the_source(seed: int) -> None:
    tree = UnitTree(shipped_units("2023"))
    cells = city.source_cells()
    units = city.units_by_level(tree)
    assert [len(units[level]) for level in ("city", "district", "commune")] == [1, 15, 217]
    everybody = {u.key for listed in units.values() for u in listed}
    assert city.sums(city.draw_plan(seed, tree, cells), everybody, cells) == cells


def test_a_plan_that_loses_one_record_is_noticed() -> None:
    tree, cells = UnitTree(shipped_units("2023")), city.source_cells()
    plan = city.draw_plan(1, tree, cells)
    plan.feedback.pop()
    assert city.sums(plan, set(tree.units), cells) != cells


def test_the_shipped_figures_are_those_of_the_appendix() -> None:
    """Three cells typed from the printed appendices, and the sums of their total rows."""
    cells = city.source_cells()
    assert cells["03"][2022]["party_org_regular"] == 1256
    assert cells["04"][2021]["opinions_accepted"] == 6806
    assert cells["05"][2021]["district_gov"] == 420
    assert sum(row["grand_total"] for row in cells["05"].values()) == 5286
    assert sum(row["opinions_total"] for row in cells["04"].values()) == 30742
    for name, rows in cells.items():
        for column, total in city.source_totals()[name][city.TOTAL].items():
            assert sum(row[column] for row in rows.values()) == total


def test_one_district_from_single_records_to_its_appendices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "huyện"
    assert main(["demo", "city", "--out", str(folder), "--seed", "3", "--only", "308@2023", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["equal"] is True
    assert told["packages"] == 12
    assert told["repeated"] == 6
    assert told["unheld"] == 0
    district = Desk.open(Path(told["data"]))
    ours, every = 0, 0
    for unit in district.units.subtree("308@2023"):
        lower = Desk.open(folder / unit.key)
        held = lower.store.conn.execute(
            "SELECT (SELECT coalesce(sum(occasions), 0) FROM feedback WHERE unit = ?)", (unit.key,)
        ).fetchone()[0]
        ours += held
        lower.close()
    every = district.store.conn.execute("SELECT sum(occasions) FROM feedback").fetchone()[0]
    assert ours == every > 500
    assert district.keeping.check() == []
    district.close()
    assert main(["demo", "city", "--out", str(folder), "--only", "308@2023"]) == 1
    out = tmp_path / "phu-luc.csv"
    assert main(["report", "appendix-05", "--from-year", "2014", "--to-year", "2023", "--as-of", "2023-05-30",
                 "--out", str(out), "--data", told["data"]]) == 0  # fmt: skip
    with out.open(encoding="utf-8-sig", newline="") as source:
        assert len(list(csv.reader(source))) >= 11
