"""Ctrl+Shift+V in the grid of opinions: what was copied as lines, asked about first where that is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.gui.forms.grid import Grid
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.opinions import COLUMNS, NUMBER
from dialogue_desk.gui.models.pasting import Pasted, parsed, read_lines

LEAST_SURE = 30
"""Letters from which on a cell is surely what somebody said, and no name or code."""

if TYPE_CHECKING:  # files are read only when somebody pastes
    from dialogue_desk.desk.files import PastedRows
    from dialogue_desk.gui.pages.records.paste_preview import PastePreview


class OpinionPaste(QObject):
    """`read` carries the lines. While a person is asked, the question stands in `middle` in the place of `paper`.

    `asking` tells that it begins and ends.
    """

    read = Signal(object)
    asking = Signal(bool)

    def __init__(self, kit: Kit, grid: Grid, paper: QWidget, middle: QVBoxLayout) -> None:
        super().__init__(paper)
        self._kit, self._grid, self._paper, self._middle = kit, grid, paper, middle
        self.asked: PastePreview | None = None

    def paste(self, session: Record | None, heads: Value) -> None:
        """Read the clipboard: by headings, as minutes, else cell by cell from the current column on."""
        clipboard = QGuiApplication.clipboard()
        text, html = clipboard.text(), clipboard.mimeData().html()
        pasted = self._kit.desk.files.pasted("opinion", text, html)
        if pasted.encoding is not None or (pasted.header and not pasted.is_sure):
            self._ask(pasted, session, heads)
        elif pasted.header or "\t" not in text:  # minutes: “Ông An (thôn Đông): …”
            self.read.emit(parsed(pasted.rows()))
        else:
            plain = self._plain(text)
            if _is_doubtful(pasted, plain):
                self._ask(pasted, session, heads)
            else:
                self.read.emit(plain)

    def _plain(self, text: str) -> Pasted:
        """Cells without headings fill the columns from the current one on, as in a spreadsheet.

        Columns that fill themselves may be left out in what is pasted: whichever reads better.
        """
        visible = [column for at, column in enumerate(COLUMNS) if not self._grid.isColumnHidden(at)]
        index = self._grid.currentIndex()
        start = COLUMNS[max(index.column(), 1)] if index.isValid() else COLUMNS[1]
        columns = [column for column in visible if column.key != NUMBER]
        columns = columns[columns.index(start) :] if start in columns else columns
        without = [column.key for column in columns if not column.is_passed]
        read = (read_lines(text, keys) for keys in (without, [column.key for column in columns]))
        return min(read, key=lambda pasted: pasted.unread)

    def _ask(self, pasted: PastedRows, session: Record | None, heads: Value) -> None:
        """Let a person decide first, by the preview an imported table has."""
        if self.asked is None:
            # It brings the reading of files with it, and most days nobody is asked.
            from dialogue_desk.gui.pages.records.paste_preview import PastePreview  # noqa: PLC0415

            self.asked = PastePreview(self._kit)
            self.asked.taken.connect(self.read)
            self.asked.kept_as_is.connect(lambda text: self.read.emit(self._plain(text)))
            self.asked.left.connect(self._back)
            self._middle.addWidget(self.asked, 1)
        day = session.values.get("held_on") if session is not None else None
        given = {"received_on": str(day or self._kit.today().isoformat())}
        if heads in ("party", "government"):
            given["side"] = str(heads)
        self._paper.hide()
        self.asking.emit(True)
        self.asked.ask(pasted, given)

    def put_away(self) -> bool:
        """Leave what was asked; False when nothing was."""
        return self.asked is not None and self.asked.put_away()

    def _back(self) -> None:
        self.asking.emit(False)
        self._paper.show()
        self._grid.setFocus()


def _is_doubtful(pasted: PastedRows, plain: Pasted) -> bool:
    """Whether what the cells of a table without headings hold speaks against the columns they would fall into."""
    if "text" not in pasted.columns or len(pasted.columns) < 3 or not plain.lines:
        return False
    at = pasted.columns.index("text")
    said = normalise(pasted.cells[0][at]) if at < len(pasted.cells[0]) else ""
    return len(said) >= LEAST_SURE and plain.lines[0].get("text") != said
