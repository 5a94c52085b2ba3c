"""What erasures replaced: kept apart for some days, brought back when a mark is taken back, then destroyed.

The content lies sealed in the desk's own file (`storage/erased_content`) and
nowhere else: it is shown, searched, exported and sent by nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Value
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.records import Stamp, content_hash, erasures_known, moment_of
from dialogue_desk.storage import erased_content, erasing
from dialogue_desk.storage.erasing import IS_MARK, KEYS, Erased, Mark, key_of
from dialogue_desk.storage.saving import forks_of, show, versions_of
from dialogue_desk.storage.store import Store

WAITING, REFUSED, TAKEN_BACK = "waiting", "refused", "back"
DAYS = 30
"""How long replaced content is kept, unless the desk chose otherwise."""

CHOSEN_DAYS = "preference.erasure_days"
"""Local fact: another number of days, where the desk chose one."""

_IS_ASKED = "form = ? AND unit = ? AND id = ? AND fields = ? AND at = ?"
"""A mark as a person decided about it: who passes it on in whose name makes it no other one."""

_ASKED = "form, unit, id, fields, desk, by, at, reason, signature, sender, batch"


@dataclass(frozen=True)
class Asked:
    """A mark from elsewhere that a person has to decide about: who handed it in, and with which package."""

    mark: Mark
    sender: str
    batch: int


def moment_for(store: Store, form: Form, unit: str, record_id: str) -> str:
    """The moment (UTC) of a mark made now on a record: later than every one its versions know, whatever the clock."""
    known: list[str] = []
    for one in filter(None, (form, form.sibling)):
        known += erased_content.obeyed(store, (one.key, unit, record_id)).values()
        for version in versions_of(store, one, unit, record_id):
            known += erasures_known(version.body).values()
    later = (moment + timedelta(seconds=1) for moment in map(moment_of, known) if moment)
    moment = max([datetime.now(UTC).replace(microsecond=0), *later])
    return moment.isoformat().replace("+00:00", "Z")


def ask(store: Store, marks: Iterable[Mark], sender: str, batch: int) -> None:
    """Let marks wait for a person, inside the caller's transaction; what was decided before stays decided."""
    store.conn.executemany(
        f"INSERT OR IGNORE INTO erasure_asked ({_ASKED}, state) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        ((*mark, sender, batch, WAITING) for mark in marks),
    )


def asked(store: Store) -> list[Asked]:
    """Marks that wait for a person, oldest first."""
    rows = store.conn.execute(
        f"SELECT {_ASKED} FROM erasure_asked WHERE state = ? ORDER BY at, form, unit, id, fields", (WAITING,)
    )
    return [Asked(tuple(row[:9]), row[9], row[10]) for row in rows]


def is_decided(store: Store, mark: Mark) -> bool:
    """Whether a person refused this mark, or took it back: it does not come again with the next package."""
    row = store.conn.execute(f"SELECT state FROM erasure_asked WHERE {_IS_ASKED}", (*mark[:4], mark[6])).fetchone()
    return row is not None and row[0] != WAITING


def decide(store: Store, mark: Mark, state: str) -> None:
    """Remember what a person said of a mark; "": it need not be remembered any more."""
    store.conn.execute(f"DELETE FROM erasure_asked WHERE {_IS_ASKED}", (*mark[:4], mark[6]))
    if state:
        store.conn.execute(
            f"INSERT INTO erasure_asked ({_ASKED}, state) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (*mark, "", 0, state)
        )


def lift(store: Store, mark: Mark) -> bool:
    """Take a mark back and its content with it, inside the caller's transaction; False when it is destroyed already."""
    form, unit, record_id = mark[:3]
    if form not in store.rid_base:
        _forget(store, mark)
        return True
    row = store.conn.execute(f'SELECT rid FROM "{form}" WHERE unit = ? AND id = ?', (unit, record_id)).fetchone()
    if row is None:
        _forget(store, mark)
        return True
    rest = [m for m in erasing.marks_of(store, unit, record_id) if m[0] == form and key_of(m) != key_of(mark)]
    held = store.conn.execute(
        "SELECT vid, hash, hlc, de, n, seen, names, text, groups FROM version WHERE rid = ?", (row[0],)
    ).fetchall()
    aside = erased_content.kept_of(store, form, unit, record_id)
    erased, told = Erased(store, rest), []
    for vid, digest, hlc, de, n, seen, names, *shown in held:
        text, groups = aside.get(digest) or shown
        is_whole = content_hash(*mark[:3], Stamp(hlc, de, n), seen, names, groups, text) == digest
        if not is_whole and _lacks(mark, text, groups, is_kept=digest in aside):
            return False  # nothing takes the place of what is gone
        told.append((*erased.clean(mark[:3], text, groups), vid))
    store.conn.executemany("UPDATE version SET text = ?, groups = ? WHERE vid = ?", told)
    _forget(store, mark)
    if not rest:
        erased_content.drop(store, form, unit, record_id)
    known = store.form(form)
    show(
        store, known, unit, record_id, row[0],
        evaluate(known, versions_of(store, known, unit, record_id), forks_of(store)),
    )  # fmt: skip
    return True


