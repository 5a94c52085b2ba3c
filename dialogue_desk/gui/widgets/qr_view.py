"""A QR code on screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.painting_qr import QUIET, draw_code, modules
from dialogue_desk.gui.theme import Theme
from dialogue_desk.texts import _


class QrView(QWidget):
    """The code, each module of a whole number of pixels, about `size` wide."""

    def __init__(self, theme: Theme, text: str = "", size: int = 160) -> None:
        super().__init__()
        self._theme, self._size, self.text = theme, size, ""
        self.setAccessibleName(_("Mã QR"))
        self.setFixedSize(theme.px(size), theme.px(size))
        self.set_text(text)

    def set_text(self, text: str) -> None:
        self.text = text
        if text:
            across = len(modules(text)) + 2 * QUIET
            side = max(self._theme.px(self._size) // across, 2) * across
            self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.text:
            draw_code(QPainter(self), self.text, QRectF(self.rect()))
