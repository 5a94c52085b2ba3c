"""Use case of machines: one row a machine, however often it began a new epoch; what revoking one takes along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from dialogue_desk.desk.records import time_of
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import canonical
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import identity
from dialogue_desk.exchange.identity import PublicKeys
from dialogue_desk.exchange.registry import now_text
from dialogue_desk.storage import alarms, machines, parcels, registry
from dialogue_desk.storage.driver import transaction
from dialogue_desk.storage.registry import REVOKED, TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


@dataclass(frozen=True)
class Machine:
    """A machine as people see it.

    `person`: who saved last there, as far as is known here; `first` and `last`: when packages of it were taken
    (UTC, "" for none); `fingerprints` and `desks`: of all its epochs, the present one first; `copy_of`: the number
    of the machine whose folder it was copied from, 0 for none; `status`: that of its present epoch.
    """

    unit: str
    number: int
    person: str
    first: str
    last: str
    status: str
    fingerprints: tuple[str, ...]
    desks: tuple[str, ...]
    is_this: bool
    copy_of: int = 0

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its present epoch."""
        return self.fingerprints[0]


@tells_trouble
class Machines:
    """The machines known here."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def listed(self) -> list[Machine]:
        """Every machine, in the order in which they came to be known."""
        known = {d.desk: d for d in registry.desks(self._store)}
        own = {desk for desk, _sign, _age in registry.own_keys(self._store)}
        return [self._told(machine, known, own) for machine in machines.machines(self._store)]

    def _told(self, machine: machines.Machine, known: dict[str, KnownDesk], own: set[str]) -> Machine:
        desks = machine.desks[::-1]
        is_this = self._store.desk in desks or desks[0] in own
        person = self._store.meta("person") if is_this else machines.person_of(self._store, desks)
        return Machine(
            machine.unit, machine.number, person, *machines.packages_of(self._store, desks), known[desks[0]].status,
            tuple(PublicKeys(known[d].sign, known[d].age).fingerprint for d in desks), desks, is_this, machine.copy_of,
        )  # fmt: skip

    def find(self, fingerprint: str) -> KnownDesk:
        """The desk of a fingerprint (or desk id), also of an earlier epoch; DeskError when none is known."""
        digits = identity.fingerprint_in(fingerprint)
        for known in registry.desks(self._store):
            keys = PublicKeys(known.sign, known.age)
            if known.desk == fingerprint.strip() or (digits and identity.same_fingerprint(keys.fingerprint, digits)):
                return known
        raise DeskError(
            _("Không biết máy nào có mã nhận diện máy {fingerprint}.").format(fingerprint=fingerprint),
            _("Nhận một gói của máy ấy trước, rồi so mã nhận diện máy với phiếu in."),
            "unknown_fingerprint",
        )

    def reached_by(self, fingerprint: str) -> list[Machine]:
        """The machine of a fingerprint, then those that hold its keys too: its original, its copies.

        What `revoke` would stop. DeskError for a machine that this desk has no say in.
        """
        known = self.find(fingerprint)
        if not self._store.units.is_below(known.unit, self._store.unit):
            raise self.not_ours(known)
        family = {d.desk for d in machines.family(self._store, known.desk)}
        found = [m for m in self.listed() if family & set(m.desks)]
        if family & {desk for desk, _sign, _age in registry.own_keys(self._store)}:
            raise DeskError(
                _("Đây là chính máy này, hoặc bản sao chép của nó."),
                _("Thu hồi từ máy khác của đơn vị, hoặc nhờ cấp trên."),
                "own_desk",
            )
        return sorted(found, key=lambda m: known.desk not in m.desks)

    def revoke(self, fingerprint: str) -> list[Machine]:
        """Stop trusting a machine: what it wrote until now stays, nothing later is taken.

        All its epochs go, those before the fingerprint's and those after, and machines that hold its keys as
        copies do: whoever has one of the keys can sign as all of them. Returns what `reached_by` names.
        """
        reached = self.reached_by(fingerprint)
        store = self._store
        with transaction(store.conn):
            for epoch in machines.family(store, self.find(fingerprint).desk):
                if epoch.status == REVOKED:
                    continue
                upto = canonical(registry.saves_upto(store, epoch.desk)) if epoch.status != WAITING else "{}"
                registry.put(store, replace(epoch, status=REVOKED, upto=upto, issuer=""))
                self._decide(epoch.desk)
            registry.changed(store)
        held = {m.desks: m for m in self.listed()}
        return [held.get(m.desks, m) for m in reached]

    def trust(self, known: KnownDesk) -> None:
        """Trust a desk whose fingerprint somebody compared. DeskError for one that this desk has no say in."""
        store = self._store
        if not store.units.is_below(known.unit, store.unit):
            raise self.not_ours(known)
        with transaction(store.conn):
            registry.put(store, replace(known, status=TRUSTED, upto="", issuer=""))
            registry.changed(store)
            registry.close_rights(store, known.unit)
            self._decide(known.desk)

    def _decide(self, desk: str) -> None:
        """A person has said what a machine is: invitations that it or another one used twice are settled."""
        for invitation in registry.invitations(self._store):
            standing = [
                a for a in alarms.standing(self._store) if (a.kind, a.about) == (alarms.CODE_TWICE, invitation.code)
            ]
            users = {invitation.desk, *(str(d) for a in standing for d in a.told.get("desks", ()))}
            if desk in users and invitation.desk:
                registry.put_invitation(self._store, replace(invitation, decided=1))
                if standing:
                    alarms.settle(self._store, invitation.code, now_text())

    def not_ours(self, known: KnownDesk) -> DeskError:
        """The refusal to decide about a machine of a unit that is not below."""
        return DeskError(
            _("Máy này thuộc {unit}, không phải đơn vị mình hay cấp dưới.").format(
                unit=self._store.units.name(known.unit)
            ),
            _("Đơn vị quản lý máy ấy mới quyết định được."),
            "not_below",
        )


def told(store: Store, machine: Machine) -> str:
    """“máy 2 của Phường Minh Khai (người dùng: Lan; 3 mã nhận diện máy)”, a copy named as one."""
    parts = [_("người dùng: {person}").format(person=machine.person)] if machine.person else []
    parts.append(_("{count} mã nhận diện máy").format(count=len(machine.fingerprints)))
    name = (
        _("máy {number} của {unit}, bản sao chép của máy {original}")
        if machine.copy_of
        else _("máy {number} của {unit}")
    ).format(number=machine.number, unit=store.units.name(machine.unit), original=machine.copy_of)  # fmt: skip
    return f"{name} ({'; '.join(parts)})"


def told_in_full(store: Store, machine: Machine) -> str:
    """The machine, and the file and day of its newest package: for a question before it is revoked."""
    newest = parcels.newest_of(store, machine.desks)
    if newest is None:
        return _("{machine}, chưa nhận gói nào").format(machine=told(store, machine))
    day = time_of(newest.at).strftime("%d/%m/%Y")
    return _("{machine}, gói mới nhất {file} ngày {day}").format(
        machine=told(store, machine), file=newest.file, day=day
    )
