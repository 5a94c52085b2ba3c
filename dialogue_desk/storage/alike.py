"""Finding records that may be the same thing: by their day, or by the rarer words of their text."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.schema import RID_SPACE
from dialogue_desk.storage.store import Store

COMMON = 20_000
"""A word that stands in more records than this tells nothing."""


def same_day(store: Store, form: Form, unit: str, day: str, limit: int = 50) -> list[Record]:
    """Records of a unit that count at `day`, newest first, without siblings."""
    rows = store.conn.execute(
        f'SELECT {record_columns(form)} FROM "{form.key}" WHERE is_deleted = 0 AND "{form.date_field}" = ?'
        " AND unit = ? ORDER BY rid DESC LIMIT ?",
        (day, unit, limit),
    )
    return [record_of(form, row) for row in rows]


def sharing_words(store: Store, form: Form, words: Iterable[str], limit: int = 400) -> list[Record]:
    """Records that have one of the six rarest of these folded words, newest first, without siblings."""
    conn = store.conn
    conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab(main, search, row)")
    counts = {}
    for word in set(words):
        row = conn.execute("SELECT doc FROM temp.search_words WHERE term = ?", (word,)).fetchone()
        if row and row[0] <= COMMON:
            counts[word] = row[0]
    rare = sorted(counts, key=lambda word: (counts[word], word))[:6]
    if not rare:
        return []
    match = " OR ".join(f'"{word}"' for word in rare)
    base = store.rid_base[form.key]
    rows = conn.execute(
        f'SELECT {record_columns(form)} FROM "{form.key}" WHERE is_deleted = 0 AND rid IN'
        " (SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?)",
        (match, base, base + RID_SPACE - 1, limit),
    )
    return [record_of(form, row) for row in rows]


def raised_at(store: Store, form_key: str, unit: str, record_id: str) -> list[Record]:
    """The opinions whose source a record is, without siblings."""
    opinion = store.form("opinion")
    rows = store.conn.execute(
        f"SELECT {record_columns(opinion)} FROM opinion WHERE is_deleted = 0 AND source_id = ?"
        " AND source_form = ? AND source_unit = ?",
        (record_id, form_key, unit),
    )
    return [record_of(opinion, row) for row in rows]
