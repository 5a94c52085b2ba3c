"""Texts for the notice board and the loudspeaker: nothing in them leads to a person.

Names and addresses are fields of their own and simply left out; but people also
write them into the text of an opinion, so whatever a record's personal fields
say, and whatever looks like a name, a telephone, identity card, account, plate,
mail or house number (`privacy.marks`), is replaced by "…".

A hamlet (thôn, tổ dân phố) has hundreds of households and leads to nobody by
itself; where the trouble is, is what the notice is about, so it stays. Where it
says whence somebody comes ("bà …, thôn Đoài", "tôi trú tại tổ 5") it adds
nothing to the matter and narrows down who spoke: there it goes with the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.letters import Plain, plain
from dialogue_desk.domain.people import KnownNames
from dialogue_desk.domain.privacy import UNKNOWN_NAME, marks
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Suspect
from dialogue_desk.storage.naming import review_of, told_names
from dialogue_desk.storage.store import Store

HIDDEN = "…"
AROUND = 40
"""Letters told on both sides of a name that nobody decided on yet."""
REMEMBERED = 4_000
"""Texts of one sheet whose cleaned words are kept beside."""

_TOKEN = re.compile(r"\w+")
_BETWEEN = re.compile(r"\W{1,4}")
_END: Any = None

_ORIGIN = re.compile(
    r"""
    (?P<who> … \s*[,(;–-]?\s*
             (?:(?:hiện|đang|thường|cư)\s+)* (?:(?:ở|ngụ|trú|sống|người|quê)\s+)? (?:(?:ở|tại)\s+)?
           | \b(?:tôi|em|cháu|con)\s+ (?:(?:là|hiện|đang|thường|cư)\s+)* (?:ngụ|trú|sống|người)\s+ (?:(?:ở|tại)\s+)? )
    (?P<hamlet> (?:thôn|xóm|ấp|bản|làng|tổ\s+dân\s+phố|tdp|khu\s+dân\s+cư|khu\s+phố|khu|tổ)\s+ )
    (?P<name> (?:số\s+)? \w+ (?:[ ]\w+){0,3})
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Whence somebody comes: a hidden name or the speaker, then a hamlet and its name."""


class Cleaner:
    """Hides what leads to a person in the texts of one sheet.

    Hidden wherever it stands is what the personal fields of `records` (opinions)
    and of the feedback they belong to say, and every name and telephone number
    the desk knows: one person's opinion may speak of another. Names nobody told
    the desk of are hidden too, and listed in `undecided` for a person to decide.
    """

    def __init__(self, store: Store, records: Iterable[Record]) -> None:
        names, words = _of_everybody(store)
        feedback: set[tuple[str, str]] = set()
        for record in records:
            _take(store.form("opinion"), record.values, names, words)
            if record.values.get("source_form") == "feedback":
                feedback.add((str(record.values.get("source_unit")), str(record.values.get("source_id"))))
        for unit, record_id in feedback:
            sibling = store.get("feedback_personal", unit, record_id)
            if sibling:
                _take(store.form("feedback"), sibling.values, names, words)
        self._names = KnownNames(told_names(store, names))
        self._review = review_of(store)
        self._words = _trie(words)
        self._suspects: dict[str, Suspect] = {}
        self._cleaned: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text without traces of persons."""
        # Answers and forms of words come again and again in a sheet of thousands of lines.
        held = self._cleaned.get(text)
        if held is None:
            if len(self._cleaned) >= REMEMBERED:
                self._cleaned.clear()
            held = self._cleaned[text] = self._clean(text)
        return held

    def _clean(self, text: str) -> str:
        # Spans are looked for in the text as it was written: one trace may begin within another.
        letters = plain(text)
        found = marks(text, self._names, self._review, letters)
        for mark in found:
            if mark.kind == UNKNOWN_NAME:
                around = text[max(0, mark.start - AROUND) : mark.end + AROUND]
                self._suspects.setdefault(text[mark.start : mark.end], Suspect(text[mark.start : mark.end], around))
        spans = [(mark.start, mark.end) for mark in found]
        if self._words and not self._words.keys().isdisjoint(_TOKEN.findall(letters.text)):
            spans += _known_words(letters, self._words)
        return _ORIGIN.sub(_without_hamlet, hide(text, spans))

    @property
    def undecided(self) -> tuple[Suspect, ...]:
        """What was hidden because it looks like a name, in the order it came."""
        return tuple(self._suspects.values())


def _trie(phrases: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for phrase in sorted(phrases):
        node = root
        for word in _TOKEN.findall(plain(phrase).text):
            node = node.setdefault(word, {})
        if node is not root:
            node[_END] = True
    return root


def _known_words(letters: Plain, trie: Mapping[str, Any]) -> Iterable[tuple[int, int]]:
    """Where a text says one of the phrases, whatever stands between their words."""
    words = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(letters.text)]
    for first, (start, _end, word) in enumerate(words):
        node, at, end = trie.get(word), first, 0
        while node is not None:
            if _END in node:
                end = words[at][1]
            at += 1
            if at >= len(words) or _BETWEEN.fullmatch(letters.text, words[at - 1][1], words[at][0]) is None:
                break
            node = node.get(words[at][2])
        if end:
            yield letters.span(start, end)


def hide(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with "…" for each run of overlapping spans (start, end)."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            parts += (text[at:start], HIDDEN)
        at = max(at, end)
    return "".join((*parts, text[at:]))


def _without_hamlet(found: re.Match[str]) -> str:
    """The name ends where words no longer begin with a capital or a figure; without such a word it is none."""
    words = found["name"].split(" ")
    start = 1 if words[0].casefold() == "số" else 0
    end = start
    while end < len(words) and (words[end][0].isupper() or words[end][0].isdigit()):
        end += 1
    if end == start:
        return found[0]
    return " ".join((found["who"] + HIDDEN, *words[end:]))


def _take(form: Form, values: Mapping[str, Value], names: set[str], words: set[str]) -> None:
    """Sort what a record's personal fields say into names and other words, lists taken apart."""
    for field in form.personal_fields:
        value = values.get(field.key)
        if not isinstance(value, str) or len(value.strip()) < 2:
            continue
        if field.key.endswith("_name"):
            names.add(value.strip())
        else:
            words |= _phrases(field.key, value)


def _phrases(key: str, value: str) -> set[str]:
    """A value and its parts. Of an address only what has a number or several parts: a hamlet leads to nobody."""
    parts = {part.strip() for part in re.split(r"[,;\n]", value) if len(part.strip()) > 3}
    if key.endswith("_address"):
        return {p for p in parts if any(c.isdigit() for c in p)} | ({value.strip()} if len(parts) > 1 else set())
    return {value.strip(), *parts}


def _of_everybody(store: Store) -> tuple[set[str], set[str]]:
    """Names, and telephone numbers, in the desk's personal fields, also of records in the bin."""
    names: set[str] = set()
    words: set[str] = set()
    for key in ("opinion", "feedback"):
        form = store.form(key)
        fields = [f for f in form.personal_fields if f.key.endswith(("_name", "_phone"))]
        columns = ", ".join(f'"{f.key}"' for f in fields)
        for cells in store.conn.execute(f'SELECT DISTINCT {columns} FROM "{key}_personal"'):
            _take(form, {f.key: cell for f, cell in zip(fields, cells, strict=True)}, names, words)
    return names, words
