"""The life of a petition: its steps folded into a status, a lead agency and a deadline.

The table is that of shared/design/records.md, "action". A status is never
typed; a step that does not fit is kept, shown as out of order, and has no effect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

OPEN = ("new", "assigned", "in_progress", "forwarded", "answered_above")
"""Statuses in which somebody still has to do something."""

AT_HOME = ("new", "assigned", "in_progress", "answered_above")
"""Open statuses in which the unit itself has the work."""

SETTLED = ("resolved", "notified", "closed", "declined")

FROM_ABOVE = ("answer", "note", "forward_up", "void")
"""Steps a unit above may take in another unit's petition; `void` only of its own."""

_CLOCK = ("extend", "suspend", "resume")

_TABLE: dict[tuple[str, str], str] = (
    {(s, "assign"): "in_progress" if s == "in_progress" else "assigned" for s in AT_HOME}
    | {(s, "progress"): "in_progress" for s in AT_HOME}
    | {(s, "forward_up"): "forwarded" for s in OPEN}
    | {(s, "resolve"): "resolved" for s in OPEN}
    | {(s, "decline"): "declined" for s in OPEN}
    | {(s, "reopen"): "in_progress" for s in SETTLED}
    | {(s, kind): s for s in OPEN for kind in _CLOCK}
    | {("forwarded", "answer"): "answered_above", ("resolved", "notify"): "notified", ("notified", "close"): "closed"}
)


def next_status(status: str, kind: str, *, from_above: bool = False, is_anonymous: bool = False) -> str | None:
    """What a step makes of a status; None when it does not fit.

    `void` is not decided here: it depends on the step it names.
    """
    if kind == "note":
        return status
    is_allowed = kind in FROM_ABOVE if from_above else kind != "answer"
    if not is_allowed:
        return None
    if kind == "close" and status == "resolved" and is_anonymous:
        return "closed"
    return _TABLE.get((status, kind))


def days_between(first: str, last: str) -> int:
    """Days from one ISO day to another; 0 when either is none (a package may bring anything)."""
    begun, ended = _number(first), _number(last)
    return ended - begun if begun and ended else 0


@lru_cache(maxsize=16_384)
def _number(day: str) -> int:
    """The number of an ISO day; 0 for none. Reports ask it of the same few thousand days again and again."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def later(day: str, days: int) -> str:
    """An ISO day so many days on, never earlier; what is no day stays as it is."""
    try:
        return (date.fromisoformat(day) + timedelta(days=max(0, days))).isoformat()
    except (ValueError, OverflowError):
        return day


class Step(NamedTuple):
    """One action as it was written. `stamp` (clock, series, number) orders steps of the same day."""

    unit: str
    id: str
    kind: str
    done_on: str
    stamp: tuple[int, str, int] = (0, "", 0)
    action_ref: str = ""
    agency: str = ""
    text: str = ""
    new_due_on: str = ""
    satisfaction: str = ""
    document_number: str = ""
    document_on: str = ""


class Taken(NamedTuple):
    """A step in its place in the history, and what it did.

    `status` is the one after it; `is_out_of_order` and `is_voided` steps changed nothing.
    """

    step: Step
    status: str
    is_out_of_order: bool = False
    is_voided: bool = False

    @property
    def has_effect(self) -> bool:
        """Whether the step stands."""
        return not self.is_out_of_order and not self.is_voided


class PetitionState(NamedTuple):
    """What the steps of a petition come to. Days are ISO, "" for none.

    `due_on`: the deadline in force, later by every suspended day that is over;
    `is_due_usual`: nobody gave one, it is counted from the day received;
    `term_on`: the deadline it came with, before any step moved it;
    `suspended_on`: since when the clock stands still; `since_on`: since when the
    status is what it is; `result`: text of the resolve or decline in force;
    `forwarded_by`: the unit that last sent it up, so that the one above it answers.
    """

    status: str
    lead_agency: str
    due_on: str
    suspended_on: str
    opened_on: str
    since_on: str
    forwarded_on: str = ""
    resolved_on: str = ""
    declined_on: str = ""
    notified_on: str = ""
    closed_on: str = ""
    satisfaction: str = ""
    result: str = ""
    forwarded_by: str = ""
    times_reopened: int = 0
    history: tuple[Taken, ...] = ()
    is_due_usual: bool = False
    term_on: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def is_unassigned(self) -> bool:
        """Whether nobody has it: it was given to no agency yet."""
        return self.status == "new" or (self.status == "assigned" and not self.lead_agency)

    def overdue_days(self, today: date) -> int:
        """Days past the deadline on `today`: 0 on the day itself, 1 the day after; while suspended it stands still.

        A settled petition is not overdue.
        """
        if not self.is_open or not self.due_on:
            return 0
        until = min(self.suspended_on or today.isoformat(), today.isoformat())
        return max(0, days_between(self.due_on, until))

    def due_by(self, today: date) -> str:
        """The deadline in force as it stands on `today`: a running suspension moves it on day by day."""
        if not self.due_on or not self.suspended_on:
            return self.due_on
        return later(self.due_on, days_between(self.suspended_on, today.isoformat()))

    def days_open(self, today: date) -> int:
        """Age in days: to the day it was settled, else to `today`."""
        return days_between(self.opened_on, self.resolved_on or self.declined_on or today.isoformat())


Key = tuple[str, str]
"""Unit and id of a step: an id alone may have been chosen to be another unit's."""


