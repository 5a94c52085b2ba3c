"""Locking a file as it is, byte by byte: for what is damaged and cannot be written anew as a desk file.

In pieces of one MiB, each under the data key with its number and whether it is
the last: a piece that is missing, moved or changed is noticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from dialogue_desk.errors import DamagedError
from dialogue_desk.storage import placing, private
from dialogue_desk.texts import _

ENDING = ".sealed"
_MAGIC = b"BDOI sealed 1\n"
_PIECE, _TAG = 1 << 20, 16


def seal(pieces: Iterable[bytes], target: Path, data_key: bytes) -> None:
    """Write pieces into a sealed file; it has its name only when it is whole on the disk. OSError."""
    part = target.with_name(f"{target.name}.part")
    salt = os.urandom(16)
    box = _box(data_key, salt)
    try:
        private.new_file(part, _MAGIC + salt)
        with part.open("ab") as out:
            for number, (piece, is_last) in enumerate(_with_last(pieces)):
                out.write(box.encrypt(_nonce(number), piece, bytes([is_last])))
            out.flush()
            os.fsync(out.fileno())
        placing.put(part, target)
    finally:
        part.unlink(missing_ok=True)


def pieces(file: Path) -> Iterator[bytes]:
    """The pieces of a plain file. OSError."""
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def unsealed(file: Path, data_key: bytes) -> Iterator[bytes]:
    """The pieces of what was sealed. DamagedError when a piece is not as it was, or the key does not fit; OSError."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 a start-up deferral

    with file.open("rb") as opened:
        head = opened.read(len(_MAGIC) + 16)
        box = _box(data_key, head[len(_MAGIC) :])
        held = iter(lambda: opened.read(_PIECE + _TAG), b"")
        try:
            if not head.startswith(_MAGIC):
                raise InvalidTag
            for number, (piece, is_last) in enumerate(_with_last(held, may_be_empty=False)):
                yield box.decrypt(_nonce(number), piece, bytes([is_last]))
        except InvalidTag as error:
            raise DamagedError(
                _("Tệp {file} bị hỏng hoặc không phải của bàn này.").format(file=file.name),
                _("Chọn tệp khác."),
                "damaged",
            ) from error


def _with_last(given: Iterable[bytes], *, may_be_empty: bool = True) -> Iterator[tuple[bytes, bool]]:
    found = iter(given)
    first = next(found, b"" if may_be_empty else None)
    if first is None:
        yield b"", True  # a file cut behind its head: no box is that short
        return

    def ended() -> Iterator[bytes | None]:
        yield first
        yield from found
        yield None

    for piece, following in pairwise(ended()):
        assert piece is not None
        yield piece, following is None


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _box(data_key: bytes, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415 a start-up deferral
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 a start-up deferral
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 a start-up deferral

    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"sealed file").derive(data_key))
