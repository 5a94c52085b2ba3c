"""A disk that refuses at the n-th step: SQLite's own file methods are wrapped, so every real read and write counts.

The driver's library exports SQLite's interface. Its default file system is told
to hand out files whose methods ask here first, and the few calls of the
operating system that a backup makes are counted with them.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
from collections import Counter
from collections.abc import Callable, Iterator
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from typing import Any

import pytest
from sqlcipher3 import _sqlite3

IOERR = 10
READ, WRITE, SYNC, TRUNCATE, SHM = IOERR | 1 << 8, IOERR | 3 << 8, IOERR | 4 << 8, IOERR | 6 << 8, IOERR | 21 << 8
FULL = 13

_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Number = CFUNCTYPE(c_int, c_void_p, c_int64)
_Flags = CFUNCTYPE(c_int, c_void_p, c_int)
_ShmMap = CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, c_void_p)
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)


class _Methods(Structure):
    """`sqlite3_io_methods`, version 3."""

    _fields_ = [("version", c_int), ("close", c_void_p), ("read", _Write), ("write", _Write), ("truncate", _Number),
                ("sync", _Flags), *((name, c_void_p) for name in ("size", "lock", "unlock", "reserved", "control",
                "sector", "device")), ("shm_map", _ShmMap), *((name, c_void_p) for name in ("shm_lock", "shm_barrier",
                "shm_unmap", "fetch", "unfetch"))]  # fmt: skip


class _File(Structure):
    """`sqlite3_file`: its methods come first."""

    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(Structure):
    """The beginning of `sqlite3_vfs`."""

    _fields_ = [("version", c_int), ("size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p),
                ("data", c_void_p), ("open", _Open)]  # fmt: skip


class Disk:
    """Counts the steps taken since `arm`; the n-th fails, with `stays_broken` every later one too."""

    def __init__(self) -> None:
        self.steps = 0
        self.kinds: Counter[str] = Counter()
        self.failed = ""
        self._at = 0
        self._stays_broken = False
        self._is_full = False
        self._kept: list[Any] = []
        self._wrapped: dict[int, Any] = {}

    def arm(self, at: int, *, stays_broken: bool = False, is_full: bool = False) -> None:
        """From now on count; 0 never fails."""
        self.steps, self.failed, self._at = 0, "", at
        self.kinds.clear()
        self._stays_broken, self._is_full = stays_broken, is_full

    def disarm(self) -> None:
        """The disk is well again."""
        self._at = -1

    def refuses(self, kind: str) -> bool:
        """One step more: whether it fails."""
        if self._at < 0:
            return False
        self.steps += 1
        self.kinds[kind] += 1
        if self._at and (self.steps == self._at or (self._stays_broken and self.steps > self._at)):
            self.failed = self.failed or kind
            return True
        return False

    def _code(self, code: int) -> int:
        return FULL if self._is_full and code == WRITE else code

    def wrap(self, file: Any) -> None:
        """Give a file that was just opened methods that ask here first."""
        own = file.contents.methods
        at = ctypes.addressof(own.contents)
        if at not in self._wrapped:
            self._wrapped[at] = self._methods(own.contents)
        file.contents.methods = ctypes.pointer(self._wrapped[at])

    def _methods(self, own: Any) -> Any:
        made = _Methods.from_buffer_copy(own)
        kinds = [("read", READ, _Write), ("write", WRITE, _Write), ("truncate", TRUNCATE, _Number),
                 ("sync", SYNC, _Flags), ("shm_map", SHM, _ShmMap)]  # fmt: skip
        for name, code, kind in kinds:
            really = getattr(own, name)
            if not really:
                continue

            def asked(*given: Any, _name: str = name, _code: int = code, _really: Any = really) -> int:
                return self._code(_code) if self.refuses(_name) else int(_really(*given))

            setattr(made, name, kind(asked))
        self._kept.append(made)
        return made


_KEPT: list[Any] = []
"""Files outlive a test: what their methods point to stays."""


def _call(disk: Disk, name: str, really: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*given: Any, **more: Any) -> Any:
        if disk.refuses(name):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(given[0]))
        return really(*given, **more)

    return asked


@contextlib.contextmanager
def faulty_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """Database files opened inside are on this disk; so are `os.fsync` and `os.replace`."""
    library = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(library, "sqlite3_vfs_find"):
        pytest.skip("the driver's library shows no SQLite interface")
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    original = _Open(ctypes.cast(vfs.open, c_void_p).value or 0)
    disk = Disk()
    disk.disarm()

    def opened(own: int, name: int, file: int, flags: int, out: int) -> int:
        code = int(original(own, name, file, flags, out))
        if code == 0 and file:
            disk.wrap(ctypes.cast(file, POINTER(_File)))
        return code

    wrapped = _Open(opened)
    _KEPT.extend([wrapped, disk, original])
    vfs.open = wrapped
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, _call(disk, name, getattr(os, name)))
    try:
        yield disk
    finally:
        disk.disarm()
        vfs.open = original
