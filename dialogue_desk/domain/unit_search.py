"""Finding a unit by a few letters of anything: its name, an old name, its district, its province, its code."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from dialogue_desk.domain.units import LEVELS, TYPES, Unit, UnitTree
from dialogue_desk.domain.vietnamese import fold, normalise

MOST = 50
_TYPE_WORDS = frozenset(word for told in TYPES for word in fold(told).split())
"""Words that thousands of units have: units are looked for by another one where there is one."""

EXACT, BEGINS, HOLDS, PLACE = range(4)
"""How well a unit fits: its whole name or code, the beginning of one, a word in a name, only its place."""


class Found(NamedTuple):
    """A unit that fits, the units above it from the nearest up, and how well it fits (less is better)."""

    unit: Unit
    above: tuple[Unit, ...]
    rank: int


class UnitSearch:
    """Units by what a person types, folded. Made once for a tree.

    All names stand in one long text, a line a unit, the units of today first: a question runs through it once for
    each way of fitting and stops when it has enough, so that "an" costs no more than a whole name.
    """

    def __init__(self, tree: UnitTree) -> None:
        self.tree = tree

    def above(self, unit: Unit) -> tuple[Unit, ...]:
        """The units above one, the nearest first."""
        found: list[Unit] = []
        while unit.parent in self.tree and len(found) < len(LEVELS):
            unit = self.tree[unit.parent]
            found.append(unit)
        return tuple(found)

    def prepare(self) -> None:
        """Make the index now, so that the first letter does not wait for it."""
        _ready = self._index

    @cached_property
    def _index(self) -> tuple[list[Unit], str, list[int]]:
        """The units in order of showing, their lines as one text, and where each line begins.

        A line: "\\t" before and after each name without its type, each whole name and the code; then the names of
        the units above, each word after a blank.
        """
        folded: dict[str, str] = {}

        def plain(text: str) -> str:
            if text not in folded:
                folded[text] = fold(text)
            return folded[text]

        def line(unit: Unit) -> str:
            bare = dict.fromkeys((unit.bare_name, *(n.removeprefix(unit.type).strip() for n in unit.all_names[1:])))
            own = "\t".join(plain(name) for name in (*bare, *unit.all_names))
            return f"\t{own}\t{unit.code}\t " + " ".join(plain(u.name) for u in self.above(unit))

        units = sorted(
            self.tree.units.values(), key=lambda u: (bool(u.valid_to), LEVELS.index(u.level), plain(u.bare_name))
        )
        lines = [line(unit) for unit in units]
        starts = list(itertools.accumulate((len(told) + 1 for told in lines), initial=0))[:-1]
        return units, "\n".join(lines), starts

    def find(self, text: str, on: str = "", most: int = MOST) -> list[Found]:
        """The units that fit, best first: only those valid `on` an ISO day when given, else those of today first.

        Every word must begin one in the unit's names, its code or the names of the units above it. An exact name
        or code comes first, then names that begin with the text, names with one of its words, units of a place.
        """
        wanted = fold(normalise(text))
        found: dict[str, Found] = {}
        for rank, unit in self._fitting(wanted) if wanted else ():
            if unit.key not in found and (not on or unit.is_valid(on)):
                found[unit.key] = Found(unit.on(on) if on else unit, self.above(unit), rank)
                if len(found) == most:
                    break
        return list(found.values())

    def _fitting(self, wanted: str) -> Iterator[tuple[int, Unit]]:
        """Units that fit, one way of fitting after the other; a unit may come again."""
        words = sorted(wanted.split(), key=lambda word: (word in _TYPE_WORDS, -len(word)))
        yield from ((EXACT, unit) for unit in self._with(f"\t{wanted}\t"))
        yield from ((BEGINS, unit) for unit in self._with(f"\t{wanted}"))
        for rank, is_own in ((HOLDS, True), (PLACE, False)):
            yield from ((rank, unit) for unit in self._with_words(words, is_own))

    def _with_words(self, words: list[str], is_own: bool) -> Iterator[Unit]:
        """Units with all the words, looked for by the first; `is_own`: one stands in a name or code of its own."""

        def fits(line: str) -> bool:
            own = line[: line.rindex("\t")]
            return all(_has(line, word) for word in words[1:]) and (
                not is_own or any(_has(own, word) for word in words)
            )

        yield from self._with(f" {words[0]}", fits)
        yield from self._with(f"\t{words[0]}", fits)

    def _with(self, piece: str, fits: Callable[[str], bool] | None = None) -> Iterator[Unit]:
        """Units whose line holds a piece and fits."""
        units, text, starts = self._index
        at = text.find(piece)
        while at >= 0:
            number = bisect.bisect_right(starts, at) - 1
            end = starts[number + 1] - 1 if number + 1 < len(starts) else len(text)
            if fits is None or fits(text[starts[number] : end]):
                yield units[number]
            at = text.find(piece, end)

    def offered(self, text: str, today: str, most: int = MOST) -> list[tuple[Unit, Unit | None]]:
        """Units of today a person may mean, each once, with the dissolved unit by whose name it was found."""
        made: dict[str, tuple[Unit, Unit | None]] = {}
        for found in self.find(text, most=most * 2):
            if found.unit.is_valid(today):
                made.setdefault(found.unit.key, (found.unit, None))
            elif found.rank < PLACE:
                for heir in self.tree.heirs_on(found.unit.key, today):
                    made.setdefault(heir.key, (heir, found.unit))
        return list(made.values())[:most]


_MADE: WeakKeyDictionary[UnitTree, UnitSearch] = WeakKeyDictionary()


def search_in(tree: UnitTree) -> UnitSearch:
    """The search of a tree, made when it is first asked for and kept as long as the tree."""
    found = _MADE.get(tree)
    if found is None:
        found = _MADE[tree] = UnitSearch(tree)
    return found


def _has(line: str, word: str) -> bool:
    return f" {word}" in line or f"\t{word}" in line
