"""The merge's SQL: a package's versions matched with what is held in sets, and written in sets.

`exchange.merging` decides what happens to each record; this module asks the
tables for everything the decision needs in a few statements, and writes the
outcome. All of it runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.domain.merge import Forks, evaluate
from dialogue_desk.domain.records import Stamp, canonical
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.storage import erased_content, follow
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.saving import (
    VERSION_COLUMNS,
    forks_of,
    insert_sql,
    show,
    upsert_sql,
    versions_of,
)
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.waiting import write_texts

Key = tuple[str, str, str]
"""Form, unit and id of a record."""


@dataclass(slots=True)
class Staged:
    """A version out of a package, checked and read. `is_open`: it carries several candidates of a group."""

    form: Form
    key: Key
    stamp: Stamp
    hash: str
    seen_text: str
    names: str
    groups: str
    text: str
    seen: Mapping[str, int]
    body: Mapping[str, Any]
    is_open: bool
    rid: int = 0
    is_new: bool = False
    clean: str = ""
    """Of content erased before it came: the hash over what was left, as `hash` is over what it was; else ""."""
    original: tuple[str, str] | None = None
    """Text and groups as they came, where a mark held here replaced something."""

    @property
    def unit(self) -> str:
        """The unit that owns the record."""
        return self.key[1]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.key[2]


@dataclass(frozen=True, slots=True)
class Current:
    """What the plain rules need of a record's current row."""

    rid: int
    heads: int
    conflict: str
    stamp: Stamp
    seen: str


@dataclass
class Hits:
    """Numbers of a package that are held already: rows with the same content, and series with another one."""

    same: dict[int, int] = field(default_factory=dict)
    """Subtree in the package -> vid of the version held."""
    others: dict[str, int] = field(default_factory=dict)
    """Series -> first number met with another content."""


def hits(store: Store, rows: Sequence[Staged], batch: int) -> Hits:
    """Numbers that are held already; those with the same content get this batch as one more voucher.

    What is held of a series between the first and the last number of the package is read in one sweep:
    a package carries what was not held, so there is little of it.
    """
    spans: dict[str, tuple[int, int]] = {}
    for s in rows:
        de, n = s.stamp.de, s.stamp.n
        first, last = spans.get(de, (n, n))
        spans[de] = min(n, first), max(n, last)
    held: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for de, (first, last) in spans.items():
        for vid, n, digest in store.conn.execute(
            "SELECT vid, n, hash FROM version WHERE de = ? AND n BETWEEN ? AND ?", (de, first, last)
        ):
            held.setdefault((de, n), []).append((vid, digest))
    found = Hits()
    for i, s in enumerate(rows) if held else ():
        de, n = s.stamp.de, s.stamp.n
        for vid, digest in held.get((de, n), ()):
            if digest == s.hash:
                found.same[i] = vid
            else:
                found.others[de] = min(n, found.others.get(de, n))
    store.conn.executemany(
        "INSERT OR IGNORE INTO vouch SELECT vid, ? FROM version WHERE vid = ? AND batch NOT IN (0, ?)",
        ((batch, vid, batch) for vid in found.same.values()),
    )
    return found


def currents(store: Store, keys: Iterable[Key]) -> dict[Key, Current]:
    """The current rows of records. CROSS: the keys come first."""
    by_form: dict[str, list[tuple[str, str]]] = {}
    for form_key, unit, record_id in keys:
        by_form.setdefault(form_key, []).append((unit, record_id))
    found: dict[Key, Current] = {}
    for form_key, wanted in by_form.items():
        waiting = iter(wanted)
        while chunk := list(islice(waiting, 400)):
            marks = ",".join("(?,?)" for _k in chunk)
            for unit, record_id, rid, heads, conflict, de, n, hlc, seen in store.conn.execute(
                "SELECT c.unit, c.id, c.rid, c.heads, c.conflict, c.de, c.n, c.hlc, c.seen"
                f' FROM (VALUES {marks}) k CROSS JOIN "{form_key}" c ON c.unit = k.column1 AND c.id = k.column2',
                [part for key in chunk for part in key],
            ):
                found[form_key, unit, record_id] = Current(rid, heads, conflict, Stamp(hlc, de, n), seen)
    return found


def top_rid(store: Store, form: Form) -> int:
    """The last row id of a form that is taken."""
    top = store.conn.execute(f'SELECT max(rid) FROM "{form.key}"').fetchone()[0]
    return int(top or store.rid_base[form.key])


