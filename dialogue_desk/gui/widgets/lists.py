"""The list at the left of a page: two lines and a chip a row, an accent bar on the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import dress_scroll

CARD_HEIGHT = 66


class EntryDelegate(QStyledItemDelegate):
    """Paints an Entry; nothing else is asked of the model."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = QSize(theme.px(200), theme.px(CARD_HEIGHT))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        entry = index.data(EntryRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        ground = "soft" if chosen else "hover" if hovered else "surface"
        painter.fillRect(rect, theme.color(ground))
        if chosen:
            painter.fillRect(rect.x(), rect.y(), px(3), rect.height(), theme.color("accent"))
        painter.fillRect(rect.x() + px(16), rect.bottom(), rect.width() - px(16), 1, theme.color("line"))
        if isinstance(entry, Entry):
            self._draw(painter, rect.adjusted(px(16), 0, -px(12), 0), entry, chosen)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, theme, rect.adjusted(px(4), 2, -2, -2))
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, entry: Entry, chosen: bool) -> None:
        theme, px = self._theme, self._theme.px
        title = QRect(rect.x(), rect.y() + px(9), rect.width(), px(22))
        paint.elided(painter, theme, title, entry.title, "strong", "text")
        line = QRect(rect.x(), rect.y() + px(34), rect.width(), px(24))
        room = line.width()
        if entry.chip is not None:
            width = min(paint.chip_width(theme, entry.chip), rect.width() // 2 + px(16))
            chip = QRect(line.right() - width + 1, line.y(), width, px(paint.CHIP_HEIGHT))
            paint.chip_at(painter, theme, chip, entry.chip, on_soft=chosen)
            room -= width + px(6)
        detail = QRect(line.x(), line.y(), room, line.height())
        paint.elided(painter, theme, detail, entry.detail, "small", "text2")


class EntryList(QListView):
    """Arrow keys walk, Enter opens. `picked` carries the Entry."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_scroll(self, theme)
        self.setModel(model)
        self.setItemDelegate(EntryDelegate(theme, self))
        self.setUniformItemSizes(True)
        # Laid out a few thousand rows at a time: all of 100,000 at once would hold the window for 0.2 s.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(4000)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPalette(theme.palette)
        self.clicked.connect(lambda index: self.opened.emit(index.data(EntryRole)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        entry = current.data(EntryRole) if current.isValid() else None
        if entry is not None:
            self.picked.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            entry = self.currentIndex().data(EntryRole)
            if entry is not None:
                self.opened.emit(entry)
            return
        super().keyPressEvent(event)

    def choose(self, row: int) -> None:
        """Select a row without telling anybody."""
        self.blockSignals(True)
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.blockSignals(False)
        if row >= 0:
            self.scrollTo(index)
        else:
            self.clearSelection()
        self.viewport().update()
