"""How a page of records shares its width between list and right side; the border between them can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.widgets.divider import Divider
from dialogue_desk.gui.widgets.panes import UNBOUND
from dialogue_desk.gui.widths import Widths, as_plain

LIST_WIDE, LIST_MEDIUM = 292, 232
LEAST_LIST, LEAST_RIGHT = 190, 340
"""What dragging leaves to either side, at 100 % text."""


class Panes(QObject):
    """`share` is called whenever the room or what is shown changes."""

    def __init__(self, page: Page, left: QWidget, right: QWidget, name: str) -> None:
        """`name` is under what the widths are remembered."""
        super().__init__(page)
        self._page, self._list, self._other = page, left, right
        self._widths = Widths(page.kit.desk, f"panes.{name}")
        self._right = 0
        self.divider = Divider(page.theme, left)
        self.divider.asked.connect(self._give)
        self.divider.settled.connect(self._keep)
        self.divider.usual_asked.connect(self._forget)
        page.installEventFilter(self)

    def share(self, right: int = 0) -> None:
        """The list has a width of its own and the right side the rest; with `right` (its usual width), the reverse."""
        page, self._right = self._page, right
        for pane in (self._list, self._other):
            pane.setMinimumWidth(0)
            pane.setMaximumWidth(UNBOUND)
        is_shared = page.width_class is not Width.NARROW and not self._list.isHidden() and not self._other.isHidden()
        self.divider.setVisible(is_shared)
        if not is_shared:
            return
        self.divider.move_pane(self._pane(), is_before=bool(right))
        usual = right or (LIST_WIDE if page.width_class is Width.WIDE else LIST_MEDIUM)
        self._give(page.theme.px(self._widths.get(self._name(), usual)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A chosen width gives way where the window got smaller."""
        if event.type() == QEvent.Type.Resize and watched is self._page:
            self.share(self._right)
        return False

    def _pane(self) -> QWidget:
        return self._other if self._right else self._list

    def _name(self) -> str:
        side = "right" if self._right else "list"
        return f"{side}.{self._page.width_class.value}"

    def _give(self, width: int) -> None:
        px, room = self._page.theme.px, self._page.width()
        least, other = (LEAST_RIGHT, LEAST_LIST) if self._right else (LEAST_LIST, LEAST_RIGHT)
        most = max(room - px(other) - self.divider.width(), px(least))
        self._pane().setFixedWidth(min(max(width, px(least)), most) if room > px(least + other) else width)

    def _keep(self) -> None:
        self._widths.keep(self._name(), as_plain(self._page.theme.px, self._pane().width()))
        self._page.fit(self._page.width_class)

    def _forget(self) -> None:
        self._widths.keep(self._name(), 0)
        self._page.fit(self._page.width_class)
