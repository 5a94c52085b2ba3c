"""What a package does to the records held: decides per record, in sets; `storage.staging` runs it.

The law is in `domain.merge`: what is shown is a pure function of the versions
held. A record of which the package brings one plain successor of one plain head
is shown at once; every other one is evaluated whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form
from dialogue_desk.domain.merge import Forks, is_doubtful
from dialogue_desk.domain.records import Record
from dialogue_desk.exchange.package import damaged
from dialogue_desk.exchange.wire import LineReader, MalformedError, UndeclaredError
from dialogue_desk.storage import follow, schema, staging
from dialogue_desk.storage.erasing import Erased, Mark
from dialogue_desk.storage.parcels import MOST_QUARANTINED, Quarantined
from dialogue_desk.storage.renewing import note_raw
from dialogue_desk.storage.saving import forks_of
from dialogue_desk.storage.staging import Current, Key, Staged
from dialogue_desk.storage.store import Store

KINDS = ("new", "changed", "same", "older", "conflicts", "quarantined", "erased")

PART = 10_000
"""Rows that are read and merged at once."""
MOST_JUNK = 1000
"""Lines of a part that are no rows: a fault spoils a few, more are no package of ours."""
MOST_SHOWN = 20_000
"""Records a preview shows field by field; of the others it counts what happens to them."""

Refuse = Callable[[Staged], str]
"""The reason why a row must not be taken; "" when it may."""

_RANK = {"same": 0, "older": 1, "changed": 2, "new": 3, "conflicts": 4}


@dataclass
class Outcome:
    """What a merge did: records by kind (a sibling counts with its record), rows refused, records touched."""

    kinds: dict[Key, str] = field(default_factory=dict)
    touched: set[Key] = field(default_factory=set)
    quarantined: list[Quarantined] = field(default_factory=list)
    forked: set[str] = field(default_factory=set)
    """Series in which a number was met with another content."""
    new_forks: dict[str, int] = field(default_factory=dict)
    """Those for which that is news, and the first such number."""
    claims: int = 0
    """Things the sender said that it has no say in."""
    erased: list[Mark] = field(default_factory=list)
    """Marks that were new here and were obeyed."""
    erasures_waiting: list[Mark] = field(default_factory=list)
    """Marks that were new here and wait for a person."""
    rows: int = 0
    shown: dict[Key, tuple[Record | None, Record | None]] = field(default_factory=dict)
    """What was shown before and is shown after, of records touched; filled for a preview only."""

    def note(self, key: Key, kind: str) -> None:
        """Count a record once, by the strongest thing that happened to it or to its sibling."""
        if key[0].endswith(PERSONAL_SUFFIX):
            key = (key[0].removesuffix(PERSONAL_SUFFIX), key[1], key[2])
        if _RANK[kind] >= _RANK[self.kinds.get(key, "same")]:
            self.kinds[key] = kind

    @property
    def counts(self) -> dict[str, int]:
        """Records by kind, and rows in quarantine."""
        found = dict.fromkeys(KINDS, 0)
        for kind in self.kinds.values():
            found[kind] += 1
        found["quarantined"] = len(self.quarantined)
        found["erased"] = len({(m[0].removesuffix(PERSONAL_SUFFIX), *m[1:3]) for m in self.erased})
        return found


@dataclass
class _Plan:
    """Which rows are written plainly and which records are evaluated."""

    plain: dict[str, list[Staged]] = field(default_factory=dict)
    whole: dict[Key, tuple[Form, int]] = field(default_factory=dict)


def take(
    store: Store, lines: Iterable[bytes], refuse: Refuse, erased: Erased, batch: int, *, keep_before: bool = False
) -> Outcome:
    """Merge the rows of a package as a batch, inside the caller's transaction.

    A large package is taken in parts, so that it fits into a small machine: the
    law does not ask in which parts versions come. PackageError when there is
    more junk than a fault explains.
    """
    outcome = Outcome()
    waiting = iter(lines)
    while part := list(islice(waiting, PART)):
        rows, refused = read(store, part, refuse, erased)
        outcome.quarantined += refused
        merge(store, rows, batch, keep_before=keep_before, outcome=outcome)
    return outcome


def read(
    store: Store, lines: Sequence[bytes], refuse: Refuse, erased: Erased
) -> tuple[list[Staged], list[Quarantined]]:
    """The versions of a package that may be taken, oldest first, and the rows that may not, with the reason.

    PackageError when there is more junk than a fault explains.
    """
    reader = LineReader(schema.all_forms(store.forms), erased)
    junk = 0
    taken: dict[tuple[str, int, str], Staged] = {}
    refused: list[Quarantined] = []
    for line in dict.fromkeys(lines):
        try:
            row = reader.read(line)
        except MalformedError as error:
            junk += not isinstance(error, UndeclaredError)
            if junk > MOST_JUNK:
                raise damaged("junk") from error
            refused.append(Quarantined("", "", "", "", 0, str(error), line.decode("utf-8", "replace")))
            continue
        reason = refuse(row)
        if reason:
            text = line.decode() if len(refused) < MOST_QUARANTINED else ""  # no more of them are kept
            refused.append(
                Quarantined(row.form.key, row.unit, row.id, row.stamp.de, row.stamp.n, reason, text, hash=row.hash)
            )
        else:
            taken[row.stamp.de, row.stamp.n, row.hash] = row
    met = reader.met()
    if met and note_raw(store, met):
        return read(store, lines, refuse, erased)  # now they have their place, plain until the declaration comes
    return sorted(taken.values(), key=lambda s: (s.stamp, s.hash)), refused


def merge(
    store: Store, rows: Sequence[Staged], batch: int, *, keep_before: bool = False, outcome: Outcome | None = None
) -> Outcome:
    """Merge versions (oldest first) as a batch, inside the caller's transaction; `outcome` is of the parts before."""
    outcome = outcome or Outcome()
    outcome.rows += len(rows)
    hits = staging.hits(store, rows, batch)
    clashes = _clashes(rows, hits.others)
    outcome.forked |= set(clashes)
    if any(s.original for s in rows):  # also of a version that is held without its content
        staging.put_aside(store, rows)
    for i in hits.same:
        outcome.note(rows[i].key, "same")
    fresh = [s for i, s in enumerate(rows) if i not in hits.same] if hits.same else list(rows)
    if not fresh:
        return outcome
    new_forks = staging.add_forks(store, clashes)
    outcome.new_forks = {**outcome.new_forks, **new_forks}
    forks = forks_of(store)
    forms = {s.form.key: s.form for s in fresh}
    records: dict[Key, list[Staged]] = {}
    for s in fresh:
        records.setdefault(s.key, []).append(s)
    before = _before(store, records, outcome) if keep_before else {}
    plan = _decide(store, records, forks, outcome)
    staging.insert_versions(store, fresh, batch)
    staging.show_plain(store, forms, plan.plain)
    follow.begin(store, _begun(plan.plain))
    follow.refresh(store, _petitions_touched(store, plan.plain))
    for key, (form, rid) in plan.whole.items():
        _show_whole(store, form, key, rid, forks, outcome)
    for rid, form, unit, record_id in staging.doubtful_records(store, new_forks):
        if (form.key, unit, record_id) not in plan.whole:
            outcome.touched.add((form.key, unit, record_id))
            staging.show_evaluated(store, form, unit, record_id, rid, forks)
    outcome.shown |= {key: (old, store.get(*key)) for key, old in before.items()}
    return outcome


