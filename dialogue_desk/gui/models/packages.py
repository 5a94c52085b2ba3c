"""The files that came, as rows: who sent them, what they would change, which are chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Index, Rows


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


class PackagesModel(Rows[PackageRow]):
    """Rows with a check mark; what can be taken is chosen at first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: Entry("", row.file, row.title, row.detail, row.chip), parent)
        self._left_out: set[str] = set()

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

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.at(index.row()) if index.isValid() else None
        if role == Qt.ItemDataRole.CheckStateRole and row is not None and row.can_take:
            return Qt.CheckState.Checked if self.is_chosen(row) else Qt.CheckState.Unchecked
        return super().data(index, role)
