"""The registers in two groups, each with how many records it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.group_items import GroupHead, GroupItem
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import N_, _

BASE = ("agency", "official", "population", "reference", "yearly_total", "period", "duty_note")
"""What other records rest on; whatever else has no page of its own is a register, declared ones among them."""
GROUPS = (("registers", N_("Sổ theo dõi")), ("base", N_("Danh mục, số liệu nền")))


def group_of(form: str) -> str:
    """The group a register stands in."""
    return "base" if form in BASE else "registers"


class RegisterList(QWidget):
    """`chosen` carries the key of a register."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, registers: Sequence[tuple[str, str]]) -> None:
        """`registers` by key and name, in their order."""
        super().__init__()
        self._kit = kit
        self._closed: set[str] = set()
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = down(inner, px(1), margins=(px(12), px(14), px(8), px(14)))
        column.addWidget(ElidedLabel(theme, _("Sổ theo dõi khác"), "title"))
        column.addSpacing(px(6))
        self.heads: dict[str, GroupHead] = {}
        self.items: dict[str, GroupItem] = {}
        for group, title in GROUPS:
            head = self.heads[group] = GroupHead(theme, _(title), inner)
            head.clicked.connect(lambda _on=False, group=group: self._toggle(group))
            column.addWidget(head)
            for key, name in registers:
                if group_of(key) == group:
                    item = self.items[key] = GroupItem(theme, name, "", inner)
                    item.clicked.connect(lambda _on=False, key=key: self.chosen.emit(key))
                    column.addWidget(item)
        column.addStretch(1)
        box = down(self, margins=(0, 0, 1, 0))
        box.addWidget(scroll_area(theme, inner, "surface"))
        fill(self, theme, "line")
        self.setFixedWidth(px(236))
        self._show()

    def set_current(self, key: str) -> None:
        """Which register is shown."""
        for name, item in self.items.items():
            item.setChecked(name == key)

    def tell_counts(self) -> None:
        """How many records each has, counted beside the window."""
        queries = {key: self._kit.scope.narrow(Query()) for key in self.items}

        def work(desk: Desk, _progress: Progress) -> dict[str, int]:
            return {key: desk.records.count(key, query) for key, query in queries.items()}

        run_beside(self._kit, _("Đếm bản ghi của các sổ"), work, self._counted, lambda _problem: None)

    def _counted(self, counts: Mapping[str, int]) -> None:
        for key, count in counts.items():
            self.items[key].set_rest(f"{count:,}".replace(",", ".") if count else "")

    def _toggle(self, group: str) -> None:
        self._closed ^= {group}
        self._show()

    def _show(self) -> None:
        for group, head in self.heads.items():
            mine = [item for key, item in self.items.items() if group_of(key) == group]
            is_open = group not in self._closed
            for item in mine:
                item.setVisible(is_open)
            head.show_state(is_open=is_open, count=len(mine))
