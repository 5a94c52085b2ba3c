"""Desks this desk knows: keys, trust, rights to write, invitations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dialogue_desk.domain.records import canonical
from dialogue_desk.storage.store import Store

TRUSTED, WAITING, REVOKED = "trusted", "waiting", "revoked"
HELD = "held"
"""As the issuer of a waiting desk: it was trusted, and waits until a person has decided; no registry undoes that."""
TAKEOVERS = "takeovers"
"""Local fact: JSON object, key of a dissolved unit -> keys of the units that continue its cases."""


def now_text() -> str:
    """This moment as stored: UTC, seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class KnownDesk:
    """A desk: its unit, public keys, whether it is trusted.

    `after`: the desk id of the epoch before; `upto`: after a revocation, the
    last number of each series that still counts; `issuer`: whose registry says so.
    """

    desk: str
    unit: str
    sign: str
    age: str
    status: str
    after: str = ""
    certificate: str = ""
    upto: str = ""
    issuer: str = ""
    since: str = ""

    @property
    def limits(self) -> Mapping[str, int] | None:
        """Last numbers that count, by series; None when all do."""
        return json.loads(self.upto) if self.upto else None

    def may_have_written(self, de: str, n: int) -> bool:
        """Whether a save of this desk counts."""
        return self.status != WAITING and (not self.upto or n <= (self.limits or {}).get(de, 0))


_COLUMNS = "desk, unit, sign, age, status, after, certificate, upto, issuer, since"


def known(store: Store, desk: str) -> KnownDesk | None:
    """A desk by its id."""
    row = store.conn.execute(f"SELECT {_COLUMNS} FROM known_desk WHERE desk = ?", (desk,)).fetchone()
    return KnownDesk(*row) if row else None


def desks(store: Store) -> list[KnownDesk]:
    """Every desk this one knows."""
    return [KnownDesk(*row) for row in store.conn.execute(f"SELECT {_COLUMNS} FROM known_desk ORDER BY since, desk")]


def trusted(store: Store, unit: str) -> list[KnownDesk]:
    """The trusted desks of a unit, without epochs that a newer one has followed."""
    return [d for d in all_trusted(store) if d.unit == unit]


def written_for(store: Store) -> list[str]:
    """Every unit, not its own, that this desk enters records for now: without a desk of its own, or taken over."""
    joined = {d.unit for d in all_trusted(store)}
    below = [u.key for u in store.units.subtree(store.unit)[1:] if u.key not in joined]
    return [*below, *sorted(continued_by(store, [store.unit]) - set(below))]


def has_trusted(store: Store, unit: str) -> bool:
    """Whether a unit has a trusted desk: of every chain of epochs the newest is one."""
    row = store.conn.execute("SELECT 1 FROM known_desk WHERE unit = ? AND status = ? LIMIT 1", (unit, TRUSTED))
    return row.fetchone() is not None


def all_trusted(store: Store) -> list[KnownDesk]:
    """The trusted desks of every unit, without epochs that a newer one has followed."""
    every = desks(store)
    units = {d.desk: d.unit for d in every}
    followed = {d.after for d in every if d.status == TRUSTED and units.get(d.after) == d.unit}
    return [d for d in every if d.status == TRUSTED and d.desk not in followed]


def put(store: Store, desk: KnownDesk) -> None:
    """Keep what is known of a desk now."""
    store.conn.execute(
        f"INSERT OR REPLACE INTO known_desk ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (desk.desk, desk.unit, desk.sign, desk.age, desk.status, desk.after, desk.certificate, desk.upto,
         desk.issuer, desk.since),
    )  # fmt: skip


def own_keys(store: Store) -> list[tuple[str, str, str]]:
    """The private keys of this desk in all its epochs: (desk id, signing key, age key), the present one first."""
    rows = store.conn.execute("SELECT desk, sign, age FROM desk_key").fetchall()
    return sorted(rows, key=lambda row: row[0] != store.desk)


def add_own_keys(store: Store, desk: str, sign: str, age: str, certificate: Mapping[str, Any] | None) -> None:
    """Keep private keys, and the certificate by the epoch before."""
    told = canonical(dict(certificate)) if certificate else ""
    store.conn.execute("INSERT INTO desk_key VALUES (?, ?, ?, ?)", (desk, sign, age, told))


def certificates(store: Store) -> list[Mapping[str, Any]]:
    """The certificates that lead to this desk's present epoch, oldest first."""
    told = dict(store.conn.execute("SELECT desk, certificate FROM desk_key").fetchall())
    found: list[Mapping[str, Any]] = []
    here = store.desk
    while told.get(here):
        found.append(json.loads(told.pop(here)))
        here = str(found[-1]["old"])
    return found[::-1]


def series_of(store: Store, desk: str) -> Iterator[str]:
    """The series of a desk of which saves are held: by one look into the index each."""
    last = f"{desk}/"
    while True:
        row = store.conn.execute("SELECT min(de) FROM version WHERE de > ? AND de < ?", (last, f"{desk}0")).fetchone()
        if row[0] is None:
            return
        last = str(row[0])
        yield last


def saves_upto(store: Store, desk: str) -> dict[str, int]:
    """The highest number held of each series of a desk."""
    return dict(
        store.conn.execute(
            "SELECT de, max(n) FROM version WHERE de >= ? AND de < ? GROUP BY de", (f"{desk}/", f"{desk}0")
        ).fetchall()
    )


