"""The sealed first line of a package, read strictly: what the sender holds, erased, saw arrive, received.

Whoever wrote it has good keys and may still tell nonsense, by a fault or on
purpose: a number no table can hold, a day that is none, news of units that are
not the sender's. What is malformed refuses the package whole; what the sender
has no say in is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogue_desk.domain.ranges import Held, read_held
from dialogue_desk.domain.units import UnitTree, checked
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.package import damaged
from dialogue_desk.storage import erasing, unit_changes
from dialogue_desk.storage.erasing import Mark
from dialogue_desk.storage.parcels import Refused
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.unit_changes import UNCHANGED, Changes

MOST_PACKAGES = 1 << 17
"""Packages a desk can have numbered: one an hour for fifteen years. The board names every number that is missing."""

MOST_SPOKEN = 1 << 40

BROKEN = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What reading something malformed may raise."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Told:
    """What a manifest says, as far as its sender may say it.

    `receipts`: day by package of this unit that the sender took. The next two count in a package
    from above only: `holdings` by unit above and day, `recovery` keys (None: unsaid).
    """

    number: int
    spoken: int
    held: Held
    marks: tuple[Mark, ...]
    arrivals: Mapping[str, str]
    receipts: Mapping[str, str]
    holdings: Mapping[str, Mapping[str, Held]]
    recovery: tuple[str, ...] | None
    refused: tuple[Refused, ...] = ()
    """Rows that units above keep in quarantine."""
    units: Changes = UNCHANGED
    """How the list of units changed, as a unit above says."""
    claims: int = 0
    """Things it says that its sender has no say in."""


def is_id(text: str) -> bool:
    """Whether a package is named as packages are: by another name an undo could not find it."""
    return _ID.fullmatch(text) is not None


def read(manifest: Mapping[str, Any], sender: KnownDesk, tree: UnitTree, own: str) -> Told:
    """Read the manifest of a sender at the desk of unit `own`. PackageError when it is malformed."""
    try:
        arrivals = _arrivals(manifest.get("arrivals") or {}, sender.unit, tree)
        claims = len(manifest.get("arrivals") or {}) - len(arrivals)
        claims += sum(unit == own or not tree.is_below(own, str(unit)) for unit in dict(manifest.get("holdings", {})))
        return Told(
            _within(manifest["number"], 1, MOST_PACKAGES),
            _within(manifest.get("spoken", 0), 0, MOST_SPOKEN),
            read_held(manifest.get("held", {})),
            tuple(erasing.read_mark(m) for m in manifest.get("erasures", ())),
            arrivals,
            {str(p): _day(d) for p, d in dict(manifest.get("receipts", {})).items()},
            {
                str(unit): {_day(d): read_held(h) for d, h in dict(days).items()}
                for unit, days in dict(manifest.get("holdings", {})).items()
                if tree.is_below(own, str(unit)) and unit != own
            },
            tuple(str(r) for r in manifest["recovery"]) if manifest.get("recovery") else None,
            tuple(_refused(manifest.get("refused") or [], sender.unit, tree)),
            _changes(manifest.get("units") or {}, sender.unit, tree, own),
            claims,
        )
    except BROKEN as error:
        raise damaged("manifest") from error


MOST_UNITS = 20_000
"""Units that one package may change: there were never as many at a time."""

MOST_REFUSED = 10_000
"""Rows in quarantine that one package tells of."""


def _refused(told: Any, unit: str, tree: UnitTree) -> Iterator[Refused]:
    """Rows that the sender or a unit above it keeps in quarantine; before they were named, `holder` was the sender."""
    day = datetime.now(UTC).date().isoformat()
    for form, owner, record, de, n, reason, *more in list(told)[:MOST_REFUSED]:
        texts = (form, owner, record, de, reason, *more)
        if any(not isinstance(text, str) or len(text) > 200 for text in texts) or len(more) > 1:
            raise ValueError("not a row")
        holder = more[0] if more and more[0] else unit
        if tree.is_below(unit, holder):
            yield Refused(holder, form, owner, record, de, _within(n, 0, 1 << 62), reason, day)


def _changes(told: Any, sender: str, tree: UnitTree, own: str) -> Changes:
    """Changes of the unit list: only a unit above may tell them, and never whose this desk is."""
    if not told or sender == own or not tree.is_below(own, sender):
        return UNCHANGED
    if len(told["rows"]) > MOST_UNITS:
        raise ValueError("too many units")
    try:
        units = checked(unit_changes.read_rows(told["rows"]), "units", tree.units)
    except DeskError as error:
        raise ValueError("not units") from error
    after = UnitTree({**tree.units, **{u.key: u for u in units}}.values())
    level = after.level(own) == tree.level(own) and after.is_below(own, sender)
    return Changes(_day(told["version"]), str(told.get("unit") or sender)[:200], tuple(units)) if level else UNCHANGED


def _within(number: Any, least: int, most: int) -> int:
    if type(number) is not int or not least <= number <= most:
        raise ValueError("not a number that can be")
    return number


def _day(text: Any) -> str:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ValueError("not a day")
    datetime.fromisoformat(text)
    return text


def _arrivals(told: Any, unit: str, tree: UnitTree) -> dict[str, str]:
    """The newest package of each unit below the sender; of others it knows nothing.

    Nothing came after tomorrow: a sender whose clock is ahead saw it arrive all the same, today at the latest.
    """
    now = datetime.now(UTC)
    latest = (now + timedelta(days=1)).date().isoformat()
    days = {str(u): _day(d) for u, d in dict(told).items()}
    known = {u: d for u, d in days.items() if u != unit and tree.is_below(u, unit)}
    return {u: d if d <= latest else now.date().isoformat() for u, d in known.items()}
