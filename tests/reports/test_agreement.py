"""Every figure that stands in two places is one figure: three desks made by chance, read in all of them.

What differs on purpose is asked for with its difference: sessions counted once against counted in both columns,
all levels against the unit's own, those received in a year against those there today.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.gui.pages.home.words import chart_words, years_told
from tests.expected import datasets
from tests.reports.conftest import UNITS, put_all

TODAY = date(2023, 11, 20)
YEARS = range(2020, 2024)
KEYS = datasets.UNITS["small"]
TOP = "31"
Rec = dict[str, Any]


def records(seed: int) -> list[Rec]:
    """Sessions, feedback, opinions, petitions, boxes and totals of four years; some deleted, some not held."""
    dice = random.Random(f"one figure {seed}")
    found: list[Rec] = []
    for year in YEARS:
        sources = [datasets.session(dice, dice.choice(KEYS), year) for _n in range(dice.randint(9, 14))]
        sources += [datasets.feedback(dice, dice.choice(KEYS), year) for _n in range(dice.randint(9, 14))]
        for source in sources:  # nothing lies after today
            day = "held_on" if source["form"] == "session" else "given_on"
            source[day] = min(source[day], TODAY.isoformat())
        found += sources
        for _n in range(30):
            made = datasets.opinion(dice, sources, dice.choice(KEYS), year)
            made["answered_on_spot"] = dice.random() < 0.4
            made["received_on"] = min(made["received_on"], TODAY.isoformat())
            found.append(made)
        for _n in range(8):
            one = datasets.petition(dice, dice.choice(KEYS), year)
            found += [r for r in one if str(r.get("done_on") or r["received_on"]) <= TODAY.isoformat()]
    for indicator in ("sessions_party", "sessions_government", "opinions_party_accepted"):
        found.append(datasets.total(dice, TOP, "subtree", "commune", indicator, dice.choice(YEARS[:3]), 90))
    return found + datasets.boxes(dice, KEYS[1])


@pytest.fixture(scope="module", params=[1, 2, 3])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("một số")
    made = Desk.init(folder / "desk", TOP, str(UNITS), today_is=lambda: TODAY)
    put_all(made, records(request.param))
    yield made
    made.close()


def told(desk: Desk, report: str, **asked: Any) -> Any:
    return desk.reporting.json(desk.reporting.build(report, {k: v for k, v in asked.items() if v is not None}))


def by(rows: list[Rec], key: str) -> dict[Any, Rec]:
    return {str(row[key]): row for row in rows}


def agree(name: str, *figures: Any) -> None:
    assert all(figure == figures[0] for figure in figures), (name, figures)


def plus(*numbers: int | None) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


@pytest.mark.parametrize("unit", ["", "303@2023", "11296@2023"])
def test_sessions(desk: Desk, unit: str) -> None:
    """Phụ lục 03, 04, 05, both charts, home's columns, the periodic report and the one page."""
    span = {"from_year": 2020, "to_year": 2023, "unit": unit or None}
    five, three, four = (told(desk, f"appendix-0{n}", **span)["rows"] for n in (5, 3, 4))
    level, head = (told(desk, f"trend-sessions-{kind}", **span)["rows"] for kind in ("level", "head"))
    columns = dict(years_told(desk, 2023, unit).bars)
    for year in [*map(str, YEARS), "total"]:
        rows = [by(found, key)[year] for found, key in ((five, "year"), (three, "year"), (four, "year"))]
        agree(f"all {year}", rows[0]["grand_total"], by(level, "period")[year]["total"])
        agree(f"all {year}", rows[0]["grand_total"], by(head, "period")[year]["total"])
        agree(f"party {year}", rows[1]["party_dialogues"], by(head, "period")[year]["party"])
        agree(f"government {year}", rows[2]["gov_dialogues"], by(head, "period")[year]["government"])
        if year == "total":
            continue
        agree(f"home {year}", rows[0]["grand_total"], columns[year])
        periodic = told(desk, "periodic-report", period=year, unit=unit or None)["figures"]
        page = told(desk, "one-page", from_year=int(year), to_year=int(year), unit=unit or None)["figures"]
        agree(f"party {year}", rows[1]["party_dialogues"], periodic["sessions_party"], page["sessions_party"])
        agree(f"gov {year}", rows[2]["gov_dialogues"], periodic["sessions_government"], page["sessions_government"])
        agree(f"all {year}", rows[0]["grand_total"], periodic["sessions"])
    if unit:
        return
    # Each session once: both charts from records, the appendix's note, and home's tile against its list.
    kinds = told(desk, "trend-sessions-kind", from_year=2023, to_year=2023, step="year")["rows"][-1]["total"]
    modes = told(desk, "trend-sessions-mode", from_year=2023, to_year=2023, step="year")["rows"][-1]["total"]
    real = told(desk, "appendix-05", from_year=2023, to_year=2023)["figures"]["real_sessions"]
    query = Query(
        equal={"status": "held", "count_for": ("party", "government", "both")}, first="2023-01-01", last="2023-12-31"
    )
    agree("real", kinds, modes, real, desk.records.count("session", query), years_told(desk, 2023, "").real)
    both = desk.records.count("session", Query(equal={"status": "held", "count_for": "both"}, first="2023-01-01"))
    agree("twice", columns["2023"], (real or 0) + both)
    if both:
        assert "đếm hai lần" in chart_words(years_told(desk, 2023, ""), TODAY)


