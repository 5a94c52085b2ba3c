"""The files that came, as rows: who sent them, what they would change, which are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialogue_desk.gui.models.chip import ChipSpec

Index = QModelIndex | QPersistentModelIndex
RowRole = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One file. Counts are None where it could not be read; `can_take` says whether it may be chosen."""

    file: str
    title: str
    detail: str
    chip: ChipSpec
    new: int | None = None
    changed: int | None = None
    conflicts: int | None = None
    can_take: bool = False


class PackagesModel(QAbstractListModel):
    """Rows with a check mark; what can be taken is chosen at first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PackageRow] = []
        self._left_out: set[str] = set()

    def show(self, rows: Sequence[PackageRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def chosen(self) -> list[int]:
        """Places of the rows that are to be taken."""
        return [at for at, row in enumerate(self.rows) if self.is_chosen(row)]

    def is_chosen(self, row: PackageRow) -> bool:
        return row.can_take and row.file not in self._left_out

    def toggle(self, at: int) -> None:
        """Choose a row, or leave it out."""
        row = self.rows[at]
        if not row.can_take:
            return
        self._left_out.symmetric_difference_update({row.file})
        index = self.index(at)
        self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == RowRole:
            return row
        if role == Qt.ItemDataRole.CheckStateRole and row.can_take:
            return Qt.CheckState.Checked if self.is_chosen(row) else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.title}. {row.detail}. {row.chip.text}"
        return None
