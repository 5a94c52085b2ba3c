"""The working days of a unit: days off of the state, what it decided beside them, and the unit's own exceptions."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.workdays import Calendar, read_days
from dialogue_desk.paths import resource


class _Decided(NamedTuple):
    """What a shipped file says beside the library: days off, days worked instead, the last year that is announced."""

    off: frozenset[date]
    worked: frozenset[date]
    announced: int


def calendar_of(settings: Mapping[str, Value]) -> Calendar:
    """The calendar by which a unit with these settings counts working days."""
    own_off, _wrong = read_days(str(settings.get("days_off_extra") or ""))
    own_workdays, _wrong = read_days(str(settings.get("workdays_extra") or ""))
    return Calendar(days_off_in, swapped_in, own_off, own_workdays)


def days_off_in(year: int) -> frozenset[date]:
    """The public days off of a year: feasts, Tết, days given in their place, bridging days."""
    return _known(year)[0]


def swapped_in(year: int) -> frozenset[date]:
    """Saturdays and Sundays of a year that were worked for a bridging day."""
    return _known(year)[1]


def is_announced(year: int) -> bool:
    """Whether the state has decided the days off of a year; until then the library's are a guess for Tết."""
    return year <= _decided().announced


@cache
def _known(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # An eighth of a second, only when a deadline is counted.
    import holidays

    found, decided = holidays.country_holidays("VN", years=year), _decided()
    # The library's list of worked weekends also holds days of other years.
    worked = {d for d in found.weekend_workdays if d.year == year} | {d for d in decided.worked if d.year == year}
    off = {d for d in found if d.year == year} | {d for d in decided.off if d.year == year}
    return frozenset(off - worked), frozenset(worked)


@cache
def _decided() -> _Decided:
    with resource("calendar", "vietnam.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def days(kind: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(row["day"]) for row in rows if row["kind"] == kind)

    return _Decided(days("off"), days("worked"), max(int(r["day"]) for r in rows if r["kind"] == "announced"))
