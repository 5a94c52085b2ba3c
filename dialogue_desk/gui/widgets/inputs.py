"""The box one types in: a line, many lines, a scroll bar. Editors are built from these."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)

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
    """One line. It never changes the text while a person types."""

    def __init__(self, theme: Theme, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.edge = ""
        self.setFrame(False)
        self.setFont(theme.font("body"))
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(theme.px(FIELD_HEIGHT))
        self.setTextMargins(theme.px(7), 0, theme.px(7), 0)
        palette = theme.palette
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

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
    dress_scroll(area, theme)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    fill(inner, theme, ground)
    fill(area.viewport(), theme, ground)
    fill(area, theme, ground)
    area.setWidget(inner)
    return area


def fill(widget: QWidget, theme: Theme, ground: str) -> None:
    """Paint a plain ground."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, theme.color(ground))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


class TextLines(QPlainTextEdit):
    """Plain text only: what is pasted loses its formatting here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress_scroll(self, theme)
        self.setTabChangesFocus(True)
        self.setFont(theme.font("body"))
        self.document().setDocumentMargin(0)
        palette = theme.palette
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(palette)

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
        self.setFocusProxy(self.inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(8), theme.px(6), 2, theme.px(5))
        box.addWidget(self.inner)
        self.inner.document().documentLayout().documentSizeChanged.connect(lambda _s: self._grow())
        self._grow()

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
