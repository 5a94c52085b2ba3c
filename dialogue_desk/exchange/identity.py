"""Who a desk is: its keys, its fingerprint, certificates of a new epoch, proof of an invitation.

A desk signs with Ed25519 and opens packages with an age (X25519) key. Its id is
the first 16 hex digits of SHA-256 of its public signing key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dialogue_desk.domain.records import canonical
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_CERTIFICATE = b"dialogue-desk-certificate-v1\0"
_SECRET = "AGE-SECRET-KEY-"
_SLIP = "DIALOGUE-DESK-1"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: no I, L, O, U to misread."""


@dataclass(frozen=True)
class PublicKeys:
    """What others know of a desk: both public keys, as hex and as an age recipient."""

    sign: str
    age: str

    @property
    def desk(self) -> str:
        """The id of the desk these keys belong to."""
        return hashlib.sha256(bytes.fromhex(self.sign)).hexdigest()[:16]

    @property
    def fingerprint(self) -> str:
        """Eight groups of four digits over both keys, for comparing with paper."""
        number = int(hashlib.sha256(f"{self.sign}\n{self.age}".encode()).hexdigest(), 16) % 10**32
        digits = f"{number:032d}"
        return " ".join(digits[i : i + 4] for i in range(0, 32, 4))

    def has_signed(self, signature: bytes, message: bytes) -> bool:
        """Whether this desk signed a message."""
        # The binding loads OpenSSL: not paid by a window that starts or a command without packages.
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 start-up deferral
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 the same

        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.sign)).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Keys:
    """The private keys of a desk: 32 bytes as hex, and an age secret key."""

    sign: str
    age: str

    @classmethod
    def generate(cls) -> Keys:
        """New keys."""
        import pyrage  # noqa: PLC0415 start-up deferral

        return cls(os.urandom(32).hex(), str(pyrage.x25519.Identity.generate()))

    @cached_property
    def _private(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 start-up

        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.sign))

    @cached_property
    def public(self) -> PublicKeys:
        """The keys others may know."""
        import pyrage  # noqa: PLC0415 start-up deferral

        sign = self._private.public_key().public_bytes_raw().hex()
        return PublicKeys(sign, str(pyrage.x25519.Identity.from_str(self.age).to_public()))

    def signature(self, message: bytes) -> bytes:
        """64 bytes of Ed25519."""
        return bytes(self._private.sign(message))


def is_fingerprint(text: str) -> bool:
    """Whether a text could be a fingerprint, however grouped."""
    return len(re.sub(r"\D", "", text)) == 32


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two writings of fingerprints mean the same."""
    return re.sub(r"\D", "", one) == re.sub(r"\D", "", other)


def slip_text(unit: str, keys: PublicKeys) -> str:
    """What the QR code of a printed slip says: unit, fingerprint, both public keys; one line, as scanners type it."""
    return " ".join((_SLIP, unit, re.sub(r"\D", "", keys.fingerprint), keys.sign, keys.age))


def read_slip(text: str) -> tuple[str, PublicKeys] | None:
    """The unit and keys of a scanned slip; None for anything else, and for one that was not typed exactly."""
    parts = text.split()
    if len(parts) != 5 or parts[0] != _SLIP or not re.fullmatch(r"[0-9a-f]{64}", parts[3]):
        return None
    keys = PublicKeys(parts[3], parts[4])
    return (parts[1], keys) if same_fingerprint(keys.fingerprint, parts[2]) else None


def fingerprint_in(text: str) -> str:
    """The 32 digits of a typed fingerprint or of a scanned slip, also when an input method spoiled its letters."""
    if is_fingerprint(text):
        return re.sub(r"\D", "", text)
    found = re.search(r"(?<!\d)\d{32}(?!\d)", text)
    return found[0] if found else ""


def certificate(old: Keys, new: PublicKeys, unit: str, at: int) -> dict[str, Any]:
    """The old epoch's word that a new one follows it; `at` (µs) is when it begins."""
    told = {"old": old.public.desk, "sign": new.sign, "age": new.age, "unit": unit, "at": at}
    return {**told, "signature": old.signature(_CERTIFICATE + canonical(told).encode()).hex()}


def is_certified(told: Mapping[str, Any], old: PublicKeys) -> bool:
    """Whether a certificate was signed by the old epoch's key."""
    plain = {k: told.get(k) for k in ("old", "sign", "age", "unit")}
    if "at" in told:
        plain["at"] = told["at"]
    if plain["old"] != old.desk:
        return False
    try:
        signature = bytes.fromhex(str(told.get("signature", "")))
    except ValueError:
        return False
    return old.has_signed(signature, _CERTIFICATE + canonical(plain).encode())


def new_code() -> str:
    """A one-time join code of 80 bits in four groups."""
    number = int.from_bytes(os.urandom(10), "big")
    letters = "".join(_ALPHABET[number >> 5 * i & 31] for i in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def proof(code: str, package: str, keys: PublicKeys, unit: str) -> str:
    """Proof of knowing a join code, bound to the package, the keys and the unit."""
    message = canonical([package, keys.sign, keys.age, unit]).encode()
    return hmac.new(code.encode(), message, hashlib.sha256).hexdigest()


def proves(given: str, code: str, package: str, keys: PublicKeys, unit: str) -> bool:
    """Whether a proof was made with this code."""
    return hmac.compare_digest(given.encode(), proof(code, package, keys, unit).encode())


def check_code(digest: bytes) -> str:
    """Eight characters that a person can compare by telephone."""
    number = int.from_bytes(digest[:5], "big")
    return "".join(_ALPHABET[number >> 5 * i & 31] for i in range(7, -1, -1))


def recovery_identity() -> tuple[str, str]:
    """A recovery key: the secret that is printed, and the recipient that invitations carry."""
    import pyrage  # noqa: PLC0415 start-up deferral

    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def read_recovery_key(text: str) -> str:
    """A recovery key as typed or scanned: blanks, line ends and hyphens do not count; DeskError when it is none."""
    import pyrage  # noqa: PLC0415 start-up deferral

    letters = "".join(c for c in text.upper() if c.isalnum())
    plain = _SECRET.replace("-", "")
    secret = _SECRET + letters.removeprefix(plain) if letters.startswith(plain) else letters
    try:
        return str(pyrage.x25519.Identity.from_str(secret))
    except pyrage.IdentityError as error:
        raise DeskError(
            _("Khóa phục hồi gõ chưa đúng."),
            _("So lại từng nhóm chữ với tờ in, hoặc quét mã QR trên tờ in."),
            "bad_recovery_key",
        ) from error
