"""What happened to a petition, by day: when it was settled, opened again, put off, handed on.

A state says how things stand now; a story says how they stood on any day, so
that a figure of a closed year does not move when a case is opened again later.
Steps that were taken back (`void`) never happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dialogue_desk.domain.followup import PetitionState, Step, days_between, later

Dated = Sequence[str]
"""A pair: an ISO day ("" for from the beginning), and what holds from then on."""


class Story(NamedTuple):
    """The dated facts of one petition; days are ISO, in order, never before the day it was received.

    `settled`: every resolve or decline, with "resolved" or "declined";
    `reopened`: every day it was opened again (after the settlement of the same
    place in `settled`); `terms`: the deadlines one after the other, each as the
    first day that is past it ("" while the clock stands still); `first_late_on`:
    the first day past the deadline it came with, whatever was put off later;
    `agencies`: who had it; `replies`: how satisfied the person said to be.
    """

    opened_on: str
    settled: Sequence[Dated] = ()
    reopened: Sequence[str] = ()
    first_late_on: str = ""
    terms: Sequence[Dated] = ()
    agencies: Sequence[Dated] = ()
    replies: Sequence[Dated] = ()

    def is_open(self, on: str) -> bool:
        """Whether it was received and without a result at the end of a day."""
        if self.opened_on > on:
            return False
        if not self.reopened:  # asked of every petition of a city, and most were never opened again
            return not self.settled or self.settled[0][0] > on
        return _until(self.settled, on) == sum(day <= on for day in self.reopened)

    def first_settled(self, on: str) -> str:
        """The day of its first result, if that had come by a day; else ""."""
        return self.settled[0][0] if self.settled and self.settled[0][0] <= on else ""

    def settled_last(self, on: str) -> Dated:
        """The result in force at the end of a day, as (day, how); ("", "") while open."""
        return ("", "") if self.is_open(on) or self.opened_on > on else self.settled[_until(self.settled, on) - 1]

    def is_over_before(self, day: str) -> bool:
        """Whether nothing about it moves from a day on: its last result came before, and it was not opened again."""
        return len(self.settled) > len(self.reopened) and self.settled[-1][0] < day

    def agency(self, on: str) -> str:
        """Who had it at the end of a day; "" for nobody."""
        return _in_force(self.agencies, on)

    def reply(self, on: str) -> str:
        """How satisfied the person said to be, of the result in force at the end of a day; "" for no word."""
        since = max((day for day in self.reopened if day <= on), default="")
        return next((code for day, code in reversed(self.replies) if since <= day <= on), "") if self.replies else ""

    def is_late_first(self, on: str) -> bool:
        """Whether a day is past the deadline it came with."""
        return "" < self.first_late_on <= on

    def is_late(self, on: str) -> bool:
        """Whether a day is past the deadline that was in force on it."""
        return "" < _in_force(self.terms, on) <= on

    def is_extended(self, on: str) -> bool:
        """Whether its deadline had been put off by the end of a day."""
        return _until(self.terms, on) > 1

    def has_term(self) -> bool:
        """Whether it came with a deadline at all: its own, or the usual one."""
        return bool(self.terms)


def _until(dated: Sequence[Dated], on: str) -> int:
    count = 0
    for day, _what in dated:
        count += day <= on
    return count


def _in_force(dated: Sequence[Dated], on: str) -> str:
    found = ""
    for day, what in dated:
        if day <= on:
            found = what
    return found


def story_of(state: PetitionState, lead_agency: str = "") -> Story:
    """The story of a folded petition; `lead_agency` is that of the petition itself, before any step."""

    def day(step: Step) -> str:
        return max(step.done_on, state.opened_on)

    steps = [taken.step for taken in state.history if taken.has_effect]
    agencies = [("", lead_agency)] if lead_agency else []
    agencies += [(day(s), s.agency) for s in steps if s.kind == "assign" and s.agency]
    first_late_on, terms = _terms(state.term_on, steps)
    return Story(
        state.opened_on,
        tuple((day(s), "resolved" if s.kind == "resolve" else "declined") for s in steps if s.kind in _RESULTS),
        tuple(day(s) for s in steps if s.kind == "reopen"),
        first_late_on,
        terms,
        tuple(agencies),
        tuple((day(s), s.satisfaction) for s in steps if s.satisfaction),
    )


def untouched(term_on: str, lead_agency: str) -> Story:
    """The story of a petition nobody has taken a step on, but for the day it was opened."""
    first_late_on, terms = _terms(term_on, [])
    return Story("", (), (), first_late_on, terms, (("", lead_agency),) if lead_agency else (), ())


_RESULTS = ("resolve", "decline")


def _terms(term_on: str, steps: list[Step]) -> tuple[str, tuple[Dated, ...]]:
    """The first day past the deadline it came with, and the deadlines one after the other.

    The one it came with is that of the first assignment that brings one (it is written into the petition, as is that of
    a later one), else its own or the usual one. The days a suspension takes come on top of a deadline that is not past
    yet. The first result ends the first one.
    """
    if not steps:
        late_on = later(term_on, 1) if term_on else ""
        return late_on, (("", late_on),) if term_on else ()
    is_brought = term_on in {step.new_due_on for step in steps if step.kind == "assign"}
    setting = ("assign", "extend") if is_brought else ("extend",)
    first, clocks = _Clock("", term_on), [_Clock("", term_on)] if term_on else []
    is_running, is_given = True, False
    for step in steps:
        counted = [*([first] if is_running else []), *clocks[-1:]]
        if step.kind == "suspend":
            for clock in counted:
                clock.stop(step.done_on)
        elif step.kind in ("resume", *_RESULTS):
            for clock in counted:
                clock.go_on(step.done_on)
            is_running = is_running and step.kind == "resume"
        elif step.kind in setting and step.new_due_on:
            stopped_on = step.done_on if clocks and clocks[-1].stopped_on else ""
            if step.kind == "assign" and is_running and not is_given:
                # The first assignment with a deadline gives it; it stands in the petition from then on.
                first, clocks = _Clock("", step.new_due_on, stopped_on), []
            clocks.append(_Clock(step.done_on if clocks else "", step.new_due_on, stopped_on))
            is_given = True
    return first.late_on, tuple((clock.since, clock.late_on) for clock in clocks)


class _Clock:
    """One deadline, from the day it was set."""

    def __init__(self, since: str, due_on: str, stopped_on: str = "") -> None:
        self.since = since
        self.due_on = due_on
        self.stopped_on = stopped_on

    @property
    def late_on(self) -> str:
        """The first day past it, as far as is known; "" while it stands still before."""
        is_still = self.stopped_on and self.due_on >= self.stopped_on
        return "" if is_still or not self.due_on else later(self.due_on, 1)

    def stop(self, on: str) -> None:
        """The clock stands still."""
        self.stopped_on = self.stopped_on or on

    def go_on(self, on: str) -> None:
        """The clock goes on; what was late before it stood still stays late."""
        if self.stopped_on and self.due_on >= self.stopped_on:
            self.due_on = later(self.due_on, days_between(self.stopped_on, on))
        self.stopped_on = ""
