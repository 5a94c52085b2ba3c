"""Packages: those merged here, rows kept in quarantine, those this desk wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from dialogue_desk.domain.ranges import Held
from dialogue_desk.domain.records import canonical
from dialogue_desk.storage.store import Store

# -- packages received ---------------------------------------------------------------


@dataclass(frozen=True)
class Batch:
    """A package that was merged here, and what became of it."""

    number: int
    package: str
    hash: str
    kind: str
    sender: str
    unit: str
    counted: int
    at: str
    file: str
    status: str
    counts: Mapping[str, int]
    arrivals: Mapping[str, str]


_BATCH = "number, package, hash, kind, sender, unit, counted, at, file, status, counts, arrivals"


def _batch(row: tuple[Any, ...]) -> Batch:
    cells: list[Any] = [*row[:10], json.loads(row[10]), json.loads(row[11] or "{}")]
    return Batch(*cells)


def batch_of(store: Store, package: str) -> Batch | None:
    """The batch of a package id."""
    row = store.conn.execute(f"SELECT {_BATCH} FROM batch WHERE package = ?", (package,)).fetchone()
    return _batch(row) if row else None


def batches(store: Store) -> list[Batch]:
    """Every package merged here, oldest first."""
    return [_batch(row) for row in store.conn.execute(f"SELECT {_BATCH} FROM batch ORDER BY number")]


class Coming(NamedTuple):
    """A package up as a board needs it: whose, from which desk, its number, whether it was merged, the day it came.

    `arrivals`: of the units whose own packages it brought along, the days these came to its sender.
    """

    unit: str
    sender: str
    counted: int
    is_merged: bool
    day: str
    arrivals: Mapping[str, str]


def coming(store: Store) -> Iterator[Coming]:
    """Every package up that came here, oldest first."""
    rows = store.conn.execute(
        "SELECT unit, sender, counted, status = 'merged', substr(at, 1, 10), nullif(arrivals, '{}') FROM batch"
        " WHERE kind = 'up' ORDER BY number"
    )
    for unit, sender, counted, is_merged, day, arrivals in rows:
        yield Coming(unit, sender, counted, bool(is_merged), day, json.loads(arrivals) if arrivals else {})


def people_of(store: Store, number: int) -> list[str]:
    """Who wrote the versions a batch brought, by name."""
    rows = store.conn.execute(
        "SELECT DISTINCT text ->> '$.by' AS who FROM version WHERE batch = ? AND json_valid(text) ORDER BY who",
        (number,),
    )
    return [who for (who,) in rows if who]


def newest_of(store: Store, desks: Iterable[str]) -> Batch | None:
    """The newest package of some desks that was merged and stands; None when there is none."""
    row = store.conn.execute(
        f"SELECT {_BATCH} FROM batch WHERE status = 'merged' AND sender IN (SELECT value FROM json_each(?))"
        " ORDER BY number DESC LIMIT 1",
        (canonical(sorted(desks)),),
    ).fetchone()
    return _batch(row) if row else None


def next_batch(store: Store) -> int:
    """The number of the next batch."""
    return int(store.conn.execute("SELECT coalesce(max(number), 0) + 1 FROM batch").fetchone()[0])


def put_batch(store: Store, batch: Batch) -> None:
    """Keep a batch, or what became of it."""
    store.conn.execute(
        f"INSERT OR REPLACE INTO batch ({_BATCH}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        (batch.number, batch.package, batch.hash, batch.kind, batch.sender, batch.unit, batch.counted, batch.at,
         batch.file, batch.status, canonical(dict(batch.counts)), canonical(dict(batch.arrivals))),
    )  # fmt: skip


@dataclass(frozen=True)
class Quarantined:
    """A row that was not taken, and why; `line` is what came."""

    form: str
    unit: str
    id: str
    de: str
    n: int
    reason: str
    line: str
    batch: int = 0
    hash: str = ""
    """Of a row that could be read; with it the row leaves quarantine when it is taken after all."""


_QUARANTINED = "form, unit, id, de, n, reason, line, batch, hash"
_STANDING = (
    " FROM quarantine q WHERE q.hash = ''"
    " OR NOT EXISTS (SELECT 1 FROM version v WHERE v.de = q.de AND v.n = q.n AND v.hash = q.hash)"
)
"""Rows that were not taken since by another package."""

NOT_SIGNED = "not_signed_by_writer"
"""The reason of a row without a signature of the desk whose name it bears."""

MOST_QUARANTINED = 10_000
"""Rows kept of one package: the file has the others, and no sender fills the disk with them."""


def add_quarantine(store: Store, batch: int, rows: Iterable[Quarantined]) -> None:
    """Keep rows that were not taken, of a flood the first ones."""
    store.conn.executemany(
        f"INSERT INTO quarantine ({_QUARANTINED}) VALUES (?,?,?,?,?,?,?,?,?)",
        ((q.form, q.unit, q.id, q.de, q.n, q.reason, q.line, batch, q.hash) for q in islice(rows, MOST_QUARANTINED)),
    )


def drop_quarantine(store: Store, batch: int) -> None:
    """Forget the rows of a batch that is undone."""
    store.conn.execute("DELETE FROM quarantine WHERE batch = ?", (batch,))


def quarantine(store: Store) -> list[Quarantined]:
    """Every row that is not taken. One that came again, in another package, is one; it counts to the newest."""
    rows = store.conn.execute(
        f"SELECT form, unit, id, de, n, reason, line, max(batch), hash{_STANDING}"
        " GROUP BY form, unit, id, de, n, reason, line ORDER BY max(batch), form, unit, id, de, n"
    )
    return [Quarantined(*row) for row in rows]


def quarantine_count(store: Store) -> int:
    """How many rows are not taken."""
    told = f"SELECT count(*) FROM (SELECT DISTINCT form, unit, id, de, n, reason, line{_STANDING})"
    return int(store.conn.execute(told).fetchone()[0])


@dataclass(frozen=True)
class Refused:
    """A row of this unit, or of one below, that a unit above (`holder`) keeps in quarantine, as it told on a day."""

    holder: str
    form: str
    unit: str
    id: str
    de: str
    n: int
    reason: str
    told_on: str


def put_refusals(store: Store, holders: Iterable[str], rows: Iterable[Refused]) -> None:
    """Replace what these units above are known to keep in quarantine."""
    store.conn.executemany("DELETE FROM refusal WHERE holder = ?", [(holder,) for holder in holders])
    store.conn.executemany(
        "INSERT INTO refusal VALUES (?,?,?,?,?,?,?,?)",
        ((r.holder, r.form, r.unit, r.id, r.de, r.n, r.reason, r.told_on) for r in rows),
    )


def refusals(store: Store) -> list[Refused]:
    """What units above keep in quarantine, as they told last."""
    return [Refused(*row) for row in store.conn.execute("SELECT * FROM refusal ORDER BY holder, form, unit, id, de, n")]


# -- packages sent --------------------------------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A package this desk wrote. `contents`: ranges by series; `receipt`: the day its receiver merged it."""

    package: str
    kind: str
    sender: str
    unit: str
    desk: str
    number: int
    at: str
    file: str
    rows: int
    check_code: str
    counts: Mapping[str, int]
    contents: Held
    receipt: str = ""


