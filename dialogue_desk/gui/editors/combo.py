"""A list one picks from with the keyboard, and the rows of its popup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT, paint_check
from dialogue_desk.gui.widgets.inputs import dress_scroll, paint_field
from dialogue_desk.gui.widgets.letters import ListTyping, TypeAhead, letter_of
from dialogue_desk.gui.widgets.text import plain_tip
from dialogue_desk.texts import _

_LEFT_TO_OTHERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
Choices = Sequence[tuple[str, str]]
Index = QModelIndex | QPersistentModelIndex


def codes_of(field: Field, allowed: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Codes and labels of a field, in the order of its vocabulary."""
    assert field.codes is not None, field.key
    kept = None if allowed is None else set(allowed)
    return [(code.key, _(code.label)) for code in field.codes.named if kept is None or code.key in kept]


class RowDelegate(QStyledItemDelegate):
    """A row of a popup: soft ground when chosen, a tick box when several can be chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._theme.metrics("body").horizontalAdvance(str(index.data() or ""))
        return QSize(width + self._theme.px(48), self._theme.px(30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, px = self._theme, self._theme.px
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            paint.panel(painter, theme, rect.adjusted(2, 0, -2, 0), ground="soft" if chosen else "hover")
        left = px(10)
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            side = px(18)
            box = QRect(rect.x() + left, rect.y() + (rect.height() - side) // 2, side, side)
            paint_check(painter, theme, box, Qt.CheckState(checked) == Qt.CheckState.Checked)
            left += side + px(8)
        room = rect.adjusted(left, 0, -px(8), 0)
        paint.elided(painter, theme, room, str(index.data() or ""), "body", "text")
        painter.restore()


class Combo(QComboBox):
    """One of a list. F4 or Alt+Down opens it; typed letters find a row without accents, only Delete empties it."""

    picked = Signal()

    def __init__(self, theme: Theme, choices: Choices, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.edge = ""
        self._ahead = TypeAhead()
        self.setFont(theme.font("body"))
        self.setFixedHeight(theme.px(FIELD_HEIGHT))
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(14)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.set_choices(choices)
        self.activated.connect(lambda _at: self.picked.emit())

    def set_choices(self, choices: Choices, *, keep: bool = True) -> None:
        """Offer other rows. What was chosen stays chosen, under its own name, unless it is not to be kept."""
        kept, named = (self.code(), self.currentText()) if keep else (None, "")
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        if kept is not None and self.findData(kept) < 0:
            self.addItem(named, kept)
        self.blockSignals(False)
        self.set_code(kept)
        if kept is None and self.currentIndex() < 0 and self.count():
            self.setCurrentIndex(0)  # a list without an empty row always says something

    def code(self) -> str | None:
        data = self.currentData()
        return str(data) if data else None

    def set_code(self, code: str | None) -> None:
        at = self.findData(code or "")
        if at < 0 and code:  # a code of a newer version: keep and show it
            self.addItem(code, code)
            at = self.count() - 1
        self.setCurrentIndex(at)

    def set_edge(self, edge: str) -> None:
        if edge != self.edge:
            self.edge = edge
            self.update()

    def sizeHint(self) -> QSize:
        metrics = self.theme.metrics("body")
        widest = max((metrics.horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        return QSize(min(widest, self.theme.px(220)) + self.theme.px(42), self.theme.px(FIELD_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(76), self.theme.px(FIELD_HEIGHT))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ahead.forget()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        view = self.view()
        if not isinstance(view.itemDelegate(), RowDelegate):
            view.setItemDelegate(RowDelegate(self.theme, self))
            view.setPalette(self.theme.palette)
            dress_scroll(view, self.theme)
            self.listen(view)
        self._ahead.forget()
        metrics = self.theme.metrics("body")
        widest = max((metrics.horizontalAdvance(self.itemText(at)) for at in range(self.count())), default=0)
        view.setMinimumWidth(min(widest + self.theme.px(50), self.theme.px(520)))
        super().showPopup()

    def listen(self, view: QAbstractItemView) -> None:
        """Let letters typed in the open list find a row of it."""
        ListTyping(view, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_F4:
            self.showPopup()
            return
        if key == Qt.Key.Key_Backspace:
            self._move_to(self._ahead.take_off(self._labels(), self.currentIndex()))
            return
        letter = letter_of(event)
        if letter:
            self._move_to(self._ahead.find(letter, self._labels(), self.currentIndex()))
            return
        if key not in (Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock):
            self._ahead.forget()
        if (event.text().isprintable() and event.text()) or key in _LEFT_TO_OTHERS:  # Ctrl+D is no search for D
            event.ignore()
            return
        if key == Qt.Key.Key_Delete and self.findData("") >= 0:
            self._move_to(self.findData(""))
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.picked.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Windows' own keyboard and ibus compose a word; the list follows it letter by letter."""
        said = event.preeditString(), event.commitString()
        self._move_to(self._ahead.compose(*said, self._labels(), self.currentIndex()))
        event.accept()

    def _labels(self) -> list[str]:
        return [self.itemText(at) for at in range(self.count())] if self._ahead.asks_labels else []

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # rolling over a form must not change answers

    def paintEvent(self, event: QPaintEvent) -> None:
        px = self.theme.px
        painter = QPainter(self)
        paint_field(painter, self.theme, self.rect(), self.edge, self.hasFocus(), self.isEnabled())
        room = self.rect().adjusted(px(9), 0, -px(28), 0)
        ink = "text" if self.isEnabled() else "text3"
        paint.elided(painter, self.theme, room, self.face, "body", ink)
        arrow = self.theme.pixmap("chevron-down", "text2", 16, self.devicePixelRatioF())
        paint.icon_at(painter, arrow, QRect(self.width() - px(26), 0, px(18), self.height()))
        is_cut = self.theme.metrics("body").horizontalAdvance(self.currentText()) > room.width()
        self.setToolTip(plain_tip(self.currentText()) if is_cut else "")

    @property
    def face(self) -> str:
        """What the closed part shows."""
        return self.currentText()

    def _move_to(self, at: int) -> None:
        if at >= 0 and at != self.currentIndex():
            self.setCurrentIndex(at)
            self.picked.emit()
