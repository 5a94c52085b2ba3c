"""Ai đã gửi, từng tháng: every unit below against the months of a year, the worst first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from dialogue_desk.desk import Desk
from dialogue_desk.desk.home import Line
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.cards import Card, Rule
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.months_grid import LOOKS, LegendMark, MonthsGrid
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import _

NAMES, WIDEST = 220, 400
"""Widths: of the names, and of a month, so that the months fill the page."""
Told = tuple[tuple[str, ...], tuple[Line, ...]]


class MonthsCard(Card):
    """The grid, what its marks mean, and how many units it shows; `unit_opened` carries a unit's key."""

    unit_opened = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, padding=2)
        self._kit = kit
        self._told: Told = ((), ())
        self._fits: Callable[[Line], bool] = lambda _line: True
        theme, px = kit.theme, kit.theme.px
        self.box.setSpacing(0)
        self.grid = MonthsGrid(theme, names=NAMES, month=WIDEST)
        self.grid.unit_opened.connect(self.unit_opened)
        self.box.addWidget(self.grid, 1)
        self.box.addWidget(Rule(theme))
        foot = across(gap=px(8), margins=(px(14), px(8), px(10), px(8)))
        self.count = ElidedLabel(theme, "", "body", "text2")
        foot.addWidget(self.count, 1)
        self.box.addLayout(foot)
        legend = across(gap=px(12), margins=(px(14), 0, px(10), px(8)))
        for tone, icon, word in LOOKS.values():
            legend.addWidget(LegendMark(theme, tone, icon, _(word)))
        legend.addStretch(1)
        self.box.addLayout(legend)

    def reload(self, year: int) -> None:
        """Ask the worker: it reads every package of the year, once."""

        def work(desk: Desk, _progress: Progress) -> Told:
            return desk.whereabouts.months(year)

        run_beside(self._kit, _("Xem ai đã gửi từng tháng"), work, self._show)

    def _show(self, told: Told) -> None:
        self._told = told
        self.narrow(self._fits)

    def narrow(self, fits: Callable[[Line], bool]) -> None:
        """Only units for which this holds, of those chosen in the top bar."""
        self._fits = fits
        months, lines = self._told
        keys, name = self._kit.scope.keys, self._kit.desk.units.name
        wanted = [line for line in lines if (not keys or line.unit in keys) and fits(line)]
        self.grid.show_lines(wanted, [name(line.unit) for line in wanted], months)
        self.count.set_text(_("{count} đơn vị · cần chú ý trước").format(count=len(wanted)))


def fitting(kit: Kit, key: str, words: str) -> Callable[[Line], bool]:
    """Whether a unit belongs under a filter of the board, and its name holds these words."""
    wanted, units, own = fold(words), kit.desk.units, kit.desk.unit

    def fits(line: Line) -> bool:
        is_direct = units[line.unit].parent == own
        is_meant = not key or key in line.kinds or (key == "call" and bool(line.reasons) and is_direct)
        return is_meant and wanted in fold(units.name(line.unit))

    return fits
