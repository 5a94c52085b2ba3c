"""The choice of units in the top bar of a desk that holds records of several."""

from __future__ import annotations

from PySide6.QtCore import QSize

from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.scope import Scope
from dialogue_desk.gui.theme import Theme
from dialogue_desk.texts import _


class ScopeChoice(Combo):
    """A list of the units below; while it narrows the pages its edge says so."""

    def __init__(self, theme: Theme, scope: Scope) -> None:
        super().__init__(theme, scope.choices(), _("Đơn vị đang xem"))
        self._scope = scope
        self.picked.connect(lambda: scope.choose(self.code() or ""))
        scope.changed.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        metrics = self.theme.metrics("body")
        wide = metrics.horizontalAdvance(self.currentText()) + self.theme.px(46)
        return QSize(min(max(wide, self.theme.px(150)), self.theme.px(300)), super().sizeHint().height())

    def _follow(self) -> None:
        self.set_code(self._scope.unit)
        self.set_edge("accent" if self._scope.unit else "")
        self.updateGeometry()
