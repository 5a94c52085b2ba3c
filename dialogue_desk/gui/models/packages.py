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
    """Rows with a check mark. Of several nothing is chosen before a person chose it; a single one needs no choice."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: Entry("", row.file, row.title, row.detail, row.chip), parent)
        self._chosen: set[str] = set()
        self._left_out: set[str] = set()

    def chosen(self) -> list[int]:
        """Places of the rows that are to be taken."""
        return [at for at, row in enumerate(self.rows) if self.is_chosen(row)]

    def is_chosen(self, row: PackageRow) -> bool:
        is_single = len(self.rows) == 1 and row.file not in self._left_out
        return row.can_take and (is_single or row.file in self._chosen)

    def toggle(self, at: int) -> None:
        """Choose a row, or leave it out."""
        row = self.rows[at]
        if not row.can_take:
            return
        was_chosen = self.is_chosen(row)
        (self._chosen.discard if was_chosen else self._chosen.add)(row.file)
        (self._left_out.add if was_chosen else self._left_out.discard)(row.file)
        index = self.index(at)
        self.dataChanged.emit(index, index)

    def choose_all(self) -> None:
        """Choose everything that can be taken; when all of it is chosen, nothing."""
        files = {row.file for row in self.rows if row.can_take}
        is_all = all(self.is_chosen(row) for row in self.rows if row.can_take)
        self._chosen = self._chosen - files if is_all else self._chosen | files
        self._left_out = self._left_out | files if is_all else self._left_out - files
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.at(index.row()) if index.isValid() else None
        if role == Qt.ItemDataRole.CheckStateRole and row is not None and row.can_take:
            return Qt.CheckState.Checked if self.is_chosen(row) else Qt.CheckState.Unchecked
        return super().data(index, role)
