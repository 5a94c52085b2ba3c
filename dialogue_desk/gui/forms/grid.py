"""A grid one types into: delegate editors, Enter and Tab walk through cells, two lines of text a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
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
from dialogue_desk.gui.forms.ranges import Range, field_at
from dialogue_desk.gui.forms.sifting import Sifting
from dialogue_desk.gui.models.opinions import CellRole, CellShown, FieldRole, Index, PassedRole
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.heading_row import HeadingRow
from dialogue_desk.gui.widgets.inputs import LineEdit, TextLines, dress_scroll
from dialogue_desk.gui.widths import Widths, as_plain
from dialogue_desk.texts import _

ROW_HEIGHT = 46
_NEXT = QAbstractItemDelegate.EndEditHint.EditNextItem


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
        theme = self._theme
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
        if field.kind in (Kind.CODE, Kind.YES_NO):
            choices = codes_of(field) if field.codes is not None else [("yes", _("Có")), ("no", _("Không"))]
            combo = Combo(self._theme, [("", ""), *choices], parent=parent)
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
            editor.set_code({True: "yes", False: "no"}.get(value, text) or None)
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

    def value_of(self, editor: QWidget, index: Index) -> str | bool | None:
        """What an open cell holds now; a text that is no date as it was typed, for the model to refuse."""
        field = index.data(FieldRole)
        assert isinstance(field, Field)
        if isinstance(editor, Combo):
            code = editor.code()
            return code if field.codes is not None else code == "yes"
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
                watched.setProperty("entered", True)
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
    """Cells by keyboard: arrows walk, typing edits, Enter and Tab go on; ranges as in Excel.

    `touched` after a range was filled carries words about it; `columns_changed` after a person gave a column
    another width; `seen_changed` after rows were filtered, sorted or chosen.
    """

    touched = Signal(str)
    columns_changed = Signal()
    seen_changed = Signal()

    def __init__(
        self, theme: Theme, model: QAbstractItemModel, today: Callable[[], date], name: str, widths: Widths
    ) -> None:
        super().__init__()
        self._theme = theme
        self._widths = widths
        self._is_entering = False
        self._was_current = False
        dress_scroll(self, theme)
        self.heading = HeadingRow(theme, self)
        self.setHorizontalHeader(self.heading)
        self.heading.setMinimumSectionSize(theme.px(24))
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
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._connect()

    def _connect(self) -> None:
        self.range = Range(self)
        self.sifting = Sifting(self, self.heading)
        self.heading.resized.connect(self._keep_width)
        self.heading.usual_asked.connect(lambda column: self._keep_width(column, 0))
        self.sifting.changed.connect(self.seen_changed)
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.seen_changed.emit())

    def set_width(self, column: int, width: int) -> None:
        """Give a column the width a person chose, else this one, in pixels."""
        chosen = self.chosen_width(column)
        self.setColumnWidth(column, chosen or width)

    def chosen_width(self, column: int) -> int:
        """In pixels; 0 where nobody chose one."""
        return self._theme.px(self._widths.get(self._key(column), 0))

    def _keep_width(self, column: int, width: int | None = None) -> None:
        px = self._theme.px
        self._widths.keep(self._key(column), as_plain(px, self.columnWidth(column)) if width is None else width)
        self.columns_changed.emit()

    def _key(self, column: int) -> str:
        field = field_at(self.model(), column)
        return field.key if field is not None else f"column {column}"

    def setCurrentIndex(self, index: Index) -> None:
        """Choose one cell and no other, whatever keys are held down meanwhile (Ctrl+Shift+V, say)."""
        super().setCurrentIndex(index)
        self.selectionModel().select(index, _FLAGS.ClearAndSelect)

    # -- walking --------------------------------------------------------------------------------

    def open_cell(self) -> tuple[int, int, str | bool | None] | None:
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
        """Next and previous run over visible, editable cells, on to the next row and no further.

        Enter goes past a column that fills itself; Tab does not.
        """
        actions = QAbstractItemView.CursorAction
        step = {actions.MoveNext: 1, actions.MovePrevious: -1}.get(action)
        if step is None:
            return super().moveCursor(action, modifiers)
        model = self.model()
        columns = model.columnCount()
        at = self.currentIndex().row() * columns + self.currentIndex().column() + step
        while 0 <= at < model.rowCount() * columns:
            index = model.index(at // columns, at % columns)
            passed = self._is_entering and model.headerData(index.column(), Qt.Orientation.Horizontal, PassedRole)
            seen = not self.isColumnHidden(index.column()) and not self.isRowHidden(index.row())
            if seen and not passed and index.flags() & Qt.ItemFlag.ItemIsEditable:
                return index
            at += step
        return self.currentIndex()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self._is_entering = editor.property("entered") is True
        try:
            super().closeEditor(editor, hint)
        finally:
            self._is_entering = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.model().index(self.model().rowCount() - 1, 1))

    # -- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
            return
        key, plain = event.key(), not event.modifiers()
        if self._is_range_key(event):
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        elif key == Qt.Key.Key_F4:
            self.edit(self.currentIndex())
            editor = self.findChild(Combo)
            if editor is not None:
                editor.showPopup()
        elif key == Qt.Key.Key_Delete and plain:
            self.range.empty()
        elif key == Qt.Key.Key_Space and plain and self._toggle():
            pass
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self._leaves(back=key == Qt.Key.Key_Backtab):
            self.focusNextPrevChild(key == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    def _is_range_key(self, event: QKeyEvent) -> bool:
        """Whether this key was about a range, or about what is seen: it is done then."""
        keys, now = QKeySequence.StandardKey, self.currentIndex()
        if event.matches(keys.Copy):
            self.range.copy()
        elif event.matches(keys.Cut):
            if self.range.copy():
                self.range.empty()
        elif event.matches(keys.Paste):
            self.paste_range()
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.selectionModel().select(now, _ROW)
        elif event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.selectionModel().select(now, _COLUMN)
        elif event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.heading.show_menu(max(now.column(), 0))
        else:
            return False
        return True

    def paste_range(self) -> None:
        """Ctrl+V: the clipboard's cells into the chosen range."""
        written = self.range.paste()
        words = _("Đã dán {count} ô; Ctrl+Z lấy lại.").format(count=written.cells)
        if written.unread:
            words += " " + _("{count} ô không đọc được nên giữ nguyên.").format(count=written.unread)
        self.touched.emit(words if written.cells or written.unread else _("Bộ nhớ tạm không có gì dán được vào đây."))

    def _toggle(self) -> bool:
        """Tick or untick the chosen cells of a column of yes and no."""
        now = self.currentIndex()
        field = field_at(self.model(), now.column()) if now.isValid() else None
        if field is None or field.kind is not Kind.YES_NO or not now.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        return self.range.give(now.column(), not now.data(Qt.ItemDataRole.EditRole))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._was_current = self.currentIndex() == self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        field = field_at(self.model(), index.column()) if index.isValid() else None
        if field is None or field.kind is not Kind.YES_NO:  # a tick is turned over by a click
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a number chooses the row; one on the current tick turns it over."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid() or not self.range.is_single:
            return
        if field_at(self.model(), index.column()) is None:
            self.selectionModel().select(index, _ROW)
        elif event.modifiers() == Qt.KeyboardModifier.NoModifier and self._was_current:
            self._toggle()

    def _leaves(self, *, back: bool) -> bool:
        """Tab on the empty last row leads out of the grid."""
        return not back and self.currentIndex().row() == self.model().rowCount() - 1


_FLAGS = QItemSelectionModel.SelectionFlag
_ROW = _FLAGS.ClearAndSelect | _FLAGS.Rows
_COLUMN = _FLAGS.ClearAndSelect | _FLAGS.Columns
