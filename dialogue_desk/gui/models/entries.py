"""A list of records, read in slices as it is scrolled; a row is an Entry, ready to be painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.models.chip import ChipSpec

SLICE, KEPT = 64, 64
Index = QModelIndex | QPersistentModelIndex
EntryRole = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: title, a small second line, a chip, and what further columns show."""

    unit: str
    id: str
    title: str
    detail: str = ""
    chip: ChipSpec | None = None
    cells: tuple[tuple[str, ChipSpec | None], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.unit, self.id


class EntriesModel(QAbstractListModel):
    """Counts once, then reads the slices that are looked at."""

    def __init__(
        self,
        desk: Desk,
        form: str,
        entries_of: Callable[[Sequence[Record]], list[Entry]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._form = form
        self._entries_of = entries_of
        self._query = Query()
        self._count = 0
        self._slices: OrderedDict[int, list[Entry]] = OrderedDict()

    def show(self, form: str, query: Query) -> None:
        """Show another list, or the same one read again."""
        self.beginResetModel()
        self._form, self._query = form, query
        self._slices.clear()
        self._count = self._desk.records.count(form, query)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self._count:
            return None
        if role in (EntryRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            entry = self.entry(index.row())
            if entry is None or role == EntryRole:
                return entry
            chip = f", {entry.chip.text}" if entry.chip else ""
            return f"{entry.title}. {entry.detail}{chip}"
        return None

    def entry(self, row: int) -> Entry | None:
        number, at = divmod(row, SLICE)
        held = self._slices.get(number)
        if held is None:
            read = self._desk.records.page(self._form, self._query, number * SLICE, SLICE)
            held = self._slices[number] = self._entries_of(read)
            if len(self._slices) > KEPT:
                self._slices.popitem(last=False)
        return held[at] if at < len(held) else None

    def row_of(self, key: tuple[str, str]) -> int:
        """The row of a record among the slices that were read; -1 when it is not there."""
        for number, held in self._slices.items():
            for at, entry in enumerate(held):
                if entry.key == key:
                    return number * SLICE + at
        return -1
