"""Which files without ids were imported, so that the same one is noticed the second time. Never sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from dialogue_desk.storage.store import Store

_TABLE = (
    "CREATE TABLE IF NOT EXISTS imported (digest TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL,"
    " form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL) WITHOUT ROWID"
)


@dataclass(frozen=True)
class Earlier:
    """An import that was done: the file's name, when (UTC), and the first record it made."""

    name: str
    at: str
    form: str
    unit: str
    id: str


def earlier_import(store: Store, digest: str) -> Earlier | None:
    """The import of a file with this content, as long as the first record it made is there."""
    if not store.conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'imported'").fetchone():
        return None
    row = store.conn.execute("SELECT name, at, form, unit, id FROM imported WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    made = store.get(row[2], row[3], row[4])
    return Earlier(*row) if made and not made.is_deleted else None


def remember_import(store: Store, digest: str, name: str, made: tuple[str, str, str]) -> None:
    """Remember a file's content and the first record (form, unit, id) it made, inside the caller's transaction."""
    store.conn.execute(_TABLE)
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    store.conn.execute("INSERT OR REPLACE INTO imported VALUES (?, ?, ?, ?, ?, ?)", (digest, name, at, *made))
