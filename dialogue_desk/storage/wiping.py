"""Overwriting plain data before its files go: best effort, of use on a turning disk only.

A file that is to be replaced in one step gets a second name first; once only
that name is left, its blocks are overwritten. A kill in between leaves the
second name, and the next start goes on from there. An SSD writes elsewhere and
keeps the old blocks for a while: the passphrase screen recommends locking the
whole disk.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

ENDING = ".plain"
"""Of the second name."""

_CHUNK = 1 << 20


def keep(files: Iterable[Path]) -> None:
    """Give plain files that are about to go a second name. A disk without such names keeps nothing."""
    for file in files:
        held = file.with_name(file.name + ENDING)
        wipe(held)
        with contextlib.suppress(OSError):
            os.link(file, held)


def finish(folder: Path) -> None:
    """Overwrite what `keep` named in a folder and what is not in use under another name any more."""
    for held in folder.glob(f"*{ENDING}"):
        wipe(held)


def wipe(file: Path) -> None:
    """Overwrite a file and remove it; a name that shares its content with another is only removed."""
    with contextlib.suppress(OSError):
        if file.stat().st_nlink == 1:
            _overwrite(file)
        file.unlink()


def _overwrite(file: Path) -> None:
    with file.open("r+b") as opened:
        left = opened.seek(0, os.SEEK_END)
        opened.seek(0)
        while left > 0:
            left -= opened.write(bytes(min(left, _CHUNK)))
        opened.flush()
        os.fsync(opened.fileno())
