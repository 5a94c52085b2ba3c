"""A process of its own on a laptop's screen: 1366 × 768 at the scale given in QT_SCALE_FACTOR. Not a test itself.

`python -m tests.gui.laptop DATA [HEIGHT [PICTURES]]` opens every page and every part of a page of the desk and
prints what does not fit, one JSON object. HEIGHT leaves room for a task bar and a title bar; PICTURES is a folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import SyncRunner

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextEdit)
LEAST_SCROLLED = 60
"""Of something that scrolls at least this much is seen: two rows."""


def settle(seconds: float = 0.15) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.005)


def faults(window: QWidget) -> list[str]:
    """Buttons and fields that are cut, or that nobody can reach in this window."""
    found = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(window) and widget.width() and widget.height():
            found += [f"{_name(widget)}: {why}" for why in _why(window, widget)]
    return found


def _name(widget: QWidget) -> str:
    said = widget.text() if isinstance(widget, (QAbstractButton, QLineEdit)) else ""
    return f"{type(widget).__name__} “{said or widget.accessibleName() or widget.toolTip()}”"


def _why(window: QWidget, widget: QWidget) -> Iterator[str]:
    least = widget.minimumSizeHint()
    if widget.minimumSize() == widget.maximumSize():  # somebody chose it
        least = QSize(0, 0)
    elif isinstance(widget, QPlainTextEdit):  # one line of it
        least = QSize(0, widget.fontMetrics().lineSpacing())
    if widget.height() < least.height() or (isinstance(widget, QAbstractButton) and widget.width() < least.width()):
        yield f"{widget.size().toTuple()} < {least.toTuple()}"
    shown = QRect(widget.mapTo(window, QPoint()), widget.size())
    at = widget.parentWidget()
    while at is not None and at is not window:
        parent = at.parentWidget()
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is at:
            frame = QRect(parent.mapTo(window, QPoint()), parent.size())
            view = QRect(at.mapTo(window, QPoint()), at.size())
            if _scrolls(parent, Qt.Orientation.Vertical):
                shown = QRect(shown.x(), frame.y(), shown.width(), min(frame.height(), LEAST_SCROLLED))
                if frame.height() < LEAST_SCROLLED:
                    yield f"scrolls in {frame.height()} pixels"
            if _scrolls(parent, Qt.Orientation.Horizontal):
                shown = QRect(view.x(), shown.y(), 1, shown.height())
            if not view.adjusted(-2, -2, 2, 2).contains(shown):
                yield f"{shown.getRect()} outside its pane {view.getRect()}"
        elif (
            not QRect(QPoint(), at.size())
            .adjusted(-2, -2, 2, 2)
            .contains(QRect(at.mapFrom(window, shown.topLeft()), shown.size()))
        ):
            yield f"{shown.getRect()} cut by {type(at).__name__} {at.size().toTuple()}"
            return
        at = parent
    if not window.rect().contains(shown):
        yield f"{shown.getRect()} outside the window {window.size().toTuple()}"


def _scrolls(area: QAbstractScrollArea, way: Qt.Orientation) -> bool:
    bar = area.verticalScrollBar() if way is Qt.Orientation.Vertical else area.horizontalScrollBar()
    policy = area.verticalScrollBarPolicy() if way is Qt.Orientation.Vertical else area.horizontalScrollBarPolicy()
    return bar.maximum() > bar.minimum() and policy is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def parts(app: App) -> Iterator[tuple[str, QWidget]]:
    """Every page, and what a page shows besides what it opens with."""
    window = app.window
    assert window is not None
    for room in PAGES:
        window.go(room.key)
        settle(0.4)
        yield room.key, window
        page = window.page()
        if isinstance(page, ExchangePage):
            for key in page.panels:
                page.show_panel(key)
                yield f"exchange, {key}", window
        for key in ("edit", "step", "new", "grow"):
            action = page.all_commands().get(key) if isinstance(page, RecordPage) else None
            if action is not None:
                action()
                yield f"{room.key}, {key}", window
                window.run_command("grow") if key == "grow" else None
    window.go("settings", Target(pane="passphrase"))
    yield "settings, passphrase", window
    for room in OFF_RAIL:
        window.go(room.key, Target(filter="duong"))
        yield room.key, window
    first = FirstStart(app.theme, app.folder, None)
    first.resize(window.size())
    first.show()
    yield "first start", first
    first.close()


def look(folder: Path, height: int, show: Callable[[str, QWidget], object] = lambda _name, _window: None) -> object:
    """How large the window came up, its least size, and what does not fit by part."""
    application = QApplication([])
    desk = Desk.open(folder)
    app = App(application, folder, SyncRunner())
    app.open(desk)
    window = app.window
    assert window is not None
    settle(0.3)
    screen = application.primaryScreen().availableGeometry()
    came = {
        "screen": screen.size().toTuple(), "first": window.frameGeometry().size().toTuple(),
        "least": window.minimumSize().toTuple(), "is_inside": screen.adjusted(-2, -2, 2, 2).contains(window.geometry()),
    }  # fmt: skip
    window.showNormal()
    window.setMinimumSize(window.minimumWidth(), min(window.minimumHeight(), height or screen.height()))
    window.resize(screen.width(), height or screen.height())
    settle(0.2)
    cut: dict[str, list[str]] = {}
    opened = []
    for name, shown in parts(app):
        settle()
        opened.append(name)
        wrong = faults(shown)
        for _turn in range(8):  # a page makes its parts in turns
            if wrong:
                settle(0.3)
                wrong = faults(shown)
        show(name, shown)
        if wrong:
            cut[name] = wrong
    window.close()
    app.stop()
    return came | {"size": window.size().toTuple(), "parts": opened, "cut": cut}


def main(arguments: list[str]) -> int:
    height = int(arguments[2]) if len(arguments) > 2 else 0
    pictures = Path(arguments[3]) if len(arguments) > 3 else None

    def save(name: str, window: QWidget) -> None:
        if pictures is not None:
            window.grab().save(str(pictures / f"{name}.png"))

    sys.stdout.write(json.dumps(look(Path(arguments[1]), height, save), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
