"""A grid one types into: delegate editors, Enter and Tab walk through cells, two lines of text a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.gui.editors.combo import Combo, codes_of
from dialogue_desk.gui.editors.parsing import read_date
from dialogue_desk.gui.models.opinions import CellRole, CellShown, FieldRole, Index
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import LineEdit, TextLines, dress_scroll

ROW_HEIGHT, HEADER_HEIGHT = 46, 34
_NEXT = QAbstractItemDelegate.EndEditHint.EditNextItem


class PlainHeader(QHeaderView):
    """Header in surface colour, small 600, a darker line under it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setFixedHeight(theme.px(HEADER_HEIGHT))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        theme, px = self._theme, self._theme.px
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("ctl"))
        model = self.model()
        text = str(model.headerData(logical, Qt.Orientation.Horizontal) or "")
        align = model.headerData(logical, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        flags = paint.RIGHT if align == paint.RIGHT else paint.LEFT
        paint.elided(painter, theme, rect.adjusted(px(8), 0, -px(8), 0), text, "small_strong", "text", flags)

    def paintEvent(self, event: object) -> None:
        super().paintEvent(event)  # type: ignore[arg-type]
        painter = QPainter(self.viewport())
        end = self.length() - self.offset()
        rest = QRect(end, 0, self.viewport().width() - end, self.viewport().height())
        if rest.width() > 0:
            painter.fillRect(rest, self._theme.color("surface"))
            painter.fillRect(rest.x(), rest.bottom(), rest.width(), 1, self._theme.color("ctl"))


class GridDelegate(QStyledItemDelegate):
    """Paints a CellShown, makes the editor of a field. `typed` while somebody types in an open cell."""

    typed = Signal()

    def __init__(self, theme: Theme, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = today
        self._size = QSize(theme.px(60), theme.px(ROW_HEIGHT))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        shown = index.data(CellRole)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("soft" if chosen else "surface"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if isinstance(shown, CellShown):
            self._draw(painter, rect, shown, chosen)
            if shown.tone == "danger" and not shown.is_number:
                paint.panel(painter, theme, rect.adjusted(1, 1, -2, -2), edge="danger", width=1.5, radius=3)
        if option.state & QStyle.StateFlag.State_HasFocus:
            inner = rect.adjusted(0, 0, -1, -1)
            paint.panel(painter, theme, inner, ground="surface" if chosen else "", edge="accent", width=2.0, radius=3)
            if isinstance(shown, CellShown):
                self._draw(painter, rect, shown, False)
        painter.restore()
        _ = px

    def _draw(self, painter: QPainter, rect: QRect, shown: CellShown, chosen: bool) -> None:
        theme, px = self._theme, self._theme.px
        if shown.chip is not None:
            width = min(paint.chip_width(theme, shown.chip), rect.width() - px(12))
            high = px(paint.CHIP_HEIGHT)
            chip = QRect(rect.x() + px(6), rect.y() + (rect.height() - high) // 2, width, high)
            paint.chip_at(painter, theme, chip, shown.chip, on_soft=chosen)
            return
        if shown.is_number:
            ink = shown.tone or "text3"
            paint.elided(painter, theme, rect, shown.text, "small", ink, paint.CENTER)
            return
        ink = "text3" if shown.is_hint else "text"
        paint.paragraph(painter, theme, rect.adjusted(px(9), 0, -px(8), 0), shown.text, "body", ink, 2)

    # -- editing ----------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = index.data(FieldRole)
        assert isinstance(field, Field)
        editor: QWidget
        if field.kind is Kind.CODE:
            combo = Combo(self._theme, [("", ""), *codes_of(field)], parent=parent)
            combo.picked.connect(lambda: self.commitData.emit(combo))
            editor = combo
        elif field.kind is Kind.LONG_TEXT:
            editor = TextLines(self._theme, parent)
            editor.setPalette(self._theme.palette)  # opaque: it lies over the cell
            editor.setFrameShape(QFrame.Shape.Box)
            editor.document().setDocumentMargin(self._theme.px(4))
        else:
            editor = LineEdit(self._theme, parent=parent)
        if isinstance(editor, LineEdit | TextLines):
            editor.typed.connect(lambda *_text: self.typed.emit())
        editor.setAccessibleName(field.label)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)
        if isinstance(editor, TextLines):
            rect.setHeight(max(rect.height(), self._theme.px(84)))
            ground = editor.parentWidget()
            if ground is not None and rect.bottom() > ground.height():
                rect.moveBottom(ground.height())
        else:
            rect.adjust(1, (rect.height() - editor.height()) // 2, -2, 0)
            rect.setHeight(editor.height())
        editor.setGeometry(rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.EditRole)
        text = "" if value is None else str(value)
        if isinstance(editor, Combo):
            editor.set_code(text or None)
        elif isinstance(editor, TextLines):
            if editor.toPlainText() != text:
                editor.setPlainText(text)
                editor.selectAll()
        elif isinstance(editor, LineEdit):
            field = index.data(FieldRole)
            is_date = isinstance(field, Field) and field.kind is Kind.DATE
            editor.setText((screen_date(text) or text) if is_date else text)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        model.setData(index, self.value_of(editor, index))

    def value_of(self, editor: QWidget, index: Index) -> str | None:
        """What an open cell holds now; a text that is no date as it was typed, for the model to refuse."""
        field = index.data(FieldRole)
        assert isinstance(field, Field)
        if isinstance(editor, Combo):
            return editor.code()
        if not isinstance(editor, LineEdit | TextLines):
            return None
        text = normalise(editor.seen_text())
        if field.kind is Kind.DATE:
            return read_date(text, self._today()) or text or None
        return text or None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            new_line = shift and isinstance(watched, TextLines)
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not new_line:
                self._finish(watched, back=shift)
                return True
            if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._finish(watched, back=key == Qt.Key.Key_Backtab)
                return True
        return super().eventFilter(watched, event)

    def _finish(self, editor: QWidget, *, back: bool) -> None:
        self.commitData.emit(editor)
        hint = QAbstractItemDelegate.EndEditHint.EditPreviousItem if back else _NEXT
        self.closeEditor.emit(editor, hint)


class Grid(QTableView):
    """Cells by keyboard: arrows walk, typing edits, Enter and Tab go on to the next cell."""

    def __init__(self, theme: Theme, model: QAbstractItemModel, today: Callable[[], date], name: str) -> None:
        super().__init__()
        self._theme = theme
        dress_scroll(self, theme)
        self.setHorizontalHeader(PlainHeader(theme, self))
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HEIGHT))
        self.setModel(model)
        self._delegate = GridDelegate(theme, today, self)
        self.setItemDelegate(self._delegate)
        self.typed = self._delegate.typed
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setPalette(theme.palette)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def open_cell(self) -> tuple[int, int, str | None] | None:
        """Row, column and what stands in the cell that is open; None when none is."""
        index = self.currentIndex()
        editor: QWidget | None = (
            self.indexWidget(index) if self.state() == QAbstractItemView.State.EditingState else None
        )
        if editor is None or not isinstance(index.data(FieldRole), Field):
            return None
        return index.row(), index.column(), self._delegate.value_of(editor, index)

    def finish_cell(self) -> None:
        """Take what stands in the open cell, as leaving it would: before a save, letters still composed with it."""
        QGuiApplication.inputMethod().commit()
        editor: QWidget | None = self.indexWidget(self.currentIndex())
        if editor is not None and self.state() == QAbstractItemView.State.EditingState:
            self._delegate.commitData.emit(editor)
            self._delegate.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Next and previous run over visible, editable cells, on to the next row and no further."""
        actions = QAbstractItemView.CursorAction
        step = {actions.MoveNext: 1, actions.MovePrevious: -1}.get(action)
        if step is None:
            return super().moveCursor(action, modifiers)
        model = self.model()
        columns = model.columnCount()
        at = self.currentIndex().row() * columns + self.currentIndex().column() + step
        while 0 <= at < model.rowCount() * columns:
            index = model.index(at // columns, at % columns)
            if not self.isColumnHidden(index.column()) and index.flags() & Qt.ItemFlag.ItemIsEditable:
                return index
            at += step
        return self.currentIndex()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_editing:
            self.edit(self.currentIndex())
            return
        if key == Qt.Key.Key_F4 and not is_editing:
            self.edit(self.currentIndex())
            editor = self.findChild(Combo)
            if editor is not None:
                editor.showPopup()
            return
        if key == Qt.Key.Key_Delete and not event.modifiers():
            self.model().setData(self.currentIndex(), None)
            return
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self._leaves(back=key == Qt.Key.Key_Backtab):
            self.focusNextPrevChild(key == Qt.Key.Key_Tab)
            return
        super().keyPressEvent(event)

    def _leaves(self, *, back: bool) -> bool:
        """Tab on the empty last row leads out of the grid."""
        return not back and self.currentIndex().row() == self.model().rowCount() - 1
