"""Spreadsheets of LibreOffice and others (.ods): values, merged cells, rows nobody sees, errors."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.exchange.workbooks import MOST_CELLS, damaged, too_far
from dialogue_desk.texts import _

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TIME = re.compile(r"PT(\d+)H(\d+)M")
_ERROR = re.compile(r"(?:#[A-Z/0!?]+|Err:\d{3})")
_COLUMN_GROUPS = {f"{_TABLE}table-{name}" for name in ("header-columns", "columns", "column-group")}
MOST_COLUMNS = 16_384


def read_ods(path: Path) -> list[RawSheet]:
    """Every sheet of a spreadsheet, left to right; DeskError when it is damaged, locked or spread too far."""
    try:
        with zipfile.ZipFile(path) as packed:
            if b"encryption-data" in packed.read("META-INF/manifest.xml"):
                raise DeskError(
                    _("{file} bị khóa bằng mật khẩu.").format(file=path.name), _("Bỏ mật khẩu rồi lưu lại."), "locked"
                )
            with packed.open("content.xml") as content:
                return _sheets(path, content)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, NotImplementedError, ValueError) as error:
        raise damaged(path) from error


def _sheets(path: Path, content: Any) -> list[RawSheet]:
    found: list[RawSheet] = []
    hiding: set[str] = set()
    style = ""
    for event, element in ElementTree.iterparse(content, ("start", "end")):
        if event == "start":
            if element.tag == f"{_STYLE}style":
                style = element.get(f"{_STYLE}name", "")
            continue
        if element.tag == f"{_STYLE}table-properties" and element.get(f"{_TABLE}display") == "false":
            hiding.add(style)
        elif element.tag == f"{_TABLE}table":
            is_visible = element.get(f"{_TABLE}style-name", "") not in hiding
            found.append(_sheet(path, element, is_visible=is_visible))
            element.clear()
    return found


def _rows(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            yield from _rows(child)


def _hidden_columns(table: ElementTree.Element, at: int = 0) -> tuple[set[int], int]:
    """The columns nobody sees, and the first place after those told of."""
    found: set[int] = set()
    for child in table:
        if child.tag == f"{_TABLE}table-column":
            end = min(at + _number(child, "number-columns-repeated"), MOST_COLUMNS)
            if child.get(f"{_TABLE}visibility", "visible") != "visible":
                found |= set(range(at, end))
            at = end
        elif child.tag in _COLUMN_GROUPS:
            more, at = _hidden_columns(child, at)
            found |= more
    return found, at


def _number(element: ElementTree.Element, key: str) -> int:
    text = element.get(f"{_TABLE}{key}", "1")
    return max(int(text), 1) if text.isdigit() and len(text) < 9 else 1


def _sheet(path: Path, table: ElementTree.Element, *, is_visible: bool) -> RawSheet:
    sheet = RawSheet(table.get(f"{_TABLE}name", ""), [], is_visible=is_visible)
    hidden: set[int] = set()
    number, total = 1, 0
    for row in _rows(table):
        times = _number(row, "number-rows-repeated")
        cells = _cells(sheet, row, number)
        if cells:
            total += len(cells) * times
            if total > MOST_CELLS:
                raise too_far(path, total)
            sheet.rows += [(number + more, list(cells)) for more in range(times)]
        if row.get(f"{_TABLE}visibility", "visible") != "visible" and times < 100_000:
            hidden |= set(range(number, number + times))
        number += times
    sheet.hidden = frozenset(hidden)
    sheet.hidden_columns = frozenset(_hidden_columns(table)[0])
    return sheet


def _cells(sheet: RawSheet, row: ElementTree.Element, number: int) -> list[Any]:
    cells: list[Any] = []
    at = 0
    for cell in row:
        if not cell.tag.startswith(_TABLE):
            continue
        times = _number(cell, "number-columns-repeated")
        value = tidy(_value(cell)) if cell.tag == f"{_TABLE}table-cell" else None
        across, down = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
        if (across > 1 or down > 1) and value is not None:
            sheet.merged.append((number, at, number + down - 1, at + across - 1))
        if value is not None:
            cells += [None] * (at - len(cells)) + [value] * min(times, MOST_COLUMNS - at)
        at = min(at + times, MOST_COLUMNS)
    return cells


def _value(cell: ElementTree.Element) -> Any:
    kind = cell.get(f"{_OFFICE}value-type", "")
    told = cell.get(f"{_OFFICE}value", "")
    text = "\n".join("".join(_said(line)) for line in cell if line.tag == f"{_TEXT}p")
    if cell.get(f"{_CALC}value-type") == "error" or (_ERROR.fullmatch(text) and cell.get(f"{_TABLE}formula")):
        return Broken(_("lỗi {name} của Excel").format(name=text))
    if kind in ("float", "percentage", "currency"):
        number = float(told)
        shows_zeros = text.isdigit() and text.startswith("0") and len(text) > 4
        return text if shows_zeros else int(number) if number.is_integer() else number
    if kind == "date":
        day = cell.get(f"{_OFFICE}date-value", "")
        return datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
    if kind == "time":
        hours = _TIME.match(cell.get(f"{_OFFICE}time-value", ""))
        return f"{int(hours[1]):02d}:{int(hours[2]):02d}" if hours else text
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if not text and cell.get(f"{_TABLE}formula") and not kind:
        return Broken(_("công thức chưa có kết quả"))
    return cell.get(f"{_OFFICE}string-value", text)


def _said(element: ElementTree.Element) -> Iterator[str]:
    yield _one_line(element.text)
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "s" or name == "tab":
            yield " "
        elif name == "line-break":
            yield "\n"
        elif name not in ("annotation", "note"):
            yield from _said(child)
        yield _one_line(child.tail)


def _one_line(text: str | None) -> str:
    """A line break in the source is a blank; those of the text are elements."""
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""
