"""The grid of opinions: a row a speaker, and one empty row to go on typing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Field, Kind, Problem, Value, Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.periods import parse_date, screen_date
from dialogue_desk.domain.records import Record, new_id
from dialogue_desk.gui.drafts import ROW_ID, ROW_IS_NEW, ROW_WAS
from dialogue_desk.gui.edits import GRID, Edits
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.texts import N_, _

Index = QModelIndex | QPersistentModelIndex
CellRole = int(Qt.ItemDataRole.UserRole)
FieldRole = CellRole + 1
NUMBER = "#"


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: width at 100 %, 0 for the one that takes the rest; `grown` only in the large grid."""

    key: str
    width: int
    title: str = ""
    grown: bool = False


COLUMNS: tuple[GridColumn, ...] = (
    GridColumn(NUMBER, 32, "#"),
    GridColumn("speaker_name", 132),
    GridColumn("speaker_address", 66, N_("Thôn")),
    GridColumn("text", 0, N_("Nội dung ý kiến, kiến nghị")),
    GridColumn("subject", 104),
    GridColumn("kind", 92, grown=True),
    GridColumn("request", 200, grown=True),
    GridColumn("side", 140),
    GridColumn("disposition", 142),
    GridColumn("action_text", 170, grown=True),
    GridColumn("explanation", 170, grown=True),
    GridColumn("due_on", 104, N_("Hạn"), grown=True),
)


@dataclass
class Line:
    """One opinion in the grid; `record` is what is stored of it, `id` the one it has or will have."""

    values: Values
    record: Record | None = None
    is_dirty: bool = False
    problems: tuple[Problem, ...] = ()
    id: str = field(default_factory=new_id)
    base: Values = field(default_factory=dict)
    """What typing began from, where a draft remembers it; else the record says."""

    @property
    def read(self) -> Values:
        """What the fields held when somebody began to type in them."""
        return {**(self.record.values if self.record else {}), **self.base}

    @property
    def is_overtaken(self) -> bool:
        """Whether a field typed here was changed elsewhere since, to something else."""
        now = self.record.values if self.record else {}
        return any(now.get(key) not in (was, self.values.get(key)) for key, was in self.base.items())

    def kept(self, more: Mapping[str, Value]) -> Values:
        """The line for a draft: of a stored one what differs, and what that was."""
        values = {**self.values, **more}
        if self.record is None:
            return {**values, ROW_ID: self.id, ROW_IS_NEW: True}
        held, read = self.record.values, self.read
        changed = {key: value for key, value in values.items() if value != held.get(key)}
        return {**changed, **{ROW_WAS + key: read.get(key) for key in changed}, ROW_ID: self.id, ROW_IS_NEW: False}


@dataclass(frozen=True, slots=True)
class CellShown:
    """What the delegate paints."""

    text: str
    chip: ChipSpec | None = None
    tone: str = ""
    is_hint: bool = False
    is_number: bool = False
    problems: tuple[str, ...] = field(default=())


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

    def _kept(self) -> list[tuple[Line, Values, bool]]:
        return [(line, dict(line.values), line.is_dirty) for line in self.lines]

    def _put_back(self, kept: Sequence[tuple[Line, Values, bool]]) -> None:
        """The rows as they were, each line itself: what a save has learned of it meanwhile stays with it."""
        self.beginResetModel()
        self.lines = []
        for line, values, is_dirty in kept:
            line.values, line.is_dirty = dict(values), is_dirty
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
                line = Line(_fresh(), id=row_id or new_id())
                self.lines.append(line)
            line.values.update(values)
            line.base = base
            line.is_dirty = True
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
            found.append(Line(_fresh(), id=self._next_id).kept({key: value}))
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
            self.lines[row:row] = [Line({**_fresh(), **values}, is_dirty=True) for values in given]
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

    # -- Qt ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return len(self.lines) + (1 if self._has_empty_row and not self.is_readonly else 0)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
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
        with self.changing():
            return self._write(index.row(), COLUMNS[index.column()].key, value)

    def _write(self, row: int, key: str, value: object) -> bool:
        if row >= len(self.lines):
            if value in (None, ""):
                return False
            # The empty row becomes the line, then a new empty row comes after it: the open editor stays where it is.
            self.lines.append(Line(_fresh(), id=self._next_id))
            self._next_id = new_id()
            self._has_empty_row = False
            self._tell_line(row)
            self.beginInsertRows(QModelIndex(), row + 1, row + 1)
            self._has_empty_row = True
            self.endInsertRows()
        line = self.lines[row]
        if line.values.get(key) == value:
            return False
        line.values[key] = value  # type: ignore[assignment]
        if key == "speaker_name" and value:
            line.values["is_anonymous"] = False
        line.is_dirty = True
        self.recheck(row)
        self.edited.emit()
        return True

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
        if key == "speaker_name" and not value and line.values.get("is_anonymous"):
            return CellShown(_("(không nêu tên)"), tone=tone, problems=problems)
        return CellShown(shown_cell(opinion.FORM.field(key), value), tone=tone, problems=problems)


def shown_cell(field: Field, value: Value) -> str:
    """A value as a cell shows it."""
    if value is None:
        return ""
    if field.codes is not None and not isinstance(value, tuple):
        return _(field.codes.label(value))
    if field.kind is Kind.DATE:
        return screen_date(value) or str(value)
    return str(value)


def unread(values: Mapping[str, Value]) -> list[Problem]:
    """Cells that hold a text which is no date: it stays as it was typed until somebody writes it right."""
    days = (column.key for column in COLUMNS if column.key != NUMBER)
    wrong = [key for key in days if opinion.FORM.field(key).kind is Kind.DATE and not _is_day(values.get(key))]
    return [Problem(key, _("Không phải ngày: gõ như 1/5 hoặc 01/05/2026.")) for key in wrong]


def _is_day(value: Value) -> bool:
    return value is None or (isinstance(value, str) and parse_date(value) is not None)


def _fresh() -> Values:
    return checks.with_defaults(opinion.FORM, {})
