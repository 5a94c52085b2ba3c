"""How many records the unit above does not hold yet."""

from __future__ import annotations

from dialogue_desk.domain.records import canonical
from dialogue_desk.storage import registry
from dialogue_desk.storage.store import Store


def unheld(store: Store) -> int | None:
    """Records of this unit and those below with a version the unit above has not said it holds.

    None when no unit stands above. Personal siblings never travel by
    themselves, and what came from above is there already: neither counts.
    """
    above = store.units[store.unit].parent if store.unit in store.units else ""
    if not above:
        return None
    below = canonical([unit.key for unit in store.units.subtree(store.unit)])
    if store.conn.execute("SELECT 1 FROM holding WHERE unit = ? LIMIT 1", (above,)).fetchone() is None:
        return sum(_own_records(store, form.key, below) for form in store.forms)
    row = store.conn.execute(
        "WITH gap(de, first, last) AS (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?))"
        " SELECT count(DISTINCT v.rid) FROM gap JOIN version v ON v.de = gap.de AND v.n BETWEEN gap.first AND gap.last"
        " WHERE v.rid NOT IN (SELECT rid FROM action WHERE unit NOT IN (SELECT value FROM json_each(?)))",
        (canonical(_gaps(store, above)), below),
    ).fetchone()
    return int(row[0])


def _own_records(store: Store, form_key: str, below: str) -> int:
    own = f'SELECT count(*) FROM "{form_key}" WHERE unit IN (SELECT value FROM json_each(?))'
    return int(store.conn.execute(own, (below,)).fetchone()[0])


def _gaps(store: Store, above: str) -> list[tuple[str, int, int]]:
    """Ranges of save numbers here that the unit above does not hold, by series."""
    held: dict[str, list[tuple[int, int]]] = {}
    for de, first, last in store.conn.execute(
        "SELECT de, first, last FROM holding WHERE unit = ? ORDER BY de, first", (above,)
    ):
        held.setdefault(de, []).append((first, last))
    found = []
    counts = registry.counts(store)
    for de, highest in store.conn.execute("SELECT de, max(n) FROM version GROUP BY de"):
        if de.endswith("p"):
            continue
        while highest and not counts(de, highest):
            highest -= 1
        following = 1
        for first, last in held.get(de, ()):
            if first > following:
                found.append((de, following, first - 1))
            following = max(following, last + 1)
        if following <= highest:
            found.append((de, following, highest))
    return found
