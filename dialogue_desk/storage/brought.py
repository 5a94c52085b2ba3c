"""Which record a row of a foreign table became, so that the same row is known when it comes again. Never sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.rows import record_columns, record_of, values_of
from dialogue_desk.storage.store import Store

_TABLE = (
    "CREATE TABLE IF NOT EXISTS brought (name TEXT NOT NULL, form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL,"
    " said TEXT NOT NULL, PRIMARY KEY (name, form, unit, id)) WITHOUT ROWID"
)
_PIECE = 400


class Brought(NamedTuple):
    """A row that came in: its name (a phone's, or what it says), the record's id, and a digest of what it said."""

    name: str
    id: str
    said: str


def remember_rows(store: Store, form: str, unit: str, rows: Iterable[Brought]) -> None:
    """Remember rows inside the caller's transaction."""
    store.conn.execute(_TABLE)
    store.conn.executemany(
        "INSERT OR REPLACE INTO brought VALUES (?, ?, ?, ?, ?)", [(r.name, form, unit, r.id, r.said) for r in rows]
    )


def rows_brought(store: Store, form: str, unit: str, names: Sequence[str]) -> dict[str, list[Brought]]:
    """What rows of these names became, by name; names nobody brought are absent."""
    if not store.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'brought'").fetchone():
        return {}
    found: dict[str, list[Brought]] = {}
    for at in range(0, len(names), _PIECE):
        piece = names[at : at + _PIECE]
        marks = ", ".join("?" * len(piece))
        sql = f"SELECT name, id, said FROM brought WHERE form = ? AND unit = ? AND name IN ({marks})"
        for row in store.conn.execute(sql, (form, unit, *piece)):
            found.setdefault(row[0], []).append(Brought(*row))
    return found


def ids_with(store: Store, form: Form, unit: str, column: str, values: Sequence[Value]) -> list[str]:
    """Ids of a unit's records, those in the bin left out, whose `column` has one of these values."""
    found: list[str] = []
    for at in range(0, len(values), _PIECE):
        piece = values[at : at + _PIECE]
        marks = ", ".join("?" * len(piece))
        sql = f'SELECT id FROM "{form.key}" WHERE is_deleted = 0 AND unit = ? AND "{column}" IN ({marks})'
        found += [row[0] for row in store.conn.execute(sql, (unit, *piece))]
    return found


def records_with(store: Store, form: Form, unit: str, ids: Sequence[str]) -> dict[str, Record]:
    """Records by id, with the fields of their siblings; those in the bin are absent."""
    found: dict[str, Record] = {}
    for at in range(0, len(ids), _PIECE):
        piece = ids[at : at + _PIECE]
        marks = ", ".join("?" * len(piece))
        where = f"WHERE is_deleted = 0 AND unit = ? AND id IN ({marks})"
        for row in store.conn.execute(f'SELECT {record_columns(form)} FROM "{form.key}" {where}', (unit, *piece)):
            record = record_of(form, row)
            found[record.id] = record
        if form.sibling is not None:
            _add_sibling(store, form.sibling, found, where, (unit, *piece))
    return found


def _add_sibling(store: Store, sibling: Form, found: dict[str, Record], where: str, given: tuple[str, ...]) -> None:
    keys = '", "'.join(sibling.record_keys)
    for row in store.conn.execute(f'SELECT id, rev, "{keys}" FROM "{sibling.key}" {where}', given):
        record = found.get(row[0])
        if record is not None:
            values: Values = {**record.values, **values_of(sibling, row[2:])}
            found[row[0]] = replace(record, values=values, personal_rev=row[1])
