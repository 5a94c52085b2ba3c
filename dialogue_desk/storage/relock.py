"""Backups locked after the desk was: plain ones, those of a data key of before, and what is damaged.

Each is whole at every moment, whenever it is killed. What cannot be written
anew as a desk file is sealed byte by byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import backup, driver, key_file, keys, placing, sealing, wiping
from dialogue_desk.storage.store import PLAIN_HEADER, Store, side_file

_OURS = re.compile(r"(desk|damaged|salvaged)-\d{8}-\d{6}\S*\.db")
_LOGS = ("-wal", "-shm", "-journal")


def former_of(store: Store) -> list[bytes]:
    """The data keys a locked desk had before, with which backups that were out of reach may still be locked."""
    if store.key is None:
        return []
    return [bytes.fromhex(key) for key in keys.sealed_of(store.path, store.key).former]


def lock_all(folder: Path, store: Store, former: Sequence[bytes] = ()) -> list[Path]:
    """Lock with the key of a locked desk what is plain in a backup folder, or locked with one of `former`.

    The plain ones are overwritten. Returns those that could not be locked: what
    lies where nothing can be written must not keep the others from it.
    """
    left: list[Path] = []
    if store.key is None or not folder.is_dir():
        return left
    for path in sorted(folder.glob("*.db")):
        try:
            _lock(path, store, former)
        except (OSError, driver.Error, DeskError):
            left.append(path)
    for path in sorted(folder.glob(f"*.db*{sealing.ENDING}")) if former else ():
        try:
            _seal_again(path, store, former)
        except (OSError, DeskError):
            left.append(path)
    wiping.finish(folder)
    return left


def _lock(path: Path, store: Store, former: Sequence[bytes]) -> None:
    assert store.key is not None
    with path.open("rb") as file:
        head = file.read(72)
    is_plain = head.startswith(PLAIN_HEADER)
    is_ours = _OURS.fullmatch(path.name) is not None  # a second folder may hold files of other programs
    if is_plain and (is_ours or int.from_bytes(head[68:72], "big") == driver.APPLICATION_ID):
        _lock_plain(path, store)
    elif not is_ours or is_plain:
        return
    elif not side_file(path).exists():
        if not driver.opens(path, store.key):
            _seal(path, store)  # its first page is gone; the others may be as plain as they were
        else:
            _give_key_file(path, store)
    elif former and not _is_own(path, store):
        _rewrite_former(path, store, former)


def _lock_plain(path: Path, store: Store) -> None:
    if path.name.startswith("damaged-"):
        _seal(path, store)
        return
    part = path.with_suffix(".db.part")
    try:
        driver.rewrite(path, None, store.key, part)
        backup.verify(part, store.key)
        _give_key_file(path, store)
        backup.flush(part)
        wiping.keep([path])
        placing.put(part, path)
        backup.flush_folder(path.parent)
        for log in _logs(path):
            wiping.wipe(log)
    except (driver.Error, DamagedError) as error:
        if not isinstance(driver.known_trouble(error, path) or error, DamagedError):
            raise
        _seal(path, store)
    finally:
        part.unlink(missing_ok=True)


def _seal(path: Path, store: Store) -> None:
    """Keep a file as it is, byte by byte, but locked."""
    assert store.key is not None
    for file in (*_logs(path), path):
        target = file.with_name(file.name + sealing.ENDING)
        sealing.seal(sealing.pieces(file), target, store.key)
        backup.copy_whole(side_file(store.path), side_file(target))
        backup.flush_folder(file.parent)
        wiping.wipe(file)
    side_file(path).unlink(missing_ok=True)


def _logs(path: Path) -> list[Path]:
    return [log for ending in _LOGS if (log := path.with_name(path.name + ending)).exists()]


def _rewrite_former(path: Path, store: Store, former: Sequence[bytes]) -> None:
    if driver.opens(path, store.key):  # killed before its key file came
        _give_key_file(path, store)
        return
    old = next((key for key in former if driver.opens(path, key)), None)
    if old is None:
        return
    part = path.with_suffix(".db.part")
    try:
        driver.rewrite(path, old, store.key, part)
        backup.verify(part, store.key)
        backup.flush(part)
        placing.put(part, path)
        _give_key_file(path, store)
        backup.flush_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _seal_again(path: Path, store: Store, former: Sequence[bytes]) -> None:
    assert store.key is not None
    if _is_own(path, store):
        return
    for old in former:
        try:
            sealing.seal(sealing.unsealed(path, old), path, store.key)
        except DamagedError:
            continue
        _give_key_file(path, store)
        return


def _is_own(path: Path, store: Store) -> bool:
    """Whether a backup's key file is of the desk's present data key."""
    try:
        return key_file.read(side_file(path)).uuid == key_file.read(side_file(store.path)).uuid
    except DeskError:
        return False


def _give_key_file(path: Path, store: Store) -> None:
    backup.copy_whole(side_file(store.path), side_file(path))
