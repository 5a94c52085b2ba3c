"""Working days: Monday to Friday without the days off, with the days worked instead."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from dialogue_desk.domain.periods import parse_date

DaysOf = Callable[[int], frozenset[date]]
"""The days of a kind in a year."""

NONE: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Calendar:
    """Which days are worked.

    `days_off` and `workdays` give, for a year, the public days off and the
    Saturdays and Sundays worked instead; `own_off` and `own_workdays` are the
    unit's exceptions and speak last, a worked day before a day off.
    """

    days_off: DaysOf = lambda year: NONE
    workdays: DaysOf = lambda year: NONE
    own_off: frozenset[date] = NONE
    own_workdays: frozenset[date] = NONE

    def is_workday(self, day: date) -> bool:
        """Whether the office works on `day`."""
        if day in self.own_workdays:
            return True
        if day in self.own_off:
            return False
        if day in self.workdays(day.year):
            return True
        return day.weekday() < 5 and day not in self.days_off(day.year)

    def after(self, start: date, days: int) -> date:
        """The day that is `days` working days after `start`; `start` itself is not counted, 0 gives `start`."""
        if days <= 0:
            return start
        year, known = start.year, _worked(self, start.year)
        at = bisect_right(known, start.toordinal()) + days - 1
        while at >= len(known):  # deadlines are counted for every petition of a package
            at -= len(known)
            year += 1
            if year > MAXYEAR:
                raise OverflowError("no such day")
            known = _worked(self, year)
        return date.fromordinal(known[at])

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@lru_cache(maxsize=256)
def _worked(calendar: Calendar, year: int) -> array[int]:
    """The days of a year that are worked, as ordinals in order."""
    first = date(year, 1, 1).toordinal()
    days = range(first, date(year, 12, 31).toordinal() + 1)
    return array("l", (n for n in days if calendar.is_workday(date.fromordinal(n))))


def read_days(text: str) -> tuple[frozenset[date], tuple[str, ...]]:
    """The days of a list such as "02/9/2026; 03/9/2026", and the parts that are no days.

    Parts stand apart by semicolons, commas or lines; "28/01/2025 - 02/02/2025" is a span.
    """
    found: set[date] = set()
    wrong: list[str] = []
    for part in (p.strip() for p in re.split(r"[;,\n]", text)):
        ends = [parse_date(end) for end in re.split(r"\s+[-–]\s+", part)] if part else []
        if not part:
            continue
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or first is None or last is None or not 0 <= (last - first).days <= 366:
            wrong.append(part)
            continue
        found |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return frozenset(found), tuple(wrong)
