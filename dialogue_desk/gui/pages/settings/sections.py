"""The sections of Thiết lập: their names at the left, and above the cards where there is little room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.group_items import GroupItem
from dialogue_desk.gui.widgets.inputs import fill
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.texts import _


class Sections(QWidget):
    """`shown` carries the key of the section whose cards are seen."""

    shown = Signal(str)

    def __init__(self, theme: Theme, column: QVBoxLayout, sections: Sequence[tuple[str, str]]) -> None:
        """`column` is where the cards go; each section has a place of its own there."""
        super().__init__()
        px = theme.px
        self._current = sections[0][0]
        self._list = Combo(theme, [(key, _(title)) for key, title in sections], _("Phần của Thiết lập"))
        self._list.picked.connect(lambda: self.show_section(self._list.code() or self._current))
        column.addWidget(self._list)
        self._places: dict[str, QWidget] = {}
        self._inner: dict[str, QVBoxLayout] = {}
        for key, _title in sections:
            holder = QWidget()
            self._inner[key] = down(holder, px(12))
            column.addWidget(holder)
            self._places[key] = holder
        fill(self, theme, "surface")
        self.setFixedWidth(px(220))
        names = down(self, px(2), margins=(px(12), px(20), px(8), px(14)))
        self.items: dict[str, GroupItem] = {}
        for key, title in sections:
            item = self.items[key] = GroupItem(theme, _(title), "", self)
            item.clicked.connect(lambda _on=False, key=key: self.show_section(key))
            names.addWidget(item)
        names.addStretch(1)
        self.show_section(self._current)

    def place(self, key: str) -> QVBoxLayout:
        """Where the cards of a section stand."""
        return self._inner[key]

    def section_of(self, widget: QWidget) -> str:
        """The section a widget stands in; "" for none."""
        return next((key for key, holder in self._places.items() if holder.isAncestorOf(widget)), "")

    def show_section(self, key: str) -> None:
        """Show the cards of one section."""
        self._current = key
        for name, holder in self._places.items():
            holder.setVisible(name == key)
            self.items[name].setChecked(name == key)
        self._list.set_code(key)
        self.shown.emit(key)

    def fit(self, width: Width) -> None:
        """Names at the left where there is room, else a list above the cards."""
        self.setVisible(width is not Width.NARROW)
        self._list.setVisible(width is Width.NARROW)