def insert_versions(store: Store, rows: Iterable[Staged], batch: int) -> None:
    """Keep versions; their `rid` is set."""
    store.conn.executemany(
        f"INSERT INTO version (rid, {VERSION_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            (s.rid, s.stamp.de, s.stamp.n, s.stamp.hlc, s.hash, s.seen_text, s.names, s.groups, s.text, batch)
            for s in rows
        ),
    )


def put_aside(store: Store, rows: Iterable[Staged]) -> None:
    """Keep for a while what marks replaced in versions as they came."""
    whole = {s.hash for s in rows if not s.clean}
    erased_content.put_aside(store, ((s.hash, *s.key, *s.original) for s in rows if s.original is not None), whole)


def show_plain(store: Store, forms: Mapping[str, Form], rows: Mapping[str, Sequence[Staged]]) -> None:
    """Show versions, by form, that are the only head of their record, each with one candidate a group.

    The texts go to search in one statement and in ascending order: full-text
    search writes out what it has gathered at the end of every statement.
    """
    texts: list[tuple[int, str]] = []
    for key, shown in rows.items():
        form = forms[key]
        # A plain insert costs a third of an upsert, and an unknown cell as much as a known one:
        # rows of new records come apart, with the columns that any of them fills.
        new = [s for s in shown if s.is_new]
        filled = set().union(*(s.body["v"] for s in new))
        store.conn.executemany(insert_sql(form, filled), _current_rows(form, new, filled))
        changed = [s for s in shown if not s.is_new]
        store.conn.executemany(upsert_sql(form), _current_rows(form, changed, form.by_key))
        names = list(form.text_keys)
        texts += [(s.rid, _folded(s.body, names)) for s in shown]
    write_texts(store, texts)


def _current_rows(form: Form, rows: Iterable[Staged], filled: Container[str]) -> Iterator[tuple[Any, ...]]:
    fields = [f for f in form.record_fields if f.key in filled]
    keys = [f.key for f in fields]
    listed = [i for i, f in enumerate(fields) if f.kind is Kind.CODES]
    raw = [i for i, f in enumerate(fields) if f.is_raw]
    for s in rows:
        body = s.body
        get = body["v"].get
        meta = (
            s.rid, s.key[1], s.key[2], s.hash, 1, "", 1 if body.get("x") else 0, s.stamp.de, s.stamp.n, s.stamp.hlc,
            s.seen_text, body.get("eb", ""), body.get("ca", ""), body.get("at", ""),
        )  # fmt: skip
        cells = list(map(get, keys))
        for i in listed:
            if cells[i]:
                codes = cells[i]
                cells[i] = _codes_cell(tuple(codes)) if len(codes) <= MOST_KNOWN else canonical(codes)
            else:
                cells[i] = None
        for i in raw:
            cells[i] = None if cells[i] is None else canonical(cells[i])
        yield (*meta, *cells)


MOST_KNOWN = 20
"""Codes of a list that is remembered as its column holds it."""


@lru_cache(maxsize=4096)
def _codes_cell(codes: tuple[str, ...]) -> str:
    """A list of codes as its column holds it: a package says the same few lists over and over."""
    return canonical(list(codes))


def _folded(body: Mapping[str, Any], names: Sequence[str]) -> str:
    if body.get("x"):
        return ""
    get = body["v"].get
    return fold(" ".join([text for text in map(get, names) if text]))


def show_evaluated(store: Store, form: Form, unit: str, record_id: str, rid: int, forks: Forks) -> tuple[str, ...]:
    """Show a record by the whole rule; the groups in conflict. A record without versions is no record any more."""
    held = versions_of(store, form, unit, record_id, rid)
    if not held:
        forget(store, form, rid)
        return ()
    shown = evaluate(form, held, forks)
    show(store, form, unit, record_id, rid, shown)
    return shown.conflicts


def forget(store: Store, form: Form, rid: int) -> None:
    """Take a record away whose last version is gone."""
    row = store.conn.execute(f'SELECT {record_columns(form)} FROM "{form.key}" WHERE rid = ?', (rid,)).fetchone()
    store.conn.execute(f'DELETE FROM "{form.key}" WHERE rid = ?', (rid,))
    if row:
        record = record_of(form, row)
        follow.touched(store, form, record.unit, record.id, record.values)
    for table in ("head", "search_text"):
        store.conn.execute(f"DELETE FROM {table} WHERE rid = ?", (rid,))


