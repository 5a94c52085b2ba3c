"""What was saved in one go here, and the saves it made: enough to take it back after a restart. Never sent.

An operation holds no content of records. Saves of one transaction have consecutive
numbers in their series, so that it remembers them as a few spans of numbers.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogue_desk.storage.made import Made
from dialogue_desk.storage.store import Store

KEEP_DAYS = 90
"""Older operations are forgotten; the versions they made stay."""

SPENT = -1
"""In `undone_by`: nothing of it was left to take back."""

_COLUMNS = "number, at, by, what, counts, undoes, root, undone_by"


@dataclass(frozen=True)
class Operation:
    """One operation: `at` in UTC, `what` a code or "", `counts` by form the records made new, changed and binned.

    `undoes` is the operation it took back, 0 for none; `root` the one that began a row of undo and redo (itself
    for a person's own). `undone_by` is the operation that took this one back, 0 while it stands.
    """

    number: int
    at: str
    by: str
    what: str
    counts: Mapping[str, tuple[int, int, int]]
    undoes: int
    root: int
    undone_by: int

    @property
    def records(self) -> int:
        """How many records it touched."""
        return sum(sum(of_form) for of_form in self.counts.values())


def record(
    store: Store, what: str, made: Made, whole: Made | None = None, into: int = 0, undoes: Operation | None = None
) -> int:
    """Remember what a transaction saved, inside it; returns the operation's number.

    `into` is the operation it is a part of, `whole` what that has made altogether; `undoes` what it takes back.
    """
    conn, now = store.conn, datetime.now(UTC)
    counts, spans = json.dumps((whole or made).counts()), json.dumps([(de, *span) for de, span in made.spans.items()])
    if into:
        sql = "UPDATE operation SET counts = ?, spans = spans || char(10) || ? WHERE number = ?"
        if conn.execute(sql, (counts, spans, into)).rowcount:
            return into
    at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = at, store.meta("person"), what, counts, undoes.number if undoes else 0, undoes.root if undoes else 0, spans
    number = conn.execute(
        "INSERT INTO operation (at, by, what, counts, undoes, root, spans) VALUES (?, ?, ?, ?, ?, ?, ?)", told
    ).lastrowid
    conn.execute(
        "DELETE FROM operation WHERE number IN (SELECT number FROM operation ORDER BY number LIMIT 20) AND at < ?",
        ((now - timedelta(days=KEEP_DAYS)).isoformat(),),
    )
    return int(number)


def _spans(text: str) -> list[tuple[str, int, int]]:
    """Spans as they are stored: a line of JSON for each transaction of the operation."""
    return [(str(de), int(first), int(last)) for line in text.split("\n") for de, first, last in json.loads(line)]


def taken_back(store: Store, operation: Operation, by: int) -> None:
    """An operation was taken back by another one, or had nothing left to take back (SPENT)."""
    store.conn.execute("UPDATE operation SET undone_by = ? WHERE number = ?", (by, operation.number))
    if operation.undoes and by != SPENT:  # a redo: what had been taken back stands again
        store.conn.execute("UPDATE operation SET undone_by = 0 WHERE number = ?", (operation.root,))


def get(store: Store, number: int) -> Operation | None:
    """An operation by its number."""
    row = store.conn.execute(f"SELECT {_COLUMNS} FROM operation WHERE number = ?", (number,)).fetchone()
    return _read(row) if row else None


def listed(store: Store, limit: int = -1) -> list[Operation]:
    """The operations of the last days, newest first."""
    since = (datetime.now(UTC) - timedelta(days=KEEP_DAYS)).isoformat()
    rows = store.conn.execute(
        f"SELECT {_COLUMNS} FROM operation WHERE at >= ? ORDER BY number DESC LIMIT ?", (since, limit)
    )
    return [_read(row) for row in rows]


def newest_number(store: Store) -> int:
    """The number of the last operation; 0 when there is none."""
    return int(store.conn.execute("SELECT coalesce(max(number), 0) FROM operation").fetchone()[0])


def last_standing(store: Store, after: int, final: Collection[str] = ()) -> Operation | None:
    """The newest operation behind number `after` that a person did and nobody took back, none of the `final` kinds."""
    marks = ",".join("?" for _what in final)
    row = store.conn.execute(
        f"SELECT {_COLUMNS} FROM operation WHERE number > ? AND undoes = 0 AND undone_by = 0"
        f" AND what NOT IN ({marks}) ORDER BY number DESC LIMIT 1",
        (after, *final),
    ).fetchone()
    return _read(row) if row else None


def last_undo(store: Store, after: int) -> Operation | None:
    """The newest undo that can be undone itself: none once something else was done after it."""
    row = store.conn.execute(
        f"SELECT {_COLUMNS} FROM operation o WHERE number > ? AND undone_by = 0 AND undoes = root AND undoes <> 0"
        " AND NOT EXISTS (SELECT 1 FROM operation WHERE number > o.number AND undoes = 0)"
        " ORDER BY number DESC LIMIT 1",
        (after,),
    ).fetchone()
    found = _read(row) if row else None
    return found if found is None or is_standing_undo(store, found) else None


def is_standing_undo(store: Store, operation: Operation) -> bool:
    """Whether this is the undo that took its operation back, so that it can be brought again."""
    root = get(store, operation.root)
    return root is not None and operation.undone_by == 0 and root.undone_by == operation.number


def versions(store: Store, number: int) -> list[tuple[int, int, str, int]]:
    """The versions an operation made that are still here: row id, clock, series, number; oldest first."""
    row = store.conn.execute("SELECT spans FROM operation WHERE number = ?", (number,)).fetchone()
    found: list[tuple[int, int, str, int]] = []
    for span in _spans(row[0]) if row else ():
        found += store.conn.execute(
            "SELECT rid, hlc, de, n FROM version WHERE de = ? AND n BETWEEN ? AND ? AND batch = 0", span
        ).fetchall()
    return sorted(found, key=lambda told: told[1:])


class Owners:
    """Which operation made a save, for many saves of one store."""

    def __init__(self, store: Store) -> None:
        found: dict[str, list[tuple[int, int, int]]] = {}
        for number, text in store.conn.execute("SELECT number, spans FROM operation"):
            for de, first, last in _spans(text):
                found.setdefault(de, []).append((first, last, number))
        self._spans = {de: sorted(spans) for de, spans in found.items()}
        self._starts = {de: [first for first, _last, _number in spans] for de, spans in self._spans.items()}
        self.undoes: dict[int, int] = {}
        self._side: dict[int, tuple[int, bool]] = {}
        for number, undoes, root in store.conn.execute("SELECT number, undoes, root FROM operation ORDER BY number"):
            self.undoes[number] = undoes
            self._side[number] = (root or number, bool(undoes) and not self._side.get(undoes, (0, False))[1])

    def of(self, de: str, n: int) -> int:
        """The number of the operation that made save `n` of a series; 0 for none that is remembered."""
        at = bisect_right(self._starts.get(de, ()), n) - 1
        if at < 0:
            return 0
        _first, last, number = self._spans[de][at]
        return number if n <= last else 0

    def is_same(self, number: int, other: int) -> bool:
        """Whether two operations say the same: one is the other, or brought it again after an undo."""
        return number != 0 and self._side.get(number) == self._side.get(other, (0, False))


def records_of(store: Store, rids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Form, unit and id of each row id, also of siblings."""
    found: dict[int, tuple[str, str, str]] = {}
    for rid in rids:
        form = store.form_of_rid(rid)
        row = store.conn.execute(f'SELECT unit, id FROM "{form.key}" WHERE rid = ?', (rid,)).fetchone()
        if row:
            found[rid] = (form.key, row[0], row[1])
    return found


def made_with(store: Store, rid: int) -> set[tuple[str, str, str]] | None:
    """Records (form, unit, id) that the operation of a record's last save saved too; None when none is remembered."""
    last = store.conn.execute("SELECT de, n FROM version WHERE rid = ? ORDER BY hlc DESC LIMIT 1", (rid,)).fetchone()
    number = Owners(store).of(*last) if last else 0
    if not number:
        return None
    rids = {other for other, *_stamp in versions(store, number)} - {rid}
    return set(records_of(store, sorted(rids)).values())


def _read(row: Any) -> Operation:
    number, at, by, what, counts, undoes, root, undone_by = row
    told = {str(form): (int(n[0]), int(n[1]), int(n[2])) for form, n in json.loads(counts).items()}
    return Operation(number, at, by, what, told, undoes, root or number, undone_by)