def test_the_own_heads(desk: Desk) -> None:
    """Home's tiles of the unit's own heads, and coverage: a row, a year of several, the one page."""
    tiles = {t.key: t for t in desk.home.tiles()}
    alone = told(desk, "head-coverage", period="2023")
    row = by(alone["rows"], "key")[TOP]
    agree("party", tiles["sessions_party"].value, row["party"])
    agree("government", tiles["sessions_government"].value, row["government"])
    page = told(desk, "one-page", from_year=2023, to_year=2023)["figures"]
    agree("both met", page["both_met"], alone["figures"]["both_met"])
    own = int(not row["party"] and not row["government"])
    agree("none", tiles["units_without_sessions"].value, alone["figures"]["units_without_sessions"] - own)
    years = next(t for t in told(desk, "head-coverage", from_year=2020, to_year=2023)["tables"] if t["key"] == "years")
    for year in years["rows"]:
        figures = told(desk, "head-coverage", period=str(year["year"]))["figures"]
        for key in ("units", "party_met", "government_met", "both_met"):
            agree(f"{key} {year['year']}", year[key], figures[key])


def test_feedback(desk: Desk) -> None:
    """Occasions by target and timing, opinions by disposition: appendices, charts, periodic report, one page."""
    span = {"from_year": 2020, "to_year": 2023}
    targets, timings = (told(desk, f"trend-occasions-{kind}", **span)["rows"] for kind in ("target", "timing"))
    rates = told(desk, "trend-acceptance", **span)["rows"]
    three, four = (told(desk, f"appendix-0{n}", **span)["rows"] for n in (3, 4))
    share = told(desk, "individual-share", **span)["rows"]
    for year in [*map(str, YEARS), "total"]:
        row, of_party, of_gov = by(targets, "period")[year], by(three, "year")[year], by(four, "year")[year]
        for target, found in (("party_org", of_party), ("party_member", of_party), ("agency", of_gov)):
            agree(f"{target} {year}", row[target], found[f"{target}_total"])
        agree(f"all {year}", row["total"], by(timings, "period")[year]["total"], by(share, "period")[year]["occasions"])
        for outcome in ("accepted", "not_accepted"):
            agree(f"{outcome} {year}", by(rates, "period")[year][f"party_{outcome}"], of_party[f"opinions_{outcome}"])
            agree(
                f"{outcome} {year}", by(rates, "period")[year][f"government_{outcome}"], of_gov[f"opinions_{outcome}"]
            )
        if year == "total":
            continue
        periodic = told(desk, "periodic-report", period=year)["figures"]
        page = told(desk, "one-page", from_year=int(year), to_year=int(year))["figures"]
        agree(
            f"occasions {year}",
            row["total"],
            page["occasions"],
            plus(*(periodic[f"{t}_total"] for t in datasets.TARGETS)),
        )
        agree(f"opinions {year}", of_party["opinions_total"], periodic["opinions_party_total"])
        agree(f"opinions {year}", of_gov["opinions_total"], periodic["opinions_government_total"])


