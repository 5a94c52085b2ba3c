"""The way back of a machine whose keys were revoked with a stolen copy: new keys, and nothing it wrote is lost."""

from __future__ import annotations

from dialogue_desk.domain.merge import Shown
from dialogue_desk.domain.records import Stamp
from dialogue_desk.storage import registry
from dialogue_desk.storage.driver import transaction
from dialogue_desk.storage.registry import REVOKED
from dialogue_desk.storage.saving import Saver, shown_of
from dialogue_desk.storage.staging import keys_of
from dialogue_desk.storage.store import Store


def is_revoked(store: Store) -> bool:
    """Whether a unit above has said that this desk's present keys count no more."""
    known = registry.known(store, store.desk)
    return known is not None and known.status == REVOKED


def write_again(store: Store) -> int:
    """Save once more, under the present keys, what this desk wrote under revoked ones after they were; how many.

    A record is saved as it is shown, and only what the lost saves said is stamped anew: what others said beside
    them stays theirs.
    """
    lost = _lost(store)
    count = 0
    with transaction(store.conn):
        saver = Saver(store, store.meta("person"))
        for _rid, form, unit, record_id in keys_of(store, _records_of(store, lost)):
            shown = shown_of(store, form, unit, record_id)
            groups = _groups_of(shown, lost) if shown is not None else []
            if shown is not None and groups:
                saver.save(
                    form, unit, record_id, shown.values, delete=shown.is_deleted, decided=groups, keeps_bin=True
                )  # fmt: skip
                count += 1
    return count


def _lost(store: Store) -> dict[str, int]:
    """By series of this desk's revoked epochs: the last save that still counts."""
    found: dict[str, int] = {}
    for desk, _sign, _age in registry.own_keys(store):
        known = registry.known(store, desk)
        if known is not None and known.status == REVOKED:
            limits = known.limits or {}
            found |= {de: limits.get(de, 0) for de in registry.saves_upto(store, desk)}
    return found


def _records_of(store: Store, lost: dict[str, int]) -> set[int]:
    return {
        rid
        for de, n in lost.items()
        for (rid,) in store.conn.execute("SELECT DISTINCT rid FROM version WHERE de = ? AND n > ?", (de, n))
    }


def _groups_of(shown: Shown, lost: dict[str, int]) -> list[str]:
    """The groups whose shown value a lost save gave."""

    def is_lost(stamp: Stamp) -> bool:
        return stamp.n > lost.get(stamp.de, stamp.n)

    return [group for group, live in shown.candidates.items() if any(is_lost(c.stamp) for c in live)]
