"""What every reader of foreign tables gives: sheets of rows, with what the cells themselves do not tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dialogue_desk.domain.legacy import recognise, repair
from dialogue_desk.domain.vietnamese import normalise

Span = tuple[int, int, int, int]
"""A merged block: first row, first column, last row, last column; rows as the file shows them, columns from 0."""


@dataclass
class RawSheet:
    """One sheet, or one table of a document: `rows` are (number as shown, cells from the first column), blank is None.

    `hidden` are rows nobody sees (by hand or by a filter), `hidden_columns` columns; `padded` what a cell shows
    whose format adds zeros (0912345678 for 912345678), by row and column.
    """

    name: str
    rows: list[tuple[int, list[Any]]]
    is_visible: bool = True
    merged: list[Span] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    padded: dict[tuple[int, int], str] = field(default_factory=dict)
    is_sheet: bool = True
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(cells) for _number, cells in self.rows), default=0)


def letters(at: int) -> str:
    """The letters of a column counted from 0, as a spreadsheet has them: A, Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(name: str) -> int:
    """The reverse of `letters`, in capitals or not; -1 for what are no letters."""
    if not name.isascii() or not name.isalpha() or len(name) > 3:
        return -1
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def tidy(cell: Any) -> Any:
    """A cell as the readers compare it: text in normal form and out of old fonts, blank None, whole numbers int."""
    if type(cell) is str:
        return _tidy_text(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell


@lru_cache(4096)
def _tidy_text(cell: str) -> str | None:
    if cell.isascii():
        return normalise(cell) or None
    return (repair(cell).text if recognise(cell) else normalise(cell)) or None


def shown(cell: Any) -> str:
    """A cell as a person reads it: days dd/mm/yyyy, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        has_time = (cell.hour, cell.minute, cell.second) != (0, 0, 0)
        return f"{cell:%d/%m/%Y %H:%M}" if has_time else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(cell)


def numbered(rows: Iterable[list[Any]], first: int = 1) -> list[tuple[int, list[Any]]]:
    """Rows that are not blank, tidied, with their numbers."""
    found = []
    for number, cells in enumerate(rows, start=first):
        row = [tidy(cell) for cell in cells]
        if any(cell is not None for cell in row):
            found.append((number, row))
    return found