def _begun(plain: Mapping[str, Sequence[Staged]]) -> Iterator[tuple[Any, ...]]:
    """The new petitions among plain rows, as `follow.begin` wants them."""
    for s in plain.get("opinion", ()):
        get = s.body["v"].get
        if s.is_new and get("kind") == "petition" and not s.body.get("x"):
            told = get("received_on"), get("due_on"), get("lead_agency"), get("is_anonymous"), get("is_too_general")
            yield (s.rid, s.key[1], s.key[2], *told)


def _petitions_touched(store: Store, plain: Mapping[str, Sequence[Staged]]) -> set[follow.Key]:
    """The other petitions whose state plain rows decide; a new opinion that is none has no state to lose."""
    begun = {s.key[1:] for s in plain.get("opinion", ()) if s.is_new}
    touched = {s.key[1:] for s in plain.get("opinion", ()) if not s.is_new}
    for s in (s for form_key in follow.FORMS if form_key != "opinion" for s in plain.get(form_key, ())):
        touched.update(follow.keys_touched(store, s.form.key, s.unit, s.id, s.body["v"]))
    return touched - begun


def _before(store: Store, keys: Iterable[Key], outcome: Outcome) -> dict[Key, Record | None]:
    """What is shown of records before anything of the package is merged, of a flood the first ones."""
    found: dict[Key, Record | None] = {}
    for key in keys:
        if key in outcome.shown:
            found[key] = outcome.shown[key][0]
        elif len(outcome.shown) + len(found) < MOST_SHOWN:
            found[key] = store.get(*key)
    return found


