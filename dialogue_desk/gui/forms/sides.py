"""The same record as two or more sides have it: a column a side, a row a group of fields, one box a row is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import Rule
from dialogue_desk.gui.widgets.choice import ChoiceBox
from dialogue_desk.gui.widgets.text import label

NAME_WIDTH = 110


class Group(NamedTuple):
    """Fields that are decided together: their names, what each side says of them, and whose side is chosen."""

    keys: tuple[str, ...]
    names: Sequence[str]
    sides: Sequence[Sequence[str]]
    chosen: int = -1


class SidesTable(QWidget):
    """`chosen` tells the keys of a group and the number of a side; `whose` names the sides for those who hear it."""

    chosen = Signal(object, int)

    def __init__(
        self,
        theme: Theme,
        heads: Sequence[QWidget],
        groups: Sequence[Group],
        *,
        whose: Sequence[str] = (),
        can_decide: bool = True,
    ) -> None:
        super().__init__()
        self._theme, self._whose, self._can_decide = theme, whose, can_decide
        self._rows: list[QButtonGroup] = []
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        for column, head in enumerate(heads, 1):
            grid.setColumnStretch(column, 1)
            grid.addWidget(head, 0, column)
        for at, group in enumerate(groups):
            grid.addWidget(Rule(theme), at * 2 + 1, 0, 1, len(heads) + 1)
            self._add(at * 2 + 2, group)

    def _add(self, row: int, group: Group) -> None:
        theme = self._theme
        name = label(theme, "\n".join(group.names), "small", "text2")
        name.setFixedWidth(theme.px(NAME_WIDTH))
        name.setWordWrap(True)
        name.setContentsMargins(0, theme.px(6), 0, 0)
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        boxes = QButtonGroup(self)
        self._rows.append(boxes)
        for side, told in enumerate(group.sides):
            box = ChoiceBox(theme, told)
            who = f" ({self._whose[side]})" if self._whose else ""
            box.setAccessibleName(f"{', '.join(group.names)}: {box.text()}{who}")
            box.setChecked(side == group.chosen)
            box.setEnabled(self._can_decide)
            box.clicked.connect(partial(self._choose, group.keys, side))
            boxes.addButton(box)
            self._grid.addWidget(box, row, side + 1)

    def _choose(self, keys: tuple[str, ...], side: int, _on: bool = True) -> None:
        self.chosen.emit(keys, side)

    def boxes(self) -> list[ChoiceBox]:
        """The boxes one chooses from, in reading order."""
        return [box for row in self._rows for box in row.buttons() if isinstance(box, ChoiceBox)]
