"""The line one types in, and the plain ground: what the first window already needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT


def paint_field(painter: QPainter, theme: Theme, rect: QRect, edge: str, focused: bool, enabled: bool = True) -> None:
    """The edge of a field. A problem keeps its colour under focus and only gets thicker."""
    ground = "surface" if enabled else "sunken"
    if edge:
        paint.panel(painter, theme, rect, ground=ground, edge=edge, width=2.0 if focused else 1.5)
    elif focused:
        paint.panel(painter, theme, rect, ground=ground, edge="accent", width=2.0)
    else:
        paint.panel(painter, theme, rect, ground=ground, edge="ctl" if enabled else "line")


class LineEdit(QLineEdit):
    """One line. It never changes the text while a person types.

    `typed` carries what is seen after each stroke, with letters an input method still composes: `textEdited` of
    Qt's keeps silent about a word until it is final, and a list would be sifted a word late.
    """

    typed = Signal(str)

    def __init__(self, theme: Theme, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.edge = ""
        self.unfinished = ""
        """Letters an input method still composes."""
        self.is_lent = False
        """A list that has the keyboard hands on what is composed: nobody sifts it before the word is final."""
        self.textEdited.connect(lambda _text: self.typed.emit(self.seen_text()))
        self.setFrame(False)
        self.setFont(theme.font("body"))
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(theme.px(FIELD_HEIGHT))
        self.setTextMargins(theme.px(7), 0, theme.px(7), 0)
        palette = theme.palette
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is ours only while there is typing to take back; else it takes back the last saved change."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redoes = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undoes or redoes:
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        before, self.unfinished = self.unfinished, event.preeditString()
        super().inputMethodEvent(event)
        if self.unfinished != before and not event.commitString() and not self.is_lent:
            self.typed.emit(self.seen_text())

    def seen_text(self) -> str:
        """What stands in the line, with the letters that are still being composed."""
        at = self.cursorPosition()
        return self.text()[:at] + self.unfinished + self.text()[at:]

    def set_edge(self, edge: str) -> None:
        if edge != self.edge:
            self.edge = edge
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(140), self.theme.px(FIELD_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(48), self.theme.px(FIELD_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_field(painter, self.theme, self.rect(), self.edge, self.hasFocus(), self.isEnabled())
        painter.end()
        super().paintEvent(event)


class SearchEdit(LineEdit):
    """A line with a magnifier and, at its right end, the key that leads here."""

    left = Signal()

    def __init__(self, theme: Theme, placeholder: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, placeholder, parent)
        self._hint = hint
        hint_width = theme.metrics("small").horizontalAdvance(hint)
        self.setTextMargins(theme.px(30), 0, hint_width + theme.px(12) if hint else theme.px(6), 0)
        self.setAccessibleName(placeholder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")  # somebody did this, and who sifts by it has to hear
            return
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icon = self.theme.pixmap("search", "text2", 16, self.devicePixelRatioF())
        box = QRect(self.theme.px(6), 0, self.theme.px(18), self.height())
        paint.icon_at(painter, icon, box)
        if self._hint and not self.text():
            room = self.rect().adjusted(0, 0, -self.theme.px(10), 0)
            paint.elided(painter, self.theme, room, self._hint, "small", "text3", paint.RIGHT)


def fill(widget: QWidget, theme: Theme, ground: str) -> None:
    """Paint a plain ground."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, theme.color(ground))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
