"""The laws of the merge over random histories: several desks, relays, missing middles, criss-cross saves, undo."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.records import Stamp, build_version
from dialogue_desk.storage.store import Store
from tests.exchange.replicas import DELETED, FORM, FORMS, IDS, START, Replica, Truth

EXAMPLES = int(os.environ.get("MERGE_EXAMPLES", "30"))
PHASES = (Phase.generate,) if os.environ.get("MERGE_NO_SHRINKING") else tuple(Phase)
DECADES = 75 * 365 * 86_400_000_000

Op = tuple[int, int, int, int, int]
small = st.integers(0, 7)
ops = st.lists(st.tuples(st.integers(0, 13), small, small, small, small), min_size=16, max_size=44)
law = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


KEY = bytes(range(32))


@cache
def template(key: bytes | None) -> Path:
    """An empty store of the small form, made once."""
    path = Path(tempfile.mkdtemp()) / "empty.db"
    store = Store.create(path, {"unit": "31"}, (), key, forms=FORMS)
    store.conn.execute("PRAGMA journal_mode = DELETE")
    store.close()
    return path


@contextmanager
def replicas(count: int, key: bytes | None = None) -> Iterator[tuple[Truth, list[Replica], Path]]:
    folder = Path(tempfile.mkdtemp())
    truth = Truth()
    made = []
    try:
        for i in range(count):
            path = folder / f"{i}.db"
            shutil.copy(template(key), path)
            made.append(Replica(path, truth, f"{i:016x}", DECADES if i == 1 else i * 13, key))
        yield truth, made, folder
    finally:
        for replica in made:
            replica.store.close()
        shutil.rmtree(folder)


def play(op: Op, all_: list[Replica], folder: Path, *, clones: bool) -> None:
    """One step of a history."""
    kind, who, what, how, more = op
    replica = all_[who % len(all_)]
    form = FORM.sibling if more == 7 else FORM
    assert form is not None
    record_id = IDS[0 if what < 6 else 1]  # dense collisions find more than many examples
    held = replica.of(form.key, record_id)
    if kind <= 3:
        key = "who" if form.is_personal else ("a", "b", "c")[how % 3]
        replica.save(form, record_id, {key: how if key == "b" else f"v{how % 4}"})
    elif kind == 4 and held:
        if not replica.store.get(form.key, "31", record_id).is_deleted:
            replica.save(form, record_id, {}, delete=True)
    elif kind == 5 and held:
        record = replica.store.get(form.key, "31", record_id)
        if record.conflicts:
            group = record.conflicts[how % len(record.conflicts)]
            replica.save(form, record_id, {}, decided=[group])
    elif kind == 6 and held:
        base = sorted(held)[how % len(held)]
        key = "who" if form.is_personal else ("a", "b", "c")[more % 3]
        replica.save(form, record_id, {key: 90 + how if key == "b" else f"p{how}"}, base=base)
    elif 7 <= kind <= 10:
        other = all_[(who + 1 + what % (len(all_) - 1)) % len(all_)]
        wanted = sorted(other.held)
        if kind > 8:
            wanted = [h for i, h in enumerate(wanted) if (i * 7 + how) % 3 or more == 0]
        if wanted:
            replica.receive(other.lines(wanted), set(wanted))
    elif kind == 13 and clones and how >= 5 and len(all_) < 5:
        all_.append(replica.copy(folder / f"{len(all_)}.db"))
    elif kind >= 11 and replica.batches:
        replica.undo(sorted(replica.batches)[how % len(replica.batches)])


def begin(all_: list[Replica], order: int) -> None:
    """Half of the histories begin with records everybody has: then edits meet without a conflict, too."""
    if order % 2:
        return
    for record_id in IDS[:2]:
        all_[0].save(FORM, record_id, {"a": "v", "b": 1, "c": "v"})
    for other in all_[1:]:
        other.receive(all_[0].lines(all_[0].held), set(all_[0].held))


def gather(all_: list[Replica], order: int) -> None:
    """Everybody gets everything, in an order of its own, split differently."""
    for i, replica in enumerate(all_):
        others = [o for o in all_ if o is not replica]
        if (order + i) % 2:
            others.reverse()
        for other in others:
            wanted = sorted(other.held, key=lambda h: (hash((h, order, i)), h))
            cut = (order + i) % (len(wanted) + 1)
            for part in (wanted[:cut], wanted[cut:]):
                if part:
                    replica.receive(other.lines(part), set(part))


@law
@given(ops, st.integers(0, 50))
def test_what_is_shown_follows_from_the_versions_held_and_from_the_true_history(history: list[Op], order: int) -> None:
    with replicas(3) as (_truth, all_, folder):
        begin(all_, order)
        for op in history:
            play(op, all_, folder, clones=False)
            all_[op[1] % len(all_)].check()
        gather(all_, order)
        for replica in all_:
            replica.check()
            assert replica.picture() == all_[0].picture()


@settings(law, max_examples=max(8, EXAMPLES // 8))
@given(ops, st.integers(0, 50))
def test_the_same_in_locked_files(history: list[Op], order: int) -> None:
    clones = order % 2 == 1
    with replicas(3, KEY) as (truth, all_, folder):
        begin(all_, order // 2)
        for i, op in enumerate(history):
            play(op, all_, folder, clones=clones)
            if i % 4 == 0:
                all_[op[1] % len(all_)].check(is_cloned=clones)
        gather(all_, order)
        for replica in all_:
            replica.check(is_cloned=clones)
            assert replica.picture() == all_[0].picture()
            if clones:
                _no_edit_lost(truth, replica)
        for batch in sorted(all_[0].batches, key=lambda b: (b * 7 + order) % 5):
            all_[0].undo(batch)
            all_[0].check(is_cloned=clones)
        assert all_[0].held == all_[0].own


@law
@given(ops, st.integers(0, 50))
def test_copied_desks_lose_no_edit(history: list[Op], order: int) -> None:
    with replicas(2) as (truth, all_, folder):
        all_.append(all_[0].copy(folder / "2.db"))
        begin(all_, order)
        for op in history:
            play(op, all_, folder, clones=True)
            all_[op[1] % len(all_)].check(is_cloned=True)
        gather(all_, order)
        for replica in all_:
            replica.check(is_cloned=True)
            assert replica.picture() == all_[0].picture()
            _no_edit_lost(truth, replica)


def _no_edit_lost(truth: Truth, replica: Replica) -> None:
    """Every save that nobody had really seen is a head."""
    for form in (FORM, FORM.sibling):
        assert form is not None
        for record in replica.store.records(form.key, with_bin=True):
            assert truth.heads(replica.of(form.key, record.id)) <= set(record.rev.split("+"))


@law
@given(ops, st.integers(0, 50))
def test_undoing_everything_leaves_only_ones_own(history: list[Op], order: int) -> None:
    with replicas(3) as (_truth, all_, folder):
        begin(all_, order)
        for op in history:
            play(op, all_, folder, clones=False)
        replica = all_[0]
        for batch in sorted(replica.batches, key=lambda b: (b * 7 + order) % 5):
            replica.undo(batch)
            replica.check()
        assert replica.held == replica.own
        assert replica.store.conn.execute("SELECT count(*) FROM vouch").fetchone()[0] == 0


def test_a_desk_that_does_not_know_a_field_keeps_it_and_passes_it_on(tmp_path: Path) -> None:
    """What only a newer desk knows survives an older one: read, kept through a save, sent on."""
    newer = replace(FORM, fields=(*FORM.fields, Field("d", Kind.TEXT, "D")))
    truth = Truth()
    paths = [tmp_path / f"{i}.db" for i in range(3)]
    store = Store.create(paths[0], {"unit": "31"}, (), forms=(newer,))
    store.close()
    shutil.copy(paths[0], paths[2])
    shutil.copy(template(None), paths[1])
    first, old, last = (
        Replica(path, truth, f"{i:016x}", 0, forms=(FORM,) if i == 1 else (newer,)) for i, path in enumerate(paths)
    )
    first.save(newer, IDS[0], {"a": "một", "d": "mới"})
    old.receive(first.lines(first.held), first.held)
    old.save(FORM, IDS[0], {"a": "hai"})
    last.receive(old.lines(old.held), old.held)
    record = last.store.get("note", "31", IDS[0])
    assert record is not None
    assert (record.values["a"], record.values["d"], record.conflicts) == ("hai", "mới", ())
    for replica in (first, old, last):
        replica.store.close()


def test_a_successor_of_the_last_head_leaves_the_other_head_standing() -> None:
    """Two heads without a conflict, and a save that had seen only the later of them."""
    with replicas(2) as (_truth, (first, second), _folder):
        begin([first, second], 0)
        first.save(FORM, IDS[0], {"c": "của một"})
        second.save(FORM, IDS[0], {"a": "của hai"})
        first.receive(second.lines(second.held), set(second.held))
        first.check()
        second.save(FORM, IDS[0], {"a": "của hai, sau"})
        first.receive(second.lines(second.held), set(second.held))
        first.check()
        record = first.store.get("note", "31", IDS[0])
        assert record is not None
        assert (record.values["a"], record.values["c"]) == ("của hai, sau", "của một")


def test_a_save_on_an_open_conflict_leaves_it_open_where_it_arrives() -> None:
    """A third desk learns of the conflict only by the save that carries both candidates."""
    with replicas(3) as (_truth, all_, _folder):
        begin(all_, 0)
        first, second, third = all_
        first.save(FORM, IDS[0], {"a": "một"})
        second.save(FORM, IDS[0], {"a": "hai"})
        first.receive(second.lines(second.held), set(second.held))
        tip = first.save(FORM, IDS[0], {"c": "khác"})
        third.receive(first.lines({tip}), {tip})
        third.check()
        record = third.store.get("note", "31", IDS[0])
        assert record is not None
        assert record.conflicts == ("x",)


@pytest.mark.parametrize("order", ["clash first", "clash last", "edit late"])
def test_what_a_copied_desk_wrote_is_covered_by_name_only(order: str) -> None:
    """One number with two contents, in one record, makes the desk's later saves doubtful in every record."""
    with replicas(3) as (_truth, all_, folder):
        begin(all_, 0)
        desk, other, reader = all_
        copy = desk.copy(folder / "copy.db")
        all_.append(copy)
        here, there = desk.save(FORM, IDS[1], {"a": "gốc"}), copy.save(FORM, IDS[1], {"c": "chép"})
        edit = desk.save(FORM, IDS[0], {"a": "gốc"})
        unseen = {copy.save(FORM, IDS[0], {"c": "chép 1"}), copy.save(FORM, IDS[0], {"c": "chép 2"})}
        other.receive(copy.lines(unseen), unseen)
        # By its numbers this save has seen the edit; in truth it never did.
        beyond = other.save(FORM, IDS[0], {"c": "sau"})

        def clash() -> None:
            reader.receive(desk.lines({here}), {here})
            reader.receive(copy.lines({there}), {there})

        def head() -> set[str]:
            record = reader.store.get("note", "31", IDS[0])
            assert record is not None
            return set(record.rev.split("+"))

        if order == "clash last":
            reader.receive(desk.lines({edit}), {edit})
            reader.receive(other.lines({beyond}), {beyond})
            before = head()
            clash()
            reader.check(is_cloned=True)
            assert edit in head()
            reader.undo(reader.last)
            reader.check(is_cloned=True)
            assert head() == before
            return
        clash()
        pair = [(desk, edit), (other, beyond)]
        for source, save in pair if order == "clash first" else pair[::-1]:
            reader.receive(source.lines({save}), {save})
            reader.check(is_cloned=True)
        assert {edit, beyond} <= head()


def test_versions_that_claim_to_have_seen_each_other_make_no_cycle() -> None:
    """Malformed data cannot make a record without a head: only a greater clock covers."""
    made = [
        build_version("note", "31", IDS[0], Stamp(START + i, f"{i:016x}/0", 1), {f"{3 - i:016x}/0": 1}, (), {},
                      {"at": "", "by": "", "eb": "", "ca": "", "v": {"a": str(i)}})
        for i in (1, 2)
    ]  # fmt: skip
    assert evaluate(FORM, made).heads == (made[1],)


def test_a_history_can_fail(tmp_path: Path) -> None:
    """The checks are able to fail: a row that says something else is noticed."""
    with replicas(1) as (_truth, (replica,), _folder):
        replica.save(FORM, IDS[0], {"a": "một"})
        replica.check()
        replica.store.conn.execute("UPDATE note SET a = 'hai'")
        noticed: Any = None
        try:
            replica.check()
        except AssertionError as error:
            noticed = error
        assert noticed is not None
    assert DELETED == "_del"
