"""Publishing: the hub ends equal to the desk, whatever happened between or during.

One transaction of the hub holds a whole publication, so that a crash leaves the one before. The hub and the desk keep
the same token of it. While they do, what changed since is what the desk noted; where they do not (a backup was put
back, another machine published, the hub was put back), the digests of rows are compared unit by unit and what differs
is written anew.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.letters import plain
from dialogue_desk.errors import DeskError
from dialogue_desk.hub import following
from dialogue_desk.hub.cells import Reader, Row, followed_tables
from dialogue_desk.hub.derived import Derived, basis_of, province_of
from dialogue_desk.hub.following import FORGOTTEN, NAMES, Note, State
from dialogue_desk.hub.layout import HubTable, tables_of
from dialogue_desk.hub.schema import LOCK_WAIT, Hub, named
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

if TYPE_CHECKING:
    import psycopg

SOURCES = ("session", "feedback", "box_opening", "reception")
"""Forms whose records decide whether the opinions of them count."""

MOST_NOTES = 200_000
"""With more changed rows comparing everything is cheaper than asking for each."""
MOST_NAMES = 200
"""With more new names the texts are all looked through."""
MANY = 100
"""Rows written into one table after which it is another one to the hub's planner."""
IDENT = "(hub)"


@dataclass
class Outcome:
    """What a publication did: how (full, compared, changes), and rows written and removed by table."""

    kind: str = "changes"
    written: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    number: int = 0
    province: str = ""
    hub: str = ""


