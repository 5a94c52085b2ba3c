"""Taking away, by name, what a kill left beside a locked desk: half-written files of ours may be plain.

A file another program of ours is just writing is left alone: what is written
in the data folder is guarded by `private.alone`, and a part of a backup that
is being written is locked and young.
"""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

from dialogue_desk.storage import private, wiping
from dialogue_desk.storage.store import PLAIN_HEADER

LOCK_PART, RESTORE_PART, SPOOL_PART = "lock.db.part", "restore.db.part", "spool.db.part"
SPOOL = "spool.db"
STALE_PART_SECONDS = 3600
_LOGS = ("", "-wal", "-shm", "-journal")
_PARTS = ("desk-*.part*", "damaged-*.part*", "salvaged-*.part*")


def sweep(folder: Path, second: Path | None, *, is_alone: bool = False) -> None:
    """Overwrite and remove what was left in a data folder, its backups and the second folder.

    `is_alone`: the caller holds `private.alone`, and no part of a backup is being written.
    """
    if is_alone:
        _sweep_work(folder)
    else:
        sweep_work(folder)
    for place in (folder / "backups", *([second] if second else ())):
        with contextlib.suppress(OSError):
            _sweep_parts(place, is_alone)


def sweep_work(folder: Path) -> None:
    """Take away what a killed lock, restore or salvage left in a data folder; nothing while one of them is at work."""
    with contextlib.suppress(OSError), private.held(folder / private.WORK) as is_ours:
        if is_ours:
            _sweep_work(folder)


def _sweep_work(folder: Path) -> None:
    for name in (LOCK_PART, RESTORE_PART, SPOOL_PART):
        for ending in _LOGS:
            wiping.wipe(folder / f"{name}{ending}")
    for ending in _LOGS:
        wiping.wipe(folder / "backups" / f"{SPOOL}{ending}")
    wiping.finish(folder)
    for part in folder.glob("*.part"):  # of key files
        if _is_stale(part):
            wiping.wipe(part)


def _sweep_parts(place: Path, is_alone: bool) -> None:
    if not place.is_dir():
        return
    for pattern in _PARTS:
        for part in place.glob(pattern):
            if is_alone or _is_plain(part) or _is_stale(part):
                wiping.wipe(part)
    wiping.finish(place)


def _is_plain(part: Path) -> bool:
    with contextlib.suppress(OSError), part.open("rb") as file:
        return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER
    return False


def _is_stale(part: Path) -> bool:
    with contextlib.suppress(OSError):
        return time.time() - part.stat().st_mtime > STALE_PART_SECONDS
    return False
