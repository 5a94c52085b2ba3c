"""Where the window stands: it fits the screen at first, and comes back to where it was left, if that is still there.

Kept beside the desk's file, not in it: the window is on the screen before the desk is open.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

FILE = "window.json"
WANTED, LEAST = QSize(1280, 800), QSize(900, 600)
FRAME = 34
"""What a title bar takes above the window, as far as one knows before there is one."""


class WindowGeometry(NamedTuple):
    """The window without its frame, in the screen's own units; what it was before it was maximised."""

    x: int
    y: int
    width: int
    height: int
    is_maximised: bool = False

    @property
    def rect(self) -> QRect:
        return QRect(self.x, self.y, self.width, self.height)


def placed(rect: QRect) -> WindowGeometry:
    """The place of something that stands there now."""
    return WindowGeometry(rect.x(), rect.y(), rect.width(), rect.height())


def read_place(folder: Path) -> WindowGeometry | None:
    """Where the window of a desk was; None when it never stood or the file cannot be read."""
    try:
        read = json.loads((folder / FILE).read_text(encoding="utf-8"))
        x, y, width, height = (int(read[key]) for key in ("x", "y", "width", "height"))
        place = WindowGeometry(x, y, width, height, bool(read["is_maximised"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return place if place.width > 0 and place.height > 0 else None


def keep_place(folder: Path, window: QWidget) -> None:
    """Write where it stands; a folder that cannot be written only costs the place."""
    rect = window.normalGeometry() if window.isMaximized() or window.isMinimized() else window.geometry()
    place = placed(rect)._replace(is_maximised=window.isMaximized())
    if place == read_place(folder) or not rect.isValid():
        return
    try:
        (folder / FILE).write_text(json.dumps(place._asdict()), encoding="utf-8")
    except OSError:
        return


def room_on(screen: QRect) -> QSize:
    """How large a window may be whose title bar is still on this screen."""
    return QSize(screen.width(), screen.height() - FRAME)


def fitted(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """A rectangle moved and shrunk until it lies on one screen: the one it covers most of, else the first."""

    def covered(screen: QRect) -> int:
        common = screen.intersected(wanted)
        return common.width() * common.height() if common.isValid() else 0

    best = max(screens, key=covered)
    size = wanted.size().boundedTo(room_on(best))
    left = min(max(wanted.x(), best.x()), best.x() + best.width() - size.width())
    top = min(max(wanted.y(), best.y() + FRAME), best.y() + best.height() - size.height())
    return QRect(QPoint(left, top), size)


def stand(window: QWidget, place: WindowGeometry | None) -> None:
    """Give a window that is not shown yet its size and place; where the usual size does not fit, all of the screen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    main = QGuiApplication.primaryScreen().availableGeometry()
    screens.sort(key=lambda screen: screen != main)
    room = room_on(main)
    window.setMinimumSize(LEAST.boundedTo(room))
    if place is not None:
        window.setGeometry(fitted(place.rect, screens))
    else:
        size = WANTED.boundedTo(room)
        window.resize(size)
        window.move(
            fitted(QRect(main.center() - QPoint(size.width() // 2, size.height() // 2), size), screens).topLeft()
        )
    is_large = place.is_maximised if place is not None else WANTED.boundedTo(room) != WANTED
    window.showMaximized() if is_large else window.show()
