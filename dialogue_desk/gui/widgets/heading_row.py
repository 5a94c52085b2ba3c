"""The heading of a grid: drag its borders, click to sort, and filter a column by what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QMenu, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.dragged_heading import DraggedHeading
from dialogue_desk.gui.widgets.heading_menu import DOWN, heading_menu

HEIGHT = 34


class HeadingRow(DraggedHeading):
    """In surface colour, small 600, a darker line under it; a mark where a column is sorted or filtered.

    `sort_asked` carries column and whether descending, `filter_asked` the column and the words to look for
    ("" for all, `BLANK` for empty cells).
    """

    sort_asked = Signal(int, bool)
    filter_asked = Signal(int, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.sorted_by: tuple[int, bool] | None = None
        self.filters: dict[int, str] = {}
        self.values_of: Callable[[int], list[str]] = lambda _column: []
        self.setFixedHeight(theme.px(HEIGHT))
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.pressed_on.connect(self.sort_next)
        self.menu_asked.connect(self.show_menu)

    # -- what it asks for ---------------------------------------------------------------------

    def sort_next(self, column: int) -> None:
        """Up, down, and as the rows came."""
        before = self.sorted_by
        if before is not None and before == (column, True):
            self.sort(-1)
        else:
            self.sort(column, descending=before == (column, False))

    def sort(self, column: int, *, descending: bool = False) -> None:
        """Ask for an order and show it; -1: as the rows came."""
        self.sorted_by = (column, descending) if column >= 0 else None
        self.sort_asked.emit(column, descending)
        self.viewport().update()

    def sift(self, column: int, words: str) -> None:
        """Ask for the rows of a column with these words, and show that it is filtered; "": every row."""
        self.filters.pop(column, None)
        if words:
            self.filters[column] = words
        self.filter_asked.emit(column, words)
        self.viewport().update()

    def show_menu(self, column: int) -> QMenu:
        """Below a heading: orders, words to look for, and what stands in the column."""

        def sort(order: str) -> None:
            self.sort(column if order else -1, descending=order == DOWN)

        menu = heading_menu(
            self._theme, self, sort=sort, values=self.values_of(column), words=self.filters.get(column, ""),
            sift=partial(self.sift, column), sift_none=self.sift_none if self.filters else None,
        )  # fmt: skip
        menu.popup(self.viewport().mapToGlobal(QPoint(self.sectionViewportPosition(column), self.height())))
        return menu

    def sift_none(self) -> None:
        """Every row again."""
        for column in list(self.filters):
            self.sift(column, "")

    # -- look -----------------------------------------------------------------------------------

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        theme, px = self._theme, self._theme.px
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("ctl"))
        model = self.model()
        text = str(model.headerData(logical, Qt.Orientation.Horizontal) or "")
        align = model.headerData(logical, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        flags = paint.RIGHT if align == paint.RIGHT else paint.LEFT
        left, right = rect.x() + px(8), rect.right() - px(6)
        ratio = painter.device().devicePixelRatioF()
        for icon in self._marks(logical):
            right -= px(14)
            box = QRect(right, rect.y(), px(14), rect.height())
            paint.icon_at(painter, theme.pixmap(icon, "accent", 14, ratio), box)
        room = QRect(left, rect.y(), max(right - left, 0), rect.height())
        paint.elided(painter, theme, room, text, "small_strong", "text", flags)

    def _marks(self, column: int) -> list[str]:
        marks = ["filter"] if column in self.filters else []
        if self.sorted_by is not None and self.sorted_by[0] == column:
            marks.append("chevron-down" if self.sorted_by[1] else "chevron-up")
        return marks

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        painter = QPainter(self.viewport())
        end = self.length() - self.offset()
        rest = QRect(end, 0, self.viewport().width() - end, self.viewport().height())
        if rest.width() > 0:
            painter.fillRect(rest, self._theme.color("surface"))
            painter.fillRect(rest.x(), rest.bottom(), rest.width(), 1, self._theme.color("ctl"))
