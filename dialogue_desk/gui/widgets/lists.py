"""The list at the left of a page: two lines and a chip a row, an accent bar on the chosen one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QKeyEvent, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dialogue_desk.gui.models.entries import Entry, EntryRole, Index
from dialogue_desk.gui.models.found import spans
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import paint_check
from dialogue_desk.gui.widgets.inputs import dress_scroll

CARD_HEIGHT = 80
MARK = 26
"""What the box before a row takes while any row is marked."""


class EntryDelegate(QStyledItemDelegate):
    """Paints an Entry; nothing else is asked of the model."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._size = QSize(theme.px(200), theme.px(CARD_HEIGHT))
        self.marks: Collection[tuple[str, str]] = ()
        """Keys of the marked rows; while there is one every row has a box before it."""
        self.words: Sequence[str] = ()
        """Words, folded, that are shown marked where a row's words begin so."""

    def mark(self, painter: QPainter, rect: QRect, entry: Entry) -> QRect:
        """Draw the box of a row where boxes are shown; what is left of the row."""
        if not self.marks:
            return rect
        px = self._theme.px
        side = px(16)
        box = QRect(rect.x() + px(12), rect.y() + (rect.height() - side) // 2, side, side)
        paint_check(painter, self._theme, box, entry.key in self.marks)
        return rect.adjusted(px(MARK), 0, 0, 0)

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
            left = self.mark(painter, rect, entry)
            self._draw(painter, left.adjusted(px(16), 0, -px(12), 0), entry, chosen)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, theme, rect.adjusted(px(4), 2, -2, -2))
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, entry: Entry, chosen: bool) -> None:
        theme, px = self._theme, self._theme.px
        title = QRect(rect.x(), rect.y() + px(6), rect.width(), px(42))
        if self.words or theme.metrics("strong").horizontalAdvance(entry.title) <= title.width():
            self._text(painter, title, entry.title, "strong", "text")
        else:
            paint.paragraph(painter, theme, title, entry.title, "strong", "text", 2)
        line = QRect(rect.x(), rect.y() + px(51), rect.width(), px(24))
        room = line.width()
        if entry.chip is not None:
            width = min(paint.chip_width(theme, entry.chip), rect.width() // 2 + px(16))
            chip = QRect(line.right() - width + 1, line.y(), width, px(paint.CHIP_HEIGHT))
            paint.chip_at(painter, theme, chip, entry.chip, on_soft=chosen)
            room -= width + px(6)
        detail = QRect(line.x(), line.y(), room, line.height())
        self._text(painter, detail, entry.detail, "small", "text2")

    def _text(self, painter: QPainter, rect: QRect, text: str, role: str, ink: str) -> None:
        if self.words:
            paint.marked(painter, self._theme, rect, text, spans(text, self.words), role)
        paint.elided(painter, self._theme, rect, text, role, ink)


class EntryList(QListView):
    """Arrow keys walk, Enter opens. `picked` carries the Entry.

    Rows are all as high as the first, so where a row stands is a multiplication. QListView itself asks the
    model about every row before it knows: with 100,000 that took a second, in parts, while the bar grew.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, theme: Theme, model: QAbstractItemModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._high = 1
        self.marks: Collection[tuple[str, str]] = ()
        self.mark_width = theme.px(MARK + 12)
        # Ours: to name one that Qt made, PySide would set up every widget class there is.
        self._ground = QWidget()
        self._ground.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._ground.setBackgroundRole(QPalette.ColorRole.Base)
        self._ground.setAutoFillBackground(True)
        self._ground.setMouseTracking(True)
        self.setViewport(self._ground)
        dress_scroll(self, theme)
        self.setModel(model)
        self.setItemDelegate(EntryDelegate(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.is_between = False
        """What was chosen left the list: the current row is the one that followed it, and nobody chose that yet."""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPalette(theme.palette)
        self.clicked.connect(lambda index: self.opened.emit(index.data(EntryRole)))

    def mark_words(self, words: Sequence[str]) -> None:
        """Show these words, folded, marked in the rows."""
        delegate = self.itemDelegate()
        if isinstance(delegate, EntryDelegate):
            delegate.words = words

    # -- where rows stand -------------------------------------------------------------------

    def doItemsLayout(self) -> None:
        """All there is to lay out: how high a row is."""
        self._high = max(1, self.itemDelegate().sizeHint(QStyleOptionViewItem(), QModelIndex()).height())
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        room, bar = self._ground.height(), self.verticalScrollBar()
        bar.setSingleStep(self._high)
        bar.setPageStep(room)
        bar.setRange(0, max(0, self.model().rowCount() * self._high - room))
        QAbstractItemView.updateGeometries(self)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        return QRect(0, index.row() * self._high - self.verticalOffset(), self._ground.width(), self._high)

    def indexAt(self, point: QPoint) -> QModelIndex:
        return self.model().index((point.y() + self.verticalOffset()) // self._high, 0)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        box, room, bar = self.visualRect(index), self._ground.height(), self.verticalScrollBar()
        if not index.isValid():
            return
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(bar.value() + box.center().y() - room // 2)
        elif box.top() < 0 or hint is QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(bar.value() + box.top())
        elif box.bottom() >= room or hint is QAbstractItemView.ScrollHint.PositionAtBottom:
            bar.setValue(bar.value() + box.bottom() + 1 - room)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._ground.update()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The row a key leads to."""
        last, here = self.model().rowCount() - 1, self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        actions, page = QAbstractItemView.CursorAction, max(1, self._ground.height() // self._high - 1)
        steps = {
            actions.MoveUp: -1, actions.MovePrevious: -1, actions.MoveLeft: -1,
            actions.MoveDown: 1, actions.MoveNext: 1, actions.MoveRight: 1,
            actions.MovePageUp: -page, actions.MovePageDown: page,
            actions.MoveHome: -last, actions.MoveEnd: last,
        }  # fmt: skip
        return self.model().index(min(max(max(here, 0) + (steps[action] if here >= 0 else 0), 0), last), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        self.selectionModel().select(self.indexAt(rect.center()), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QPainter(self._ground), QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, current, delegate = option.state, self.currentIndex(), self.itemDelegate()
        if isinstance(delegate, EntryDelegate):
            delegate.marks = self.marks
        flags, chosen = QStyle.StateFlag, self.selectionModel()
        at = self._ground.mapFromGlobal(QCursor.pos())
        under = self.indexAt(at).row() if self._ground.underMouse() and self._ground.rect().contains(at) else -1
        first = (event.rect().top() + self.verticalOffset()) // self._high
        last = (event.rect().bottom() + self.verticalOffset()) // self._high
        for row in range(max(first, 0), min(last + 1, self.model().rowCount())):
            index = self.model().index(row, 0)
            option.rect, option.state = self.visualRect(index), plain & ~flags.State_HasFocus
            if chosen.isSelected(index):
                option.state |= flags.State_Selected
            if row == under:
                option.state |= flags.State_MouseOver
            if row == current.row() and self.hasFocus():
                option.state |= flags.State_HasFocus
            delegate.paint(painter, option, index)

    # -- what is chosen ---------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.is_between = False
        entry = current.data(EntryRole) if current.isValid() else None
        if entry is not None:
            self.picked.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            entry = self.currentIndex().data(EntryRole)
            if entry is not None:
                self.opened.emit(entry)
            return
        if self.is_between and event.key() == Qt.Key.Key_Down:  # this row is the next one
            self.choose(self.currentIndex().row())
            self.picked.emit(self.currentIndex().data(EntryRole))
            return
        super().keyPressEvent(event)

    def take_keyboard(self) -> None:
        """Have the keyboard, and with it a current row, without telling anybody."""
        self.blockSignals(True)
        self.setFocus()
        self.blockSignals(False)

    def choose(self, row: int) -> None:
        """Select a row without telling anybody."""
        self.blockSignals(True)
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.blockSignals(False)
        self.is_between = False
        if row >= 0:
            self.scrollTo(index)
        else:
            self.clearSelection()

    def stay_at(self, row: int) -> None:
        """What stood at `row` left the list: the keys go on from there, though nothing is selected."""
        index = self.model().index(min(row, self.model().rowCount() - 1), 0)
        if not index.isValid():
            return
        self.blockSignals(True)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.blockSignals(False)
        self.is_between = True
        self.scrollTo(index)
