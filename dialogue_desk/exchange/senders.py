"""Who sent a package: known desks, next epochs of known ones, desks that prove an invitation, and strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogue_desk.exchange import identity, package
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import PublicKeys
from dialogue_desk.exchange.package import Frame, PackageError
from dialogue_desk.storage import alarms, registry
from dialogue_desk.storage.machines import day_of, family
from dialogue_desk.storage.registry import REVOKED, TRUSTED, WAITING, Invitation, KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


def unknown_desk() -> PackageError:
    """A package of a desk nobody vouches for waits until a person compared its fingerprint."""
    return PackageError(
        _("Chưa tin cậy máy gửi gói này."),
        either(
            _(
                "So mã nhận diện máy với phiếu in rồi bấm Tin cậy ở Gửi, nhận số liệu,"
                " mục Máy được kết nối; sau đó nhận lại gói."
            ),
            _("So mã nhận diện máy với phiếu in rồi dùng lệnh trust, sau đó nhận lại gói."),
        ),
        "unknown_desk",
        is_waiting=True,
    )


def used_twice() -> PackageError:
    """A package of one of two machines that used one invitation waits until a person has decided."""
    return PackageError(
        _("Tệp kết nối của đơn vị này đã được hai máy dùng; gói chờ đến khi có người quyết định."),
        _("Gọi cho đơn vị, so mã nhận diện của hai máy: tin máy đúng, thu hồi máy kia, rồi nhận lại gói."),
        "code_used_twice",
        is_waiting=True,
    )


def expired() -> PackageError:
    """A package under an invitation that is over waits until a person compared its sender's fingerprint."""
    return PackageError(
        _("Tệp kết nối mà máy gửi dùng đã hết hạn hoặc đã được rút."),
        _("Tạo tệp kết nối mới cho đơn vị, hoặc so mã nhận diện máy với phiếu in rồi tin máy ấy."),
        "invitation_over",
        is_waiting=True,
    )


class Senders:
    """Finds out who sent a package, inside the caller's transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.alarms: list[alarms.Alarm] = []
        """What the last sender gave cause for."""
        self.why = unknown_desk()
        """Why the last sender waits, if it does."""

    def identify(self, frame: Frame) -> KnownDesk:
        """The sender, its signature checked; an unknown one is kept as waiting."""
        store = self._store
        self.alarms, self.why = [], unknown_desk()
        desk = str(frame.header["sender"])
        known = registry.known(store, desk)
        if known is not None:
            package.verify(frame, PublicKeys(known.sign, known.age))
        if known is None or known.status == WAITING:
            known = self._introduced(frame, known)
        if known.status == REVOKED:
            raise PackageError(
                _("Máy gửi gói này đã bị thu hồi."), either(
                    _("Hỏi đơn vị gửi; nếu đúng thì tin cậy lại máy ấy ở Gửi, nhận số liệu, mục Máy được kết nối."),
                    _("Hỏi đơn vị gửi; tin cậy lại bằng lệnh trust nếu đúng."),
                ),
                "revoked_desk",
            )  # fmt: skip
        self._check_direction(str(frame.header["kind"]), known.unit)
        if known.status == WAITING:
            self.why = self._waiting(known.desk)
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
            self._use(code, known)
            known = replace(known, status=TRUSTED)
            registry.put(self._store, known)
            registry.close_rights(self._store, known.unit)
            registry.changed(self._store)
            return known
        registry.put(self._store, known)
        return known

    def _use(self, code: str, desk: KnownDesk) -> None:
        used = next(i for i in registry.invitations(self._store, desk.unit) if i.code == code)
        registry.put_invitation(self._store, replace(used, desk=desk.desk))

    def _proven(self, frame: Frame, known: KnownDesk) -> str:
        """The join code a desk proved; "" when it did not, or when its unit has a trusted desk already.

        A code that another machine used before is an alarm, and its first user is held until a person has said
        which of the two is right: who came first may be who stole it.
        """
        given = frame.header.get("proof")
        if not isinstance(given, str):
            return ""
        keys = PublicKeys(known.sign, known.age)
        proven = next(
            (
                i
                for i in registry.invitations(self._store, known.unit)
                if identity.proves(given, i.code, str(frame.header["package"]), keys, known.unit)
            ),
            None,
        )
        if proven is None:
            return ""
        if proven.desk:
            if proven.desk != known.desk:
                self._used_twice(proven, known)
            return ""
        if proven.withdrawn_at or (proven.until and proven.until < day_of(self._store.clock())):
            self.why = expired()
            return ""
        if known.unit != self._store.unit and registry.trusted(self._store, known.unit):
            return ""
        return proven.code

    def _used_twice(self, invitation: Invitation, second: KnownDesk) -> None:
        store = self._store
        first = registry.known(store, invitation.desk)
        if first is None or first.status == REVOKED or any(first.desk == d.desk for d in family(store, second.desk)):
            return
        if invitation.decided <= 0:
            registry.put_invitation(store, replace(invitation, decided=-1))
            for held in family(store, first.desk):
                if held.status == TRUSTED:
                    registry.put(store, replace(held, status=WAITING, issuer=registry.HELD))
            registry.changed(store)
        told = {"unit": second.unit, "desk": second.desk, "desks": [first.desk, second.desk]}
        self.alarms.append(alarms.sound(store, alarms.CODE_TWICE, invitation.code, told, told_registry.now_text()))

    def _waiting(self, desk: str) -> PackageError:
        """Why a desk waits: usually nobody vouches for it; or two used one invitation."""
        twice = any(a.kind == alarms.CODE_TWICE and desk in a.told["desks"] for a in alarms.standing(self._store))
        return used_twice() if twice else self.why

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
