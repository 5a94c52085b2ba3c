"""The one model of every list: a row is an Entry, ready to be painted, put into words when it is looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialogue_desk.gui.models.chip import ChipSpec

SLICE, KEPT = 64, 64
Index = QModelIndex | QPersistentModelIndex
EntryRole = int(Qt.ItemDataRole.UserRole)
T = TypeVar("T")


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

    @property
    def told(self) -> str:
        """All the row shows, for those who hear it."""
        cells = [" ".join(filter(None, (text, chip.text if chip else ""))) for text, chip in self.cells]
        chip = self.chip.text if self.chip and self.chip.text not in cells else ""
        return ". ".join(filter(None, (self.title, self.detail, *cells, chip)))


class EntriesModel(QAbstractListModel):
    """Knows how many rows there are, and reads those that are looked at, a slice at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count, self._many = 0, SLICE
        self._read: Callable[[int, int], Sequence[Entry]] = lambda _first, _many: ()
        self._slices: OrderedDict[int, Sequence[Entry]] = OrderedDict()

    def show_slices(self, count: int, read: Callable[[int, int], Sequence[Entry]], many: int = SLICE) -> None:
        """Show other rows, or the same ones read again: `read(first, many)` gives a slice of the `count` there are."""
        self.beginResetModel()
        self._count, self._read, self._many = count, read, many
        self._slices.clear()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (EntryRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        entry = self.entry(index.row()) if index.isValid() else None
        return entry if entry is None or role == EntryRole else entry.told

    def entry(self, row: int) -> Entry | None:
        """A row; None where there is none, or where it is gone since they were counted."""
        if not 0 <= row < self._count:
            return None
        number, at = divmod(row, self._many)
        held = self._slices.get(number)
        if held is None:
            held = self._slices[number] = self._read(number * self._many, self._many)
            if len(self._slices) > KEPT:
                self._slices.popitem(last=False)
        return held[at] if at < len(held) else None

    def row_of(self, key: tuple[str, str]) -> int:
        """The row of a record among the slices that were read; -1 when it is not there."""
        for number, held in self._slices.items():
            for at, entry in enumerate(held):
                if entry.key == key:
                    return number * self._many + at
        return -1


class Rows(EntriesModel, Generic[T]):
    """Rows of any kind that are all known at once; `entry_of` puts one into words."""

    def __init__(self, entry_of: Callable[[T], Entry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[T] = []
        self._entry_of = entry_of

    def show(self, rows: Sequence[T]) -> None:
        """Show these rows."""
        self.rows = list(rows)
        # One at a time: to put a row into words may mean reading its record.
        self.show_slices(len(self.rows), lambda first, _many: (self._entry_of(self.rows[first]),), 1)

    def at(self, row: int) -> T | None:
        """What stands in a row; None where there is none."""
        return self.rows[row] if 0 <= row < len(self.rows) else None
