"""The asked subtree of units: levels, who stands above whom, who is valid when."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.domain.units import LEVELS, Unit, UnitTree


class Place:
    """The asked unit and everything below it, of every list: a record counts wherever its unit stands.

    Validity matters only where units themselves are counted (coverage, levels that have units).
    """

    def __init__(self, tree: UnitTree, top: str) -> None:
        self.top = top
        units = tree.subtree(top) or [Unit(top, top, tree.name(top), "", tree.level(top))]
        self.units = {u.key: u for u in units}
        self.depth: dict[str, int] = {}
        for unit in units:
            self.depth[unit.key] = self.depth.get(unit.parent, -1) + 1 if unit.key != top else 0

    def __contains__(self, key: str) -> bool:
        return key in self.units

    def level(self, key: str) -> str:
        """The level of a unit of the subtree."""
        return self.units[key].level

    def levels_from(self, key: str) -> tuple[str, ...]:
        """The unit's own level and those below it."""
        return LEVELS[LEVELS.index(self.level(key)) :]

    def path(self, key: str) -> Iterable[str]:
        """A unit and those above it, up to the asked one."""
        while key in self.units:
            yield key
            if key == self.top:
                return
            key = self.units[key].parent

    def is_within(self, key: str, above: str) -> bool:
        """Whether `key` is `above` or stands under it."""
        return any(step == above for step in self.path(key))

    def valid(self, first: str, last: str, level: str = "") -> list[Unit]:
        """Units that exist on some day of a span, of one level when given."""
        return [
            u
            for u in self.units.values()
            if (not level or u.level == level)
            and (not u.valid_from or u.valid_from <= last)
            and (not u.valid_to or first <= u.valid_to)
        ]
