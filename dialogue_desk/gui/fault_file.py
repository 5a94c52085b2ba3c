"""Saving one file to send to whoever helps, from wherever something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from dialogue_desk.desk import faults
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _


def ask(parent: QWidget | None, folder: Path, tell: Callable[[str, str], object]) -> None:
    """Ask where to, write the file about a data folder, and say what became of it (text and tone)."""
    usual = str(Path.home() / f"bao-loi-ban-doi-thoai-{date.today():%Y%m%d}.txt")
    name, _filter = QFileDialog.getSaveFileName(parent, _("Lưu tệp báo lỗi"), usual, "*.txt")
    if name:
        save(folder, Path(name), tell)


def save(folder: Path, out: Path, tell: Callable[[str, str], object]) -> None:
    """Write the file and say so."""
    try:
        faults.write(folder, out)
    except DeskError as trouble:
        tell(str(trouble), "danger")
        return
    text = _("Đã lưu tệp báo lỗi {file}; trong đó không có họ tên hay nội dung.")
    tell(text.format(file=out), "ok")