def add_forks(store: Store, met: Mapping[str, int]) -> dict[str, int]:
    """Remember numbers met with two contents; the series for which that changes something."""
    known = forks_of(store)
    new = {de: n for de, n in met.items() if n < known.get(de, n + 1)}
    store.conn.executemany(
        "INSERT INTO fork VALUES (?, ?) ON CONFLICT (de) DO UPDATE SET n = excluded.n", list(new.items())
    )
    return new


def doubtful_records(store: Store, series: Iterable[str]) -> list[tuple[int, Form, str, str]]:
    """Every record that a changed fork may show differently: by its versions, or by candidates they list."""
    rids: set[int] = set()
    for de in series:
        rids |= {
            row[0]
            for row in store.conn.execute(
                "SELECT DISTINCT rid FROM version WHERE de = ? OR instr(groups, ?) > 0", (de, f'"{de}"')
            )
        }
    return keys_of(store, rids)


def keys_of(store: Store, rids: Iterable[int]) -> list[tuple[int, Form, str, str]]:
    """Form, unit and id of current rows."""
    found = []
    for rid in sorted(set(rids)):
        form = store.form_of_rid(rid)
        row = store.conn.execute(f'SELECT unit, id FROM "{form.key}" WHERE rid = ?', (rid,)).fetchone()
        if row:
            found.append((rid, form, row[0], row[1]))
    return found


def records_of_batch(store: Store, batch: int) -> list[tuple[int, Form, str, str]]:
    """The records of which a batch brought versions."""
    return keys_of(store, (row[0] for row in store.conn.execute("SELECT rid FROM version WHERE batch = ?", (batch,))))


def undo(store: Store, batch: int) -> list[tuple[int, Form, str, str]]:
    """Take a batch's versions away, except those another batch brought too; the records to show anew."""
    conn = store.conn
    conn.execute("DELETE FROM vouch WHERE batch = ?", (batch,))
    conn.execute(
        "UPDATE version SET batch = (SELECT min(o.batch) FROM vouch o WHERE o.vid = version.vid)"
        " WHERE batch = ? AND vid IN (SELECT vid FROM vouch)",
        (batch,),
    )
    conn.execute(
        "DELETE FROM vouch WHERE EXISTS (SELECT 1 FROM version v WHERE v.vid = vouch.vid AND v.batch = vouch.batch)"
    )
    rids = {row[0] for row in conn.execute("SELECT DISTINCT rid FROM version WHERE batch = ?", (batch,))}
    conn.execute("DELETE FROM head WHERE vid IN (SELECT vid FROM version WHERE batch = ?)", (batch,))
    conn.execute("DELETE FROM version WHERE batch = ?", (batch,))
    touched = {row[0]: row for row in keys_of(store, rids)}
    before = forks_of(store)
    now = dict(
        conn.execute(
            "SELECT de, min(n) FROM (SELECT de, n FROM version WHERE de IN (SELECT de FROM fork)"
            " GROUP BY de, n HAVING count(*) > 1) GROUP BY de"
        ).fetchall()
    )
    if now != before:
        conn.execute("DELETE FROM fork")
        conn.executemany("INSERT INTO fork VALUES (?, ?)", list(now.items()))
        changed = [de for de in before if now.get(de) != before[de]]
        touched |= {row[0]: row for row in doubtful_records(store, changed)}
    return list(touched.values())


def built_upon(store: Store, batch: int) -> list[tuple[Key, str]]:
    """Records where a version that stays was made knowing one that an undo takes away: they keep its values."""
    found: list[tuple[Key, str]] = []
    rows = store.conn.execute(
        "SELECT DISTINCT o.rid, o.hash FROM version v JOIN version o ON o.rid = v.rid AND o.batch <> v.batch"
        " WHERE v.batch = ? AND NOT EXISTS (SELECT 1 FROM vouch h WHERE h.vid = v.vid AND h.batch <> v.batch)"
        " AND o.hlc > v.hlc AND coalesce(json_extract(nullif(o.seen, ''), '$.\"' || v.de || '\"'), 0) >= v.n",
        (batch,),
    ).fetchall()
    for rid, digest in rows:
        for _rid, form, unit, record_id in keys_of(store, [rid]):
            found.append(((form.key, unit, record_id), digest))
    return found
