"""A closed month stays: a world replayed day by day, each month closed, and no closed figure moves afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dialogue_desk.desk import Desk
from tests.expected import petition_worlds
from tests.reports.conftest import UNITS, put_all

Rec = dict[str, Any]
COMMUNE = "11296@2023"
REPORTS = ("flow", "ageing", "on-time", "days", "reopened", "satisfaction")


def told(desk: Desk, month: str) -> list[Rec]:
    found = []
    for name in REPORTS:
        sheet = desk.reporting.json(desk.reporting.build(name, {"period": month}))
        found.append({key: sheet[key] for key in ("title", "rows", "figures")} | {"tables": sheet.get("tables")})
    return found


def day_of(record: Rec) -> str:
    return str(record.get("received_on") or record["done_on"])


def test_no_closed_month_moves_when_cases_are_reopened_put_off_or_declined(tmp_path: Path) -> None:
    today = [date(2025, 1, 1)]
    desk = Desk.init(tmp_path / "desk", COMMUNE, str(UNITS), today_is=lambda: today[0])
    petitions = petition_worlds.world(9, [(COMMUNE, "2025-01-02", "2025-08-30")], "2026-02-28", 60)
    waiting = sorted(petition_worlds.records(petitions), key=day_of)
    kinds = {record.get("kind") for record in waiting}
    assert {"reopen", "extend", "decline"} <= kinds
    closed: dict[str, list[Rec]] = {}
    while today[0] < date(2026, 2, 28):
        today[0] += timedelta(days=1)
        on = today[0].isoformat()
        while waiting and day_of(waiting[0]) <= on:
            put_all(desk, [waiting.pop(0)])
        if (today[0] + timedelta(days=1)).day == 1:
            closed[on[:7]] = told(desk, on[:7])
    assert len(closed) == 14
    for month, figures in closed.items():
        assert told(desk, month) == figures, month
    desk.close()
