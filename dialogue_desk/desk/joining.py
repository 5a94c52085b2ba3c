"""Who belongs together: invitations, joining, trust, revocation, takeover, the recovery key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from dialogue_desk.desk import papers
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.units import COLUMNS, FEWEST_COLUMNS, Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import identity
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import Keys, PublicKeys
from dialogue_desk.storage import follow, registry
from dialogue_desk.storage.driver import os_trouble, transaction
from dialogue_desk.storage.registry import REVOKED, TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

KIND = "dialogue-desk-invitation"
_SIGNED = b"dialogue-desk-invitation-v1\0"
MAX_INVITATION = 32 << 20


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


def read_invitation(file: Path) -> dict[str, Any]:
    """The contents of an invitation whose signature is good; DeskError when it is none or damaged."""
    try:
        with file.open("rb") as source:
            data = source.read(MAX_INVITATION + 1)
    except OSError as error:
        raise os_trouble(error) from error
    wrong = DeskError(
        _("{file} không phải lời mời, hoặc đã bị hỏng.").format(file=file.name),
        _("Chép lại tệp .ddinvite từ cấp trên."),
        "not_an_invitation",
    )
    if len(data) > MAX_INVITATION:
        raise wrong
    try:
        told = json.loads(data)
        if told["kind"] != KIND:
            raise wrong
        if told["version"] > 1:
            raise DeskError(
                _("Lời mời do một bản mới hơn của chương trình tạo ra."), _("Cập nhật chương trình."), "newer_format"
            )
        signature = bytes.fromhex(told.pop("signature"))
        issuer = next(PublicKeys(d[2], d[3]) for d in told["registry"]["desks"] if d[0] == told["issuer"])
        is_good = issuer.desk == told["issuer"] and issuer.has_signed(signature, _SIGNED + canonical(told).encode())
        if not is_good or any(not FEWEST_COLUMNS <= len(row) <= len(COLUMNS) for row in told["units"]):
            raise wrong
        [Unit(*row) for row in told["units"]]
    except (ValueError, KeyError, TypeError, IndexError, StopIteration, RecursionError) as error:
        raise wrong from error
    return dict(told)


@tells_trouble
class Joining:
    """What makes desks known to each other."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

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
        machines = registry.machines(self._store)
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
        store = self._store
        if not store.units.is_below(unit, store.unit):
            raise DeskError(
                _("{unit} không thuộc {own}.").format(unit=store.units.name(unit), own=store.units.name(store.unit)),
                _("Chỉ mời được đơn vị cấp dưới của mình."),
                "not_below",
            )
        code = identity.new_code()
        keys = own_keys(store)
        scope = [u for u in store.units.units if store.units.is_below(store.unit, u)] + [unit]
        told: dict[str, Any] = {
            "kind": KIND, "version": 1, "unit": unit, "upper": store.unit, "code": code, "issuer": store.desk,
            "list": store.meta("unit_list"), "recovery": json.loads(store.meta("recovery") or "[]"),
            "units": [[getattr(u, c) for c in COLUMNS] for u in store.units.units.values()],
            "registry": told_registry.build(store, scope),
        }  # fmt: skip
        told["signature"] = keys.signature(_SIGNED + canonical(told).encode()).hex()
        try:
            out.write_bytes(canonical(told).encode())
        except OSError as error:
            raise os_trouble(error) from error
        with transaction(store.conn):
            registry.add_invitation(store, code, unit, told_registry.now_text())
        return code

    def join(self, file: Path) -> str:
        """Open an invitation at the desk of its unit; returns the upper unit's key."""
        told = read_invitation(file)
        store = self._store
        if told["unit"] != store.unit:
            raise DeskError(
                _("Lời mời này dành cho {unit}, còn bàn này của {own}.").format(
                    unit=store.units.name(told["unit"]), own=store.units.name(store.unit)
                ),
                _("Xin cấp trên lời mời cho đơn vị của mình."),
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
            raise DeskError(
                _("{file} không phải lời mời, hoặc đã bị hỏng.").format(file=file.name),
                _("Chép lại tệp .ddinvite từ cấp trên."),
                "not_an_invitation",
            ) from error
        follow.rebuild(store)
        return str(told["upper"])

    # -- trust ------------------------------------------------------------------------

    def find(self, fingerprint: str) -> KnownDesk:
        """The desk of a fingerprint (or desk id); DeskError when none is known."""
        digits = identity.fingerprint_in(fingerprint)
        for known in registry.desks(self._store):
            keys = PublicKeys(known.sign, known.age)
            if known.desk == fingerprint.strip() or (digits and identity.same_fingerprint(keys.fingerprint, digits)):
                return known
        raise DeskError(
            _("Không biết máy nào có vân tay {fingerprint}.").format(fingerprint=fingerprint),
            _("Nhận một gói của máy ấy trước, rồi so vân tay với phiếu in."),
            "unknown_fingerprint",
        )

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
        if not self._store.units.is_below(known.unit, self._store.unit):
            raise self._not_ours(known)
        with transaction(self._store.conn):
            self._set(replace(known, status=TRUSTED, upto="", issuer=""))
            registry.close_rights(self._store, known.unit)
        return self._info(known.desk)

    def revoke(self, fingerprint: str) -> DeskInfo:
        """Stop trusting a desk: what it wrote until now stays, nothing later is taken.

        The keys of its earlier epochs lie on the same machine: they go with it.
        """
        known = self.find(fingerprint)
        if not self._store.units.is_below(known.unit, self._store.unit):
            raise self._not_ours(known)
        if known.desk == self._store.desk:
            raise DeskError(_("Đây là chính máy này."), _("Thu hồi từ máy khác của đơn vị."), "own_desk")
        with transaction(self._store.conn):
            for epoch in self._epochs(known):
                upto = canonical(registry.saves_upto(self._store, epoch.desk)) if epoch.status != WAITING else "{}"
                self._set(replace(epoch, status=REVOKED, upto=upto, issuer=""))
        return self._info(known.desk)

    def _epochs(self, known: KnownDesk) -> list[KnownDesk]:
        """A desk and the epochs before it, but for those of this machine."""
        own = {desk for desk, _s, _a in registry.own_keys(self._store)}
        found = [known]
        while (before := registry.known(self._store, found[-1].after)) and before.desk not in own:
            if before in found or before.unit != known.unit or before.status == REVOKED:
                break
            found.append(before)
        return found

    def _not_ours(self, known: KnownDesk) -> DeskError:
        return DeskError(
            _("Máy này thuộc {unit}, không phải đơn vị mình hay cấp dưới.").format(
                unit=self._store.units.name(known.unit)
            ),
            _("Đơn vị quản lý máy ấy mới quyết định được."),
            "not_below",
        )

    def _set(self, known: KnownDesk) -> None:
        registry.put(self._store, known)
        registry.changed(self._store)

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
