"""Days as people write them in tables: with words, times, two-digit years, in three orders."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.texts import _

FIRST_YEAR = 1945
"""Nothing a desk holds happened earlier."""

AHEAD = 2
"""Years after this one that may be meant: deadlines and plans."""

ORDERS = ("dmy", "mdy", "ymd")
"""The orders a column of days may be written in: day first, month first, year first."""

_MONTHS = {name: at for at, name in enumerate(
    "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}  # fmt: skip
_ROMAN = {name: at for at, name in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
_TIME = re.compile(
    r"(?:\bluc\s+|\bvao\s+)?\b\d{1,2}\s*(?::\s*\d{2}(?::\s*\d{2}(?:[.,]\d+)?)?|\s*(?:gio|h|g)(?![a-z])\s*(?:\d{1,2}\b)?(?:\s*phut)?)"
    r"\s*(?:\b[ap]m\b|\b[sc]h\b|\bsang\b|\bchieu\b|\btoi\b)?(?:\s*(?:z\b|utc|gmt)?\s*[+-]\d{2}:?\d{2})?|(?<=\d)z\b"
)
_WEEKDAY = re.compile(r"\b(?:thu\s*(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn)\b[\s,]*(?=\D*\d)")
_LONG = re.compile(
    r"(?:ngay\s*)?(?:mung\s*|mong\s*)?(\d{1,2})\s*(?:/|-|\.)?\s*thang\s*(\d{1,2})\s*(?:,|/|-|\.)?\s*(?:nam\s*)?(\d{4}|\d{2})"
)
_NAMED = re.compile(
    r"(\d{1,2})[\s\-/.]+([a-z]{3,9})[\s\-/.,]+(\d{4}|\d{2})|([a-z]{3,9})[\s\-/.]+(\d{1,2})[\s,\-/.]+(\d{4})"
)
_ROMAN_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*([ivx]{1,4})\s*[/.\-]\s*(\d{4}|\d{2})")
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-\\]\s*(\d{1,2})\s*[/.\-\\]\s*(\d{1,4})")
_PLAIN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WITH_ZONE = re.compile(r"\s*\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)\s*$")
_HERE = timezone(timedelta(hours=7))
"""Phones write instants in the world's time; the day meant is that of Việt Nam."""
_SOLID = re.compile(r"\d{8}")
_ONLY_MONTH = re.compile(
    r"(?:thang\s*)?\d{1,2}\s*(?:[/.\-]|nam)\s*\d{4}|thang\s*\d{1,2}(?:\s*nam\s*\d{2,4})?|\d{4}\s*[/\-]\s*\d{1,2}"
)
_ONLY_DAY = re.compile(r"(?:ngay\s*)?\d{1,2}\s*(?:[/.\-]|thang)\s*\d{1,2}")
_ONLY_YEAR = re.compile(r"(?:nam\s*)?(?:19|20)\d\d")


class NoDayError(ValueError):
    """A text that names no day; the message is one plain sentence about what it lacks."""


