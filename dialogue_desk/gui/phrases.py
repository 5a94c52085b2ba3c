"""Ctrl+M: the kept texts in a list beside the field; typing finds, Enter inserts, Delete forgets."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyleOptionViewItem,
    QWidget,
)

from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import Index, RowDelegate
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import LineEdit, SearchEdit, dress_scroll
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _

_KEEP = Qt.ItemDataRole.UserRole + 1
_PHRASE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class _Field:
    """The box text goes into."""

    widget: QLineEdit | QPlainTextEdit

    def chosen_text(self) -> str:
        """What is selected, else everything in the box."""
        if isinstance(self.widget, QLineEdit):
            return self.widget.selectedText() or self.widget.text()
        return self.widget.textCursor().selectedText().replace("\u2029", "\n") or self.widget.toPlainText()

    def insert(self, text: str) -> None:
        if isinstance(self.widget, QLineEdit):
            self.widget.insert(" ".join(text.split()))
        else:
            self.widget.insertPlainText(text)


def _field_of(widget: QWidget | None) -> _Field | None:
    """A box for free text that may be written in; not a date, a number or a filter."""
    if not isinstance(widget, QLineEdit | QPlainTextEdit) or widget.isReadOnly() or not widget.isEnabled():
        return None
    if isinstance(widget, SearchEdit):
        return None
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, Editor):
            return _Field(widget) if above.field.is_text else None
        above = above.parentWidget()
    return _Field(widget)


class _Row(RowDelegate):
    """As wide as the list: long phrases end in “…”."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(10, super().sizeHint(option, index).height())


class PhraseList(QFrame):
    """One list for the whole window, lying over the page: a popup of its own would take an input method along."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit
        self._ground = parent
        self._field: _Field | None = None
        theme, px = kit.theme, kit.theme.px
        self.setAccessibleName(_("Đoạn văn mẫu"))
        self.filter = LineEdit(theme, _("Tìm đoạn văn mẫu"))
        self.filter.setAccessibleName(_("Tìm đoạn văn mẫu"))
        self.list = QListWidget()
        self.list.setItemDelegate(_Row(theme, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setPalette(theme.palette)
        self.list.setAccessibleName(_("Đoạn văn mẫu"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        dress_scroll(self.list, theme)
        hint = WrappedLabel(theme, _("Enter: chèn hoặc giữ · Delete: bỏ khỏi danh sách · Esc: thôi"), "small", "text3")
        column = down(self, px(6), margins=(px(10), px(10), px(10), px(8)))
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(hint)
        self.filter.typed.connect(lambda _text: self._fill())
        self.filter.installEventFilter(self)
        self.list.itemClicked.connect(self._take)

    def offer(self, widget: QWidget | None) -> None:
        """Show the list beside the box that has the keyboard."""
        self._field = _field_of(widget)
        if self._field is None or widget is None:
            self._kit.notices.post(_("Đặt con trỏ vào một ô chữ rồi nhấn Ctrl+M để chèn đoạn văn mẫu."))
            return
        self.filter.clear()
        self._fill()
        px = self._kit.theme.px
        self.resize(px(460), px(280))
        ground = self._ground
        spot = widget.mapTo(ground, QPoint(0, widget.height() + 2))
        over = spot.y() + self.height() > ground.height()
        top = spot.y() - widget.height() - self.height() - 4 if over else spot.y()
        left = min(spot.x(), ground.width() - self.width() - px(8))
        self.move(max(left, 0), max(top, 0))
        self.raise_()
        self.show()
        self.filter.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        assert self._field is not None
        self.list.clear()
        for text in self._kit.desk.phrases.find(self.filter.seen_text()):
            item = QListWidgetItem(" ".join(text.split()))
            item.setData(_PHRASE, text)
            self.list.addItem(item)
        chosen = self._field.chosen_text().strip()
        if chosen and not self.filter.seen_text():
            item = QListWidgetItem(_("Giữ làm đoạn mẫu: “{text}”").format(text=" ".join(chosen.split())))
            item.setData(_KEEP, chosen)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None or self._field is None:
            return
        kept = item.data(_KEEP)
        try:
            text = self._kit.desk.phrases.keep(str(kept or item.data(_PHRASE)))
        except DeskError as trouble:
            self._kit.notices.post_error(trouble)
            return
        if kept:
            self._kit.notices.post(_("Đã giữ đoạn văn mẫu; lần sau nhấn Ctrl+M để chèn."), "ok")
        else:
            self._field.insert(text)
        self._field_focus()

    def _field_focus(self) -> None:
        """Back to the box; losing the keyboard closes the list."""
        if self._field is not None:
            self._field.widget.setFocus(Qt.FocusReason.PopupFocusReason)

    def _forget(self) -> None:
        phrase = self.list.currentItem().data(_PHRASE) if self.list.count() else None
        if phrase:
            self._kit.desk.phrases.drop(str(phrase))
            self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.filter and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentItem())
            return True
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if key == Qt.Key.Key_Delete and self.filter.cursorPosition() == len(self.filter.text()):
            self._forget()
            return True
        if key == Qt.Key.Key_Escape:
            self._field_focus()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.panel(painter, self._kit.theme, self.rect(), ground="surface", edge="ctl", radius=4)
