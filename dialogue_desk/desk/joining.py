"""Who belongs together: invitations, joining, trust, revocation, takeover, the recovery key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogue_desk.desk import papers, rejoining
from dialogue_desk.desk.inviting import Inviting, not_an_invitation, read_invitation, refuse_expired
from dialogue_desk.desk.machines import Machine, Machines
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.units import Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import identity
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import Keys, PublicKeys
from dialogue_desk.storage import follow, registry
from dialogue_desk.storage.driver import transaction
from dialogue_desk.storage.machines import day_of, numbers
from dialogue_desk.storage.registry import TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


@dataclass(frozen=True)
class DeskInfo:
    """A desk as people see it: its unit, fingerprint, and trusted, waiting or revoked."""

    desk: str
    unit: str
    fingerprint: str
    status: str
    since: str
    is_this: bool
    machine: int = 0
    """Which machine of its unit it is, counted from 1; 0 while it is not known here."""


def own_keys(store: Store) -> Keys:
    """The keys of this desk's present epoch."""
    _desk, sign, age = registry.own_keys(store)[0]
    return Keys(sign, age)


@tells_trouble
class Joining:
    """What makes desks known to each other."""

    def __init__(
        self, store: Store, today: Callable[[], date], begin_afresh: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._today = today
        self._begin_afresh = begin_afresh
        self.inviting = Inviting(store, today)
        self.machines = Machines(store, today)

    @property
    def fingerprint(self) -> str:
        """This desk's fingerprint: eight groups of four digits."""
        return own_keys(self._store).public.fingerprint

    @property
    def slip_text(self) -> str:
        """What the QR code of this desk's slip says."""
        return identity.slip_text(self._store.unit, own_keys(self._store).public)

    def slip(self) -> Sheet:
        """The A5 slip that vouches for this desk: the unit above compares it before it trusts."""
        units = self._store.units
        upper = self.upper or units[self._store.unit].parent
        return papers.fingerprint_slip(
            units.name(self._store.unit),
            units.name(upper) if upper else "",
            self._store.meta("person"),
            self.fingerprint,
            self.slip_text,
            self._today(),
        )

    @property
    def upper(self) -> str:
        """Key of the unit whose invitation was opened; "" while there was none."""
        return self._store.meta("upper")

    @property
    def is_known_above(self) -> bool:
        """Whether a return package said that the upper unit trusts this desk."""
        return self._store.meta("acknowledged") == self._store.desk

    def desks(self) -> list[DeskInfo]:
        """Every desk known here."""
        own = {desk for desk, _s, _a in registry.own_keys(self._store)}
        machines = numbers(self._store)
        return [
            DeskInfo(
                d.desk, d.unit, PublicKeys(d.sign, d.age).fingerprint, d.status, d.since, d.desk in own,
                machines[d.desk],
            )
            for d in registry.desks(self._store)
        ]  # fmt: skip

    # -- invitations ----------------------------------------------------------------

    def invite(self, unit: str, out: Path) -> str:
        """Write an invitation for a unit below, or for a second desk of this one; returns its join code."""
        return self.inviting.write(unit, out)

    def join(self, file: Path) -> str:
        """Open an invitation at the desk of its unit; returns the upper unit's key.

        A desk that the unit above has revoked since begins afresh: with keys that nothing leads to from the old
        ones, and with what it wrote that nobody may take under its old name written once more under the new.
        """
        told = read_invitation(file)
        refuse_expired(told, day_of(self._store.clock()))
        store = self._store
        if told["unit"] != store.unit:
            raise DeskError(
                _("Tệp kết nối này dành cho {unit}, còn bàn này của {own}.").format(
                    unit=store.units.name(told["unit"]), own=store.units.name(store.unit)
                ),
                _("Xin cấp trên tệp kết nối cho đơn vị của mình."),
                "wrong_unit",
            )
        issuer = next(
            KnownDesk(d[0], d[1], d[2], d[3], TRUSTED, since=told_registry.now_text())
            for d in told["registry"]["desks"]
            if d[0] == told["issuer"]
        )
        try:
            with transaction(store.conn):
                store.add_units(Unit(*row) for row in told["units"])
                registry.put(store, issuer)
                told_registry.take(store, told["registry"], issuer)
                store.set_meta("join_code", told["code"])
                # Who invites may have lost what it knew of this desk: the next packages introduce it again.
                store.forget_meta("acknowledged")
                store.set_meta("recovery", canonical(told["recovery"]))
                if told["upper"] != store.unit:
                    store.set_meta("upper", told["upper"])
        except (ValueError, KeyError, TypeError) as error:
            raise not_an_invitation(file) from error
        if rejoining.is_revoked(store):
            self._begin_afresh()
            rejoining.write_again(store)
        follow.rebuild(store)
        return str(told["upper"])

    # -- trust ------------------------------------------------------------------------

    def find(self, fingerprint: str) -> KnownDesk:
        """The desk of a fingerprint (or desk id); DeskError when none is known."""
        return self.machines.find(fingerprint)

    def seen_on(self, slip: str) -> DeskInfo:
        """The desk of a typed fingerprint or of a scanned slip; a slip also names a desk that never sent anything."""
        told = identity.read_slip(slip)
        if told is None or registry.known(self._store, told[1].desk):
            return self._info(self.find(slip).desk)
        unit, keys = told
        return DeskInfo(keys.desk, unit, keys.fingerprint, WAITING, "", is_this=False)

    def trust(self, fingerprint: str) -> DeskInfo:
        """Trust a desk of this unit or of one below, after comparing its fingerprint with paper.

        The scanned text of its slip does as well, also for a desk that never sent anything here.
        """
        told = identity.read_slip(fingerprint)
        if told is None or registry.known(self._store, told[1].desk):
            known = self.find(fingerprint)
        else:
            known = KnownDesk(told[1].desk, told[0], told[1].sign, told[1].age, WAITING, since=told_registry.now_text())
        self.machines.trust(known)
        return self._info(known.desk)

    def revoke(self, fingerprint: str) -> list[Machine]:
        """Stop trusting a machine, with all its keys; see `Machines.revoke`."""
        return self.machines.revoke(fingerprint)

    def _info(self, desk: str) -> DeskInfo:
        return next(d for d in self.desks() if d.desk == desk)

    def takeover(self, old: str, new: str) -> None:
        """Let a new unit continue the records and open cases of a dissolved one."""
        store = self._store
        if old == new:
            raise DeskError(
                _("Đơn vị cũ và đơn vị mới đều là {unit}.").format(unit=store.units.name(new)),
                _("Ghi cả khóa của hai đơn vị, ví dụ 11311@2023 và 11311@2025."),
                "same_unit",
            )
        if not store.units.is_below(new, store.unit):
            raise DeskError(
                _("{unit} không thuộc {own}.").format(unit=store.units.name(new), own=store.units.name(store.unit)),
                _("Chỉ quyết định được cho cấp dưới của mình."),
                "not_below",
            )
        with transaction(store.conn):
            registry.add_takeovers(store, {old: [new]})
            registry.changed(store)
        follow.rebuild(store)

    def takeover_all(self) -> tuple[list[tuple[str, str]], list[str]]:
        """Let every new unit below continue the dissolved one that went into it as a whole, by the unit list.

        Returns the pairs (old, new) that were not given before, and the dissolved units left to a person: those that
        were split among several. DeskError when nothing is left to give.
        """
        store, today = self._store, self._today().isoformat()
        units = store.units
        ended = [u for u in units.units.values() if u.valid_to and u.valid_to < today and u.heirs]
        heirs = {u.key: units.whole_heir(u.key, today) for u in ended}
        held = set(self.takeovers)
        given = [(old, new) for old, new in heirs.items() if new and units.is_below(new, store.unit)]
        fresh = [pair for pair in given if pair not in held and pair[1] != store.unit]
        split = [u.key for u in ended if not heirs[u.key] and any(units.is_below(h, store.unit) for h in u.heirs)]
        if not fresh:
            raise DeskError(
                _("Không còn đơn vị giải thể nào nhập toàn bộ vào một đơn vị cấp dưới mà chưa được giao."),
                _("Đơn vị bị chia thì giao từng đơn vị một."),
                "nothing_to_take_over",
            )
        with transaction(store.conn):
            registry.add_takeovers(store, {old: [new] for old, new in fresh})
            registry.changed(store)
        follow.rebuild(store)
        return fresh, split

    @property
    def takeovers(self) -> list[tuple[str, str]]:
        """Which unit continues the cases of which dissolved one: (old, new)."""
        return sorted((old, new) for old, news in registry.takeovers(self._store).items() for new in news)

    # -- the printed key -----------------------------------------------------------------

    def recovery_key(self) -> tuple[str, Sheet]:
        """A new recovery key: its public half, for `keep_recovery_key` once it is on paper, and the sheet to print."""
        secret, recipient = identity.recovery_identity()
        return recipient, papers.recovery_sheet(self._store.units.name(self._store.unit), secret, self._today())

    @staticmethod
    def read_recovery_key(text: str) -> str:
        """A printed recovery key as typed or scanned; DeskError when it is not one."""
        return identity.read_recovery_key(text)

    @property
    def recovery_keys(self) -> int:
        """How many recovery keys packages are sealed for."""
        return len(json.loads(self._store.meta("recovery") or "[]"))

    def keep_recovery_key(self, recipient: str) -> None:
        """From now on invitations carry this recovery key, and packages are sealed for it too."""
        held = json.loads(self._store.meta("recovery") or "[]")
        self._store.set_meta("recovery", canonical([*held, recipient]))
