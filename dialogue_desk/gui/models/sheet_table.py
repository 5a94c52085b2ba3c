"""A Table of a Sheet as a Qt model: what each cell says, how it is set, what records stand behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Row, Table, guard
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.models.sifted import has_words
from dialogue_desk.texts import _

Index = QModelIndex | QPersistentModelIndex
CellRole = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell ready to be painted."""

    text: str
    align: Align
    is_sum: bool = False
    is_total: bool = False
    is_marked: bool = False
    has_star: bool = False
    is_group: bool = False


def shown_cell(column: Column, value: Cell) -> str:
    """A value as Vietnamese sheets write it; blank stays blank."""
    if value is None:
        return ""
    if column.kind is CellKind.DATE:
        return screen_date(value) or str(value)
    if column.kind is CellKind.PERCENT and isinstance(value, (int, float)):
        return f"{value:.1f}".replace(".", ",")
    if column.kind is CellKind.NUMBER and isinstance(value, (int, float)):
        if isinstance(value, float) and not value.is_integer():
            return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))
        return f"{int(value):,}".replace(",", ".")
    return str(value)


def text_of(row: Row, column: Column) -> str:
    """What a cell says."""
    return row.shown.get(column.key) or shown_cell(column, row.values.get(column.key))


def copied(row: Row, column: Column) -> str:
    """A cell for the clipboard, on one line; a text that a spreadsheet would run as a formula stays text."""
    text = " ".join(text_of(row, column).split())
    is_figure = isinstance(row.values.get(column.key), (int, float)) and column.key not in row.shown
    return text if is_figure else guard(text)


def as_text(tables: Iterable[Table]) -> str:
    """Tab-separated tables, for the clipboard."""
    return "\n\n".join("\n".join(_lines(table)) for table in tables)


def _lines(table: Table) -> Iterator[str]:
    leaves = table.leaves
    yield "\t".join(" ".join(leaf.title.split()) for leaf in leaves)
    for row in table.rows:
        yield "\t".join(copied(row, leaf) for leaf in leaves)


def align_of(column: Column) -> Align:
    if column.align is not None:
        return column.align
    return Align.RIGHT if column.kind in (CellKind.NUMBER, CellKind.PERCENT) else Align.LEFT


def is_sum(column: Column) -> bool:
    """Columns that add others are set in bold on a sunken ground."""
    return column.key.endswith("_total") or column.title in ("Cộng", "Tổng", "Tổng số")


