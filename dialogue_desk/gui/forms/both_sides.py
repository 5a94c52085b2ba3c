"""A record that was changed elsewhere while somebody typed in it: both versions, and a choice for every field."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.gui.forms.sides import Group, SidesTable
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.choice import ChoiceBox
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

SIDES = MINE, THEIRS = "mine", "theirs"


def groups_apart(
    form: Form, base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]
) -> list[tuple[tuple[str, ...], str]]:
    """Fields that differ, those decided together in one, and whose side speaks until somebody chooses.

    What only one side changed is that side's; what both changed is what was typed here.
    """
    found: dict[str, list[str]] = {}
    for field in form.fields:
        if mine.get(field.key) != theirs.get(field.key):
            found.setdefault(field.group_key, []).append(field.key)
    sides = []
    for keys in found.values():
        is_mine = any(mine.get(key) != base.get(key) for key in keys)
        sides.append((tuple(keys), MINE if is_mine else THEIRS))
    return sides


class BothSides(QWidget):
    """What was typed at the left, what is stored now at the right. `decided` carries every field that was chosen."""

    decided = Signal(object)
    given_up = Signal()

    def __init__(self, theme: Theme, form: Form) -> None:
        super().__init__()
        self._theme, self._form = theme, form
        self._mine: Values = {}
        self._theirs: Values = {}
        self._chosen: dict[tuple[str, ...], str] = {}
        px = theme.px
        fill(self, theme, "canvas")
        inner = QWidget()
        self._rows = down(inner, px(10), margins=(px(16), px(14), px(16), px(14)))
        card = Card(theme, padding=2)
        card.box.addWidget(scroll_area(theme, inner, "surface"))
        column = down(self, margins=(px(24), px(14), px(20), px(14)))
        column.addWidget(card)

    def show_sides(
        self,
        title: str,
        base: Mapping[str, Value],
        mine: Mapping[str, Value],
        theirs: Mapping[str, Value],
        told: str,
    ) -> None:
        """Offer the fields that differ; `told` says who changed the record, and when."""
        theme = self._theme
        self._mine, self._theirs = dict(mine), dict(theirs)
        groups = groups_apart(self._form, base, mine, theirs)
        self._chosen = dict(groups)
        clear(self._rows)
        self._rows.addWidget(WrappedLabel(theme, title, "detail"))
        words = _("Trong lúc bạn gõ, bản ghi này đã được sửa ở nơi khác. Xem cả hai bản rồi chọn cho từng ô.")
        self._rows.addWidget(WrappedLabel(theme, f"{words} {told}".strip(), "small", "text2"))
        self._rows.addLayout(self._buttons())
        self._sides = self._table(groups)
        self._rows.addWidget(self._sides)
        self._rows.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        theme = self._theme
        row = across(gap=theme.px(8))
        self.take = Button(theme, _("Lấy các ô đã chọn"), icon="check", kind="primary", on_click=self._decide)
        row.addWidget(self.take)
        row.addWidget(Button(theme, _("Lấy cả bản đã lưu"), on_click=lambda: self.decided.emit(dict(self._theirs))))
        row.addWidget(Button(theme, _("Để sau"), kind="quiet", tip="Esc", on_click=self.given_up.emit))
        row.addStretch(1)
        return row

    def _table(self, groups: list[tuple[tuple[str, ...], str]]) -> SidesTable:
        form, sides = self._form, (self._mine, self._theirs)
        rows = [
            Group(
                keys,
                [_(form.field(key).column_title) for key in keys],
                [[shown_value(form.field(key), values.get(key)) or _("(trống)") for key in keys] for values in sides],
                SIDES.index(side),
            )
            for keys, side in groups
        ]
        heads = [label(self._theme, text, "strong") for text in (_("Bạn đã gõ"), _("Đã lưu ở nơi khác"))]
        table = SidesTable(self._theme, heads, rows)
        table.chosen.connect(self._choose)
        return table

    def boxes(self) -> list[ChoiceBox]:
        """The boxes one chooses from, in reading order."""
        return self._sides.boxes()

    def _choose(self, keys: tuple[str, ...], side: int) -> None:
        self._chosen[keys] = SIDES[side]

    def _decide(self) -> None:
        chosen = dict(self._theirs)
        for keys, side in self._chosen.items():
            if side == MINE:
                chosen.update({key: self._mine.get(key) for key in keys})
        self.decided.emit(chosen)
