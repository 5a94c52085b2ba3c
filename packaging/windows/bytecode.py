"""Compiled modules that are the same bytes each time: run with PYTHONHASHSEED=0, one process, a fixed order."""

from __future__ import annotations

import importlib.util
import marshal
import struct
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

MOMENT = (2026, 1, 1, 0, 0, 0)
"""The time of every file in an archive: an archive knows no other order of events than its commit."""
_UNCHECKED = 1


def compiled(source: Path, name: str) -> bytes:
    """The code of a module, with `name` as the file it tells of; nothing compares it with a source later."""
    if sys.flags.hash_randomization:
        raise RuntimeError("compile with PYTHONHASHSEED=0: sets of constants would come in another order each time")
    text = source.read_bytes()
    code = compile(text, name, "exec", dont_inherit=True, optimize=0)
    head = importlib.util.MAGIC_NUMBER + struct.pack("<I", _UNCHECKED) + importlib.util.source_hash(text)
    # Read back once: then every object is held as often as the file says, not as this process happened to hold it.
    return head + marshal.dumps(marshal.loads(marshal.dumps(code)))


def compile_in_place(folder: Path) -> None:
    """Every .py below `folder` becomes a .pyc at its place."""
    for path in sorted(folder.rglob("*.py")):
        path.with_suffix(".pyc").write_bytes(compiled(path, path.relative_to(folder).as_posix()))
        path.unlink()


def library_archive(place: Path, files: Sequence[Path], target: Path) -> None:
    """The standard library as one archive of compiled modules, stored as they are: the installer presses it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in files:
            name = path.relative_to(place).with_suffix(".pyc").as_posix()
            add(archive, name, compiled(path, path.relative_to(place).as_posix()))


def add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """A file of an archive with the fixed time and ordinary rights."""
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.external_attr = 0o644 << 16
    entry.create_system = 0
    entry.compress_type = archive.compression
    archive.writestr(entry, content)
