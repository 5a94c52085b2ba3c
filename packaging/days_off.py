"""Writes resources/days_off.json: the public days off of Việt Nam, year by year, and the weekend days worked instead.

A deadline is counted on every save of a petition; the library that knows the days takes longer to load than the save.
So the days are shipped, which also makes every machine with the same program count the same deadline.
Run it anew after a new release of `holidays`; a test compares the file with the library.
"""

from __future__ import annotations

import json
from pathlib import Path

FIRST, LAST = 2000, 2060
PATH = Path(__file__).parents[1] / "resources" / "days_off.json"


def known(year: int) -> dict[str, list[str]]:
    """The days off of a year and the Saturdays and Sundays worked for a bridging day, as "month-day"."""
    import holidays

    found = holidays.country_holidays("VN", years=year)
    worked = (day for day in found.weekend_workdays if day.year == year)
    off = (day for day in found if day.year == year)
    return {"off": sorted(f"{day:%m-%d}" for day in off), "worked": sorted(f"{day:%m-%d}" for day in worked)}


def written() -> str:
    """The text of the file: a line a year."""
    lines = ",\n".join(f'"{year}": {json.dumps(known(year))}' for year in range(FIRST, LAST + 1))
    return f"{{\n{lines}\n}}\n"


if __name__ == "__main__":
    PATH.write_text(written(), encoding="utf-8")