class Publication:
    """One run of publishing, over an open connection and in one transaction of the hub."""

    def __init__(self, store: Store, conn: psycopg.Connection[Any], schema: str, tell: Callable[[str], object]) -> None:
        top = province_of(store)
        if top is None:
            raise DeskError(
                _("Đơn vị của bàn này không có trong danh sách đơn vị, nên không biết thuộc tỉnh nào."),
                _("Cập nhật danh sách đơn vị rồi làm lại."),
                "no_province",
            )
        self._store = store
        self._tell = tell
        self._hub = Hub(conn, schema, top.code, tables_of(store.forms))
        self._followed = followed_tables(store)
        self._outcome = Outcome(province=top.code)
        self._units: set[str] | None = set()
        """Units whose yearly counts have to be made anew; None for all."""

    def run(self, *, is_full: bool = False) -> Outcome:
        """Publish. Nothing is written before the hub's last word."""
        hub, outcome = self._hub, self._outcome
        has_noted = following.follow(self._store)
        hub.ensure()
        ident = self._ident()
        hub.conn.commit()
        hub.run(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        hub.run("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"dialogue-desk {hub.schema} {hub.province}",))
        known = hub.run(f"SELECT unit, token, basis, digests, number FROM {hub.part('publisher')}").fetchone()
        self._refuse_other(known)
        self._store.conn.execute("BEGIN")
        try:
            then = following.newest(self._store)
            basis = basis_of(self._store, [table.print for table in hub.tables])
            before = following.state_of(self._store, ident, known[1]) if known else None
            notes = following.notes_after(self._store, before.seq) if before else []
            is_known = before is not None and has_noted and known is not None and known[2] == basis
            if is_full:
                self._write_all()
            elif not is_known or len(notes) > MOST_NOTES or any(note.table == FORGOTTEN for note in notes):
                self._compare()
            else:
                assert before is not None
                self._write_changes(notes, before)
            derived = Derived(self._store)
            self._write_small(derived, dict(known[3]) if known and not is_full else {})
            self._recount()
        finally:
            self._store.conn.execute("COMMIT")
        if known and outcome.kind == "changes" and not (outcome.written or outcome.removed):
            assert before is not None
            outcome.number = int(known[4])
            hub.conn.rollback()
            following.confirm(self._store, ident, State(before.token, then.seq, then.vid))
            return outcome
        then = State(secrets.token_hex(16), then.seq, then.vid)
        self._note(known, then, basis, derived)
        following.intend(self._store, ident, before, then)
        hub.conn.commit()
        following.confirm(self._store, ident, then)
        self._analyze()
        return outcome

    def _analyze(self) -> None:
        """Let the hub look at what it got: without that it takes every table for a small one until the night."""
        grown = sorted(name for name, count in self._outcome.written.items() if count >= MANY)
        if grown or self._units is None:
            names = [*grown, *(["year_count"] if self._units is None else [])]
            self._hub.run("SET LOCAL client_min_messages = error")
            self._hub.run("ANALYZE " + ", ".join(self._hub.part(name) for name in names))
            self._hub.conn.commit()

    def _ident(self) -> str:
        """What tells this hub from every other, and from one that stood here before."""
        hub = self._hub
        row = hub.run(f"SELECT print FROM {hub.table('layout')} WHERE name = %s", (IDENT,)).fetchone()
        if row is None:
            hub.run(
                f"INSERT INTO {hub.table('layout')} VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (IDENT, secrets.token_hex(12)),
            )
            row = hub.run(f"SELECT print FROM {hub.table('layout')} WHERE name = %s", (IDENT,)).fetchone()
        assert row is not None
        return f"{row[0]}/{hub.schema}/{hub.province}"

    def _refuse_other(self, known: Any) -> None:
        if known and known[0] != self._store.unit:
            raise DeskError(
                _("Số liệu của tỉnh này trong kho do {unit} công bố.").format(unit=self._store.units.name(known[0])),
                either(
                    _("Chỉ một đơn vị công bố cho một tỉnh."),
                    _("Chỉ một đơn vị công bố cho một tỉnh; dùng lược đồ khác (--schema) nếu muốn công bố riêng."),
                ),
                "other_publisher",
            )

    # -- everything -----------------------------------------------------------

    def _write_all(self) -> None:
        self._outcome.kind, self._units = "full", None
        reader = self._reader()
        for table in self._followed:
            self._tell(table.name)
            self._hub.run(f"TRUNCATE {self._hub.part(table.name)}")
            self._copy(table, reader.read(table))

    def _compare(self) -> None:
        """Read everything once, add up the digests of each unit, and write anew the units whose sums differ."""
        self._outcome.kind = "compared"
        reader = self._reader()
        for table in self._followed:
            self._tell(table.name)
            part = self._hub.part(table.name)
            there = {
                unit: (count, int(total))
                for unit, count, total in self._hub.run(
                    f"SELECT unit, count(*), sum(row_digest) FROM {part} GROUP BY unit"
                )
            }
            if not there:
                self._copy(table, reader.read(table))
                self._units = None if self._outcome.written[table.name] else self._units
                continue
            at = 4 if table.name == "version" else 3
            here: dict[str, tuple[int, int]] = {}
            for row in reader.read(table):
                count, total = here.get(row[0], (0, 0))
                here[row[0]] = count + 1, total + row[at]
            astray = sorted(u for u in {*here, *there} if here.get(u) != there.get(u))
            self._replace(table, reader, astray)

    def _replace(self, table: HubTable, reader: Reader, units: Sequence[str]) -> None:
        if not units:
            return
        gone = self._hub.run(f"DELETE FROM {self._hub.part(table.name)} WHERE unit = ANY (%s)", (list(units),))
        self._outcome.removed[table.name] += gone.rowcount
        marks = ",".join("?" for _unit in units)
        column = "c.unit" if table.name == "version" else "r.unit"
        self._copy(table, reader.read(table, f"{column} IN ({marks})", units))
        self._touch(units)

    # -- what changed ---------------------------------------------------------

    def _write_changes(self, notes: Iterable[Note], before: State) -> None:
        changed: dict[str, set[int]] = {}
        for note in notes:
            changed.setdefault(note.table, set()).add(note.rid)
        if not self._with_names(changed):
            self._compare()
            return
        self._with_sources(notes, changed)
        changed.setdefault("petition", set()).update(changed.get("opinion", ()))
        new = self._store.conn.execute("SELECT vid FROM version WHERE vid > ?", (before.vid,))
        changed.setdefault("version", set()).update(vid for (vid,) in new)
        reader: Reader | None = None
        for table in self._followed:
            if rids := changed.get(table.name):
                reader = reader or self._reader()
                self._rewrite(table, reader, sorted(rids))

    def _rewrite(self, table: HubTable, reader: Reader, rids: Sequence[int]) -> None:
        """Rows by row id: what the hub has of them goes, what the desk has of them comes, unless both are the same."""
        part = self._hub.part(table.name)
        at, rid_at = (4, 3) if table.name == "version" else (3, 2)
        column = "r.vid" if table.name == "version" else "r.rid"
        for start in range(0, len(rids), 500):
            some = rids[start : start + 500]
            marks = ",".join("?" for _rid in some)
            here = {row[rid_at]: row for row in reader.read(table, f"{column} IN ({marks})", some)}
            there = {
                rid: (digest, unit)
                for rid, digest, unit in self._hub.run(
                    f"SELECT rid, row_digest, unit FROM {part} WHERE rid = ANY (%s)", (list(some),)
                )
            }
            gone = [rid for rid, (digest, _unit) in there.items() if rid not in here or here[rid][at] != digest]
            if gone:
                self._hub.run(f"DELETE FROM {part} WHERE rid = ANY (%s)", (gone,))
                self._outcome.removed[table.name] += len(gone)
                self._touch(there[rid][1] for rid in gone)
            fresh = [row for rid, row in here.items() if rid not in there or there[rid][0] != row[at]]
            if fresh:
                self._copy(table, iter(fresh))
                self._touch(row[0] for row in fresh)

    def _with_sources(self, notes: Iterable[Note], changed: dict[str, set[int]]) -> None:
        """Opinions of a source that changed: whether they count may have changed with it."""
        sources = sorted({note.id for note in notes if note.table in SOURCES})
        found = following.rows_of(self._store, "SELECT rid FROM opinion WHERE source_id IN ({keys})", sources)
        if more := {rid for (rid,) in found}:
            changed.setdefault("opinion", set()).update(more)

    def _with_names(self, changed: dict[str, set[int]]) -> bool:
        """Rows whose texts may name somebody who is known since; False when that may be anywhere."""
        named_rows = changed.pop(NAMES, set())
        if not named_rows:
            return True
        words = self._new_names(named_rows)
        if len(words) > MOST_NAMES:
            return False
        base = {start: key for key, start in self._store.rid_base.items()}
        space = min((start for start in base if start), default=1)
        for told in words:
            tokens = " ".join(f'"{word}"' for word in plain(told).text.split() if word.isalnum())
            if not tokens:
                continue
            for (rid,) in self._store.conn.execute("SELECT rowid FROM search WHERE search MATCH ?", (tokens,)):
                form = base.get(rid // space * space)
                if form:
                    changed.setdefault(form, set()).add(rid)
        return True

    def _new_names(self, rids: Iterable[int]) -> set[str]:
        found: set[str] = set()
        for form in self._store.forms:
            if form.sibling is None:
                continue
            keys = [f.key for f in form.personal_fields if f.key.endswith(("_name", "_phone"))]
            if not keys:
                continue
            columns = ", ".join(f'"{key}"' for key in keys)
            statement = f'SELECT {columns} FROM "{form.sibling.key}" WHERE rid IN ({{keys}})'
            for row in following.rows_of(self._store, statement, rids):
                for cell in row:
                    # A person is named by the last word too ("ông Hùng"), a list by each of its parts.
                    found |= {part.split()[-1] for part in str(cell or "").replace(";", ",").split(",") if part.split()}
        return found

    # -- writing --------------------------------------------------------------

    def _reader(self) -> Reader:
        return Reader(self._store, self._store.meta(following.SECRET))

    def _copy(self, table: HubTable, rows: Iterator[Row]) -> None:
        columns = ", ".join(map(named, ("province", *table.names)))
        statement = f"COPY {self._hub.part(table.name)} ({columns}) FROM STDIN (FORMAT BINARY)"
        province, count = self._hub.province, 0
        with self._hub.conn.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            copy.set_types(["text", *table.types])
            for row in rows:
                copy.write_row((province, *row))
                count += 1
        if count:
            self._outcome.written[table.name] += count

    def _write_small(self, derived: Derived, held: dict[str, str]) -> None:
        for table in self._hub.tables:
            told = derived.digests.get(table.name)
            if told is None or held.get(table.name) == told:
                continue
            gone = self._hub.run(f"DELETE FROM {self._hub.part(table.name)}")
            if gone.rowcount:
                self._outcome.removed[table.name] += gone.rowcount
            self._copy(table, derived.rows(table.name))

    def _touch(self, units: Iterable[str]) -> None:
        if self._units is not None:
            self._units.update(units)

    def _recount(self) -> None:
        if self._units is None or self._units:
            asked = None if self._units is None else sorted(self._units)
            self._hub.run(f"SELECT {named(self._hub.schema)}.recount(%s, %s)", (self._hub.province, asked))

    def _note(self, known: Any, then: State, basis: str, derived: Derived) -> None:
        from psycopg.types.json import Jsonb

        hub, outcome = self._hub, self._outcome
        outcome.number = int(known[4]) + 1 if known else 1
        at = datetime.now(UTC)
        told = {
            name: {"written": outcome.written[name], "removed": outcome.removed[name]}
            for name in sorted({*outcome.written, *outcome.removed})
        }
        sums = sum(outcome.written.values()), sum(outcome.removed.values())
        row = (hub.province, outcome.number, at, self._store.unit, self._store.desk, outcome.kind, *sums, Jsonb(told))
        hub.run(f"INSERT INTO {hub.part('published')} VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
        hub.run(f"DELETE FROM {hub.part('publisher')}")
        hub.run(
            f"INSERT INTO {hub.part('publisher')} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                hub.province, self._store.unit, self._store.desk, then.token, basis, Jsonb(dict(derived.digests)),
                outcome.number, at,
            ),
        )  # fmt: skip
