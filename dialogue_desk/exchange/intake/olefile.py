"""The streams of an old Office file (OLE compound file), as far as a table needs them."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places."""


class Streams:
    """Streams by name. ValueError for a file that does not hold together."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 1536 or not content.startswith(MAGIC):
            raise ValueError("no compound file")
        self._content = content
        self._size = 1 << min(struct.unpack_from("<H", content, 0x1E)[0], 16)
        self._cutoff = struct.unpack_from("<I", content, 0x38)[0]
        self._table = self._sectors_of_table()
        self._entries = self._directory()
        root = self._entries.get("Root Entry")
        self._small = self._chain(root[0], root[1], self._size, self._table, content, self._size) if root else b""
        first, count = struct.unpack_from("<II", content, 0x3C)
        raw = self._chain(first, count * self._size, self._size, self._table, content, self._size) if count else b""
        self._small_table = _integers(raw)

    @property
    def names(self) -> set[str]:
        """The names of all streams and folders."""
        return set(self._entries)

    def read(self, *names: str) -> bytes:
        """The first stream of one of these names; b"" when there is none."""
        for name in names:
            if name in self._entries:
                start, size = self._entries[name]
                if size < self._cutoff:
                    return self._chain(start, size, 64, self._small_table, self._small, 0)
                return self._chain(start, size, self._size, self._table, self._content, self._size)
        return b""

    def _sectors_of_table(self) -> list[int]:
        places = [n for n in struct.unpack_from("<109I", self._content, 0x4C) if n < _END]
        following, count = struct.unpack_from("<II", self._content, 0x44)
        while following < _END and count > 0 and len(places) < 100_000:
            more = _integers(self._sector(following))
            if not more:
                break
            places += [n for n in more[:-1] if n < _END]
            following, count = more[-1], count - 1
        found: list[int] = []
        for place in places:
            found += _integers(self._sector(place))
        return found

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._content[at : at + self._size]

    def _directory(self) -> dict[str, tuple[int, int]]:
        first = struct.unpack_from("<I", self._content, 0x30)[0]
        raw = self._chain(first, len(self._content), self._size, self._table, self._content, self._size)
        found: dict[str, tuple[int, int]] = {}
        for at in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, at + 64)[0]
            if 2 < length <= 64 and raw[at + 66] in (1, 2, 5):
                name = raw[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<II", raw, at + 116)
                found.setdefault(name, (start, size))
        return found

    @staticmethod
    def _chain(start: int, size: int, step: int, table: list[int], content: bytes, lead: int) -> bytes:
        pieces = []
        left, number, seen = size, start, 0
        while left > 0 and number < len(table) and seen <= len(table):
            at = lead + number * step
            pieces.append(content[at : at + min(step, left)])
            left -= step
            number = table[number]
            seen += 1
        return b"".join(pieces)


def _integers(raw: bytes) -> list[int]:
    count = len(raw) // 4
    return list(struct.unpack_from(f"<{count}I", raw)) if count else []
