"""Opening a workbook somebody else made: bombs and damage are refused before any of it is believed."""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.bookparts import Parts
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.texts import _

MOST_UNPACKED = 600_000_000
"""Bytes a workbook may unpack to: about 300,000 rows of 20 columns."""

MOST_CELLS = 12_000_000
"""Cells of the rectangle around a sheet: 100,000 rows of 120 columns."""

# A cell beyond column AZ or row 99,999; nearer ones make no rectangle too large.
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[B-Zb-z][A-Za-z]|[A-Za-z]{3}|[A-Za-z]{1,3}\d{6})""")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})""")

MOST_PARTS = 5_000
MOST_RATIO = 300
"""A sheet of one repeated row packs about 100 times; a bomb a thousand."""


def check_workbook(path: Path) -> None:
    """Refuse a file that is empty, no workbook, damaged, locked, or would unpack without end."""
    size = path.stat().st_size
    if size == 0:
        raise DeskError(_("{file} trống.").format(file=path.name), _("Chọn tệp có dữ liệu."), "empty")
    with path.open("rb") as file:
        head = file.read(8)
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise DeskError(
            _("{file} là sổ Excel kiểu cũ hoặc bị khóa bằng mật khẩu.").format(file=path.name),
            _("Mở bằng Excel, bỏ mật khẩu rồi lưu thành .xlsx."),
            "workbook",
        )
    check_packed(path, "xl/workbook")


def check_packed(path: Path, needs: str, most_cells: int = MOST_CELLS) -> None:
    """The checks of `check_workbook` for any document that is a packed folder with a part whose name begins so."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            unpacked = sum(p.file_size for p in parts)
            swollen = any(p.file_size > 5_000_000 and p.file_size > MOST_RATIO * max(p.compress_size, 1) for p in parts)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or swollen:
                raise DeskError(
                    _("{file} bung ra quá lớn ({size} MB), có thể là tệp phá hoại.").format(
                        file=path.name, size=unpacked // 1_000_000
                    ),
                    _("Không mở tệp này; hỏi lại người gửi."),
                    "bomb",
                )
            # A directory may lie about sizes; reading stops at the stated size and then the sum is wrong.
            areas = [_area(packed, part) for part in parts]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            raise
        raise damaged(path) from error
    if not any(p.filename.startswith(needs) for p in parts):
        raise damaged(path)
    if max(areas) > most_cells:
        raise too_far(path, max(areas))


def too_far(path: Path, count: int) -> DeskError:
    """The refusal of a sheet whose cells lie so far apart that no memory holds what is between them."""
    return DeskError(
        _("{file}: một trang tính trải rộng {count} ô, phần lớn trống.").format(file=path.name, count=count),
        _("Xóa các ô lạc ở rất xa bảng, lưu lại rồi nhập."),
        "bomb",
    )


def _area(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Read a part to its end, checking its sum; for a sheet, how many cells the rectangle around all has.

    The reader makes room for that rectangle: one stray cell in the last corner
    would need 400 GB. 0 where it cannot be too large.
    """
    is_sheet = part.filename.lower().startswith("xl/worksheets/")
    is_far = False
    for piece in _pieces(packed, part):
        is_far = is_far or (is_sheet and _FAR.search(piece) is not None)
    if not is_far:
        return 0
    columns = rows = 1
    for piece in _pieces(packed, part):
        places = set(_PLACE.findall(piece))
        columns = max([columns, *(_column(letters) for letters in {letters for letters, _row in places})])
        rows = max([rows, *(int(row) for _letters, row in places)])
    return columns * rows


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces that overlap a little, so that nothing short is cut in two."""
    tail = b""
    with packed.open(part) as content:
        while piece := content.read(1 << 20):
            yield tail + piece
            tail = piece[-64:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def damaged(path: Path) -> DeskError:
    """The refusal of a workbook that cannot be read."""
    return DeskError(
        _("{file} bị hỏng hoặc không phải sổ Excel (.xlsx).").format(file=path.name),
        _("Mở bằng Excel, lưu lại thành .xlsx rồi nhập lại."),
        "workbook",
    )


def damaged_document(path: Path) -> DeskError:
    """The refusal of a document that cannot be read."""
    return DeskError(
        _("{file} bị hỏng hoặc không phải tệp Word (.docx).").format(file=path.name),
        _("Mở bằng Word, lưu lại thành .docx rồi nhập lại."),
        "document",
    )


class Workbook:
    """A checked workbook, open for reading; sheets are read one at a time."""

    def __init__(self, path: Path) -> None:
        check_workbook(path)
        self.path = path
        try:
            self._book = python_calamine.load_workbook(str(path))
        except python_calamine.CalamineError as error:
            raise damaged(path) from error

    def _broken(self, sheet: str) -> dict[int, dict[int, Broken]]:
        """Cells the reader gives as blank though they are not: errors of Excel, and formulas nobody has worked out
        yet. Taken for blank they would clear what the desk holds."""
        with contextlib.closing(Parts(self.path)) as parts:
            return parts.beside(sheet).broken

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets, left to right."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """Row number, as Excel shows it, and cells of each row that is not empty."""
        try:
            table = self._book.get_sheet_by_name(sheet)
            broken = self._broken(sheet)
            first = table.start[1] if table.start else 0
            number = 0
            for number, cells in enumerate(table.iter_rows(), start=1):
                row = _with_broken([plain(cell) for cell in cells], broken.get(number, {}), first)
                if any(cell is not None for cell in row):
                    yield number, row
            for below in sorted(line for line in broken if line > number):
                yield below, _with_broken([], broken[below], first)
        except python_calamine.CalamineError as error:
            raise damaged(self.path) from error


def _with_broken(row: list[Any], broken: Mapping[int, Broken], first: int) -> list[Any]:
    for column, what in broken.items():
        place = column - first
        row += [None] * (place + 1 - len(row))
        if place >= 0:
            row[place] = what
    return row


def plain(cell: Any) -> Any:
    """A cell as the readers of fields take it: blank is None, a time of day "HH:MM"."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return cell
