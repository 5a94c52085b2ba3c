"""What of the duties somebody can still do now, what comes soon, and what is over and can only be explained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.obligations import Obligation

WEEK, MONTH, LONG_AGO = 7, 31, 92
"""Days ahead that are now, days ahead that are soon, days behind after which nobody is asked any more."""


@dataclass(frozen=True)
class Arranged:
    """`now` to be done at once, `soon` within a month, `later` this year, `old` periods nobody can mend."""

    now: tuple[Obligation, ...]
    soon: tuple[Obligation, ...]
    later: tuple[Obligation, ...]
    old: tuple[Obligation, ...]


def arranged(owed: Iterable[Obligation], today: date) -> Arranged:
    """Obligations that are not fulfilled, in the order they are shown.

    What is late and can still be made good comes first, the latest to fall due before the others; then what falls due
    within a week.
    """
    day = today.isoformat()
    late: list[Obligation] = []
    ahead: list[Obligation] = []
    old: list[Obligation] = []
    for one in owed:
        if one.due_on >= day:
            ahead.append(one)
        else:
            (old if is_past(one, day) else late).append(one)
    late.sort(key=lambda o: o.due_on, reverse=True)
    ahead.sort(key=lambda o: o.due_on)
    old.sort(key=lambda o: o.due_on, reverse=True)
    near = [o for o in ahead if days_between(day, o.due_on) <= WEEK]
    soon = [o for o in ahead if WEEK < days_between(day, o.due_on) <= MONTH]
    later = [o for o in ahead if days_between(day, o.due_on) > MONTH]
    return Arranged((*late, *near), tuple(soon), tuple(later), tuple(old))


def is_past(owed: Obligation, day: str) -> bool:
    """Whether what was due is over: the month of the reception, the year of the sessions, the session announced.

    A report, a publication or a written opinion can come late; after a quarter nobody waits for it any more.
    """
    if owed.due_on >= day:
        return False
    if owed.kind.startswith(("reception", "sessions")):
        return True
    held = str(owed.about.values.get("held_on") or "") if owed.kind == "announce" and owed.about else ""
    if held and held < day:
        return True
    return days_between(owed.due_on, day) > LONG_AGO
