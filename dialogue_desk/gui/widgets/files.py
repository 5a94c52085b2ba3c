"""Files a person names or drops: what is asked the same way everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget


def save_file(parent: QWidget, then: Callable[[Path], object], title: str, suggested: str, kinds: str = "") -> None:
    """Ask where something goes; `then` hears of it unless nothing was named."""
    name, _filter = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
    if name:
        then(Path(name))


def open_file(parent: QWidget, then: Callable[[Path], object], title: str, kinds: str, start: str = "") -> None:
    """Ask for one file."""
    name, _filter = QFileDialog.getOpenFileName(parent, title, start, kinds)
    if name:
        then(Path(name))


def open_files(parent: QWidget, then: Callable[[list[Path]], object], title: str, kinds: str) -> None:
    """Ask for one file or several."""
    names, _filter = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    if names:
        then([Path(name) for name in names])


def open_folder(parent: QWidget, then: Callable[[Path], object], title: str, start: str = "") -> None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, start)
    if name:
        then(Path(name))


class FileDrop(QObject):
    """Lets files be dropped on a widget while `may` says so; `then` hears of those that lie on this machine."""

    def __init__(
        self, widget: QWidget, then: Callable[[Sequence[Path]], object], may: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(widget)
        self._then, self._may = then, may
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls() and self._may():
            event.acceptProposedAction()
            return True
        if not isinstance(event, QDropEvent) or event.type() is not QEvent.Type.Drop:
            return False
        event.acceptProposedAction()
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self._then(files)
        return True
