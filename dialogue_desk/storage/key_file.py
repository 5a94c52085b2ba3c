"""The small file beside a locked desk: the data key in slots, under a checksum.

A slot is opened by a passphrase or by the printed recovery code. What only the
data key opens stands beside the slots: a recovery code that nobody has
confirmed yet, and the data keys of before, with which backups that were out of
reach can still be written anew. `turn` counts how often the file was written:
of two copies the greater is the present one. Format 1 had neither checksum,
turn nor sealed part; it is still read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dialogue_desk.errors import DamagedError, WrongPassphraseError
from dialogue_desk.storage import driver
from dialogue_desk.storage.recovery_code import read_recovery_code
from dialogue_desk.texts import _, either

PASSPHRASE, RECOVERY = "passphrase", "recovery"
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 2
_MOST_MEMORY_KIB, _MOST_PASSES = 1024 * 1024, 32
_MOST_BYTES = 1 << 20
Slot = dict[str, Any]


@dataclass(frozen=True)
class KeyFile:
    """What a key file says. `sealed` is a nonce and a box, None in format 1."""

    uuid: str
    turn: int
    slots: tuple[Slot, ...]
    sealed: dict[str, str] | None = None

    def slot_of(self, kind: str) -> tuple[Slot, ...]:
        """The slots of a kind."""
        return tuple(slot for slot in self.slots if slot["type"] == kind)


@dataclass(frozen=True)
class Sealed:
    """What only the data key opens: a code to be shown until it is confirmed, data keys of before (hex)."""

    code: str = ""
    former: tuple[str, ...] = ()


def wrapped(uuid: str, turn: int, data_key: bytes, secrets: dict[str, str], sealed: Sealed) -> KeyFile:
    """A new key file: a slot for each kind of secret. The rest of an older one is not kept."""
    slots = tuple(_wrap(uuid, kind, secret, data_key) for kind, secret in secrets.items())
    return KeyFile(uuid, turn, slots, seal(uuid, data_key, sealed))


def with_passphrase(held: KeyFile, data_key: bytes, passphrase: str) -> KeyFile:
    """The same file with another passphrase; the recovery code stays."""
    slots = (_wrap(held.uuid, PASSPHRASE, passphrase, data_key), *held.slot_of(RECOVERY))
    kept = held.sealed or seal(held.uuid, data_key, Sealed())
    return replace(held, turn=held.turn + 1, slots=slots, sealed=kept)


def open_slot(held: KeyFile, kind: str, secret: str) -> bytes:
    """The data key out of a slot. WrongPassphraseError when `secret` opens none of that kind."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 a start-up deferral

    for slot in held.slot_of(kind):
        try:
            box = _box(_derive(slot, secret))
            return box.decrypt(_bytes(slot["nonce"]), _bytes(slot["box"]), _bound(held.uuid, kind))  # type: ignore[no-any-return]
        except InvalidTag:
            continue
    if kind == RECOVERY:
        raise WrongPassphraseError(
            _("Mã khôi phục không phải của dữ liệu này."), _("Xem lại tờ mã khôi phục."), "wrong_recovery_code"
        )
    raise WrongPassphraseError(
        _("Mật khẩu không đúng."),
        either(_("Nhập lại, hoặc bấm Quên mật khẩu."), _("Nhập lại, hoặc dùng mã khôi phục (lệnh recover).")),
        "wrong_passphrase",
    )


def seal(uuid: str, data_key: bytes, sealed: Sealed) -> dict[str, str]:
    """The part that only the data key opens."""
    nonce = os.urandom(12)
    told = json.dumps({"code": sealed.code, "former": list(sealed.former)}).encode()
    return {"nonce": _ascii(nonce), "box": _ascii(_box(data_key).encrypt(nonce, told, _bound(uuid, "sealed")))}


