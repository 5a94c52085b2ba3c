"""The deadline of a petition nobody gave one: ten working days after it came. Counted day by day with the library."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

USUAL = 10


def deadline(received_on: str, days: int = USUAL) -> str:
    day = date.fromisoformat(received_on)
    while days:
        day += timedelta(days=1)
        known = holidays.country_holidays("VN", years=day.year)
        if day in known.weekend_workdays or (day.weekday() < 5 and day not in known):
            days -= 1
    return day.isoformat()