_SENT = "package, kind, sender, unit, desk, number, at, file, rows, check_code, counts, contents, receipt"


def add_sent(store: Store, sent: Sent) -> None:
    """Remember a package that is on the disk."""
    store.conn.execute(
        f"INSERT INTO sent ({_SENT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (sent.package, sent.kind, sent.sender, sent.unit, sent.desk, sent.number, sent.at, sent.file, sent.rows,
         sent.check_code, canonical(dict(sent.counts)), canonical(dict(sent.contents)), sent.receipt),
    )  # fmt: skip


def all_sent(store: Store) -> list[Sent]:
    """Every package this desk wrote, oldest first."""
    rows = store.conn.execute(f"SELECT {_SENT} FROM sent ORDER BY at, number")
    return [_sent(row) for row in rows]


def _sent(row: tuple[Any, ...]) -> Sent:
    cells: list[Any] = [*row[:10], json.loads(row[10]), json.loads(row[11]), row[12]]
    return Sent(*cells)


def next_number(store: Store, unit: str, desk: str, kind: str) -> int:
    """The number of the next package of this epoch to a unit or a desk: gaps show what is missing."""
    row = store.conn.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM sent WHERE sender = ? AND unit = ? AND desk = ? AND kind = ?",
        (store.desk, unit, desk, kind),
    ).fetchone()
    return int(row[0])


