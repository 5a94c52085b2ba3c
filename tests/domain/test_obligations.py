"""What a unit owes, against lists made by hand."""

from datetime import date, timedelta

import pytest

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.obligations import (
    Facts,
    Obligation,
    closing_day,
    last_reported,
    obligations,
    plan_against_held,
    reception_norm,
    review_day,
)
from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.records import Record

NONE: dict[str, Value] = {"norm_party": 0, "norm_government": 0, "reception_days_month": 0}


def record(form: str, record_id: str, **values: Value) -> Record:
    return Record(form, "11311@2023", record_id, "r", values)


def owed(year: int, today: date, settings: dict[str, Value], **facts: list[Record]) -> list[Obligation]:
    return obligations(year, today, Facts(NONE | settings, **facts))  # type: ignore[arg-type]


def session(record_id: str, held_on: str, count_for: str = "both", status: str = "held", **values: Value) -> Record:
    return record("session", record_id, held_on=held_on, count_for=count_for, status=status, title=record_id, **values)


def test_sessions_of_each_head_against_its_norm() -> None:
    sessions = [
        session("a", "2023-03-01", "party"), session("b", "2023-05-01"), session("c", "2023-02-01", "none"),
        session("d", "2023-06-01", "government", "planned"),
    ]  # fmt: skip
    settings: dict[str, Value] = {"norm_party": 2, "norm_government": 2}
    told = {o.kind: o for o in owed(2023, date(2023, 7, 1), settings, sessions=sessions)}
    assert (told["sessions_party"].state, told["sessions_party"].done) == ("fulfilled", 2)
    assert [r.id for r in told["sessions_party"].fulfilled_by] == ["a", "b"]
    assert told["sessions_party"].fulfilled_on == "2023-05-01"
    assert (told["sessions_government"].state, told["sessions_government"].done) == ("due", 1)
    later = {o.kind: o.state for o in owed(2023, date(2024, 1, 1), settings, sessions=sessions)}
    assert later == {"sessions_party": "fulfilled", "sessions_government": "overdue"}


def test_the_two_clocks_of_a_session() -> None:
    clocks: dict[str, Value] = {"days_announce": 7, "days_publish": 10}
    held = session("a", "2025-08-20", announced_on="2025-08-14")
    planned = session("b", "2025-10-30", status="planned")
    cancelled = session("c", "2025-09-01", status="cancelled")
    day = date(2025, 8, 30)
    told = {(o.kind, o.subject): o for o in owed(2025, day, clocks, sessions=[held, planned, cancelled])}
    assert set(told) == {("announce", "a"), ("publish", "a"), ("announce", "b")}
    assert (told["announce", "a"].due_on, told["announce", "a"].is_late) == ("2025-08-13", True)
    assert (told["publish", "a"].due_on, told["publish", "a"].state) == ("2025-08-30", "due")
    assert (told["announce", "b"].due_on, told["announce", "b"].state) == ("2025-10-23", "upcoming")
    after = {(o.kind, o.subject): o.state for o in owed(2025, date(2025, 8, 31), clocks, sessions=[held, planned])}
    assert after["publish", "a"] == "overdue"


def test_periodic_reports() -> None:
    settings: dict[str, Value] = {"report_periods": ("quarter", "half", "year"), "days_report": 10}
    done = record("period", "p", period="2024-Q1", reported_on="2024-04-05")
    started = record("period", "q", period="2024-Q2")
    told = owed(2024, date(2024, 7, 11), settings, periods=[done, started])
    assert [(o.subject, o.due_on, o.state) for o in told] == [
        ("quý I năm 2024", "2024-04-10", "fulfilled"),
        ("06 tháng đầu năm 2024", "2024-07-10", "overdue"),
        ("quý II năm 2024", "2024-07-10", "overdue"),
        ("quý III năm 2024", "2024-10-10", "upcoming"),
        ("năm 2024", "2025-01-10", "upcoming"),
        ("quý IV năm 2024", "2025-01-10", "upcoming"),
    ]
    assert [r.id for r in told[0].fulfilled_by] == ["p"]
    months = owed(2024, date(2024, 7, 11), {"report_periods": ("month", "nine_months"), "days_report": 0})
    assert len(months) == 13
    assert months[1].due_on == "2024-02-29"


def body(name: str, code: str | None = None, kind: str = "contributor", **values: Value) -> Record:
    return record("agency", name, name=name, contributor=code, kind=kind, **values)


def given(record_id: str, given_on: str, code: str, **values: Value) -> Record:
    whole: dict[str, Value] = {"timing": "periodic", "channel": "F01", "given_on": given_on, "contributor": code}
    return record("feedback", record_id, **whole | values)