def effective_voids(steps: Collection[Step]) -> tuple[set[Key], set[Key]]:
    """Voided steps, and `void` steps that do nothing.

    A void takes back a step of its own unit, also another void. One that names
    no such step, itself, or stands in a ring of voids does nothing.
    """
    known = {(s.unit, s.id) for s in steps}
    voids = {(s.unit, s.id): (s.unit, s.action_ref) for s in steps if s.kind == "void"}
    idle = {void for void, taken_back in voids.items() if taken_back not in known}
    waiting = {void: taken_back for void, taken_back in voids.items() if void not in idle}
    voided: set[Key] = set()
    while waiting:
        decided = waiting.keys() - set(waiting.values())
        if not decided:
            return voided, idle | set(waiting)
        for void in decided:
            if void not in voided:
                voided.add(waiting[void])
            del waiting[void]
    return voided, idle


def fold(
    steps: Iterable[Step],
    *,
    opened_on: str,
    due_on: str = "",
    usual_due: str = "",
    lead_agency: str = "",
    is_anonymous: bool = False,
    is_above: Callable[[str], bool] = lambda unit: False,
    is_own: Callable[[str], bool] = lambda unit: True,
) -> PetitionState:
    """The state of a petition received on `opened_on`.

    `due_on` and `lead_agency` are those of the petition itself; `usual_due` is
    the deadline while it has none of its own; `is_own` says
    which units may take every step (the petition's own), `is_above` which stand
    above it. Steps of other units have no effect.
    """
    ordered = sorted(steps, key=lambda s: (s.done_on, s.stamp))
    if not ordered:
        due, is_usual = due_on or usual_due, not due_on and bool(usual_due)
        return PetitionState("new", lead_agency, due, "", opened_on, opened_on, is_due_usual=is_usual, term_on=due)
    voided, idle = effective_voids(ordered)
    folding = _Folding("new", opened_on, due_on, usual_due, lead_agency)
    history: list[Taken] = []
    for step in ordered:
        own = is_own(step.unit)
        if (step.unit, step.id) in voided:
            history.append(Taken(step, folding.status, is_voided=True))
            continue
        if not own and (step.kind not in FROM_ABOVE or not is_above(step.unit)):
            after = None
        elif step.kind == "void":
            after = None if (step.unit, step.id) in idle else folding.status
        else:
            after = next_status(folding.status, step.kind, from_above=not own, is_anonymous=is_anonymous)
        if after is not None:
            folding.take(step, after)
        history.append(Taken(step, folding.status, is_out_of_order=after is None))
    return folding.state(opened_on, tuple(history))


class _Folding:
    """What changes from step to step."""

    def __init__(self, status: str, since_on: str, due_on: str, usual_due: str, lead_agency: str) -> None:
        self.status = status
        self.since_on = since_on
        self.due_on = due_on or usual_due
        self.term_on = self.due_on
        self.is_due_usual = not due_on and bool(usual_due)
        self.lead_agency = lead_agency
        self.suspended_on = ""
        self.satisfaction = ""
        self.result = ""
        self.forwarded_by = ""
        self.times_reopened = 0
        self.days = dict.fromkeys(("forwarded", "resolved", "declined", "notified", "closed"), "")

    def take(self, step: Step, after: str) -> None:
        """Let one step that fits have its effect."""
        if step.kind == "assign" and step.agency:
            self.lead_agency = step.agency
        elif step.kind == "suspend" and not self.suspended_on:
            self.suspended_on = step.done_on
        elif step.kind == "resume":
            self._resume(step.done_on)
        elif step.kind == "extend":
            self._extend(step)
        elif step.kind == "forward_up":
            self.forwarded_by = step.unit
        elif step.kind == "reopen":
            self.times_reopened += 1
            self.result = self.satisfaction = ""
            self.days.update(resolved="", declined="", notified="", closed="")
        elif step.kind in ("resolve", "decline"):
            self.result = step.text
            self._resume(step.done_on)
        if step.satisfaction:
            self.satisfaction = step.satisfaction
        if after != self.status or step.kind == "forward_up":
            self.status, self.since_on = after, step.done_on
            if after in self.days:
                self.days[after] = step.done_on

    def _resume(self, on: str) -> None:
        """The clock goes on: the deadline is later by the days it stood still."""
        if self.suspended_on and self.due_on:
            self.due_on = later(self.due_on, days_between(self.suspended_on, on))
        self.suspended_on = ""

    def _extend(self, step: Step) -> None:
        """A new deadline was set knowing the days already waited: only those from now on come on top."""
        self.due_on, self.is_due_usual = step.new_due_on, False
        if self.suspended_on:
            self.suspended_on = max(self.suspended_on, step.done_on)

    def state(self, opened_on: str, history: tuple[Taken, ...]) -> PetitionState:
        """What has come of it."""
        return PetitionState(
            self.status, self.lead_agency, self.due_on, self.suspended_on, opened_on, self.since_on,
            self.days["forwarded"], self.days["resolved"], self.days["declined"], self.days["notified"],
            self.days["closed"], self.satisfaction, self.result, self.forwarded_by,
            self.times_reopened, history, self.is_due_usual, self.term_on,
        )  # fmt: skip
