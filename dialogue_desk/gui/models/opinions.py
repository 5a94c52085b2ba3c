"""The grid of opinions: a row a speaker, and one empty row to go on typing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from dialogue_desk.domain.fields import Problem, Value, Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.layouts import GridColumn
from dialogue_desk.domain.records import Record, new_id
from dialogue_desk.gui.drafts import ROW_ID, ROW_IS_NEW, ROW_WAS
from dialogue_desk.gui.edits import GRID, Edits
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.gui.models.opinion_lines import (
    COLUMNS,
    DEFAULTS,
    NUMBER,
    Line,
    fresh_values,
    new_line,
    order_of,
    propose,
    shown_cell,
    unread,
)
from dialogue_desk.texts import _

__all__ = [
    "COLUMNS",
    "NUMBER",
    "CellRole",
    "CellShown",
    "FieldRole",
    "GridColumn",
    "Index",
    "Line",
    "OpinionsModel",
    "PassedRole",
    "shown_cell",
    "unread",
]
Index = QModelIndex | QPersistentModelIndex
CellRole = int(Qt.ItemDataRole.UserRole)
FieldRole = CellRole + 1
PassedRole = CellRole + 2
"""Of a heading: whether Enter goes past the column."""


@dataclass(frozen=True, slots=True)
class CellShown:
    """What the delegate paints."""

    text: str
    chip: ChipSpec | None = None
    tone: str = ""
    is_hint: bool = False
    is_number: bool = False
    problems: tuple[str, ...] = field(default=())


_Kept = tuple[Line, Values, bool, bool]


class OpinionsModel(QAbstractTableModel):
    """Holds lines until the page saves them; checks each line by the rules of the form."""

    edited = Signal()

    def __init__(self, check: Callable[[Values], list[Problem]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self.lines: list[Line] = []
        self.is_readonly = False
        self._has_empty_row = True
        self._next_id = new_id()
        self.edits: Edits | None = None
        self._is_changing = False

    # -- taking back --------------------------------------------------------------------------

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """What happens inside is one edit of the grid, which Ctrl+Z takes back whole: put every change in one."""
        if self.edits is None or self._is_changing or self.edits.is_moving:
            yield
            return
        before = self._kept()
        self._is_changing = True
        try:
            yield
        finally:
            self._is_changing = False
            after = self._kept()
            if before != after:
                self.edits.push(GRID, lambda: self._put_back(before), lambda: self._put_back(after))

    def _kept(self) -> list[_Kept]:
        return [(line, dict(line.values), line.is_dirty, line.is_proposed) for line in self.lines]

    def _put_back(self, kept: Sequence[_Kept]) -> None:
        """The rows as they were, each line itself: what a save has learned of it meanwhile stays with it."""
        self.beginResetModel()
        self.lines = []
        for line, values, is_dirty, is_proposed in kept:
            line.values, line.is_dirty, line.is_proposed = dict(values), is_dirty, is_proposed
            self.lines.append(line)
        self.endResetModel()
        self.recheck_all()
        self.edited.emit()

    # -- content ----------------------------------------------------------------------------

    def load(self, records: Iterable[Record], typed: Sequence[Values] = ()) -> None:
        """Show stored opinions; `typed` are the draft's lines, each under the id it has or will have."""
        self.beginResetModel()
        self.lines = [Line(dict(record.values), record, id=record.id) for record in records]
        by_id = {line.record.id: line for line in self.lines if line.record}
        for values in typed:
            values = dict(values)
            row_id = str(values.pop(ROW_ID, None) or "")
            values.pop(ROW_IS_NEW, None)
            base = {key.removeprefix(ROW_WAS): values.pop(key) for key in list(values) if key.startswith(ROW_WAS)}
            line = by_id.get(row_id)
            if line is None:
                line = Line(fresh_values(), id=row_id or new_id())
                self.lines.append(line)
            line.values.update(values)
            line.base = base
            line.is_dirty = True
            is_new = line.record is None
            line.is_proposed = is_new and line.values["kind"] == opinion.proposed_kind(line.values.get("text"))
        self.endResetModel()

    def typed(self, cell: tuple[int, int, Value] | None = None) -> tuple[Values, ...]:
        """The lines that are not stored yet, for the draft; `cell` is open: its row, column and what stands there."""
        at, key, value = (cell[0], COLUMNS[cell[1]].key, cell[2]) if cell is not None else (-1, "", None)
        found: list[Values] = []
        for row, line in enumerate(self.lines):
            is_open = row == at and line.values.get(key) != value
            if line.is_dirty or is_open:
                found.append(line.kept({key: value} if is_open else {}))
        if at >= len(self.lines) and value is not None:
            found.append(Line(fresh_values(), id=self._next_id).kept({key: value}))
        return tuple(found)

    @property
    def is_dirty(self) -> bool:
        return any(line.is_dirty for line in self.lines)

    def stored(self, line: Line, record: Record) -> None:
        """A line was saved."""
        line.record, line.values, line.is_dirty, line.problems = record, dict(record.values), False, ()
        line.base = {}
        self._tell_line(self.lines.index(line))

    def take(self, line: Line, chosen: Values, record: Record) -> None:
        """Both versions of a line were seen: go on from the one stored now, with the chosen answers."""
        line.record, line.values, line.base = record, dict(chosen), {}
        line.is_dirty = any(record.values.get(key) != value for key, value in chosen.items())
        self.recheck(self.lines.index(line))
        self.edited.emit()

    def refused(self, line: Line, problem: Problem) -> None:
        line.problems = (problem,)
        self._tell_line(self.lines.index(line))

    def remove(self, row: int) -> Line | None:
        """Take a line out; the stored record, if there is one, is the caller's to delete."""
        if not 0 <= row < len(self.lines):
            return None
        with self.changing() if self.lines[row].record is None else contextlib.nullcontext():
            self.beginRemoveRows(QModelIndex(), row, row)
            line = self.lines.pop(row)
            self.endRemoveRows()
        if line.record is None or line.is_dirty:  # of a stored one nothing is left to save
            self.edited.emit()
        return line

    def bring_back(self, row: int, line: Line) -> None:
        """A line that was taken out stands in its row again."""
        row = min(row, len(self.lines))
        self.beginInsertRows(QModelIndex(), row, row)
        self.lines.insert(row, line)
        self.endInsertRows()
        self.edited.emit()

    def insert(self, row: int, given: Sequence[Mapping[str, Value]]) -> None:
        """Add lines (a paste) before `row`."""
        if not given:
            return
        with self.changing():
            self.beginInsertRows(QModelIndex(), row, row + len(given) - 1)
            self.lines[row:row] = [new_line(values) for values in given]
            self.endInsertRows()
        for at in range(row, row + len(given)):
            self.recheck(at)
        self.edited.emit()

    def recheck(self, row: int) -> None:
        """Look at a line again; an empty line says nothing."""
        line = self.lines[row]
        line.problems = tuple(p for p in self._check(line.values) if not p.is_warning) if line.is_dirty else ()
        self._tell_line(row)

    def recheck_all(self) -> None:
        for row in range(len(self.lines)):
            self.recheck(row)

    def _tell_line(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def sort_by(self, column: int, *, descending: bool = False) -> None:
        """Rows in the order of a column, blank ones last; of "#" or with -1: as they came."""
        before, key = list(self.lines), COLUMNS[max(column, 0)].key
        if key == NUMBER:
            self.lines.sort(key=lambda line: line.number)
        else:
            self.lines.sort(key=lambda line: order_of(key, line), reverse=descending)
            self.lines.sort(key=lambda line: line.values.get(key) in (None, ""))
        self.layoutAboutToBeChanged.emit()
        moved = {id(line): row for row, line in enumerate(self.lines)}
        for index in self.persistentIndexList():
            if index.row() < len(before):
                self.changePersistentIndex(index, self.index(moved[id(before[index.row()])], index.column()))
        self.layoutChanged.emit()

    # -- Qt ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.lines) + (1 if self._has_empty_row and not self.is_readonly else 0)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == PassedRole:
            return COLUMNS[section].is_passed
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            column = COLUMNS[section]
            return _(column.title or opinion.FORM.field(column.key).column_title)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.is_readonly or COLUMNS[index.column()].key == NUMBER:
            return base
        return base | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        key = COLUMNS[index.column()].key
        line = self.lines[index.row()] if index.row() < len(self.lines) else None
        if role == FieldRole:
            return None if key == NUMBER else opinion.FORM.field(key)
        if role == Qt.ItemDataRole.EditRole:
            return line.values.get(key) if line else None
        if role not in (CellRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        shown = self._shown(key, line, index.row())
        if role == CellRole:
            return shown
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(shown.problems).replace("<", "‹") or None
        if key == NUMBER:  # a place in the list, not a property of the line
            return None
        return shown.chip.text if shown.chip else shown.text

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self.put([(index.row(), index.column(), value)])

    def put(self, cells: Iterable[tuple[int, int, object]]) -> bool:
        """Write cells (row, column, value) as one edit; rows below the last come into being. False: all were so."""
        rows: set[int] = set()
        with self.changing():
            for row, column, value in cells:
                if not self.is_readonly and COLUMNS[column].key != NUMBER:
                    rows |= self._write(row, COLUMNS[column].key, value)
            for row in sorted(rows):
                self.recheck(row)
        if rows:
            self.edited.emit()
        return bool(rows)

    def _write(self, row: int, key: str, value: object) -> set[int]:
        """The rows that are another now."""
        is_emptied = value in (None, "")
        if is_emptied:
            value = DEFAULTS.get(key)
        while row >= len(self.lines):
            if value == DEFAULTS.get(key):
                return set()
            # The empty row becomes the line, then a new empty row comes after it: the open editor stays where it is.
            at = len(self.lines)
            self.lines.append(new_line({}, self._next_id))
            self._next_id = new_id()
            self._has_empty_row = False
            self._tell_line(at)
            self.beginInsertRows(QModelIndex(), at + 1, at + 1)
            self._has_empty_row = True
            self.endInsertRows()
        line = self.lines[row]
        if line.values.get(key) == value and not (key == "kind" and line.is_proposed):
            return set()
        before = line.values.get(key)
        line.values[key] = value  # type: ignore[assignment]
        if key == "speaker_name" and value:
            line.values["is_anonymous"] = False
        if key == "kind":
            line.is_proposed = is_emptied
            propose(line)
        if key == "text":
            if line.values.get("request") == before:  # the text was the request, and still is
                line.values["request"] = value  # type: ignore[assignment]
            propose(line)
        line.is_dirty = True
        return {row}

    def _shown(self, key: str, line: Line | None, row: int) -> CellShown:
        if line is None:
            hint = _("Thêm ý kiến…") if key == "speaker_name" else "+" if key == NUMBER else ""
            return CellShown(hint, is_hint=True, is_number=key == NUMBER)
        if key == NUMBER:
            tone = "danger" if line.problems else "warn" if line.is_dirty else ""
            return CellShown(str(row + 1), tone=tone, is_number=True, problems=tuple(p.text for p in line.problems))
        problems = tuple(problem.text for problem in line.problems if problem.field == key)
        tone = "danger" if problems else ""
        value = line.values.get(key)
        if key == "disposition" and value in DISPOSITION_CHIPS:
            chip = DISPOSITION_CHIPS[str(value)]
            return CellShown("", ChipSpec(_(chip.text), chip.tone, chip.icon), tone, problems=problems)
        if key == "kind" and line.is_proposed:
            told = f"{shown_cell(opinion.FORM.field(key), value)}?"
            why = _("Máy đề xuất theo nội dung; chọn lại nếu khác.")
            return CellShown(told, tone=tone, is_hint=True, problems=problems or (why,))
        if key == "answered_on_spot":
            return CellShown("", ChipSpec(_("Có"), "ok", "check") if value else None, tone, problems=problems)
        if key == "speaker_name" and not value and line.values.get("is_anonymous"):
            return CellShown(_("(không nêu tên)"), tone=tone, problems=problems)
        return CellShown(shown_cell(opinion.FORM.field(key), value), tone=tone, problems=problems)