def test_written_feedback_closes_only_when_periodic_and_written() -> None:
    bodies = [body(n, n) for n in ("mttq", "women", "youth_union", "farmers", "veterans")] + [
        body("x", kind="resolver")
    ]
    feedback = [
        given("ok", "2023-10-01", "mttq"),
        given("spoken", "2023-10-01", "women", channel="F03"),
        given("marked", "2023-10-01", "youth_union", channel="F03", is_written=True),
        given("regular", "2023-10-01", "farmers", timing="regular"),
        given("letter", "2023-12-05", "veterans", channel="F17"),
    ]
    told = owed(2023, date(2023, 12, 31), {"review_on": "30/11"}, agencies=bodies, feedback=feedback)
    assert {o.subject: o.state for o in told} == {
        "mttq": "fulfilled", "women": "overdue", "youth_union": "fulfilled", "farmers": "overdue",
        "veterans": "fulfilled",
    }  # fmt: skip
    assert {o.subject for o in told if o.is_late} == {"veterans"}
    assert [o.state for o in owed(2023, date(2023, 11, 30), {"review_on": "30/11"}, agencies=bodies[:1])] == ["due"]


def test_an_occasion_that_bears_a_name_is_that_organisations() -> None:
    bodies = [body("Hội Phụ nữ phường", "women"), body("Chi hội Phụ nữ chợ", "women"), body("Câu lạc bộ hưu trí")]
    feedback = [
        given("a", "2023-05-01", "women", contributor_name="chi hội phụ nữ chợ"),
        given("b", "2023-06-01", "other", contributor_name="Câu lạc bộ Hưu trí"),
    ]
    told = owed(2023, date(2023, 6, 30), {}, agencies=bodies, feedback=feedback)
    assert {o.subject: o.state for o in told} == {
        "Hội Phụ nữ phường": "due", "Chi hội Phụ nữ chợ": "fulfilled", "Câu lạc bộ hưu trí": "fulfilled",
    }  # fmt: skip


def test_the_end_of_term_asks_for_one_more() -> None:
    settings: dict[str, Value] = {"review_on": "30/11", "term_ends_on": "2025-05-31"}
    one = [given("a", "2025-03-01", "mttq")]
    told = owed(2025, date(2025, 12, 1), settings, agencies=[body("mttq", "mttq")], feedback=one)
    assert [(o.kind, o.state) for o in told] == [("term_feedback", "fulfilled"), ("written_feedback", "overdue")]
    both = [*one, given("b", "2025-09-01", "mttq")]
    told = owed(2025, date(2025, 12, 1), settings, agencies=[body("mttq", "mttq")], feedback=both)
    assert [[r.id for r in o.fulfilled_by] for o in told] == [["a"], ["b"]]
    settings = {"review_on": "30/6", "term_ends_on": "2025-12-15"}
    told = owed(2025, date(2025, 12, 1), settings, agencies=[body("mttq", "mttq")], feedback=one)
    assert [(o.kind, o.state) for o in told] == [("written_feedback", "fulfilled"), ("term_feedback", "due")], (
        "the one that is due first is fulfilled first"
    )
    settings = {"review_on": "30/11", "term_ends_on": "2025-05-31"}
    ended = [body("mttq", "mttq", valid_to="2025-06-30")]
    assert [o.kind for o in owed(2025, date(2025, 12, 1), settings, agencies=ended)] == ["term_feedback"]


def receptions_on(*days: tuple[str, str]) -> list[Record]:
    return [record("reception", f"{n}", held_on=day, host_role=who) for n, (who, day) in enumerate(days)]


def test_each_head_owes_reception_days_of_his_own() -> None:
    days = receptions_on(
        ("party", "2024-01-05"), ("party", "2024-01-05"), ("party", "2024-01-19"),
        ("government", "2024-01-05"), ("council", "2024-01-08"),
    )  # fmt: skip
    told = owed(2024, date(2024, 2, 29), {"reception_days_month": 2}, receptions=days)
    january = {o.kind: (o.required, o.done, o.state) for o in told if o.key.endswith("2024-01")}
    assert january == {"reception_party": (2, 2, "fulfilled"), "reception_government": (2, 1, "overdue")}


