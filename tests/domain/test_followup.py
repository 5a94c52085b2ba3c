"""The status table of records.md, every cell, and what voids, deadlines and stopped clocks do."""

from datetime import date

import pytest

from dialogue_desk.domain.followup import PetitionState, Step, fold, next_status
from dialogue_desk.domain.vocabulary import ACTION_KIND, PETITION_STATUS

# Written out by hand from records.md, not made by the code: a row a status, a column a step of the unit itself.
# n new, a assigned, i in_progress, f forwarded, w answered_above, r resolved, t notified, c closed, d declined;
# "." does not fit. Of `close`, the cell holds for a petition with a name; see ANONYMOUS.
OWN = """
                 assign progress forward_up answer resolve notify close reopen extend suspend resume decline note
new              a      i        f          .      r       .      .     .      n      n       n      d       n
assigned         a      i        f          .      r       .      .     .      a      a       a      d       a
in_progress      i      i        f          .      r       .      .     .      i      i       i      d       i
forwarded        .      .        f          .      r       .      .     .      f      f       f      d       f
answered_above   a      i        f          .      r       .      .     .      w      w       w      d       w
resolved         .      .        .          .      .       t      .     i      .      .       .      .       r
notified         .      .        .          .      .       .      c     i      .      .       .      .       t
closed           .      .        .          .      .       .      .     i      .      .       .      .       c
declined         .      .        .          .      .       .      .     i      .      .       .      .       d
"""
ABOVE = """
                 assign progress forward_up answer resolve notify close reopen extend suspend resume decline note
new              .      .        f          .      .       .      .     .      .      .       .      .       n
assigned         .      .        f          .      .       .      .     .      .      .       .      .       a
in_progress      .      .        f          .      .       .      .     .      .      .       .      .       i
forwarded        .      .        f          w      .       .      .     .      .      .       .      .       f
answered_above   .      .        f          .      .       .      .     .      .      .       .      .       w
resolved         .      .        .          .      .       .      .     .      .      .       .      .       r
notified         .      .        .          .      .       .      .     .      .      .       .      .       t
closed           .      .        .          .      .       .      .     .      .      .       .      .       c
declined         .      .        .          .      .       .      .     .      .      .       .      .       d
"""
LETTER = {
    "n": "new", "a": "assigned", "i": "in_progress", "f": "forwarded", "w": "answered_above",
    "r": "resolved", "t": "notified", "c": "closed", "d": "declined",
}  # fmt: skip
ANONYMOUS = {("resolved", "close"): "closed"}

HOME, UPPER = "11311@2023", "303@2023"


def cells(table: str) -> dict[tuple[str, str], str | None]:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {(status, kind): LETTER.get(cell) for status, *line in rows for kind, cell in zip(head, line, strict=True)}


@pytest.mark.parametrize(("from_above", "table"), [(False, OWN), (True, ABOVE)])
def test_every_cell(from_above: bool, table: str) -> None:
    wanted = cells(table)
    assert {k for _s, k in wanted} == set(ACTION_KIND.labels) - {"void"}
    assert {s for s, _k in wanted} == set(PETITION_STATUS.labels)
    for (status, kind), after in wanted.items():
        assert next_status(status, kind, from_above=from_above) == after, (status, kind)
        nameless = after if from_above else ANONYMOUS.get((status, kind), after)
        assert next_status(status, kind, from_above=from_above, is_anonymous=True) == nameless, (status, kind)


# How to reach each status from "new", one step a day.
PATHS = {
    "new": "", "assigned": "assign", "in_progress": "progress", "forwarded": "forward_up",
    "answered_above": "forward_up answer", "resolved": "resolve", "notified": "resolve notify",
    "closed": "resolve notify close", "declined": "decline",
}  # fmt: skip


def steps(kinds: str, unit: str = HOME) -> list[Step]:
    return [
        Step(UPPER if kind == "answer" else unit, f"s{day}", kind, f"2023-03-{day:02d}", (day, "x/0", day), text="t")
        for day, kind in enumerate(kinds.split(), start=1)
    ]