class SheetTableModel(QAbstractTableModel):
    """Read only; the Table is kept as it is."""

    def __init__(self, table: Table, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.leaves = table.leaves
        self._order = list(range(len(table.rows)))
        self._marks_some = self._is_mixed()

    def _is_mixed(self) -> bool:
        """Cells are marked only where some figures rest on totals and others do not; else the note says it."""
        if not any(row.marks for row in self.table.rows):
            return False
        numbers = [
            leaf.key in row.marks
            for row in self.table.rows
            for leaf in self.leaves
            if leaf.kind is CellKind.NUMBER and row.values.get(leaf.key) is not None
        ]
        return any(numbers) and not all(numbers)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.leaves)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.leaves[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (CellRole, Qt.ItemDataRole.DisplayRole):
            return None
        return self.cell(index.row(), index.column()) if role == CellRole else self.text(index.row(), index.column())

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return text_of(self.line(row), self.leaves[column])

    # -- order ------------------------------------------------------------------------------

    @property
    def can_sort(self) -> bool:
        """Whether rows say the same in any order: none heads others, and no cell reaches over several."""
        return not any(row.style == "group" or any(span > 1 for span in row.spans.values()) for row in self._plain())

    def _plain(self) -> list[Row]:
        return [row for row in self.table.rows if row.style != "total"]

    def sort_by(self, column: int, *, descending: bool = False) -> None:
        """Rows in the order of a column, blank ones and totals last; -1: as the sheet has them."""
        rows = self.table.rows
        order = list(range(len(rows)))
        if column >= 0:
            leaf = self.leaves[column]
            order.sort(key=lambda at: _sort_key(rows[at], leaf), reverse=descending)
            order.sort(key=lambda at: (rows[at].style == "total", not text_of(rows[at], leaf)))
        self.layoutAboutToBeChanged.emit()
        self._order = order
        self.layoutChanged.emit()

    def source_row(self, row: int) -> int:
        """Where a row stands in the sheet."""
        return self._order[row]

    # -- filters ----------------------------------------------------------------------------

    def values_of(self, column: int) -> list[str]:
        """What stands in a column, each once, the most frequent first."""
        told = Counter(self._words(row, self.leaves[column]) for row in self._plain())
        return [text for text, _count in told.most_common()]

    def fits(self, row: int, filters: Mapping[int, str]) -> bool:
        """Whether a row has the words every filtered column is asked for; a total speaks of all rows and never does."""
        return not filters or self._fits(self.line(row), filters)

    def counted(self, filters: Mapping[int, str]) -> tuple[int, int]:
        """How many rows fit, and how many there are, without totals."""
        rows = self._plain()
        return sum(self._fits(row, filters) for row in rows), len(rows)

    def _fits(self, row: Row, filters: Mapping[int, str]) -> bool:
        told = ((self._words(row, self.leaves[column]), words) for column, words in filters.items())
        return row.style != "total" and all(has_words(text, words) for text, words in told)

    @staticmethod
    def _words(row: Row, column: Column) -> str:
        return " ".join(text_of(row, column).split())

    # -- ranges -----------------------------------------------------------------------------

    def copied(self, rows: Sequence[int], columns: Sequence[int]) -> str:
        """A range for the clipboard: tabs and lines, no cell runs as a formula."""
        return "\n".join("\t".join(copied(self.line(row), self.leaves[c]) for c in columns) for row in rows)

    def summed(self, rows: Sequence[int], columns: Sequence[int]) -> str:
        """“6 ô · 4 số · tổng 1.234” of a range; totals are not added to what they are totals of."""
        values = [self.line(row).values.get(self.leaves[c].key) for row in rows for c in columns
                  if self.line(row).style != "total"]  # fmt: skip
        numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
        told = [_("Đã chọn {count} ô").format(count=f"{len(rows) * len(columns):,}".replace(",", "."))]
        is_number = all(self.leaves[c].kind is CellKind.NUMBER for c in columns)
        if len(numbers) > 1 and is_number:
            total = shown_cell(self.leaves[columns[0]], sum(numbers))
            told.append(_("{count} số, tổng {total}").format(count=len(numbers), total=total))
        return " · ".join(told)

    def longest(self, column: int) -> list[str]:
        """Texts of a column of figures or dates, among them the longest: a register has thousands."""
        leaf, rows = self.leaves[column], self.table.rows
        shown = {row.shown[leaf.key] for row in rows if leaf.key in row.shown}
        values = {row.values.get(leaf.key) for row in rows} - {None}
        whole = {value for value in values if isinstance(value, int)}
        if len(whole) > 2:  # the more digits the longer, and the sign
            values = values - whole | {min(whole), max(whole)}
        return [*shown, *(shown_cell(leaf, value) for value in values)]

    def cell(self, row: int, column: int) -> SheetCell:
        leaf, line = self.leaves[column], self.line(row)
        text = self.text(row, column)
        is_merged = leaf.key in line.spans and line.spans[leaf.key] > 1
        align = Align.CENTRE if is_merged and line.style == "total" else align_of(leaf)
        return SheetCell(
            text,
            align,
            is_sum=is_sum(leaf),
            is_total=line.style == "total",
            is_marked=leaf.key in line.marks,
            has_star=self._marks_some and leaf.key in line.marks,
            is_group=line.style == "group",
        )

    def line(self, row: int) -> Row:
        return self.table.rows[self._order[row]]

    def path(self, column: int) -> str:
        """The header words above a column, from the top: “Cấp huyện, quận, Người đứng đầu chính quyền”."""
        found = _path(self.table.columns, self.leaves[column])
        return ", ".join(part.title for part in found)


def _sort_key(row: Row, column: Column) -> tuple[object, ...]:
    """Figures by size, days in order, words as Vietnamese writes them."""
    value = row.values.get(column.key)
    if isinstance(value, (int, float)) and column.key not in row.shown:
        return (0, value)
    return (1, str(value or "")) if column.kind is CellKind.DATE else (1, sort_key(text_of(row, column)))


def _path(columns: tuple[Column, ...], leaf: Column) -> list[Column]:
    for column in columns:
        if column is leaf:
            return [column]
        below = _path(column.children, leaf)
        if below:
            return [column, *below]
    return []
