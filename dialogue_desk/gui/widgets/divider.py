"""The border between two panes: dragged, one of them gets another width; double-clicked, its usual one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.texts import _

WIDTH = 6


class Divider(QWidget):
    """Beside `pane`, whose width it changes: `asked` carries the width wanted in pixels, `settled` comes at the end."""

    asked = Signal(int)
    settled = Signal()
    usual_asked = Signal()

    def __init__(self, theme: Theme, pane: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self.move_pane(pane)
        self._start: tuple[float, int] | None = None
        self.setFixedWidth(theme.px(WIDTH))
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setToolTip(_("Kéo để đổi độ rộng; nhấp đúp để trở lại như cũ"))
        self.setAccessibleName(_("Ranh giới hai phần"))

    def move_pane(self, pane: QWidget, *, is_before: bool = False) -> None:
        """It changes the width of this pane now; `is_before`: the pane stands to the right of it."""
        self._pane, self._way = pane, -1 if is_before else 1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._start = event.globalPosition().x(), self._pane.width()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            at, width = self._start
            self.asked.emit(max(1, width + self._way * round(event.globalPosition().x() - at)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            moved = round(event.globalPosition().x() - self._start[0])
            self._start = None
            self.update()
            if moved:
                self.settled.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._start = None
        self.usual_asked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("canvas"))
        if self._start is not None or self.underMouse():
            middle = self.width() // 2
            painter.fillRect(middle - 1, 0, 2, self.height(), self._theme.color("accent"))
