"""What the guide says about a page, or all keys, on a panel beside the work. Nothing waits for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from dialogue_desk.gui.help import Block
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Heading
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

WIDTH = 440
KeyRows = Sequence[tuple[str, str]]
"""Keys as a person reads them, and what they do."""


class HelpPanel(QWidget):
    """Stands at the right edge of `ground`, from the top bar to the status line; Esc puts it away.

    `took` carries the pixels it takes there, so that what stands beside it makes room; 0 when it goes.
    """

    took = Signal(int)

    def __init__(self, theme: Theme, ground: QWidget, top: int, bottom: int) -> None:
        super().__init__(ground)
        self._theme = theme
        self._ground = ground
        self._insets = (top, bottom)
        self._came_from: QWidget | None = None
        px = theme.px
        self._heading = Heading(theme, "")
        self._heading.add(Button(theme, kind="icon", icon="x", tip=_("Đóng (Esc)"), on_click=self.put_away))
        self._inner = QWidget()
        self._area = scroll_area(theme, self._inner, "surface")
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = down(self, px(6), margins=(px(21), px(10), px(8), px(8)))
        column.addWidget(self._heading)
        column.addWidget(self._area, 1)
        ground.installEventFilter(self)
        self.hide()

    # -- content ----------------------------------------------------------------------------

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """A page of the guide."""
        title = next((block.text for block in blocks if block.kind == "title"), "")
        self._fill(title, [self._block(block) for block in blocks if block.kind != "title"])

    def show_keys(self, title: str, groups: Sequence[tuple[str, KeyRows]]) -> None:
        """The card of keys, in groups."""
        rows: list[QWidget] = []
        for name, keys in groups:
            rows.append(self._block(Block("heading", name)))
            rows += [self._key_row(shown, text) for shown, text in keys]
        self._fill(title, rows)

    def texts(self) -> list[str]:
        """Everything that stands here, from the top."""
        return [part.text() for part in self._inner.findChildren(WrappedLabel)]

    def _fill(self, title: str, rows: Sequence[QWidget]) -> None:
        self._heading.set_title(title)
        self.setAccessibleName(title)
        old = self._inner
        self._inner = QWidget()
        px = self._theme.px
        column = down(self._inner, px(8), margins=(0, 0, px(10), px(16)))
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        palette = old.palette()
        self._inner.setPalette(palette)
        self._inner.setAutoFillBackground(True)
        self._area.setWidget(self._inner)
        self._area.setAccessibleName(title)
        self._area.setAccessibleDescription("\n".join(self.texts()))
        if self.isHidden():
            self._came_from = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.took.emit(self.width())
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _block(self, block: Block) -> QWidget:
        theme, px = self._theme, self._theme.px
        holder = QWidget()
        row = across(holder, px(8), margins=(0, px(8) if block.kind == "heading" else 0, 0, 0))
        if block.kind == "item":
            dot = label(theme, "–", "body", "text3")
            row.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
        is_heading = block.kind == "heading"
        text = WrappedLabel(theme, block.text, "subhead" if is_heading else "body", "text" if is_heading else "text2")
        row.addWidget(text, 1)
        return holder

    def _key_row(self, shown: str, text: str) -> QWidget:
        holder = QWidget()
        row = across(holder, self._theme.px(12))
        row.addWidget(KeyCap(self._theme, shown), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(WrappedLabel(self._theme, text, "body", "text2"), 1)
        return holder

    # -- place ------------------------------------------------------------------------------

    def put_away(self) -> bool:
        """Hide and give the keyboard back; False when it was not there."""
        if self.isHidden():
            return False
        self.hide()
        self.took.emit(0)
        if self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
            self._came_from = None
        return True

    def forget_focus(self) -> None:
        """The page below changes: what had the keyboard is no longer seen."""
        self._came_from = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._ground and event.type() == QEvent.Type.Resize:
            self._place()
            if not self.isHidden():
                self.took.emit(self.width())
        return False

    def _place(self) -> None:
        top, bottom = self._insets
        room = self._ground.rect()
        width = min(self._theme.px(WIDTH), room.width() * 2 // 5)
        self.setGeometry(QRect(room.width() - width, top, width, room.height() - top - bottom))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.fillRect(0, 0, 2, self.height(), self._theme.color("accent"))


class KeyCap(QWidget):
    """A key as it stands on the keyboard."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = self._theme.metrics("small_strong").horizontalAdvance(self._text)
        return QSize(max(width + self._theme.px(16), self._theme.px(128)), self._theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        width = theme.metrics("small_strong").horizontalAdvance(self._text) + px(16)
        cap = QRect(0, 0, width, self.height())
        paint.panel(painter, theme, cap, ground="sunken", edge="ctl", radius=4)
        paint.elided(painter, theme, cap, self._text, "small_strong", "text", paint.CENTER)
