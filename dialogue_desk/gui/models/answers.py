"""The grid of answers to petitions that units below sent up: which are answered now, and what each is told apart."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms import action
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.edits import GRID, Edits
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.opinions import CellRole, CellShown, FieldRole, Index, shown_cell
from dialogue_desk.texts import N_, _

COLUMNS = (
    ("mark", N_("Trả lời"), 104),
    ("unit", N_("Đơn vị"), 132),
    ("about", N_("Kiến nghị"), 0),
    ("subject", N_("Lĩnh vực"), 116),
    ("due_on", N_("Hạn"), 96),
    ("waited", N_("Đã chờ (ngày)"), 104),
    ("text", N_("Trả lời riêng"), 226),
    ("document_number", N_("Văn bản riêng"), 116),
)
"""Key, title and width at 100 %; 0 takes the rest."""

OWN = ("text", "document_number", "document_on")
"""What may be told to one petition apart."""


@dataclass
class Waiting:
    """One petition that waits for an answer."""

    unit: str
    id: str
    unit_name: str
    about: str
    subject: str = ""
    due_on: str = ""
    waited: int = 0
    """Days since it was sent up, or received where that is not known."""
    overdue: int = 0
    """Days past its deadline."""
    is_marked: bool = True
    own: Values = field(default_factory=dict)
    why: str = ""
    """Why the last answer was not taken."""


class AnswersModel(QAbstractTableModel):
    """A row a petition; `common` is what those without words of their own are told."""

    edited = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Waiting] = []
        self._came: list[tuple[str, str]] = []
        self._common = ""
        self.edits: Edits | None = None

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        """What happens inside is one edit, which Ctrl+Z takes back whole."""
        before = self._kept()
        yield
        after = self._kept()
        if before == after:
            return
        if self.edits is not None:
            self.edits.push(GRID, lambda: self._put_back(before), lambda: self._put_back(after))
        self.edited.emit()

    def _kept(self) -> list[tuple[Waiting, Values, bool]]:
        return [(row, dict(row.own), row.is_marked) for row in self.rows]

    def _put_back(self, kept: Sequence[tuple[Waiting, Values, bool]]) -> None:
        for row, own, is_marked in kept:
            row.own, row.is_marked = dict(own), is_marked
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))
        self.edited.emit()

    def show(self, rows: Sequence[Waiting]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self._came = [(row.unit, row.id) for row in rows]
        self.endResetModel()
        self.edited.emit()

    def set_common(self, text: str) -> None:
        """What the empty cells stand for."""
        self._common = text
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))

    def toggle(self, row: int) -> None:
        """Answer this one now, or leave it for later."""
        if 0 <= row < len(self.rows):
            with self._changing():
                self.rows[row].is_marked = not self.rows[row].is_marked
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def marked(self) -> list[Waiting]:
        return [row for row in self.rows if row.is_marked]

    # -- Qt ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section][1])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if COLUMNS[index.column()][0] in OWN else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        key, row = COLUMNS[index.column()][0], self.rows[index.row()]
        if role == FieldRole:
            return action.FORM.field(key) if key in OWN else None
        if role == Qt.ItemDataRole.EditRole:
            return row.own.get(key)
        shown = self._shown(key, row)
        if role == CellRole:
            return shown
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.why.replace("<", "‹") or None
        if role == Qt.ItemDataRole.DisplayRole:
            return shown.chip.text if shown.chip else shown.text
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self.put([(index.row(), index.column(), value)])

    def put(self, cells: Iterable[tuple[int, int, object]]) -> bool:
        """Write cells (row, column, value), those that are told apart; False when there are none."""
        written = [cell for cell in cells if COLUMNS[cell[1]][0] in OWN and cell[0] < len(self.rows)]
        with self._changing():
            for row, column, value in written:
                own = self.rows[row].own
                own[COLUMNS[column][0]] = value  # type: ignore[assignment]
                self.rows[row].own = {key: told for key, told in own.items() if told is not None}
        for row, column, _value in written:
            self.dataChanged.emit(self.index(row, column), self.index(row, column))
        return bool(written)

    def sort_by(self, column: int, *, descending: bool = False) -> None:
        """Rows in the order of a column's words; -1: by unit, as they came."""
        before = list(self.rows)
        key = COLUMNS[column][0] if column >= 0 else ""
        if key:
            self.rows.sort(key=lambda row: self._order(key, row), reverse=descending)
        else:
            self.rows.sort(key=lambda row: self._came.index((row.unit, row.id)))
        self.layoutAboutToBeChanged.emit()
        moved = {id(row): at for at, row in enumerate(self.rows)}
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(moved[id(before[index.row()])], index.column()))
        self.layoutChanged.emit()

    def _order(self, key: str, row: Waiting) -> tuple[object, ...]:
        """Days and numbers stand by what they are, words as people sort them."""
        if key == "waited":
            return (row.waited,)
        if key == "due_on":
            return (not row.due_on, row.due_on)
        return (sort_key(self._shown(key, row).text),)

    def _shown(self, key: str, row: Waiting) -> CellShown:
        if key == "mark":
            if row.why:
                return CellShown("", ChipSpec(_("Chưa được"), "danger", "circle-alert"), problems=(row.why,))
            chip = ChipSpec(_("Trả lời"), "ok", "check") if row.is_marked else ChipSpec(_("Để sau"), "mute", "minus")
            return CellShown("", chip)
        if key == "unit":
            return CellShown(row.unit_name)
        if key == "about":
            return CellShown(row.about)
        if key == "subject":
            return CellShown(row.subject)
        if key == "waited":
            return CellShown(str(row.waited))
        if key == "due_on":
            late = ChipSpec(screen_date(row.due_on), "danger", "clock") if row.overdue else None
            return CellShown("" if late else screen_date(row.due_on), late)
        value = row.own.get(key)
        if value is None and key == "text" and row.is_marked:
            return CellShown(self._common or _("(như trả lời chung)"), is_hint=True)
        return CellShown(shown_cell(action.FORM.field(key), value))


def at(model: AnswersModel, row: int, key: str) -> QModelIndex:
    """The cell of a row."""
    return model.index(row, next(n for n, column in enumerate(COLUMNS) if column[0] == key))
