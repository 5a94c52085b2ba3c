"""The figures of the sheets, against counts made by hand from the same records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet, Table
from dialogue_desk.domain.vocabulary import SUBJECT
from tests.expected.count_sheets import SEEDS, YEAR, first_session, of
from tests.expected.sheet_records import AGENCY, records
from tests.reports.filled import filled_desk

EXPECTED = Path(__file__).parents[1] / "expected"


@pytest.fixture(scope="module", params=sorted(SEEDS))
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Desk]]:
    """The name of a data set, and a desk that holds it."""
    name: str = request.param
    desk = filled_desk(tmp_path_factory.mktemp(name), SEEDS[name])
    yield name, desk
    desk.close()


def expected(report: str, name: str) -> Any:
    """What was counted by hand."""
    return json.loads((EXPECTED / f"{report}.json").read_text(encoding="utf-8"))[name]


def table(sheet: Sheet, key: str) -> Table:
    """A table of a sheet by its key."""
    return next(t for t in sheet.tables() if t.key == key)


BY_YEAR = ("annual-plan", "opinions-table", "acceptance-sheet", "petition-register", "periodic-report")
BY_DAY = ("carry-over", "missing-explanations")


@pytest.mark.parametrize("report", BY_YEAR + BY_DAY)
def test_figures_of_a_time(case: tuple[str, Desk], report: str) -> None:
    """Every figure counted by hand is the sheet's."""
    name, desk = case
    sheet = desk.reporting.build(report, {"period": YEAR} if report in BY_YEAR else {})
    told = expected(report, name)
    assert {key: sheet.figures[key] for key in told} == told


def test_rows_follow_the_figures(case: tuple[str, Desk]) -> None:
    """As many rows as there are petitions, opinions, issues."""
    name, desk = case
    for report, key, figure in (
        ("petition-register", "petitions", "petitions"),
        ("public-notice", "issues", "issues"),
        ("missing-explanations", "opinions", "opinions"),
        ("carry-over", "petitions", "unfinished"),
    ):
        sheet = desk.reporting.build(
            report, {"period": YEAR} if "-over" not in report and "missing" not in report else {}
        )
        assert len(table(sheet, key).rows) == sheet.figures[figure] > 0
    opinions = expected("opinions-table", name)["opinions"]
    assert desk.reporting.build("public-notice", {"period": YEAR}).figures["issues"] == opinions
    rows = table(desk.reporting.build("opinions-table", {"period": YEAR}), "opinions").rows
    assert sum(row.style == "" for row in rows) == rows[-1].values["text"] == opinions


def test_backlog(case: tuple[str, Desk]) -> None:
    """Ages by competence, overdue and flags, with the sum below; the records behind a figure are as many."""
    name, desk = case
    rows = table(desk.reporting.build("backlog", {}), "ages").rows
    for row, told in zip(rows, expected("backlog", name), strict=True):
        assert {key: row.values[key] for key in told} == told
        assert {key: len(row.sources[key][0].records) for key in told} == told


@pytest.mark.parametrize("report", ["minutes", "conclusion-notice"])
def test_sheets_of_a_session(case: tuple[str, Desk], report: str) -> None:
    """Declared and recorded numbers of a session; groups with as many opinions as they have."""
    name, desk = case
    session = first_session(records(SEEDS[name]))
    sheet = desk.reporting.build(report, {"id": session["id"]})
    told = expected(report, name)
    sizes = told.pop("_sizes", None)
    assert {key: sheet.figures[key] for key in told} == told
    if sizes:
        assert sorted(row.values["opinions"] for row in table(sheet, "groups").rows) == sizes  # type: ignore[type-var]


def test_box_minutes(case: tuple[str, Desk]) -> None:
    """Letters as written down, opinions and petitions by subject as recorded."""
    name, desk = case
    box = of(records(SEEDS[name]), "box_opening", "opened_on")[0]
    sheet = desk.reporting.build("box-minutes", {"id": box["id"]})
    told = expected("box-minutes", name)
    subjects = {SUBJECT.label(key): count for key, count in told.pop("_subjects").items()}
    assert {key: sheet.figures[key] for key in told} == told
    rows = table(sheet, "kinds").rows
    assert {row.values["subject"]: row.values["total"] for row in rows if not row.style} == subjects


def test_written_feedback(case: tuple[str, Desk]) -> None:
    """Occasions of the organisation in the year."""
    name, desk = case
    agency = next(r for r in records(SEEDS[name]) if r.get("name") == AGENCY)
    sheet = desk.reporting.build("written-feedback", {"id": agency["id"], "from_year": int(YEAR)})
    assert sheet.figures == expected("written-feedback", name)
