"""Signatures of desks over their own series: kept beside the versions, and passed on with them.

A seal covers consecutive saves of one series by their hashes, so it stays true
when some of them are not here, and when the content of one is erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from dialogue_desk.domain.records import Stamp
from dialogue_desk.storage import registry
from dialogue_desk.storage.store import Store

HASH_BYTES = 16
RUN = 128
"""Saves in one signature: verifying costs a microsecond a row, and a row that travels alone takes 2 kB along."""


@dataclass(frozen=True)
class Seal:
    """What a desk signed: the saves of series `de` from number `first` on, 16 bytes of hash each."""

    de: str
    first: int
    hashes: bytes
    signature: bytes

    @property
    def last(self) -> int:
        """The number of the last save it covers."""
        return self.first + len(self.hashes) // HASH_BYTES - 1

    def members(self) -> Iterator[tuple[int, str]]:
        """Number and hash of each save it covers."""
        digits = self.hashes.hex(" ", HASH_BYTES).split()  # counted from the end: they are whole hashes
        return zip(count(self.first), digits, strict=False)

    def covers(self, n: int, digest: str) -> bool:
        """Whether it names a save by number and hash."""
        at = (n - self.first) * HASH_BYTES
        return at >= 0 and self.hashes[at : at + HASH_BYTES] == bytes.fromhex(digest)


@dataclass(frozen=True)
class Blank:
    """The word of a desk that writes for `unit`: erased, the save with this hash says what `clean` is the hash of."""

    unit: str
    de: str
    n: int
    hash: str
    clean: str
    desk: str
    signature: bytes


_BLANK = "unit, de, n, hash, clean, desk, signature"


def blanks(store: Store, units: Iterable[str] | None = None) -> list[Blank]:
    """The blanks held, of records of some units or of all."""
    wanted = None if units is None else set(units)
    rows = store.conn.execute(f"SELECT {_BLANK} FROM blank ORDER BY de, n, hash, clean, desk")
    return [
        Blank(unit, de, n, digest, clean, desk, bytes(signature))
        for unit, de, n, digest, clean, desk, signature in rows
        if wanted is None or unit in wanted
    ]


def keep_blanks(store: Store, more: Iterable[Blank]) -> None:
    """Keep blanks whose signature was found good."""
    store.conn.executemany(
        f"INSERT OR IGNORE INTO blank ({_BLANK}) VALUES (?,?,?,?,?,?,?)",
        ((b.unit, b.de, b.n, b.hash, b.clean, b.desk, b.signature) for b in more),
    )


def unsealed(store: Store, desk: str) -> list[tuple[str, int, str]]:
    """Saves (series, number, hash) made at this machine under a desk id and not signed yet, in order."""
    found: list[tuple[str, int, str]] = []
    for de in registry.series_of(store, desk):
        # What came back under this name from elsewhere is not signed here: whoever wrote it did.
        found += store.conn.execute(
            "SELECT de, n, hash FROM version WHERE de = ? AND batch = 0"
            " AND n > coalesce((SELECT s.n FROM sealed s WHERE s.de = version.de), 0) ORDER BY n",
            (de,),
        ).fetchall()
    return found


def keep(store: Store, seals: Iterable[Seal]) -> None:
    """Keep seals whose signature was found good."""
    store.conn.executemany(
        "INSERT OR IGNORE INTO seal (de, first, last, hashes, signature) VALUES (?,?,?,?,?)",
        ((s.de, s.first, s.last, s.hashes, s.signature) for s in seals),
    )


def note_sealed(store: Store, de: str, n: int) -> None:
    """Remember how far this machine has signed a series of its own."""
    store.conn.execute("INSERT INTO sealed VALUES (?, ?) ON CONFLICT (de) DO UPDATE SET n = excluded.n", (de, n))


def covering(store: Store, saves: Iterable[tuple[str, int, str]]) -> list[Seal]:
    """The seals that name some of these saves (series, number, hash)."""
    wanted: dict[str, dict[int, list[str]]] = {}
    for de, n, digest in saves:
        wanted.setdefault(de, {}).setdefault(n, []).append(digest)
    found: list[Seal] = []
    for de, numbers in wanted.items():
        rows = store.conn.execute(
            "SELECT de, first, hashes, signature FROM seal WHERE de = ? AND first <= ? AND last >= ? ORDER BY first",
            (de, max(numbers), min(numbers)),
        )
        for row in rows:
            seal = _seal(row)
            if any(digest in numbers.get(n, ()) for n, digest in seal.members()):
                found.append(seal)
    return found


def is_held(store: Store, de: str, n: int, digest: str) -> bool:
    """Whether a save is held with just this content."""
    row = store.conn.execute("SELECT 1 FROM version WHERE de = ? AND n = ? AND hash = ?", (de, n, digest))
    return row.fetchone() is not None


def is_sealed(store: Store, de: str, n: int, digest: str) -> bool:
    """Whether a signature of the desk that wrote a save is held."""
    rows = store.conn.execute(
        "SELECT de, first, hashes, signature FROM seal WHERE de = ? AND first <= ? AND last >= ?", (de, n, n)
    )
    return any(_seal(row).covers(n, digest) for row in rows)


ENTERED, UNSIGNED = "entered", "unsigned"


def origin_of(store: Store, unit: str, stamp: Stamp, digest: str) -> str:
    """What is particular about who made a save of a unit's record: `ENTERED` by another unit, `UNSIGNED`; else ""."""
    desk = stamp.de.split("/")[0]
    known = registry.known(store, desk)
    if known is not None and known.unit != unit:
        return ENTERED
    is_own = desk in {own for own, _sign, _age in registry.own_keys(store)}
    return "" if is_own or is_sealed(store, stamp.de, stamp.n, digest) else UNSIGNED


def _seal(row: tuple[Any, ...]) -> Seal:
    de, first, hashes, signature = row
    return Seal(de, int(first), bytes(hashes), bytes(signature))
