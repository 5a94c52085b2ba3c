"""The choice of units in the top bar of a desk that holds records of several."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFocusEvent

from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.scope import Scope
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT
from dialogue_desk.texts import _


class ScopeChoice(Combo):
    """A list of the units below; while it narrows the pages its edge says so.

    Its rows are made when somebody comes to it: no page waits for the names of a whole city.
    """

    def __init__(self, theme: Theme, scope: Scope) -> None:
        super().__init__(theme, (), _("Đơn vị đang xem"))
        self._scope = scope
        self._is_filled = False
        self.picked.connect(lambda: scope.choose(self.code() or ""))
        scope.changed.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        px = self.theme.px
        wide = self.theme.metrics("body").horizontalAdvance(self.currentText()) + px(46)
        return QSize(min(max(wide, px(150)), px(300)), px(FIELD_HEIGHT))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._fill()
        super().focusInEvent(event)

    def showPopup(self) -> None:
        self._fill()
        super().showPopup()

    def _fill(self) -> None:
        if not self._is_filled:
            self._is_filled = True
            self.set_choices(self._scope.choices())

    def _follow(self) -> None:
        if not self._is_filled:
            self.clear()
            self.addItem(self._scope.title, self._scope.unit)
        self.set_code(self._scope.unit)
        self.set_edge("accent" if self._scope.unit else "")
        self.updateGeometry()
