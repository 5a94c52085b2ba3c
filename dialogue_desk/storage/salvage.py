"""Reading what can still be read of a damaged desk file into a new one.

Each table is walked by row id; after an error the connection is opened anew
(a keyed one latches its error) and the walk goes on behind the hole. What the
versions cannot prove any more is saved again from the row that was shown.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.records import Stamp, content_hash
from dialogue_desk.errors import DamagedError, StaleError
from dialogue_desk.storage import driver, follow, schema
from dialogue_desk.storage.erasing import Erased
from dialogue_desk.storage.rows import values_of
from dialogue_desk.storage.saving import Saver, forks_of, show, versions_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

_CHUNK = 500
_MOST = 1 << 62
_FULL_TEXT = "search"
_DERIVED = (_FULL_TEXT, "search_text", "petition")
_ALTERED = (driver.DatabaseError, UnicodeDecodeError, OverflowError)


@dataclass
class Salvaged:
    """What came out: the new file, how many records are whole, and what is missing in plain sentences."""

    file: Path
    records: int = 0
    missing: list[str] = field(default_factory=list)


def salvage(
    damaged: Path, target: Path, key: bytes | None, new_epoch: Callable[[Store], None], file: Path | None = None
) -> Salvaged:
    """Write what can be read of `damaged` into the new file `target`, locked with the same key.

    `file` is what a person calls it, when `damaged` is a copy.
    `new_epoch` gives the new file a series of its own for rows that have to be
    saved again. DamagedError when not even the list of tables can be read.
    """
    source = _Source(damaged, key, file or damaged)
    tables = source.tables()
    result = Salvaged(target)
    conn = driver.connect(target, key)
    try:
        with driver.transaction(conn):
            conn.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version = {schema.USER_VERSION}")
            for name, sql in tables.items():
                conn.execute(sql)
                if name not in _DERIVED:
                    _copy(source, conn, name, sql, result)
            for sql in source.indexes():
                conn.execute(sql)
        with driver.transaction(conn):
            schema.add_missing(conn)
            store = Store(target, conn, key)
            new_epoch(store)
            store.set_meta(schema.PETITIONS_STALE, "yes")
            _mend(source, store, result)
            follow.rebuild(store)
    finally:
        conn.close()
        source.close()
    return result


class _Source:
    """The damaged file, opened again after every error."""

    def __init__(self, path: Path, key: bytes | None, file: Path) -> None:
        self._path, self._key, self._file = path, key, file
        self._conn: Any = None

    def close(self) -> None:
        """Close the connection; the next question opens a new one."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def ask(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Any] | None:
        """The rows of a statement; None when they cannot be read."""
        try:
            if self._conn is None:
                self._conn = driver.connect(self._path, self._key, read_only=True)
            return self._conn.execute(sql, parameters).fetchall()  # type: ignore[no-any-return]
        except _ALTERED:
            self.close()
            return None

    def tables(self) -> dict[str, str]:
        """Statements of the tables that hold something themselves, by name."""
        rows = self.ask("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL ORDER BY rowid")
        found = {n: s for n, s in rows or () if not n.startswith((f"{_FULL_TEXT}_", "sqlite_")) or n == "search_text"}
        if "version" not in found or "form" not in found:
            raise DamagedError(
                _("Phần đầu của {file} không đọc được nữa, không cứu được từng bản ghi.").format(file=self._file),
                either(_("Khôi phục từ bản sao lưu gần nhất."), _("Khôi phục từ bản sao lưu gần nhất (lệnh restore).")),
                "damaged",
            )
        return found

    def indexes(self) -> list[str]:
        """Statements of indexes and triggers."""
        rows = self.ask("SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL")
        return [sql for (sql,) in rows or ()]

    def walk(self, select: str, column: str = "rowid") -> Iterator[tuple[Any, ...] | None]:
        """Rows of `select` in order of its integer `column`, which must come first; None for each hole."""
        last, limit = -_MOST, _CHUNK
        while True:
            rows = self.ask(f"{select} WHERE {column} > ? ORDER BY {column} LIMIT {limit}", (last,))
            if rows is not None:
                yield from rows
                if len(rows) < limit:
                    return
                last, limit = rows[-1][0], min(limit * 2, _CHUNK)
            elif limit > 1:
                limit //= 2
            else:
                behind = self._behind(select, column, last)
                yield None
                if behind == _MOST:
                    return
                last, limit = behind - 1, _CHUNK

    def _behind(self, select: str, column: str, last: int) -> int:
        """The smallest row id from which on something can be read again; _MOST when there is none."""

        def reads(start: int) -> bool:
            return self.ask(f"{select} WHERE {column} >= ? ORDER BY {column} LIMIT 1", (start,)) is not None

        low, step = max(last, 0) + 1, 1
        while low + step < _MOST and not reads(low + step):
            step *= 2
        high = min(low + step, _MOST)
        if high == _MOST:
            return _MOST
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if reads(middle) else (middle, high)
        return high


