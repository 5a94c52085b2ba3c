"""The choice of units in the top bar of a desk that holds records of several."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.scope import Scope
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT
from dialogue_desk.gui.widgets.letters import ListTyping, TypeAhead
from dialogue_desk.texts import _


class ScopeChoice(Combo):
    """A list of the units below; while it narrows the pages its edge says so.

    Its rows are made when somebody comes to it: no page waits for the names of a whole city. Letters of anything
    find a unit (a name, an old name, its district, its code); the open list then shows only what fits.
    """

    def __init__(self, theme: Theme, scope: Scope) -> None:
        self._typed = ""
        super().__init__(theme, (), _("Đơn vị đang xem"))
        self.setStyleSheet("QComboBox { combobox-popup: 0 }")  # below the line, which shows what is typed
        self._scope = scope
        self._is_filled = False
        self._rows: dict[str, int] = {}
        self._asked: tuple[str, list[int]] = ("", [])
        self._hidden = set[int]()
        self._ahead = TypeAhead(self._row_meant)
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

    def listen(self, view: QAbstractItemView) -> None:
        ListTyping(view, self, ahead=TypeAhead(self._row_meant), follows=self._sift)

    @property
    def face(self) -> str:
        """What is typed into the open list, else the chosen unit."""
        return self._typed or self.currentText()

    def _fill(self) -> None:
        if not self._is_filled:
            self._is_filled = True
            choices = self._scope.choices()
            self.set_choices(choices)
            self._rows = {key: row for row, (key, _name) in enumerate(choices)}

    def _fitting(self, typed: str) -> list[int]:
        """The rows that fit some letters, best first."""
        if self._asked[0] != typed:
            rows = [self._rows[key] for key in self._scope.meant(typed) if key in self._rows]
            if fold(typed) and fold(typed) in fold(self.itemText(0)) and 0 not in rows:
                rows.append(0)
            self._asked = (typed, rows)
        return self._asked[1]

    def _row_meant(self, typed: str) -> int:
        return next(iter(self._fitting(typed)), -1)

    def _sift(self, typed: str) -> None:
        """Show only the rows that fit; all of them while nothing does."""
        self._typed = typed
        self.update()
        view = self.view()
        if not isinstance(view, QListView):
            return
        shown = set(self._fitting(typed)) if typed else set[int]()
        hidden = set(range(self.count())) - shown if shown else set[int]()
        for row in hidden ^ self._hidden:
            view.setRowHidden(row, row in hidden)
        self._hidden = hidden

    def _follow(self) -> None:
        if not self._is_filled:
            self.clear()
            self.addItem(self._scope.title, self._scope.unit)
        self.set_code(self._scope.unit)
        self.set_edge("accent" if self._scope.unit else "")
        self.updateGeometry()
