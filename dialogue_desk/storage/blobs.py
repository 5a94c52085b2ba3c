"""Contents of attachments, each stored once under its SHA-256; local, they travel only when asked."""

from __future__ import annotations

import hashlib

from dialogue_desk.storage.store import Store


def put(store: Store, content: bytes) -> str:
    """Keep a content inside the caller's transaction and return its hash."""
    digest = hashlib.sha256(content).hexdigest()
    store.conn.execute("INSERT OR IGNORE INTO blob VALUES (?, ?)", (digest, content))
    return digest


def get(store: Store, digest: str) -> bytes | None:
    """A content, None when it is not held here; a content that no longer fits its hash counts as not held."""
    row = store.conn.execute("SELECT content FROM blob WHERE sha256 = ?", (digest,)).fetchone()
    if row is None or hashlib.sha256(row[0]).hexdigest() != digest:
        return None
    return bytes(row[0])


def sweep(store: Store) -> int:
    """Remove contents no attachment names any more, inside the caller's transaction; returns how many."""
    done = store.conn.execute(
        "DELETE FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM attachment WHERE sha256 IS NOT NULL)"
    )
    return int(done.rowcount)
