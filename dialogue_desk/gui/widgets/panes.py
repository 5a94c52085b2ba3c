"""Two panes side by side; where there is little room one at a time, with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.gui.places import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button

UNBOUND = 16_777_215


class TwoPanes(QWidget):
    """`fixed` is the pane of a given width; the other takes the rest. The first leads, the second is opened from it."""

    def __init__(self, theme: Theme, first: QWidget, second: QWidget, fixed: QWidget, back_text: str) -> None:
        super().__init__()
        self._theme = theme
        self._first, self._second, self._fixed = first, second, fixed
        self._is_narrow = False
        self.is_inside = False
        self._back = Button(theme, back_text, icon="chevron-left", kind="quiet", on_click=self.back)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(first, 0 if fixed is first else 1)
        row.addWidget(second, 0 if fixed is second else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self._back)
        column.addLayout(row, 1)
        self._arrange()

    def fit(self, width: Width, wide: int, medium: int) -> None:
        """Give the fixed pane its width at 100 % text; narrow, none."""
        self._is_narrow = width is Width.NARROW
        if self._is_narrow:
            self._fixed.setMinimumWidth(0)
            self._fixed.setMaximumWidth(UNBOUND)
        else:
            self._fixed.setFixedWidth(self._theme.px(wide if width is Width.WIDE else medium))
        self._arrange()

    def open_second(self) -> None:
        """Look at what was picked, where both do not fit."""
        self.is_inside = True
        self._arrange()
        if self._is_narrow:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """Have the keyboard where it stays: what was pressed inside may be about to go."""
        (self._first if self._back.isHidden() else self._back).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def back(self) -> bool:
        """To the first pane; False when it is seen already."""
        was_inside = self._is_narrow and self.is_inside
        self.is_inside = False
        self._arrange()
        if was_inside:
            self._first.setFocus()
        return was_inside

    def _arrange(self) -> None:
        self._first.setVisible(not self._is_narrow or not self.is_inside)
        self._second.setVisible(not self._is_narrow or self.is_inside)
        self._back.setVisible(self._is_narrow and self.is_inside)