def _clashes(rows: Iterable[Staged], met: Mapping[str, int]) -> dict[str, int]:
    """Numbers with two contents, here or between the package and what is held."""
    found = dict(met)
    seen: dict[tuple[str, int], str] = {}
    for s in rows:
        if seen.setdefault((s.stamp.de, s.stamp.n), s.hash) != s.hash:
            found[s.stamp.de] = min(s.stamp.n, found.get(s.stamp.de, s.stamp.n))
    return found


def _decide(store: Store, records: Mapping[Key, Sequence[Staged]], forks: Forks, outcome: Outcome) -> _Plan:
    current = staging.currents(store, records)
    plan = _Plan()
    tops: dict[str, int] = {}
    for key, brought in records.items():
        tip, held = brought[-1], current.get(key)
        if held is None:
            top = tops[key[0]] = tops.get(key[0], 0) or staging.top_rid(store, tip.form)
            tops[key[0]] = rid = top + 1
        else:
            rid = held.rid
        for s in brought:
            s.rid, s.is_new = rid, held is None
        kind = _kind(brought, held, forks)
        outcome.touched.add(key)
        if kind == "whole":
            plan.whole[key] = tip.form, rid
            outcome.note(key, "new" if held is None else "same")
            continue
        outcome.note(key, kind)
        if kind != "older":
            plan.plain.setdefault(key[0], []).append(tip)
    return plan


def _kind(brought: Sequence[Staged], held: Current | None, forks: Forks) -> str:
    """What happens to a record: "new", "changed", "older", or "whole": by the whole rule."""
    tip = brought[-1]
    if tip.is_open or (forks and any(is_doubtful(s.stamp, forks) for s in brought)):
        return "whole"
    if not _is_chain(brought):
        return "whole"
    if held is None:
        return "new"
    if held.heads > 1 or held.conflict or is_doubtful(held.stamp, forks):
        return "whole"
    if tip.stamp.hlc > held.stamp.hlc and tip.seen.get(held.stamp.de, 0) >= held.stamp.n:
        return "changed"
    if held.stamp.hlc > tip.stamp.hlc and f'"{tip.stamp.de}":' in held.seen and _reaches(held.seen, tip):
        return "older"
    return "whole"


def _is_chain(brought: Sequence[Staged]) -> bool:
    """Whether a later version (they are sorted by their clock) covers each but the last."""
    reached: dict[str, int] = {}
    waiting: list[Staged] = []
    for s in reversed(brought):
        if waiting and waiting[-1].stamp.hlc > s.stamp.hlc:
            for later in waiting:
                for de, n in later.seen.items():
                    reached[de] = max(n, reached.get(de, 0))
            waiting.clear()
        if s is not brought[-1] and reached.get(s.stamp.de, 0) < s.stamp.n:
            return False
        waiting.append(s)
    return True


def _reaches(seen: str, tip: Staged) -> bool:
    import msgspec  # noqa: PLC0415 only parallel and older rows need it

    return int(msgspec.json.decode(seen).get(tip.stamp.de, 0)) >= tip.stamp.n


def _show_whole(store: Store, form: Form, key: Key, rid: int, forks: Forks, outcome: Outcome) -> None:
    before = store.get(*key)
    conflicts = staging.show_evaluated(store, form, key[1], key[2], rid, forks)
    after = store.get(*key)
    if conflicts:
        outcome.note(key, "conflicts")
    elif before is not None and after is not None:
        differs = before.values != after.values or before.is_deleted != after.is_deleted
        outcome.note(key, "changed" if differs else "same")


def undo(store: Store, batch: int) -> set[Key]:
    """Take a batch away exactly; the records that are shown anew."""
    touched = staging.undo(store, batch)
    forks = forks_of(store)
    for rid, form, unit, record_id in touched:
        staging.show_evaluated(store, form, unit, record_id, rid, forks)
    return {(form.key, unit, record_id) for _rid, form, unit, record_id in touched}