def value_before(store: Store, mark: Mark, field: str) -> Value:
    """What the newest save of a record said of a field that did not know a mark on it; None when it said nothing."""
    if mark[0] not in store.rid_base:
        return None
    held = versions_of(store, store.form(mark[0]), mark[1], mark[2])
    before = [v for v in held if erasures_known(v.body).get(field, "") < mark[6]]
    said = max(before, key=lambda v: v.stamp).values.get(field) if before else None
    return None if said == erasing.ERASED else said


def _lacks(mark: Mark, text: str, groups: str, *, is_kept: bool) -> bool:
    """Whether a version that is not whole says nothing of what a mark replaced in it.

    What is missing of a sibling leaves no trace: as long as anything of it is kept, what else came was kept with it.
    """
    if mark[0].endswith(PERSONAL_SUFFIX):
        return not is_kept
    fields = json.loads(mark[3])
    said = [json.loads(text)["v"], *(v for save in (json.loads(groups) if groups else []) for v in save[3].values())]
    return any(values is not None and values.get(key) == erasing.ERASED for values in said for key in fields)


def _forget(store: Store, mark: Mark) -> None:
    for table in ("erasure", "erasure_proof", "erasure_batch"):
        store.conn.execute(f"DELETE FROM {table} WHERE {IS_MARK}", key_of(mark))


def undo(store: Store, batch: int) -> list[Mark]:
    """Take back the marks that only this package brought; those whose content is destroyed stay, and come back."""
    conn = store.conn
    keys = conn.execute(f"SELECT {KEYS} FROM erasure_batch WHERE batch = ?", (batch,)).fetchall()
    conn.execute("DELETE FROM erasure_batch WHERE batch = ?", (batch,))
    conn.execute("DELETE FROM erasure_asked WHERE batch = ? AND state = ?", (batch, WAITING))
    left = []
    for key in keys:
        if conn.execute(f"SELECT 1 FROM erasure_batch WHERE {IS_MARK} LIMIT 1", key).fetchone():
            continue
        mark = next((m for m in erasing.marks_of(store, key[1], key[2]) if key_of(m) == tuple(key)), None)
        if mark is not None and not lift(store, mark):
            conn.execute("INSERT OR IGNORE INTO erasure_batch VALUES (?,?,?,?,?,?,0)", key)
            left.append(mark)
    return left


def of_batch(store: Store, batch: int) -> list[Mark]:
    """The marks that a package brought, and others perhaps too."""
    asked = f"SELECT {KEYS} FROM erasure_batch WHERE batch = ? ORDER BY {KEYS}"
    keys = store.conn.execute(asked, (batch,)).fetchall()
    return [m for key in keys for m in erasing.marks_of(store, key[1], key[2]) if key_of(m) == tuple(key)]


def brought(store: Store) -> list[tuple[str, str, str, list[Mark]]]:
    """What packages erased first that can be brought back: package, its unit, when it was taken, the marks."""
    found: dict[int, list[Mark]] = {}
    rows = store.conn.execute(
        f"SELECT min(batch), {KEYS} FROM erasure_batch GROUP BY {KEYS}"
        " HAVING min(batch) > 0 AND EXISTS (SELECT 1 FROM erased_content e"
        " WHERE e.form = erasure_batch.form AND e.unit = erasure_batch.unit AND e.id = erasure_batch.id)"
        f" ORDER BY 1, {KEYS}"
    ).fetchall()
    for batch, *key in rows:
        found.setdefault(batch, []).extend(m for m in erasing.marks_of(store, *key[1:3]) if key_of(m) == tuple(key))
    packages = {
        number: told
        for number, *told in store.conn.execute("SELECT number, package, unit, at FROM batch").fetchall()
        if number in found
    } if found else {}  # fmt: skip
    return [(*packages[number], marks) for number, marks in found.items() if number in packages]


def kept_until(store: Store, mark: Mark, days: int) -> str:
    """The day until which what a mark replaced can be brought back; "" when nothing of it is kept."""
    kept = erased_content.since(store, *mark[:3])
    return (datetime.fromisoformat(kept) + timedelta(days=days)).date().isoformat() if kept else ""


def days_of(store: Store) -> int:
    """How many days replaced content is kept here."""
    kept = store.meta(CHOSEN_DAYS)
    return int(kept) if kept.isdecimal() else DAYS
