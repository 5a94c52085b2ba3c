"""Units as lines of typed text offer them: by a few letters of a name, an old name, a district, a province, a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dialogue_desk.desk import Desk
from dialogue_desk.domain.unit_search import search_in
from dialogue_desk.domain.units import Unit
from dialogue_desk.gui.editors.suggestions import MOST, Fitting

Fits = Callable[[Unit], bool]
LOOKED_AT = 400
"""Hits that are asked whether they may stand where one types: of one word in a city all of them."""


def offered(desk: Desk, typed: str, fits: Fits) -> Iterator[Unit]:
    """Units that fit what was typed and may stand there, best first; for a dissolved one also what it became."""
    today, given = desk.today().isoformat(), set[str]()
    for found in search_in(desk.units).find(typed, most=LOOKED_AT):
        for unit in (found.unit, *(desk.units.heirs_on(found.unit.key, today) if not fits(found.unit) else ())):
            if fits(unit) and unit.key not in given and len(given) < MOST:
                given.add(unit.key)
                yield unit


def with_keys(desk: Desk, typed: str, fits: Fits) -> list[str]:
    """The units with the key that means no other."""
    return [Fitting(f"{unit.name} ({unit.key})") for unit in offered(desk, typed, fits)]


def key_in(typed: str) -> str:
    """The key or code behind a name that was offered; else what was typed."""
    return typed.rpartition("(")[2].rstrip(")").strip() if typed.endswith(")") else typed.strip()


def alone(desk: Desk, unit: Unit) -> str:
    """A unit's name, or its key where another unit of the desk has the same name."""
    same = [other for other in desk.units.units.values() if other.name == unit.name]
    return unit.name if len(same) == 1 else unit.key


def is_below(desk: Desk, *, today_only: bool = True) -> Fits:
    """Whether a unit stands under the desk's own, and exists today."""
    today, below = desk.today().isoformat(), {unit.key for unit in desk.units.subtree(desk.unit)} - {desk.unit}
    return lambda unit: unit.key in below and (not today_only or unit.is_valid(today))
