"""Units against months: who sent what. The heads stay while it is scrolled; a row is 26 px."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dialogue_desk.desk.home import Line
from dialogue_desk.gui.models.entries import Index
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import dress_scroll
from dialogue_desk.texts import N_, _

ROW, MONTH, LEAST, NAMES, HEAD = 26, 38, 28, 148, 24

LOOKS = {
    "on_time": ("ok", "check", N_("Đúng hạn")),
    "late": ("warn", "clock", N_("Muộn")),
    "waiting": ("warn", "clock", N_("Đã đến, chờ xem")),
    "missing": ("warn", "triangle-alert", N_("Thiếu gói")),
    "silent": ("danger", "x", N_("Chưa gửi")),
    "nothing_to_report": ("mute", "minus", N_("Không phát sinh")),
}
"""Tone, icon and word of what a month may be."""


class LegendMark(QWidget):
    """What a cell of the grid looks like, and its word."""

    def __init__(self, theme: Theme, tone: str, icon: str, word: str) -> None:
        super().__init__()
        self._theme, self._tone, self._icon, self._word = theme, tone, icon, word
        self.setAccessibleName(word)
        wide = theme.px(26) + theme.metrics("small").horizontalAdvance(word) + 2
        self.setFixedSize(wide, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        ground, ink = paint.TONES[self._tone]
        box = QRect(0, 0, px(20), px(20))
        paint.panel(painter, theme, box, ground=ground, radius=4)
        paint.icon_at(painter, theme.pixmap(self._icon, ink, 13, self.devicePixelRatioF()), box)
        paint.elided(painter, theme, self.rect().adjusted(px(26), 0, 0, 0), self._word, "small", "text2")


class MonthsModel(QAbstractTableModel):
    """A row a unit, a column a month."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.names: list[str] = []
        self.months: list[str] = []

    def show(self, lines: Sequence[Line], names: Sequence[str], months: Sequence[str]) -> None:
        self.beginResetModel()
        self.lines, self.names, self.months = list(lines), list(names), list(months)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.months)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, month = self.lines[index.row()], self.months[index.column()]
        cell = line.months.get(month, "")
        if role == Qt.ItemDataRole.UserRole:
            return cell
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            word = _(LOOKS[cell][2]) if cell in LOOKS else _("chưa đến kỳ")
            return f"{self.names[index.row()]}, {_('tháng {month}').format(month=int(month[5:]))}: {word}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return f"T{int(self.months[section][5:])}" if section < len(self.months) else None
        return self.names[section] if section < len(self.names) else None


class _Cell(QStyledItemDelegate):
    """A soft ground and an icon: what a month is, told by more than its colour."""

    def __init__(self, theme: Theme, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = LOOKS.get(str(index.data(Qt.ItemDataRole.UserRole)))
        rect: QRect = option.rect
        if look is not None:
            ground, ink = paint.TONES[look[0]]
            box = rect.adjusted(2, 2, -2, -2)
            paint.panel(painter, self._theme, box, ground=ground, radius=4)
            icon = self._theme.pixmap(look[1], ink, 13, self._view.devicePixelRatioF())
            paint.icon_at(painter, icon, box)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, self._theme, rect)


class _Names(QHeaderView):
    """Heads in the face of the page, cut where they are long."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QTableView) -> None:
        super().__init__(orientation, parent)
        self._theme = theme
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        return QSize(px(NAMES), px(HEAD)) if self.orientation() is Qt.Orientation.Vertical else QSize(px(200), px(HEAD))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.fillRect(rect, self._theme.color("surface"))
        is_name = self.orientation() is Qt.Orientation.Vertical
        flags = paint.LEFT if is_name else paint.CENTER
        role, ink = ("small", "text") if is_name else ("small_strong", "text2")
        text = str(self.model().headerData(section, self.orientation()) or "")
        paint.elided(
            painter,
            self._theme,
            rect.adjusted(self._theme.px(12), 0, -4, 0) if is_name else rect,
            text,
            role,
            ink,
            flags,
        )


class MonthsGrid(QTableView):
    """`unit_opened` carries a unit's key: Enter or a double click on its row."""

    unit_opened = Signal(str)

    def __init__(self, theme: Theme, *, names: int = NAMES, month: int = MONTH) -> None:
        """`names` and `month` are the widths of the names and, at most, of a month."""
        super().__init__()
        self._px, self._month = theme.px, month
        self.months = MonthsModel(self)
        self.setModel(self.months)
        dress_scroll(self, theme)
        self.setItemDelegate(_Cell(theme, self))
        across, down = _Names(theme, Qt.Orientation.Horizontal, self), _Names(theme, Qt.Orientation.Vertical, self)
        self.setHorizontalHeader(across)
        self.setVerticalHeader(down)
        down.setDefaultSectionSize(theme.px(ROW))
        down.setMinimumSectionSize(theme.px(ROW))
        across.setDefaultSectionSize(theme.px(month))
        across.setMinimumSectionSize(theme.px(20))
        down.setFixedWidth(theme.px(names))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        if corner := self.findChild(QAbstractButton):
            corner.hide()  # it would draw an edge of the style's own between the heads
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setPalette(theme.palette)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Ai đã gửi, từng tháng"))
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_lines(self, lines: Sequence[Line], names: Sequence[str], months: Sequence[str]) -> None:
        """Show these units; the keyboard stays on the row it was at."""
        row = self.currentIndex().row()
        self.months.show(lines, names, months)
        self._share()
        if lines:
            self.setCurrentIndex(self.months.index(min(max(row, 0), len(lines) - 1), max(len(months) - 1, 0)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Months share the room there is, down to where an icon still stands in one."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = self.viewport().width() // max(len(self.months.months), 1)
        self.horizontalHeader().setDefaultSectionSize(min(self._px(self._month), max(self._px(LEAST), room)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.months.lines):
            self.unit_opened.emit(self.months.lines[row].unit)
