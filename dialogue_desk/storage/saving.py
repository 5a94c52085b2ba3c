"""Writing versions: the one place where a save becomes rows."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.merge import Shown, compose, evaluate
from dialogue_desk.domain.records import (
    DELETED,
    Candidate,
    Record,
    Stamp,
    Version,
    canonical,
    groups_from_json,
    groups_to_json,
    read_body,
)
from dialogue_desk.errors import DeskError, StaleError
from dialogue_desk.storage import driver, erased_content, follow
from dialogue_desk.storage.made import Made
from dialogue_desk.storage.rows import folded_text, to_column
from dialogue_desk.storage.schema import META_COLUMNS, RID_SPACE
from dialogue_desk.storage.store import BUILD_FLOOR, Store
from dialogue_desk.storage.waiting import COUNTER, First, Told, Waiting
from dialogue_desk.texts import _

VERSION_COLUMNS = "de, n, hlc, hash, seen, names, groups, text, batch"


def read_version(form: Form, unit: str, record_id: str, row: Any) -> Version:
    """A version from the columns of `VERSION_COLUMNS`."""
    de, n, hlc, digest, seen, names, groups, text, batch = row
    return Version(
        form.key, unit, record_id, Stamp(hlc, de, n), json.loads(seen) if seen else {}, tuple(names.split()),
        groups_from_json(groups), text, digest, batch, read_body(text),
    )  # fmt: skip


def versions_of(store: Store, form: Form, unit: str, record_id: str, rid: int | None = None) -> list[Version]:
    """Every version held of a record, oldest first; `rid` finds those of a record that is not shown yet."""
    if rid is None:
        row = store.conn.execute(
            f'SELECT rid FROM "{form.key}" WHERE unit = ? AND id = ?', (unit, record_id)
        ).fetchone()
        if row is None:
            return []
        rid = row[0]
    rows = store.conn.execute(f"SELECT {VERSION_COLUMNS} FROM version WHERE rid = ? ORDER BY hlc, de, n, hash", (rid,))
    return [read_version(form, unit, record_id, row) for row in rows]


def forks_of(store: Store) -> dict[str, int]:
    """Series whose numbers were met with two contents."""
    return dict(store.conn.execute("SELECT de, n FROM fork").fetchall())


def shown_of(store: Store, form: Form, unit: str, record_id: str) -> Shown | None:
    """What a record's versions show, with what a save on top of it needs; None for a new record.

    A record with one head and no open conflict is read from that head alone.
    """
    row = store.conn.execute(
        f'SELECT rid, rev, heads, conflict FROM "{form.key}" WHERE unit = ? AND id = ?', (unit, record_id)
    ).fetchone()
    if row is None:
        return None
    rid, rev, heads, conflict = row
    if heads == 1 and not conflict:
        head = store.conn.execute(
            f"SELECT {VERSION_COLUMNS} FROM version WHERE rid = ? AND hash = ?", (rid, rev)
        ).fetchone()
        return evaluate(form, [read_version(form, unit, record_id, head)])
    return evaluate(form, versions_of(store, form, unit, record_id), forks_of(store))


class Saver:
    """Saves of one transaction: gives stamps, writes versions, keeps what is shown and search in step.

    Make one inside `driver.transaction`; `batch` 0 is this desk's own.
    """

    def __init__(self, store: Store, person: str) -> None:
        self.store = store
        self.person = person
        self.forks = forks_of(store)
        self._floor = max(BUILD_FLOOR, int(store.meta("clock_floor", "0")))
        self._desk = store.desk
        self._counters: dict[str, int] = {}
        self._next_rid: dict[str, int] = {}
        self._waiting: Waiting | None = None
        self.made = Made()

    @contextlib.contextmanager
    def together(self, told: Told = lambda form, unit, record_id, values: None) -> Iterator[None]:
        """Many saves: fresh records, search and the states of petitions are written in `settle` and at the end.

        What fails inside has to fail the transaction, or be a `part` of its own; who reads what was saved fresh
        settles before. `told` hears of each fresh record.
        """
        self._waiting = Waiting(told)
        try:
            yield
            self.settle()
        finally:
            self._waiting = None

    def settle(self) -> None:
        """Write what was saved so far."""
        if self._waiting is not None:
            self._waiting.write(self.store, self._counters)

    @contextlib.contextmanager
    def _apart(self) -> Iterator[None]:
        """Saves inside are told at once: their part of the transaction may be taken back."""
        self.settle()
        waiting, self._waiting = self._waiting, None
        try:
            yield
        finally:
            self._waiting = waiting

    def save(
        self,
        form: Form,
        unit: str,
        record_id: str,
        values: Mapping[str, Value],
        *,
        base_rev: str | None = None,
        parallel: bool = False,
        delete: bool = False,
        decided: Iterable[str] = (),
        reopened: Mapping[str, tuple[Candidate, ...]] | None = None,
        keeps_bin: bool = False,
        is_fresh: bool = False,
    ) -> bool:
        """Write one version; True when something changed.

        `base_rev` is what the person saw: another one there now is a StaleError,
        or, with `parallel`, a version beside it. `delete` moves to the bin;
        `decided` groups are stamped though their value stays, `reopened` ones wait for a choice again (`compose`);
        `keeps_bin`: deciding about a record agreed deleted does not bring it back; `is_fresh`: its id is new.
        Saving an unchanged record writes nothing.
        """
        if self._waiting is not None and is_fresh and not (delete or decided or reopened):
            self._save_first(self._waiting, form, unit, record_id, values)
            return True
        if self._waiting is not None:
            self._waiting.write_rows(self.store)  # versions keep the order of their saves
        shown = None if is_fresh else shown_of(self.store, form, unit, record_id)
        decided = set(decided)
        branch = False
        if base_rev is not None and (shown is None or shown.rev != base_rev):
            if not parallel or shown is None:
                raise StaleError(
                    _("Bản ghi đã được sửa ở nơi khác sau khi mở."), _("Mở lại bản ghi rồi sửa tiếp."), "stale"
                )
            shown, branch = self._at(form, unit, record_id, base_rev), True
        if shown is not None and shown.is_deleted and not delete and not keeps_bin:
            decided.add(DELETED)
        if shown is not None and not (decided or reopened or delete) and self._same(form, shown, values):
            return False
        de = self._series(form, unit, record_id, shown if branch else None)
        parents = max((h.stamp.hlc for h in shown.heads), default=0) if shown else 0
        hlc = max(self.store.clock(), self._floor, parents + 1)
        stamp, at = Stamp(hlc, de, self._number(de)), _at(hlc)
        version = compose(
            form, unit, record_id, shown, values, stamp, self.person, at,
            delete=delete, decided=decided, reopened=reopened, forks=self.forks,
            erased={} if is_fresh else erased_content.obeyed(self.store, (form.key, unit, record_id)),
        )  # fmt: skip
        rid = self._insert(form, version, is_new=shown is None)
        if branch:
            held = evaluate(form, versions_of(self.store, form, unit, record_id), self.forks)
        else:
            held = evaluate(form, [version])
        show(self.store, form, unit, record_id, rid, held, is_new=shown is None, waiting=self._waiting)
        self.made.add(form, unit, record_id, stamp, is_new=shown is None, is_deleted=delete)
        return True

    def _save_first(self, waiting: Waiting, form: Form, unit: str, record_id: str, values: Mapping[str, Value]) -> None:
        """The save of a new record among many."""
        de = f"{self._desk}/0{'p' if form.is_personal else ''}"
        hlc = max(self.store.clock(), self._floor, 1)
        stamp = Stamp(hlc, de, self._number(de))
        waiting.add(First(form, unit, record_id, self._fresh_rid(form), stamp, self.person, _at(hlc), values))
        self.made.add(form, unit, record_id, stamp, is_new=True, is_deleted=False)

    @staticmethod
    def _same(form: Form, shown: Shown, values: Mapping[str, Value]) -> bool:
        return all(values.get(f.key) == shown.values.get(f.key) for f in form.record_fields)

    def _at(self, form: Form, unit: str, record_id: str, rev: str) -> Shown:
        """What the record showed at `rev`; DeskError when those versions are not held."""
        wanted = set(rev.split("+"))
        held = [v for v in versions_of(self.store, form, unit, record_id) if v.hash in wanted]
        if {v.hash for v in held} != wanted:
            raise DeskError(
                _("Không có phiên bản {rev} của bản ghi {id}.").format(rev=rev[:12], id=record_id),
                _("Xuất lại dữ liệu rồi sửa trên tệp mới."),
                "unknown_rev",
            )
        return evaluate(form, held, self.forks)

    def values_at(self, form: Form, unit: str, record_id: str, rev: str) -> Mapping[str, Value]:
        """What a record said at `rev`; DeskError when those versions are not held."""
        return self._at(form, unit, record_id, rev).values

    def _series(self, form: Form, unit: str, record_id: str, base: Shown | None) -> str:
        """The series to count in. A save beside others gets one in which it has missed none of its own desk's."""
        plain = f"{self._desk}/0{'p' if form.is_personal else ''}"
        if base is None:
            return plain
        seen = {h.stamp.de: h.stamp.n for h in base.heads}
        for head in base.heads:
            for de, n in head.seen.items():
                seen[de] = max(seen.get(de, 0), n)
        latest: dict[str, int] = {}
        for v in versions_of(self.store, form, unit, record_id):
            latest[v.stamp.de] = max(latest.get(v.stamp.de, 0), v.stamp.n)
        branch = 0
        while True:
            de = f"{self._desk}/{branch}{'p' if form.is_personal else ''}"
            if latest.get(de, 0) <= seen.get(de, 0):
                return de
            branch += 1

    def _number(self, de: str) -> int:
        if de not in self._counters:
            # Versions of this series may have come back from elsewhere (a copied desk): their numbers are taken.
            row = self.store.conn.execute(
                "SELECT max(coalesce((SELECT n FROM counter WHERE de = ?1), 0),"
                " coalesce((SELECT max(n) FROM version WHERE de = ?1), 0))",
                (de,),
            ).fetchone()
            self._counters[de] = row[0]
        self._counters[de] += 1
        if self._waiting is None:
            self.store.conn.execute(COUNTER, (de, self._counters[de]))
        return self._counters[de]

    @contextlib.contextmanager
    def part(self) -> Iterator[None]:
        """All or nothing for what is saved inside: of what fails, neither records nor their numbers are remembered."""
        outer, counters = self.made, dict(self._counters)
        self.made = Made()
        try:
            with self._apart(), driver.savepoint(self.store.conn):
                yield
        except BaseException:
            self.made, self._counters = outer, counters
            raise
        outer.join(self.made)
        self.made = outer

    def _insert(self, form: Form, version: Version, *, is_new: bool) -> int:
        conn = self.store.conn
        row = None if is_new else conn.execute(
            f'SELECT rid FROM "{form.key}" WHERE unit = ? AND id = ?', (version.unit, version.id)
        ).fetchone()  # fmt: skip
        rid = row[0] if row else self._fresh_rid(form)
        conn.execute(
            f"INSERT INTO version (rid, {VERSION_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (rid, *version_cells(version)),
        )
        return int(rid)

    def _fresh_rid(self, form: Form) -> int:
        if form.key not in self._next_rid:
            base = self.store.rid_base[form.key]
            top = self.store.conn.execute(f'SELECT max(rid) FROM "{form.key}"').fetchone()[0]
            self._next_rid[form.key] = top or base
        self._next_rid[form.key] += 1
        return self._next_rid[form.key]


