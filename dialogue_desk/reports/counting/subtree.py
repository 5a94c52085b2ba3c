"""The asked subtree of units: levels, who stands above whom, who is valid when."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.domain.units import LEVELS, Unit, UnitTree


class Subtree:
    """The asked unit and everything below it, of every list: a record counts wherever its unit stands.

    A commune holds the ones that went into it as a whole, so that its figures go on over a reform; those that were
    split among several are never guessed by shares. Validity matters only where units themselves are counted
    (coverage, levels that have units).
    """

    def __init__(self, tree: UnitTree, top: str, beside: Iterable[Unit] = ()) -> None:
        """`beside`: other units that are looked at with it and kept apart, under it."""
        self.top = top
        units = tree.subtree(top) or [Unit(top, top, tree.name(top), "", tree.level(top))]
        self.tree = tree
        self.came_from = tree.came_from(top) if units[0].level == "commune" else ([], [])
        """Of an asked commune: the units that went into it as a whole, and those of which it got a part."""
        units += [old._replace(parent=top) for old in (*self.came_from[0], *beside)]
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

    def line(self, key: str, on: str) -> Iterable[str]:
        """`path` by what each unit had become by an ISO day: an old commune stands under the one it went into."""
        seen = set[str]()
        while key in self.units and key not in seen:
            seen.add(key)
            yield key
            if key == self.top:
                return
            heir = self.tree.whole_heir(key, on)
            key = heir if heir in self.units else self.units[key].parent

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
