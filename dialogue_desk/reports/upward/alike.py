"""New records of a package that look like records already held: one session typed on two laptops, one petition twice.

The cost is bounded: a query a unit and form, and each new record is compared with the few held ones nearest to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import nlargest

from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.alike import TWICE, between, matter_score, twice_score, words_of
from dialogue_desk.storage.store import Store

FORMS = (*TWICE, "opinion")
MOST = 2_000
"""New records of a package that are compared; more are left alone."""
HELD = 5_000
"""Held records of a unit they are compared with, the newest."""
ROOM = timedelta(days=31)
"""As far apart two opinions that may be one were received."""
CLOSEST = 25
"""Held opinions that share most words with a new one: these are weighed."""

TOLD = 8
"""Fields of two look-alikes that are laid side by side."""

_NUMBER = re.compile(r"\d+")
_INNER = re.compile(r"(?<=[\w,] )[^\W\d_]+")
"""A word that does not begin a sentence: with a capital it is a name."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Pair:
    """A new record and the held one it is most like; `score` 0–100."""

    new: Record
    held: Record
    score: int


def told_fields(form: Form, pair: Pair) -> list[str]:
    """The fields to lay side by side: the day, the title, then what differs; references say nothing to a person."""
    first = [form.date_field, *form.title_fields]
    more = [
        f.key
        for f in form.record_fields
        if f.key not in first
        and f.kind is not Kind.REF
        and not f.personal
        and pair.new.values.get(f.key) != pair.held.values.get(f.key)
    ]
    return [*first, *more][:TOLD]


def pairs(store: Store, new: Iterable[Record], but: set[Key]) -> list[Pair]:
    """The look-alikes among `new` records; `but` are the records (form, unit, id) that came with them."""
    by_place: dict[tuple[str, str], list[Record]] = {}
    for at, record in enumerate(r for r in new if r.form in FORMS and not r.is_deleted):
        if at == MOST:
            break
        by_place.setdefault((record.form, record.unit), []).append(record)
    found = []
    for (form_key, unit), records in by_place.items():
        found += _of_unit(store, store.form(form_key), unit, records, but)
    return found


def _of_unit(store: Store, form: Form, unit: str, new: Sequence[Record], but: set[Key]) -> list[Pair]:
    days = [day for r in new if (day := parse_date(str(r.values.get(form.date_field) or "")))]
    if not days:
        return []
    room = ROOM if form.key == "opinion" else timedelta()
    first, last = (min(days) - room).isoformat(), (max(days) + room).isoformat()
    held = [r for r in between(store, form, unit, first, last, HELD) if (form.key, r.unit, r.id) not in but]
    if not held:
        return []
    return _matters(form, new, held) if form.key == "opinion" else _twice(form, new, held)


def _twice(form: Form, new: Sequence[Record], held: Sequence[Record]) -> list[Pair]:
    by_day: dict[object, list[Record]] = {}
    for record in held:
        by_day.setdefault(record.values.get(form.date_field), []).append(record)
    found = []
    for record in new:
        near = by_day.get(record.values.get(form.date_field), [])[:CLOSEST]
        found += _best(record, [(twice_score(form.key, record.values, other.values), other) for other in near])
    return found


def _matters(form: Form, new: Sequence[Record], held: Sequence[Record]) -> list[Pair]:
    """Of the held opinions of about the same days, those that share most words are weighed."""
    dated = [(day, r) for r in held if (day := parse_date(str(r.values.get(form.date_field))))]
    dated.sort(key=lambda pair: (pair[0], pair[1].id))
    days = [day for day, _record in dated]
    words = [words_of(record.values) for _day, record in dated]
    having = [frozenset(said) for said in words]
    found = []
    for record in new:
        day, said = parse_date(str(record.values.get(form.date_field) or "")), words_of(record.values)
        if day is None or record.values.get("similar_id"):
            continue
        first, last = bisect_left(days, day - ROOM), bisect_right(days, day + ROOM)
        own = frozenset(said)
        shared = ((len(own & having[at]), at) for at in range(first, last))
        near = [
            at for count, at in nlargest(CLOSEST, shared) if count > 1 and not _speaks_against(record, dated[at][1])
        ]
        found += _best(record, [(matter_score(record.values, said, dated[at][1].values, words[at]), dated[at][1])
                                for at in near])  # fmt: skip
    return found


def _speaks_against(one: Record, other: Record) -> bool:
    """Whether two opinions name different places or numbers: “ngõ 5” and “ngõ 7”, “thôn Đông Am” and “thôn Lôi Trạch”.

    Petitions of one kind differ in little else.
    """
    texts = [f"{r.values.get('text') or ''}. {r.values.get('request') or ''}" for r in (one, other)]
    numbers = [set(_NUMBER.findall(text)) for text in texts]
    names = [{word for word in _INNER.findall(text) if word[0].isupper()} for text in texts]
    return any(first and second and not first & second for first, second in (numbers, names))


def _best(record: Record, scored: Sequence[tuple[int, Record]]) -> list[Pair]:
    score, held = max(scored, key=lambda pair: (pair[0], pair[1].id), default=(0, record))
    return [Pair(record, held, min(score, 100))] if score else []
