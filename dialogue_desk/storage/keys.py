"""The key of a locked desk: a random data key, wrapped in slots of a small file beside the desk file.

A slot is opened by a passphrase or by the printed recovery code; both go
through Argon2id, so that each guess at a stolen file costs time and memory.
Changing the passphrase rewrites this file only. What is locked is decided by
the desk file itself, never by the presence of this one: a kill between the two
leaves a desk that opens. See shared/design/exchange.md, "Storage and keys".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

from dialogue_desk.errors import DamagedError, DeskError, WrongPassphraseError
from dialogue_desk.storage import driver
from dialogue_desk.storage.store import PLAIN_HEADER, looks_encrypted, side_file
from dialogue_desk.texts import _

PASSPHRASE, RECOVERY = "passphrase", "recovery"
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 2
_MOST_MEMORY_KIB, _MOST_PASSES = 1024 * 1024, 32
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUPS, _GROUP_LETTERS = 7, 4


def key_for(path: Path, passphrase: str | None) -> bytes | None:
    """The data key of a desk file or backup, None for a plain one.

    WrongPassphraseError (code "needs_passphrase" or "wrong_passphrase");
    DamagedError when the key file cannot be used.
    """
    if not looks_encrypted(path):
        _refuse_without_key_file(path)
        return None
    if passphrase is None:
        raise WrongPassphraseError(_("Dữ liệu được khóa bằng mật khẩu."), _("Nhập mật khẩu để mở."), "needs_passphrase")
    return unwrap(side_file(path), PASSPHRASE, passphrase)


def _refuse_without_key_file(path: Path) -> None:
    if not path.is_file() or side_file(path).exists() or path.stat().st_size % 4096 or not path.stat().st_size:
        return
    with path.open("rb") as file:
        if file.read(len(PLAIN_HEADER)) == PLAIN_HEADER:
            return
    raise DamagedError(
        _("Tệp {file} không đọc được: đã hỏng, hoặc đã khóa mà thiếu tệp khóa {key}.").format(
            file=path, key=side_file(path).name
        ),
        _("Chép tệp .key nằm cạnh một bản sao lưu vào thay rồi mở lại."),
        "damaged",
    )


def create(passphrase: str) -> tuple[bytes, str, bytes]:
    """A new data key, its recovery code, and the content of the key file that wraps it."""
    import uuid  # noqa: PLC0415 a start-up deferral

    data_key, code = os.urandom(32), new_recovery_code()
    held = {"format": 1, "uuid": str(uuid.uuid4()), "slots": []}
    held["slots"] = [_wrap(held, PASSPHRASE, passphrase, data_key), _wrap(held, RECOVERY, code, data_key)]
    return data_key, code, _text(held)


def rewrap(file: Path, data_key: bytes, passphrase: str) -> None:
    """Give a key file a new passphrase; the recovery code stays."""
    from dialogue_desk.storage.backup import copy_bytes  # noqa: PLC0415 a start-up deferral

    held = _read(file)
    others = [slot for slot in held["slots"] if slot["type"] != PASSPHRASE]
    held["slots"] = [_wrap(held, PASSPHRASE, passphrase, data_key), *others]
    try:
        copy_bytes(_text(held), file)
    except OSError as error:
        raise driver.os_trouble(error) from error


def unwrap(file: Path, kind: str, secret: str) -> bytes:
    """The data key out of a slot. WrongPassphraseError when `secret` opens none of that kind."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 a start-up deferral
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 a start-up deferral

    held = _read(file)
    for slot in held["slots"]:
        if slot["type"] != kind:
            continue
        try:
            box = ChaCha20Poly1305(_derive(slot, secret))
            return box.decrypt(_bytes(slot["nonce"]), _bytes(slot["box"]), _bound(held, kind))
        except InvalidTag:
            continue
    if kind == RECOVERY:
        raise WrongPassphraseError(
            _("Mã khôi phục không phải của dữ liệu này."), _("Xem lại tờ mã khôi phục."), "wrong_recovery_code"
        )
    raise WrongPassphraseError(
        _("Mật khẩu không đúng."), _("Nhập lại, hoặc dùng mã khôi phục (lệnh recover)."), "wrong_passphrase"
    )


def uuid_of(file: Path) -> str:
    """Which desk a key file belongs to."""
    return str(_read(file)["uuid"])


def normalised(secret: str) -> str:
    """The one spelling of a passphrase, however it was typed (composed or decomposed Vietnamese)."""
    return unicodedata.normalize("NFKC", secret)


