"""Workbooks as one XML text, as Excel 2003 and many web systems write them under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.exchange.workbooks import MOST_CELLS, damaged, too_far
from dialogue_desk.texts import _

_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def read_xml_2003(path: Path, text: str) -> list[RawSheet]:
    """Every sheet, left to right; DeskError when it is damaged."""
    try:
        root = ElementTree.fromstring(text.lstrip("\ufeff \r\n\t"))
        return [_sheet(path, sheet) for sheet in root.iter(f"{_SHEET}Worksheet")]
    except (ElementTree.ParseError, ValueError) as error:
        raise damaged(path) from error


def _number(element: ElementTree.Element, key: str, otherwise: int) -> int:
    text = element.get(f"{_SHEET}{key}", "")
    return int(text) if text.isdigit() and len(text) < 8 else otherwise


def _sheet(path: Path, element: ElementTree.Element) -> RawSheet:
    options = element.find(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible")
    is_visible = options is None or not (options.text or "").startswith("SheetHidden")
    sheet = RawSheet(element.get(f"{_SHEET}Name", ""), [], is_visible=is_visible)
    hidden = set()
    sheet.hidden_columns = frozenset(_hidden_columns(element))
    number = total = 0
    for row in element.iterfind(f"{_SHEET}Table/{_SHEET}Row"):
        number = _number(row, "Index", number + 1)
        if row.get(f"{_SHEET}Hidden") == "1":
            hidden.add(number)
        cells: list[Any] = []
        for cell in row.iterfind(f"{_SHEET}Cell"):
            at = _number(cell, "Index", len(cells) + 1) - 1
            if at > 16_384:
                raise too_far(path, at)
            cells += [None] * (at - len(cells))
            data = cell.find(f"{_SHEET}Data")
            value = tidy(_value(data))
            if data is None and cell.get(f"{_SHEET}Formula"):
                value = Broken(_("công thức chưa có kết quả"))
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if across or down:
                sheet.merged.append((number, at, number + down, at + across))
            cells += [value, *[None] * min(across, 16_384)]
        total += len(cells)
        if total > MOST_CELLS:
            raise too_far(path, total)
        if any(cell is not None for cell in cells):
            sheet.rows.append((number, cells))
    sheet.hidden = frozenset(hidden)
    return sheet


def _hidden_columns(element: ElementTree.Element) -> Iterator[int]:
    end = 0
    for column in element.iterfind(f"{_SHEET}Table/{_SHEET}Column"):
        at = _number(column, "Index", end + 1)
        end = min(at + _number(column, "Span", 0), 16_384)
        if column.get(f"{_SHEET}Hidden") == "1":
            yield from range(at - 1, end)


def _value(data: ElementTree.Element | None) -> Any:
    if data is None:
        return None
    text = "".join(data.itertext())
    kind = data.get(f"{_SHEET}Type", "String")
    if kind == "Error":
        return Broken(_("lỗi {name} của Excel").format(name=text))
    if kind == "Number" and text:
        return float(text)
    if kind == "DateTime" and text:
        return datetime.fromisoformat(text)
    return text == "1" if kind == "Boolean" else text
