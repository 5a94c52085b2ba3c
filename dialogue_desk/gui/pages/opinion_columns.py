"""The columns of the list of opinions: their headings, their widths, the order they ask for."""

from __future__ import annotations

from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.list_pane import ListPane
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _

COLUMNS = (ListColumn(N_("Hạn"), 112), ListColumn(N_("Tình trạng"), 150))
ORDERS = {-1: "received_on", 0: "due_on"}
"""By which field the list is sorted when the heading of a column is clicked; -1: the first column."""


class OpinionColumns:
    """Dresses the list of a page with columns."""

    def __init__(self, kit: Kit, pane: ListPane) -> None:
        self._pane = pane
        shown = tuple(ListColumn(_(column.title), column.width) for column in COLUMNS)
        self.delegate = ColumnsDelegate(kit.theme, shown, pane.list)
        pane.list.setItemDelegate(self.delegate)
        widths = Widths(kit.desk, "columns.list.opinions")
        first = _("Nội dung, cơ quan giải quyết")
        self.header = ColumnsHeader(kit.theme, first, self.delegate, widths, tuple(ORDERS))
        self.header.sort_asked.connect(self._sort)
        pane.add_header(self.header)

    def order(self, usual: str) -> str:
        """The order of the query: what a heading asks for, else the usual one."""
        if self.header.sorted_by is None:
            return usual
        place, is_down = self.header.sorted_by
        return ("-" if is_down else "") + ORDERS[place]

    def _sort(self, place: int) -> None:
        """Up, down, and as usual."""
        before = self.header.sorted_by
        self.header.sorted_by = None if before == (place, True) else (place, before == (place, False))
        self.header.update()
        self._pane.reload()
