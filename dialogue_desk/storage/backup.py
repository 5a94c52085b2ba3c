"""Backups: whole copies of the desk file, verified by opening, kept by age.

A backup is `desk-<day>-<time>-<why>.db`; that of a locked desk has its key file
beside it, with the same name and the ending `.key`.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import driver, placing, private
from dialogue_desk.storage.store import Store, side_file
from dialogue_desk.texts import _

FOLDER = "backups"
KEEP_DAYS, KEEP_WEEKS, KEEP_MONTHS, KEEP_NEWEST = 7, 4, 12, 5
_NAME = re.compile(r"desk-(\d{8}-\d{6})-[a-z]+(?:-(\d+))?\.db")
_STALE_PART_SECONDS = 3600


@dataclass(frozen=True, order=True)
class Backup:
    """One backup file and the local time it was made."""

    at: datetime
    path: Path


def listed(folder: Path) -> list[Backup]:
    """The backups in a folder, newest first; none when there is no such folder."""
    if not folder.is_dir():
        return []
    named = [(match, path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))]
    # Of one second the number tells which came later: the first has none.
    named.sort(key=lambda found: (found[0][1], int(found[0][2] or 1), found[1].name), reverse=True)
    return [Backup(_moment(match[1]), path) for match, path in named]


def _moment(stamp: str) -> datetime:
    """The moment in a backup's name: strptime would load a calendar before the status line can tell its age."""
    day, clock = stamp.split("-")
    return datetime(int(day[:4]), int(day[4:6]), int(day[6:]), int(clock[:2]), int(clock[2:4]), int(clock[4:]))


def make(store: Store, folder: Path, why: str, now: datetime | None = None, spare: Path | None = None) -> Path:
    """Write a backup of an open desk into `folder` and return its path; of the older ones `spare` stays in any case.

    It has its name only once it is whole, on the disk, and could be opened.
    `why` is one lower-case word of the name: daily, manual, upgrade, merge, restore, passphrase.
    """
    stamp = (now or datetime.now()).strftime("%Y%m%d-%H%M%S")
    try:
        private.make_folder(folder)
        _sweep(folder)
        target = _reserved(folder, f"desk-{stamp}-{why}")
        part = _part_of(target)
        least = store.conn.execute("SELECT count(*) FROM version").fetchone()[0]
        try:
            store.conn.execute("VACUUM INTO ?", (str(part.absolute()),))
            verify(part, store.key, least)
            flush(part)
            if store.key is not None:
                copy_whole(side_file(store.path), side_file(target))
            placing.put(part, target)
            flush_folder(folder)
        finally:
            part.unlink(missing_ok=True)
            part.with_name(f"{part.name}-journal").unlink(missing_ok=True)
    except DamagedError as error:
        # Nobody asked for a backup to choose: the disk does not give back what was just written.
        raise DeskError(
            _("Ổ đĩa không đọc hoặc ghi được {place}.").format(place=folder),
            _("Kiểm tra ổ đĩa rồi làm lại; dữ liệu đã lưu trước đó vẫn còn."),
            "io",
        ) from error
    except (OSError, driver.Error) as error:
        raise driver.known_trouble(error, folder) or error from error
    rotate(folder, spare)
    return target


def is_worth_it(store: Store) -> bool:
    """Whether anybody has saved anything yet."""
    return store.conn.execute("SELECT 1 FROM version LIMIT 1").fetchone() is not None


def _part_of(target: Path) -> Path:
    return target.with_suffix(".db.part")


def _reserved(folder: Path, stem: str) -> Path:
    """A name for a backup that no other process takes in the same second: its empty `.part` is there when this ends."""
    turn = 1
    while True:
        target = folder / (f"{stem}.db" if turn == 1 else f"{stem}-{turn}.db")
        with contextlib.suppress(FileExistsError):
            _part_of(target).touch(mode=private.FILE_MODE, exist_ok=False)
            if not target.exists():
                return target
            _part_of(target).unlink()
        turn += 1


