"""Figures of old communes that were split, shared out among what they became by shares a person set.

Series through time and sheets of units side by side use it; appendices and lists never do, because what stands there
has its records. Each figure is shared out by itself, in whole numbers that add up to it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.shares import WHOLE, Shares, Split, part_of, percent_text
from dialogue_desk.domain.sheet import Note
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.reports.counting.counting import Amount, Counting
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage import reference
from dialogue_desk.storage.store import Store

MOST_NAMED = 12


@dataclass(frozen=True)
class SharedOut:
    """The old communes of a sheet that are shared out, by key."""

    splits: Mapping[str, Split] = field(default_factory=dict)

    @property
    def units(self) -> list[Unit]:
        """The old communes themselves."""
        return [split.unit for split in self.splits.values()]

    def rows(self, units: Sequence[Unit]) -> list[Unit]:
        """Of units side by side, those that still stand for themselves."""
        return [unit for unit in units if unit.key not in self.splits]

    def amounts(
        self, counting: Counting, top: str, indicator: str, first: str, last: str, level: str = ""
    ) -> list[Amount]:
        """A unit's own figure, and its part of each old commune it has a share of (`top` "" for all: no parts)."""
        found = [counting.amount(indicator, first, last, level, top)]
        for old, split in self.splits.items():
            if top in split.weights:
                whole = counting.amount(indicator, first, last, level, old)
                value = None if whole.value is None else part_of(whole.value, split.weights, top)
                found.append(replace(whole, value=value))
        return found

    def notes(self, tree: UnitTree, asked: Asked) -> Iterable[Note]:
        """By whose shares, and which: each old commune with its parts while they fit on a few lines."""
        lived = [s for s in self.splits.values() if asked.first <= s.unit.valid_to]
        by = ", ".join(dict.fromkeys(tree.name(unit) for split in lived for unit in split.by))
        if lived:
            named = "; ".join(_told(tree, split) for split in lived)
            which = f": {named}" if len(lived) <= MOST_NAMED else f" {len(lived)} đơn vị cũ"
            yield Note(
                f"Chia theo tỷ lệ do {by} đặt{which}. Mỗi số liệu chia thành số nguyên, cộng lại bằng số của đơn vị cũ."
            )


def _told(tree: UnitTree, split: Split) -> str:
    parts = ", ".join(f"{tree.name(key)} {percent_text(round(w * WHOLE))}%" for key, w in split.weights.items())
    return f"{split.unit.name} (đến {document_date(split.unit.valid_to)}) – {parts}"


def into_commune(store: Store, asked: Asked) -> SharedOut:
    """What an asked commune goes on with of old ones that were split; nothing for another level."""
    unit = store.units.units.get(asked.unit)
    shares = Shares(store.units, reference.shares(store))
    if unit is None or not shares:
        return SharedOut()
    on = max(asked.covered, unit.valid_from)
    return SharedOut({s.unit.key: s for s in shares.into(unit.key, min(on, unit.valid_to or on))})


def side_by_side(store: Store, units: Sequence[Unit], asked: Asked) -> SharedOut:
    """The old communes that are shared out whole among units side by side, also those of a province that is gone."""
    shares, on = Shares(store.units, reference.shares(store)), asked.covered
    if not shares:
        return SharedOut()
    keys = {unit.key for unit in units}
    found = shares.among(keys, on) | {s.unit.key: s for key in sorted(keys) for s in shares.into(key, on)}
    return SharedOut({key: split for key, split in found.items() if keys.issuperset(split.weights)})
