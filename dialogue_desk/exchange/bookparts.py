"""What a workbook's own XML says beside the values: hidden rows, zeros of a format, errors, empty formulas."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dialogue_desk.exchange.rows import Broken
from dialogue_desk.texts import _

_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_TOKEN = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*?)(/?)>", re.DOTALL)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_FROM_TO = re.compile(rb"""\b(min|max)\s*=\s*["'](\d{1,5})["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ROW_NUMBER = re.compile(rb"""(?<![\w:])r\s*=\s*["'](\d{1,7})["']""")
_PLACE = re.compile(rb"""(?<![\w:])r\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d{1,7})["']""")
_STYLE = re.compile(rb"""(?<![\w:])s\s*=\s*["'](\d{1,6})["']""")
_TYPE = re.compile(rb"""(?<![\w:])t\s*=\s*["'](\w+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_END = re.compile(rb"</(?:\w+:)?c\s*>")
_SIGNS = (
    b"hidden",
    b'"e"',
    b"'e'",
    *(mark + end for mark in (b"<f", b":f") for end in (b">", b"/", b" ", b"\n", b"\r")),
)
"""What stands in every sheet with hidden parts, errors or formulas."""


MOST_COLUMNS = 16_384


@dataclass
class Beside:
    """What stands beside the values of one sheet; rows and columns as in `RawSheet`."""

    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    broken: dict[int, dict[int, Broken]] = field(default_factory=dict)
    padded: dict[tuple[int, int], str] = field(default_factory=dict)


class Parts:
    """An .xlsx or .xlsm, looked at part by part."""

    def __init__(self, path: Path) -> None:
        self._packed = zipfile.ZipFile(path)
        self._names = set(self._packed.namelist())
        self._sheets = self._places()
        self._padding = self._padding_styles()

    def close(self) -> None:
        """Let the file go."""
        self._packed.close()

    def beside(self, sheet: str) -> Beside:
        """What stands beside the values of a sheet; nothing for one whose part is not found."""
        part = self._sheets.get(sheet)
        if part is None:
            return Beside()
        content = self._packed.read(part)
        has_padding = any(b's="%d"' % style in content or b"s='%d'" % style in content for style in self._padding)
        # Most sheets have none of it, and looking for a few bytes costs a tenth of looking for a pattern.
        if not has_padding and not any(sign in content for sign in _SIGNS):
            return Beside()
        return self._told(content)

    def _told(self, content: bytes) -> Beside:
        hidden: set[int] = set()
        found = Beside(hidden_columns=frozenset(_hidden_columns(content)))
        row, column = 0, -1
        for token in _TOKEN.finditer(content):
            told = token[2]
            if token[1] == b"row":
                number = _ROW_NUMBER.search(told)
                row, column = int(number[1]) if number else row + 1, -1
                if b"hidden" in told and _HIDDEN.search(told):
                    hidden.add(row)
                continue
            place = _PLACE.search(told)
            column = _column(place[1]) if place else column + 1
            if place:
                row = int(place[2])
            if token[3] == b"/":
                continue
            self._cell(found, row, column, told, content, token.end())
        found.hidden = frozenset(hidden)
        return found

    def _cell(self, found: Beside, row: int, column: int, told: bytes, content: bytes, start: int) -> None:
        kind = _TYPE.search(told)
        style = _STYLE.search(told) if self._padding else None
        zeros = self._padding.get(int(style[1]), 0) if style else 0
        is_error = kind is not None and kind[1] == b"e"
        if not (is_error or zeros or _FORMULA.match(content, start) or content[start : start + 1] != b"<"):
            return
        end = _END.search(content, start)
        body = content[start : end.start() if end else start]
        value = _VALUE.search(body)
        if is_error:
            name = value[1].decode("utf-8", "replace") if value else ""
            found.broken.setdefault(row, {})[column] = Broken(_("lỗi {name} của Excel").format(name=name))
        elif _FORMULA.search(body) and (value is None or not value[1]) and not (kind and kind[1] == b"str"):
            found.broken.setdefault(row, {})[column] = Broken(_("công thức chưa có kết quả"))
        elif zeros and value is not None and (kind is None or kind[1] == b"n"):
            number = value[1].decode("ascii", "replace").removesuffix(".0")
            if number.isdigit() and len(number) < zeros:
                found.padded[row, column] = number.zfill(zeros)

    def _places(self) -> dict[str, str]:
        """The part of each sheet, as the workbook's own table of contents says."""
        book = next((n for n in ("xl/workbook.xml", *sorted(self._names)) if _is_book(n) and n in self._names), "")
        told = posixpath.split(book)
        links = dict(self._links(posixpath.join(told[0], "_rels", f"{told[1]}.rels"), told[0]))
        found = {}
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", self._text(book)):
            said = {key.split(":")[-1]: html.unescape(value) for key, value in _ATTRIBUTE.findall(tag)}
            part = links.get(said.get("id", ""))
            if part in self._names and part is not None:
                found[said.get("name", "")] = part
        return found

    def _links(self, part: str, folder: str) -> Iterator[tuple[str, str]]:
        for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", self._text(part)):
            said = dict(_ATTRIBUTE.findall(tag))
            yield (
                said.get("Id", ""),
                posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/"),
            )

    def _padding_styles(self) -> dict[int, int]:
        """How many digits the cells of a style show at least, for styles whose format begins with zeros."""
        styles = self._text(next((n for n in self._names if n.lower().endswith("/styles.xml")), ""))
        formats = {}
        for tag in re.findall(r"<(?:\w+:)?numFmt\b[^>]*>", styles):
            said = dict(_ATTRIBUTE.findall(tag))
            zeros = re.fullmatch(r"(?:\[[^\]]*\])*(0[0 .\-]*0)(?:;.*)?", html.unescape(said.get("formatCode", "")))
            if zeros and zeros[1].count("0") >= 4 and "." not in zeros[1].strip("."):
                formats[said.get("numFmtId", "")] = zeros[1].count("0")
        inside = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
        found = {}
        for at, tag in enumerate(re.findall(r"<(?:\w+:)?xf\b[^>]*>", inside[0] if inside else "")):
            digits = formats.get(dict(_ATTRIBUTE.findall(tag)).get("numFmtId", ""))
            if digits:
                found[at] = digits
        return found

    def _text(self, part: str) -> str:
        return self._packed.read(part).decode("utf-8", "replace") if part in self._names else ""


def _hidden_columns(content: bytes) -> Iterator[int]:
    for told in _COLUMN.finditer(content, 0, max(content.find(b"sheetData"), 0)):
        if _HIDDEN.search(told[1]):
            said = {key: int(number) for key, number in _FROM_TO.findall(told[1])}
            yield from range(said.get(b"min", 1) - 1, min(said.get(b"max", 0), MOST_COLUMNS))


def _is_book(name: str) -> bool:
    return re.fullmatch(r"(?:\w+/)?workbook\d*\.xml", name, re.IGNORECASE) is not None


def _column(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number - 1
