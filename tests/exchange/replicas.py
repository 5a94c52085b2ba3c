"""Replicas of one small form, driven at random, with the true history of every save kept beside them.

The truth knows, for each version, what its author had really seen; it does not
look at `seen`, `names` or stamps to decide what covers what.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.exchange import merging, signing
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.exchange.parts import seal_line, split
from dialogue_desk.exchange.wire import lines_of
from dialogue_desk.storage import carrying, driver, registry, seals
from dialogue_desk.storage.erasing import Erased
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.saving import Saver, forks_of, versions_of
from dialogue_desk.storage.store import Store

FORM = Form(
    "note",
    "Ghi chép",
    (
        Field("a", Kind.TEXT, "A", group="x"),
        Field("b", Kind.COUNT, "B", group="x"),
        Field("c", Kind.TEXT, "C"),
        Field("who", Kind.TEXT, "Ai", personal=True),
    ),
)
FORMS = (FORM,)
UNIT = "31"
IDS = tuple(f"00000000-0000-7000-8000-{i:012d}" for i in range(1, 4))
START = 1_800_000_000_000_000
DELETED = "_del"


@dataclass
class True1:
    """What a save really was: the saves its author had seen, the live saves of each group, its values."""

    form: str
    id: str
    past: frozenset[str]
    lives: dict[str, frozenset[str]]
    values: dict[str, Any]
    stamp: Any


@dataclass
class Truth:
    """Every save of every replica, by hash; and the keys of every desk."""

    saves: dict[str, True1] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)

    def heads(self, held: Iterable[str]) -> frozenset[str]:
        held = set(held)
        return frozenset(h for h in held if not any(h in self.saves[o].past for o in held))

    def lives(self, heads: Iterable[str], group: str) -> frozenset[str]:
        heads = list(heads)
        every = {c for h in heads for c in self.saves[h].lives[group]}
        kept = {
            c for c in every if not any(c in self.saves[h].past and c not in self.saves[h].lives[group] for h in heads)
        }
        return frozenset(kept or every)

    def shown(self, held: Iterable[str]) -> tuple[dict[str, Any], frozenset[str], frozenset[str]]:
        """Value and conflicts by group, and the heads."""
        heads = self.heads(held)
        values, conflicts = {}, set()
        for group in self.saves[next(iter(heads))].lives:
            live = sorted(self.lives(heads, group), key=lambda c: self.saves[c].stamp)
            told = [self.saves[c].values[group] for c in live]
            if any(t != told[0] for t in told):
                conflicts.add(group)
            values[group] = min(told) if group == DELETED else told[-1]
        return values, frozenset(conflicts), heads


def groups_of(form: Form, values: dict[str, Any]) -> dict[str, Any]:
    return {g: tuple(values.get(f.key) for f in fields) for g, fields in form.groups.items()}


class Replica:
    """One desk's store, what it should hold, and its batches."""

    def __init__(
        self, path: Path, truth: Truth, desk: str, skew: int, key: bytes | None = None, forms: tuple[Form, ...] = FORMS
    ) -> None:
        self.path, self.truth, self.skew, self.key = path, truth, skew, key
        self.ticks = itertools.count(1)
        self.store = Store.open(path, key, forms=forms, clock=self.clock)
        # What is tested here is what is written, not that the disk has it.
        self.store.conn.execute("PRAGMA synchronous = OFF")
        self.store.set_meta("desk", desk)
        self._meet(desk)
        self.own: set[str] = set()
        self.batches: dict[int, set[str]] = {}
        self.last = 0

    def _meet(self, desk: str) -> None:
        """Its keys, and the public ones of everybody it may hear of: a clone has those of its original."""
        keys = self.truth.keys.setdefault(desk, Keys.generate())
        with driver.transaction(self.store.conn):
            if not registry.own_keys(self.store):
                registry.add_own_keys(self.store, desk, keys.sign, keys.age, None)

    def clock(self) -> int:
        return START + self.skew + next(self.ticks) * 1000

    def copy(self, path: Path) -> Replica:
        """A clone with the same desk id and the same numbers."""
        self.store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.path, path)
        made = Replica(path, self.truth, self.store.desk, self.skew + 7, self.key)
        made.own, made.batches = set(self.own), {b: set(v) for b, v in self.batches.items()}
        made.last = self.last
        return made

    @property
    def held(self) -> set[str]:
        return self.own.union(*self.batches.values())

    def of(self, form: str, record_id: str) -> set[str]:
        return {h for h in self.held if (self.truth.saves[h].form, self.truth.saves[h].id) == (form, record_id)}

    # -- what a person does ----------------------------------------------------------

    def save(self, form: Form, record_id: str, changes: dict[str, Any], *, base: str = "", delete: bool = False,
             decided: Iterable[str] = ()) -> str:  # fmt: skip
        """A save on top of what is shown, or beside it on top of an old version; "" when nothing changed."""
        record = self.store.get(form.key, UNIT, record_id)
        held = {base} if base else self.of(form.key, record_id)
        before = groups_of(form, dict(self._base_values(form, record, record_id, base)))
        values = {**self._base_values(form, record, record_id, base), **changes}
        top = self.store.conn.execute("SELECT coalesce(max(vid), 0) FROM version").fetchone()[0]
        with driver.transaction(self.store.conn):
            Saver(self.store, "ai").save(
                form,
                UNIT,
                record_id,
                values,
                base_rev=base or None,
                parallel=bool(base),
                delete=delete,
                decided=decided,
            )
        row = self.store.conn.execute(
            "SELECT hash, hlc, de, n FROM version WHERE vid > ? ORDER BY vid DESC LIMIT 1", (top,)
        ).fetchone()
        if row is None:
            return ""
        self._learn(form, record_id, row, held, before, groups_of(form, values), set(decided), delete)
        return str(row[0])

    def _base_values(self, form: Form, record: Any, record_id: str, base: str) -> dict[str, Any]:
        if base:
            known = versions_of(self.store, form, UNIT, record_id)
            version = next(v for v in known if v.hash == base)
            return dict(evaluate(form, [version], forks_of(self.store)).values)
        return dict(record.values) if record else {}

    def _learn(self, form: Form, record_id: str, row: Any, held: set[str], before: Any, after: Any,
               decided: set[str], delete: bool) -> None:  # fmt: skip
        truth, (digest, *stamp) = self.truth, row
        heads = truth.heads(held)
        past = frozenset().union(*(truth.saves[h].past | {h} for h in heads)) if heads else frozenset()
        lives = {
            g: frozenset({digest}) if not heads or before[g] != after[g] or g in decided else truth.lives(heads, g)
            for g in after
        }
        deleted = truth.lives(heads, DELETED) if heads else frozenset()
        ones = frozenset(c for c in deleted if truth.saves[c].values[DELETED] == 1)
        agreed = bool(deleted) and ones == deleted
        alone = delete or DELETED in decided or agreed or not heads
        lives[DELETED] = frozenset({digest}) if alone else ones | {digest}
        truth.saves[digest] = True1(
            form.key, record_id, past, lives, {**after, DELETED: 1 if delete else 0}, tuple(stamp)
        )
        self.own.add(digest)

    # -- what packages do ------------------------------------------------------------

    def lines(self, wanted: Iterable[str]) -> list[bytes]:
        """Versions as they travel."""
        digests = set(wanted)
        keys = {}
        for vid, digest in self.store.conn.execute("SELECT vid, hash FROM version").fetchall():
            if digest in digests:
                keys[vid] = (self.truth.saves[digest].form, UNIT, self.truth.saves[digest].id)
        with driver.transaction(self.store.conn):
            signing.seal_own(self.store)
        told = self.store.conn.execute(f"SELECT de, n, hash FROM version WHERE vid IN ({','.join(map(str, keys))})")
        signed = [seal_line(seal) for seal in seals.covering(self.store, told.fetchall())]
        return [*signed, *lines_of(carrying.line_parts(self.store, keys), keys, lambda key: False)]

    def receive(self, lines: list[bytes], digests: set[str]) -> merging.Outcome:
        self.last += 1
        with driver.transaction(self.store.conn):
            for desk, keys in self.truth.keys.items():
                registry.put(self.store, KnownDesk(desk, UNIT, keys.public.sign, keys.public.age, "trusted"))
            parts = split(lines)
            nobody = KnownDesk("", UNIT, "", "", "trusted")
            signed = signing.Signatures(self.store, parts.seals, nobody, 2)
            rows, refused = merging.read(self.store, parts.rows, signed.refuse, Erased(self.store))
            signed.keep()
            assert not refused
            outcome = merging.merge(self.store, rows, self.last)
        self.batches[self.last] = set(digests)
        return outcome

    def undo(self, batch: int) -> None:
        with driver.transaction(self.store.conn):
            merging.undo(self.store, batch)
        del self.batches[batch]

    # -- checks ----------------------------------------------------------------------

    def check(self, *, is_cloned: bool = False) -> None:
        """The tables say what the versions held show: by the rule from scratch, and by the true history."""
        conn = self.store.conn
        assert {h for (h,) in conn.execute("SELECT hash FROM version")} == self.held
        forks = forks_of(self.store)
        clashes: dict[str, int] = {}
        for de, n in conn.execute("SELECT de, n FROM version GROUP BY de, n HAVING count(*) > 1"):
            clashes[de] = min(n, clashes.get(de, n))
        assert forks == clashes
        for form in (FORM, FORM.sibling):
            assert form is not None
            ids = {self.truth.saves[h].id for h in self.held if self.truth.saves[h].form == form.key}
            shown = {r.id: r for r in self.store.records(form.key, with_bin=True)}
            assert set(shown) == ids
            for record_id, record in shown.items():
                self._check_record(form, record, record_id, forks, is_cloned=is_cloned)
        self._check_sides()

    def _check_record(self, form: Form, record: Any, record_id: str, forks: Any, *, is_cloned: bool) -> None:
        scratch = evaluate(form, versions_of(self.store, form, UNIT, record_id), forks)
        assert (record.rev, dict(record.values), set(record.conflicts), record.is_deleted) == (
            scratch.rev, {f.key: scratch.values.get(f.key) for f in form.record_fields}, set(scratch.conflicts),
            scratch.is_deleted,
        )  # fmt: skip
        if is_cloned:
            return
        values, conflicts, heads = self.truth.shown(self.of(form.key, record_id))
        assert set(record.rev.split("+")) == heads
        assert groups_of(form, dict(record.values)) == {g: v for g, v in values.items() if g != DELETED}
        assert set(record.conflicts) == conflicts
        assert record.is_deleted == bool(values[DELETED])

    def _check_sides(self) -> None:
        """Heads beyond one, and search, are in step with the rows."""
        conn = self.store.conn
        for form in (FORM, FORM.sibling):
            assert form is not None
            for rid, rev, heads in conn.execute(f'SELECT rid, rev, heads FROM "{form.key}"').fetchall():
                listed = {
                    h
                    for (h,) in conn.execute(
                        "SELECT v.hash FROM head JOIN version v USING (vid) WHERE head.rid = ?", (rid,)
                    )
                }
                assert listed == (set(rev.split("+")) if heads > 1 else set())
        rids = {r for f in (FORM, FORM.sibling) if f for (r,) in conn.execute(f'SELECT rid FROM "{f.key}"')}
        assert {r for (r,) in conn.execute("SELECT rid FROM search_text")} == rids
        conn.execute("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")

    def picture(self) -> dict[str, Any]:
        """What is shown, without what is local."""
        found: dict[str, Any] = {"forks": forks_of(self.store)}
        for form in (FORM, FORM.sibling):
            assert form is not None
            found[form.key] = [
                (
                    r.id,
                    r.rev,
                    sorted(r.values.items()),
                    r.conflicts,
                    r.is_deleted,
                    r.entered_by,
                    r.created_at,
                    r.updated_at,
                )
                for r in self.store.records(form.key, with_bin=True)
            ]
        return found
