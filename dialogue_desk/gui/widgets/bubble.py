"""The explanation F1 shows beside a field; any key or click puts it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label


class HelpBubble(QWidget):
    """Title and text on a card above the page. It never takes the keyboard."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = parent
        px = theme.px
        column = down(self, px(4), margins=(px(16), px(12), px(16), px(14)))
        self._title = label(theme, "", "subhead")
        self._text = WrappedLabel(theme, token="text2")
        put(column, self._title, self._text)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def explain(self, title: str, text: str, near: QWidget) -> None:
        """Show `text` under `near`, inside the window."""
        self._title.setText(title)
        self._text.set_text(text)
        width = min(self._theme.px(420), self._ground.width() - 24)
        inner = width - self._theme.px(32)
        height = self._theme.px(34) + self._title.sizeHint().height() + self._text.heightForWidth(inner)
        self.setFixedSize(width, height)
        spot = near.mapTo(self.window(), QPoint(0, near.height() + 4))
        room = self._ground.size()
        top = spot.y() if spot.y() + height < room.height() else spot.y() - height - near.height() - 8
        self.move(max(8, min(spot.x(), room.width() - width - 12)), max(8, top))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.raise_()
        self.show()
        self.window().installEventFilter(self)
        near.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        goes = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut, QEvent.Type.Resize)
        if self.isVisible() and event.type() in goes:
            self.hide()
            watched.removeEventFilter(self)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.panel(QPainter(self), self._theme, self.rect(), ground="surface", edge="accent", radius=paint.CARD_RADIUS)
