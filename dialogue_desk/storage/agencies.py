"""Which names of agencies are one: what a person joined, on this desk alone; records keep what was written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dialogue_desk.storage.store import Store

_JOINED = "agencies_joined"


def joins(store: Store) -> dict[str, str]:
    """A name → the name it goes by."""
    return dict(json.loads(store.meta(_JOINED, "{}")))


def keep(store: Store, into: Mapping[str, str]) -> None:
    """Remember the joins, in place of those before."""
    store.set_meta(_JOINED, json.dumps(dict(sorted(into.items())), ensure_ascii=False))


def counts(store: Store) -> dict[str, int]:
    """Every name an agency has in charge of a petition or in an assignment, with how often."""
    rows = store.conn.execute(
        "SELECT name, count(*) FROM (SELECT lead_agency AS name FROM opinion WHERE is_deleted = 0"
        " UNION ALL SELECT agency FROM action WHERE is_deleted = 0 AND kind = 'assign')"
        " WHERE name IS NOT NULL AND name <> '' GROUP BY 1"
    )
    return {str(name): int(number) for name, number in rows}