def add_receipts(store: Store, unit: str, receipts: Mapping[str, str]) -> None:
    """Remember which of our packages a unit merged, and on which day; it speaks only of those sent to it."""
    store.conn.executemany(
        "UPDATE sent SET receipt = ? WHERE package = ? AND unit = ?", [(d, p, unit) for p, d in receipts.items()]
    )


def add_fetched(store: Store, unit: str, receipts: Mapping[str, str]) -> None:
    """Remember which return packages a unit below took, and on which day first; it speaks only of its own."""
    store.conn.executemany(
        "UPDATE sent SET receipt = ? WHERE package = ? AND unit = ? AND kind = 'down'"
        " AND (receipt = '' OR receipt > ?)",
        [(day, package, unit, day) for package, day in receipts.items()],
    )


MOST_TOLD = 500
"""Receipts for return packages that one package tells: of older ones a receipt went before."""


def taken_from(store: Store, desks: Iterable[str]) -> dict[str, str]:
    """The day each of the newest return packages of these desks was merged here, by package."""
    rows = store.conn.execute(
        "SELECT package, substr(at, 1, 10) FROM batch WHERE kind = 'down' AND status = 'merged'"
        " AND sender IN (SELECT value FROM json_each(?)) ORDER BY number DESC LIMIT ?",
        (canonical(sorted(desks)), MOST_TOLD),
    )
    return dict(rows.fetchall())


@dataclass(frozen=True)
class Answer:
    """Return packages for a unit: the day the newest was `written`, the day it took that one, or an older one, last."""

    written: str = ""
    fetched: str = ""
    fetched_before: str = ""


NO_ANSWER = Answer()


def answers(store: Store) -> dict[str, Answer]:
    """By unit below, what became of the return packages written for it."""
    found: dict[str, Answer] = {}
    for unit, day, receipt in store.conn.execute(
        "SELECT unit, substr(at, 1, 10), receipt FROM sent WHERE kind = 'down' ORDER BY at, number"
    ):
        held = found.get(unit, NO_ANSWER)
        found[unit] = Answer(day, receipt, max(held.fetched, held.fetched_before))
    return found


# -- packages that wait for a person ----------------------------------------------------

_KEPT_WAITING = "packages_waiting"
MOST_WAITING = 1000
"""Waiting packages that are remembered: the files are in a person's hands, only that they came is kept."""


def note_waiting(store: Store, package: str, unit: str, day: str) -> None:
    """Remember that a package of a trusted desk came and waits for a person; nothing of it is held."""
    held = json.loads(store.meta(_KEPT_WAITING) or "{}")
    held.setdefault(package, [unit, day])
    store.set_meta(_KEPT_WAITING, canonical(dict(list(held.items())[-MOST_WAITING:])))


def waiting(store: Store) -> dict[str, list[str]]:
    """By unit, the days on which packages came that still wait for a person."""
    known = {package for (package,) in store.conn.execute("SELECT package FROM batch")}
    found: dict[str, list[str]] = {}
    for package, (unit, day) in json.loads(store.meta(_KEPT_WAITING) or "{}").items():
        if package not in known:
            found.setdefault(unit, []).append(day)
    return found
