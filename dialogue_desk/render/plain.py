"""A Sheet as JSON and as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dialogue_desk.domain.sheet import Cell, Figures, Row, Sheet, Table, Text, guard


def as_json(sheet: Sheet) -> dict[str, Any]:
    """The sheet as interface.md names its parts; unknown is null.

    A row has its values, what stands only here (`as_of`), and `sources`: by
    column the records behind its figures. `figures` is there when the sheet has
    any, `tables` when it has several, `text` when it has paragraphs. Rows that
    add others up carry no sources.
    """
    tables = list(sheet.tables())
    figures = dict(sheet.figures)
    for block in sheet.blocks:
        if isinstance(block, Figures):
            figures |= {figure.key: figure.value for figure in block.figures}
    told: dict[str, Any] = {"name": sheet.name, "title": sheet.title}
    told |= _table(tables[0]) if tables else {"columns": [], "rows": []}
    told["notes"] = list(sheet.notes())
    if figures:
        told["figures"] = figures
    if written := [block.text for block in sheet.blocks if isinstance(block, Text)]:
        told["text"] = written
    if len(tables) > 1:
        told["tables"] = [{"key": t.key, "title": t.title or None, **_table(t)} for t in tables]
    return told


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [{"key": leaf.key, "title": leaf.title} for leaf in table.leaves],
        "rows": [_row(row, [leaf.key for leaf in table.leaves]) for row in table.rows],
    }


def _row(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    """Every column has its key, also in a row that merges cells. A unit is its key here; sheets print its name."""
    told: dict[str, Any] = {**dict.fromkeys(columns), **row.values, **row.extra}
    told |= {key: None for key, value in told.items() if value == ""}
    if "unit" in row.values and "key" in row.extra:
        told |= {"unit": row.extra["key"], "unit_name": row.values["unit"]}
    if row.sources and row.style != "total":
        told["sources"] = {
            key: [{"form": s.form, "records": [list(record) for record in s.records]} for s in row.sources[key]]
            for key in row.sources
        }
    return told


def write_json(sheet: Sheet, path: Path) -> None:
    """Write the sheet as one JSON object, UTF-8."""
    path.write_text(json.dumps(as_json(sheet), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_csv(sheet: Sheet, path: Path) -> None:
    """Write the tables as CSV, UTF-8: a line of column keys, then the rows; several tables with a blank line between.

    A sheet without tables has its paragraphs in one column, `text`. Cells a
    spreadsheet would run as a formula get an apostrophe in front.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        if next(sheet.tables(), None) is None:
            written = [block.text for block in sheet.blocks if isinstance(block, Text)]
            writer.writerows([["text"], *([_csv_cell(text)] for text in written)])
        for number, table in enumerate(sheet.tables()):
            if number:
                writer.writerow([])
            keys = list(dict.fromkeys([*(leaf.key for leaf in table.leaves), *_extra_keys(table)]))
            writer.writerow(keys)
            for row in table.rows:
                cells: Mapping[str, Cell] = {**row.values, **row.extra}
                writer.writerow([_csv_cell(cells.get(key)) for key in keys])


def _extra_keys(table: Table) -> list[str]:
    return [key for row in table.rows for key in (*row.values, *row.extra)]


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    return guard(value) if isinstance(value, str) else str(value)
