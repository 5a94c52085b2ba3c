"""What Phụ lục 01–05 must show for the two made-up sets, from plain records; shares no code with the reports.

python -m tests.expected.count_books
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tests.expected import datasets
from tests.expected.count_appendices import LEVELS, World, appendix, plus

HERE = Path(__file__).parent
FIRST, LAST = "2020-01-01", "2023-12-31"
OTHER = {"portal": "Cổng thông tin điện tử", "loudspeaker": "Hệ thống phát thanh", "training": "Tập huấn, tọa đàm, hội thảo", "other": "Hình thức khác"}  # fmt: skip  # noqa: E501
TYPES = {"plan": "Kế hoạch", "decision": "Quyết định", "regulation": "Quy định", "notice": "Thông báo"}
Rec = dict[str, Any]


def world_of(records: list[Rec]) -> World:
    with (HERE / "units.csv").open(encoding="utf-8", newline="") as file:
        for number, record in enumerate(records):
            record.setdefault("id", f"r{number}")
        return World(records, list(csv.DictReader(file)), "31", "2026-06-01")


def first_appendix(world: World) -> list[Rec]:
    rows = []
    for level in LEVELS:
        mine = [
            r for r in world.of("dissemination") if world.level(r["unit"]) == level and FIRST <= r["held_on"] <= LAST
        ]
        row: Rec = {
            "level_code": level,
            "conferences": plus(*(r["conferences"] for r in mine)),
            "participants": plus(*(r["participants"] for r in mine)),
            "documents_issued": plus(*(r["documents_issued"] for r in mine)),
        }
        for t in world.of("yearly_total"):
            if t["level"] == level:
                row[t["indicator"]] = t["value"]
        told: dict[str, None] = {}
        for r in sorted(mine, key=lambda r: (r["held_on"], r["unit"], r["id"])):
            written = r["other_forms_text"]
            codes = r["other_forms"] or []
            told |= dict.fromkeys([OTHER[c] for c in codes if c != "other" or not written])
            if written:
                told[written] = None
        row["other_forms"] = "; ".join(told) or None
        rows.append(row)
    keys = ("conferences", "participants", "documents_issued")
    return [*rows, {"level_code": "total", **{k: plus(*(row[k] for row in rows)) for k in keys}, "other_forms": None}]


def second_appendix(world: World, top: str = "31") -> list[Rec]:
    mine = [r for r in world.of("directive") if r["unit"] == top and FIRST <= r["issued_on"] <= LAST]
    mine.sort(key=lambda r: (r["sort_order"] is None, r["sort_order"] or 0, r["issued_on"], r["number"]))
    return [
        {
            "stt": n, "doc_type": TYPES[r["type"]], "doc_number": r["number"], "issued_date": r["issued_on"],
            "summary": r["summary"], "doc_label": f"{TYPES[r['type']]} số {r['number']}",
        }
        for n, r in enumerate(mine, start=1)
    ]  # fmt: skip


def expected(name: str) -> dict[str, list[Rec]]:
    books, mixture = world_of(datasets.books(name)), world_of(datasets.mixture(name))
    found = {f"appendix-{n:02d}": appendix(mixture, n, FIRST, LAST) for n in (3, 4, 5)}
    return {"appendix-01": first_appendix(books), "appendix-02": second_appendix(books), **found}


def write(folder: Path) -> None:
    """One file a report: {"small": …, "large": …}."""
    made = {name: expected(name) for name in ("small", "large")}
    for report in made["small"]:
        told = {name: found[report] for name, found in made.items()}
        (folder / f"{report}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(HERE)
