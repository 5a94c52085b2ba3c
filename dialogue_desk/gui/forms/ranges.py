"""What one does to a range of cells in a grid, by Excel's habits: copy, cut, paste, fill down, empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import QAbstractItemModel, QByteArray, QMimeData, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.gui.models import ranges
from dialogue_desk.gui.models.opinions import FieldRole


class Written(NamedTuple):
    """What a paste did: cells that were filled, cells that could not be read."""

    cells: int = 0
    unread: int = 0


class Cells(Protocol):
    """A model that takes many cells as one edit."""

    def put(self, cells: Sequence[tuple[int, int, object]]) -> bool: ...


class Range:
    """The chosen cells of a view, without hidden rows and columns."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._model = view.model()

    @property
    def indexes(self) -> list[QModelIndex]:
        """The chosen cells that are seen, row by row; the current one where none is chosen."""
        view = self._view
        chosen = [
            index
            for index in view.selectionModel().selectedIndexes()
            if not view.isRowHidden(index.row()) and not view.isColumnHidden(index.column())
        ]
        current = view.currentIndex()
        return sorted(chosen, key=lambda i: (i.row(), i.column())) or ([current] if current.isValid() else [])

    def rows(self) -> list[int]:
        return sorted({index.row() for index in self.indexes})

    def columns(self) -> list[int]:
        """Columns of the chosen cells that hold something of a record."""
        return sorted({i.column() for i in self.indexes if field_at(self._model, i.column()) is not None})

    @property
    def is_single(self) -> bool:
        """Nothing but the current cell is chosen."""
        return len(self.indexes) < 2

    # -- out ----------------------------------------------------------------------------------

    def copy(self) -> bool:
        """Put the range on the clipboard, as texts and as values; False when there is nothing in it."""
        columns = self.columns()
        values = [[self._value(row, column) for column in columns] for row in self.rows()]
        if not values or not columns:
            return False
        fields = [field_at(self._model, column) for column in columns]
        shown = [[ranges.cell_text(f, v) for f, v in zip(fields, row, strict=True)] for row in values]
        data = QMimeData()
        data.setText(ranges.as_rows(shown))
        data.setData(ranges.CELLS, QByteArray(ranges.pack(values)))
        QGuiApplication.clipboard().setMimeData(data)
        return True

    def _value(self, row: int, column: int) -> Value:
        value: Value = self._model.index(row, column).data(Qt.ItemDataRole.EditRole)
        return value

    # -- in -----------------------------------------------------------------------------------

    def empty(self) -> bool:
        """Empty every chosen cell."""
        return self._put([(i.row(), i.column(), None) for i in self.indexes])

    def give(self, column: int, value: Value) -> bool:
        """The same value in every chosen row of a column."""
        return self._put([(row, column, value) for row in self.rows()])

    def fill_down(self) -> bool:
        """Every chosen row takes what stands in the first one; False where only one row is chosen."""
        rows = self.rows()
        if len(rows) < 2:
            return False
        columns = self.columns()
        top = {column: self._value(rows[0], column) for column in columns}
        return self._put([(row, column, top[column]) for row in rows[1:] for column in columns])

    def paste(self) -> Written:
        """The clipboard's cells from the first chosen cell on; a range they fit into evenly is filled with them."""
        data = QGuiApplication.clipboard().mimeData()
        values = ranges.unpack(bytes(data.data(ranges.CELLS).data())) if data.hasFormat(ranges.CELLS) else []
        texts = [] if values else ranges.read_rows(data.text())
        source = values or texts
        if not source or not self.columns():
            return Written()
        rows, columns = self._target((len(source), len(source[0])))
        found, unread = [], 0
        for down, row in enumerate(rows):
            for across, column in enumerate(columns):
                field = field_at(self._model, column)
                if field is None:
                    continue
                cell = source[down % len(source)][across % len(source[0])]
                value, is_read = self._taken(field, cell) if values else ranges.read_cell(field, str(cell or ""))
                if is_read:
                    found.append((row, column, value))
                unread += not is_read
        return Written(len(found) if self._put(found) else 0, unread)

    @staticmethod
    def _taken(field: Field, value: Value) -> tuple[Value, bool]:
        """A value of ours in another column: as it is where it is one of that field, else by its words."""
        shown = ranges.cell_text(None, value)
        known = field.codes is None or value in field.codes
        is_alike = isinstance(value, (bool, type(None))) == (field.default is False) if value is not None else True
        return (value, True) if known and is_alike and value is not None else ranges.read_cell(field, shown)

    def _target(self, size: tuple[int, int]) -> tuple[list[int], list[int]]:
        """Rows and columns to fill, from the first chosen cell on, past what is hidden, down over the last row."""
        chosen_rows, chosen_columns = self.rows(), self.columns()
        high, wide = ranges.spread(size, (len(chosen_rows), len(chosen_columns)))
        view, model = self._view, self._model
        seen = [
            column
            for column in sorted(range(model.columnCount()), key=view.horizontalHeader().visualIndex)
            if not view.isColumnHidden(column) and field_at(model, column) is not None
        ]
        first = seen.index(chosen_columns[0])
        rows = [row for row in range(chosen_rows[0], model.rowCount()) if not view.isRowHidden(row)][:high]
        rows += range(model.rowCount(), model.rowCount() + high - len(rows))
        return rows, seen[first : first + wide]

    def _put(self, cells: Sequence[tuple[int, int, object]]) -> bool:
        model: Cells = self._model  # type: ignore[assignment]  # the models of our grids
        return model.put([cell for cell in cells if field_at(self._model, cell[1]) is not None])


def field_at(model: QAbstractItemModel, column: int) -> Field | None:
    """The field a column shows; None for what cannot be typed into."""
    field = model.index(0, column).data(FieldRole)
    return field if isinstance(field, Field) else None
