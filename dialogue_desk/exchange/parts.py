"""The lines of a package that are no versions: contents of attachments, signatures of series, words for blanks."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import msgspec

from dialogue_desk.exchange.wire import HASH, MOST, SERIES
from dialogue_desk.storage.seals import HASH_BYTES, RUN, Blank, Seal

FILE_MARK = "*"
_FILE_START = b'["*",'
SEAL_MARK = "!"
_SEAL_START = b'["!",'
BLANK_MARK = "-"
_BLANK_START = b'["-",'
_NO_VERSION = (_FILE_START, _SEAL_START, _BLANK_START)
_decode = msgspec.json.Decoder().decode
_decode_seal = msgspec.json.Decoder(tuple[str, str, int, bytes, bytes]).decode
_decode_blank = msgspec.json.Decoder(tuple[str, str, str, int, str, str, str, bytes]).decode
_encode = msgspec.json.Encoder().encode

FILE_PART = 512 << 10
"""Bytes of an attachment in one line."""


def file_lines(sha256: str, content: bytes) -> Iterable[bytes]:
    """An attachment's content as lines: mark, hash, part, parts, base64."""
    parts = max(1, -(-len(content) // FILE_PART))
    for i in range(parts):
        piece = base64.b64encode(content[i * FILE_PART : (i + 1) * FILE_PART]).decode()
        yield _encode([FILE_MARK, sha256, i, parts, piece])


def seal_line(seal: Seal) -> bytes:
    """A desk's signature over saves of its series: mark, series, first number, hashes, signature (both base64)."""
    return _encode([SEAL_MARK, seal.de, seal.first, seal.hashes, seal.signature])


@dataclass(frozen=True)
class Parts:
    """The lines of a package by what they are: versions, contents of attachments, signatures of series and blanks."""

    lines: Iterable[bytes]
    seals: list[Seal]
    blanks: list[Blank]
    has_files: bool

    @property
    def rows(self) -> Iterator[bytes]:
        """Lines that say they are versions, in their order."""
        for slab in _slabs(self.lines):
            yield from [line for line in slab if not line.startswith(_NO_VERSION)]

    @property
    def files(self) -> Iterator[bytes]:
        """Contents of attachments, of which all parts are there and fit their hash; the next when one is done with."""
        pieces: dict[str, dict[int, bytes]] = {}
        for line in self.lines if self.has_files else ():
            if not line.startswith(_FILE_START):
                continue
            try:
                _mark, sha256, i, parts, piece = _decode(line)
                held = pieces.setdefault(str(sha256), {})
                held[int(i)] = base64.b64decode(piece, validate=True)
                is_whole = len(held) == int(parts)
            except (msgspec.DecodeError, RecursionError, ValueError, TypeError):
                continue
            if is_whole:
                del pieces[str(sha256)]
                content = b"".join(held.pop(i) for i in sorted(held))
                if hashlib.sha256(content).hexdigest() == sha256:
                    yield content


def _slabs(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The same lines, a good many at a time: nearly all of them are looked at only to be passed on."""
    waiting = iter(lines)
    while slab := list(islice(waiting, 2048)):
        yield slab


def split(lines: Iterable[bytes]) -> Parts:
    """Tell the lines of a package apart; they are gone through once for each kind. Broken seals are none."""
    seals: list[Seal] = []
    blanks: list[Blank] = []
    has_files = False
    told = ([line for line in slab if line.startswith(_NO_VERSION)] for slab in _slabs(lines))
    for line in chain.from_iterable(told):
        if line.startswith(_SEAL_START):
            seal = _read_seal(line)
            if seal is not None:
                seals.append(seal)
        elif line.startswith(_BLANK_START):
            blank = _read_blank(line)
            if blank is not None:
                blanks.append(blank)
        has_files = has_files or line.startswith(_FILE_START)
    return Parts(lines, seals, blanks, has_files)


def blank_line(blank: Blank) -> bytes:
    """A desk's word for what is left of an erased content: mark, unit, series, number, both hashes, desk, signature."""
    return _encode(
        [BLANK_MARK, blank.unit, blank.de, blank.n, blank.hash, blank.clean, blank.desk, blank.signature]
    )  # fmt: skip


def _read_blank(line: bytes) -> Blank | None:
    try:
        _mark, unit, de, n, digest, clean, desk, signature = _decode_blank(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    blank = Blank(unit, de, n, digest, clean, desk, signature)
    is_sound = SERIES.fullmatch(blank.de) and 0 < blank.n < MOST and len(blank.signature) == 64
    return blank if is_sound and all(HASH.fullmatch(h) for h in (blank.hash, blank.clean)) else None


def _read_seal(line: bytes) -> Seal | None:
    try:
        _mark, de, first, hashes, signature = _decode_seal(line)
    except (msgspec.DecodeError, RecursionError):
        return None
    most = HASH_BYTES * (1 if de.endswith("p") else RUN)
    is_sound = SERIES.fullmatch(de) and 0 < first < MOST and len(signature) == 64
    fits = 0 < len(hashes) <= most and len(hashes) % HASH_BYTES == 0
    return Seal(de, first, hashes, signature) if is_sound and fits else None
