"""The header of a sheet: groups above, columns below, each word wrapped, as tall as it must be."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.sheet import Column
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.dragged_heading import DraggedHeading

WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter)
GROUP_HEIGHT, PADDING = 30, 6


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of the header: the leaves it spans, the row it starts in, how many rows it takes."""

    column: Column
    first: int
    last: int
    row: int
    rows: int


def header_cells(columns: tuple[Column, ...], depth: int) -> list[HeaderCell]:
    """Every cell of a header tree; a column without children reaches down to the last row."""
    found: list[HeaderCell] = []
    _collect(columns, 0, 0, depth, found)
    return found


def _collect(columns: tuple[Column, ...], leaf: int, row: int, depth: int, found: list[HeaderCell]) -> int:
    for column in columns:
        width = len(column.leaves)
        rows = 1 if column.children else depth - row
        found.append(HeaderCell(column, leaf, leaf + width - 1, row, rows))
        _collect(column.children, leaf, row + 1, depth, found)
        leaf += width
    return leaf


class TreeHeader(DraggedHeading):
    """Paints everything itself; sections keep only their widths."""

    def __init__(self, theme: Theme, columns: tuple[Column, ...], depth: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._depth = depth
        self._cells = header_cells(columns, depth)
        self.sorted_by: tuple[int, bool] | None = None
        """The column the rows are sorted by, and whether from the largest on."""
        self.filters: dict[int, str] = {}
        """The words a column is filtered by."""
        self.setMinimumSectionSize(1)
        self.sectionResized.connect(lambda *_sizes: self.updateGeometry())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), sum(self._row_heights()))

    def _row_heights(self) -> list[int]:
        """Height of each header row: that of its tallest wrapped word."""
        px = self._theme.px
        heights = [px(GROUP_HEIGHT)] * self._depth
        for cell in sorted((cell for cell in self._cells if self._width(cell)), key=lambda cell: cell.rows):
            metrics = self._theme.metrics(self._role(cell))
            width = max(self._width(cell) - px(PADDING), px(20))
            needed = metrics.boundingRect(0, 0, width, 1000, WRAP, cell.column.title).height() + px(PADDING * 2)
            missing = needed - sum(heights[cell.row : cell.row + cell.rows])
            if missing > 0:
                heights[cell.row + cell.rows - 1] += missing
        return heights

    def _role(self, cell: HeaderCell) -> str:
        return "small_strong" if cell.row == 0 else "caption" if cell.rows == 1 and self._depth > 1 else "small"

    def _width(self, cell: HeaderCell) -> int:
        shown = (at for at in range(cell.first, cell.last + 1) if not self.isSectionHidden(at))
        return sum(self.sectionSize(section) for section in shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("header"))
        heights = self._row_heights()
        for cell in self._cells:
            if self._width(cell) == 0:  # a column, or a whole group, that is not shown
                continue
            top = sum(heights[: cell.row])
            height = sum(heights[cell.row : cell.row + cell.rows])
            rect = QRect(self.sectionViewportPosition(cell.first), top, self._width(cell), height)
            painter.setPen(theme.color("line"))
            painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
            painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
            painter.setFont(theme.font(self._role(cell)))
            painter.setPen(theme.color("text" if cell.row == 0 else "text2"))
            inner = rect.adjusted(theme.px(3), 0, -theme.px(3), 0)
            painter.drawText(inner, WRAP, cell.column.title)
            side = theme.px(12)
            for at, name in enumerate(self._marks(cell)):
                box = QRect(rect.right() - side * (at + 1), rect.bottom() - side - 1, side, side)
                paint.icon_at(painter, theme.pixmap(name, "accent", 12, self.devicePixelRatioF()), box)

    def _marks(self, cell: HeaderCell) -> list[str]:
        if cell.first != cell.last or cell.column.children:
            return []
        marks = ["filter"] if cell.first in self.filters else []
        if self.sorted_by is not None and cell.first == self.sorted_by[0]:
            marks.append("chevron-down" if self.sorted_by[1] else "chevron-up")
        return marks
