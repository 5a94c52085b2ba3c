"""A list with columns: two lines at the left, further cells at the right; narrow, it is a plain list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.lists import EntryDelegate
from dialogue_desk.gui.widths import Widths, as_plain

ROW_HEIGHT, HEADER_HEIGHT = 55, 32
LEAST = 480
LEAST_COLUMN, LEAST_FIRST = 44, 160


class ListColumn(NamedTuple):
    """A column at the right: its title and width at 100 % text."""

    title: str
    width: int


class ColumnsDelegate(EntryDelegate):
    """Entry.cells fill the columns; below LEAST pixels the row falls back to two lines and a chip."""

    def __init__(self, theme: Theme, columns: tuple[ListColumn, ...], parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.columns = columns
        self.is_wide = True
        self._row = QSize(theme.px(200), theme.px(ROW_HEIGHT))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._row if self.is_wide else super().sizeHint(option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(EntryRole)
        if not self.is_wide or not isinstance(entry, Entry):
            super().paint(painter, option, index)
            return
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.color("soft" if chosen else "hover" if hovered else "surface"))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), px(3), rect.height(), theme.color("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        right = rect.right() - px(8)
        for column, (text, chip) in zip(reversed(self.columns), reversed(entry.cells), strict=False):
            right -= px(column.width)
            self._cell(painter, QRect(right, rect.y(), px(column.width), rect.height()), text, chip, chosen)
        start = self.mark(painter, rect, entry).x()
        left = QRect(start + px(16), rect.y(), right - start - px(28), rect.height())
        self._two_lines(painter, left, entry)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, theme, rect.adjusted(px(4), 1, -1, -2))
        painter.restore()

    def _two_lines(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        px = self._theme.px
        top = QRect(rect.x(), rect.y() + px(7), rect.width(), px(22))
        paint.elided(painter, self._theme, top, entry.title, "strong", "text")
        bottom = QRect(rect.x(), rect.y() + px(29), rect.width(), px(20))
        paint.elided(painter, self._theme, bottom, entry.detail, "small", "text2")

    def _cell(self, painter: QPainter, rect: QRect, text: str, chip: ChipSpec | None, chosen: bool) -> None:
        theme, px = self._theme, self._theme.px
        if text and chip is None:
            paint.elided(painter, theme, rect, text, "body", "text")
        elif text and chip is not None:  # a date and, under it, how late it is: words and icon, no ground
            top = QRect(rect.x(), rect.y() + px(7), rect.width(), px(22))
            paint.elided(painter, theme, top, text, "body", "text")
            ink = paint.TONES[chip.tone][1]
            box = QRect(rect.x(), rect.y() + px(29), px(14), px(20))
            ratio = painter.device().devicePixelRatioF()
            paint.icon_at(painter, theme.pixmap(chip.icon, ink, 14, ratio), box)
            bottom = QRect(rect.x() + px(18), rect.y() + px(29), rect.width() - px(22), px(20))
            paint.elided(painter, theme, bottom, chip.text, "small", ink)
        elif chip is not None:
            width = min(paint.chip_width(theme, chip), rect.width() - px(4))
            high = px(paint.CHIP_HEIGHT)
            box = QRect(rect.x(), rect.y() + (rect.height() - high) // 2, width, high)
            paint.chip_at(painter, theme, box, chip, on_soft=chosen)


class ColumnsHeader(QWidget):
    """The titles above a list: click to sort, drag the border of a column; its width is remembered.

    `sort_asked` carries the place of a column, -1 for the first one; so does `menu_asked`, after a right click or one
    on the mark that tells of a filter.
    """

    sort_asked = Signal(int)
    menu_asked = Signal(int)

    def __init__(
        self, theme: Theme, first: str, delegate: ColumnsDelegate, widths: Widths, sortable: Collection[int] = ()
    ) -> None:
        super().__init__()
        self._theme = theme
        self._first = first
        self._delegate = delegate
        self._widths = widths
        self._sortable = sortable
        self._usual = delegate.columns
        self._dragged: tuple[int, float, int] | None = None
        self.sorted_by: tuple[int, bool] | None = None
        """The column the rows are sorted by, and whether from the last on."""
        self.filtered: Mapping[int, str] = {}
        """What the rows of a column are filtered by, in words."""
        self.setFixedHeight(theme.px(HEADER_HEIGHT))
        self.setMouseTracking(True)
        self._take([widths.get(str(at), column.width) for at, column in enumerate(self._usual)])

    def _take(self, widths: Sequence[int]) -> None:
        """Show these widths, at 100 % text."""
        self._delegate.columns = tuple(c._replace(width=w) for c, w in zip(self._usual, widths, strict=True))
        self.update()
        rows = self._delegate.parent()
        if isinstance(rows, QAbstractItemView):
            rows.viewport().update()

    def _starts(self) -> list[int]:
        """Where each column begins, in pixels."""
        rows = self._delegate.parent()
        bar = rows.width() - rows.viewport().width() if isinstance(rows, QAbstractItemView) else 0
        px, at = self._theme.px, self.width() - self._theme.px(8) - max(bar, 0)
        found: list[int] = []
        for column in reversed(self._columns()):
            at -= px(column.width)
            found.insert(0, at)
        return found

    def _columns(self) -> tuple[ListColumn, ...]:
        """Those that are shown: below a narrow heading rows have two lines and no columns."""
        return self._delegate.columns if self._delegate.is_wide else ()

    def _border(self, x: float) -> int:
        """The column whose border is there; -1: none."""
        return next((at for at, start in enumerate(self._starts()) if abs(x - start + 4) <= self._theme.px(5)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x, border = event.position().x(), self._border(event.position().x())
        if border >= 0:
            self._dragged = (border, x, self._delegate.columns[border].width)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._dragged is None:
            is_border = self._border(x) >= 0
            self.setCursor(Qt.CursorShape.SplitHCursor if is_border else Qt.CursorShape.ArrowCursor)
            return
        at, start, width = self._dragged
        widths = [column.width for column in self._delegate.columns]
        others = sum(widths) - widths[at]
        most = as_plain(self._theme.px, self.width()) - others - LEAST_FIRST
        widths[at] = max(min(width + as_plain(self._theme.px, round(start - x)), most), LEAST_COLUMN)
        self._take(widths)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            at, self._dragged = self._dragged[0], None
            self._widths.keep(str(at), self._delegate.columns[at].width)
            return
        x = event.position().x()
        place = self._place(x)
        if event.button() is Qt.MouseButton.RightButton or self._mark_of(place).contains(int(x), self.height() // 2):
            self.menu_asked.emit(place)
        elif place in self._sortable:
            self.sort_asked.emit(place)

    def _place(self, x: float) -> int:
        """The column that is there; -1: the first one."""
        return sum(x >= start for start in self._starts()) - 1

    def room_of(self, place: int) -> QRect:
        """Where the title of a column stands."""
        px, starts = self._theme.px, self._starts()
        if place >= 0:
            return QRect(starts[place], 0, px(self._delegate.columns[place].width), self.height())
        end = starts[0] - px(8) if starts else self.width() - px(12)
        return QRect(px(16), 0, end - px(16), self.height())

    def _mark_of(self, place: int) -> QRect:
        """Where the mark of the filter stands: at the end of the first title, of another one while it is filtered."""
        px, room = self._theme.px, self.room_of(place)
        is_there = place in self.filtered or (place < 0 and bool(self._sortable))
        return QRect(room.right() - px(18), 0, px(18), room.height()) if is_there else QRect()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        border = self._border(event.position().x())
        if border >= 0:
            self._dragged = None
            self._widths.keep(str(border), 0)
            widths = [column.width for column in self._delegate.columns]
            widths[border] = self._usual[border].width
            self._take(widths)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("ctl"))
        for at, column in enumerate(self._columns()):
            self._title(painter, self.room_of(at), column.title, at)
        self._title(painter, self.room_of(-1), self._first, -1)

    def _title(self, painter: QPainter, room: QRect, text: str, place: int) -> None:
        theme, px = self._theme, self._theme.px
        mark, words = self._mark_of(place), self.filtered.get(place, "")
        if mark.isValid():
            icon = theme.pixmap("filter", "accent" if words else "text3", 14, self.devicePixelRatioF())
            paint.icon_at(painter, icon, mark)
            room = room.adjusted(0, 0, -px(34), 0)
        if words:  # where both have no room, what it is filtered by
            both = f"{text}: {words}"
            text = both if theme.metrics("small_strong").horizontalAdvance(both) <= room.width() else words
        ink = "accent" if words else "text"
        paint.elided(painter, theme, room, text, "small_strong", ink, int(Qt.AlignmentFlag.AlignVCenter))
        if self.sorted_by is not None and self.sorted_by[0] == place:
            icon = theme.pixmap(
                "chevron-down" if self.sorted_by[1] else "chevron-up", "accent", 14, self.devicePixelRatioF()
            )
            most = room.width() - (0 if mark.isValid() else px(14))
            width = min(theme.metrics("small_strong").horizontalAdvance(text) + px(4), most)
            paint.icon_at(painter, icon, QRect(room.x() + width, 0, px(14), self.height()))
