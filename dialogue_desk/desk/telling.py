"""What a package tells beside its records: what arrived here, who holds what since when, receipts, what was refused."""

from __future__ import annotations

from typing import Any

from dialogue_desk.exchange import choosing
from dialogue_desk.exchange import manifest as manifests
from dialogue_desk.storage import carrying, parcels
from dialogue_desk.storage.store import Store


def refused(store: Store, unit: str, below: set[str]) -> list[list[Any]]:
    """Rows of a unit and those below that are in quarantine here, or in a unit above that told so, with the reason.

    Also rows nobody can read, which only their sender can put right.
    """
    sent = {b.number for b in parcels.batches(store) if b.unit == unit}
    here = [
        [q.form, q.unit, q.id, q.de, q.n, q.reason, store.unit]
        for q in parcels.quarantine(store)
        if q.unit in below or q.batch in sent
    ]
    above = [[r.form, r.unit, r.id, r.de, r.n, r.reason, r.holder] for r in parcels.refusals(store) if r.unit in below]
    return [*here, *above][: manifests.MOST_REFUSED]


def arrivals(store: Store) -> dict[str, str]:
    """The day of the newest package of each unit below, for the board of the unit above."""
    found: dict[str, str] = {}
    for batch in parcels.batches(store):
        if batch.kind == "up" and batch.status == "merged":
            found |= {u: max(d, found.get(u, "")) for u, d in batch.arrivals.items()}
            found[batch.unit] = max(batch.at[:10], found.get(batch.unit, ""))
    return found


def holdings(store: Store, desks: set[str]) -> dict[str, Any]:
    """Since which day units from here upward hold what the addressee's desks wrote, or what was entered for it."""
    desks = desks | choosing.desks_of(store, [store.unit])
    found: dict[str, Any] = dict(carrying.holdings(store, desks))
    found[store.unit] = carrying.received_on(store, desks)
    return found


def receipts(store: Store, desks: set[str]) -> dict[str, str]:
    """The day each package of these desks was merged here."""
    return {
        b.package: b.at[:10]
        for b in parcels.batches(store)
        if b.sender in desks and b.kind == "up" and b.status == "merged"
    }
