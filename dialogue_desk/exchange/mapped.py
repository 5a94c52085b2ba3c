"""An old table with its own headings, read through a mapping of its columns to our fields."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.legacy import repair
from dialogue_desk.domain.sheet import guard
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.grid import GridRow, read_grid
from dialogue_desk.exchange.mapping import ColumnMapping, guess_columns, is_passed_over
from dialogue_desk.exchange.rows import FileRow, RowProblem, replacing
from dialogue_desk.exchange.spreadsheet import new_workbook
from dialogue_desk.texts import _


@dataclass(frozen=True)
class Headings:
    """What an old table looks like: its headings, the field guessed for each, and its first rows."""

    line: int
    headings: tuple[str, ...]
    guessed: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]


def read_headings(path: Path, form: Form) -> Headings:
    """The headings of a table: of its first rows the one that names most fields, or else has most cells."""
    grid = read_grid(path)
    best, rank = 0, (-1, -1)
    for index, (_line, cells) in enumerate(grid[:20]):
        names = _names(cells)
        here = sum(bool(key) for key in guess_columns(form, names)), sum(bool(n) for n in names)
        if here > rank:
            best, rank = index, here
    line, cells = grid[best]
    names = _names(cells)
    sample = tuple(tuple("" if c is None else str(c) for c in row) for _n, row in grid[best + 1 : best + 6])
    return Headings(line, tuple(names), tuple(guess_columns(form, names)), sample)


def _names(cells: list[Any]) -> list[str]:
    return ["" if c is None else " ".join(repair(str(c)).text.split()) for c in cells]


class MappedSource:
    """A .csv or the first sheet of an .xlsx, its columns renamed by a mapping; others are left out."""

    def __init__(self, path: Path, form: Form, mapping: ColumnMapping) -> None:
        self.path = path
        self.name = path.name
        self.form = form
        self._grid = read_grid(path)
        wanted = {name for name, key in mapping.columns.items() if key}
        unknown = sorted(key for key in mapping.columns.values() if key and key not in form.by_key)
        if unknown or not wanted:
            raise DeskError(
                _("Bảng ghép “{name}” không có ô nào của {form}.").format(name=mapping.name, form=_(form.label)),
                _("Ghép lại các cột."),
                "mapping",
            )
        for index, (_line, cells) in enumerate(self._grid):
            names = _names(cells)
            if wanted <= set(names):
                self._start = index + 1
                self.headings = names
                self.columns = [mapping.columns.get(name, "") for name in names]
                return
        raise DeskError(
            _("{file} không có đủ các cột: {columns}.").format(file=self.name, columns=", ".join(sorted(wanted))),
            _("Ghép lại các cột cho tệp này."),
            "mapping",
        )

    def rows(self, wanted: Callable[[str], bool]) -> Iterator[FileRow]:
        """Rows below the headings; those that hold nothing but a row number are left out."""
        if not wanted(self.form.key):
            return
        for line, cells in self._grid[self._start :]:
            if all(c is None or is_passed_over(name) for c, name in zip(cells, self.headings, strict=False)):
                continue
            # An old table tells what it has: an empty cell is unknown, not cleared.
            known = {k: c for k, c in zip(self.columns, cells, strict=False) if k and c is not None}
            yield FileRow(line, self.form.key, known, raw=cells)

    def write_bad(self, path: Path, bad: list[tuple[FileRow, RowProblem]]) -> None:
        """Write the headings and the rows as they were, what is wrong behind each."""
        rows: list[GridRow] = [(0, [*self.headings, _("Lỗi")])]
        rows += [(row.line, [*row.raw, guard(str(problem))]) for row, problem in bad]
        if path.suffix.lower() == ".csv":
            with replacing(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows(cells for _line, cells in rows)
            return
        with new_workbook(path) as book:
            page = book.add_worksheet()
            for place, (_line, cells) in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                        page.write_number(place, column, cell)
                    elif cell is not None:
                        page.write_string(place, column, str(cell))
