"""Who sent a package: known desks, next epochs of known ones, desks that prove an invitation, and strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogue_desk.exchange import identity, package
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import PublicKeys
from dialogue_desk.exchange.package import Frame, PackageError
from dialogue_desk.storage import registry
from dialogue_desk.storage.registry import REVOKED, TRUSTED, WAITING, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


def unknown_desk() -> PackageError:
    """A package of a desk nobody vouches for waits until a person compared its fingerprint."""
    return PackageError(
        _("Chưa tin cậy máy gửi gói này."),
        _("So vân tay với phiếu in rồi dùng lệnh trust, sau đó nhận lại gói."),
        "unknown_desk",
        is_waiting=True,
    )


class Senders:
    """Finds out who sent a package, inside the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def identify(self, frame: Frame) -> KnownDesk:
        """The sender, its signature checked; an unknown one is kept as waiting."""
        store = self._store
        desk = str(frame.header["sender"])
        known = registry.known(store, desk)
        if known is not None:
            package.verify(frame, PublicKeys(known.sign, known.age))
        if known is None or known.status == WAITING:
            known = self._introduced(frame, known)
        if known.status == REVOKED:
            raise PackageError(
                _("Máy gửi gói này đã bị thu hồi."), _("Hỏi đơn vị gửi; tin cậy lại bằng lệnh trust nếu đúng."),
                "revoked_desk",
            )  # fmt: skip
        self._check_direction(str(frame.header["kind"]), known.unit)
        return known

    def _introduced(self, frame: Frame, known: KnownDesk | None) -> KnownDesk:
        """A desk met for the first time: certified by its old epoch, proving a join code, or waiting."""
        told = frame.header.get("keys")
        if known is None:
            if not isinstance(told, Mapping) or any(not isinstance(told.get(k), str) for k in ("sign", "age", "unit")):
                raise unknown_desk()
            keys, unit = PublicKeys(told["sign"], told["age"]), str(told["unit"])
            _refuse_bad_keys(keys)
            package.verify(frame, keys)
            followed = told_registry.follow_chain(self._store, frame.header.get("chain"), keys.desk)
            if followed is not None and followed.unit == unit:
                return followed
            known = KnownDesk(keys.desk, unit, keys.sign, keys.age, WAITING, since=told_registry.now_text())
        code = self._proven(frame, known)
        if code:
            registry.use_invitation(self._store, code, known.desk)
            known = replace(known, status=TRUSTED)
            registry.put(self._store, known)
            registry.close_rights(self._store, known.unit)
            registry.changed(self._store)
            return known
        registry.put(self._store, known)
        return known

    def _proven(self, frame: Frame, known: KnownDesk) -> str:
        """The join code a desk proved; "" when it did not, or when its unit has a trusted desk already."""
        given = frame.header.get("proof")
        if not isinstance(given, str):
            return ""
        if known.unit != self._store.unit and registry.trusted(self._store, known.unit):
            return ""
        keys = PublicKeys(known.sign, known.age)
        for code, used in registry.invitations(self._store, known.unit):
            if not used and identity.proves(given, code, str(frame.header["package"]), keys, known.unit):
                return code
        return ""

    def _check_direction(self, kind: str, unit: str) -> None:
        tree, own = self._store.units, self._store.unit
        fits = {
            "up": unit != own and tree.is_below(unit, own),
            "down": unit != own and tree.is_below(own, unit),
            "peer": unit == own,
        }[kind]
        if not fits:
            raise PackageError(
                _("{unit} không được gửi loại gói này cho bàn này.").format(unit=tree.name(unit)),
                _("Hỏi lại đơn vị gửi."),
                "wrong_direction",
            )


def _refuse_bad_keys(keys: PublicKeys) -> None:
    import pyrage  # noqa: PLC0415 start-up deferral

    try:
        if len(bytes.fromhex(keys.sign)) != 32:
            raise package.damaged("header")
        pyrage.x25519.Recipient.from_str(keys.age)
    except (ValueError, pyrage.RecipientError) as error:
        raise package.damaged("header") from error
