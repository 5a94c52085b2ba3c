"""Phụ lục 01–05 against files an independent script wrote, for two sets of records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.render.plain import as_json
from tests.expected import count_books, datasets
from tests.reports.conftest import put_all

FOLDER = Path(count_books.__file__).parent
ASKED = {"from_year": 2020, "to_year": 2023}


@pytest.mark.parametrize("name", ["small", "large"])
def test_every_appendix(small_city: Desk, name: str) -> None:
    put_all(small_city, [*datasets.mixture(name), *datasets.books(name)])
    for number in range(1, 6):
        report = f"appendix-{number:02d}"
        wanted = json.loads((FOLDER / f"{report}.json").read_text(encoding="utf-8"))[name]
        rows = as_json(small_city.reporting.build(report, ASKED))["rows"]
        assert [{key: row[key] for key in w} for row, w in zip(rows, wanted, strict=True)] == wanted, report
        assert sum(1 for row in wanted for value in row.values() if value) >= 12


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    count_books.write(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8") == (FOLDER / path.name).read_text(encoding="utf-8"), path.name
