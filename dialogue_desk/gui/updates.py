"""An update that was brought as a file: shown, taken by a press, tried at the next start."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialogue_desk.desk import updating
from dialogue_desk.desk.updating import Update
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_for
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.kit import Kit


def offer(kit: Kit, file: Path) -> None:
    """Say what a file brings, once the worker has read all of it; nothing is laid by before somebody presses."""
    place = kit.notices.tried(updating.home)
    if place is None:
        return

    def read(_progress: Progress) -> Update:
        return updating.read(file, updating.trusted_keys())

    def tell(update: Update) -> None:
        told = _("Tệp cập nhật {file}: bản {version}, chữ ký đúng. Dữ liệu không đổi cho đến khi mở bằng bản mới.")
        action = _("Nhận bản này")
        kit.notices.post(
            told.format(file=file.name, version=update.version), "info", action, partial(take, kit, update, place)
        )

    run_for(kit, _("Kiểm tra tệp cập nhật"), read, tell)  # type: ignore[arg-type]  # it hands on what `read` gives


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
    """Lay it by beside the window, and say how it comes into use."""
    kit.notices.post(_("Đang chép bản {version}, có thể mất vài phút.").format(version=update.version))

    def lay_by(_progress: Progress) -> None:
        updating.stage(update, place)

    def tell(_nothing: object) -> None:
        kit.notices.post(_("Đã nhận bản {version}.").format(version=update.version) + " " + updating.waiting(), "ok")

    run_for(kit, _("Sao chép bản mới"), lay_by, tell)


def decide() -> str:
    """Something is on the screen: a version on trial is kept. What there is to tell of it, once; "" for nothing."""
    try:
        place = updating.home()
    except DeskError:
        return ""
    told = _decided(place)
    # Thousands of files of a version that was cut off: removed beside the window, and again at the next start. Not
    # sooner: it reads the very files that are moved above, which Windows would refuse then.
    threading.Thread(target=updating.sweep, args=(place,), daemon=True).start()
    return told


def _decided(place: Path) -> str:
    if updating.confirm(place):
        return _("Đã chuyển sang bản mới.")
    if failed := updating.went_back(place):
        told = _("Bản {version} không mở được nên chương trình trở về bản trước; dữ liệu còn nguyên.")
        return told.format(version=failed)
    return ""


def put_off() -> None:
    """This start handed its files over to a window that is open: a version on trial is tried another time."""
    with contextlib.suppress(DeskError):
        updating.not_tried(updating.home())


def give_up() -> None:
    """The start came to no page. A version on trial ends, and its launcher starts the version before."""
    with contextlib.suppress(DeskError):
        if updating.is_tried(updating.home()):
            QCoreApplication.exit(1)
