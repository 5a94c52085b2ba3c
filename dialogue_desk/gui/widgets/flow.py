"""Things side by side that go on in the next line where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class Flow(QLayout):
    """Widgets at the size they ask for, from the left (or ending at the right), line after line."""

    def __init__(
        self, parent: QWidget | None = None, gap: int = 8, *, at_right: bool = False, spread: bool = False
    ) -> None:
        """`spread`: what a single line leaves over is shared out between its things."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._at_right, self._is_spread = at_right, spread
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)
        if parent is not None:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            parent.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        edge = self.contentsMargins()
        inner = QRect(0, 0, width - edge.left() - edge.right(), 0)
        return self._lay(inner, is_trial=True) + edge.top() + edge.bottom()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect.marginsRemoved(self.contentsMargins()), is_trial=False)

    def sizeHint(self) -> QSize:
        """All of it in one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        wide = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return self._with_edges(wide, max((size.height() for size in sizes), default=0))

    def _with_edges(self, width: int, height: int) -> QSize:
        edge = self.contentsMargins()
        return QSize(width + edge.left() + edge.right(), height + edge.top() + edge.bottom())

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._shown()]
        return self._with_edges(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """What stands in one line each; a thing wider than the whole has a line of its own."""
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not lines or wide > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= wide + self.spacing()
        return lines

    def _lay(self, rect: QRect, *, is_trial: bool) -> int:
        """Place the lines, or only say how tall they are together."""
        top = rect.y()
        for line in self._lines(rect.width()):
            sizes = [item.sizeHint().boundedTo(QSize(rect.width(), 100_000)) for item in line]
            tall = max(size.height() for size in sizes)
            wide = sum(size.width() for size in sizes) + self.spacing() * (len(sizes) - 1)
            is_single = self._is_spread and len(sizes) == len(self._shown())
            more = max(0, rect.width() - wide) // len(sizes) if is_single else 0
            at = rect.x() + (max(0, rect.width() - wide) if self._at_right else 0)
            for item, size in zip(line, sizes, strict=True):
                if not is_trial:
                    item.setGeometry(QRect(QPoint(at, top + tall - size.height()), size))
                at += size.width() + self.spacing() + more
            top += tall + self.spacing()
        return max(0, top - rect.y() - self.spacing())
