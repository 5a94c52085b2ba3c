"""Invitations: written one by one or for every unit below, until when they are good, withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.units import COLUMNS, FEWEST_COLUMNS, Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import identity
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import Keys, PublicKeys
from dialogue_desk.storage import private, registry
from dialogue_desk.storage.driver import os_trouble, transaction
from dialogue_desk.storage.machines import day_of
from dialogue_desk.storage.owed import settings_of
from dialogue_desk.storage.registry import Invitation
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

KIND = "dialogue-desk-invitation"
_SIGNED = b"dialogue-desk-invitation-v1\0"
MAX_INVITATION = 32 << 20
DAYS = 60
"""How long an invitation is good for, unless Thiết lập says otherwise."""

OPEN, USED, TWICE, EXPIRED, WITHDRAWN = "open", "used", "used_twice", "expired", "withdrawn"


@dataclass(frozen=True)
class Given:
    """An invitation and what became of it: open, used, used_twice, expired, withdrawn."""

    invitation: Invitation
    status: str


@dataclass(frozen=True)
class Written:
    """An invitation that was written for a unit, and where."""

    unit: str
    file: Path
    code: str


def not_an_invitation(file: Path) -> DeskError:
    """The refusal of a file that is none, or was damaged."""
    return DeskError(
        _("{file} không phải tệp kết nối, hoặc đã bị hỏng.").format(file=file.name),
        _("Sao chép lại tệp .ddinvite từ cấp trên."),
        "not_an_invitation",
    )


def read_invitation(file: Path) -> dict[str, Any]:
    """The contents of an invitation whose signature is good; DeskError when it is none or damaged."""
    try:
        with file.open("rb") as source:
            data = source.read(MAX_INVITATION + 1)
    except OSError as error:
        raise os_trouble(error) from error
    wrong = not_an_invitation(file)
    if len(data) > MAX_INVITATION:
        raise wrong
    try:
        told = json.loads(data)
        if told["kind"] != KIND:
            raise wrong
        if told["version"] > 1:
            raise DeskError(
                _("Tệp kết nối do một bản mới hơn của chương trình tạo ra."),
                _("Cập nhật chương trình."),
                "newer_format",
            )
        signature = bytes.fromhex(told.pop("signature"))
        issuer = next(PublicKeys(d[2], d[3]) for d in told["registry"]["desks"] if d[0] == told["issuer"])
        is_good = issuer.desk == told["issuer"] and issuer.has_signed(signature, _SIGNED + canonical(told).encode())
        if not is_good or any(not FEWEST_COLUMNS <= len(row) <= len(COLUMNS) for row in told["units"]):
            raise wrong
        [Unit(*row) for row in told["units"]]
        date.fromisoformat(told.get("until") or "2026-01-01")
    except (ValueError, KeyError, TypeError, IndexError, StopIteration, RecursionError) as error:
        raise wrong from error
    return dict(told)


def refuse_expired(told: dict[str, Any], today: str) -> None:
    """DeskError for an invitation whose time is over: the unit above would not take its code either."""
    until = str(told.get("until") or "")
    if until and until < today:
        raise DeskError(
            _("Tệp kết nối này hết hạn ngày {day}.").format(day=date.fromisoformat(until).strftime("%d/%m/%Y")),
            _("Xin cấp trên tệp kết nối mới; nếu ngày trên máy sai, chỉnh lại đồng hồ rồi mở lại."),
            "invitation_expired",
        )


@tells_trouble
class Inviting:
    """What a unit above gives to those below so that they can join."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def write(self, unit: str, out: Path) -> str:
        """Write an invitation for a unit below, or for a second desk of this one; returns its join code."""
        store = self._store
        if not store.units.is_below(unit, store.unit):
            raise DeskError(
                _("{unit} không thuộc {own}.").format(unit=store.units.name(unit), own=store.units.name(store.unit)),
                _("Chỉ mời được đơn vị cấp dưới của mình."),
                "not_below",
            )
        code, until = identity.new_code(), self._until()
        _desk, sign, age = registry.own_keys(store)[0]
        scope = [u for u in store.units.units if store.units.is_below(store.unit, u)] + [unit]
        told: dict[str, Any] = {
            "kind": KIND, "version": 1, "unit": unit, "upper": store.unit, "code": code, "issuer": store.desk,
            "list": store.meta("unit_list"), "recovery": json.loads(store.meta("recovery") or "[]"), "until": until,
            "units": [[getattr(u, c) for c in COLUMNS] for u in store.units.units.values()],
            "registry": told_registry.build(store, scope),
        }  # fmt: skip
        told["signature"] = Keys(sign, age).signature(_SIGNED + canonical(told).encode()).hex()
        try:
            private.new_file(out, canonical(told).encode())
        except OSError as error:
            raise os_trouble(error) from error
        with transaction(store.conn):
            registry.put_invitation(store, Invitation(code, unit, told_registry.now_text(), until=until))
        return code

    def write_all(self, folder: Path) -> list[Written]:
        """An invitation for every unit directly below that has no trusted machine yet, each a file in `folder`."""
        store = self._store
        joined = {d.unit for d in registry.all_trusted(store)}
        wanted = [u for u in self._below() if u.key not in joined]
        if not wanted:
            raise DeskError(
                _("Không có đơn vị cấp dưới nào còn phải mời."), _("Muốn mời thêm máy, mời riêng đơn vị ấy."), "no_unit"
            )
        try:
            private.make_folder(folder)
        except OSError as error:
            raise os_trouble(error) from error
        files = [folder / f"loi-moi-{unit.code}.ddinvite" for unit in wanted]
        return [
            Written(unit.key, file, self.write(unit.key, file)) for unit, file in zip(wanted, files, strict=True)
        ]  # fmt: skip

    def _below(self) -> list[Unit]:
        """Units directly below that there are now, or were on the last day of a unit that is no more."""
        units, own, day = self._store.units, self._store.unit, self._today().isoformat()
        last = units[own].valid_to if own in units else ""
        return units.children(own, min(day, last) if last else day)

    def _until(self) -> str:
        days = settings_of(self._store, self._store.unit).get("days_invitation")
        last = date.fromisoformat(self._day) + timedelta(days=days if isinstance(days, int) else DAYS)
        return last.isoformat()

    @property
    def _day(self) -> str:
        """The day by the clock that codes are judged by when packages come."""
        return day_of(self._store.clock())

    def listed(self) -> list[Given]:
        """Every invitation this desk gave, oldest first."""
        return [Given(i, self._status(i)) for i in registry.invitations(self._store)]

    def _status(self, invitation: Invitation) -> str:
        if invitation.decided < 0:
            return TWICE
        if invitation.desk:
            return USED
        if invitation.withdrawn_at:
            return WITHDRAWN
        return EXPIRED if invitation.until and invitation.until < self._day else OPEN

    def withdraw(self, code: str) -> Invitation:
        """Take an invitation back that nobody has used; DeskError when there is no such one."""
        wanted = code.strip().upper()
        found = next((g for g in self.listed() if g.invitation.code == wanted), None)
        if found is None or found.status not in (OPEN, EXPIRED):
            raise DeskError(
                _("Không có tệp kết nối nào còn rút được mang mã {code}.").format(code=code.strip()),
                _("Tệp kết nối đã dùng thì thu hồi máy đã dùng nó."),
                "no_invitation_given",
            )
        taken = replace(found.invitation, withdrawn_at=told_registry.now_text())
        with transaction(self._store.conn):
            registry.put_invitation(self._store, taken)
        return taken
