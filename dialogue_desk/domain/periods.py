"""Periods officials report on, and dates as they write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_PATTERN = r"^(\d{4})(?:-(Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?$"


@dataclass(frozen=True, order=True)
class Period:
    """A named span of days: 2023, 2023-Q2, 2023-H1, 2023-9M or 2023-05."""

    first: date
    last: date
    key: str

    @staticmethod
    def parse(text: str) -> Period | None:
        """The period called `text`, or None when it is not the name of one."""
        match = re.match(_PATTERN, text.strip().upper())
        if not match or int(match[1]) < 1:
            return None
        year, part = int(match[1]), match[2] or ""
        first_month, months = 1, 12
        if part.startswith("Q"):
            first_month, months = int(part[1]) * 3 - 2, 3
        elif part.startswith("H"):
            first_month, months = int(part[1]) * 6 - 5, 6
        elif part == "9M":
            months = 9
        elif part:
            first_month, months = int(part), 1
        after = first_month + months
        last = (date(year, after, 1) if after <= 12 else date(year + 1, 1, 1)) - timedelta(days=1)
        return Period(date(year, first_month, 1), last, match[0])

    @property
    def label(self) -> str:
        """The period as a Vietnamese report names it."""
        year, _, part = self.key.partition("-")
        if not part:
            return f"năm {year}"
        if part.startswith("Q"):
            return f"quý {'I II III IV'.split()[int(part[1]) - 1]} năm {year}"
        if part == "H1":
            return f"06 tháng đầu năm {year}"
        if part == "H2":
            return f"06 tháng cuối năm {year}"
        return f"09 tháng năm {year}" if part == "9M" else f"tháng {int(part)} năm {year}"


def parse_date(text: str) -> date | None:
    """A day written as ISO or the Vietnamese way (1/5/2026, 01-05-2026, 01052026); None when it is none."""
    text = text.strip()
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if match:
        parts = int(match[1]), int(match[2]), int(match[3])
    else:
        match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text) or re.fullmatch(r"(\d\d)(\d\d)(\d{4})", text)
        if not match:
            return None
        parts = int(match[3]), int(match[2]), int(match[1])
    try:
        return date(*parts)
    except ValueError:
        return None


def day_of_year(text: str, year: int) -> date | None:
    """The day written as day/month ("30/11") in a year, the last of its month when it goes beyond; None for no day."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*", text)
    if not match or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[1]) <= 31:
        return None
    month = int(match[2])
    return date(year, month, min(int(match[1]), last_day(year, month)))


def last_day(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def screen_date(iso: object) -> str:
    """An ISO date as dd/mm/yyyy; empty for none."""
    day = parse_date(str(iso)) if iso else None
    return f"{day:%d/%m/%Y}" if day else ""


def document_date(iso: object) -> str:
    """An ISO date as documents write it: days below 10 and months 1 and 2 with a zero (02/9/2025, 20/6/2023)."""
    day = parse_date(str(iso)) if iso else None
    if not day:
        return ""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def long_date(iso: object) -> str:
    """An ISO date in full words of a document: ngày 20 tháng 6 năm 2023."""
    day = parse_date(str(iso)) if iso else None
    if not day:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
