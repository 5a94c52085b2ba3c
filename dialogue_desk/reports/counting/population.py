"""How many people a unit has in a year, and what a figure is for every ten thousand of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dialogue_desk.domain.units import UnitTree
from dialogue_desk.errors import DeskError
from dialogue_desk.storage.store import Store

PER = 10_000


class Population:
    """The people of units by year: by the unit's own word, else that of a unit that entered a list.

    A new commune has for the years before it the people of the old ones that went into it as a whole, as its figures
    have, once all of them are known; what was split is never shared out.
    """

    def __init__(self, store: Store) -> None:
        self._tree = store.units
        self._known: dict[tuple[str, int], int] = {}
        own: dict[tuple[str, int], int] = {}
        for unit, of_unit, year, people in store.conn.execute(
            "SELECT unit, of_unit, year, people FROM population WHERE is_deleted = 0 AND typeof(people) = 'integer'"
            " AND typeof(year) = 'integer' AND year BETWEEN 1 AND 9999 ORDER BY rid"  # a package may bring anything
        ):
            key = _unit_meant(self._tree, of_unit, year) if of_unit else unit
            if key:
                (own if key == unit else self._known)[key, year] = people
        self._known |= own

    def __bool__(self) -> bool:
        return bool(self._known)

    def of(self, unit: str, year: int) -> int | None:
        """The people of a unit in a year; None while they are not known."""
        if (unit, year) in self._known:
            return self._known[unit, year]
        begun = self._tree[unit].valid_from if unit in self._tree else ""
        if not begun or begun[:4] < str(year):
            return None
        eve = (date.fromisoformat(begun) - timedelta(days=1)).isoformat()
        day = min(eve, f"{year:04d}-12-31")
        then = [old.key for old in self._tree.came_from(unit)[0] if old.is_valid(day)]
        told = [self._known.get((key, year)) for key in then]
        return sum(n for n in told if n) if told and all(told) else None

    def rate(self, value: int | None, unit: str, years: Iterable[int]) -> float | None:
        """A figure of some years for every ten thousand people and year, to one decimal; None where one is unknown."""
        people = [self.of(unit, year) for year in years]
        if value is None or not people or not all(people):
            return None
        return round(value * PER / sum(n for n in people if n), 1)


def _unit_meant(tree: UnitTree, text: str, year: int) -> str:
    """The unit that a list means by key, code or name at the end of a year; "" for none, or several."""
    try:
        return tree.resolve(text, f"{year:04d}-12-31").key
    except DeskError:
        return ""
