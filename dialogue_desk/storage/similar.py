"""Opinions that say much the same as a text: found by its rarest words, ranked by how alike they are."""

from __future__ import annotations

import re

from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.storage.schema import RID_SPACE
from dialogue_desk.storage.store import Store

LEAST_ALIKE = 70.0
"""Percent of likeness from which two texts are offered as similar."""

_RARE_WORDS = 4
_CANDIDATES = 400


def similar(store: Store, text: str, limit: int = 5) -> list[tuple[str, str, float]]:
    """Shown opinions alike to `text`: unit, id and likeness in percent, the most alike first.

    Texts of fewer than three words find nothing: everything would be alike.
    """
    folded = fold(normalise(text))
    words = {word for word in re.findall(r"\w+", folded) if len(word) > 1}
    if len(words) < 3:
        return []
    from rapidfuzz import fuzz, process

    candidates = dict(_candidates(store, _rarest(store, words)))
    alike = process.extract(folded, candidates, scorer=fuzz.token_set_ratio, score_cutoff=LEAST_ALIKE, limit=limit)
    found = []
    for _text, likeness, rid in alike:
        row = store.conn.execute("SELECT unit, id FROM opinion WHERE rid = ? AND is_deleted = 0", (rid,)).fetchone()
        if row:
            found.append((row[0], row[1], float(likeness)))
    return found


def _rarest(store: Store, words: set[str]) -> list[str]:
    """The words of a text that fewest records have, those nobody has left out."""
    store.conn.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab(main, search, row)")
    marks = ",".join("?" for _w in words)
    rows = store.conn.execute(
        f"SELECT term FROM temp.word WHERE term IN ({marks}) ORDER BY doc, term LIMIT {_RARE_WORDS}", sorted(words)
    )
    return [term for (term,) in rows]


def _candidates(store: Store, words: list[str]) -> list[tuple[int, str]]:
    if not words:
        return []
    base = store.rid_base["opinion"]
    match = " OR ".join(f'"{word}"' for word in words)
    return store.conn.execute(  # type: ignore[no-any-return]
        "SELECT t.rid, t.folded FROM search s CROSS JOIN search_text t ON t.rid = s.rowid"
        " WHERE search MATCH ? AND s.rowid BETWEEN ? AND ? ORDER BY s.rowid DESC LIMIT ?",
        (match, base, base + RID_SPACE - 1, _CANDIDATES),
    ).fetchall()
