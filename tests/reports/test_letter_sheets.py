"""Official papers, word for word and cell for cell, as they were printed before their wording became templates.

`LETTER_SHEETS=write pytest tests/reports/test_letter_sheets.py` writes them anew, for a wording changed on purpose.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Note, Sheet, Table, Text

KEPT = Path(__file__).parents[1] / "expected" / "letter_sheets.json"
FULL: dict[str, Any] = {
    "held_on": "2026-03-05", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Hội trường UBND phường", "count_for": "both", "start_time": "08:00", "end_time": "11:30",
    "chair_name": "Trần Văn Thử", "chair_position": "Bí thư", "co_chairs": "Bà Lê Thị Mẫu", "participants": 120,
    "participants_female": 45, "speakers": 12, "opinions_declared": 9, "issues_declared": 4, "sub_areas": "TDP 1, 2",
    "audiences": ("women", "youth"), "cluster_units": "Phường An Biên", "answered_on_spot_declared": 3,
    "published_on": "2026-03-12", "subjects": ("land", "urban"),
}  # fmt: skip
BARE: dict[str, Any] = {
    "held_on": "2026-06-05", "status": "held", "title": "Đối thoại đột xuất", "kind": "ad_hoc", "mode": "in_person",
    "ad_hoc_reasons": ("complex",), "place": "Nhà văn hóa",
    "count_for": "party", "participants": 0, "participants_female": 0, "speakers": 0,
}  # fmt: skip
PLANNED: dict[str, Any] = {
    "held_on": "2026-12-05", "status": "planned", "title": "Đối thoại quý IV", "kind": "thematic", "mode": "in_person",
    "count_for": "government", "place": "Nhà văn hóa",
}  # fmt: skip
SAID: dict[str, Any] = {
    "received_on": "2026-03-05", "kind": "petition", "side": "government", "text": "Đường ngõ 5 ngập nước",
    "request": "Sửa cống", "subject": "urban",
}  # fmt: skip


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Desk, dict[str, str]]]:
    """A ward with three sessions, one of them said hardly anything about, their opinions, feedback, the Front."""
    desk = Desk.init(tmp_path / "d", "11311", person="Thử", today_is=lambda: date(2026, 11, 30))
    save = desk.records.save
    ids = {name: save("session", given).id for name, given in (("full", FULL), ("bare", BARE), ("plan", PLANNED))}
    at = {"source_form": "session", "source_unit": desk.unit, "source_id": ids["full"]}
    save("opinion", {**SAID, **at, "answered_on_spot": True, "action_text": "Đã giao sửa"})
    save("opinion", {**SAID, **at, "text": "Thiếu đèn", "request": "Lắp đèn", "lead_agency": "Phòng Kinh tế"})
    save("opinion", {**SAID, **at, "kind": "opinion", "request": None, "text": "Cảm ơn", "side": "party",
                     "disposition": "accepted", "action_text": "Ghi nhận", "counts_as_feedback": True})  # fmt: skip
    save("opinion", {**SAID, "source_form": "direct", "received_on": "2026-04-01", "kind": "opinion", "request": None,
                     "disposition": "not_accepted", "explanation": "Chưa đủ kinh phí", "counts_as_feedback": True,
                     "text": "Giảm phí"})  # fmt: skip
    ids["front"] = save("agency", {"name": "Ủy ban MTTQ phường", "contributor": "mttq"}).id
    save("feedback", {"given_on": "2026-02-02", "target": "party_org", "timing": "regular", "channel": "F01",
                      "occasions": 2, "contributor": "mttq", "content": "Cần sâu sát cơ sở",
                      "undetailed_accepted": 3, "undetailed_not_accepted": 1})  # fmt: skip
    yield desk, ids
    desk.close()


YEAR, NEVER = {"from_year": 2026, "to_year": 2026}, {"from_year": 2019, "to_year": 2019}
ASKED: dict[str, dict[str, dict[str, Any]]] = {
    "minutes": {
        f"{at} {family}": {"id": at, "family": family} for at in ("full", "bare") for family in ("", "party", "state")
    },
    "public-notice": {
        "session": {"id": "full"}, "no opinion": {"id": "bare"}, "year": {**YEAR, "family": "state"}, "nothing": NEVER,
    },
    "acceptance-sheet": {"year": YEAR, "party": {"period": "2026-Q1", "family": "party"}, "nothing": NEVER},
    "annual-plan": {"year": YEAR, "front": {**NEVER, "family": "front"}},
    "written-feedback": {"year": {"id": "front", **YEAR}, "nothing": {"id": "front", **NEVER}},
    "periodic-report": {
        "year": {"period": "2026"}, "quarter": {"period": "2026-Q1", "family": "state"},
        "nothing": {"period": "2019", "family": "party"}, "front": {"period": "2026-H1", "family": "front"},
    },
}  # fmt: skip


def told(sheet: Sheet) -> list[Any]:
    """A sheet as it reads: every word with how it is set, every cell."""
    found: list[Any] = [sheet.title, sheet.subtitle]
    for block in sheet.blocks:
        if isinstance(block, Text):
            found.append(f"{block.style}: {block.text}")
        elif isinstance(block, Note):
            found.append(f"note: {block.text}")
        elif isinstance(block, Table):
            found.append([block.key, block.title, *([*map(str, row.values.values())] for row in block.rows)])
    head = sheet.heading
    found.append([head.family, head.upper, head.issuer, head.number, head.place_date] if head else None)
    found.append([[s.role if hasattr(s, "role") else str(s)] for s in sheet.signatures])
    return [*found, list(sheet.recipients), sheet.is_landscape, dict(sheet.figures)]


@pytest.mark.parametrize("name", ASKED)
def test_a_paper_reads_as_it_did(name: str, filled: tuple[Desk, dict[str, str]]) -> None:
    desk, ids = filled
    now = {}
    for case, asked in ASKED[name].items():
        given = {key: ids.get(value, value) if key == "id" else value for key, value in asked.items() if value}
        now[case] = json.loads(json.dumps(told(desk.reporting.build(name, given)), default=str))
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    if os.environ.get("LETTER_SHEETS") == "write":
        KEPT.write_text(
            json.dumps(kept | {name: now}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
    else:
        assert now == kept[name]
