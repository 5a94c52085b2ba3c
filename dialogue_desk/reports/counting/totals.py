"""Totals of earlier years, and which of them speak for a cell (counting rule 5).

A total covers the days from 1/1 of its first year to its `as_of`, and cannot be
split: it is used only when the asked days contain all of them. Whatever a
total claims (a unit with what stands below it, a level, days) no other total
may claim again, so the totals of one cell are never added to each other:

1. Totals of scope subtree come first, from the top unit down.
2. At one unit a total without level comes first, but steps back when every
   level that has units there is covered by totals of its own; it speaks only
   for cells over all levels.
3. A unit's own totals speak where no subtree total has.
4. `use_records` keeps the claim and gives it to the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.storage.store import Store


@dataclass(frozen=True)
class Total:
    """A yearly_total record: its days as ISO dates, `value` None for text."""

    unit: str
    id: str
    scope: str
    level: str
    indicator: str
    first: str
    last: str
    value: int | None
    text: str
    use_records: bool

    @property
    def years(self) -> range:
        """The years it claims."""
        return range(int(self.first[:4]), int(self.last[:4]) + 1)

    @property
    def is_subtree(self) -> bool:
        """Whether it speaks for the units below too."""
        return self.scope == "subtree"


def read_totals(store: Store, place: Subtree, indicators: Sequence[str], first: str, last: str) -> list[Total]:
    """Totals of the subtree that share a day with the asked span, in a fixed order."""
    marks = ",".join("?" for _i in indicators)
    rows = store.conn.execute(
        "SELECT unit, id, scope, coalesce(level, ''), indicator, coalesce(from_year, year), year, as_of, value,"
        f" coalesce(text, ''), coalesce(use_records, 0) FROM yearly_total"
        f" WHERE is_deleted = 0 AND indicator IN ({marks})"
        " AND year >= ? AND coalesce(from_year, year) <= ? ORDER BY unit, id",
        (*indicators, int(first[:4]), int(last[:4])),
    )
    found = []
    for unit, record_id, scope, level, indicator, from_year, year, as_of, value, text, use_records in rows:
        if unit in place:
            days = f"{from_year:04d}-01-01", as_of or f"{year:04d}-12-31"
            total = Total(unit, record_id, scope, level, indicator, *days, value, text, bool(use_records))
            if total.first <= last and first <= total.last:
                found.append(total)
    return found


def fits(total: Total, first: str, last: str) -> bool:
    """Whether the asked days contain all days of a total."""
    return first <= total.first and total.last <= last


def speaking(totals: Iterable[Total], place: Subtree, level: str, first: str, last: str) -> list[Total]:
    """The totals of one indicator that speak for a cell of `level` ("" for all levels) over the asked days."""
    usable = sorted((t for t in totals if fits(t, first, last)), key=lambda t: _turn(t, place))
    chosen: list[Total] = []
    for total in usable:
        if not _suits(total, place, level):
            continue
        if any(_overlap(taken, total, place) for taken in chosen):
            continue
        if total.is_subtree and not total.level and _is_complete(total, usable, place):
            continue
        chosen.append(total)
    return chosen


def speaks_for(total: Total, unit: str, unit_level: str, year: int, place: Subtree) -> bool:
    """Whether a chosen total speaks for the records of a unit in a year."""
    if year not in total.years:
        return False
    if not total.is_subtree:
        return total.unit == unit
    return (not total.level or total.level == unit_level) and place.is_within(unit, total.unit)


def _turn(total: Total, place: Subtree) -> tuple[object, ...]:
    """Subtree totals before own ones, from the top down; without level first there; the widest first."""
    by_level_first = not total.is_subtree
    return (
        not total.is_subtree,
        place.depth[total.unit],
        bool(total.level) != by_level_first,
        -len(total.years),
        _reversed(total.last),
        total.unit,
        total.id,
    )


def _reversed(iso: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in iso)


def _suits(total: Total, place: Subtree, level: str) -> bool:
    """Whether a total may speak for cells of a level at all."""
    if level and total.level != level:
        return False
    if total.is_subtree:
        return not total.level or total.level in place.levels_from(total.unit)
    return not total.level or total.level == place.level(total.unit)


def _overlap(taken: Total, other: Total, place: Subtree) -> bool:
    """Whether a total would claim what another has claimed already."""
    if other.first > taken.last or taken.first > other.last:
        return False
    if not taken.is_subtree:
        return taken.unit == other.unit
    if not place.is_within(other.unit, taken.unit):
        return False
    return not taken.level or taken.level in _levels(other, place)


def _levels(total: Total, place: Subtree) -> tuple[str, ...]:
    if not total.is_subtree:
        return (place.level(total.unit),)
    return (total.level,) if total.level else place.levels_from(total.unit)


def _is_complete(total: Total, usable: Sequence[Total], place: Subtree) -> bool:
    """Whether every level that has units under a total without level has totals of its own for those years."""
    by_level = [t for t in usable if t.level and t.first <= total.first and t.years[-1] >= total.years[-1]]
    units = [u for u in place.valid(total.first, total.last) if place.is_within(u.key, total.unit)]
    whole = {t.level for t in by_level if t.is_subtree and t.unit == total.unit}
    rest = [u for u in units if u.level not in whole]
    return bool(by_level) and all(
        any(
            t.level == unit.level and (place.is_within(unit.key, t.unit) if t.is_subtree else t.unit == unit.key)
            for t in by_level
            if place.is_within(t.unit, total.unit)
        )
        for unit in rest
    )
