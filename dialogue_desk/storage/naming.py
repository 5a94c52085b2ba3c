"""What a person decided about words that look like names: kept on this desk, never sent."""

from __future__ import annotations

import json

from dialogue_desk.domain.letters import plain
from dialogue_desk.domain.privacy import Review
from dialogue_desk.storage.store import Store

_KEPT, _HIDDEN = "names.keep", "names.hide"


def decided(store: Store) -> tuple[list[str], list[str]]:
    """Words that are no names, and names to hide, each as it was written when it was decided."""
    kept, hidden = (json.loads(store.meta(key) or "[]") for key in (_KEPT, _HIDDEN))
    return list(kept), list(hidden)


def decide(store: Store, keep: list[str], hide: list[str]) -> None:
    """Keep and hide from now on; the later decision about the same words stands."""
    kept, hidden = decided(store)
    for key, held, more, other in ((_KEPT, kept, keep, hide), (_HIDDEN, hidden, hide, keep)):
        gone = {_plain(words) for words in (*more, *other)}
        left = [words for words in held if _plain(words) not in gone]
        store.set_meta(key, json.dumps([*left, *dict.fromkeys(" ".join(w.split()) for w in more)], ensure_ascii=False))


def review_of(store: Store) -> Review:
    """What looks like a name here and is none: units and places, officials in office, and what was decided."""
    places = {_plain(name) for unit in store.units.units.values() for name in (unit.name, _bare(unit.name, unit.type))}
    kept, _hidden = decided(store)
    officials = [row[0] for row in store.conn.execute("SELECT DISTINCT name FROM official WHERE is_deleted = 0")]
    return Review(frozenset(places), frozenset(map(_plain, (*kept, *officials))))


def told_names(store: Store, names: set[str]) -> set[str]:
    """Names from the personal fields with those decided to be names, without those decided to be none."""
    kept, hidden = decided(store)
    none = {_plain(words) for words in kept}
    return {name for name in names if _plain(name) not in none} | set(hidden)


def _plain(words: object) -> str:
    """Folded; "" for what is no text: a package may bring anything for a name."""
    return " ".join(plain(words).text.split()) if isinstance(words, str) else ""


def _bare(name: str, kind: str) -> str:
    return name.removeprefix(kind).strip()
