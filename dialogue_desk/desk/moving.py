"""Use case of a folder that is no safe home: the whole of it is copied to another place and compared."""

from __future__ import annotations

import shutil
from pathlib import Path

from dialogue_desk.desk.restoring import is_locked
from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import driver, safe_folder, swap
from dialogue_desk.storage.store import DATABASE
from dialogue_desk.texts import _


def move(folder: Path, target: Path, better: Path) -> None:
    """Copy a whole data folder to a safe place and compare; the old one stays until a person removes it.

    Nothing is left in `target` when the copy fails; a refusal of an unsafe `target` names `better`.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise DeskError(
            _("Chưa có bàn nào ở {folder}.").format(folder=folder), _("Xem lại tên thư mục dữ liệu."), "no_desk"
        )
    safe_folder.refuse_unsafe(target, better)
    if target.resolve().is_relative_to(folder.resolve()):
        raise DeskError(
            _("Thư mục {folder} nằm trong chính dữ liệu đang chuyển.").format(folder=target), _("Chọn thư mục khác.")
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DeskError(_("Thư mục {folder} không trống.").format(folder=target), _("Chọn thư mục khác."), "exists")
    try:
        if len(swap.with_logs(path)) > 1 and not is_locked(path):
            swap.release(path, None)
        _copy_all(folder, target)
    except OSError as error:
        raise driver.os_trouble(error) from error


def _copy_all(folder: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copytree(folder, part)
        for source in folder.rglob("*"):
            copy = part / source.relative_to(folder)
            if source.is_file() and source.read_bytes() != copy.read_bytes():
                raise DamagedError(_("Sao chép {file} không đúng.").format(file=source), _("Sao chép lại lần nữa."))
        if target.exists():
            target.rmdir()
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
