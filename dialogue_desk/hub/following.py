"""What changed on the desk since it was published: noted by the desk file itself, in the transaction of each change.

A note is (table, row id, unit, id). Notes exist only in a desk that publishes. A file put back from a backup, or a
table made anew, has other notes or none: the hub's token, kept here too, tells so, and then everything is compared.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dialogue_desk.domain.fields import Form
from dialogue_desk.hub.layout import published_forms
from dialogue_desk.storage import driver
from dialogue_desk.storage.store import Store

NAMES = "(names)"
"""Notes of rows in which somebody is named who was not before."""
FORGOTTEN = "(forgotten)"
"""Notes that a name was changed or is gone: what it hid may show now."""
SECRET = "hub_secret"

_TABLES = """
CREATE TABLE IF NOT EXISTS hub_change (seq INTEGER PRIMARY KEY AUTOINCREMENT, tab TEXT NOT NULL, rid INTEGER NOT NULL,
  unit TEXT NOT NULL, id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS hub_change_row ON hub_change (tab, rid);
CREATE TABLE IF NOT EXISTS hub_state (hub TEXT PRIMARY KEY, token TEXT NOT NULL, seq INTEGER NOT NULL,
  vid INTEGER NOT NULL, next_token TEXT NOT NULL DEFAULT '', next_seq INTEGER NOT NULL DEFAULT 0,
  next_vid INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID
"""


@dataclass(frozen=True)
class State:
    """How far this desk published into a hub: the token both keep, the last note and the last version."""

    token: str = ""
    seq: int = 0
    vid: int = 0


@dataclass(frozen=True)
class Note:
    """A row that changed."""

    table: str
    rid: int
    unit: str
    id: str


def follow(store: Store) -> bool:
    """Have the desk note its changes from now on; whether it noted all of them until now."""
    wanted = dict(_triggers(store.forms))
    there = {
        name: sql
        for name, sql in store.conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        if name.startswith("hub_")
    }
    if wanted.keys() <= there.keys() and all(there[name] == sql for name, sql in wanted.items()):
        return True
    with driver.transaction(store.conn):
        for statement in _TABLES.strip().split(";\n"):
            store.conn.execute(statement)
        for name, sql in wanted.items():
            if there.get(name) != sql:
                store.conn.execute(f'DROP TRIGGER IF EXISTS "{name}"')
                store.conn.execute(sql)
        if not store.meta(SECRET):
            store.set_meta(SECRET, secrets.token_hex(16))
    return False


def _triggers(forms: Iterable[Form]) -> Iterator[tuple[str, str]]:
    for form in published_forms(forms):
        yield from _noting(form.key, form.key, "unit", "id")
        if form.sibling is not None:
            yield from _naming(form)
    yield from _noting("petition", "petition", "unit", "id")
    # New versions are told by their number; one that goes, or comes back under a number that was free, by a note.
    yield _trigger("version", "DELETE", "version", "version", "old.vid", "''", "''")
    yield _trigger("version", "UPDATE", "version", "version", "old.vid", "''", "''")


def _noting(table: str, told: str, unit: str, ident: str) -> Iterator[tuple[str, str]]:
    for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        yield _trigger(table, event, table, told, f"{row}.rid", f"{row}.{unit}", f"{row}.{ident}")


def _naming(form: Form) -> Iterator[tuple[str, str]]:
    assert form.sibling is not None
    keys = [f.key for f in form.personal_fields if f.key.endswith(("_name", "_phone"))]
    table = form.sibling.key
    if not keys:
        return
    has = " OR ".join(f'new."{key}" IS NOT NULL' for key in keys)
    differs = " OR ".join(f'old."{key}" IS NOT NULL AND old."{key}" IS NOT new."{key}"' for key in keys)
    had = " OR ".join(f'old."{key}" IS NOT NULL' for key in keys)
    yield _trigger(table, "INSERT", f"{table}_names", NAMES, "new.rid", "new.unit", "new.id", f"WHEN {has}")
    yield _trigger(table, "UPDATE", f"{table}_names", NAMES, "new.rid", "new.unit", "new.id", f"WHEN {has}")
    yield _trigger(table, "UPDATE", f"{table}_forgotten", FORGOTTEN, "0", "''", "''", f"WHEN {differs}")
    yield _trigger(table, "DELETE", f"{table}_forgotten", FORGOTTEN, "0", "''", "''", f"WHEN {had}")


def _trigger(
    table: str, event: str, name: str, told: str, rid: str, unit: str, ident: str, when: str = ""
) -> tuple[str, str]:
    # Deleted first: what is said of conflicts by the statement outside would count for the one in here.
    named = f"hub_{name}_{event.lower()}"
    body = f"DELETE FROM hub_change WHERE tab = '{told}' AND rid = {rid};"
    body += f" INSERT INTO hub_change (tab, rid, unit, id) VALUES ('{told}', {rid}, {unit}, {ident});"
    return named, f'CREATE TRIGGER "{named}" AFTER {event} ON "{table}" {when} BEGIN {body} END'


def state_of(store: Store, hub: str, token: str) -> State | None:
    """How far this hub was published into, when its `token` is one of ours; None when it is not: a stranger, or a past.

    A publication that was written there and never confirmed here counts as done.
    """
    row = store.conn.execute(
        "SELECT token, seq, vid, next_token, next_seq, next_vid FROM hub_state WHERE hub = ?", (hub,)
    ).fetchone()
    if row is None or not token:
        return None
    if token == row[0]:
        return State(*row[:3])
    return State(*row[3:]) if token == row[3] else None


def newest(store: Store) -> State:
    """Where the desk stands now, without a token."""
    seq = store.conn.execute("SELECT coalesce(max(seq), 0) FROM hub_change").fetchone()[0]
    vid = store.conn.execute("SELECT coalesce(max(vid), 0) FROM version").fetchone()[0]
    return State("", int(seq), int(vid))


def notes_after(store: Store, seq: int) -> list[Note]:
    """What changed after a note, oldest first."""
    rows = store.conn.execute("SELECT tab, rid, unit, id FROM hub_change WHERE seq > ? ORDER BY seq", (seq,))
    return [Note(*row) for row in rows]


def intend(store: Store, hub: str, before: State | None, then: State) -> None:
    """Remember what is about to be written, before the hub has it."""
    was = before or State()
    with driver.transaction(store.conn):
        store.conn.execute(
            "INSERT INTO hub_state VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hub) DO UPDATE SET token = excluded.token,"
            " seq = excluded.seq, vid = excluded.vid, next_token = excluded.next_token, next_seq = excluded.next_seq,"
            " next_vid = excluded.next_vid",
            (hub, was.token, was.seq, was.vid, then.token, then.seq, then.vid),
        )


def confirm(store: Store, hub: str, then: State) -> None:
    """The hub has it: notes that no hub needs any more go."""
    with driver.transaction(store.conn):
        store.conn.execute(
            "UPDATE hub_state SET token = ?, seq = ?, vid = ?, next_token = '', next_seq = 0, next_vid = 0"
            " WHERE hub = ?",
            (then.token, then.seq, then.vid, hub),
        )
        store.conn.execute("DELETE FROM hub_change WHERE seq <= (SELECT min(seq) FROM hub_state)")


def rows_of(store: Store, statement: str, keys: Iterable[Any]) -> Iterator[Any]:
    """The rows of a statement with one list of keys in it (`{keys}`), asked in parts."""
    waiting = list(keys)
    for at in range(0, len(waiting), 500):
        part = waiting[at : at + 500]
        yield from store.conn.execute(statement.format(keys=",".join("?" for _k in part)), part)
