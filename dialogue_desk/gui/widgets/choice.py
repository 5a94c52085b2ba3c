"""One of several values side by side: a large box that can be pressed, with a round mark."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Painted

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class ChoiceBox(Painted):
    """Values of the fields that are decided together, one under the other. Space or Enter chooses."""

    def __init__(self, theme: Theme, values: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(theme, " · ".join(values), parent)
        self._values = "\n".join(values)
        self.setCheckable(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = self.theme.px
        room = max(width - px(44), px(40))
        bounds = self.theme.metrics("body").boundingRect(0, 0, room, 100_000, _WRAP, self._values)
        return bounds.height() + px(14)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(180), self.heightForWidth(self.width() or self.theme.px(180)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(100), self.theme.px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        on = self.isChecked()
        ground = "soft" if on else "hover" if self.underMouse() and self.isEnabled() else "surface"
        edge = "accent" if on else "ctl" if self.isEnabled() else "line"
        paint.panel(painter, theme, self.rect(), ground=ground, edge=edge, width=1.5 if on else 1.0)
        if self.has_ring():
            paint.ring(painter, theme, self.rect())
        mark = QRect(px(10), px(9), px(14), px(14))
        if self.isEnabled():
            paint.panel(painter, theme, mark, ground="surface", edge="accent" if on else "ctl", width=1.5, radius=7)
            if on:
                paint.panel(painter, theme, mark.adjusted(4, 4, -4, -4), ground="accent", radius=4)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        painter.drawText(self.rect().adjusted(px(32), px(6), -px(10), 0), _WRAP, self._values)
