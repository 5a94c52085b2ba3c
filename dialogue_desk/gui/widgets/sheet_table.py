"""A table of a sheet on screen: grid lines, sums in bold, a ring on the chosen figure."""

from __future__ import annotations

from functools import cached_property, partial

from PySide6.QtCore import QElapsedTimer, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dialogue_desk.domain.sheet import Align, CellKind
from dialogue_desk.gui.models.sheet_table import CellRole, Index, SheetCell, SheetTableModel
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.heading_menu import AS_CAME, DOWN, UP, heading_menu
from dialogue_desk.gui.widgets.inputs import dress_scroll
from dialogue_desk.gui.widgets.tree_header import TreeHeader
from dialogue_desk.gui.widths import Widths, as_plain
from dialogue_desk.texts import _

ROW_HEIGHT = 29
MOST_OF_A_TEXT = 200
"""A column of long texts is at least so wide (at 100 %): narrower, its rows would fill the screen."""
TURN = 6
"""Milliseconds of measuring rows before the window may answer again."""
FLAGS = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
_WRAP = Qt.TextFlag.TextWordWrap


class SheetDelegate(QStyledItemDelegate):
    """Paints a SheetCell."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        cell = index.data(CellRole)
        if not isinstance(cell, SheetCell):
            return
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_HasFocus)
        in_range = bool(option.state & QStyle.StateFlag.State_Selected)
        sunken = cell.is_sum or cell.is_total or cell.is_group
        painter.fillRect(rect, theme.color("soft" if chosen or in_range else "sunken" if sunken else "surface"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        bold = sunken
        painter.setFont(theme.font("bold" if bold else "body"))
        painter.setPen(theme.color("text"))
        flags = int(_WRAP | Qt.AlignmentFlag.AlignVCenter | FLAGS[cell.align])
        text = f"{cell.text}*" if cell.has_star and cell.text else cell.text
        painter.drawText(rect.adjusted(px(8), 0, -px(8), 0), flags, text)
        if chosen:
            paint.ring(painter, theme, rect.adjusted(0, 0, -1, -1), 3)
        painter.restore()


class SheetTable(QTableView):
    """As tall as its rows: the page scrolls, not the table. A click or Enter on a figure tells which one.

    Rows are measured from the top, a part at each turn of the event loop: a register of thousands does not
    hold the window, and grows below what is read.
    """

    figure_chosen = Signal(int, int)
    range_chosen = Signal(str)
    """What a range adds up to, "" when one cell is chosen; how many rows are seen while some are not."""

    def __init__(
        self,
        theme: Theme,
        model: SheetTableModel,
        widths: Widths | None = None,
        parent: QWidget | None = None,
        *,
        hidden: frozenset[str] = frozenset(),
    ) -> None:
        """`widths` remembers the columns a person drags; without it they are as the sheet has them each time.

        `hidden` are the keys of columns that are not shown.
        """
        super().__init__(parent)
        self._theme = theme
        self._widths = widths
        self._table = model
        dress_scroll(self, theme)
        self.heading = TreeHeader(theme, model.table.columns, model.table.depth, self)
        self.setHorizontalHeader(self.heading)
        self.heading.resized.connect(self._keep_width)
        self.heading.usual_asked.connect(lambda column: self._keep_width(column, 0))
        if model.can_sort:
            self.heading.setSectionsClickable(True)
            self.heading.pressed_on.connect(self._sort_next)
            self.heading.menu_asked.connect(self.show_menu)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.setModel(model)
        self._hidden = {at for at, leaf in enumerate(model.leaves) if leaf.key in hidden}
        for at in self._hidden:
            self.setColumnHidden(at, True)
        self.setItemDelegate(SheetDelegate(theme, self))
        self.setShowGrid(False)
        self.setPalette(theme.palette)
        self.setAccessibleName(model.table.title)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._measured = 0
        self._bar = 0
        self._turns = QTimer(self, singleShot=True, interval=0)
        self._turns.timeout.connect(self._measure)
        self._merge()
        self.clicked.connect(lambda index: self.figure_chosen.emit(index.row(), index.column()))
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self._tell_range())

    def _merge(self) -> None:
        place = {leaf.key: column for column, leaf in enumerate(self._table.leaves)}
        for at, row in enumerate(self._table.table.rows):
            for key, span in row.spans.items():
                if span > 1:
                    self.setSpan(at, place[key], 1, span)

    # -- ranges and order ---------------------------------------------------------------------

    def _chosen(self) -> tuple[list[int], list[int]]:
        """Rows that are seen and columns of the range, at least of the current cell."""
        indexes = [i for i in self.selectionModel().selectedIndexes() or [self.currentIndex()] if i.isValid()]
        rows = {i.row() for i in indexes if not self.isRowHidden(i.row())}
        return sorted(rows), sorted({i.column() for i in indexes})

    def _tell_range(self) -> None:
        rows, columns = self._chosen()
        told = [self._table.summed(rows, columns)] if len(rows) * len(columns) > 1 else []
        if self.heading.filters:
            seen, every = self._table.counted(self.heading.filters)
            told.append(
                _("đang xem {seen} trong {all} dòng, dòng tổng của cả bảng được ẩn").format(seen=seen, all=every)
            )
        self.range_chosen.emit(" · ".join(told))

    def _sort_next(self, column: int) -> None:
        """Up, down, and as the sheet has them; on the screen only: paper and files keep the order of the sheet."""
        before = self.heading.sorted_by
        self._sort(column, {(column, False): DOWN, (column, True): AS_CAME}.get(before, UP) if before else UP)

    def _sort(self, column: int, order: str) -> None:
        self.heading.sorted_by = (column, order == DOWN) if order else None
        by = self.heading.sorted_by or (-1, False)
        self.clearSelection()
        self._table.sort_by(by[0], descending=by[1])
        self._show_rows()

    def sift(self, column: int, words: str) -> None:
        """Only rows with these words in a column (`BLANK`: nothing); "": all of them. On the screen only."""
        self.heading.filters.pop(column, None)
        if words:
            self.heading.filters[column] = words
        self.clearSelection()
        self._show_rows()
        self._tell_range()

    def _sift_none(self) -> None:
        for column in list(self.heading.filters):
            self.sift(column, "")

    def _show_rows(self) -> None:
        """Rows that fit the filters; of totals none, while they would speak of rows that are not seen."""
        for row in range(self._table.rowCount()):
            self.setRowHidden(row, not self._table.fits(row, self.heading.filters))
        self.heading.viewport().update()
        self._measured = 0
        self._turns.start()

    def show_menu(self, column: int) -> QMenu:
        """Below a heading: orders, words to look for, and what stands in the column."""
        heading = self.heading
        menu = heading_menu(
            self._theme, self, sort=partial(self._sort, column), values=self._table.values_of(column),
            words=heading.filters.get(column, ""), sift=partial(self.sift, column),
            sift_none=self._sift_none if heading.filters else None,
        )  # fmt: skip
        menu.popup(heading.viewport().mapToGlobal(QPoint(heading.sectionViewportPosition(column), heading.height())))
        return menu

    def _keep_width(self, column: int, width: int | None = None) -> None:
        if self._widths is not None:
            plain = as_plain(self._theme.px, self.columnWidth(column)) if width is None else width
            self._widths.keep(self._table.leaves[column].key, plain)
        self._lay_out()

    def _kept_width(self, column: int) -> int:
        """In pixels, 0 where nobody chose one."""
        return self._theme.px(self._widths.get(self._table.leaves[column].key, 0)) if self._widths else 0

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.figure_chosen.emit(current.row(), current.column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # heights follow from it; our own are no news
            self._lay_out()

    def _lay_out(self) -> None:
        """Share the width by the columns' weights, no narrower than their figures; then fit the heights."""
        room, leaves = self.viewport().width(), self._table.leaves
        kept = [self._kept_width(at) for at in range(len(leaves))]
        gone = self._hidden
        least = [0 if at in gone else kept[at] or self._least[at] for at in range(len(leaves))]
        shares = [0 if kept[at] or at in gone else leaf.width for at, leaf in enumerate(leaves)]
        spare, left = max(room - sum(least), 0), sum(shares) or 1
        widths = [int(least[at] + spare * shares[at] / left) for at in range(len(leaves))]
        last = next((at for at in reversed(range(len(leaves))) if shares[at]), -1)
        if last >= 0:
            widths[last] = max(widths[last], widths[last] + room - sum(widths))
        for at, width in enumerate(widths):
            if at not in gone:
                self.setColumnWidth(at, width)
        self._bar = self.horizontalScrollBar().sizeHint().height() if sum(least) > room else 0
        is_new, self._measured = not self._measured, 0
        if is_new:
            self._measure()
        else:
            self._turns.start()  # on the way to its last size a table gets several, all in one turn

    def _measure(self) -> None:
        """As many rows as fit in a turn; the table is as tall as they and those still to be measured."""
        watch = QElapsedTimer()
        watch.start()
        while self._measured < self._table.rowCount() and watch.elapsed() < TURN:
            self.setRowHeight(self._measured, self._height_of(self._measured))
            self._measured += 1
        if self._measured < self._table.rowCount():
            self._turns.start()
        height = self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + 2
        if self.height() != height + self._bar:
            self.setFixedHeight(height + self._bar)

    @cached_property
    def _least(self) -> list[int]:
        return [self._least_of(column) for column in range(len(self._table.leaves))]

    def _least_of(self, column: int) -> int:
        leaf = self._table.leaves[column]
        px, metrics = self._theme.px, self._theme.metrics("bold")
        if leaf.kind in (CellKind.NUMBER, CellKind.PERCENT, CellKind.DATE):
            widest = max((metrics.horizontalAdvance(text) for text in self._table.longest(column)), default=0)
            words = max((metrics.horizontalAdvance(word) for word in leaf.title.split()), default=0) * 9 // 10
            return max(widest + px(18), words + px(8), px(34))
        return px(34) if leaf.width <= 5 else px(min(max(leaf.width * 5.5, 64), MOST_OF_A_TEXT))

    def _height_of(self, row: int) -> int:
        px, metrics = self._theme.px, self._theme.metrics("body")
        tallest, widest_letter = px(ROW_HEIGHT), metrics.horizontalAdvance("W")
        for column, leaf in enumerate(self._table.leaves):
            if leaf.kind is CellKind.NUMBER:
                continue
            text = self._table.text(row, column)
            width = max(self.columnWidth(column) * self.columnSpan(row, column) - px(16), 20)
            if len(text) * widest_letter <= width and text.isprintable():  # whatever ends a line
                continue  # most cells: measuring them all would hold the window
            bounds = metrics.boundingRect(0, 0, width, 10_000, int(_WRAP), text)
            tallest = max(tallest, bounds.height() + px(8))
        return tallest

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows, columns = self._chosen()
            if rows:
                QGuiApplication.clipboard().setText(self._table.copied(rows, columns))
            return
        is_menu = event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier
        if is_menu and self._table.can_sort and self.currentIndex().isValid():
            self.show_menu(self.currentIndex().column())
            return
        super().keyPressEvent(event)
