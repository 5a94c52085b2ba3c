"""A heading that stays, and lines under it that scroll."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import Rule
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, down, put


class HeadedView(QWidget):
    """`head` is the row of the heading, `lines` the column below the rule."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        px = theme.px
        fill(self, theme, "canvas")
        column = down(self, 0)
        heading = QWidget()
        fill(heading, theme, "surface")
        self.head = across(heading, margins=(px(16), px(10), px(16), px(10)))
        put(column, heading, Rule(theme))
        inner = QWidget()
        self.lines = down(inner, margins=(px(24), px(18), px(24), px(18)))
        column.addWidget(scroll_area(theme, inner), 1)