def unseal(held: KeyFile, data_key: bytes) -> Sealed | None:
    """What the sealed part says; None when it is not this key's file, or of format 1."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 a start-up deferral

    if held.sealed is None:
        return None
    try:
        nonce, box = _bytes(held.sealed["nonce"]), _bytes(held.sealed["box"])
        told = json.loads(_box(data_key).decrypt(nonce, box, _bound(held.uuid, "sealed")))
    except InvalidTag:
        return None
    return Sealed(str(told["code"]), tuple(str(key) for key in told["former"]))


def text(held: KeyFile) -> bytes:
    """The bytes of a key file."""
    body: dict[str, Any] = {"format": 2, "uuid": held.uuid, "turn": held.turn, "slots": list(held.slots)}
    if held.sealed is not None:
        body["sealed"] = held.sealed
    return json.dumps({**body, "checksum": _checksum(body)}, indent=1).encode()


def read(file: Path) -> KeyFile:
    """A key file. DamagedError "key_file_damaged" when it is not whole; DeskError as the system says."""
    try:
        with file.open("rb") as opened:
            return _parsed(opened.read(_MOST_BYTES))
    except OSError as error:
        raise driver.os_trouble(error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(
            _("Tệp khóa {file} bị hỏng; mật khẩu có thể vẫn đúng.").format(file=file),
            _("Sao chép tệp .key nằm cạnh một bản sao lưu vào thay rồi mở lại."),
            "key_file_damaged",
        ) from error


def _parsed(content: bytes) -> KeyFile:
    told: dict[str, Any] = json.loads(content)
    if told["format"] not in (1, 2) or not told["uuid"] or not isinstance(told["slots"], list):
        raise ValueError("not a key file")
    if told["format"] == 2 and told.pop("checksum") != _checksum(told):
        raise ValueError("checksum")
    for slot in told["slots"]:
        _check(slot)
    sealed = told.get("sealed")
    if sealed is not None:
        sealed = {name: str(sealed[name]) for name in ("nonce", "box")}
        if len(_bytes(sealed["nonce"])) != 12:
            raise ValueError("nonce")
    return KeyFile(str(told["uuid"]), int(told.get("turn", 0)), tuple(told["slots"]), sealed)


def _check(slot: Slot) -> None:
    sound = slot["kdf"] == "argon2id" and slot["type"] in (PASSPHRASE, RECOVERY)
    sound = sound and 8 * slot["lanes"] <= slot["memory_kib"] <= _MOST_MEMORY_KIB
    sound = sound and 1 <= slot["passes"] <= _MOST_PASSES and slot["lanes"] >= 1
    sound = sound and len(_bytes(slot["salt"])) >= 8 and len(_bytes(slot["nonce"])) == 12
    if not sound or len(_bytes(slot["box"])) != 48:
        raise ValueError("slot")


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _wrap(uuid: str, kind: str, secret: str, data_key: bytes) -> Slot:
    slot: Slot = {
        "type": kind, "kdf": "argon2id", "memory_kib": MEMORY_KIB, "passes": PASSES, "lanes": LANES,
        "salt": _ascii(os.urandom(16)), "nonce": _ascii(os.urandom(12)),
    }  # fmt: skip
    box = _box(_derive(slot, secret)).encrypt(_bytes(slot["nonce"]), data_key, _bound(uuid, kind))
    return {**slot, "box": _ascii(box)}


def _box(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 a start-up deferral

    return ChaCha20Poly1305(key)


def _derive(slot: Slot, secret: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 a start-up deferral

    from dialogue_desk.storage.passphrases import normalised  # noqa: PLC0415 with the rest

    typed = read_recovery_code(secret) if slot["type"] == RECOVERY else normalised(secret)
    kdf = Argon2id(
        salt=_bytes(slot["salt"]), length=32, iterations=slot["passes"], lanes=slot["lanes"],
        memory_cost=slot["memory_kib"],
    )  # fmt: skip
    return kdf.derive(typed.encode())


def _bound(uuid: str, kind: str) -> bytes:
    """What a slot is tied to: it opens only as this kind and only in this desk's file."""
    return f"{kind}\n{uuid}".encode()


def _ascii(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(told: str) -> bytes:
    try:
        return base64.b64decode(told, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
