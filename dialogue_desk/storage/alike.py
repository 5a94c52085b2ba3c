"""Finding records that may be the same thing, by their day or the rarer words of their text, and how alike two are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.matter import content_words, matters_of
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.schema import RID_SPACE
from dialogue_desk.storage.store import Store

TWICE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "session": ("title", ("place", "count_for")),
    "feedback": ("content", ("contributor", "contributor_name", "target", "timing")),
}
"""Forms of which one thing may be typed twice: the text that must be alike, the fields that must not differ."""

ENOUGH = 58
"""From this score (0–100) on two petitions are offered as similar."""

SAME_TITLE = 75

COMMON = 20_000
"""A word that stands in more records than this tells nothing."""


NEWEST = 50
"""Records of a day that are compared with a new one."""


def same_day(store: Store, form: Form, unit: str, day: str, limit: int = NEWEST) -> list[Record]:
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


def between(store: Store, form: Form, unit: str, first: str, last: str, limit: int) -> list[Record]:
    """Records of a unit that count from one day to another, newest first, without siblings.

    The pluses keep SQLite to the index by unit: it cannot know how few records one of many units has.
    """
    rows = store.conn.execute(
        f'SELECT {record_columns(form)} FROM "{form.key}" WHERE +is_deleted = 0 AND unit = ?'
        f' AND +"{form.date_field}" BETWEEN ? AND ? ORDER BY +rid DESC LIMIT ?',
        (unit, first, last, limit),
    )
    return [record_of(form, row) for row in rows]


# -- how alike two are -----------------------------------------------------------------


def twice_score(form_key: str, one: Mapping[str, Value], other: Mapping[str, Value]) -> int:
    """How surely two sessions, or two times of feedback, of one day are one typed twice, 0–100; 0 when they are not."""
    text, fields = TWICE[form_key]
    if not all(may_be_one(one.get(f), other.get(f)) for f in fields):
        return 0
    score = title_score(one.get(text), other.get(text))
    return score if score >= SAME_TITLE else 0


def words_of(opinion: Mapping[str, Value]) -> list[str]:
    """The content words of an opinion."""
    return content_words(f"{opinion.get('text') or ''} {opinion.get('request') or ''}")


def matter_score(one: Mapping[str, Value], words: list[str], other: Mapping[str, Value], others: list[str]) -> int:
    """How surely two opinions, with their content words, are about one matter, 0–100; 0 when they are not."""
    score = petition_score(words, others)
    place, elsewhere = str(one.get("place") or ""), str(other.get("place") or "")
    if place and elsewhere and fold(place) != fold(elsewhere):
        score -= 10
    return score if score >= ENOUGH else 0


def may_be_one(one: Value, other: Value) -> bool:
    """Whether two values of a field do not speak against each other; unknown fits everything."""
    if one is None or other is None:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _may_be_one(one, other)
    return one == other


@lru_cache(maxsize=4096)
def _may_be_one(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.token_set_ratio(fold(one), fold(other)) >= 80)


def title_score(one: Value, other: Value) -> int:
    """How alike two titles are, 0–100; two unknown ones fully."""
    from rapidfuzz import fuzz

    first, second = fold(str(one or "")), fold(str(other or ""))
    if not first or not second:
        return 100 if first == second else 0
    return round(max(fuzz.token_sort_ratio(first, second), fuzz.ratio(first, second)))


def petition_score(words: list[str], other: list[str]) -> int:
    """How much two petitions say the same, 0–100, from their content words."""
    from rapidfuzz import fuzz

    if len(words) < 2 or len(other) < 2:
        return 0
    shared = set(words) & set(other)
    if len(shared) < 2:
        return 0
    short = min(len(words), len(other))
    overlap = 100 * len(shared) / short
    whole = fuzz.token_sort_ratio(" ".join(words), " ".join(other))
    one, two = matters_of(words), matters_of(other)
    other_matter = 30 if (one or two) and not one & two else 0
    return max(round(0.6 * overlap + 0.4 * whole) - other_matter, 0)
