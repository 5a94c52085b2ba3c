"""The registry that travels in packages: which desks there are, who vouches for them, who may write for whom.

It is part of the signed package. A unit speaks with authority about itself and
everything below it; what a lower unit says counts only for units below that.
A registry older than the newest one read of its issuer is not read: it never
goes backwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dialogue_desk.domain.units import UnitTree
from dialogue_desk.exchange.identity import PublicKeys, is_certified
from dialogue_desk.storage import registry as held
from dialogue_desk.storage.registry import REVOKED, TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.registry import now_text as now_text
from dialogue_desk.storage.staging import Staged
from dialogue_desk.storage.store import BUILD_FLOOR, Store

MOST = 1 << 53
"""No registry was ever changed as often."""

CENTURY = 100 * 365 * 86_400_000_000


def build(store: Store, units: Iterable[str]) -> dict[str, Any]:
    """What this desk knows of the desks of some units, and of those that continue one of them."""
    told = held.takeovers(store)
    wanted = set(units)
    wanted |= {new for old, news in told.items() if old in wanted for new in news}
    desks = [
        [d.desk, d.unit, d.sign, d.age, d.status, d.after, d.certificate, d.upto]
        for d in held.desks(store)
        if d.unit in wanted and d.status in (TRUSTED, REVOKED)
    ]
    rights = [[desk, unit, upto] for (desk, unit), upto in sorted(held.rights(store).items()) if unit in wanted]
    return {
        "number": held.registry_number(store, store.desk),
        "desks": desks,
        "rights": rights,
        "takeovers": {k: v for k, v in told.items() if k in wanted or wanted & set(v)},
    }


def take(store: Store, told: Any, sender: KnownDesk) -> int:
    """Learn from a sender's registry what it may say. One of `manifest.BROKEN` when it is malformed.

    Returns how many things it said that it has no say in and that are not so: no desk does that by itself.
    """
    if not isinstance(told, dict) or _number(told["number"]) < held.registry_number(store, sender.desk):
        return 0
    held.set_registry_number(store, sender.desk, told["number"])
    tree, own = store.units, store.unit
    speaks_down = tree.is_below(own, sender.unit)

    claims = 0

    def may_say(unit: str) -> bool:
        return speaks_down or (unit != sender.unit and tree.is_below(unit, sender.unit))

    def is_its_own(unit: str) -> bool:
        return unit == sender.unit or may_say(unit)

    for desk, unit, sign, age, status, after, certificate, upto in told["desks"]:
        entry = KnownDesk(
            str(desk), str(unit), str(sign), str(age), status, str(after), str(certificate), _limits(upto), sender.desk,
            now_text(),
        )  # fmt: skip
        if PublicKeys(entry.sign, entry.age).desk != entry.desk or status not in (TRUSTED, REVOKED):
            raise ValueError("not a desk")
        now = held.known(store, entry.desk)
        is_other = now is not None and now.status != WAITING and (now.unit, now.age) != (entry.unit, entry.age)
        if may_say(entry.unit) or _follows(store, entry):
            _learn(store, entry)
            claims += is_other
        elif not is_its_own(entry.unit):
            claims += now is None or is_other or (status == REVOKED and now.status == TRUSTED)
    for desk, unit, upto in told["rights"]:
        # What its own desks may write a unit knows first: news from above is what it said itself some time ago.
        writer, limits = held.known(store, str(desk)), _limits(upto)
        is_told_back = speaks_down and sender.unit != own and writer is not None and tree.is_below(writer.unit, own)
        if may_say(str(unit)) and not is_told_back:
            held.grant(store, str(desk), str(unit), limits)
        elif not is_its_own(str(unit)):
            claims += (str(desk), str(unit)) not in held.rights(store)
    known = held.takeovers(store)
    claims += sum(
        str(n) not in known.get(str(old), ()) and not (is_its_own(str(old)) and is_its_own(str(n)))
        for old, news in told["takeovers"].items()
        for n in news
    )
    taken = {str(old): [str(n) for n in news if may_say(str(n))] for old, news in told["takeovers"].items()}
    held.add_takeovers(store, {old: news for old, news in taken.items() if news and may_say(old)})
    return claims


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told < MOST:
        raise ValueError("not a number")
    return told


def _limits(upto: Any) -> str:
    """Last numbers by series as JSON, or "": read every time a row comes, so it must be readable."""
    limits = json.loads(upto) if upto else {}
    if not isinstance(upto, str) or not isinstance(limits, dict) or any(type(n) is not int for n in limits.values()):
        raise ValueError("not limits")
    return upto


def _follows(store: Store, entry: KnownDesk) -> bool:
    """Whether a desk we trust certified this one as its next epoch."""
    if not entry.certificate or entry.status != TRUSTED:
        return False
    old = held.known(store, entry.after)
    told = json.loads(entry.certificate)
    return (
        old is not None
        and old.status == TRUSTED
        and old.unit == entry.unit
        and (told.get("sign"), told.get("age"), told.get("unit")) == (entry.sign, entry.age, entry.unit)
        and is_certified(told, PublicKeys(old.sign, old.age))
    )


def _learn(store: Store, entry: KnownDesk) -> None:
    """Keep an entry. A revocation stays until the registry that brought it takes it back.

    Whose a desk is and its keys stay for ever: else a unit could claim another one's desk as that of a unit below.
    """
    now = held.known(store, entry.desk)
    if now is not None:
        if now.status != WAITING and (now.unit, now.age) != (entry.unit, entry.age):
            return
        if now.status == REVOKED and now.issuer != entry.issuer:
            return
        if now.issuer == held.HELD:
            return
        entry = replace(entry, since=now.since, certificate=entry.certificate or now.certificate)
        if now.status == entry.status:
            entry = replace(entry, issuer=now.issuer)
    held.put(store, entry)


def follow_chain(store: Store, chain: Any, sender: str) -> KnownDesk | None:
    """The sender, when certificates lead from a desk we trust to it; each epoch on the way is kept."""
    if not isinstance(chain, list) or len(chain) > 200:
        return None
    found = None
    for told in chain:
        if not isinstance(told, Mapping):
            return None
        keys = PublicKeys(str(told.get("sign")), str(told.get("age")))
        try:
            entry = KnownDesk(
                keys.desk, str(told.get("unit")), keys.sign, keys.age, TRUSTED, str(told.get("old")),
                json.dumps(told), "", "", now_text(),
            )  # fmt: skip
        except ValueError:
            return None
        if _follows(store, entry) and held.known(store, entry.desk) is None:
            held.put(store, entry)
            held.changed(store)
        found = held.known(store, entry.desk)
    return found if found is not None and found.desk == sender and found.status == TRUSTED else None


def desks_above(store: Store) -> set[str]:
    """Ids of the desks of units above this one."""
    own, tree = store.unit, store.units
    return {d.desk for d in held.desks(store) if d.unit != own and tree.is_below(own, d.unit)}


@dataclass
class Writers:
    """Decides row by row whether a sender may carry it and its author may have written it."""

    store: Store
    kind: str
    sender: KnownDesk

    def __post_init__(self) -> None:
        self._tree: UnitTree = self.store.units
        self._own = self.store.unit
        self._rights = held.rights(self.store)
        self._takeovers = held.takeovers(self.store)
        self._scope: dict[str, bool] = {}
        self._authors: dict[str, KnownDesk | None] = {}
        self._free: set[tuple[str, str]] = set()
        """Series and units for which an author may write whatever number it gave."""
        top = self.sender.unit if self.kind == "up" else self._own
        # A clock that is wrong by years is taken; beyond a century no later save could be told by its day.
        self._latest = max(self.store.clock(), BUILD_FLOOR) + CENTURY
        self._olds = {o for o, news in self._takeovers.items() if any(self._tree.is_below(n, top) for n in news)}

    def refuse(self, row: Staged) -> str:
        """The reason why a row must not be taken; "" when it may."""
        if not self._may_carry(row):
            return "foreign_unit"
        if row.stamp.hlc > self._latest:
            return "clock"
        return self._wrong_author(row)

    def may_mark(self, unit: str) -> bool:
        """Whether the sender may carry records, or erasure marks, of a unit."""
        top = self.sender.unit if self.kind == "up" else self._own
        if unit not in self._scope:
            self._scope[unit] = self._tree.is_below(unit, top) or unit in self._olds
        return self._scope[unit]

    def _may_carry(self, row: Staged) -> bool:
        if self.may_mark(row.unit):
            return True
        if row.form.key == "reference":
            return self._comes_from_above(row.unit)
        if self.kind == "up" or row.form.key != "action":
            return False
        owner = str(row.body["v"].get("opinion_unit"))
        if not self.may_mark(owner):
            return False
        if row.unit in self._takeovers.get(owner, ()):
            return True  # the unit that continues a dissolved one's cases took this step in its own name
        if row.unit in self._tree.stood_above(owner):
            return True  # who stood above once may be dissolved: the answer comes by way of another
        return self._comes_from_above(row.unit)

    def _comes_from_above(self, unit: str) -> bool:
        """Whether a unit above this one may speak here by way of the sender, from above or of the same unit."""
        if self.kind == "up" or not self._tree.is_below(self._own, unit):
            return False
        return self.kind != "down" or self._tree.is_below(self.sender.unit, unit)

    def _wrong_author(self, row: Staged) -> str:
        if (row.stamp.de, row.unit) in self._free:
            return ""
        desk = row.stamp.de.split("/")[0]
        if desk not in self._authors:
            self._authors[desk] = held.known(self.store, desk)
        author = self._authors[desk]
        if author is None or author.status == held.WAITING:
            return "unknown_writer"
        if not author.may_have_written(row.stamp.de, row.stamp.n):
            return "revoked_writer"
        if author.upto and held.is_taken(self.store, row.stamp.de, row.stamp.n, row.hash):
            return "revoked_writer"  # its key is in strange hands: an old number says again what it said
        if author.unit == row.unit or author.unit in self._takeovers.get(row.unit, ()):
            if not author.upto:
                self._free.add((row.stamp.de, row.unit))
            return ""
        upto = self._rights.get((desk, row.unit))
        if upto is None:
            return "wrong_writer"
        if upto and row.stamp.n > json.loads(upto).get(row.stamp.de, 0):
            return "wrong_writer"
        return ""
