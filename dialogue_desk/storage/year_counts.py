"""What each unit recorded by year: counts an upper unit answers from without reading the records.

The counts of a form and unit are made anew at the end of a merge, from its records; until then, and after every other
change, the unit stands in `year_stale` (triggers put it there, in the transaction of the change) and is read from the
records. So a figure never rests on counts that are not those of the records. Local, never sent, made anew at will.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dialogue_desk.storage.store import Store

_TABLES = (
    "CREATE TABLE IF NOT EXISTS year_count (form TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,"
    " code TEXT NOT NULL, a INTEGER, b INTEGER, c INTEGER, PRIMARY KEY (form, unit, year, code)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS year_stale (form TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (form, unit))"
    " WITHOUT ROWID",
)
SOURCES = {
    "session": "({row}.is_deleted = 1 OR {row}.status IS NOT 'held')",
    "feedback": "{row}.is_deleted = 1",
    "box_opening": "{row}.is_deleted = 1",
    "reception": "{row}.is_deleted = 1",
}
"""Forms opinions come from, and when those of a record do not count."""


@dataclass(frozen=True)
class Kind:
    """How the records of a form are counted: its day, which of them, their code, and up to three amounts."""

    form: str
    day: str
    where: str
    code: str
    amounts: tuple[str, ...]


MANY = 100_000
"""Records from which on counts are kept. To keep them costs the merge of a package of 250 records 7 to 9 % of its time,
which a desk with fewer records does not get back."""


def after_merge(store: Store, kinds: tuple[Kind, ...]) -> None:
    """Bring the counts in step, inside the caller's transaction, on a desk that keeps them or holds enough for that."""
    if is_kept(store, kinds) or sum(_rows(store, kind.form) for kind in kinds) >= MANY:
        keep(store, kinds)


def _rows(store: Store, form: str) -> int:
    """How many records of a form there ever were; to count them would walk them."""
    top = store.conn.execute(f'SELECT max(rid) FROM "{form}"').fetchone()[0]
    return int(top) - store.rid_base[form] if top else 0


def keep(store: Store, kinds: tuple[Kind, ...]) -> None:
    """Bring the counts in step with the records, inside the caller's transaction; the first time all of them."""
    conn = store.conn
    if not is_kept(store, kinds):
        for statement in _TABLES:
            conn.execute(statement)
        conn.execute("DELETE FROM year_count")
        for name, sql in _triggers(kinds):
            conn.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            conn.execute(sql)
        for kind in kinds:
            conn.execute(f'INSERT OR IGNORE INTO year_stale SELECT DISTINCT ?, unit FROM "{kind.form}"', (kind.form,))
    for kind in kinds:
        _count(conn, kind)


def is_kept(store: Store, kinds: tuple[Kind, ...]) -> bool:
    """Whether this desk keeps counts and heard of every change: a table that was made anew has lost its triggers."""
    there = dict(
        store.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'year_stale_%'")
    )
    return all(there.get(name) == sql for name, sql in _triggers(kinds))


def _count(conn: Any, kind: Kind) -> None:
    stale = "SELECT unit FROM year_stale WHERE form = ?1"
    day = f'r."{kind.day}"'
    # CROSS and the plus: units first, few after a merge; the index of the bin would walk every record there is.
    records = f'FROM ({stale}) s CROSS JOIN "{kind.form}" r ON r.unit = s.unit WHERE 1'
    amounts = ", ".join((*kind.amounts, *["NULL"] * (3 - len(kind.amounts))))
    conn.execute(f"DELETE FROM year_count WHERE form = ?1 AND unit IN ({stale})", (kind.form,))
    conn.execute(
        f"INSERT INTO year_count SELECT ?1, r.unit, CAST(substr({day}, 1, 4) AS INTEGER), coalesce({kind.code}, ''),"
        f" {amounts} {records} AND +r.is_deleted = 0 AND {day} IS NOT NULL"
        f" AND ({kind.where}) GROUP BY 2, 3, 4",
        (kind.form,),
    )
    # A day that is none belongs to no year: its unit is read from the records as long as it stands there.
    conn.execute(
        f"DELETE FROM year_stale WHERE form = ?1 AND unit NOT IN (SELECT r.unit {records}"
        f" AND +r.is_deleted = 0 AND {day} IS NOT NULL AND date({day}) IS NOT {day})",
        (kind.form,),
    )


def _triggers(kinds: tuple[Kind, ...]) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
            # Not "OR IGNORE": what the statement outside says of conflicts would count in here.
            body = (
                f"INSERT INTO year_stale SELECT '{kind.form}', {row}.unit WHERE NOT EXISTS"
                f" (SELECT 1 FROM year_stale WHERE form = '{kind.form}' AND unit = {row}.unit);"
            )
            yield _trigger(kind.form, event, "", "", body)
    for form, bad in SOURCES.items():
        for event, row, when in (
            ("INSERT", "new", bad.format(row="new")),
            ("UPDATE", "new", f"{bad.format(row='new')} IS NOT {bad.format(row='old')}"),
            ("DELETE", "old", bad.format(row="old")),
        ):
            body = (
                "INSERT INTO year_stale SELECT DISTINCT 'opinion', unit FROM opinion"
                f" WHERE is_deleted = 0 AND source_id = {row}.id"
                " AND unit NOT IN (SELECT unit FROM year_stale WHERE form = 'opinion');"
            )
            yield _trigger(form, event, "_source", f"WHEN {when}", body)


def _trigger(form: str, event: str, more: str, when: str, body: str) -> tuple[str, str]:
    name = f"year_stale_{form}{more}_{event.lower()}"
    return name, f'CREATE TRIGGER "{name}" AFTER {event} ON "{form}" {when} BEGIN {body} END'
