"""A list with columns: two lines at the left, further cells at the right; narrow, it is a plain list."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.lists import EntryDelegate

ROW_HEIGHT, HEADER_HEIGHT = 55, 32
LEAST = 480


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
    """The titles above such a list."""

    def __init__(self, theme: Theme, first: str, columns: tuple[ListColumn, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._first = first
        self._columns = columns
        self.bar_width = 0
        self.setFixedHeight(theme.px(HEADER_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("ctl"))
        right = self.width() - px(8) - self.bar_width
        for column in reversed(self._columns):
            right -= px(column.width)
            box = QRect(right, 0, px(column.width), self.height())
            paint.elided(painter, theme, box, column.title, "small_strong", "text")
        room = QRect(px(16), 0, right - px(24), self.height())
        paint.elided(painter, theme, room, self._first, "small_strong", "text", int(Qt.AlignmentFlag.AlignVCenter))
