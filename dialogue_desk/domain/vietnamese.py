"""Vietnamese text: normal form, folding for search, sorting.

Sources: Unicode NFC/NFD; alphabet and tone order after CLDR `vi`; people are
sorted by their last word, as lists in Việt Nam are.
"""

from __future__ import annotations

import re
import unicodedata

# Half characters and noncharacters come from broken JSON; no file can hold them.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
_CONTROL = dict.fromkeys([c for c in range(32) if c not in (9, 10, 13)] + [0x7F])
_SPACES = {0xA0: " ", 0x202F: " ", 0x2007: " "}
_CLEAN = _INVISIBLE | _CONTROL | _SPACES
_ENDINGS = re.compile(r"[ \t]*\r\n?|[ \t]+\n")
_MARKS = re.compile("[\u0300-\u036f]+")


class _FoldedWords(dict[str, str]):
    """Words without accents, worked out when first met: syllables repeat, and a merge folds every text it brings."""

    def __missing__(self, word: str) -> str:
        plain = _MARKS.sub("", unicodedata.normalize("NFD", word)).replace("đ", "d").replace("Đ", "d").casefold()
        if len(self) >= 50_000:
            self.clear()
        self[word] = plain
        return plain


_FOLDED_WORDS = _FoldedWords()
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def normalise(text: str) -> str:
    """Text as the desk stores it: NFC, no invisible marks, plain line ends, no outer blanks."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).translate(_CLEAN)
    return _ENDINGS.sub("\n", text).strip()


def fold(text: str) -> str:
    """Search key: no accents, đ as d, lower case, single blanks ("Đường" and NFD typing give "duong")."""
    return " ".join(filter(None, map(_FOLDED_WORDS.__getitem__, text.split())))


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Key of Vietnamese order: letters first (a ă â … d đ), then tones, then case."""
    primary: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text).casefold():
        base, tone = _split_tone(letter)
        place = _ALPHABET.find(base)
        primary.append(place + 1000 if place >= 0 else ord(base[0]) if ord(base[0]) < 1000 else ord(base[0]) + 2000)
        tones.append(tone)
    return tuple(primary), tuple(tones), text.swapcase()


def _split_tone(letter: str) -> tuple[str, int]:
    """A letter without its tone, and the tone's place in the order (0: ngang)."""
    if letter.isascii() or letter == "đ":
        return letter, 0
    tone = 0
    rest = []
    for mark in unicodedata.normalize("NFD", letter):
        if mark in _TONES:
            tone = _TONES[mark]
        elif mark in _SHAPES or not unicodedata.combining(mark):
            rest.append(mark)
    return unicodedata.normalize("NFC", "".join(rest)) or letter, tone


def person_sort_key(name: str) -> tuple[object, ...]:
    """Order of people: by given name (last word), then the middle, then the family name."""
    words = name.split()
    if not words:
        return ((), ())
    turned = [words[-1], *words[1:-1], words[0]] if len(words) > 1 else words
    return tuple(sort_key(word) for word in turned)
