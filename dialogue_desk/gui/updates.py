"""An update that was brought as a file: shown, taken by a press, tried at the next start."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dialogue_desk.desk import updating
from dialogue_desk.desk.updating import Update
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.kit import Kit


def offer(kit: Kit, file: Path) -> None:
    """Say what a file brings; nothing is laid by before somebody presses."""
    try:
        place = updating.home()
        update = updating.read(file, updating.trusted_keys())
    except DeskError as trouble:
        kit.notices.post_error(trouble)
        return
    told = _("Tệp cập nhật {file}: bản {version}, chữ ký đúng. Dữ liệu không đổi cho đến khi mở bằng bản mới.")
    action = _("Nhận bản này")
    kit.notices.post(
        told.format(file=file.name, version=update.version), "info", action, partial(take, kit, update, place)
    )


def look_beside(kit: Kit, files: Iterable[Path]) -> None:
    """Packages were brought: an upper unit may have laid a newer version beside them."""
    try:
        updating.home()
    except DeskError:
        return
    found = updating.newer_beside(files)
    if found is not None:
        told = _("Cạnh gói có tệp cập nhật {file} của chương trình.").format(file=found.name)
        kit.notices.post(told, "info", _("Xem bản này"), partial(offer, kit, found))


def take(kit: Kit, update: Update, place: Path) -> None:
    """Lay it by, and say how it comes into use."""
    try:
        updating.stage(update, place)
    except DeskError as trouble:
        kit.notices.post_error(trouble)
        return
    kit.notices.post(_("Đã nhận bản {version}.").format(version=update.version) + " " + updating.waiting(), "ok")


def decide() -> str:
    """Something is on the screen: a version on trial is kept. What there is to tell of it, once; "" for nothing."""
    try:
        place = updating.home()
    except DeskError:
        return ""
    if updating.confirm(place):
        return _("Đã chuyển sang bản mới.")
    if failed := updating.went_back(place):
        told = _("Bản {version} không mở được nên chương trình trở về bản trước; dữ liệu còn nguyên.")
        return told.format(version=failed)
    return ""
