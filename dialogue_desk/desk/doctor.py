"""What somebody who helps from afar asks first: version, folder, room, key, backup; no names, no contents."""

from __future__ import annotations

import contextlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from dialogue_desk import __version__, journal
from dialogue_desk.paths import default_data_dir
from dialogue_desk.storage import backup
from dialogue_desk.storage.store import DATABASE, PLAIN_HEADER, looks_encrypted

Told = dict[str, str | int | bool | None]


def examine(folder: Path) -> Told:
    """Facts of a data folder and the machine, in the order they are read out. It opens nothing and writes nothing.

    `free_mb` is None where the disk cannot be asked, `last_backup` (ISO) where there is none.
    """
    kept = folder / backup.FOLDER
    copies = sorted(kept.glob("desk-*.db"), key=lambda file: file.stat().st_mtime) if kept.is_dir() else []
    machine = journal.machine()
    return {
        "version": __version__,
        "python": str(machine["python"]),
        "system": f"{machine['system']} {machine['release']}",
        "folder": without_home(folder),
        "desk": state(folder / DATABASE),
        "keyed": looks_encrypted(folder / DATABASE) if (folder / DATABASE).is_file() else False,
        "desk_mb": (folder / DATABASE).stat().st_size >> 20 if (folder / DATABASE).is_file() else None,
        "free_mb": free_mb(folder),
        "backups": len(copies),
        "last_backup": f"{datetime.fromtimestamp(copies[-1].stat().st_mtime):%Y-%m-%d %H:%M}" if copies else None,
    }


def state(path: Path) -> str:
    """A desk file as it lies there: none, plain, locked, unknown or unreadable."""
    if not path.is_file():
        return "none"
    with contextlib.suppress(OSError), path.open("rb") as file:
        head = file.read(len(PLAIN_HEADER))
        return "plain" if head == PLAIN_HEADER else "locked" if looks_encrypted(path) else "unknown"
    return "unreadable"


def free_mb(folder: Path) -> int | None:
    """Room on the disk of a folder, or of the one it will lie in."""
    place = next((p for p in (folder, *folder.absolute().parents) if p.exists()), None)
    with contextlib.suppress(OSError):
        return shutil.disk_usage(place).free >> 20 if place is not None else None
    return None


def without_home(folder: Path) -> str:
    """A folder without names of people: whole only where the program puts it, else the disk and how deep it lies."""
    place = folder.absolute()
    start, steps = place.anchor, len(place.parts) - 1
    with contextlib.suppress(ValueError, RuntimeError):
        below = place.relative_to(Path.home())
        if place == default_data_dir():
            return str(Path("~") / below)
        start, steps = f"~{os.sep}", len(below.parts)
    return f"{start}… ({steps})"
