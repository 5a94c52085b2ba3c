"""Changes of the unit list beyond the shipped one: imported here or told by a unit above, with their version.

The desk keeps what was changed, to pass it on below, and of each package what it replaced, to take it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.units import COLUMNS, Unit
from dialogue_desk.storage.store import Store

_META, _BEFORE = "unit_changes", "unit_changes_before.{}"


@dataclass(frozen=True)
class Changes:
    """Units that are other than in the shipped list; `version` is the ISO day of the change, `unit` who said so."""

    version: str = ""
    unit: str = ""
    units: tuple[Unit, ...] = ()

    @property
    def rows(self) -> list[list[str]]:
        """As they travel."""
        return [list(unit) for unit in self.units]


UNCHANGED = Changes()


def held(store: Store) -> Changes:
    """What this desk holds; empty when nothing ever changed."""
    kept = json.loads(store.meta(_META) or "{}")
    return Changes(kept.get("version", ""), kept.get("unit", ""), tuple(Unit(*row) for row in kept.get("rows", ())))


def told(store: Store) -> dict[str, object]:
    """What a return package says of it; nothing while nothing changed."""
    changes = held(store)
    return {"units": {"version": changes.version, "unit": changes.unit, "rows": changes.rows}} if changes.units else {}


def take(store: Store, version: str, unit: str, units: Sequence[Unit]) -> None:
    """Add changes to those held and to the tree, inside the caller's transaction."""
    kept = {u.key: u for u in held(store).units} | {u.key: u for u in units}
    _keep(store, Changes(version, unit, tuple(kept.values())))
    store.add_units(units)


def take_of_package(store: Store, batch: int, version: str, unit: str, units: Sequence[Unit]) -> None:
    """Like `take`, remembering what it replaces, so that the package can be taken back."""
    tree, before = store.units.units, held(store)
    replaced = [list(tree[u.key]) if u.key in tree else u.key for u in units]
    told = {"version": before.version, "unit": before.unit, "rows": before.rows, "replaced": replaced}
    store.set_meta(_BEFORE.format(batch), canonical(told))
    take(store, version, unit, units)


def take_back(store: Store, batch: int) -> bool:
    """Put back what a package replaced, unless newer changes came since; whether there was anything."""
    told = json.loads(store.meta(_BEFORE.format(batch)) or "null")
    if told is None:
        return False
    store.set_meta(_BEFORE.format(batch), "")
    _keep(store, Changes(told["version"], told["unit"], tuple(Unit(*row) for row in told["rows"])))
    gone = [key for key in told["replaced"] if isinstance(key, str)]
    store.conn.executemany("DELETE FROM unit WHERE key = ?", [(key,) for key in gone])
    store.add_units(Unit(*row) for row in told["replaced"] if not isinstance(row, str))
    return True


def again(store: Store) -> None:
    """Say once more what is newer than a shipped list that was just taken in."""
    store.add_units(held(store).units)


def _keep(store: Store, changes: Changes) -> None:
    told = {"version": changes.version, "unit": changes.unit, "rows": changes.rows}
    store.set_meta(_META, canonical(told) if changes.units else "")


def read_rows(told: Iterable[object]) -> list[dict[str, str]]:
    """Rows of a package as cells by column. ValueError for what is none."""
    found = []
    for row in told:
        if not isinstance(row, list) or len(row) > len(COLUMNS):
            raise ValueError("not a unit")
        if any(not isinstance(cell, str) or len(cell) > 2_000 for cell in row):
            raise ValueError("not a unit")
        found.append(dict(zip(COLUMNS, row, strict=False)))
    return found