def require_good(passphrase: str) -> None:
    """DeskError for a passphrase that protects nothing."""
    if not passphrase.strip():
        raise DeskError(_("Mật khẩu không được để trống."), _("Chọn vài từ dễ nhớ, khó đoán."), "empty_passphrase")


def _wrap(held: dict[str, Any], kind: str, secret: str, data_key: bytes) -> dict[str, Any]:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 a start-up deferral

    slot: dict[str, Any] = {
        "type": kind, "kdf": "argon2id", "memory_kib": MEMORY_KIB, "passes": PASSES, "lanes": LANES,
        "salt": _ascii(os.urandom(16)), "nonce": _ascii(os.urandom(12)),
    }  # fmt: skip
    box = ChaCha20Poly1305(_derive(slot, secret))
    slot["box"] = _ascii(box.encrypt(_bytes(slot["nonce"]), data_key, _bound(held, kind)))
    return slot


def _derive(slot: dict[str, Any], secret: str) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # noqa: PLC0415 a start-up deferral

    typed = read_recovery_code(secret) if slot["type"] == RECOVERY else normalised(secret)
    kdf = Argon2id(
        salt=_bytes(slot["salt"]), length=32, iterations=slot["passes"], lanes=slot["lanes"],
        memory_cost=slot["memory_kib"],
    )  # fmt: skip
    return kdf.derive(typed.encode())


def _bound(held: dict[str, Any], kind: str) -> bytes:
    """What a slot is tied to: it opens only as this kind and only in this desk's file."""
    return f"{kind}\n{held['uuid']}".encode()


def _text(held: dict[str, Any]) -> bytes:
    return json.dumps(held, indent=1).encode()


def _read(file: Path) -> dict[str, Any]:
    try:
        held: dict[str, Any] = json.loads(file.read_bytes())
        sound = held["format"] == 1 and bool(held["uuid"])
        for slot in held["slots"]:
            sound = sound and slot["kdf"] == "argon2id" and slot["type"] in (PASSPHRASE, RECOVERY)
            sound = sound and 8 * slot["lanes"] <= slot["memory_kib"] <= _MOST_MEMORY_KIB
            sound = sound and 1 <= slot["passes"] <= _MOST_PASSES and slot["lanes"] >= 1
            sound = sound and len(_bytes(slot["salt"])) >= 8 and len(_bytes(slot["nonce"])) == 12
            sound = sound and len(_bytes(slot["box"])) == 48
    except OSError as error:
        raise driver.os_trouble(error) from error
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise DamagedError(
            _("Tệp khóa {file} bị hỏng; mật khẩu có thể vẫn đúng.").format(file=file),
            _("Chép tệp .key nằm cạnh một bản sao lưu vào thay rồi mở lại."),
            "key_file_damaged",
        )
    return held


def _ascii(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def new_recovery_code() -> str:
    """140 random bits for paper: seven groups of four letters, each with a check letter of its own."""
    drawn = int.from_bytes(os.urandom(18), "big")
    letters = [_LETTERS[drawn >> (5 * i) & 31] for i in range(_GROUPS * _GROUP_LETTERS)]
    groups = ("".join(letters[i : i + _GROUP_LETTERS]) for i in range(0, len(letters), _GROUP_LETTERS))
    return "-".join(group + _check_letter(number, group) for number, group in enumerate(groups, start=1))


def read_recovery_code(typed: str) -> str:
    """A typed code in its one spelling; DeskError names the group that was misread."""
    letters = "".join(c for c in normalised(typed).upper().translate(_ALIKE) if c.isalnum())
    size = _GROUP_LETTERS + 1
    if len(letters) != _GROUPS * size:
        raise DeskError(
            _("Mã khôi phục có {most} chữ, ở đây là {count}.").format(most=_GROUPS * size, count=len(letters)),
            _("Gõ lại cả {groups} nhóm trên tờ giấy.").format(groups=_GROUPS),
            "bad_recovery_code",
        )
    groups = [letters[i : i + size] for i in range(0, len(letters), size)]
    for number, group in enumerate(groups, start=1):
        if group[-1] != _check_letter(number, group[:-1]):
            raise DeskError(
                _("Nhóm thứ {number} của mã khôi phục gõ chưa đúng.").format(number=number),
                _("Xem lại nhóm ấy trên tờ giấy."),
                "bad_recovery_code",
            )
    return "-".join(groups)


def _check_letter(number: int, group: str) -> str:
    return _LETTERS[hashlib.sha256(f"{number}{group}".encode()).digest()[0] & 31]
