"""Handing a workbook back with its errors marked: the cell coloured, the problem as a comment on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.exchange.rows import RowProblem, replacing
from dialogue_desk.exchange.workbooks import check_workbook


def write_marked(path: Path, problems: Iterable[RowProblem], out: Path) -> int:
    """Copy a workbook of ours to `out` with each problem marked in the column of its key; returns how many were."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    check_workbook(path)
    book = openpyxl.load_workbook(path, read_only=True)
    places: dict[str, dict[str, int]] = {}
    cells = []
    for problem in problems:
        name = problem.sheet if problem.sheet in book.sheetnames else book.sheetnames[0]
        if name not in places:
            places[name] = {
                normalise(str(cell)): at
                for row in reversed(list(book[name].iter_rows(min_row=1, max_row=3, values_only=True)))
                for at, cell in enumerate(row, start=1)
                if cell is not None
            }
        at = get_column_letter(places[name].get(problem.column, 1))
        cells.append((name, max(problem.row, 1), at, str(problem)))
    book.close()
    return mark_cells(path, cells, out)


def mark_cells(path: Path, cells: Sequence[tuple[str, int, str, str]], out: Path) -> int:
    """Copy a workbook to `out` with cells marked, given as (sheet, row, letters, what is wrong); returns how many were.

    What is wrong with a row and no column of it stands at its first cell; several findings of one cell stand together.
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.utils import column_index_from_string

    check_workbook(path)
    book = openpyxl.load_workbook(path)
    red = PatternFill("solid", fgColor="F8D7DA")
    told: dict[tuple[str, int, int], list[str]] = {}
    for sheet, row, at, text in cells:
        name = sheet if sheet in book.sheetnames else book.sheetnames[0]
        column = column_index_from_string(at) if at.isascii() and at.isalpha() else 1
        told.setdefault((name, row, column), []).append(text.rstrip("."))
    for (name, row, column), texts in told.items():
        cell = book[name].cell(row, column)
        if isinstance(cell, openpyxl.cell.cell.MergedCell):
            span = next(s for s in book[name].merged_cells.ranges if cell.coordinate in s)
            cell = book[name].cell(span.min_row, span.min_col)
        cell.fill = red
        comment = Comment("; ".join(texts) + ".", "Bàn Đối thoại")
        comment.width, comment.height = 320, 90
        cell.comment = comment
    with replacing(out) as beside:
        book.save(beside)
    return len(told)
