"""The working days of a unit: days off of the state, what it decided beside them, and the unit's own exceptions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.reference import SentDays, in_tet_season
from dialogue_desk.domain.working_days import Calendar, read_days
from dialogue_desk.paths import resource
from dialogue_desk.storage.reference import sent_days, settings_of
from dialogue_desk.storage.store import Store


class _Decided(NamedTuple):
    """What a shipped file says beside the library: days off, days worked instead, the last year that is announced."""

    off: frozenset[date]
    worked: frozenset[date]
    announced: int


def calendar_of(settings: Mapping[str, Value], sent: tuple[SentDays, ...] = ()) -> Calendar:
    """The calendar by which a unit with these settings counts working days; `sent`: years decided above it."""
    return _calendar(str(settings.get("days_off_extra") or ""), str(settings.get("workdays_extra") or ""), sent)


def usual_deadlines(store: Store) -> Callable[[str, str], str]:
    """The deadline of a petition nobody gave one: by its unit and the day it was received (ISO); "" for no day.

    So many working days after it as the unit's settings say (`days_received`), read once a unit.
    """
    known: dict[str, tuple[int, str, str, tuple[SentDays, ...]]] = {}

    def deadline(unit: str, received_on: str) -> str:
        if unit not in known:
            told = settings_of(store, unit)
            days, *lists = (told[key] for key in ("days_received", "days_off_extra", "workdays_extra"))
            off, worked = (str(text or "") for text in lists)
            known[unit] = int(str(days)), off, worked, sent_days(store, unit)
        return _deadline(received_on, *known[unit])

    return deadline


def days_off_in(year: int) -> frozenset[date]:
    """The public days off of a year: feasts, Tết, days given in their place, bridging days."""
    return _known(year)[0]


def swapped_in(year: int) -> frozenset[date]:
    """Saturdays and Sundays of a year that were worked for a bridging day."""
    return _known(year)[1]


def is_announced(year: int, sent: tuple[SentDays, ...] = ()) -> bool:
    """Whether the days off of a year are decided, by the state or a unit above; till then those of Tết are a guess."""
    return year <= _decided().announced or any(told.year == year and told.off for told in sent)


def unannounced_year(store: Store, unit: str, day: object) -> str:
    """The year of an ISO day whose days off nobody has decided yet for a unit; "" for one that is decided."""
    year = str(day or "")[:4]
    if not year.isdigit() or is_announced(int(year)):
        return ""
    return "" if is_announced(int(year), sent_days(store, unit)) else year


@cache
def _known(year: int) -> tuple[frozenset[date], frozenset[date]]:
    told, decided = _shipped().get(str(year), {}), _decided()
    off, worked = (
        {date(year, int(day[:2]), int(day[3:])) for day in told.get(key, ())}
        | {day for day in also if day.year == year}
        for key, also in (("off", decided.off), ("worked", decided.worked))
    )
    return frozenset(off - worked), frozenset(worked)


@cache
def _decided() -> _Decided:
    with resource("calendar", "vietnam.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def days(kind: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(row["day"]) for row in rows if row["kind"] == kind)

    return _Decided(days("off"), days("worked"), max(int(r["day"]) for r in rows if r["kind"] == "announced"))


@cache
def _shipped() -> dict[str, dict[str, list[str]]]:
    """What the library knows, written out by packaging/days_off.py: it loads longer than a save takes."""
    found: dict[str, dict[str, list[str]]] = json.loads(resource("days_off.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=256)
def _calendar(days_off: str, workdays: str, sent: tuple[SentDays, ...] = ()) -> Calendar:
    own_off, _wrong = read_days(days_off)
    own_workdays, _wrong = read_days(workdays)
    if not sent:
        return Calendar(days_off_in, swapped_in, own_off, own_workdays)
    off = {told.year: read_days(told.off)[0] for told in sent}
    worked = {told.year: read_days(told.worked)[0] for told in sent}

    def off_in(year: int) -> frozenset[date]:
        known, told = days_off_in(year), off.get(year, frozenset())
        if not is_announced(year) and any(in_tet_season(day) for day in told):
            known = frozenset(day for day in known if not in_tet_season(day))
        return (known | told) - worked.get(year, frozenset())

    def worked_in(year: int) -> frozenset[date]:
        return (swapped_in(year) - off.get(year, frozenset())) | worked.get(year, frozenset())

    return Calendar(off_in, worked_in, own_off, own_workdays)


@lru_cache(maxsize=65_536)
def _deadline(received_on: str, days: int, days_off: str, workdays: str, sent: tuple[SentDays, ...]) -> str:
    try:
        return _calendar(days_off, workdays, sent).after(date.fromisoformat(received_on), min(days, MOST)).isoformat()
    except (ValueError, OverflowError):  # a package may bring anything
        return ""


MOST = 3_660
"""Working days a deadline is counted on at most."""
