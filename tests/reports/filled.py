"""Desks filled with the records of `tests.expected.sheet_records`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dialogue_desk.desk import Desk
from tests.expected.sheet_records import TODAY, UNIT, Given, records


def empty_desk(folder: Path) -> Desk:
    """A commune's desk without a record."""
    return Desk.init(folder, UNIT, "2025", "Trần Lan", today_is=lambda: date.fromisoformat(TODAY))


def fill(desk: Desk, given: list[Given]) -> None:
    """Save records in one transaction."""
    with desk.records.writing() as saver:
        for record in given:
            values = {k: v for k, v in record.items() if k not in ("form", "unit", "id", "_")}
            form = desk.records.form(record["form"])
            assert desk.records.put(saver, form, values, record["id"], record["unit"]) is not None


def filled_desk(folder: Path, seed: int) -> Desk:
    """A desk with ten years of records."""
    desk = empty_desk(folder)
    fill(desk, records(seed))
    return desk