def folded(given: list[Step], **opinion: object) -> PetitionState:
    whole: dict[str, object] = {"opened_on": "2023-03-01", "is_own": lambda u: u == HOME, "is_above": UPPER.__eq__}
    return fold(given, **whole | opinion)  # type: ignore[arg-type]


@pytest.mark.parametrize("unit", [HOME, UPPER])
def test_every_cell_through_the_fold(unit: str) -> None:
    for (status, kind), after in cells(OWN if unit == HOME else ABOVE).items():
        before = steps(PATHS[status])
        last = Step(unit, "last", kind, "2023-03-20", (99, "x/0", 99), text="t", new_due_on="2023-05-01")
        state = folded([*before, last])
        assert state.history[-1].step is last
        assert state.status == (after or status), (status, kind)
        assert state.history[-1].is_out_of_order == (after is None), (status, kind)
        assert not any(t.is_out_of_order for t in state.history[:-1])


def test_steps_are_ordered_by_day_and_then_by_stamp() -> None:
    late_typed = [
        Step(HOME, "c", "notify", "2023-03-09", (1, "x/0", 1)),
        Step(HOME, "b", "resolve", "2023-03-09", (0, "x/0", 9)),
        Step(HOME, "a", "assign", "2023-03-02", (7, "x/0", 7), agency="Địa chính"),
    ]
    state = folded(late_typed)
    assert (state.status, state.lead_agency) == ("notified", "Địa chính")
    assert [t.step.id for t in state.history] == ["a", "b", "c"]


def test_a_unit_that_stands_neither_here_nor_above_changes_nothing() -> None:
    state = folded([Step("999@2023", "a", "note", "2023-03-02"), Step("999@2023", "b", "resolve", "2023-03-03")])
    assert state.status == "new"
    assert all(t.is_out_of_order for t in state.history)


def test_void_takes_back_only_a_step_of_its_own() -> None:
    resolve = Step(HOME, "r", "resolve", "2023-03-05", (5, "x/0", 5), text="xong")
    own = Step(HOME, "v", "void", "2023-03-06", (6, "x/0", 6), action_ref="r")
    foreign = Step(UPPER, "v", "void", "2023-03-06", (6, "y/0", 1), action_ref="r")
    assert folded([resolve]).status == "resolved"
    taken = folded([resolve, own])
    assert (taken.status, taken.resolved_on, taken.result) == ("new", "", "")
    assert [t.is_voided for t in taken.history] == [True, False]
    kept = folded([resolve, foreign])
    assert kept.status == "resolved"
    assert kept.history[-1].is_out_of_order
    assert folded([resolve, Step(HOME, "v", "void", "2023-03-06", action_ref="nowhere")]).history[-1].is_out_of_order


def test_a_void_may_be_voided_and_a_ring_of_voids_does_nothing() -> None:
    resolve = Step(HOME, "r", "resolve", "2023-03-05", (5, "x/0", 5), text="xong")
    first = Step(HOME, "v1", "void", "2023-03-06", (6, "x/0", 6), action_ref="r")
    second = Step(HOME, "v2", "void", "2023-03-07", (7, "x/0", 7), action_ref="v1")
    assert folded([resolve, first, second]).status == "resolved"
    ring = [
        Step(HOME, "p", "void", "2023-03-06", action_ref="q"), Step(HOME, "q", "void", "2023-03-06", action_ref="p"),
    ]  # fmt: skip
    state = folded([resolve, *ring, Step(HOME, "self", "void", "2023-03-08", action_ref="self")])
    assert state.status == "resolved"
    assert [t.is_out_of_order for t in state.history] == [False, True, True, True]


def test_a_unit_above_voids_its_own_answer() -> None:
    given = [*steps("forward_up answer"), Step(UPPER, "v", "void", "2023-03-09", (9, "y/0", 9), action_ref="s2")]
    assert folded(given).status == "forwarded"


def test_overdue_from_the_day_after() -> None:
    state = folded([], due_on="2024-02-28")
    days = [state.overdue_days(date(2024, m, d)) for m, d in ((2, 27), (2, 28), (2, 29), (3, 1))]
    assert days == [0, 0, 1, 2]  # 2024 has a 29 February
    assert folded(steps("resolve"), due_on="2020-01-01").overdue_days(date(2024, 1, 1)) == 0
    assert folded([]).overdue_days(date(2024, 1, 1)) == 0


