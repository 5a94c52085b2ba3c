"""Opening a file somebody else made, by what it is and not by its name, as sheets."""

from __future__ import annotations

import contextlib
import email
import email.policy
import re
import zipfile
from pathlib import Path
from typing import Any

import python_calamine

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.bookparts import Parts
from dialogue_desk.exchange.intake.binary import read_xlsb
from dialogue_desk.exchange.intake.chat import read_chat
from dialogue_desk.exchange.intake.delimited import MOST_BYTES, read_delimited, text_of
from dialogue_desk.exchange.intake.markup import sheets_of_markup
from dialogue_desk.exchange.intake.oldbook import locked, read_xls
from dialogue_desk.exchange.intake.olefile import MAGIC
from dialogue_desk.exchange.intake.opendocument import read_ods
from dialogue_desk.exchange.intake.sheets import RawSheet, tidy
from dialogue_desk.exchange.intake.spreadsheetml import read_xml_2003
from dialogue_desk.exchange.intake.wordtables import read_word
from dialogue_desk.exchange.rows import Broken
from dialogue_desk.exchange.workbooks import check_packed, damaged, damaged_document, plain
from dialogue_desk.texts import _

_PACKED = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".docx"})
"""Names that promise a workbook or document; what bears them may be a text with a table, but not any text."""

_HTML = re.compile(rb"<\s*(?:!doctype html|html|table|body|head|meta)\b", re.IGNORECASE)


def read_tables(path: Path) -> list[RawSheet]:
    """Every sheet or table of a file, in order. DeskError in one sentence for what no reader can do."""
    if not path.is_file():
        raise DeskError(_("Không có tệp {file}.").format(file=path), _("Xem lại tên và chỗ để tệp."), "no_file")
    size = path.stat().st_size
    if size == 0:
        raise _empty(path)
    if size > MOST_BYTES:
        raise DeskError(
            _("{file} quá lớn ({size} MB).").format(file=path.name, size=size // 1_000_000),
            _("Chia tệp thành nhiều tệp nhỏ rồi nhập."),
            "too_much",
        )
    with path.open("rb") as file:
        head = file.read(4096)
    sheets = _read(path, head)
    if not any(sheet.rows for sheet in sheets):
        raise _empty(path)
    return sheets


def _read(path: Path, head: bytes) -> list[RawSheet]:
    if head.startswith(b"PK"):
        return _read_packed(path)
    if head.startswith(MAGIC):
        return read_xls(path)
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")):
        raise _unread(path)
    text = text_of(path)
    start = text[:4096].lstrip("\ufeff \t\r\n")
    if start.startswith("<?xml") and "office:spreadsheet" in start:
        return read_xml_2003(path, text)
    if start[:13].upper() == "MIME-VERSION:":
        text = _inside_mail(path)
        start = text[:4096]
    if _HTML.search(start[:4096].encode("utf-8", "replace")) or "<table" in text[:200_000].lower():
        return sheets_of_markup(text)
    if sum(not c.isprintable() and c not in "\r\n\t\x0b\x0c\ufeff\u200b\u200c\u200d\u00ad" for c in start) > 20:
        raise _unread(path)
    sheet = read_chat(path.stem, text) or read_delimited(path, text)
    if path.suffix.lower() in _PACKED and sheet.width < 2:
        raise damaged_document(path) if path.suffix.lower() == ".docx" else damaged(path)
    return [sheet]


def _inside_mail(path: Path) -> str:
    """The page inside of a web archive (.mht), which Excel and browsers save too."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content.decode(part.get_content_charset("utf-8") or "utf-8", "replace")
    raise _unread(path)


def _read_packed(path: Path) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise damaged(path) from error
    if "word/document.xml" in names:
        check_packed(path, "word/document.xml")
        return read_word(path)
    if "content.xml" in names:
        check_packed(path, "content.xml")
        return read_ods(path)
    if any(name.lower().endswith("workbook.bin") for name in names):
        check_packed(path, "xl/")
        return read_xlsb(path)
    check_packed(path, "xl/")
    return _read_xlsx(path)


def _opened(path: Path) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(str(path))
    except python_calamine.PasswordError as error:
        raise locked(path) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(path) from error
    except BaseException as error:
        # What goes wrong inside the reader's own language arrives as no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path) from error


def _table(path: Path, book: python_calamine.CalamineWorkbook, at: int) -> tuple[list[list[Any]], int, list[Any]]:
    """Rows from the first on, the first column, merged ranges."""
    try:
        sheet = book.get_sheet_by_index(at)
        first = sheet.start[1] if sheet.start else 0
        return list(sheet.iter_rows()), first, sheet.merged_cell_ranges or []
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged(path) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(path) from error


def _sheet(name: str, table: tuple[list[list[Any]], int, list[Any]], broken: dict[int, dict[int, Broken]]) -> RawSheet:
    rows, first, merged = table
    lead = [None] * first
    found: list[tuple[int, list[Any]]] = []
    number = 0
    for number, cells in enumerate(rows, start=1):
        row = [*lead, *(None if cell == "" else tidy(plain(cell)) for cell in cells)]
        odd = broken.get(number)
        if odd:
            _put(row, odd)
        if row.count(None) < len(row):
            found.append((number, row))
    for below in sorted(line for line in broken if line > number):
        row = []
        _put(row, broken[below])
        found.append((below, row))
    spans = [(r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in merged]
    return RawSheet(name, found, merged=spans)


def _put(row: list[Any], odd: dict[int, Broken]) -> None:
    for at, what in odd.items():
        row += [None] * (at + 1 - len(row))
        row[at] = what


def _worksheets(book: python_calamine.CalamineWorkbook) -> list[tuple[int, str, bool]]:
    kinds = python_calamine.SheetTypeEnum
    return [
        (at, meta.name, meta.visible == python_calamine.SheetVisibleEnum.Visible)
        for at, meta in enumerate(book.sheets_metadata)
        if meta.typ == kinds.WorkSheet
    ]


def _read_xlsx(path: Path) -> list[RawSheet]:
    book = _opened(path)
    found = []
    try:
        parts = Parts(path)
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, NotImplementedError) as error:
        raise damaged(path) from error
    with contextlib.closing(parts):
        for at, name, is_visible in _worksheets(book):
            beside = parts.beside(name)
            sheet = _sheet(name, _table(path, book, at), beside.broken)
            sheet.is_visible, sheet.hidden, sheet.padded = is_visible, beside.hidden, beside.padded
            sheet.hidden_columns = beside.hidden_columns
            found.append(sheet)
    return found


def _empty(path: Path) -> DeskError:
    return DeskError(_("{file} trống.").format(file=path.name), _("Chọn tệp có dữ liệu."), "empty")


def _unread(path: Path) -> DeskError:
    return DeskError(
        _("{file} không phải tệp bảng (Excel, CSV, Word, LibreOffice).").format(file=path.name),
        _("Mở bằng chương trình của nó, lưu thành .xlsx rồi nhập."),
        "format",
    )
