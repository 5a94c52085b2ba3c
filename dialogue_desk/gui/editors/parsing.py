"""What people type for dates, times and counts, and how it is shown again."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$")
_DIGITS = re.compile(r"^(\d{2})(\d{2})(\d{2}|\d{4})?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_TIME = re.compile(r"^(\d{1,2})(?:\s*[:hg.]\s*(\d{1,2})?)?$", re.IGNORECASE)
_TIME_DIGITS = re.compile(r"^(\d{1,2})(\d{2})$")
_COUNT = re.compile(r"^\d{1,3}(?:[. ]\d{3})+$|^\d+$")


def read_date(text: str, today: date) -> str | None:
    """ISO date of “1/5”, “1/5/26”, “01052026”, “1.5.2026”; None when it is not a day."""
    text = text.strip().rstrip("/.-")
    if found := _ISO.match(text):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    found = _DATE.match(text) or _DIGITS.match(text)
    if not found:
        return None
    year = today.year
    if found[3]:
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
    return _iso(year, int(found[2]), int(found[1]))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def show_date(iso: str | None) -> str:
    """dd/mm/yyyy; what is not a date is shown as it is, never hidden."""
    if not iso:
        return ""
    found = _ISO.match(iso)
    return f"{int(found[3]):02d}/{int(found[2]):02d}/{found[1]}" if found else iso


def short_date(iso: str | None) -> str:
    """d/m/yyyy the way officials write it in lists: 02/9/2025, 14/7/2026."""
    if not iso:
        return ""
    found = _ISO.match(iso)
    if not found:
        return iso
    month = int(found[2])
    return f"{int(found[3]):02d}/{month:02d}/{found[1]}" if month < 3 else f"{int(found[3]):02d}/{month}/{found[1]}"


def read_time(text: str) -> str | None:
    """HH:MM of “8”, “8h30”, “0830”, “14:05”; None when it is no time of day."""
    text = text.strip()
    found = _TIME.match(text) or _TIME_DIGITS.match(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def read_count(text: str) -> int | None:
    """The number of “1052” or “1.052”; None when it is none."""
    text = text.strip()
    return int(re.sub(r"[. ]", "", text)) if _COUNT.match(text) else None


def show_count(count: int | None) -> str:
    """1.052; unknown is blank, and blank is not zero."""
    return "" if count is None else f"{count:,}".replace(",", ".")
