"""Workbooks of Excel 97 to 2003 (.xls), read record by record.

The reader of the other workbooks asks the machine for whatever memory a damaged .xls names, and dies of it; here a
length is never believed beyond the bytes there are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.formats import BASE_1904, Formats, error_cell, unpacked
from dialogue_desk.exchange.intake.olefile import Streams
from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.exchange.workbooks import MOST_CELLS, damaged, too_far
from dialogue_desk.texts import _

BOF, EOF, CONTINUE, SHEET, SST, FORMAT, STYLE = 0x0809, 0x000A, 0x003C, 0x0085, 0x00FC, 0x041E, 0x00E0
LOCKED, FROM_1904, ROW, MERGED, COLUMNS = 0x002F, 0x0022, 0x0208, 0x00E5, 0x007D
FORMULA, NUMBER, LABEL, PACKED, PACKED_ROW, SHARED, ERROR, STRING = (
    0x0006, 0x0203, 0x0204, 0x027E, 0x00BD, 0x00FD, 0x0205, 0x0207,
)  # fmt: skip
"""Kinds of records, named as what they hold."""


def read_xls(path: Path) -> list[RawSheet]:
    """Every sheet of an old workbook, left to right. DeskError for what is locked, damaged, or no workbook."""
    try:
        streams = Streams(path.read_bytes())
        content = streams.read("Workbook", "Book")
    except (ValueError, struct.error) as error:
        raise damaged(path) from error
    if "EncryptedPackage" in streams.names:
        raise locked(path)
    if "WordDocument" in streams.names:
        raise DeskError(
            _("{file} là tệp Word kiểu cũ (.doc).").format(file=path.name),
            _("Mở bằng Word, lưu thành .docx rồi nhập."),
            "format",
        )
    try:
        if not content or struct.unpack_from("<HHH", content)[2] != 0x0600:
            raise damaged(path)
        return _Book(path, content).sheets()
    except (struct.error, IndexError, OverflowError) as error:
        raise damaged(path) from error


def locked(path: Path) -> DeskError:
    """The refusal of a workbook with a password."""
    return DeskError(
        _("{file} bị khóa bằng mật khẩu.").format(file=path.name),
        _("Mở bằng Excel, bỏ mật khẩu rồi lưu lại."),
        "locked",
    )


class _Texts:
    """Reads strings that may go on in records of their own, each begun with how its letters are written."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = self._at = 0

    def _more(self) -> bool:
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._piece, self._at = self._piece + 1, 0
        return self._piece < len(self._pieces)

    def _take(self, count: int) -> bytes:
        found = b""
        while count > 0 and self._more():
            part = self._pieces[self._piece][self._at : self._at + count]
            self._at += len(part)
            count -= len(part)
            found += part
        return found

    def read(self) -> str:
        count, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self._take(4))[0] if flags & 4 else 0
        is_wide, found = bool(flags & 1), ""
        while count > 0 and self._more():
            piece = self._pieces[self._piece]
            if self._at == 0 and found:
                is_wide, self._at = bool(piece[0] & 1), 1
            room = (len(piece) - self._at) // (2 if is_wide else 1)
            letters = min(count, room)
            raw = self._take(letters * (2 if is_wide else 1))
            found += raw.decode("utf-16-le" if is_wide else "latin-1", "replace")
            count -= letters
            if letters == 0:
                self._at = len(piece)
        self._take(4 * runs)
        self._take(extra)
        return found


