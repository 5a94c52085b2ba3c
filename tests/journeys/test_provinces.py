"""Twenty provinces drawn at random: a commune joins its province, holds a dialogue, and prints its right names."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Column, Table
from dialogue_desk.domain.vocabulary import LEVEL
from dialogue_desk.reports.letters.heading import letterhead

TABLE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "units" / "vietnam_2025.csv"
TODAY = date(2026, 11, 30)


def listed() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["valid_to"]]


ROWS = listed()
PROVINCES = {row["key"]: row for row in ROWS if row["level"] == "city"}
DRAWN = random.Random(20).sample(sorted(PROVINCES), 20)


def a_commune_of(province: str) -> dict[str, str]:
    return random.Random(int(province)).choice([row for row in ROWS if row["parent"] == province])


def titles(columns: tuple[Column, ...]) -> str:
    return " | ".join(f"{c.title} {titles(c.children)}" for c in columns)


@pytest.mark.parametrize("province", DRAWN)
def test_a_commune_joins_its_province_and_prints_both_names(tmp_path: Path, province: str) -> None:
    above, commune = PROVINCES[province], a_commune_of(province)
    is_city = above["type"] == "Thành phố"
    upper = Desk.init(tmp_path / "upper", above["code"], person="Trên", today_is=lambda: TODAY)
    assert (upper.unit, upper.units.name(upper.unit)) == (province, above["name"])
    invitation = tmp_path / "xa.ddinvite"
    upper.joining.invite(upper.unit_key(commune["code"]), invitation)
    desk = Desk.join(tmp_path / "commune", invitation, "Dưới", today_is=lambda: TODAY)
    assert desk.units[desk.unit].name == commune["name"]
    desk.records.save(
        "session",
        {
            "held_on": "2026-10-01", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
            "place": "Hội trường", "count_for": "party",
        },
    )  # fmt: skip

    head = letterhead(desk.store, desk.unit, "party").heading("BC", on="2026-11-30")
    assert head.upper == f"Đảng bộ {above['name']}"
    assert head.issuer.startswith("Đảng ủy ")
    assert head.issuer.casefold().endswith(commune["name"].casefold())
    committee = letterhead(upper.store, upper.unit, "party").issuer
    bare = above["name"].removeprefix(above["type"]).strip()
    assert committee == f"{'Thành ủy' if is_city else 'Tỉnh ủy'} {bare}"
    assert letterhead(upper.store, upper.unit, "state").heading("BC").issuer == f"Ủy ban nhân dân\n{above['name']}"

    asked = {"from_year": 2026, "to_year": 2026}
    (table,) = [b for b in upper.reporting.build("appendix-05", asked).blocks if isinstance(b, Table)]
    told = titles(table.columns)
    assert ("Cấp thành phố" if is_city else "Cấp tỉnh") in told
    assert "Cấp xã, phường, đặc khu" in told
    assert "thị trấn" not in told
    assert "huyện" not in told
    (counted,) = [b for b in desk.reporting.build("appendix-05", asked).blocks if isinstance(b, Table)]
    assert counted.rows[0].values["commune_party"] == 1
    covered = [b for b in upper.reporting.build("head-coverage", asked).blocks if isinstance(b, Table)]
    levels = {str(row.values["level"]) for table in covered for row in table.rows if "level" in row.values}
    assert levels == {"Thành phố" if is_city else "Tỉnh", "Xã, phường, đặc khu", "Tổng"}
    assert LEVEL.label("city") == ("Thành phố" if is_city else "Tỉnh")
    report = str(desk.reporting.build("periodic-report", {"period": "2026"}))
    assert commune["name"].removeprefix(commune["type"]).strip() in report
    for made in (upper, desk):
        made.close()


def test_a_province_is_named_as_on_the_day_of_the_paper(tmp_path: Path) -> None:
    desk = Desk.init(tmp_path, "75", today_is=lambda: TODAY)
    head = letterhead(desk.store, desk.unit, "party")
    assert head.heading("BC", on="2026-04-29").issuer == "Tỉnh ủy Đồng Nai"
    assert head.heading("BC", on="2026-04-30").issuer == "Thành ủy Đồng Nai"
    desk.close()