def test_petitions(desk: Desk) -> None:
    """Home, lists, the registers of today, and those received in a year: charts, register, report, one page."""
    tiles = {t.key: t.value for t in desk.home.tiles()}
    counts = desk.petitions.counts()
    carry, backlog = told(desk, "carry-over")["figures"], told(desk, "backlog")
    agree("open", tiles["petitions_open"], counts["open"], carry["unfinished"], backlog["figures"]["unfinished"])
    agree("overdue", tiles["petitions_overdue"], counts["overdue"], carry["overdue"], backlog["figures"]["overdue"])
    agree("overdue", counts["overdue"], desk.petitions.count(PetitionQuery(overdue=True)))
    agree("unassigned", tiles["petitions_unassigned"], counts["unassigned"])
    page = next(t for t in told(desk, "one-page", from_year=2023, to_year=2023)["tables"] if t["key"] == "overdue")
    assert f"đến 20/11/2023: {counts['overdue']}" in page["title"]
    late = told(desk, "home")["tables"]
    agree("longest", [r["overdue_days"] for r in page["rows"]], [r["overdue_days"] for r in late[0]["rows"]])
    received = 0
    chart = by(told(desk, "trend-petitions", from_year=2020, to_year=2023)["rows"], "period")
    for year in YEARS:
        periodic = told(desk, "periodic-report", period=str(year))["figures"]
        register = told(desk, "petition-register", period=str(year))["figures"]
        figures = told(desk, "one-page", from_year=year, to_year=year)["figures"]
        agree(
            f"received {year}", periodic["petitions"], register["petitions"], figures["petitions_opened"],
            chart[str(year)]["opened"], periodic["petitions_open"] + periodic["petitions_settled"],
        )  # fmt: skip
        agree(f"resolved {year}", figures["petitions_resolved"], chart[str(year)]["resolved"])
        agree(f"missed {year}", figures["petitions_overdue"], chart[str(year)]["overdue"])
        received += periodic["petitions_open"]
    agree("open of all years", received, counts["open"])


def test_what_was_overdue_then_is_what_the_day_said(desk: Desk) -> None:
    """The one page of a year gone by, against the steps read to its last day by another way."""
    for year in (2021, 2022):
        table = next(t for t in told(desk, "one-page", from_year=year, to_year=year)["tables"] if t["key"] == "overdue")
        then, rows = date(year, 12, 31), desk.records.page("opinion", Query(equal={"kind": "petition"}), 0, 10_000)
        states = desk.petitions.states([(r.unit, r.id) for r in rows])
        late = 0
        for record in rows:
            state = states[record.unit, record.id]
            settled = state.resolved_on or state.declined_on
            extended = [t.step for t in state.history if t.step.kind == "extend" and t.step.done_on <= str(then)]
            due = extended[-1].new_due_on if extended else str(record.values["due_on"] or "")
            due = due or (state.due_on if state.is_due_usual else due)
            is_there = str(record.values["received_on"]) <= str(then) and (not settled or settled > str(then))
            late += bool(is_there and due and due < str(then))
        assert f"đến 31/12/{year}: {late}" in table["title"], (year, late, table["title"])
        sheets = [told(desk, name, as_of=str(then)) for name in ("backlog", "carry-over")]
        agree(f"overdue {then}", late, *(sheet["figures"]["overdue"] for sheet in sheets))
        listed = [row["overdue_days"] for row in sheets[1]["rows"] if row["overdue_days"]]
        shown = [row["overdue_days"] for row in table["rows"]]
        agree(f"longest {then}", sorted(listed, reverse=True)[: len(shown)], shown)


def test_answers_and_sessions_one_by_one(desk: Desk) -> None:
    """Who lacks an answer; what was said at sessions, added up over their minutes, tables and notices."""
    lacking = Query(equal={"lacking_answer": True})
    sheet = told(desk, "missing-explanations")["figures"]["opinions"]
    tile = next(t for t in desk.home.tiles() if t.key == "lacking_answer")
    agree(
        "lacking", tile.value, sheet, desk.records.count("opinion", lacking), desk.records.count("opinion", tile.query)
    )
    held = desk.records.page("session", Query(equal={"status": "held"}), 0, 1_000)
    said = spot = 0
    for session in held:
        sheets = [
            told(desk, name, id=session.id)["figures"] for name in ("minutes", "conclusion-notice", "opinions-table")
        ]
        for key in ("opinions", "answered_on_spot"):
            agree(f"{key} {session.id}", *(figures[key] for figures in sheets))
        said, spot = said + sheets[0]["opinions"], spot + sheets[0]["answered_on_spot"]
    periodic = told(desk, "periodic-report", **{"from": "2019-01-01", "to": "2023-12-31"})["figures"]
    agree("said at sessions", said, periodic["session_opinions"])
    agree("answered at sessions", spot, periodic["answered_on_spot"])
    assert said
