"""Vietnamese text: normal form, folding for search, sorting.

Sources: Unicode NFC/NFD; alphabet and tone order after CLDR `vi`; people are
sorted by their last word, as lists in Việt Nam are.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import charmap_build, charmap_decode, charmap_encode
from functools import lru_cache

# Half characters and noncharacters come from broken JSON; no file can hold them.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
_CONTROL = dict.fromkeys([c for c in range(32) if c not in (9, 10, 13)] + [0x7F])
_SPACES = {0xA0: " ", 0x202F: " ", 0x2007: " "}
# The Icelandic and the African letter look like Đ, and keyboards and fonts of old put them in its place.
_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x256: "đ"}
_CLEAN = _INVISIBLE | _CONTROL | _SPACES | _LOOKALIKES
# Any sign a text may have to be rid of or changed for; most texts have none, and looking costs less than changing.
_UNCLEAN = re.compile("[" + "".join(map(re.escape, map(chr, _CLEAN))) + "\t\n\r]")
_ENDINGS = re.compile(r"[ \t]*\r\n?|[ \t]+\n")
_D = dict.fromkeys(map(ord, "đĐðÐƉɖ"), "d")
_MARKS = re.compile("[\u0300-\u036f]+")


class _FoldedWords(dict[str, str]):
    """Words without accents, worked out when first met: syllables repeat, and a merge folds every text it brings."""

    def __missing__(self, word: str) -> str:
        plain = _MARKS.sub("", unicodedata.normalize("NFD", word)).translate(_D).casefold()
        if len(self) >= 50_000:
            self.clear()
        self[word] = plain
        return plain


_FOLDED_WORDS = _FoldedWords()


def _code_page() -> tuple[str, str]:
    """A code page of Vietnamese: the character of each of 256 bytes, and what it is folded.

    Folding a text by it is two passes in C; texts with other characters go word by word. ASCII keeps its
    places, and letters with marks take those of control characters too: there are 134 of them.
    """
    marks = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    lower = [unicodedata.normalize("NFC", vowel + mark) for vowel in "aăâeêioôơuưy" for mark in marks] + ["đ"]
    letters = [letter for letter in lower + [each.upper() for each in lower] if not letter.isascii()]
    others = iter([*letters, *"“”‘’–—…•°²³½×≥≤«»·"])
    page = ["\0", *(chr(i) if chr(i) in "\t\n\r" or 32 <= i < 127 else next(others, _NONE) for i in range(1, 256))]
    return "".join(page), "".join(_NONE if c in (_NONE, "\0") else c if c.isspace() else _FOLDED_WORDS[c] for c in page)


_NONE = "\ufffe"
"""Stands in a code page for a byte without a character."""
_CHARACTERS, _FOLDED_PAGE = _code_page()
_PAGE = charmap_build(_CHARACTERS)
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}


def normalise(text: str) -> str:
    """Text as the desk stores it: NFC, no invisible marks, plain line ends, no outer blanks."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text.strip()
    if unicodedata.is_normalized("NFC", text) and not _UNCLEAN.search(text):
        return text.strip()
    text = unicodedata.normalize("NFC", text).translate(_CLEAN)
    return _ENDINGS.sub("\n", text).strip()


def fold(text: str) -> str:
    """Search key: no accents, đ as d, lower case, single blanks ("Đường" and NFD typing give "duong")."""
    try:
        plain = charmap_decode(charmap_encode(text, "strict", _PAGE)[0], "strict", _FOLDED_PAGE)[0]
    except UnicodeError:
        return " ".join(filter(None, map(_FOLDED_WORDS.__getitem__, text.split())))
    # Taking it apart into words costs more than both passes, and hardly any text needs it.
    is_single_spaced = plain.isprintable() and "  " not in plain and plain == plain.strip(" ")
    return plain if is_single_spaced else " ".join(plain.split())


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


def sort_text(text: str) -> str:
    """The same order as a text, for whoever compares texts letter by letter (SQLite); by the first 60 letters."""
    letters, tones, case = sort_key(text[:60])
    return f"{''.join(map(chr, letters))}\t{''.join(map(chr, tones))}\t{case}"


@lru_cache(maxsize=1024)
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
