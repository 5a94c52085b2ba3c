"""The list of packages: a tick box, two lines, three figures, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dialogue_desk.gui.models.entries import Index
from dialogue_desk.gui.models.packages import PackageRow, PackagesModel
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import paint_check
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.texts import N_, _

ROW_HEIGHT, HEADER_HEIGHT = 48, 34
FIGURES = (N_("Mới"), N_("Thay đổi"), N_("Hai máy sửa khác nhau"))
FIGURE_WIDTH, CHIP_WIDTH, CHECK_WIDTH = 76, 160, 44
LEAST = 520


def _is_wide(theme: Theme, width: int) -> bool:
    return width >= theme.px(LEAST)


class PackageDelegate(QStyledItemDelegate):
    """Paints a PackageRow; where there is little room the figures stay away."""

    def __init__(self, theme: Theme, model: PackagesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px = self._theme, self._theme.px
        row = self._model.at(index.row())
        if row is None:
            return
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, theme.color("soft" if chosen else "hover" if hovered else "surface"))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), px(3), rect.height(), theme.color("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        side = px(18)
        box = QRect(rect.x() + px(14), rect.y() + (rect.height() - side) // 2, side, side)
        paint_check(painter, theme, box, self._model.is_chosen(row), enabled=row.can_take)
        right = rect.right() - px(CHIP_WIDTH)
        width = min(paint.chip_width(theme, row.chip), px(CHIP_WIDTH) - px(8))
        high = px(paint.CHIP_HEIGHT)
        chip = QRect(right, rect.y() + (rect.height() - high) // 2, width, high)
        paint.chip_at(painter, theme, chip, row.chip, on_soft=chosen)
        if _is_wide(theme, rect.width()):
            right = self._figures(painter, rect, right, row)
        room = QRect(rect.x() + px(CHECK_WIDTH), rect.y(), right - rect.x() - px(CHECK_WIDTH + 8), rect.height())
        top = QRect(room.x(), rect.y() + px(4), room.width(), px(21))
        paint.elided(painter, theme, top, row.title, "strong", "text")
        bottom = QRect(room.x(), rect.y() + px(24), room.width(), px(20))
        paint.elided(painter, theme, bottom, row.detail, "small", "text2")
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, theme, rect.adjusted(px(4), 1, -2, -2))
        painter.restore()

    def _figures(self, painter: QPainter, rect: QRect, right: int, row: PackageRow) -> int:
        theme, px = self._theme, self._theme.px
        for figure, alarms in ((row.conflicts, True), (row.changed, False), (row.new, False)):
            right -= px(FIGURE_WIDTH)
            box = QRect(right, rect.y(), px(FIGURE_WIDTH - 22), rect.height())
            text = "–" if figure is None or (alarms and not figure) else f"{figure:,}".replace(",", ".")
            ink = "text3" if not figure else "warn" if alarms else "text"
            paint.elided(painter, theme, box, text, "strong" if figure else "body", ink, paint.RIGHT)
        return right


class PackagesHeader(QWidget):
    """The titles above the list."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.px(HEADER_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("ctl"))
        right = self.width() - px(CHIP_WIDTH)
        titles = [(_("Kết quả đọc"), right, px(CHIP_WIDTH), paint.LEFT)]
        if _is_wide(theme, self.width()):
            for title in reversed(FIGURES):
                right -= px(FIGURE_WIDTH)
                titles.append((_(title), right, px(FIGURE_WIDTH - 22), paint.RIGHT))
        titles.append((_("Đơn vị, gói"), px(CHECK_WIDTH), right - px(CHECK_WIDTH + 8), paint.LEFT))
        for text, left, width, flags in titles:
            slack = px(18) if flags == paint.RIGHT else 0  # a title may be wider than its figures
            box = QRect(left - slack, 0, width + slack, self.height())
            paint.elided(painter, theme, box, text, "small_strong", "text", flags)


class PackageList(EntryList):
    """Space or a click on the box chooses; the arrow keys walk."""

    chosen_changed = Signal()

    def __init__(self, theme: Theme, model: PackagesModel, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, _("Các gói đã đọc"), parent)
        self._theme = theme
        self._packages = model
        self.setItemDelegate(PackageDelegate(theme, model, self))
        ListTyping(self, on_space=self.toggle_current)

    def toggle_current(self) -> None:
        """Choose the package the keys stand at, or leave it out."""
        if self.currentIndex().isValid():
            self._packages.toggle(self.currentIndex().row())
            self.chosen_changed.emit()

    def toggle_all(self) -> None:
        """Choose every package that can be taken, or none."""
        self._packages.choose_all()
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.toggle_all()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < self._theme.px(CHECK_WIDTH - 6):
            self.setCurrentIndex(index)  # nothing was clicked that would be looked at
            self.toggle_current()
        else:
            super().mousePressEvent(event)
