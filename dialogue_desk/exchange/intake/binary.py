"""What the binary workbooks of Excel (.xls, .xlsb) say beside the values: errors, hidden rows, zeros a format adds."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.bookparts import Beside
from dialogue_desk.exchange.intake.olefile import Streams
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.exchange.workbooks import MOST_CELLS, damaged, too_far
from dialogue_desk.texts import _

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ZEROS = re.compile(r"(?:\[[^\]]*\])*(0[0 \-]*0)(?:;.*)?")
_VALUES = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00BD})
"""Records of cells that hold something: formula, number, label, error, packed numbers, shared text."""


def _error(code: int) -> Broken:
    return Broken(_("lỗi {name} của Excel").format(name=_ERRORS.get(code, "")))


# -- .xls ------------------------------------------------------------------------------------


def look_at_xls(path: Path) -> dict[str, Beside]:
    """What stands beside the values, by sheet. DeskError for a locked file, another kind of one, or one too far."""
    try:
        streams = Streams(path.read_bytes())
        content = streams.read("Workbook", "Book")
    except (ValueError, struct.error) as error:
        raise damaged(path) from error
    if "EncryptedPackage" in streams.names:
        raise DeskError(
            _("{file} bị khóa bằng mật khẩu.").format(file=path.name),
            _("Mở bằng Excel, bỏ mật khẩu rồi lưu lại."),
            "locked",
        )
    if "WordDocument" in streams.names:
        raise DeskError(
            _("{file} là tệp Word kiểu cũ (.doc).").format(file=path.name),
            _("Mở bằng Word, lưu thành .docx rồi nhập."),
            "format",
        )
    if not content:
        raise damaged(path)
    try:
        return _Old(path, content).sheets()
    except struct.error as error:
        raise damaged(path) from error


class _Old:
    """The records of an .xls."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._content = content
        self._formats: dict[int, int] = {}
        self._styles: list[int] = []

    def _records(self, at: int) -> Iterator[tuple[int, int, int]]:
        """Kind, start and length of each record of the part that begins here."""
        content, depth = self._content, 0
        while at + 4 <= len(content):
            kind, length = struct.unpack_from("<HH", content, at)
            yield kind, at + 4, min(length, len(content) - at - 4)
            at += 4 + length
            depth += (kind == 0x0809) - (kind == 0x000A)
            if depth <= 0:
                return

    def sheets(self) -> dict[str, Beside]:
        found: dict[str, Beside] = {}
        places: list[tuple[str, int]] = []
        for kind, at, length in self._records(0):
            body = self._content[at : at + length]
            if kind == 0x002F:
                raise DeskError(
                    _("{file} bị khóa bằng mật khẩu.").format(file=self._path.name),
                    _("Mở bằng Excel, bỏ mật khẩu rồi lưu lại."),
                    "locked",
                )
            if kind == 0x0085 and length > 8:
                places.append((_short(body[6:]), struct.unpack_from("<I", body)[0]))
            elif kind == 0x041E and length > 5:
                zeros = _ZEROS.fullmatch(_long(body[2:]))
                if zeros and zeros[1].count("0") > 3:
                    self._formats[struct.unpack_from("<H", body)[0]] = zeros[1].count("0")
            elif kind == 0x00E0 and length > 3:
                self._styles.append(struct.unpack_from("<H", body, 2)[0])
        for name, place in places:
            found[name] = self._sheet(place)
        return found

    def _sheet(self, place: int) -> Beside:
        found, hidden = Beside(), set()
        rows = columns = 0
        content = self._content
        for kind, at, length in self._records(place):
            if kind == 0x0208 and length >= 16:
                row, options = struct.unpack_from("<H10xH", content, at)
                if options & 0x20:
                    hidden.add(row + 1)
                continue
            if kind not in _VALUES or length < 6:
                continue
            row, column, style = struct.unpack_from("<HHH", content, at)
            last = struct.unpack_from("<H", content, at + length - 2)[0] if kind == 0x00BD else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
            if kind == 0x0205 and length >= 8 and content[at + 7]:
                found.broken.setdefault(row + 1, {})[column] = _error(content[at + 6])
            elif kind == 0x0006 and length >= 14 and content[at + 12 : at + 14] == b"\xff\xff":
                if content[at + 6] == 2:
                    found.broken.setdefault(row + 1, {})[column] = _error(content[at + 8])
            elif kind in (0x0203, 0x027E) and self._formats:
                self._pad(found, row, column, style, _number(kind, content, at))
        if rows * columns > MOST_CELLS:
            raise too_far(self._path, rows * columns)
        found.hidden = frozenset(hidden)
        return found

    def _pad(self, found: Beside, row: int, column: int, style: int, number: float) -> None:
        zeros = self._formats.get(self._styles[style], 0) if style < len(self._styles) else 0
        digits = str(int(number)) if number == int(number) and number >= 0 else ""
        if zeros and digits and len(digits) < zeros:
            found.padded[row + 1, column] = digits.zfill(zeros)


