"""One file to send to whoever helps: the log and what the machine is like, without names, texts or keys.

It needs no open desk: it is for when one does not open, too.
"""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from dialogue_desk import journal
from dialogue_desk.desk import doctor
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import placing, private, schema
from dialogue_desk.storage.driver import os_trouble
from dialogue_desk.storage.store import DATABASE
from dialogue_desk.texts import _

_OUR_NAMES = (".db", ".key", ".log", ".json", ".part", ".plain", ".sealed", ".lock", "-wal", "-shm", "-journal")
_LIBRARIES = ("dialogue-desk", "PySide6-Essentials", "sqlcipher3", "sqlite-utils", "pyrage", "cryptography")


def write(folder: Path, out: Path) -> Path:
    """Write the file; DeskError when it cannot be written, or would replace something of the desk."""
    if out.resolve().is_relative_to(folder.resolve()) and out.exists():
        raise DeskError(
            _("{file} là tệp của chính dữ liệu này.").format(file=out), _("Chọn tên hoặc thư mục khác."), "own_file"
        )
    placing.refuse_name(out)
    try:
        private.new_file(out, "\n".join(_lines(folder)).encode("utf-8"))
    except OSError as error:
        raise os_trouble(error) from error
    return out


def _lines(folder: Path) -> Iterator[str]:
    yield f"Bàn Đối thoại, tệp báo lỗi, {datetime.now():%Y-%m-%d %H:%M:%S}"
    yield "Không có họ tên, nội dung hay khóa; mở ra xem được trước khi gửi."
    yield ""
    yield "# máy"
    for name, value in journal.machine().items():
        yield f"{name}: {value}"
    for name in _LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            yield f"{name}: {version(name)}"
    yield f"schema: {schema.USER_VERSION}"
    yield ""
    yield "# dữ liệu"
    yield f"desk.db: {doctor.state(folder / DATABASE)}"
    with contextlib.suppress(OSError):
        yield f"free: {shutil.disk_usage(folder).free >> 20} MB"
    yield from _files(folder)
    yield ""
    yield "# nhật ký"
    for file in journal.files(folder):
        yield f"## {file.name}"
        with contextlib.suppress(OSError):
            yield file.read_text(encoding="utf-8", errors="replace")
    faults = folder / journal.FOLDER / journal.FAULTS
    with contextlib.suppress(OSError):
        yield journal.without_folders(faults.read_text(encoding="utf-8", errors="replace"))


def _files(folder: Path) -> Iterator[str]:
    """Files of ours by name, with size, mode and time; of others only how many there are."""
    others = 0
    for place in (folder, folder / "backups", folder / journal.FOLDER):
        with contextlib.suppress(OSError):
            for file in sorted(place.iterdir()):
                if not file.is_file():
                    continue
                if not file.name.isascii() or not file.name.endswith(_OUR_NAMES):
                    others += 1
                    continue
                told = file.stat()
                at = datetime.fromtimestamp(told.st_mtime)
                name = file.relative_to(folder).as_posix()
                yield f"{name}: {told.st_size} {stat.S_IMODE(told.st_mode):o} {at:%Y-%m-%dT%H:%M:%S}"
    if others:
        yield f"others: {others}"
