"""A city desk, and a way to put many records into it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk

REFERENCE = Path(__file__).parents[1] / "expected" / "reference"
UNITS = REFERENCE.parent / "units.csv"
TODAY = date(2026, 6, 1)


@pytest.fixture
def city(data_dir: Path) -> Iterator[Desk]:
    """An empty desk of Hải Phòng."""
    desk = Desk.init(data_dir, "31", "2023", "Nguyễn Thị Thử", today_is=lambda: TODAY)
    yield desk
    desk.close()


@pytest.fixture
def small_city(data_dir: Path) -> Iterator[Desk]:
    """An empty desk of a made-up city with three districts, one of them without communes."""
    desk = Desk.init(data_dir, "31", str(UNITS), "Nguyễn Thị Thử", today_is=lambda: TODAY)
    yield desk
    desk.close()


def put_all(desk: Desk, records: list[dict[str, Any]]) -> None:
    """Save records given as {"form", "unit", "id"?, field: value} in one transaction."""
    with desk.records.writing() as saver:
        for given in records:
            values = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
            form = desk.records.form(values.pop("form"))
            unit, record_id, gone = values.pop("unit"), values.pop("id", ""), values.pop("is_deleted", False)
            record_id = "" if form.natural_key else record_id
            step = desk.records.put(saver, form, values, record_id, unit)
            assert step is not None
            if gone:
                held = desk.store.get(form.key, unit, step.id)
                assert held is not None
                saver.save(form, unit, step.id, held.values, delete=True)


@pytest.fixture
def put() -> Callable[[Desk, list[dict[str, Any]]], None]:
    """`put_all`."""
    return put_all


def reference(number: int) -> list[dict[str, str]]:
    """Rows of an appendix of the source."""
    with (REFERENCE / f"phuluc{number:02d}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(cell: str) -> Any:
    """A cell of a reference file as JSON has it."""
    return None if cell == "" else int(cell) if cell.isdigit() else cell
