"""Rows of a foreign table against what is held: known, changed, alike, or new."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import Record, id_of
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.exchange.intake.guessing import main_field
from dialogue_desk.storage.alike import may_be_one
from dialogue_desk.storage.brought import Brought, ids_with, records_with, rows_brought
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

ALIKE = 90
"""From this likeness of two texts of one day on (0–100) a row is offered as the same thing."""

_SIGNS = re.compile(r"\W+")

_PEOPLE = ("speaker_name", "contributor_name", "target_name", "host_name", "recipient")
"""Fields that tell two records of one text and day apart."""


@dataclass(frozen=True)
class Judged:
    """What a row is beside what is held: "new", "known", "changed" or "alike"; `why` in words; the record it meets.

    `changes` are the fields to set: only what the row says otherwise.
    """

    status: str
    why: str = ""
    record: Record | None = None
    changes: Mapping[str, Value] | None = None


def said_digest(form: Form, values: Mapping[str, Value]) -> str:
    """A digest of everything a row says: the same row has it again, and nobody reads the row out of it."""
    told = sorted((key, value) for key, value in values.items() if value is not None)
    return hashlib.blake2b(repr((form.key, told)).encode(), digest_size=16).hexdigest()


class Holding:
    """What a unit holds of a form, as far as the rows of one table may meet it. Each record is met once."""

    def __init__(self, store: Store, form: Form, unit: str, rows: Sequence[tuple[Mapping[str, Value], str]]) -> None:
        self._store, self._form, self._unit = store, form, unit
        self._main = main_field(form)
        self._met: set[str] = set()
        self._earlier: dict[tuple[object, ...], str] = {}
        self._keyed = bool(form.natural_key or form.is_single)
        self._brought: dict[str, list[Brought]] = {}
        self._held: dict[str, Record] = {}
        self._by_text: dict[tuple[Value, str], list[Record]] = defaultdict(list)
        self._by_day: dict[Value, list[Record]] = defaultdict(list)
        self._asked: set[object] = set()
        self._digests: dict[int, tuple[Mapping[str, Value], str]] = {}
        self.extend(rows)

    def extend(self, rows: Sequence[tuple[Mapping[str, Value], str]], *, are_ours: bool = False) -> None:
        """Look up what more rows may meet; days asked for before are not asked for again.

        `are_ours`: rows of our own templates, of which nobody remembers that they came.
        """
        form, unit, store = self._form, self._unit, self._store
        if are_ours and all(self.has_asked(values) for values, _key in rows):
            return
        names = [] if are_ours else [name for values, key in rows for name in (self._said(values), key) if name]
        brought = rows_brought(store, form.key, unit, list(dict.fromkeys(names))) if names else {}
        self._brought.update(brought)
        ids = [one.id for many in brought.values() for one in many]
        if self._keyed:
            ids += [id_of(form, unit, values) for values, _key in rows if self._has_key(values)]
        elif form.date_field:
            days = {values.get(form.date_field) for values, _key in rows} - {None} - self._asked
            self._asked |= days
            ids += ids_with(store, form, unit, form.date_field, sorted(days, key=str))
        texts = {values.get(self._main) for values, _key in rows if values.get(form.date_field) is None} - {None}
        ids += ids_with(store, form, unit, self._main, sorted(texts, key=str)) if texts else []
        fresh = records_with(store, form, unit, [one for one in dict.fromkeys(ids) if one not in self._held])
        self._held.update(fresh)
        for record in fresh.values():
            day = record.values.get(form.date_field) if form.date_field else None
            plain = self._plain(record.values)
            self._by_text[day, plain].append(record)
            self._by_text[None, plain].append(record)
            self._by_day[day].append(record)

    def has_asked(self, values: Mapping[str, Value]) -> bool:
        """Whether all that a dated row of our own templates may meet was looked up already."""
        return not self._keyed and bool(self._form.date_field) and values.get(self._form.date_field) in self._asked

    def _said(self, values: Mapping[str, Value]) -> str:
        """The digest of a row; asked twice of each, and worked out once."""
        known = self._digests.get(id(values))
        if known is None or known[0] is not values:
            known = values, said_digest(self._form, values)
            self._digests[id(values)] = known
        return known[1]

    def _has_key(self, values: Mapping[str, Value]) -> bool:
        return self._form.is_single or all(values.get(key) is not None for key in self._form.natural_key)

    def _plain(self, values: Mapping[str, Value]) -> str:
        return _plain_text(str(values.get(self._main) or ""))

    def twin(self, values: Mapping[str, Value]) -> Record | None:
        """A record nobody met yet that says all these values say; it is met then."""
        found = self._same(values)
        if found is None or found.status != "known" or found.record is None:
            return None
        self._met.add(found.record.id)
        return found.record

    def judge(self, values: Values, key: str, row: int) -> Judged:
        """What a row is; rows are asked in their order."""
        found = self._known(values, key) or self._same(values)
        if found is not None:
            assert found.record is not None
            self._met.add(found.record.id)
            return found
        mark = (
            values.get(self._form.date_field),
            self._plain(values),
            *(fold(str(values.get(k) or "")) for k in _PEOPLE),
        )
        before = self._earlier.setdefault(mark, str(row))
        if before != str(row) and not key:
            return Judged("alike", _("giống dòng {row} của tệp").format(row=before))
        return self._alike(values) or Judged("new")

    def _free(self, one: Brought) -> Record | None:
        return self._held.get(one.id) if one.id not in self._met else None

    def _known(self, values: Values, key: str) -> Judged | None:
        """A row that came before: by what it says to the letter, by the name a phone gave it, by its natural key."""
        said = self._said(values)
        for one in self._brought.get(said, ()):
            record = self._free(one)
            if record is not None and not (key and one.name == key):
                return Judged("known", _("đã nhập từ trước"), record)
        for one in self._brought.get(key, ()) if key else ():
            record = self._free(one)
            if record is not None:
                return self._compared(values, record) if one.said != said else Judged(
                    "known", _("đã nhập từ trước"), record)  # fmt: skip
        if self._keyed and self._has_key(values):
            record = self._held.get(id_of(self._form, self._unit, values))
            if record is not None and record.id not in self._met:
                return self._compared(values, record)
        return None

    def _same(self, values: Mapping[str, Value]) -> Judged | None:
        """A record that says the same of the same day, unless it is of somebody else; whole likeness first."""
        if self._keyed or not self._plain(values) or (self._form.date_field and not self._is_dated(values)):
            return None
        day = values.get(self._form.date_field) if self._form.date_field else None
        fitting = [r for r in self._by_text.get((day, self._plain(values)), ()) if r.id not in self._met]
        fitting = [r for r in fitting if self._may_be(values, r)]
        if self._form.is_appended:
            fitting = [r for r in fitting if not self._differences(values, r)]
        if not fitting:
            return None
        return self._compared(values, min(fitting, key=lambda r: len(self._differences(values, r))))

    def _is_dated(self, values: Mapping[str, Value]) -> bool:
        """Whether a row says its day, or names the record it takes it from."""
        return values.get(self._form.date_field) is not None or values.get("source_id") is not None

    def _may_be(self, values: Mapping[str, Value], record: Record) -> bool:
        """Whether nothing about the people speaks against a row and a record being one."""
        for key in _PEOPLE:
            one, other = values.get(key), record.values.get(key)
            if one is not None and other is not None and fold(str(one)) != fold(str(other)):
                return False
        return True

    def _differences(self, values: Mapping[str, Value], record: Record) -> dict[str, Value]:
        held = record.values
        return {k: v for k, v in values.items() if v is not None and not _equal(held.get(k), v)}

    def _compared(self, values: Mapping[str, Value], record: Record) -> Judged:
        changes = self._differences(values, record)
        if not changes:
            return Judged("known", _("đã có"), record)
        labels = ", ".join(_(self._form.field(key).label) for key in changes)
        return Judged("changed", _("khác bản đã có ở: {fields}").format(fields=labels), record, changes)

    def _alike(self, values: Values) -> Judged | None:
        from rapidfuzz import fuzz

        day = values.get(self._form.date_field) if self._form.date_field else None
        plain = self._plain(values)
        if day is None or self._keyed or self._form.is_appended or len(plain) < 6:
            return None
        figures = re.findall(r"\d+", plain)
        for record in self._by_day.get(day, ()):
            other = self._plain(record.values)
            if record.id in self._met or figures != re.findall(r"\d+", other):
                continue
            if fuzz.token_sort_ratio(plain, other) >= ALIKE and all(
                may_be_one(values.get(k), record.values.get(k)) for k in _PEOPLE
            ):
                told = _("giống bản ghi ngày {day}: {title}").format(
                    day=screen_date(day), title=self._form.title(record.values)[:60]
                )
                return Judged("alike", told, record)
        return None


@lru_cache(512)
def _plain_text(text: str) -> str:
    return _SIGNS.sub(" ", fold(text)).strip()


def _equal(held: Value, said: Value) -> bool:
    if isinstance(held, tuple) and isinstance(said, tuple):
        return set(held) == set(said)
    if isinstance(held, str) and isinstance(said, str):
        return held == said or " ".join(normalise(held).split()) == " ".join(said.split())
    return held == said