def _copy(source: _Source, conn: Any, name: str, sql: str, result: Salvaged) -> None:
    columns = [row[1] for row in conn.execute(f'PRAGMA table_info("{name}")')]
    listed = ", ".join(f'"{c}"' for c in columns)
    insert = f'INSERT OR IGNORE INTO "{name}" ({listed}) VALUES ({", ".join("?" for _c in columns)})'
    if "WITHOUT ROWID" in sql.upper():
        _copy_from_both_ends(source, conn, f'SELECT {listed} FROM "{name}"', insert, name, result)
        return
    for row in source.walk(f'SELECT rowid, {listed} FROM "{name}"'):
        if row is None:
            result.missing.append(_("Bảng {table}: một đoạn không đọc được.").format(table=name))
        else:
            conn.execute(insert, row[1:])


def _copy_from_both_ends(source: _Source, conn: Any, select: str, insert: str, name: str, result: Salvaged) -> None:
    rows = source.ask(select)
    if rows is None:
        result.missing.append(_("Bảng {table}: một đoạn không đọc được.").format(table=name))
        rows = []
        for order in ("ASC", "DESC"):
            offset = 0
            while (found := source.ask(f"{select} ORDER BY 1 {order} LIMIT 1 OFFSET {offset}")) is not None and found:
                rows += found
                offset += 1
    for row in rows:
        conn.execute(insert, row)


def _mend(source: _Source, store: Store, result: Salvaged) -> None:
    """Drop altered versions, then make every record show what its versions say, or save it again."""
    forms = {f.key for f in schema.all_forms(store.forms)}
    saver, erased = Saver(store, _("Cứu dữ liệu")), Erased(store)
    for key in [k for (k,) in store.conn.execute("SELECT key FROM form ORDER BY ordinal").fetchall() if k in forms]:
        form = store.form(key)
        for rid, unit, record_id in _known(source, store, key):
            name = {"form": key, "unit": unit, "id": record_id}
            row = store.conn.execute(
                f'SELECT rev, is_deleted, {", ".join(chr(34) + f.key + chr(34) for f in form.record_fields)}'
                f' FROM "{key}" WHERE rid = ?', (rid,),
            ).fetchone()  # fmt: skip
            if row is None:
                _placeholder(store, key, rid, unit, record_id)
            altered = not erased.has((key, unit, record_id)) and _drop_altered(store, key, rid, unit, record_id)
            held = versions_of(store, form, unit, record_id)
            if not held and row is None:
                store.conn.execute(f'DELETE FROM "{key}" WHERE rid = ?', (rid,))
                result.missing.append(_("{form} {id} của {unit}: mất hẳn.").format(**name))
                continue
            result.records += 1
            if held:
                shown = evaluate(form, held, forks_of(store))
                show(store, form, unit, record_id, rid, shown)
                if row is None or row[0] == shown.rev:
                    if altered or row is None:
                        result.missing.append(
                            _("{form} {id} của {unit}: có thể thiếu lần ghi mới nhất.").format(**name)
                        )
                    continue
            result.missing.append(_("{form} {id} của {unit}: giữ nội dung, mất một phần lịch sử.").format(**name))
            _save_again(saver, store, form, rid, unit, record_id, row, bool(held))


def _save_again(
    saver: Saver, store: Store, form: Any, rid: int, unit: str, record_id: str, row: Any, has_versions: bool
) -> None:
    """Save what the row showed as a new version of this desk."""
    if not has_versions:
        store.conn.execute(f'DELETE FROM "{form.key}" WHERE rid = ?', (rid,))
    values = values_of(form, row[2:])
    with contextlib.suppress(StaleError):
        saver.save(form, unit, record_id, values, decided=() if row[1] else {"_del"})
    if row[1]:
        saver.save(form, unit, record_id, values, delete=True)


def _known(source: _Source, store: Store, key: str) -> list[tuple[int, str, str]]:
    """Every record the file knows of: by its row, or by the index over unit and id."""
    found = {r: (u, i) for r, u, i in store.conn.execute(f'SELECT rid, unit, id FROM "{key}"')}
    index = f"sqlite_autoindex_{key}_1"
    for rid, unit, record_id in source.ask(f'SELECT rid, unit, id FROM "{key}" INDEXED BY {index}') or ():
        found.setdefault(rid, (unit, record_id))
    return [(rid, *found[rid]) for rid in sorted(found)]


def _placeholder(store: Store, key: str, rid: int, unit: str, record_id: str) -> None:
    store.conn.execute(
        f"INSERT INTO \"{key}\" (rid, unit, id, rev, de, n, hlc) VALUES (?, ?, ?, '', '', 0, 0)", (rid, unit, record_id)
    )


def _drop_altered(store: Store, key: str, rid: int, unit: str, record_id: str) -> bool:
    """Remove versions of a record whose content no longer fits its hash; True when there were some."""
    rows = store.conn.execute(
        "SELECT vid, de, n, hlc, hash, seen, names, groups, text FROM version WHERE rid = ?", (rid,)
    ).fetchall()
    bad = []
    for vid, de, n, hlc, digest, *parts in rows:
        try:
            json.loads(parts[3])
            fits = content_hash(key, unit, record_id, Stamp(hlc, de, n), *parts) == digest
        except (TypeError, ValueError):
            fits = False
        if not fits:
            bad.append((vid,))
    store.conn.executemany("DELETE FROM version WHERE vid = ?", bad)
    return bool(bad)
