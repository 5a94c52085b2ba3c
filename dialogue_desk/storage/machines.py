"""Which desk ids are one machine: its epochs follow one another; a copy of its folder goes on beside it.

A new epoch is certified by the one before and says since when it counts. Where
the one before writes on after that, the folder was copied, and the new epoch is
another machine with the same old keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dialogue_desk.storage import registry
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.store import Store


@dataclass(frozen=True)
class Machine:
    """One machine: its desk ids, oldest first, its number in its unit (from 1), the number it was copied from or 0."""

    unit: str
    number: int
    desks: tuple[str, ...]
    copy_of: int = 0


def machines(store: Store) -> list[Machine]:
    """Every machine known here, in the order in which they came to be known."""
    every = {d.desk: d for d in registry.desks(store)}
    follows = {d.desk: _before(every, d) for d in every.values()}
    following: dict[str, list[KnownDesk]] = {}
    for desk, before in follows.items():
        following.setdefault(before, []).append(every[desk])
    lines: list[list[str]] = []
    origins: list[str] = []
    waiting = [(d.desk, "") for d in following.get("", ())]
    place: dict[str, int] = {}
    while waiting:
        desk, origin = waiting.pop(0)
        line = [desk]
        lines.append(line)
        origins.append(origin)
        while True:
            place[line[-1]] = len(lines) - 1
            nexts = following.get(line[-1], [])
            heir = next((d.desk for d in nexts if not _wrote_after(store, line[-1], d)), "")
            waiting += [(d.desk, line[-1]) for d in nexts if d.desk != heir]
            if not heir:
                break
            line.append(heir)
    # Lines were found originals first, and sorting keeps that among those met in the same second.
    order = sorted(range(len(lines)), key=lambda i: every[lines[i][0]].since)
    count: dict[str, int] = {}
    numbers: dict[int, int] = {}
    for i in order:
        unit = every[lines[i][0]].unit
        numbers[i] = count[unit] = count.get(unit, 0) + 1
    return [
        Machine(
            every[lines[i][0]].unit, numbers[i], tuple(lines[i]), numbers[place[origins[i]]] if origins[i] else 0
        )
        for i in order
    ]  # fmt: skip


def numbers(store: Store) -> dict[str, int]:
    """The number of the machine a desk id belongs to, within its unit."""
    return {desk: machine.number for machine in machines(store) for desk in machine.desks}


def family(store: Store, desk: str) -> list[KnownDesk]:
    """Every desk whose keys lie, or lay, on one machine with those of `desk`: epochs before and after, and copies."""
    every = {d.desk: d for d in registry.desks(store)}
    follows = {d.desk: _before(every, d) for d in every.values()}
    found = {desk}
    while True:
        more = {d for d, before in follows.items() if before in found}
        more |= {follows[d] for d in found if follows.get(d)}
        if more <= found:
            return [d for d in every.values() if d.desk in found]
        found |= more


def _before(every: dict[str, KnownDesk], desk: KnownDesk) -> str:
    """The epoch a desk follows, when it is one of its own unit and the chain comes to an end."""
    seen = {desk.desk}
    here = desk
    while (before := every.get(here.after)) is not None and before.unit == desk.unit:
        if before.desk in seen:
            return ""
        seen.add(before.desk)
        here = before
    first = every.get(desk.after)
    return first.desk if first is not None and first.unit == desk.unit else ""


def _wrote_after(store: Store, desk: str, later: KnownDesk) -> bool:
    """Whether a desk wrote on after another one had begun to follow it."""
    begun = _begun(store, later)
    return begun is not None and _edge(store, desk, "DESC") > begun


def _begun(store: Store, desk: KnownDesk) -> int | None:
    """Since when an epoch counts: as its certificate says, else since its first save."""
    told = json.loads(desk.certificate) if desk.certificate else {}
    at = told.get("at") if isinstance(told, dict) else None
    return at if type(at) is int else _edge(store, desk.desk, "ASC") or None


def _edge(store: Store, desk: str, order: str) -> int:
    """The clock of the first (ASC) or last (DESC) save of a desk that is held; 0 for none."""
    clocks = [
        store.conn.execute(f"SELECT hlc FROM version WHERE de = ? ORDER BY n {order} LIMIT 1", (de,)).fetchone()[0]
        for de in registry.series_of(store, desk)
    ]
    if not clocks:
        return 0
    return int(max(clocks) if order == "DESC" else min(clocks))


def person_of(store: Store, desks: tuple[str, ...]) -> str:
    """Who saved last at a machine, as far as it is held here; "" while nobody did."""
    newest = (0, "")
    for desk in desks:
        for de in registry.series_of(store, desk):
            hlc, text = store.conn.execute(
                "SELECT hlc, text FROM version WHERE de = ? ORDER BY n DESC LIMIT 1", (de,)
            ).fetchone()
            newest = max(newest, (int(hlc), str(json.loads(text).get("by", ""))))
    return newest[1]


def packages_of(store: Store, desks: tuple[str, ...]) -> tuple[str, str]:
    """When the first and the newest package of a machine were taken here (UTC); empty for none."""
    marks = ",".join("?" for _d in desks)
    row = store.conn.execute(f"SELECT min(at), max(at) FROM batch WHERE sender IN ({marks})", desks).fetchone()
    return str(row[0] or ""), str(row[1] or "")


def day_of(clock: int) -> str:
    """The day in Việt Nam (ISO) of a clock in µs."""
    return (datetime.fromtimestamp(clock / 1_000_000, UTC) + timedelta(hours=7)).date().isoformat()


def newest_day(store: Store) -> str:
    """The day of the newest save made at this machine, or of the newest package it took or wrote; "" for none."""
    saved = max((_edge(store, desk, "DESC") for desk, _sign, _age in registry.own_keys(store)), default=0)
    row = store.conn.execute(
        "SELECT coalesce(max(at), '') FROM (SELECT max(at) AS at FROM batch UNION ALL SELECT max(at) FROM sent)"
    ).fetchone()
    told = [day_of(saved)] if saved else []
    if row[0]:
        told.append(day_of(int(datetime.fromisoformat(str(row[0])).timestamp() * 1_000_000)))
    return max(told, default="")
