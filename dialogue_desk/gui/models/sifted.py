"""Whether a cell has the words a column is filtered by."""

from __future__ import annotations

from dialogue_desk.domain.vietnamese import fold

BLANK = "\0"
"""Chosen for: what is empty."""


def has_words(text: str, words: str) -> bool:
    """Accents and case do not matter; of BLANK only the empty cell has it."""
    return not text if words == BLANK else fold(words) in fold(text)
