"""Binary workbooks of Excel (.xlsb), read record by record; no length is believed beyond the bytes there are."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dialogue_desk.exchange.intake.formats import BASE_1904, Formats, error_cell, unpacked
from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.exchange.workbooks import MOST_CELLS, damaged, too_far

BOOK, SHEET, ROW, MERGED, TEXT, FORMAT, STYLE, STYLES, STYLES_END = 153, 156, 0, 176, 19, 44, 47, 617, 618
COLUMNS = 60
"""Kinds of records, named as what they hold."""

_DAMAGE = (zipfile.BadZipFile, StopIteration, KeyError, struct.error, IndexError, OSError, ValueError, OverflowError)


def read_xlsb(path: Path) -> list[RawSheet]:
    """Every sheet of a binary workbook, left to right. DeskError for a damaged file or one spread too far."""
    try:
        with zipfile.ZipFile(path) as packed:
            return list(_sheets(path, packed))
    except _DAMAGE as error:
        raise damaged(path) from error


def _sheets(path: Path, packed: zipfile.ZipFile) -> Iterator[RawSheet]:
    names = packed.namelist()
    book = next((name for name in names if name.lower().endswith("workbook.bin")), "")
    folder, name = posixpath.split(book)
    targets = _targets(packed.read(posixpath.join(folder, "_rels", f"{name}.rels")).decode("utf-8", "replace"), folder)
    formats = _formats(packed.read(part) if (part := _named(names, "styles.bin")) else b"")
    texts = _texts(packed.read(part) if (part := _named(names, "sharedstrings.bin")) else b"")
    for kind, body in _pieces(packed.read(book)):
        if kind == BOOK and body[:1] and body[0] & 1:
            formats.first_day = BASE_1904
        elif kind == SHEET and len(body) > 12:
            link, at = _wide(body, 8)
            title, _at = _wide(body, at)
            part = targets.get(link, "")
            if part in names and "/worksheets/" in f"/{part}":
                sheet = RawSheet(title, [], is_visible=body[0] == 0)
                _fill(path, sheet, packed.read(part), formats, texts)
                yield sheet


def _named(names: list[str], ending: str) -> str:
    return next((name for name in names if name.lower().endswith(ending)), "")


def _targets(links: str, folder: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        said = dict(re.findall(r"""([\w:]+)\s*=\s*["']([^"']*)["']""", tag))
        target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", "")))
        found[said.get("Id", "")] = target.lstrip("/")
    return found


def _formats(content: bytes) -> Formats:
    found, is_inside = Formats(), False
    for kind, body in _pieces(content):
        if kind == FORMAT and len(body) > 6:
            found.texts[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in (STYLES, STYLES_END):
            is_inside = kind == STYLES
        elif kind == STYLE and is_inside and len(body) >= 4:
            found.styles.append(struct.unpack_from("<H", body, 2)[0])
    return found


def _texts(content: bytes) -> list[str | None]:
    return [tidy(_wide(body, 1)[0]) for kind, body in _pieces(content) if kind == TEXT and len(body) >= 5]


def _wide(body: bytes, at: int) -> tuple[str, int]:
    count = struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : at + 4 + 2 * count].decode("utf-16-le", "replace"), at + 4 + 2 * count


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (content[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < end and shift < 28:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, content[at : at + length]
        at += length


def _fill(path: Path, sheet: RawSheet, content: bytes, formats: Formats, texts: list[str | None]) -> None:
    rows: dict[int, dict[int, Any]] = {}
    hidden: set[int] = set()
    row = width = 0
    for kind, body in _pieces(content):
        if kind == ROW and len(body) >= 12:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & 0x10:
                hidden.add(row + 1)
        elif kind == MERGED and len(body) >= 16:
            first, last, left, right = struct.unpack_from("<4I", body)
            sheet.merged.append((first + 1, left, last + 1, right))
        elif kind == COLUMNS and len(body) >= 18:
            left, right, options = struct.unpack_from("<II8xH", body)
            if options & 1:
                sheet.hidden_columns |= set(range(left, min(right + 1, 16_384)))
        elif 2 <= kind <= 11 and len(body) >= 9:
            column, style = struct.unpack_from("<II", body)
            if column < 16_384 and row < 1_048_576:
                value, shown = _value(kind, body, style & 0xFFFFFF, formats, texts)
                rows.setdefault(row, {})[column] = value
                width = max(width, column + 1)
                if shown:
                    sheet.padded[row + 1, column] = shown
    if width * len(rows) > MOST_CELLS:
        raise too_far(path, width * len(rows))
    for number in sorted(rows):
        cells = [rows[number].get(at) for at in range(width)]
        if any(cell is not None for cell in cells):
            sheet.rows.append((number + 1, cells))
    sheet.hidden = frozenset(hidden)


def _value(kind: int, body: bytes, style: int, formats: Formats, texts: list[str | None]) -> tuple[Any, str]:
    """The value of a cell, and how it is shown where that differs: kinds 2 to 7 are values, 8 to 11 results."""
    if kind == 2:
        return formats.value(unpacked(body, 8), style)
    if kind in (5, 9):
        return formats.value(struct.unpack_from("<d", body, 8)[0], style)
    if kind in (3, 11):
        return error_cell(body[8]), ""
    if kind in (4, 10):
        return bool(body[8]), ""
    if kind in (6, 8):
        return tidy(_wide(body, 8)[0]), ""
    at = struct.unpack_from("<I", body, 8)[0]
    return (texts[at] if at < len(texts) else None), ""
