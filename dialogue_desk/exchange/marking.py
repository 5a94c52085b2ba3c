"""Handing a workbook back with its errors marked: the cell coloured, the problem as a comment on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.exchange.rows import RowProblem, replacing
from dialogue_desk.exchange.workbooks import check_workbook


def write_marked(
    path: Path, problems: Iterable[RowProblem], out: Path, headings: Mapping[str, str] | None = None
) -> int:
    """Copy a workbook to `out` with each problem marked; returns how many were.

    `headings` maps field keys to the table's own headings, when it has its own.
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    check_workbook(path)
    book = openpyxl.load_workbook(path)
    red = PatternFill("solid", fgColor="F8D7DA")
    places: dict[str, dict[str, int]] = {}
    count = 0
    for problem in problems:
        sheet = book[problem.sheet] if problem.sheet in book.sheetnames else book.worksheets[0]
        if sheet.title not in places:
            places[sheet.title] = {
                normalise(str(cell.value)): cell.column
                for row in reversed(list(sheet.iter_rows(min_row=1, max_row=20)))
                for cell in row
                if cell.value is not None
            }
        name = (headings or {}).get(problem.column, problem.column)
        cell = sheet.cell(max(problem.row, 1), places[sheet.title].get(name, 1))
        cell.fill = red
        comment = Comment(str(problem), "Bàn Đối thoại")
        comment.width, comment.height = 320, 90
        cell.comment = comment
        count += 1
    with replacing(out) as beside:
        book.save(beside)
    return count
