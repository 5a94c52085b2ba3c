"""A text as it is compared letter by letter, each letter where it stood: no accents, small, one kind of blank.

Unlike `vietnamese.fold` nothing moves: a place found in the plain text is the same place in what was written. Letters
of other alphabets that look like ours (Ð for Đ, Cyrillic а, full-width A) read as what they look like.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_LOOK_ALIKE = {
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
    "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h", "ԁ": "d", "α": "a", "β": "b", "ε": "e", "ζ": "z", "η": "n",
    "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
    "ð": "d", "đ": "d", "ɖ": "d", "ı": "i", "ł": "l", "ø": "o",
}  # fmt: skip
_CAPITALS = {"Η": "h", "Υ": "y", "Ν": "n", "Μ": "m", "Β": "b", "Χ": "x", "Ρ": "p"}
_DASHES = "‐‑‒–—−﹘﹣－"
_NOTHING = re.compile("[\u0300-\u036f\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")
"""Combining marks, and what takes no room: a name is the same without them."""


def _plain_letter(letter: str) -> str:
    if letter in _CAPITALS:
        return _CAPITALS[letter]
    if letter in _DASHES:
        return "-"
    if letter.isspace():
        return " "
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return _LOOK_ALIKE.get(base, base)[:1] if base else letter


def _table() -> dict[int, str]:
    ranges = (
        (9, 14), (0x41, 0x5B), (0xA0, 0x250), (0x370, 0x530), (0x1E00, 0x1F00), (0x2000, 0x2060), (0x3000, 0x3001),
        (0xFE50, 0xFE70), (0xFF01, 0xFF5F),
    )  # fmt: skip
    found = {code: _plain_letter(chr(code)) for first, end in ranges for code in range(first, end)}
    return {code: to for code, to in found.items() if to != chr(code) and len(to) == 1}


_TABLE = _table()


class Plain(NamedTuple):
    """The plain letters, and where each stood in what was written; None where nothing had to be left out."""

    text: str
    places: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in what was written, with the marks behind its last letter."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end] if end < len(self.places) else self.places[-1] + 1


def plain(text: str) -> Plain:
    """The text letter by letter; see the module."""
    if text.isascii():
        return Plain(text.lower().translate(_TABLE) if not text.isprintable() else text.lower(), None)
    if _NOTHING.search(text) is None:
        return Plain(text.translate(_TABLE), None)
    kept = [(at, letter) for at, letter in enumerate(text) if _NOTHING.match(letter) is None]
    places = [at for at, _letter in kept]
    return Plain("".join(letter for _at, letter in kept).translate(_TABLE), [*places, len(text)])
