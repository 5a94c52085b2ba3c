"""Rows and headings of a list in groups: a name with what it is about, a heading that opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Painted
from dialogue_desk.texts import _

ITEM_HEIGHT, HEAD_HEIGHT = 32, 28


class GroupItem(Painted):
    """Name, and beside it what it is about; the chosen one has the accent bar."""

    def __init__(self, theme: Theme, head: str, rest: str, parent: QWidget) -> None:
        super().__init__(theme, f"{head}: {rest}" if rest else head, parent)
        self._head, self._rest = head, rest
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(ITEM_HEIGHT))
        self.setToolTip(self.text())

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(180), self.height())

    def set_rest(self, rest: str) -> None:
        """What stands beside the name, where it changes."""
        self._rest = rest
        self.setAccessibleName(f"{self._head}: {rest}" if rest else self._head)
        self.update()

    def nextCheckState(self) -> None:
        """A press chooses; it never lets go of what is chosen."""
        self.setChecked(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="soft" if chosen else "hover", radius=6)
        if chosen:
            painter.fillRect(QRect(0, px(7), 3, self.height() - px(14)), theme.color("accent"))
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 6)
        room = self.rect().adjusted(px(12), 0, -px(6), 0)
        ink, role = ("soft_text", "strong") if chosen else ("text", "body")
        paint.elided(painter, theme, room, self._head, role, ink)
        wide = theme.metrics(role).horizontalAdvance(self._head) + px(10)
        if self._rest and room.width() - wide > px(40):
            paint.elided(painter, theme, room.adjusted(wide, 0, 0, 0), self._rest, "small", "text2")


class GroupHead(Painted):
    """The heading of a group: pressed, it opens or closes; closed, it says how many stand behind it."""

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        self._title = title
        self._count = 0
        self.is_open = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(HEAD_HEIGHT))

    def show_state(self, *, is_open: bool, count: int) -> None:
        """Open or closed, over so many sheets."""
        self.is_open, self._count = is_open, count
        state = _("đang mở") if is_open else _("đang đóng")
        self.setAccessibleName(f"{self._title}, {count}, {state}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(180), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        if self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="hover", radius=6)
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 6)
        name = "chevron-down" if self.is_open else "chevron-right"
        box = QRect(0, 0, px(18), self.height())
        paint.icon_at(painter, theme.pixmap(name, "text2", 16, self.devicePixelRatioF()), box)
        count = "" if self.is_open else str(self._count)
        wide = theme.metrics("small").horizontalAdvance(count) + px(8) if count else 0
        room = self.rect().adjusted(px(22), 0, -wide, 0)
        paint.elided(painter, theme, room, self._title, "small_strong", "text2")
        if count:
            at = QRect(self.width() - wide, 0, wide, self.height())
            paint.elided(painter, theme, at, count, "small", "text2", paint.CENTER)
