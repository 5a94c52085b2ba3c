"""What one types in and scrolls: lines, many lines, scroll bars. Editors are built from these."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.lines import LineEdit, SearchEdit, fill, paint_field

__all__ = [
    "EnterWalks",
    "LineEdit",
    "ScrollBar",
    "SearchEdit",
    "TextArea",
    "TextLines",
    "dress_scroll",
    "fill",
    "paint_field",
    "scroll_area",
]


class ScrollBar(QScrollBar):
    """A thin bar; the handle alone is seen."""

    def __init__(self, theme: Theme, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._theme = theme

    def sizeHint(self) -> QSize:
        thick = self._theme.px(10)
        vertical = self.orientation() == Qt.Orientation.Vertical
        return QSize(thick, thick * 4) if vertical else QSize(thick * 4, thick)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        if self.maximum() <= self.minimum():
            return
        painter = QPainter(self)
        paint.panel(painter, self._theme, handle.adjusted(2, 2, -2, -2), ground="scroll", radius=3)


def dress_scroll(area: QAbstractScrollArea, theme: Theme) -> None:
    """Give a scrolling widget our bars and no frame."""
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setVerticalScrollBar(ScrollBar(theme, Qt.Orientation.Vertical, area))
    area.setHorizontalScrollBar(ScrollBar(theme, Qt.Orientation.Horizontal, area))


def scroll_area(theme: Theme, inner: QWidget, ground: str = "canvas") -> QScrollArea:
    """A form or a detail that scrolls in its pane, on the ground of that pane."""
    area = QScrollArea()
    viewport = QWidget()  # ours: to name one that Qt made, PySide would set up every widget class there is
    area.setViewport(viewport)
    dress_scroll(area, theme)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    fill(inner, theme, ground)
    fill(viewport, theme, ground)
    fill(area, theme, ground)
    area.setWidget(inner)
    return area


class TextLines(QPlainTextEdit):
    """Plain text only: what is pasted loses its formatting here. `typed` as in a line: also for unfinished letters."""

    typed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfinished = ""
        self.textChanged.connect(self.typed)
        dress_scroll(self, theme)
        self.setTabChangesFocus(True)
        self.setFont(theme.font("body"))
        self.document().setDocumentMargin(0)
        palette = theme.palette
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

    def event(self, event: QEvent) -> bool:
        """As in a line: Ctrl+Z without typing to take back is for the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undoes = event.matches(QKeySequence.StandardKey.Undo)
            if undoes and not self.document().isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        before, self._unfinished = self._unfinished, event.preeditString()
        super().inputMethodEvent(event)
        if self._unfinished != before and not event.commitString():
            self.typed.emit()

    def seen_text(self) -> str:
        """What stands there, with the letters that are still being composed."""
        at, text = self.textCursor().position(), self.toPlainText()
        return text[:at] + self._unfinished + text[at:] if self._unfinished else text

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._frame().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._frame().update()

    def _frame(self) -> QWidget:
        parent = self.parentWidget()
        return parent if parent is not None else self


class TextArea(QWidget):
    """Several lines in a field's frame; it grows with its text up to `most` lines."""

    def __init__(self, theme: Theme, lines: int = 3, most: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.edge = ""
        self._least, self._most = lines, most
        self.inner = TextLines(theme)
        box = down(self, margins=(theme.px(8), theme.px(6), 2, theme.px(5)))
        box.addWidget(self.inner)
        self.inner.document().documentLayout().documentSizeChanged.connect(lambda _s: self._grow())
        self._grow()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.inner.setFocus(reason)

    def set_edge(self, edge: str) -> None:
        if edge != self.edge:
            self.edge = edge
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_field(QPainter(self), self.theme, self.rect(), self.edge, self.inner.hasFocus(), self.isEnabled())

    def _grow(self) -> None:
        lines = int(self.inner.document().size().height())
        shown = min(max(lines, self._least), self._most)
        height = shown * self.theme.metrics("body").lineSpacing() + self.theme.px(13)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)


class EnterWalks(QObject):
    """Installed on a form: Enter leads to the next field, Shift+Enter back."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if not isinstance(watched, QWidget):
            return False
        is_many_lines = isinstance(watched, QPlainTextEdit)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_many_lines and not control:
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        watched.focusNextPrevChild(not back)
        return True
