"""The list of sheets in groups: what is used most on top, every other group behind its heading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.pages.reports.report_groups import APPENDICES, GROUPS, USED, group_of, is_chart
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.group_items import GroupHead, GroupItem
from dialogue_desk.gui.widgets.inputs import SearchEdit
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _


def parted(title: str) -> tuple[str, str]:
    """The name of a sheet, and what it is about."""
    head, _colon, rest = title.partition(":")
    return head.strip(), rest.strip()


class ReportList(QWidget):
    """A filter and the groups. Of one sheet there may be two rows: among the most used, and in its group."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, reports: Sequence[tuple[str, str]], used: Sequence[str], to_charts: Callable[[], object]
    ) -> None:
        """`reports` by name and title, `used` the names on top, `to_charts` where charts are looked at."""
        super().__init__()
        self._theme = theme
        self._titles = {name: title for name, title in reports if not is_chart(name)}
        self._current = ""
        self._open = {USED, APPENDICES}
        self.heads: dict[str, GroupHead] = {}
        self.items: dict[tuple[str, str], GroupItem] = {}
        column = down(self, theme.px(1))
        self.filter = SearchEdit(theme, _("Tìm: biên bản, giấy mời, phụ lục…"))
        self.filter.typed.connect(lambda _text: self._sift())
        column.addWidget(self.filter)
        column.addSpacing(theme.px(4))
        for group, title in GROUPS.items():
            names = list(used) if group == USED else [n for n in self._titles if group_of(n) == group]
            head = self.heads[group] = GroupHead(theme, _(title), self)
            head.clicked.connect(lambda _on=False, group=group: self.toggle(group))
            column.addWidget(head)
            for name in names:
                item = self.items[group, name] = GroupItem(theme, *parted(self._titles[name]), self)
                item.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
                column.addWidget(item)
        self._none = WrappedLabel(theme, _("Không có mẫu nào mang tên ấy."), "small", "text2")
        column.addWidget(self._none)
        charts = len(reports) - len(self._titles)
        told = _("{count} biểu đồ: xem ở trang Biểu đồ").format(count=charts)
        self.charts = Button(theme, told, icon="chart-column", kind="quiet", on_click=to_charts)
        column.addWidget(self.charts)
        self._sift()

    @property
    def titles(self) -> Mapping[str, str]:
        """The sheets of the list by name."""
        return self._titles

    def set_current(self, name: str) -> None:
        """Show which sheet is looked at; its group opens where none of its rows is in view."""
        self._current = name
        if name in self._titles and not any(group in self._open for group, n in self.items if n == name):
            self._open.add(group_of(name))
        self._sift()

    def toggle(self, group: str) -> None:
        """Open or close a group."""
        self._open ^= {group}
        self._sift()

    def _sift(self) -> None:
        wanted = fold(self.filter.seen_text())
        seen = 0
        marked = False
        for group, head in self.heads.items():
            mine = [(name, item) for (of, name), item in self.items.items() if of == group]
            fitting = [name for name, _item in mine if wanted in fold(self._titles[name])] if wanted else []
            is_open = bool(fitting) and group != USED if wanted else group in self._open
            for name, item in mine:
                item.setVisible(is_open and (not wanted or name in fitting))
                is_marked = name == self._current and is_open and not marked
                item.setChecked(is_marked)
                marked = marked or is_marked
            head.setVisible(bool(mine) and (is_open or not wanted))
            head.show_state(is_open=is_open, count=len(mine))
            seen += len(fitting)
        self._none.setVisible(bool(wanted) and not seen)
