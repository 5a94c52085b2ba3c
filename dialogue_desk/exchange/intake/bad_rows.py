"""Rows of a foreign table that could not be taken, written back as they were, what is wrong behind each."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dialogue_desk.domain.sheet import guard
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.plan import SECTION
from dialogue_desk.exchange.intake.sheets import shown
from dialogue_desk.exchange.intake.taking import RowTold, Understood
from dialogue_desk.exchange.rows import replacing
from dialogue_desk.texts import _


def write_bad_rows(path: Path, found: Understood, bad: Sequence[tuple[RowTold, tuple[tuple[str, str], ...]]]) -> None:
    """Write headings and rows to an .xlsx or .csv that can be mended and taken again; DeskError for another ending."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise DeskError(
            _("{file}: tên tệp phải kết thúc bằng .xlsx hoặc .csv.").format(file=path.name),
            _("Đổi tên tệp rồi làm lại."),
            "format",
        )
    columns = [column for column in found.columns if column.at != SECTION]
    cells = {(name, number, column.at): cell for column in columns
             for name, number, cell in found.placed_cells(column.at)}  # fmt: skip
    rows: list[list[Any]] = [[*(column.heading for column in columns), _("Lỗi")]]
    for told, problems in bad:
        row = [cells.get((told.sheet, told.row, column.at)) for column in columns]
        rows.append([*row, "; ".join(text.rstrip(".") for _at, text in problems)])
    marked = {(line, at) for line, (_told, problems) in enumerate(bad, start=1)
              for at, column in enumerate(columns) if column.at in {place for place, _text in problems}}  # fmt: skip
    with replacing(path) as beside:
        if path.suffix.lower() == ".csv":
            with beside.open("w", encoding="utf-8-sig", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows([guard(shown(cell)) for cell in row] for row in rows)
            return
        _write_book(beside, rows, marked)


def _write_book(path: Path, rows: Sequence[Sequence[Any]], marked: set[tuple[int, int]]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet()
        red = book.add_format({"bg_color": "#F8D7DA"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                style = red if (line, at) in marked else None
                if isinstance(cell, date):
                    page.write_datetime(line, at, cell, day)
                elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
                    page.write_number(line, at, cell, style)
                elif cell is not None:
                    page.write_string(line, at, shown(cell), style)
                elif style is not None:
                    page.write_blank(line, at, None, style)