def counts(store: Store) -> Callable[[str, int], bool]:
    """Whether a save (series, number) still counts: what a desk wrote after it was revoked nobody takes."""
    limits = {d.desk: d.limits or {} for d in desks(store) if d.status == REVOKED}
    return lambda de, n: de.split("/")[0] not in limits or n <= limits[de.split("/")[0]].get(de, 0)


def is_taken(store: Store, de: str, n: int, digest: str) -> bool:
    """Whether a save number is held with another content, and not with this one."""
    held = {row[0] for row in store.conn.execute("SELECT hash FROM version WHERE de = ? AND n = ?", (de, n))}
    return bool(held) and digest not in held


def rights(store: Store) -> dict[tuple[str, str], str]:
    """Rights of desks to write for units that are not theirs: (desk, unit) -> last numbers as JSON, "" while open."""
    return {(d, u): upto for d, u, upto in store.conn.execute("SELECT desk, unit, upto FROM writing_right")}


def grant(store: Store, desk: str, unit: str, upto: str = "") -> None:
    """Give a right to write, narrow it, or open it again: the newest registry counts."""
    store.conn.execute("INSERT OR REPLACE INTO writing_right VALUES (?, ?, ?)", (desk, unit, upto))


def close_rights(store: Store, unit: str) -> None:
    """End the rights others had to write for a unit, because its own desk is trusted now."""
    for (desk, owner), upto in rights(store).items():
        if owner == unit and not upto:
            grant(store, desk, owner, canonical(saves_upto(store, desk)))


def takeovers(store: Store) -> dict[str, list[str]]:
    """Which units continue the cases of a dissolved one."""
    return {str(k): [str(u) for u in v] for k, v in json.loads(store.meta(TAKEOVERS) or "{}").items()}


def continued_by(store: Store, units: Iterable[str]) -> set[str]:
    """Dissolved units whose cases one of these units continues."""
    wanted = set(units)
    return {old for old, news in takeovers(store).items() if wanted & set(news)}


def scope_of(store: Store, unit: str) -> set[str]:
    """A unit, everything below it, and dissolved units whose cases one of them continues."""
    units = {u.key for u in store.units.subtree(unit)} | {unit}
    return units | continued_by(store, units)


def shown_under(store: Store, unit: str) -> set[str]:
    """Units whose records lists and figures of a unit hold: its scope, and the old communes a commune stands for."""
    return scope_of(store, unit) | {old.key for old in store.units.joined(unit)}


def senders_to(store: Store, unit: str) -> tuple[str, ...]:
    """Units whose forwarded petitions wait for an answer of `unit`: those directly below, and whom they continue."""
    below = {u.key for u in store.units.children(unit)}
    return tuple(sorted(below | continued_by(store, below)))


def add_takeovers(store: Store, more: Mapping[str, Iterable[str]]) -> None:
    """Remember takeovers."""
    held = takeovers(store)
    for old, news in more.items():
        held[old] = sorted({*held.get(old, []), *news})
    if held:
        store.set_meta(TAKEOVERS, canonical(held))


def registry_number(store: Store, issuer: str) -> int:
    """The newest registry held of an issuer; 0 for none."""
    row = store.conn.execute("SELECT number FROM registry WHERE issuer = ?", (issuer,)).fetchone()
    return int(row[0]) if row else 0


def set_registry_number(store: Store, issuer: str, number: int) -> None:
    """Remember that this registry was read; it never goes back."""
    store.conn.execute(
        "INSERT INTO registry VALUES (?, ?) ON CONFLICT (issuer) DO UPDATE SET number = max(number, excluded.number)",
        (issuer, number),
    )


def changed(store: Store) -> None:
    """The registry this desk issues says something new from now on."""
    set_registry_number(store, store.desk, registry_number(store, store.desk) + 1)


@dataclass(frozen=True)
class Invitation:
    """A join code given to a unit.

    `until`: the last day it is good for (ISO; "" for ever); `desk`: who used it; `withdrawn_at`: since when it
    is not to be used; `decided`: a person said who of several users is the right one.
    """

    code: str
    unit: str
    made_at: str
    desk: str = ""
    until: str = ""
    withdrawn_at: str = ""
    decided: int = 0


_INVITATION = "code, unit, made_at, desk, until, withdrawn_at, decided"


def invitations(store: Store, unit: str = "") -> list[Invitation]:
    """The join codes made for a unit, or for all, oldest first."""
    rows = store.conn.execute(
        f"SELECT {_INVITATION} FROM invitation WHERE unit = ? OR ? = '' ORDER BY made_at, code", (unit, unit)
    )
    return [Invitation(*row) for row in rows]


def invited(store: Store) -> set[str]:
    """Units that were asked to join."""
    return {unit for (unit,) in store.conn.execute("SELECT DISTINCT unit FROM invitation WHERE withdrawn_at = ''")}


def put_invitation(store: Store, invitation: Invitation) -> None:
    """Keep a join code, or what became of it."""
    told = (
        invitation.code, invitation.unit, invitation.made_at, invitation.desk, invitation.until,
        invitation.withdrawn_at, invitation.decided,
    )  # fmt: skip
    store.conn.execute(f"INSERT OR REPLACE INTO invitation ({_INVITATION}) VALUES (?,?,?,?,?,?,?)", told)
