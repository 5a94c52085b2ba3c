"""Which erasure marks of a package are obeyed, and which wait for a person."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.exchange.identity import PublicKeys
from dialogue_desk.exchange.merging import Outcome
from dialogue_desk.storage import erasing, registry, unerasing
from dialogue_desk.storage.erasing import Mark
from dialogue_desk.storage.registry import TRUSTED, KnownDesk
from dialogue_desk.storage.store import Store


def take(store: Store, marks: Iterable[Mark], sender: KnownDesk, batch: int) -> Outcome:
    """Obey what the unit that owns a record erases of it, or its successor; all else is for a person to decide.

    A mark is the owner's when the package is, or when it stands under the signature of a desk of the owner.
    What a person decided about a mark stays decided. Inside the caller's transaction.
    """
    outcome = Outcome()
    successors = registry.takeovers(store)
    obeyed: list[Mark] = []
    for mark in marks:
        if unerasing.is_decided(store, mark):
            continue
        owners = {mark[1], *successors.get(mark[1], ())}
        is_new = not erasing.is_held(store, mark)
        if sender.unit in owners or _is_signed(store, mark, owners):
            obeyed.append(mark)
            outcome.erased += [mark] if is_new else []
        elif is_new:
            outcome.erasures_waiting.append(mark)
    outcome.touched |= erasing.take(store, obeyed, batch)
    unerasing.ask(store, outcome.erasures_waiting, sender.desk, batch)
    return outcome


def _is_signed(store: Store, mark: Mark, owners: set[str]) -> bool:
    known = registry.known(store, mark[4]) if mark[8] else None
    if known is None or known.status != TRUSTED or known.unit not in owners:
        return False
    try:
        signature = bytes.fromhex(mark[8])
    except ValueError:
        return False
    return PublicKeys(known.sign, known.age).has_signed(signature, erasing.message(mark))