def _number(kind: int, content: bytes, at: int) -> float:
    if kind == 0x0203:
        number = float(struct.unpack_from("<d", content, at + 6)[0])
        return number if abs(number) < 1e15 else 0.5
    packed = struct.unpack_from("<i", content, at + 6)[0]
    number = float(packed >> 2) if packed & 2 else struct.unpack("<d", b"\0\0\0\0" + struct.pack("<i", packed & ~3))[0]
    return number / 100 if packed & 1 else number if abs(number) < 1e15 else 0.5


def _short(raw: bytes) -> str:
    count, flags = raw[0], raw[1]
    return raw[2 : 2 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[2 : 2 + count].decode("latin-1")


def _long(raw: bytes) -> str:
    count, flags = struct.unpack_from("<HB", raw)
    return raw[3 : 3 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[3 : 3 + count].decode("latin-1")


# -- .xlsb -----------------------------------------------------------------------------------


def look_at_xlsb(path: Path) -> dict[str, Beside]:
    """What stands beside the values, by sheet. DeskError for a damaged file or one spread too far."""
    found: dict[str, Beside] = {}
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            book = next(name for name in names if name.lower().endswith("workbook.bin"))
            folder, name = posixpath.split(book)
            links = packed.read(posixpath.join(folder, "_rels", f"{name}.rels")).decode("utf-8", "replace")
            targets = {}
            for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
                said = dict(re.findall(r'([\w:]+)\s*=\s*"([^"]*)"', tag))
                target = posixpath.join("/", folder, said.get("Target", ""))
                targets[said.get("Id", "")] = posixpath.normpath(target).lstrip("/")
            for kind, body in _pieces(packed.read(book)):
                if kind == 156 and len(body) > 12:
                    link, at = _wide(body, 8)
                    sheet, _at = _wide(body, at)
                    if targets.get(link) in names:
                        found[sheet] = _new_sheet(path, packed.read(targets[link]))
    except (zipfile.BadZipFile, StopIteration, KeyError, struct.error, IndexError, OSError, ValueError) as error:
        raise damaged(path) from error
    return found


def _wide(body: bytes, at: int) -> tuple[str, int]:
    count = struct.unpack_from("<I", body, at)[0]
    if count > 4096:
        return "", at + 4
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


def _new_sheet(path: Path, content: bytes) -> Beside:
    found, hidden = Beside(), set()
    row = rows = columns = 0
    for kind, body in _pieces(content):
        if kind == 0 and len(body) >= 12:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & 0x10:
                hidden.add(row + 1)
        elif 2 <= kind <= 11 and len(body) >= 8:
            column = struct.unpack_from("<I", body)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in (3, 11) and len(body) >= 9 and column < 16_384:
                found.broken.setdefault(row + 1, {})[column] = _error(body[8])
        elif kind == 176 and len(body) >= 16:
            first, last, left, right = struct.unpack_from("<4I", body)
            found.merged.append((first + 1, left, last + 1, right))
    if rows * columns > MOST_CELLS:
        raise too_far(path, rows * columns)
    found.hidden = frozenset(hidden)
    return found
