"""What merging a package would do, told record by record while the merge that is taken back still stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dialogue_desk.desk.giving_away import changed
from dialogue_desk.domain.fields import PERSONAL_SUFFIX
from dialogue_desk.domain.privacy import Finding
from dialogue_desk.domain.records import DELETED, Record
from dialogue_desk.exchange.merging import Outcome
from dialogue_desk.reports.upward.alike import MOST, Pair, pairs, told_fields
from dialogue_desk.reports.upward.merge_preview import other_sides
from dialogue_desk.storage.saving import shown_of
from dialogue_desk.storage.staging import Key
from dialogue_desk.storage.store import Store


@dataclass(frozen=True)
class FieldChange:
    """One field of a record: what is shown now and what the package makes of it, or says against it."""

    form: str
    unit: str
    id: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Alike:
    """A new record of the package and the held one it looks like; `fields` are worth laying side by side."""

    form: str
    unit: str
    id: str
    title: str
    held_id: str
    held_title: str
    score: int
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Details:
    """Everything a preview shows. `records` are (kind, form, unit, id); `parallel` merged by themselves."""

    records: tuple[tuple[str, str, str, str], ...] = ()
    changes: tuple[FieldChange, ...] = ()
    titles: Mapping[Key, str] = field(default_factory=dict)
    """Short names of those records, also of new ones that are not stored yet."""
    parallel: frozenset[Key] = frozenset()
    alike: tuple[Alike, ...] = ()
    pairs: tuple[Pair, ...] = ()
    is_compared: bool = True
    """Whether every new record was compared with those held."""
    refused: Mapping[str, int] = field(default_factory=dict)
    """Rows that would go to quarantine, by reason."""
    findings: tuple[Finding, ...] = ()
    """What the texts that the package brings give away about people."""


def details_of(store: Store, outcome: Outcome) -> Details:
    """The details of a merge, inside its transaction."""
    shown = sorted((key, *both) for key, both in outcome.shown.items() if not key[0].endswith(PERSONAL_SUFFIX))
    fresh = [after for key, _before, after in shown if after is not None and outcome.kinds.get(key) == "new"]
    was = {key: before for key, before, _after in shown if before is not None}
    found = [
        replace(pair, held=was.get((pair.held.form, pair.held.unit, pair.held.id), pair.held))
        for pair in pairs(store, fresh, {(r.form, r.unit, r.id) for r in fresh})
    ]
    return Details(
        records=tuple((kind, *key) for key, kind in sorted(outcome.kinds.items(), key=lambda pair: pair[0])),
        changes=tuple(
            FieldChange(*key, *told)
            for key, before, after in shown
            if before is not None and after is not None
            for told in _changed(store, key, before, after)
        ),
        titles={
            key: store.form(key[0]).title(after.values)
            for key, (_before, after) in outcome.shown.items()
            if after is not None
        },
        parallel=frozenset(
            key
            for key, before, after in shown
            if before is not None and after is not None and "+" in after.rev and outcome.kinds.get(key) == "changed"
        ),
        alike=tuple(_alike(store, pair) for pair in found),
        pairs=tuple(found),
        is_compared=len(fresh) <= MOST,
        refused=Counter(row.reason for row in outcome.quarantined),
        findings=changed(store, ((before, after) for _key, before, after in shown)),
    )


def _changed(store: Store, key: Key, before: Record, after: Record) -> Iterator[tuple[str, Any, Any]]:
    """What is shown differently afterwards, then what the other side of a conflict says while ours goes on showing."""
    told = set()
    for name, value in after.values.items():
        if before.values.get(name) != value:
            told.add(name)
            yield name, before.values.get(name), value
    if before.is_deleted != after.is_deleted:
        told.add(DELETED)
        yield DELETED, before.is_deleted, after.is_deleted
    if not after.conflicts:
        return
    shown = shown_of(store, store.form(key[0]), key[1], key[2])
    if shown is not None:
        for name, old, new in other_sides(shown, before.values, is_deleted=before.is_deleted):
            if name not in told:
                yield name, old, new


def _alike(store: Store, pair: Pair) -> Alike:
    form, new, held = store.form(pair.new.form), pair.new, pair.held
    fields = (
        FieldChange(form.key, new.unit, new.id, name, held.values.get(name), new.values.get(name))
        for name in told_fields(form, pair)
    )
    return Alike(
        form.key, new.unit, new.id, form.title(new.values), held.id, form.title(held.values), pair.score, tuple(fields)
    )
