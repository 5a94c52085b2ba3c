"""The heading of a grid: drag its borders, click to sort, and filter a column by what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget, QWidgetAction

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.texts import _

HEIGHT = 34
MOST_VALUES = 24
BLANK = "\0"
"""Chosen for: what is empty."""


class HeadingRow(QHeaderView):
    """In surface colour, small 600, a darker line under it; a mark where a column is sorted or filtered.

    `sort_asked` carries column and whether descending, `filter_asked` the column and the words to look for
    ("" for all, `BLANK` for empty cells), `resized` the column whose border a person let go.
    """

    sort_asked = Signal(int, bool)
    filter_asked = Signal(int, str)
    resized = Signal(int)
    usual_asked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._dragged = -1
        self._pressed = QPoint()
        self.sorted_by: tuple[int, bool] | None = None
        self.filters: dict[int, str] = {}
        self.values_of: Callable[[int], list[str]] = lambda _column: []
        self.setFixedHeight(theme.px(HEIGHT))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.sectionResized.connect(self._note)

    # -- by mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged, self._pressed = -1, event.position().toPoint()
        super().mousePressEvent(event)

    def _note(self, column: int, _old: int, _new: int) -> None:
        if self._pressed != QPoint(-1, -1):
            self._dragged = column

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at, start, self._pressed = event.position().toPoint(), self._pressed, QPoint(-1, -1)
        if self._dragged >= 0:
            self.resized.emit(self._dragged)
            self._dragged = -1
        elif event.button() is Qt.MouseButton.LeftButton and (at - start).manhattanLength() < 6:
            column = self.logicalIndexAt(at)
            if column >= 0 and self.cursor().shape() is not Qt.CursorShape.SplitHCursor:
                self.sort_next(column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.cursor().shape() is Qt.CursorShape.SplitHCursor:
            at = event.position().toPoint() - QPoint(4, 0)
            self.usual_asked.emit(self.logicalIndexAt(at))
        else:
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        column = self.logicalIndexAt(event.pos())
        if column >= 0:
            self.show_menu(column)

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
        menu = QMenu(self)
        menu.setFont(self._theme.font("body"))
        menu.addAction(_("Xếp từ A đến Z, từ nhỏ đến lớn"), partial(self.sort, column))
        menu.addAction(_("Xếp từ Z đến A, từ lớn đến nhỏ"), partial(self.sort, column, descending=True))
        menu.addAction(_("Xếp như lúc nhập"), partial(self.sort, -1))
        menu.addSeparator()
        typed = LineEdit(self._theme)
        typed.setPlaceholderText(_("Lọc cột này, không cần dấu"))
        words = self.filters.get(column, "")
        typed.setText("" if words == BLANK else words)
        typed.returnPressed.connect(lambda: self.sift(column, typed.text().strip()))
        typed.returnPressed.connect(menu.close)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(typed)
        menu.addAction(holder)
        for value in self.values_of(column)[:MOST_VALUES]:
            action = menu.addAction(value or _("(trống)"), partial(self.sift, column, value or BLANK))
            action.setCheckable(True)
            action.setChecked(words == (value or BLANK))
        if self.filters:
            menu.addSeparator()
            menu.addAction(_("Bỏ lọc cột này"), partial(self.sift, column, "")).setEnabled(column in self.filters)
            menu.addAction(_("Bỏ lọc mọi cột"), self.sift_none)
        menu.aboutToHide.connect(menu.deleteLater)
        place = QPoint(self.sectionViewportPosition(column), self.height())
        menu.popup(self.viewport().mapToGlobal(place))
        typed.setFocus()
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
