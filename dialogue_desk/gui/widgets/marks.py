"""Rows of a list marked for one doing: Space, Shift and arrows, Ctrl or Shift and the mouse, Ctrl+A."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent

from dialogue_desk.domain.sheet import guard
from dialogue_desk.gui.models.entries import Entry, EntryRole
from dialogue_desk.gui.widgets.lists import EntryList

MOST = 500
"""Rows that can be marked at once."""

_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Marks(QObject):
    """The marked rows of one list by key, in the order they were marked; `changed` when they are others."""

    changed = Signal()

    def __init__(self, rows: EntryList) -> None:
        super().__init__(rows)
        self._rows = rows
        self._anchor = -1
        self._eats_release = False
        self.entries: dict[tuple[str, str], Entry] = {}
        rows.marks = self.entries
        rows.installEventFilter(self)
        rows.viewport().installEventFilter(self)

    def clear(self) -> None:
        if self.entries:
            self.entries.clear()
            self._tell()

    def keep_only(self, keys: set[tuple[str, str]]) -> None:
        """Take the mark off every other row."""
        for key in [key for key in self.entries if key not in keys]:
            del self.entries[key]
        self._tell()

    def text(self) -> str:
        """The marked rows, else the current one, for a spreadsheet: a line a row, no cell runs there."""
        now = self._rows.currentIndex().data(EntryRole)
        shown = list(self.entries.values()) or ([now] if isinstance(now, Entry) else [])
        return "\n".join("\t".join(guard(" ".join(cell.split())) for cell in _cells(entry)) for entry in shown)

    # -- by hand --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and watched is self._rows and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QMouseEvent) and watched is self._rows.viewport():
            if event.type() == QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
                self._eats_release = self._pressed(event)
                return self._eats_release
            if event.type() == QEvent.Type.MouseButtonRelease and self._eats_release:
                self._eats_release = False
                return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        row, plain = self._rows.currentIndex().row(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._mark(0, self._rows.model().rowCount() - 1)
        elif event.key() == Qt.Key.Key_Space and plain and row >= 0:
            self._toggle(row)
        elif event.key() == Qt.Key.Key_Escape and self.entries:
            self.clear()
        elif event.key() in _UP_DOWN and event.modifiers() == Qt.KeyboardModifier.ShiftModifier and row >= 0:
            self._extend(row, row + _UP_DOWN[Qt.Key(event.key())])
        else:
            return False
        return True

    def _extend(self, row: int, to: int) -> None:
        """From where marking began to the next row."""
        if not 0 <= to < self._rows.model().rowCount():
            return
        if self._anchor < 0 or row not in self._marked_rows(row):
            self._anchor = row
        if abs(to - self._anchor) < abs(row - self._anchor):
            self._unmark(row)
        self._mark(min(self._anchor, to), max(self._anchor, to))
        self._rows.choose(to)

    def _marked_rows(self, row: int) -> set[int]:
        entry = self._entry(row)
        return {row} if entry is not None and entry.key in self.entries else set()

    def _pressed(self, event: QMouseEvent) -> bool:
        """Whether this press was about marks."""
        at: QPoint = event.position().toPoint()
        index, modifiers = self._rows.indexAt(at), event.modifiers()
        if not index.isValid():
            return False
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            start = self._anchor if self._anchor >= 0 else max(self._rows.currentIndex().row(), 0)
            self._mark(min(start, index.row()), max(start, index.row()))
        elif modifiers & Qt.KeyboardModifier.ControlModifier or (self.entries and at.x() < self._rows.mark_width):
            if not self.entries and modifiers and self._rows.currentIndex().isValid():
                self._mark(self._rows.currentIndex().row(), self._rows.currentIndex().row())
                if self._rows.currentIndex().row() == index.row():
                    return True
            self._toggle(index.row())
        else:
            self._anchor = -1
            return False
        return True

    # -- marking --------------------------------------------------------------------------------

    def _entry(self, row: int) -> Entry | None:
        entry = self._rows.model().index(row, 0).data(EntryRole)
        return entry if isinstance(entry, Entry) else None

    def _toggle(self, row: int) -> None:
        self._anchor = row
        entry = self._entry(row)
        if entry is None:
            return
        if entry.key in self.entries:
            del self.entries[entry.key]
        elif len(self.entries) < MOST:
            self.entries[entry.key] = entry
        self._tell()

    def _unmark(self, row: int) -> None:
        entry = self._entry(row)
        if entry is not None:
            self.entries.pop(entry.key, None)

    def _mark(self, first: int, last: int) -> None:
        for row in range(first, last + 1):
            if len(self.entries) >= MOST:
                break
            entry = self._entry(row)
            if entry is not None:
                self.entries[entry.key] = entry
        self._tell()

    def _tell(self) -> None:
        self._rows.viewport().update()
        self.changed.emit()


def _cells(entry: Entry) -> list[str]:
    """What a row says, a column each."""
    if not entry.cells:
        return [entry.title, entry.detail, entry.chip.text if entry.chip else ""]
    told = [" ".join(part for part in (text, chip.text if chip else "") if part) for text, chip in entry.cells]
    return [entry.title, entry.detail, *told]
