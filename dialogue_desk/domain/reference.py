"""Lists a unit sends down to those below it: days off, local names, hamlets, norms; and what of them counts.

Each entry is a record of the unit that decided it, so it is signed, versioned and taken back as every record is.
The nearest unit that speaks about a thing is heard; a norm from above may be exceeded, never undercut.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from dialogue_desk.domain.fields import Value

DAYS = ("days_off", "workdays")
MORE, FEWER, OWN = "more", "fewer", "own"
NORMS: Mapping[str, str] = {
    **dict.fromkeys(("norm_party", "norm_government", "days_announce"), MORE),
    **dict.fromkeys(("reception_days_party", "reception_days_government", "reception_days_council"), MORE),
    **dict.fromkeys(("days_publish", "days_answer", "days_received", "days_report"), FEWER),
    **dict.fromkeys(("joint_default", "dialogue_opinions_count", "review_on", "term_ends_on", "state_period_day"), OWN),
}
"""Settings an upper unit may give: a unit below may ask `MORE` or `FEWER` of itself, or say its `OWN` instead."""


class Entry(NamedTuple):
    """One entry of a list: of which unit, what it names and says."""

    unit: str
    kind: str
    name: str
    value: str
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""
    source: str = ""
    id: str = ""

    def is_valid(self, on: str) -> bool:
        """Whether it counts on an ISO day."""
        return (not self.valid_from or self.valid_from <= on) and (not self.valid_to or on <= self.valid_to)


class SentDays(NamedTuple):
    """The days of one year as units above decided them: days off, and days worked instead, as people write them."""

    year: int
    off: str = ""
    worked: str = ""


def counts(key: str, own: Value, usual: Value, sent: Value) -> Value:
    """The value of a setting that counts: a unit's own, its declared default, what was sent down."""
    if NORMS[key] == OWN or not isinstance(sent, int):
        return own if own not in (None, usual) else sent
    known = [value for value in (own, sent) if isinstance(value, int)]
    return max(known) if NORMS[key] == MORE else min(known)


def in_tet_season(day: date) -> bool:
    """Whether Tết may move the day: the other days off are fixed by law and stay when a list names none of them."""
    return (1, 15) <= (day.month, day.day) <= (3, 5)
