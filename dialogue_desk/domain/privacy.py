"""What texts give away about people: one search for public sheets, exports and the search before sending.

Numbers are told by their shape (`traces`), names by those the desk knows and by how an unknown one is written
(`people`). A person decides about unknown ones: until then they count as names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.letters import Plain, plain
from dialogue_desk.domain.people import NOBODY, KnownNames, unknown_names, words_of
from dialogue_desk.domain.traces import number_spans

UNKNOWN_NAME = "unknown_name"


class Mark(NamedTuple):
    """A place in a text: start, end, and what it gives away.

    Kinds: phone, id_number, account, plate, mail, house_number, name, unknown_name.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Finding:
    """A place in a text that may name a person; for `kind` see `Mark`."""

    form: str
    id: str
    field: str
    kind: str
    text: str


@dataclass(frozen=True)
class Review:
    """What is no name though it looks like one, in plain letters: `places`, and what a person decided to `keep`."""

    places: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()


NOTHING_DECIDED = Review()
UNSEARCHED = frozenset({"contact_name", "contact_phone", "sha256"})
"""Whom an office lets others call, and a fingerprint, which nobody typed and nobody can mend."""


def marks(
    text: str, names: KnownNames = NOBODY, review: Review = NOTHING_DECIDED, letters: Plain | None = None
) -> list[Mark]:
    """Every place of a text that leads to a person; numbers first, then names, each in order.

    An unknown name that overlaps another mark is part of that.
    """
    letters = letters or plain(text)
    held = words_of(letters.text)
    found = [Mark(*letters.span(start, end), kind) for start, end, kind in _apart(number_spans(letters.text))]
    found += [Mark(start, end, "name") for start, end in _joined(names.spans(text, letters, held))]
    for start, end in unknown_names(text, review.places, held):
        if any(start < mark.end and mark.start < end for mark in found):
            continue
        if " ".join(plain(text[start:end]).text.split()) not in review.keep:
            found.append(Mark(start, end, UNKNOWN_NAME))
    return found


def search(text: str, names: KnownNames = NOBODY, review: Review = NOTHING_DECIDED) -> list[tuple[str, str]]:
    """What a text gives away, as (kind, the words); a known name as it was told to the desk."""
    found = marks(text, names, review)
    written = [(mark.kind, text[mark.start : mark.end].strip()) for mark in found]
    told = [(kind, words) for kind, words in written if kind not in ("name", UNKNOWN_NAME)]
    known = names.find(text) or [words for kind, words in written if kind == "name"]
    return told + [("name", name) for name in known] + [pair for pair in written if pair[0] == UNKNOWN_NAME]


def findings(
    form: Form, record_id: str, values: Mapping[str, Value], names: KnownNames, review: Review = NOTHING_DECIDED
) -> Iterable[Finding]:
    """What the texts of a record that may travel give away."""
    for field in form.record_fields:
        if field.key in UNSEARCHED:
            continue
        text = values.get(field.key)
        if field.is_text and isinstance(text, str):
            for kind, words in search(text, names, review):
                yield Finding(form.key, record_id, field.key, kind, words)


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Spans of which none overlaps an earlier one: an account is not told as a telephone too."""
    found: list[tuple[int, int, str]] = []
    for start, end, kind in spans:
        if not any(start < b and a < end for a, b, _kind in found):
            found.append((start, end, kind))
    return sorted(found)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found
