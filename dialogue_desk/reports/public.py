"""Texts for the notice board and the loudspeaker: nothing in them leads to a person.

Names and addresses are fields of their own and simply left out; but people also
write them into the text of an opinion, so whatever a record's personal fields
say, and whatever looks like a telephone, identity card, mail or house number,
is replaced by "…".

A hamlet (thôn, tổ dân phố) has hundreds of households and leads to nobody by
itself; where the trouble is, is what the notice is about, so it stays. Where it
says whence somebody comes ("bà …, thôn Đoài", "tôi trú tại tổ 5") it adds
nothing to the matter and narrows down who spoke: there it goes with the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.store import Store

HIDDEN = "…"

_TITLES = ("ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ")

_WORD = re.compile(r"\w+")
_TRACES = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                    # mail
    | (?<!\w)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)                  # telephone
    | (?<!\d)\d{12}(?!\d) | (?<!\d)\d{9}(?!\d)                      # identity card
    | \b(?:số\s+nhà|nhà\s+số|căn\s+hộ(?:\s+số)?|phòng\s+số)\s*:?\s*\d+\w*(?:[/-]\d+\w*)*   # house
    | \bsố\s+\d+\w*(?:[/-]\d+\w*)*(?=\s*,?\s*(?:ngõ|ngách|hẻm|kiệt|đường|phố)\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)

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
    the desk knows: one person's opinion may speak of another.
    """

    def __init__(self, store: Store, records: Iterable[Record]) -> None:
        known = _of_everybody(store)
        feedback: set[tuple[str, str]] = set()
        for record in records:
            known |= known_traces(store.form("opinion"), record.values)
            if record.values.get("source_form") == "feedback":
                feedback.add((str(record.values.get("source_unit")), str(record.values.get("source_id"))))
        for unit, record_id in feedback:
            sibling = store.get("feedback_personal", unit, record_id)
            if sibling:
                known |= known_traces(store.form("feedback"), sibling.values)
        self._by_first: dict[str, list[re.Pattern[str]]] = {}
        for words in sorted(known):
            whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
            self._by_first.setdefault(_first_word(words), []).append(whole)

    def __call__(self, text: str) -> str:
        """The text without traces of persons."""
        # Spans are looked for in the text as it was written: one trace may begin within another.
        spans = [found.span() for found in _TRACES.finditer(text)]
        for first in {word.casefold() for word in _WORD.findall(text)} & self._by_first.keys():
            for known in self._by_first[first]:
                spans += (found.span() for found in known.finditer(text))
        return _ORIGIN.sub(_without_hamlet, hide(text, spans))


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


def known_traces(form: Form, values: Mapping[str, Value]) -> set[str]:
    """What a record's personal fields say, lists taken apart; of a name also "ông Hùng"."""
    found: set[str] = set()
    for field in form.personal_fields:
        value = values.get(field.key)
        if isinstance(value, str) and len(value.strip()) > 1:
            found |= _traces(field.key, value)
            if field.key.endswith("_name"):
                found |= {f"{title} {value.split()[-1]}" for title in _TITLES}
    return found


def _traces(key: str, value: str) -> set[str]:
    """A value and its parts. Of an address only what has a number or several parts: a hamlet leads to nobody."""
    parts = {part.strip() for part in re.split(r"[,;\n]", value) if len(part.strip()) > 3}
    if key.endswith("_address"):
        return {p for p in parts if any(c.isdigit() for c in p)} | ({value.strip()} if len(parts) > 1 else set())
    return {value.strip(), *parts}


def _of_everybody(store: Store) -> set[str]:
    """Names and telephone numbers in the desk's personal fields, also of records in the bin."""
    found: set[str] = set()
    for key in ("opinion", "feedback"):
        form = store.form(key)
        fields = [f for f in form.personal_fields if f.key.endswith(("_name", "_phone"))]
        columns = ", ".join(f'"{f.key}"' for f in fields)
        for cells in store.conn.execute(f'SELECT DISTINCT {columns} FROM "{key}_personal"'):
            found |= known_traces(form, {f.key: cell for f, cell in zip(fields, cells, strict=True)})
    return found


def _first_word(text: str) -> str:
    words = _WORD.findall(text)
    return words[0].casefold() if words else ""