def _sweep(folder: Path) -> None:
    """Remove what a killed backup left; a younger one may still be at work."""
    for part in folder.glob("desk-*.part*"):
        if time.time() - part.stat().st_mtime > _STALE_PART_SECONDS:
            part.unlink(missing_ok=True)


def verify(path: Path, key: bytes | None, least_versions: int = 0) -> None:
    """Open a backup and check it. DamagedError when it is not a whole desk file."""
    with opened(path, key) as store:
        found = store.conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        versions = store.conn.execute("SELECT count(*) FROM version").fetchone()[0]
    if found != "ok" or versions < least_versions:
        raise DamagedError(
            _("Bản sao lưu {file} không nguyên vẹn.").format(file=path.name), _("Chọn bản sao lưu khác."), "damaged"
        )


@contextlib.contextmanager
def opened(path: Path, key: bytes | None) -> Iterator[Store]:
    """A desk file opened for reading only, not upgraded; known trouble becomes a DeskError."""
    store = Store.open(path, key, read_only=True)
    try:
        yield store
    except driver.Error as error:
        raise driver.known_trouble(error, path) or error from error
    finally:
        store.close()


def newest_good(folder: Path, key_of: Callable[[Path], bytes | None]) -> Backup | None:
    """The newest backup that opens with the key `key_of` gives for it and is whole; None when there is none."""
    for held in listed(folder):
        with contextlib.suppress(DeskError):
            verify(held.path, key_of(held.path))
            return held
    return None


def rotate(folder: Path, spare: Path | None = None) -> None:
    """Keep the newest of each of the last days, weeks and months, the newest of all, and `spare`; remove the others."""
    held = listed(folder)
    kept = {b.path for b in held[:KEEP_NEWEST]} | {b.path for b in held if spare and b.path.name == spare.name}
    for pattern, most in (("%Y%m%d", KEEP_DAYS), ("%G-%V", KEEP_WEEKS), ("%Y%m", KEEP_MONTHS)):
        newest: dict[str, Path] = {}
        for b in held:
            newest.setdefault(b.at.strftime(pattern), b.path)
        kept |= set(list(newest.values())[:most])
    for b in held:
        if b.path not in kept:
            b.path.unlink(missing_ok=True)
            side_file(b.path).unlink(missing_ok=True)


def copy_to(backup: Path, folder: Path) -> Path:
    """A second copy of a backup in another folder (a stick, a share), compared with the first."""
    try:
        private.make_folder(folder)
        if side_file(backup).exists():
            copy_whole(side_file(backup), folder / side_file(backup).name)
        copy_whole(backup, folder / backup.name)
        rotate(folder)
    except OSError as error:
        raise driver.os_trouble(error) from error
    return folder / backup.name


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that `target` is never half there. OSError as the system says."""
    part = target.with_name(f"{target.name}.part")
    try:
        private.copy(source, part)
        flush(part)
        placing.put(part, target)
        flush_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def copy_bytes(content: bytes, target: Path) -> None:
    """Write a small file so that it is never half there. OSError as the system says."""
    part = target.with_name(f"{target.name}.part")
    try:
        private.new_file(part, content)
        flush(part)
        placing.put(part, target)
        flush_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have the system write a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Have the system write a folder's names to the disk; Windows does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


States = dict[str, dict[tuple[str, str], str]]
"""Per form, the rev of each record that is not in the bin, by (unit, id)."""


def states(store: Store) -> States:
    """What a desk file shows, for comparing two of them."""
    found: States = {}
    for (form,) in store.conn.execute("SELECT key FROM form ORDER BY ordinal").fetchall():
        rows = store.conn.execute(f'SELECT unit, id, rev FROM "{form}" WHERE is_deleted = 0')
        found[form] = {(unit, record_id): rev for unit, record_id, rev in rows}
    return found
