"""Periods officials report on, and dates as they write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from dialogue_desk.domain.vietnamese import fold

SPELLINGS = "quý I/2026, 6 tháng đầu năm 2026, 9 tháng 2026, tháng 5/2026, năm 2026, 2026-Q1"
"""Ways to name a period, as a refusal shows them."""

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""Years a period may lie in; whether one has begun is another question."""

LAST_CLOSING_DAY = 28
"""Every month has this day."""

_ROMAN = ("i", "ii", "iii", "iv")
_NUMBERS = (
    "mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai",
)  # fmt: skip
"""Months and counts in words, folded, from one on."""

_WORDS = {"gieng": 1, "bon": 4, "chap": 12, **{word: number for number, word in enumerate(_NUMBERS, start=1)}}
_NUMBER = "|".join(["0?[1-9]", "1[0-2]", *sorted(_WORDS, key=len, reverse=True)])
# What stands before the year, folded, without "năm"; compiled when a period is first read.
_QUARTER = r"(?:quy|q) ?(0?[1-4]|iv|i{1,3}|mot|hai|ba|tu|bon)"
_SEVERAL = rf"({_NUMBER}) ?(?:thang|m|t)(?: (dau|cuoi))?(?: nam)?"
_HALF = r"(?:h ?|nua )([12]|dau|cuoi)"
_MONTH = rf"(?:(?:thang|thg|t) ?)({_NUMBER})|(0?[1-9]|1[0-2])"


@dataclass(frozen=True, order=True)
class Period:
    """A named span of days: 2023, 2023-Q2, 2023-H1, 2023-9M or 2023-05."""

    first: date
    last: date
    key: str

    @staticmethod
    def parse(text: str) -> Period | None:
        """The period a text names, as officials write it or by its code; None when it names none.

        Accents, case and the signs between the words do not matter: "quý I/2026",
        "Q1-2026", "06 tháng đầu năm 2026", "9 tháng 2026", "tháng năm/2026", "2026-05".
        """
        words = " ".join(re.findall(r"[a-z0-9]+", fold(unicodedata.normalize("NFKC", text))))
        words = re.sub(r"^(?:ky|ca) ", "", words)
        match = re.fullmatch(r"(?:nam ?)?(\d{4})(?: (.+)|([a-z].*))?", words)
        if match:
            year, part = match[1], match[2] or match[3] or ""
        else:
            match = re.fullmatch(r"(.*[^ ]) (\d{4})|(.*[a-z])(\d{4})", words)
            if not match:
                return None
            year, part = match[2] or match[4], match[1] or match[3]
        suffix = _part_of(part.removesuffix(" nam"))
        if suffix is None:  # "tháng năm/2026": the word belongs to the month
            suffix = _part_of(part)
        return _period(int(year), suffix) if suffix is not None and FIRST_YEAR <= int(year) <= LAST_YEAR else None

    def closing_on(self, day: int) -> Period:
        """The same period where every month ends on a day (1 to 28) and begins on the next; 0 leaves the calendar's.

        2026-Q1 closing on the 14th runs from 15/12/2025 to 14/3/2026.
        """
        if not day:
            return self
        before = self.first - timedelta(days=1)
        return Period(before.replace(day=day) + timedelta(days=1), self.last.replace(day=day), self.key)

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


def label_of(key: object) -> str:
    """A period's code as a report names it; what names no period stays as it is."""
    period = Period.parse(str(key))
    return period.label if period else str(key)


def _part_of(words: str) -> str | None:
    """What follows the year in a period's code ("Q1", "H1", "9M", "05"; "" for the whole year); None for no part."""
    if not words:
        return ""
    if match := re.fullmatch(_QUARTER, words):
        return f"Q{_ROMAN.index(match[1]) + 1 if match[1] in _ROMAN else _number(match[1])}"
    if match := re.fullmatch(_HALF, words):
        return "H1" if match[1] in ("1", "dau") else "H2"
    if match := re.fullmatch(_SEVERAL, words):
        count, end = _number(match[1]), match[2]
        whole = {(6, None): "H1", (6, "dau"): "H1", (6, "cuoi"): "H2", (9, None): "9M", (9, "dau"): "9M"}
        several = {**whole, (3, "dau"): "Q1", (3, "cuoi"): "Q4", (12, None): ""}
        return several.get((count, end))
    if match := re.fullmatch(_MONTH, words):
        return f"{_number(match[1] or match[2]):02d}"
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word]


def _period(year: int, part: str) -> Period:
    """The period of a year that a part of a code names."""
    first_month, months = 1, 12
    if part.startswith("Q"):
        first_month, months = int(part[1]) * 3 - 2, 3
    elif part.startswith("H"):
        first_month, months = int(part[1]) * 6 - 5, 6
    elif part == "9M":
        months = 9
    elif part:
        first_month, months = int(part), 1
    last_month = first_month + months - 1
    last = date(year, last_month, last_day(year, last_month))
    return Period(date(year, first_month, 1), last, f"{year}-{part}" if part else str(year))


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
