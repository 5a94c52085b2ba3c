"""Which rows of a grid are seen, and in what order: by what stands in its columns."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QTableView

from dialogue_desk.gui.models.sifted import has_words
from dialogue_desk.gui.widgets.heading_row import HeadingRow


class Sorted(Protocol):
    """A model whose rows can be put into the order of a column; -1: as they came."""

    def sort_by(self, column: int, *, descending: bool = False) -> None: ...


class Sifting(QObject):
    """Hides rows that do not have the words looked for. A row that is typed stays until it is asked again."""

    changed = Signal()

    def __init__(self, view: QTableView, heading: HeadingRow) -> None:
        super().__init__(view)
        self._view, self._heading = view, heading
        heading.values_of = self.values
        heading.sort_asked.connect(self._sort)
        heading.filter_asked.connect(lambda _column, _words: self.apply())
        self._place: tuple[int, int] | None = None
        view.model().modelAboutToBeReset.connect(self._note_place)
        view.model().modelReset.connect(self._reset)

    def _note_place(self) -> None:
        now = self._view.currentIndex()
        self._place = (now.row(), now.column()) if now.isValid() and self._view.hasFocus() else None

    def _reset(self) -> None:
        """Rows were put back as they were: whoever has the keyboard goes on from the same cell."""
        self.apply()
        place, self._place = self._place, None
        if place is not None:
            row = min(place[0], self._view.model().rowCount() - 1)
            self._view.setCurrentIndex(self._view.model().index(row, place[1]))

    def _sort(self, column: int, descending: bool) -> None:
        model: Sorted = self._view.model()  # type: ignore[assignment]  # the models of our grids
        model.sort_by(column, descending=descending)
        self.apply()

    def values(self, column: int) -> list[str]:
        """What stands in a column, each once, the most frequent first."""
        told: dict[str, int] = {}
        for row in range(self._count()):
            text = self._text(row, column)
            told[text] = told.get(text, 0) + 1
        return sorted(told, key=lambda text: -told[text])

    def apply(self) -> None:
        """Look at every row again."""
        for row in range(self._view.model().rowCount()):
            fits = all(self._fits(row, column, words) for column, words in self._heading.filters.items())
            self._view.setRowHidden(row, not fits and row < self._count())
        self.changed.emit()

    def hidden(self) -> int:
        """How many rows are not seen."""
        return sum(self._view.isRowHidden(row) for row in range(self._count()))

    def _count(self) -> int:
        """Rows that hold something: the last may be the empty one that waits for typing."""
        model = self._view.model()
        last = model.rowCount() - 1
        is_empty = last >= 0 and not any(
            model.index(last, column).data(Qt.ItemDataRole.EditRole) for column in range(model.columnCount())
        )
        return last if is_empty else last + 1

    def _text(self, row: int, column: int) -> str:
        return " ".join(str(self._view.model().index(row, column).data() or "").rstrip("?").split())

    def _fits(self, row: int, column: int, words: str) -> bool:
        return has_words(self._text(row, column), words)
