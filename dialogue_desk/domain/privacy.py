"""What free texts give away about people: telephone numbers, ID numbers, house numbers, known names.

Numbers: mobile and landline numbers begin with 0 or +84 and have 10 or 11
digits; a citizen ID (căn cước, Luật 26/2023/QH15) has 12 digits, the older
identity card 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.vietnamese import fold

_GAP = r"[ .\-]?"
_PHONE = re.compile(rf"(?<![\d/])(?:\+?84{_GAP}|0){_GAP}[235789](?:{_GAP}\d){{8,9}}(?![\d/])")
_CARD = re.compile(
    rf"(?<![\d/])(?:\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}})(?![\d/])"
)
_HOUSE = re.compile(r"\b(?:số nhà|nhà số|sn)\s*:?\s*\d+[a-z]?(?:/\d+[a-z]?)*", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MONEY = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|triệu|tỷ|m2|m²|ha\b|%)", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A place in a text that may name a person: `kind` is phone, id_number, house_number or name."""

    form: str
    id: str
    field: str
    kind: str
    text: str


UNSEARCHED = frozenset({"contact_phone", "sha256"})
"""An office's number, which is meant to be known above, and a fingerprint, which nobody typed and nobody can mend."""


class KnownNames:
    """Names of people this desk knows, found in texts whatever their accents; a name has two words or more."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {tuple(fold(name).split()): name for name in sorted(names) if " " in name.strip()}
        self._lengths = sorted({len(words) for words in self._names})

    def find(self, text: str) -> list[str]:
        """The known names a text has, in its order."""
        words = _WORD.findall(fold(text)) if self._names else []
        hits = (self._names.get(tuple(words[i : i + length])) for i in range(len(words)) for length in self._lengths)
        return list(dict.fromkeys(name for name in hits if name))


NOBODY = KnownNames(())


def search(text: str, names: KnownNames = NOBODY) -> list[tuple[str, str]]:
    """What a text gives away, as (kind, the words)."""
    found: list[tuple[str, str]] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in (("phone", _PHONE), ("id_number", _CARD), ("house_number", _HOUSE)):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken) or _MONEY.match(text, match.end()):
                continue
            taken.append(match.span())
            found.append((kind, match.group().strip()))
    return found + [("name", name) for name in names.find(text)]


def findings(form: Form, record_id: str, values: Mapping[str, Value], names: KnownNames) -> Iterable[Finding]:
    """What the texts of a record that may travel give away."""
    for field in form.record_fields:
        if field.key in UNSEARCHED:
            continue
        text = values.get(field.key)
        if field.is_text and isinstance(text, str):
            for kind, words in search(text, names):
                yield Finding(form.key, record_id, field.key, kind, words)