def _at(hlc: int) -> str:
    """The moment of a clock, as versions say it."""
    return datetime.fromtimestamp(hlc / 1_000_000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def version_cells(version: Version) -> tuple[Any, ...]:
    """A version as the columns of `VERSION_COLUMNS`."""
    return (
        version.stamp.de, version.stamp.n, version.stamp.hlc, version.hash,
        canonical(dict(version.seen)) if version.seen else "", " ".join(version.names),
        groups_to_json(version.groups), version.text, version.batch,
    )  # fmt: skip


def show(
    store: Store, form: Form, unit: str, record_id: str, rid: int, shown: Shown, *, is_new: bool = False,
    waiting: Waiting | None = None,
) -> None:  # fmt: skip
    """Make the current row, the side table of heads and search say what `shown` says.

    A record that `is_new` has no line anywhere yet: nothing is looked for. With `waiting`, search and the states of
    petitions are told later.
    """
    store.conn.execute(upsert_sql(form), current_row(form, unit, record_id, rid, shown))
    held = None if is_new else store.conn.execute("SELECT 1 FROM head WHERE rid = ? LIMIT 1", (rid,)).fetchone()
    if len(shown.heads) > 1 or held:
        store.conn.execute("DELETE FROM head WHERE rid = ?", (rid,))
        if len(shown.heads) > 1:
            store.conn.execute(
                "INSERT INTO head SELECT rid, vid FROM version"
                " WHERE rid = ? AND hash IN (SELECT value FROM json_each(?))",
                (rid, canonical([h.hash for h in shown.heads])),
            )
    text = "" if shown.is_deleted else folded_text(form, shown.values)
    if waiting is not None:
        waiting.texts[rid] = text
    else:
        store.conn.execute(
            "INSERT INTO search_text VALUES (?, ?) ON CONFLICT (rid) DO UPDATE SET folded = excluded.folded",
            (rid, text),
        )
    if is_new and form.key == "opinion" and shown.values.get("kind") != "petition":
        return
    if waiting is not None and form.key in ("opinion", "action"):
        waiting.petitions |= set(follow.keys_touched(store, form.key, unit, record_id, shown.values))
    else:
        follow.touched(store, form, unit, record_id, shown.values)


def current_row(form: Form, unit: str, record_id: str, rid: int, shown: Shown) -> tuple[Any, ...]:
    """The current row that says what `shown` says, as the columns of `upsert_sql`."""
    last = max(shown.heads, key=lambda h: h.stamp)
    meta = (
        rid, unit, record_id, shown.rev, len(shown.heads), ",".join(shown.conflicts), int(shown.is_deleted),
        last.stamp.de, last.stamp.n, last.stamp.hlc, canonical(dict(last.seen)) if last.seen else "",
        shown.entered_by, shown.created_at, shown.updated_at,
    )  # fmt: skip
    return (*meta, *(to_column(f, shown.values.get(f.key)) for f in form.record_fields))


def upsert_sql(form: Form) -> str:
    """The statement that writes a current row whole."""
    known = _UPSERTS.get(id(form))
    if known is None or known[0] is not form:
        known = _UPSERTS[id(form)] = (form, _upsert_sql(form))
    return known[1]


_UPSERTS: dict[int, tuple[Form, str]] = {}
"""Statements already built; a form is declared once, so this stays as small as the list of forms."""


def insert_sql(form: Form, filled: Container[str]) -> str:
    """The statement that writes the current row of a new record, with its filled fields in the form's order."""
    columns = _columns(form, filled)
    return f'INSERT INTO "{form.key}" ({", ".join(columns)}) VALUES ({", ".join("?" for _c in columns)})'


def _upsert_sql(form: Form) -> str:
    sets = ", ".join(f"{c} = excluded.{c}" for c in _columns(form, form.by_key)[3:])
    return f"{insert_sql(form, form.by_key)} ON CONFLICT (rid) DO UPDATE SET {sets}"


def _columns(form: Form, filled: Container[str]) -> list[str]:
    return [*META_COLUMNS, *(f'"{f.key}"' for f in form.record_fields if f.key in filled)]


def whole(store: Store, form: Form, unit: str, record_id: str) -> Record | None:
    """A record with the fields of its sibling; unknown ones are None. In the bin both lie together."""
    record = store.get(form.key, unit, record_id)
    if record is None or form.sibling is None:
        return record
    values = {f.key: None for f in form.fields} | record.values
    sibling = store.get(form.sibling.key, unit, record_id)
    if sibling is None or (sibling.is_deleted and not record.is_deleted):
        return _with(record, values, "")
    return _with(record, values | sibling.values, sibling.rev)


def _with(record: Record, values: dict[str, Value], personal_rev: str) -> Record:
    return Record(
        record.form, record.unit, record.id, record.rev, values, record.entered_by, record.created_at,
        record.updated_at, record.is_deleted, record.conflicts, personal_rev,
    )  # fmt: skip


def form_space(base: int) -> tuple[int, int]:
    """First and last row id of the form whose base this is."""
    return base, base + RID_SPACE - 1
