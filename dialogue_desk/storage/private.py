"""Folders and files that only the person at the machine may read, and who works on them alone.

On Windows the mode bits do nothing: there a folder of ours gets a list of
rights, which the files in it inherit (`rights`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

FOLDER_MODE, FILE_MODE = 0o700, 0o600
WORK = "desk.lock"
"""Held by the system's lock while the whole desk file is written anew; a kill lets go of it."""


def make_folder(folder: Path) -> None:
    """Make a folder only this person may enter; one that is there already stays as it is. OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        close_folder(folder)


def close_folder(folder: Path) -> None:
    """Let nobody else enter a folder of ours. What the system refuses stays as it is."""
    if os.name == "nt":
        from dialogue_desk.storage import rights  # noqa: PLC0415 it loads libraries of Windows

        rights.close(folder)
        return
    with contextlib.suppress(OSError):
        if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
            folder.chmod(FOLDER_MODE)


def close_file(file: Path) -> None:
    """Let nobody else read a file of ours. What the system refuses stays as it is."""
    with contextlib.suppress(OSError):
        if stat.S_IMODE(file.stat().st_mode) != FILE_MODE:
            file.chmod(FILE_MODE)


def new_file(file: Path, content: bytes = b"") -> None:
    """Write a file that nobody else can read at any moment. OSError."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)


def copy(source: Path, target: Path) -> None:
    """Copy a file; nobody else can read the copy at any moment. OSError."""
    new_file(target)
    shutil.copyfile(source, target)


def close_all(folder: Path) -> None:
    """Bring a data folder that an older program made to what it should be: its files, its backups."""
    for place in (folder, folder / "backups"):
        close_folder(place)
        with contextlib.suppress(OSError):
            for file in place.iterdir():
                if file.is_file() and not file.is_symlink():
                    close_file(file)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else writes the whole desk file meanwhile, nor takes away what is half written. DeskError "locked"."""
    with held(folder / WORK) as is_ours:
        if not is_ours:
            raise DeskError(
                _("Dữ liệu này đang được đặt mật khẩu hoặc khôi phục ở nơi khác."), _("Đợi việc ấy xong."), "locked"
            )
        yield


@contextlib.contextmanager
def held(file: Path) -> Iterator[bool]:
    """Whether the system's lock of a file was free; until the end it is ours. OSError where it cannot be made."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        is_ours = _take(handle)
        yield is_ours
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 only there

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 not on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
