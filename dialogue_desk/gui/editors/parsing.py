"""What people type for dates and times beyond what files may hold, and how counts are shown."""

from __future__ import annotations

import re
from datetime import date

from dialogue_desk.domain.periods import parse_date

# Compiled when something is first typed.
_SHORT = r"^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$"
_DIGITS = r"^(\d{2})(\d{2})(\d{2})?$"
_TIME = r"^(\d{1,2})(?:\s*[:hgHG.]\s*(\d{1,2})?)?$"
_TIME_DIGITS = r"^(\d{1,2})(\d{2})$"


def read_date(text: str, today: date) -> str | None:
    """ISO date of “1/5”, “1/5/26”, “0105”, “01052026”, “1.5.2026”; None when it is not a day."""
    text = text.strip().rstrip("/.-")
    whole = parse_date(text)
    if whole is not None:
        return whole.isoformat()
    found = re.match(_SHORT, text) or re.match(_DIGITS, text)
    if not found:
        return None
    year = int(found[3]) if found[3] else today.year
    try:
        return date(year + 2000 if year < 100 else year, int(found[2]), int(found[1])).isoformat()
    except ValueError:
        return None


def read_time(text: str) -> str | None:
    """HH:MM of “8”, “8h30”, “0830”, “14:05”; None when it is no time of day."""
    text = text.strip()
    found = re.match(_TIME, text) or re.match(_TIME_DIGITS, text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def show_count(count: int | None) -> str:
    """1.052; unknown is blank, and blank is not zero."""
    return "" if count is None else f"{count:,}".replace(",", ".")
