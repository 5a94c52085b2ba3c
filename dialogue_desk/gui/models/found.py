"""What a search found: hits gathered under the record they belong to, and where the typed words stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dialogue_desk.desk import Hit
from dialogue_desk.domain.vietnamese import fold, normalise

_WORDS = re.compile(r"[^\W_]+")
BEFORE = 28
"""Letters shown before the first word that was found, where a text is too long to begin at its beginning."""

Key = tuple[str, str, str]
"""Form, unit and id of a record."""


@dataclass(frozen=True)
class Found:
    """A record, and the hits in it and in what belongs to it (steps of a petition, files beside a record)."""

    form: str
    unit: str
    id: str
    hits: tuple[Hit, ...]

    @property
    def inner(self) -> tuple[Hit, ...]:
        """The hits that are in what belongs to it."""
        return tuple(hit for hit in self.hits if (hit.form, hit.unit, hit.id) != (self.form, self.unit, self.id))


def gathered(hits: Iterable[Hit], owner_of: Callable[[Hit], Key]) -> list[Found]:
    """The records that were found, in the order of their first hit; `owner_of` names the record a hit belongs to."""
    found: dict[Key, list[Hit]] = {}
    for hit in hits:
        found.setdefault(owner_of(hit), []).append(hit)
    return [Found(*key, tuple(told)) for key, told in found.items()]


def words_of(typed: str) -> tuple[str, ...]:
    """The words a search asks for, as it compares them."""
    return tuple(dict.fromkeys(_WORDS.findall(fold(normalise(typed)))))


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words of a text begin with one of the words asked for: first letter, and the one after the last."""
    found = []
    for match in _WORDS.finditer(text):
        told = fold(match[0])
        longest = max((len(word) for word in words if told.startswith(word)), default=0)
        if longest:
            found.append((match.start(), min(match.start() + longest, match.end())))
    return found


def is_told(text: str, words: Sequence[str]) -> bool:
    """Whether every word asked for begins a word of a text."""
    told = [fold(word) for word in _WORDS.findall(text)]
    return all(any(one.startswith(word) for one in told) for word in words)


def excerpt(text: str, words: Sequence[str]) -> str:
    """A text from a little before the first word that was found, on one line."""
    flat = " ".join(text.split())
    first = next(iter(spans(flat, words)), (0, 0))[0]
    if first <= BEFORE:
        return flat
    start = flat.rfind(" ", 0, first - BEFORE // 2)
    return f"…{flat[start + 1 :]}"