class _Book:
    """The records of a workbook: what all sheets share, then one sheet at a time."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path, self._content = path, content
        self._formats = Formats()
        self._texts: list[str] = []

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """Kind and body of each record of the part that begins here; lengths end where the bytes do."""
        content, depth = self._content, 0
        while at >= 0 and at + 4 <= len(content):
            kind, length = struct.unpack_from("<HH", content, at)
            yield kind, content[at + 4 : at + 4 + length]
            at += 4 + length
            depth += (kind == BOF) - (kind == EOF)
            if depth <= 0:
                return

    def sheets(self) -> list[RawSheet]:
        places: list[tuple[str, bool, int]] = []
        shared: list[bytes] = []
        before = 0
        for kind, body in self._records(0):
            if kind == LOCKED:
                raise locked(self._path)
            if kind == SHEET and len(body) > 8 and body[5] == 0:
                places.append((_short(body[6:]), body[4] == 0, struct.unpack_from("<I", body)[0]))
            elif kind == SST or (kind == CONTINUE and before == SST):
                shared.append(body[8:] if kind == SST else body)
                before = SST
                continue
            elif kind == FORMAT and len(body) > 4:
                self._formats.texts[struct.unpack_from("<H", body)[0]] = _long(body[2:])
            elif kind == STYLE and len(body) > 3:
                self._formats.styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == FROM_1904 and body[:1] == b"\x01":
                self._formats.first_day = BASE_1904
            before = kind
        self._texts = list(self._shared(shared))
        return [self._sheet(name, place, is_visible=is_visible) for name, is_visible, place in places]

    @staticmethod
    def _shared(pieces: list[bytes]) -> Iterator[str]:
        reader = _Texts(pieces)
        try:
            while True:
                yield reader.read()
        except struct.error:
            return

    def _sheet(self, name: str, place: int, *, is_visible: bool) -> RawSheet:
        rows: dict[int, dict[int, Any]] = {}
        sheet = RawSheet(name, [], is_visible=is_visible)
        hidden: set[int] = set()
        waiting: tuple[int, int] | None = None
        for kind, body in self._records(place):
            if kind == ROW and len(body) >= 16:
                row, options = struct.unpack_from("<H10xH", body)
                if options & 0x20:
                    hidden.add(row + 1)
            elif kind == MERGED:
                for at in range(2, len(body) - 7, 8):
                    top, bottom, left, right = struct.unpack_from("<4H", body, at)
                    sheet.merged.append((top + 1, left, bottom + 1, right))
            elif kind == COLUMNS and len(body) >= 10:
                left, right, options = struct.unpack_from("<HH4xH", body)
                if options & 1:
                    sheet.hidden_columns |= set(range(left, min(right + 1, 256)))
            elif kind == STRING and waiting is not None:
                rows.setdefault(waiting[0], {})[waiting[1]] = tidy(_long(body))
                waiting = None
            elif len(body) >= 6:
                waiting = self._cell(sheet, rows, kind, body) or (
                    waiting if kind in (CONTINUE, 0x04BC, 0x0221) else None
                )
        width = max((max(cells) + 1 for cells in rows.values() if cells), default=0)
        if width * len(rows) > MOST_CELLS:
            raise too_far(self._path, width * len(rows))
        for row in sorted(rows):
            cells = [rows[row].get(at) for at in range(width)]
            if any(cell is not None for cell in cells):
                sheet.rows.append((row + 1, cells))
        sheet.hidden = frozenset(hidden)
        return sheet

    def _cell(self, sheet: RawSheet, rows: dict[int, dict[int, Any]], kind: int, body: bytes) -> tuple[int, int] | None:
        """Put a cell into its row; the place of one whose text comes in the next record."""
        row, column, style = struct.unpack_from("<HHH", body)
        found: dict[int, Any] = {}
        if kind == NUMBER:
            found[column] = self._number(sheet, row, column, style, struct.unpack_from("<d", body, 6)[0])
        elif kind == PACKED:
            found[column] = self._number(sheet, row, column, style, unpacked(body, 6))
        elif kind == PACKED_ROW:
            for at in range(4, len(body) - 7, 6):
                style, place = struct.unpack_from("<H", body, at)[0], column + (at - 4) // 6
                found[place] = self._number(sheet, row, place, style, unpacked(body, at + 2))
        elif kind == SHARED:
            at = struct.unpack_from("<I", body, 6)[0]
            found[column] = tidy(self._texts[at]) if at < len(self._texts) else None
        elif kind == LABEL:
            found[column] = tidy(_long(body[6:]))
        elif kind == ERROR and len(body) >= 8:
            found[column] = error_cell(body[6]) if body[7] else bool(body[6])
        elif kind == FORMULA and len(body) >= 14:
            if body[12:14] != b"\xff\xff":
                found[column] = self._number(sheet, row, column, style, struct.unpack_from("<d", body, 6)[0])
            elif body[6] == 0:
                return row, column
            elif body[6] in (1, 2):
                found[column] = bool(body[8]) if body[6] == 1 else error_cell(body[8])
        if found:
            rows.setdefault(row, {}).update(found)
        return None

    def _number(self, sheet: RawSheet, row: int, column: int, style: int, number: float) -> Any:
        value, shown = self._formats.value(number, style)
        if shown:
            sheet.padded[row + 1, column] = shown
        return value


def _short(raw: bytes) -> str:
    count, flags = raw[0], raw[1]
    return raw[2 : 2 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[2 : 2 + count].decode("latin-1")


def _long(raw: bytes) -> str:
    count, flags = struct.unpack_from("<HB", raw)
    return raw[3 : 3 + 2 * count].decode("utf-16-le", "replace") if flags & 1 else raw[3 : 3 + count].decode("latin-1")
