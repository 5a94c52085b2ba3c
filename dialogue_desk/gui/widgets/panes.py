"""Two panes side by side; where there is little room one at a time, with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.divider import Divider
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widths import Widths, as_plain

UNBOUND = 16_777_215
LEAST, LEAST_OTHER = 200, 300
"""What dragging leaves to either pane, at 100 % text."""


class TwoPanes(QWidget):
    """`fixed` is the pane of a given width; the other takes the rest. The first leads, the second is opened from it.

    The border between them can be dragged; `widths` remembers where to.
    """

    def __init__(
        self, theme: Theme, first: QWidget, second: QWidget, fixed: QWidget, back_text: str, widths: Widths
    ) -> None:
        super().__init__()
        self._widths = widths
        self._width, self._usual = Width.WIDE, 0
        self._theme = theme
        self._first, self._second, self._fixed = first, second, fixed
        self._is_narrow = False
        self.is_inside = False
        self._back = Button(theme, back_text, icon="chevron-left", kind="quiet", on_click=self.back)
        row = across(gap=theme.px(3))
        self._divider = Divider(theme, fixed)
        self._divider.move_pane(fixed, is_before=fixed is second)
        self._divider.asked.connect(self._give)
        self._divider.settled.connect(self._keep)
        self._divider.usual_asked.connect(self._forget)
        row.addWidget(first, 0 if fixed is first else 1)
        row.addWidget(self._divider)
        row.addWidget(second, 0 if fixed is second else 1)
        column = down(self, theme.px(4))
        column.addWidget(self._back)
        column.addLayout(row, 1)
        self._arrange()

    def fit(self, width: Width, wide: int, medium: int) -> None:
        """Give the fixed pane its width at 100 % text; narrow, none."""
        self._is_narrow = width is Width.NARROW
        self._width, self._usual = width, wide if width is Width.WIDE else medium
        if self._is_narrow:
            self._fixed.setMinimumWidth(0)
            self._fixed.setMaximumWidth(UNBOUND)
        else:
            self._give(self._theme.px(self._widths.get(width.value, self._usual)))
        self._arrange()

    def _give(self, width: int) -> None:
        """No wider than leaves the other pane its room."""
        px, room = self._theme.px, self.width()
        most = max(room - px(LEAST_OTHER), px(LEAST)) if room > px(LEAST + LEAST_OTHER) else UNBOUND
        self._fixed.setFixedWidth(min(max(width, px(LEAST)), most))

    def _keep(self) -> None:
        self._widths.keep(self._width.value, as_plain(self._theme.px, self._fixed.width()))

    def _forget(self) -> None:
        self._widths.keep(self._width.value, 0)
        self._give(self._theme.px(self._usual))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_narrow and self._usual:  # a chosen width gives way where the window got smaller
            self._give(self._theme.px(self._widths.get(self._width.value, self._usual)))

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
        self._divider.setVisible(not self._is_narrow)
        self._back.setVisible(self._is_narrow and self.is_inside)
