"""A Sheet on screen: its title and its blocks on one card. Paper and workbook come from the same object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.domain.sheet import CellKind, Chart, Figure, Figures, Note, QrCode, Sheet, Table, Text
from dialogue_desk.gui.models.sheet_table import SheetTableModel
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.qr_view import QrView
from dialogue_desk.gui.widgets.sheet_table import SheetTable
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widths import Widths

ROLES = {"heading": "subhead", "bold": "bold", "small": "small"}


@dataclass(frozen=True, slots=True)
class ChosenFigure:
    """A figure somebody asked about: what it is, and its place among the tables of the sheet."""

    words: str
    table: int
    row: int
    key: str
    is_marked: bool
    is_number: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """Columns that are not shown on the screen, by the keys of their leaves, and the words that say so."""

    keys: frozenset[str]
    words: str


class SheetView(QWidget):
    """`figure_chosen` carries a ChosenFigure."""

    figure_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        widths_of: Callable[[str], Widths | None] = lambda _table: None,
        folded: Callable[[Table], Folded | None] = lambda _table: None,
    ) -> None:
        """`widths_of` gives what remembers the columns of a table, by the names of its sheet and itself."""
        super().__init__()
        self._theme = theme
        self._widths_of = widths_of
        self._folded = folded
        self.tables: list[SheetTable] = []
        self._column = down(self, theme.px(10))

    def show_sheet(self, sheet: Sheet) -> None:
        """Replace what is shown; what is attached stands below, each on a card of its own."""
        clear(self._column)
        self.tables = []
        self._add_sheet(sheet)
        self._column.addStretch(1)

    def _add_sheet(self, sheet: Sheet) -> None:
        card = Card(self._theme, padding=2)
        card.box.setSpacing(0)
        card.box.addWidget(self._heading(sheet))
        notes: list[str] = []
        for block in sheet.blocks:
            if isinstance(block, Note):
                notes.append(block.text)
            elif isinstance(block, Table):
                self._add_table(card, block, f"{sheet.name}.{block.key}")
                self.tables[-1].setAccessibleName(block.title or sheet.title)
            elif isinstance(block, Text):
                self._add_text(card, block)
            elif isinstance(block, Figures):
                self._add_figures(card, block)
            elif isinstance(block, QrCode):
                card.box.addWidget(QrView(self._theme, block.text), 0, Qt.AlignmentFlag.AlignHCenter)
            else:
                assert isinstance(block, Chart)
        card.box.addSpacing(self._theme.px(8))
        self._column.addWidget(card)
        for note in notes:
            self._column.addWidget(WrappedLabel(self._theme, note, "small", "text2"))
        for attached in sheet.attached:
            self._add_sheet(attached)

    def _heading(self, sheet: Sheet) -> QWidget:
        px = self._theme.px
        holder = QWidget()
        box = down(holder, px(2), margins=(px(60), px(10), px(60), px(10)))
        for text, role, token in ((sheet.title, "subhead", "text"), (sheet.subtitle, "small", "text2")):
            if text:
                line = label(self._theme, text, role, token)
                line.setWordWrap(True)
                line.setAlignment(Qt.AlignmentFlag.AlignCenter)
                box.addWidget(line)
        return holder

    def _add_table(self, card: Card, table: Table, name: str) -> None:
        if table.title:
            line = label(self._theme, table.title, "bold")
            line.setContentsMargins(self._theme.px(14), self._theme.px(10), 0, self._theme.px(6))
            card.box.addWidget(line)
        model = SheetTableModel(table, self)
        folded = self._folded(table)
        view = SheetTable(self._theme, model, self._widths_of(name), hidden=folded.keys if folded else frozenset())
        place = len(self.tables)
        view.figure_chosen.connect(lambda row, column: self._tell(model, place, row, column))
        card.box.addWidget(view)
        told = label(self._theme, "", "small", "text2")
        told.setContentsMargins(self._theme.px(14), self._theme.px(4), 0, 0)
        told.hide()
        view.range_chosen.connect(told.setText)
        view.range_chosen.connect(lambda words: told.setVisible(bool(words)))
        card.box.addWidget(told)
        if folded is not None:
            said = WrappedLabel(self._theme, folded.words, "small", "text2")
            said.setContentsMargins(self._theme.px(14), self._theme.px(6), self._theme.px(14), 0)
            card.box.addWidget(said)
        self.tables.append(view)

    def _add_text(self, card: Card, block: Text) -> None:
        text = WrappedLabel(self._theme, block.text, ROLES.get(block.style, "body"))
        text.setContentsMargins(0, 0, 0, 0)
        row = across(margins=(self._theme.px(14), self._theme.px(4), self._theme.px(14), self._theme.px(4)))
        row.addWidget(text)
        card.box.addLayout(row)

    def _add_figures(self, card: Card, block: Figures) -> None:
        row = across(margins=(self._theme.px(14), self._theme.px(6), self._theme.px(14), self._theme.px(6)))
        for figure in block.figures:
            row.addLayout(self._figure(figure))
        row.addStretch(1)
        card.box.addLayout(row)

    def _figure(self, figure: Figure) -> QVBoxLayout:
        box = down(margins=(0, 0, self._theme.px(28), 0))
        box.addWidget(label(self._theme, figure.label, "small", "text2"))
        number = f"{figure.value:,}".replace(",", ".") if isinstance(figure.value, int) else str(figure.value or "")
        tone = paint.TONES[figure.tone][1] if figure.tone in paint.TONES else "text"
        box.addWidget(label(self._theme, f"{number} {figure.unit}".strip(), "title", tone))
        if figure.hint:
            box.addWidget(label(self._theme, figure.hint, "caption", "text3"))
        return box

    def _tell(self, model: SheetTableModel, table: int, row: int, column: int) -> None:
        cell = model.cell(row, column)
        first = next((model.cell(row, at).text for at in range(min(2, column)) if at == 1 or column == 1), "")
        words = ", ".join(part for part in (" ".join(first.split()), model.path(column)) if part)
        said = f"{words}: {cell.text}" if cell.text else words
        leaf = model.leaves[column]
        is_number = leaf.kind is CellKind.NUMBER and bool(cell.text)
        self.figure_chosen.emit(ChosenFigure(said, table, model.source_row(row), leaf.key, cell.is_marked, is_number))
