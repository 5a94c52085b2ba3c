"""Opinions found by words of their subject and of the agency that has them: words that stand in no text of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

from dialogue_desk.domain.agency_names import joined
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.storage import agencies
from dialogue_desk.storage.store import Store

MOST_WORDS = 3
"""Of more words that name a subject or an agency only all together are looked for, not each mixture with texts."""

_WORDS = re.compile(r"[^\W_]+")


def parts(store: Store, words: Sequence[str]) -> Iterator[tuple[list[str], str, list[Any]]]:
    """Ways to find opinions (`f` in SQL) by folded words other than by texts alone.

    Each is: the words left for full-text search, and what the others ask of the record: a condition and its values.
    """
    named = {word: told for word in dict.fromkeys(words) if len(word) > 1 and (told := _named(store, word))}
    if not named:
        return
    fewest = 1 if len(named) <= MOST_WORDS else len(named)
    for many in range(len(named), fewest - 1, -1):
        for chosen in combinations(named, many):
            given: list[Any] = [canonical(codes) for word in chosen for codes in named[word]]
            one = (
                "(f.subject IN (SELECT value FROM json_each(?))"
                " OR f.rid IN (SELECT rid FROM petition WHERE lead_agency IN (SELECT value FROM json_each(?))))"
            )
            yield [word for word in words if word not in chosen], " AND ".join([one] * many), given


def _named(store: Store, word: str) -> tuple[list[str], list[str]] | None:
    """Codes of subjects, and agencies, with a word that begins so; None when there are none."""
    subjects = [code for code in SUBJECT.labels if _begins(SUBJECT.label(code), word)]
    held = _agencies(store)
    into = agencies.joins(store)
    found = [name for name in held if _begins(name, word) or (into and _begins(joined(name, into), word))]
    return (subjects, found) if subjects or found else None


def _agencies(store: Store) -> list[str]:
    """Every agency that has a petition; read again when something was written."""
    state = store.conn.total_changes, store.conn.execute("PRAGMA data_version").fetchone()[0]
    if store.last_agencies is None or store.last_agencies[0] != state:
        rows = store.conn.execute("SELECT DISTINCT lead_agency FROM petition WHERE lead_agency IS NOT NULL")
        store.last_agencies = state, [name for (name,) in rows]
    return store.last_agencies[1]


@lru_cache(maxsize=4096)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(fold(name)))


def _begins(name: str, word: str) -> bool:
    return any(one.startswith(word) for one in _words_of(name))
