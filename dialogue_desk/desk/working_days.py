"""The working days of a unit: Việt Nam's days off, and the unit's own exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.workdays import Calendar, read_days


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


@cache
def _known(year: int) -> tuple[frozenset[date], frozenset[date]]:
    # An eighth of a second, only when a deadline is counted.
    import holidays

    found = holidays.country_holidays("VN", years=year)
    return frozenset(found), frozenset(d for d in found.weekend_workdays if d.year == year)