def numbers_of(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a day written with signs between (5/3/26), in the order written; None for other texts."""
    match = _PLAIN.fullmatch(text) or _NUMBERS.fullmatch(_bare(text))
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


@lru_cache(8192)
def written_day(text: str, order: str = "dmy", this_year: int = 2026) -> date:
    """The day a text names; numbers alone are read in `order`. `this_year` decides the century of a two-digit year.

    NoDayError says what is lacking (no day, no year) or wrong (31/4).
    """
    match = _PLAIN.fullmatch(text)
    if match:
        return _by_order(text, (match[1], match[2], match[3]), order, this_year)
    if _WITH_ZONE.match(text):
        with contextlib.suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text.strip()).astimezone(_HERE).date()
    bare = _bare(text)
    match = _NUMBERS.fullmatch(bare)
    if match:
        return _by_order(text, (match[1], match[2], match[3]), order, this_year)
    match = _LONG.fullmatch(bare) or _LONG.fullmatch(re.sub(r"^[a-z .]{2,40},\s*(?=ngay)", "", bare))
    if match:
        return _made(text, match[1], match[2], match[3], this_year)
    match = _ROMAN_MONTH.fullmatch(bare)
    if match and match[2] in _ROMAN:
        return _made(text, match[1], _ROMAN[match[2]], match[3], this_year)
    match = _NAMED.fullmatch(bare)
    if match:
        day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        if name[:3] in _MONTHS:
            return _made(text, day, _MONTHS[name[:3]], year, this_year)
    if _SOLID.fullmatch(bare):
        return _solid(text, bare, order, this_year)
    raise NoDayError(_lacking(text, bare))


def _bare(text: str) -> str:
    """A text folded, without weekday, time and signs around."""
    bare = fold(normalise(text)).replace("–", "-").replace("—", "-").replace("−", "-")
    bare = re.sub(r"(?<=\d)t(?=\d{2}:)", " ", bare)
    if not bare.isdigit():
        bare = _WEEKDAY.sub(" ", _TIME.sub(" ", bare))
        bare = re.sub(r"^\s*(?:ngay|hom|mung|mong)\b\s*(?=\d+\s*[/.\-])", "", bare.strip(" ,.;:()[]"))
        bare = re.sub(r"\bngay\b\s*$|^\s*luc\b|\bluc\s*$", "", bare)
    return " ".join(bare.strip(" ,.;:()[]'\"-").split())


def _by_order(text: str, parts: tuple[str, str, str], order: str, this_year: int) -> date:
    one, two, three = parts
    if len(one) == 4 or (order == "ymd" and len(three) <= 2):
        return _made(text, three, two, one, this_year)
    if order == "mdy" and int(one) <= 12:
        return _made(text, two, one, three, this_year)
    return _made(text, one, two, three, this_year)


def _solid(text: str, digits: str, order: str, this_year: int) -> date:
    ways = {"dmy": (digits[:2], digits[2:4], digits[4:]), "mdy": (digits[2:4], digits[:2], digits[4:]),
            "ymd": (digits[6:], digits[4:6], digits[:4])}  # fmt: skip
    for way in (order, *(other for other in ORDERS if other != order)):
        day, month, year = ways[way]
        try:
            found = _made(text, day, month, year, this_year)
        except NoDayError:
            continue
        if FIRST_YEAR <= found.year <= this_year + AHEAD:
            return found
    raise NoDayError(_("“{value}” không phải ngày (viết như 31/12/2023)").format(value=text))


def _made(text: str, day: str | int, month: str | int, year: str | int, this_year: int) -> date:
    whole, m, d = int(year), int(month), int(day)
    if len(str(year)) <= 2:
        whole += 2000 if 2000 + whole <= this_year + AHEAD else 1900
    elif len(str(year)) == 3:
        raise NoDayError(_("“{value}” có năm ba chữ số").format(value=text))
    try:
        return date(whole, m, d)
    except ValueError:
        if 1 <= m <= 12 and 1 <= d <= 31:
            told = _("“{value}”: tháng {month} không có ngày {day}").format(value=text, month=m, day=d)
        elif m > 12:
            told = _("“{value}”: không có tháng {month}").format(value=text, month=m)
        else:
            told = _("“{value}”: không có ngày {day}").format(value=text, day=d)
        raise NoDayError(told) from None


def _lacking(text: str, bare: str) -> str:
    if _ONLY_MONTH.fullmatch(bare) or re.fullmatch(r"quy\s*[ivx1-4]+.*", bare):
        return _("“{value}” thiếu ngày: ghi đủ ngày, tháng, năm").format(value=text)
    if _ONLY_YEAR.fullmatch(bare):
        return _("“{value}” chỉ có năm: ghi đủ ngày, tháng, năm").format(value=text)
    if _ONLY_DAY.fullmatch(bare):
        return _("“{value}” thiếu năm: ghi đủ ngày, tháng, năm").format(value=text)
    return _("“{value}” không phải ngày (viết như 31/12/2023)").format(value=text)