def test_suspended_days_do_not_count() -> None:
    suspend = Step(HOME, "s", "suspend", "2023-03-10", (1, "x/0", 1))
    resume = Step(HOME, "e", "resume", "2023-03-16", (2, "x/0", 2))
    waiting = folded([suspend], due_on="2023-03-15")
    assert waiting.overdue_days(date(2023, 6, 1)) == 0
    assert waiting.due_by(date(2023, 3, 12)) == "2023-03-17"
    state = folded([suspend, resume], due_on="2023-03-15")
    assert state.due_on == "2023-03-21"  # 10, 11, 12, 13, 14 and 15 March did not count
    assert [state.overdue_days(date(2023, 3, d)) for d in (21, 22, 25)] == [0, 1, 4]


def test_a_clock_stopped_when_already_late_stays_as_late_as_it_was() -> None:
    suspend = Step(HOME, "s", "suspend", "2023-03-20", (1, "x/0", 1))
    state = folded([suspend], due_on="2023-03-15")
    assert [state.overdue_days(date(2023, 3, d)) for d in (16, 20, 30)] == [1, 5, 5]


def test_the_last_extension_is_in_force_and_only_later_waiting_comes_on_top() -> None:
    given = [
        Step(HOME, "a", "suspend", "2023-03-02", (1, "x/0", 1)),
        Step(HOME, "b", "resume", "2023-03-05", (2, "x/0", 2)),
        Step(HOME, "c", "extend", "2023-03-06", (3, "x/0", 3), new_due_on="2023-04-01"),
        Step(HOME, "d", "suspend", "2023-03-20", (4, "x/0", 4)),
        Step(HOME, "e", "extend", "2023-03-22", (5, "x/0", 5), new_due_on="2023-04-10"),
        Step(HOME, "f", "resume", "2023-03-25", (6, "x/0", 6)),
    ]
    assert [folded(given[:n], due_on="2023-03-10").due_on for n in range(7)] == [
        "2023-03-10", "2023-03-10", "2023-03-13", "2023-04-01", "2023-04-01", "2023-04-10", "2023-04-13",
    ]  # fmt: skip


def test_reopening_keeps_the_history_and_clears_the_end() -> None:
    state = folded(steps("assign resolve notify close reopen"))
    assert (state.status, state.times_reopened, state.resolved_on, state.closed_on) == ("in_progress", 1, "", "")
    assert [t.status for t in state.history] == ["assigned", "resolved", "notified", "closed", "in_progress"]


def test_the_lead_is_that_of_the_last_assignment() -> None:
    given = [
        Step(HOME, "a", "assign", "2023-03-02", (1, "x/0", 1), agency="Công an"),
        Step(HOME, "b", "assign", "2023-03-03", (2, "x/0", 2), agency="Địa chính"),
        Step(HOME, "c", "progress", "2023-03-04", (3, "x/0", 3), agency="Tư pháp"),
    ]
    assert folded([], lead_agency="Văn phòng").lead_agency == "Văn phòng"
    assert folded(given, lead_agency="Văn phòng").lead_agency == "Địa chính"
    voided = [*given, Step(HOME, "v", "void", "2023-03-05", (4, "x/0", 4), action_ref="b")]
    assert folded(voided).lead_agency == "Công an"


def test_days_that_are_no_days_do_no_harm() -> None:
    state = folded([Step(HOME, "a", "extend", "hôm qua", new_due_on="9999-12-31")], due_on="?")
    assert state.overdue_days(date(2023, 1, 1)) == 0
    assert folded([Step(HOME, "a", "suspend", "2023-03-02")], due_on="9999-12-31").due_by(date(2024, 1, 1))


def test_age_runs_to_the_day_it_was_settled() -> None:
    assert folded(steps("assign resolve")).days_open(date(2023, 12, 31)) == 1
    assert folded(steps("assign")).days_open(date(2023, 3, 31)) == 30
