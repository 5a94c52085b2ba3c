"""Erasure: marks that replace the content of every version of chosen fields, keeping stamps and hashes.

A mark travels, is obeyed when old content arrives later, and is applied again
after a restore (`take` on the restored store). What a mark replaced goes to a
sealed store of its own (`storage/erased_content`), from which it comes back
when the mark is taken back (`storage/unerasing`), until it is destroyed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dialogue_desk.domain.fields import PERSONAL_SUFFIX
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.records import canonical, erasures_known
from dialogue_desk.storage.erased_content import ERASED as ERASED
from dialogue_desk.storage.erased_content import put_aside
from dialogue_desk.storage.saving import forks_of, show, versions_of
from dialogue_desk.storage.store import Store

Mark = tuple[str, str, str, str, str, str, str, str, str]
"""Form (a sibling's too), unit, id, fields as JSON, desk, by whom, when, reason, signature of that desk ("": none)."""

KEYS = "form, unit, id, fields, desk, at"
"""What makes a mark: the same fields may be erased again, by whoever, after something was typed there anew."""

IS_MARK = "form = ? AND unit = ? AND id = ? AND fields = ? AND desk = ? AND at = ?"
_COLUMNS = "form, unit, id, fields, desk, by, at, reason"
_MARKS = f"SELECT {_COLUMNS}, coalesce(signature, '') FROM erasure LEFT JOIN erasure_proof USING ({KEYS})"


def key_of(mark: Mark) -> tuple[str, ...]:
    """The values of `KEYS` of a mark."""
    return (*mark[:5], mark[6])


def marks(store: Store, units: Iterable[str] | None = None) -> list[Mark]:
    """The marks on records of some units, or all."""
    wanted = None if units is None else set(units)
    rows = store.conn.execute(f"{_MARKS} ORDER BY {_COLUMNS}").fetchall()
    return [tuple(row) for row in rows if wanted is None or row[1] in wanted]


def read_mark(told: Sequence[Any]) -> Mark:
    """A mark out of a manifest; ValueError when it is none."""
    if len(told) not in (8, 9) or any(not isinstance(part, str) for part in told):
        raise ValueError("not a mark")
    fields = json.loads(told[3])
    if not isinstance(fields, list) or any(not isinstance(f, str) for f in fields):
        raise ValueError("not a mark")
    form, unit, record_id, text, desk, by, at, reason, signature = (*told, "")[:9]
    return form, unit, record_id, text, desk, by, at, reason, signature


def message(mark: Mark) -> bytes:
    """What the desk that erases signs, so that others may pass its mark on."""
    return b"dialogue-desk-erasure-v1\0" + canonical(list(mark[:8])).encode()


def is_sound(store: Store, mark: Mark) -> bool:
    """Whether a mark names only what can be erased: texts. A field only a newer desk knows may be one."""
    if mark[0] not in store.rid_base:
        return True
    form = store.form(mark[0])
    fields = [form.by_key.get(key) for key in json.loads(mark[3])]
    return form.is_personal or all(f is None or (f.is_text and f.key not in form.natural_key) for f in fields)


def take(store: Store, more: Iterable[Mark], batch: int = 0) -> set[tuple[str, str, str]]:
    """Keep marks and erase what is held already, inside the caller's transaction; the records shown anew.

    `batch`: the package that brought them, 0: made here.
    """
    fresh: dict[tuple[str, str, str], list[Mark]] = {}
    conn = store.conn
    for told in more:
        mark: Mark = read_mark(told)  # one of before marks were signed is shorter
        done = conn.execute(f"INSERT OR IGNORE INTO erasure ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", mark[:8]).rowcount
        if mark[8]:
            conn.execute("INSERT OR IGNORE INTO erasure_proof VALUES (?,?,?,?,?,?,?)", (*key_of(mark), mark[8]))
        if not done and not _batches(store, mark):  # made before packages were noted: no package takes it back
            conn.execute("INSERT OR IGNORE INTO erasure_batch VALUES (?,?,?,?,?,?,0)", key_of(mark))
        conn.execute("INSERT OR IGNORE INTO erasure_batch VALUES (?,?,?,?,?,?,?)", (*key_of(mark), batch))
        if done and mark[0] in store.rid_base:
            fresh.setdefault(mark[:3], []).append(mark)
    return _apply(store, fresh)


def _batches(store: Store, mark: Mark) -> bool:
    asked = f"SELECT 1 FROM erasure_batch WHERE {IS_MARK} LIMIT 1"
    return store.conn.execute(asked, key_of(mark)).fetchone() is not None


def is_held(store: Store, mark: Mark) -> bool:
    """Whether a mark stands already."""
    return store.conn.execute(f"SELECT 1 FROM erasure WHERE {IS_MARK}", key_of(mark)).fetchone() is not None


def apply_again(store: Store, only: tuple[str, str] | None = None) -> None:
    """Erase once more everything marked (or of one record, by unit and id): for content that came back."""
    held: dict[tuple[str, str, str], list[Mark]] = {}
    for mark in marks(store) if only is None else marks_of(store, *only):
        if mark[0] in store.rid_base:
            held.setdefault(mark[:3], []).append(mark)
    _apply(store, held)


def marks_of(store: Store, unit: str, record_id: str) -> list[Mark]:
    """The marks on one record, its sibling's too."""
    rows = store.conn.execute(f"{_MARKS} WHERE unit = ? AND id = ? ORDER BY {_COLUMNS}", (unit, record_id))
    return [tuple(row) for row in rows]


def _apply(store: Store, by_record: Mapping[tuple[str, str, str], Sequence[Mark]]) -> set[tuple[str, str, str]]:
    """Erase what the marks of some records say, once a record however many marks there are; the records held."""
    touched = set()
    forks = forks_of(store) if by_record else {}
    for key, told in by_record.items():
        form = store.form(key[0])
        row = store.conn.execute(f'SELECT rid FROM "{form.key}" WHERE unit = ? AND id = ?', key[1:]).fetchone()
        if row is None:
            continue
        erased = Erased(store, told)
        held = store.conn.execute("SELECT vid, hash, text, groups FROM version WHERE rid = ?", (row[0],)).fetchall()
        clean = {vid: erased.clean(key, text, groups) for vid, _hash, text, groups in held}
        put_aside(
            store,
            [(digest, *key, text, groups) for vid, digest, text, groups in held if clean[vid] != (text, groups)],
        )
        store.conn.executemany(
            "UPDATE version SET text = ?, groups = ? WHERE vid = ?", [(*told, vid) for vid, told in clean.items()]
        )
        show(store, form, key[1], key[2], row[0], evaluate(form, versions_of(store, form, key[1], key[2]), forks))
        touched.add(key)
    return touched


class Erased:
    """Marks, asked record by record. One whose moment is no moment covers whatever is typed."""

    def __init__(self, store: Store, told: Iterable[Mark] | None = None) -> None:
        """Those of the store, or those `told`."""
        self._times: dict[tuple[str, str, str], dict[str, str]] = {}
        self._asked: set[tuple[str, str, str]] = set()
        if told is None:
            self._asked.update(store.conn.execute("SELECT DISTINCT form, unit, id FROM erasure_asked").fetchall())
        for mark in marks(store) if told is None else told:
            times = self._times.setdefault(mark[:3], {})
            for field in json.loads(mark[3]):
                times[field] = max(mark[6], times.get(field, ""))

    def has(self, key: Sequence[str]) -> bool:
        """Whether something of a record (form, unit, id) is erased here, or where it was written or passed on.

        Of marks that wait for a person, or that a person refused or took back: versions come without what these
        replaced, although they are not obeyed here.
        """
        return bool(self._times or self._asked) and (tuple(key) in self._times or tuple(key) in self._asked)

    def clean(self, key: Sequence[str], text: str, groups: str) -> tuple[str, str]:
        """A version's text and groups without what is erased: what was typed without knowing of the mark."""
        form, unit, record_id = key
        times = self._times.get((form, unit, record_id))
        if not times:
            return text, groups
        is_sibling = form.endswith(PERSONAL_SUFFIX)
        body = json.loads(text)
        known = erasures_known(body)
        fields = {field for field, at in times.items() if known.get(field, "") < at}
        if not fields:
            return text, groups
        body["v"] = _without(body["v"], fields, is_sibling)
        saves = json.loads(groups) if groups else []
        for save in saves:
            save[3] = {g: v if v is None else _without(v, fields, is_sibling) for g, v in save[3].items()}
        return canonical(body), canonical(saves) if saves else ""


def _without(values: Mapping[str, Any], fields: set[str], is_sibling: bool) -> dict[str, Any]:
    if is_sibling:
        return {k: v for k, v in values.items() if k not in fields}
    return {k: ERASED if k in fields and v is not None else v for k, v in values.items()}
