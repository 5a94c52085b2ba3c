"""Petitions as an officer asks about them: with their story, their unit of today's list, subject and agency.

Definitions, the same for every report on petitions (shared/design/records.md, "Follow-up"):

- Settled: resolved or declined. A petition has a first result and, once it was opened again, later ones.
- The day D is the last day asked, or today when that is earlier, or the day given as `as_of`. Nothing after it counts.
- On time: the first result came by the deadline the petition came with (the days of a suspension come on top,
  an extension does not), out of those first settled in the asked days and those open on D past that deadline.
  What is open within its term is left out.
- Days: from receipt to the first result; what is open is not left out but counts as "longer than so far".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from dialogue_desk.domain.agency_names import joined
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.sheet import Source
from dialogue_desk.domain.story import Story
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.counting.reform import named
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import Asked
from dialogue_desk.reports.trends.trends_units import kept_apart, units_below
from dialogue_desk.storage import agencies, follow, registry
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NOBODY = N_("Chưa giao")
"""The name of the agency of petitions nobody has."""


@dataclass(eq=False, slots=True)
class Case:
    """One petition. `place` is where the matter is, as it was written; `similar` the one it was linked with.

    There are hundreds of thousands of a country: made by a plain class, compared by identity, never changed.
    """

    unit: str
    id: str
    subject: str
    place: str
    similar: tuple[str, str] | None
    story: Story

    @property
    def key(self) -> tuple[str, str]:
        """Unit and id."""
        return self.unit, self.id

    def age(self, on: str) -> int:
        """Days since it was received."""
        return max(0, days_between(self.story.opened_on, on))

    def span(self, on: str) -> tuple[int, bool]:
        """Days from receipt to the first result and True; without any by the day, its age and False."""
        end = self.story.first_settled(on)
        return max(0, days_between(self.story.opened_on, end or on)), bool(end)


@dataclass(frozen=True)
class Group:
    """Cases a row speaks about: its key, its name, and the level it is shown at."""

    key: str
    name: str
    cases: tuple[Case, ...]
    shown: str = ""


_READ = (
    "SELECT p.unit, p.id, o.subject, o.place, o.similar_unit, o.similar_id, p.opened_on, p.story, p.first_late_on,"
    " p.lead_agency FROM petition p CROSS JOIN opinion o ON o.rid = p.rid"
    " WHERE p.opened_on <= ? AND {unit} IN (SELECT value FROM json_each(?))"
    " AND (? = '' OR p.is_open = 1 OR p.story ->> '$[0][#-1][0]' >= ?) ORDER BY p.opened_on, p.rid"
)
"""With "+" before the unit the table is read from its beginning to its end: of most units that is sooner done."""


class Cases:
    """The petitions of the asked units, and of dissolved ones whose cases one of them continues.

    Those that were over and done with (`Story.is_over_before`) three months before the asked days have no part in
    what is told of these and are not read; `with_past` reads them too.
    """

    def __init__(self, store: Store, asked: Asked, *, with_past: bool = False) -> None:
        follow.rebuild_if_stale(store)
        self._store = store
        self.place = Subtree(store.units, asked.unit)
        self._ask(asked)
        since = "" if with_past or self.first < "1900" else months_before(self.first, 3)
        units = json.dumps(sorted({*self.place.units, *registry.scope_of(store, asked.unit)}))
        into = agencies.joins(store)
        read = _READ.format(unit="+p.unit" if asked.unit == store.unit else "p.unit")
        rows = store.conn.execute(read, (self.on, units, since, since))
        self.all = tuple(
            Case(
                unit, key, subject or "", place or "", (su, si) if si else None,
                _with_joined(follow.read_story(opened_on, *story), into),
            )
            for unit, key, subject, place, su, si, opened_on, *story in rows
        )  # fmt: skip

    def _ask(self, asked: Asked) -> None:
        self.asked = asked
        self.on = asked.as_of or asked.covered
        self.first, self.last = asked.first, min(asked.last, self.on)

    def within(self, asked: Asked) -> Cases:
        """The same petitions asked about other days, which lie within those they were read for."""
        found = copy(self)
        found.__dict__.pop("received", None)
        found._ask(asked)
        found.all = tuple(case for case in self.all if case.story.opened_on <= found.on)
        return found

    @cached_property
    def received(self) -> tuple[Case, ...]:
        """Those received in the asked days."""
        return tuple(c for c in self.all if self.first <= c.story.opened_on <= self.last)

    def settled_first(self, cases: Iterable[Case]) -> list[Case]:
        """Those whose first result came in the asked days."""
        return [c for c in cases if c.story.settled and self.first <= c.story.settled[0][0] <= self.last]

    def open(self, cases: Iterable[Case], on: str = "") -> list[Case]:
        """Those open at the end of a day: of D unless another is named."""
        return [c for c in cases if c.story.is_open(on or self.on)]

    def by_unit(self, cases: Sequence[Case]) -> list[Group]:
        """One group a unit directly below the asked one, also an empty one: by what each unit had become by then."""
        units = units_below(self._store, self.asked)
        apart = kept_apart(self.place, units, self.asked)
        of = _gathered(cases, lambda c: apart.get(c.unit, c.unit))
        # What a unit that ended before the asked days left behind stands under its own name.
        gone = [
            self._store.units[key] for key in sorted(of.keys() - {u.key for u in units}) if key in self._store.units
        ]
        every = [*units, *gone]
        names = named(every, self.asked, self._store.units)
        return [Group(u.key, u.name, tuple(of.get(u.key, ())), names.get(u.key, "")) for u in every]

    def by_agency(self, cases: Sequence[Case], on: Callable[[Case], str] | None = None) -> list[Group]:
        """One group an agency, the largest first, then by name: who had each on D, or on the day `on` gives."""
        of = _gathered(cases, lambda c: c.story.agency(on(c) if on else self.on))
        groups = [Group(key, key or NOBODY, tuple(held)) for key, held in of.items()]
        return sorted(groups, key=lambda g: (-len(g.cases), g.name))

    def by_subject(self, cases: Sequence[Case]) -> list[Group]:
        """One group a subject that has cases, in the order of the vocabulary."""
        of = _gathered(cases, lambda c: c.subject)
        known = [Group(key, label, tuple(of.pop(key))) for key, label in SUBJECT.labels.items() if key in of]
        return known + [Group(key, SUBJECT.label(key), tuple(held)) for key, held in sorted(of.items())]


def months_before(on: str, months: int) -> str:
    """The same day some months earlier, the last of its month where that has no such day or `on` is one itself."""
    day = date.fromisoformat(on)
    at = day.year * 12 + day.month - 1 - months
    next_month = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    end = next_month - timedelta(days=1)
    is_end = (day + timedelta(days=1)).day == 1
    return end.isoformat() if is_end or end.day < day.day else end.replace(day=day.day).isoformat()


def _with_joined(story: Story, into: Mapping[str, str]) -> Story:
    """The story with its agencies under the names they go by."""
    if not into or not any(name in into for _day, name in story.agencies):
        return story
    return story._replace(agencies=tuple((day, joined(name, into)) for day, name in story.agencies))


def _gathered(cases: Iterable[Case], key: Callable[[Case], str]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    return found


def source(cases: Iterable[Case]) -> tuple[Source, ...]:
    """Cases as the records behind a figure."""
    keys = tuple(c.key for c in cases)
    return (Source("opinion", keys),) if keys else ()


def share(part: int, whole: int) -> float | None:
    """Percent with one decimal, halves up; None of nothing."""
    return (part * 2000 + whole) // (2 * whole) / 10 if whole else None


def middle(numbers: Sequence[int]) -> float | int | None:
    """The median; None of nothing, whole where it is whole."""
    if not numbers:
        return None
    held = sorted(numbers)
    low, high = held[(len(held) - 1) // 2], held[len(held) // 2]
    return low if low == high else (low + high) // 2 if (low + high) % 2 == 0 else (low + high) / 2


Spans = Mapping[tuple[int, bool], int]
"""How often each pair stands: how many days, and whether it ended then; what did not is under way for so long."""


def spans(cases: Iterable[Case], on: str) -> Counter[tuple[int, bool]]:
    """The days from receipt to the first result of each case; of one without any by the day, its age so far."""
    return Counter(case.span(on) for case in cases)


def within(days: Spans, part: float) -> int | None:
    """The days after which this part had come to an end (Kaplan–Meier); None while that is not reached.

    Kaplan, Meier: J. Am. Stat. Assoc. 53 (1958).
    """
    ends: dict[int, int] = {}
    leaves: dict[int, int] = {}
    for (many, is_over), count in days.items():
        leaves[many] = leaves.get(many, 0) + count
        ends[many] = ends.get(many, 0) + (count if is_over else 0)
    at_risk, left = sum(leaves.values()), 1.0
    for many in sorted(leaves):
        left *= 1 - ends[many] / at_risk
        if left <= 1 - part + 1e-12:
            return many
        at_risk -= leaves[many]
    return None
