"""What is left out, sorted or copied so that a country is counted soon: equal to going through every petition."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.story import Story
from dialogue_desk.reports.follow.cases import Case, Cases, months_before
from dialogue_desk.reports.follow.petition_flow import Flow, FlowOf
from dialogue_desk.reports.follow.petition_on_time import OnTime, considered
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage import carrying, collector, days_past, follow
from tests.expected import petition_worlds
from tests.reports.conftest import UNITS, put_all

TODAY = "2026-06-01"
KEYS = ("11296@2023", "11299@2023", "303@2023")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    today = date.fromisoformat(TODAY)
    made = Desk.init(tmp_path_factory.mktemp("nhanh") / "d", "31", str(UNITS), today_is=lambda: today)
    put_all(made, petition_worlds.records(petition_worlds.world(5, [(k, "2023-01-01", TODAY) for k in KEYS], TODAY)))
    yield made
    made.close()


def days(seed: int, many: int) -> list[str]:
    dice = random.Random(seed)
    return sorted((date(2023, 1, 1) + timedelta(days=dice.randrange(1240))).isoformat() for _n in range(many))


def test_petitions_over_and_done_with_are_left_out_and_no_others(desk: Desk) -> None:
    for first in days(1, 8):
        asked = Asked("31", first, "2026-12-31", TODAY)
        every, read = Cases(desk.store, asked, with_past=True), Cases(desk.store, asked)
        since = months_before(first, 3)
        expected = [case.key for case in every.all if not case.story.is_over_before(since)]
        assert [case.key for case in read.all] == expected
        assert Flow(read.all).figures(read.first, read.last) == Flow(every.all).figures(every.first, every.last)
        assert Flow(read.all).months_to_clear(first) == Flow(every.all).months_to_clear(first)
    assert 0 < len(read.all) < len(every.all)


def test_sorted_days_count_a_stretch_as_its_petitions_do(desk: Desk) -> None:
    cases = Cases(desk.store, Asked("31", "2023-01-01", TODAY, TODAY))
    flow = Flow(cases.all)
    for first, last in zip(days(2, 12), days(3, 12), strict=True):
        first, last = min(first, last), max(first, last)
        figures = flow.figures(first, last)
        assert figures == FlowOf(first, last).figures(cases.all)
        for key, figure in figures.items():
            assert len(flow.behind(first, last, key)) == figure
        assert list(flow.opened(first, last)) == flow.behind(first, last, "opened")
        assert flow.left(last) == len(cases.open(cases.all, last))


def test_other_days_of_the_same_petitions_are_as_if_read_for_them(desk: Desk) -> None:
    held = Cases(desk.store, Asked("31", "2023-01-01", TODAY, TODAY))
    assert held.received
    for last in days(4, 5):
        asked = Asked("31", "2023-01-01", last, TODAY, as_of=last)
        within, anew = held.within(asked), Cases(desk.store, asked)
        assert [case.key for case in within.all] == [case.key for case in anew.all]
        assert [case.key for case in within.received] == [case.key for case in anew.received]
        told = [OnTime(cases.on).figures(considered(cases)) for cases in (within, anew)]
        assert told[0] == told[1]


def test_petitions_of_a_day_gone_by_are_those_folded_anew(desk: Desk) -> None:
    moved = 0
    for on in days(5, 6):
        days_past.lay_out(desk.store, on)
        laid = set(desk.store.conn.execute("SELECT * FROM temp.petition_then"))
        keys = follow.find(desk.store, "opened_on <= ?", (on,))
        anew = set(follow.lines_then(desk.store, keys, days_past._then(desk.store, on)))
        assert laid == anew
        moved += len(laid - set(desk.store.conn.execute("SELECT * FROM petition")))
    assert moved


def test_units_with_a_record_of_a_year_are_found_one_by_one(desk: Desk) -> None:
    dated = [("opinion", "received_on"), ("session", "held_on")]
    found = carrying.units_with_records(desk.store, ("11296@2023", "31", "303@2023"), dated, "2025-01-01", "2025-12-31")
    assert found == {"11296@2023", "303@2023"}
    assert carrying.units_with_records(desk.store, KEYS, dated, "2019-01-01", "2019-12-31") == set()


def test_the_search_for_rings_rests_and_goes_on() -> None:
    assert gc.isenabled()
    with collector.at_rest():
        assert not gc.isenabled()
        with collector.at_rest():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


NO_COUNT = {
    "median_days",
    "p90_days",
    "open_median_age",
    "open_oldest",
    "oldest",
    "months_to_clear",
    "people",
    "change",
}
REPORTS = (
    "flow", "ageing", "on-time", "days", "reopened", "satisfaction", "repeats", "per-10000", "compare-periods",
    "petition-heat", "trend-petitions",
)  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_every_count_totals_too_opens_that_many_records(desk: Desk, name: str) -> None:
    for asked in (
        {"period": "2025"},
        {"period": "2025-Q3", "as_of": "2025-09-10"},
        {"period": "2024", "unit": KEYS[0]},
    ):
        told = 0
        for table in desk.reporting.build(name, asked).tables():
            for row in table.rows:
                for key, figure in row.values.items():
                    if key in NO_COUNT or not isinstance(figure, int) or row.extra.get("key") == "median_days":
                        continue
                    behind = row.sources.get(key, ())
                    assert sum(len(source.records) for source in behind) == figure, (table.key, key)
                    told += figure
        assert told


def test_a_share_of_nothing_on_time_opens_what_it_was_measured_of(desk: Desk) -> None:
    (year, _reform) = desk.reporting.build("compare-periods", {"from": "2026-05-30", "to": "2026-05-31"}).tables()
    rows = {row.extra["key"]: row for row in year.rows}
    assert {"then", "now"} & set(rows["share"].sources) == {
        key for key in ("then", "now") if rows["share"].values[key] is not None
    }
    assert all(rows["reopened"].values[key] for key in rows["reopened"].sources)


def told_of(opened_on: str, **more: Sequence[Any]) -> Case:
    return Case("31", opened_on, "land", "", None, Story(opened_on, **more))  # type: ignore[arg-type]


def test_a_petition_settled_on_the_first_day_that_counts_is_not_over_before() -> None:
    story = told_of("2024-01-02", settled=[("2024-02-01", "resolved")]).story
    assert not story.is_over_before("2024-02-01")
    assert story.is_over_before("2024-02-02")
    assert not story._replace(reopened=["2024-02-01"]).is_over_before("2025-01-01")
    assert not story._replace(settled=[]).is_over_before("2025-01-01")


def test_a_result_of_the_first_day_that_counts_is_read(desk: Desk) -> None:
    every = Cases(desk.store, Asked("31", "2023-01-01", TODAY, TODAY), with_past=True).all
    closed = [case for case in every if len(case.story.settled) == 1 and not case.story.reopened]
    case = next(case for case in closed if "02" <= case.story.settled[0][0][8:] <= "27")
    day = date.fromisoformat(case.story.settled[0][0])
    first = next(d.isoformat() for n in range(80, 100) if months_before((d := day + timedelta(days=n)).isoformat(), 3)
                 == day.isoformat())  # fmt: skip
    assert case.key in [held.key for held in Cases(desk.store, Asked("31", first, "2026-12-31", TODAY)).all]


def test_three_months_to_clear_begin_the_day_after_the_same_day() -> None:
    flow = Flow([told_of("2024-01-01", settled=[(day, "resolved")]) for day in ("2024-02-10", "2024-02-11")]
                + [told_of("2024-01-01")])  # fmt: skip
    assert flow.months_to_clear("2024-05-10") == 3.0
    assert flow.months_to_clear("2024-05-11") is None


def test_put_off_counts_only_among_those_that_are_counted() -> None:
    """A petition whose deadline was drawn nearer is late by it, and still within the one it came with."""
    case = told_of("2024-01-01", first_late_on="2024-09-01", terms=[("", "2024-09-01"), ("2024-02-01", "2024-03-01")])
    assert OnTime("2024-04-01").figures([case]) == {
        "settled": 0, "settled_on_time": 0, "open_overdue": 0, "counted": 0, "share": None, "extended": 0,
        "in_extended": 0, "share_extended": 0.0,
    }  # fmt: skip


def test_behind_the_share_of_reopenings_stand_results_and_reopenings(desk: Desk) -> None:
    for table in desk.reporting.build("reopened", {"period": "2025"}).tables():
        row = table.rows[-1]
        count = {key: sum(len(s.records) for s in row.sources[key]) for key in ("settled", "reopened_soon", "share")}
        assert count["share"] == count["settled"] + count["reopened_soon"] > count["settled"] > 0
