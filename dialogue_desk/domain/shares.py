"""Shares a person sets for an old commune that was split: how much of its figures each commune of today goes on with.

Nobody's figures are shared out by guess: where no unit set shares, the old commune stands apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from dialogue_desk.domain.units import Unit, UnitTree

if TYPE_CHECKING:
    from fractions import Fraction

SHARE = "share"
"""The kind of list entry that holds the shares of one old commune; its name is that commune's key."""

WHOLE = 10_000
"""All of an old commune; shares are hundredths of a percent."""

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?", re.ASCII)


def read_percent(text: str) -> int | None:
    """A percentage a person wrote (60, 62,5, 33.33 %), in hundredths of a percent; None for what is none."""
    told = _PERCENT.fullmatch(text.strip())
    return int(told[1]) * 100 + int((told[2] or "").ljust(2, "0")) if told else None


def read_shares(text: str) -> tuple[dict[str, int], list[str]]:
    """Shares by unit as a person writes them ("11329@2025: 60; 11359@2025: 40"), and the parts that are none."""
    found: dict[str, int] = {}
    wrong: list[str] = []
    for part in re.split(r"[;\n]", text):
        unit, _sign, said = (piece.strip() for piece in part.replace("=", ":").partition(":"))
        share = read_percent(said)
        if share is None or not unit or unit in found:
            wrong += [part.strip()] if part.strip() else []
        else:
            found[unit] = share
    return found, wrong


def written(shares: Mapping[str, int]) -> str:
    """Shares as a person reads and writes them."""
    return "; ".join(f"{key}: {percent_text(share)}" for key, share in shares.items())


def percent_text(share: int) -> str:
    """A share as a percentage with as many decimals as it has, at most two: 60, 33,33."""
    return f"{share / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")


class Told(NamedTuple):
    """Shares that count: who set them, and by the key of each unit the old one went into its share."""

    by: str
    parts: Mapping[str, int]


class Split(NamedTuple):
    """An old commune of which one of today goes on with a part: `weights` by the keys of all that have one."""

    unit: Unit
    weights: Mapping[str, Fraction]
    by: tuple[str, ...]


def fits(tree: UnitTree, old: str, parts: Mapping[str, int]) -> bool:
    """Whether shares are about an old commune that was split, name only what it went into, and make a whole."""
    heirs = tree[old].heirs if old in tree and tree.level(old) == "commune" else ()
    return len(heirs) > 1 and set(parts) <= set(heirs) and sum(parts.values()) == WHOLE


class Shares:
    """What each commune goes on with of old ones, over any number of changes; of `told`, shares by old commune."""

    def __init__(self, tree: UnitTree, told: Mapping[str, Told]) -> None:
        self._tree = tree
        self._told = told

    def __bool__(self) -> bool:
        return bool(self._told)

    def split(self, key: str, on: str) -> Split | None:
        """How an old commune is shared out by an ISO day; None where it lives, went whole, or a step has no shares."""
        by: dict[str, None] = {}
        weights = self._weights(key, on, by, frozenset()) if self._tree.level(key) == "commune" else None
        return Split(self._tree[key], weights, tuple(by)) if weights and by else None

    def _weights(self, key: str, on: str, by: dict[str, None], seen: frozenset[str]) -> dict[str, Fraction] | None:
        from fractions import Fraction  # noqa: PLC0415 slow to load, and few desks have shares

        unit = self._tree.units.get(key)
        if unit is None or key in seen:
            return None
        if unit.is_valid(on):
            return {key: Fraction(1)}
        if not unit.valid_to or unit.valid_to >= on or not unit.heirs:
            return None
        told = self._told.get(key)
        parts = {unit.heirs[0]: WHOLE} if len(unit.heirs) == 1 else dict(told.parts) if told else None
        if parts is None:
            return None
        if told and len(unit.heirs) > 1:
            by[told.by] = None
        found: dict[str, Fraction] = {}
        for heir in (h for h in unit.heirs if parts.get(h)):
            below = self._weights(heir, on, by, seen | {key})
            if below is None:
                return None
            for last, weight in below.items():
                found[last] = found.get(last, Fraction(0)) + weight * Fraction(parts[heir], WHOLE)
        return found

    def into(self, key: str, on: str) -> list[Split]:
        """The old communes that were split and of which one has a share by an ISO day, in order of their keys."""
        found: dict[str, Split] = {}
        waiting, seen = [key], {key}
        while waiting:
            for old in self._tree.predecessors.get(waiting.pop(), ()):
                if old.key in seen:
                    continue
                seen.add(old.key)
                waiting.append(old.key)
                split = self.split(old.key, on)
                if split is not None and key in split.weights:
                    found[old.key] = split
        return [found[old] for old in sorted(found)]

    def among(self, keys: Iterable[str], on: str) -> dict[str, Split]:
        """Of some units, those that were split and are shared out whole among what they became, by key."""
        found = {key: self.split(key, on) for key in keys}
        return {key: split for key, split in found.items() if split is not None}


def part_of(number: int, weights: Mapping[str, Fraction], key: str) -> int:
    """What one unit gets of a count: whole numbers whose sum over all units is the count again.

    Each gets what its share comes to, rounded down; what is left goes to those with the largest rest, one each,
    of equal ones to the first.
    """
    exact = {unit: number * weight for unit, weight in weights.items()}
    floors = {unit: amount.numerator // amount.denominator for unit, amount in exact.items()}
    left = round(sum(exact.values())) - sum(floors.values())
    order: Sequence[str] = sorted(exact, key=lambda unit: floors[unit] - exact[unit])
    return floors.get(key, 0) + (key in order[: max(left, 0)])