@pytest.mark.parametrize(
    ("month", "settings", "norms"),
    [
        ("2026-06", {}, (2, 4, 0)),
        ("2026-07", {}, (2, 2, 0)),
        ("2026-07", {"reception_days_month": 3}, (3, 3, 0)),
        ("2026-07", {"reception_days_month": 3, "reception_days_government": 0}, (3, 0, 0)),
        ("2026-07", {"reception_days_council": 1}, (2, 2, 1)),
    ],
)
def test_reception_days_by_law_and_by_the_unit(
    month: str, settings: dict[str, Value], norms: tuple[int, int, int]
) -> None:
    facts = Facts(settings)
    assert tuple(reception_norm(facts, who, month) for who in ("party", "government", "council")) == norms
    assert reception_norm(Facts({}, level="city"), "party", month) == 0


def test_three_acts_of_publication_since_the_law_of_2025() -> None:
    def publish(held_on: str, **acts: str) -> tuple[int, int, str]:
        told = owed(2025, date(2025, 12, 1), {"days_publish": 10}, sessions=[session("s", held_on, "none", **acts)])
        (found,) = [o for o in told if o.kind == "publish"]
        return found.required, found.done, found.state

    assert publish("2025-06-30", published_on="2025-07-01") == (1, 1, "fulfilled")
    assert publish("2025-07-01", published_on="2025-07-02") == (3, 1, "overdue")
    every = {"published_on": "2025-07-02", "posted_on": "2025-07-03", "told_heads_on": "2025-07-12"}
    assert publish("2025-07-01", **every) == (3, 3, "fulfilled")


def test_what_was_done_outside_the_program_is_not_asked_for_again() -> None:
    settings: dict[str, Value] = {"report_periods": ("quarter_one", "year"), "days_report": 10}
    notes = [record("duty_note", "n", duty="report:2024-Q1", reason="outside")]
    told = {o.key: o.state for o in owed(2024, date(2025, 6, 1), settings, notes=notes) if o.kind == "report"}
    assert told == {"report:2024-Q1": "excused", "report:2024": "overdue"}
    assert not any(o.is_waiting for o in owed(2024, date(2025, 6, 1), settings, notes=notes) if o.state == "excused")


def test_review_days_as_people_write_them() -> None:
    assert review_day({"review_on": "30/11"}, 2023) == date(2023, 11, 30)
    assert review_day({"review_on": " 31-2 "}, 2024) == date(2024, 2, 29)
    assert review_day({"review_on": "cuối năm"}, 2024) == date(2024, 12, 31)


def test_plan_against_held() -> None:
    months = plan_against_held(
        [
            session("a", "2023-03-01"),
            session("b", "2023-03-09", status="planned"),
            session("c", "2023-12-31", status="cancelled"),
        ]
    )
    assert [m.month for m in months] == list(range(1, 13))
    told = [(m.planned, m.held, m.postponed, m.cancelled) for m in months]
    assert (told[2], told[11], sum(map(sum, told))) == ((1, 1, 0, 0), (0, 0, 0, 1), 3)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026-Q1", "2025-12-15", "2026-03-14"),
        ("2026-H1", "2025-12-15", "2026-06-14"),
        ("2026-9M", "2025-12-15", "2026-09-14"),
        ("2026", "2025-12-15", "2026-12-14"),
        ("2026-03", "2026-02-15", "2026-03-14"),
    ],
)
def test_a_state_period_closes_on_the_day_of_the_settings(key: str, first: str, last: str) -> None:
    settings: dict[str, Value] = {
        "header_family": "state", "state_period_day": 14, "days_report": 2,
        "report_periods": ("month", "quarter_one", "half", "nine_months", "year"),
    }  # fmt: skip
    named = Period.parse(key)
    assert named is not None
    days = named.closing_on(14)
    assert (days.first.isoformat(), days.last.isoformat(), days.key) == (first, last, key)
    due = {o.key: (o.starts_on, o.due_on) for o in owed(2026, date(2026, 1, 1), settings)}
    assert due[f"report:{key}"] == (f"{last[:8]}15", f"{last[:8]}16")
    by_calendar = {o.key: o.due_on for o in owed(2026, date(2026, 1, 1), settings | {"header_family": "party"})}
    assert by_calendar[f"report:{key}"] == (named.last + timedelta(days=2)).isoformat()


def test_the_newest_state_period_has_ended_when_its_own_days_have() -> None:
    settings: dict[str, Value] = {"header_family": "state", "state_period_day": 14, "report_periods": ("month",)}
    told = [last_reported(settings, date(2026, 3, day)) for day in (14, 15)]
    assert [p.key for p in told if p] == ["2026-02", "2026-03"]
    assert closing_day({"state_period_day": 40, "header_family": "state"}) == 0
    assert closing_day(settings, "party") == 0
