"""A heading whose borders are dragged: it tells a drag from a click, and asks for a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QWidget

NOWHERE = QPoint(-1, -1)


class DraggedHeading(QHeaderView):
    """`resized` carries the column whose border a person let go, `usual_asked` the one whose border was double-clicked.

    `pressed_on` carries a column that was clicked, `menu_asked` one that was clicked with the right button.
    """

    resized = Signal(int)
    usual_asked = Signal(int)
    pressed_on = Signal(int)
    menu_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._dragged = -1
        self._pressed = NOWHERE
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.sectionResized.connect(lambda column, _old, _new: self._note(column))

    def _note(self, column: int) -> None:
        if self._pressed != NOWHERE:
            self._dragged = column

    def _is_border(self) -> bool:
        return self.cursor().shape() is Qt.CursorShape.SplitHCursor

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged, self._pressed = -1, event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at, start, self._pressed = event.position().toPoint(), self._pressed, NOWHERE
        if self._dragged >= 0:
            self.resized.emit(self._dragged)
            self._dragged = -1
        elif event.button() is Qt.MouseButton.LeftButton and (at - start).manhattanLength() < 6:
            column = self.logicalIndexAt(at)
            if column >= 0 and not self._is_border():
                self.pressed_on.emit(column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._is_border():
            self.usual_asked.emit(self.logicalIndexAt(event.position().toPoint() - QPoint(4, 0)))
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.logicalIndexAt(event.pos())
        if column >= 0:
            self.menu_asked.emit(column)
