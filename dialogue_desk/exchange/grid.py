"""Any table as rows of texts: what printed appendices, old tables and pasted text have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.rows import check_text
from dialogue_desk.exchange.tables import read_table
from dialogue_desk.exchange.workbooks import Workbook
from dialogue_desk.texts import _

GridRow = tuple[int, list[Any]]
"""Row number, as the file's own program shows it, and cells; text cells are normalised, blank ones None."""


def read_grid(path: Path) -> list[GridRow]:
    """The rows of a .csv, or of the first sheet of an .xlsx that has any. DeskError when it cannot be read."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise DeskError(_("Không có tệp {file}.").format(file=path), _("Xem lại tên và chỗ để tệp."), "no_file")
    rows: list[GridRow] = []
    if ending == ".csv":
        check_text(path)
        rows = list(_plain(read_table(path)))
    elif ending == ".xlsx":
        book = Workbook(path)
        for sheet in book.sheets:
            rows = list(_plain(book.rows(sheet)))
            if rows:
                break
    else:
        raise DeskError(
            _("{file}: không nhập được tệp loại “{ending}”.").format(file=path.name, ending=ending),
            _("Dùng .xlsx hoặc .csv."),
            "format",
        )
    if not rows:
        raise DeskError(_("{file} trống.").format(file=path.name), _("Chọn tệp có dữ liệu."), "empty")
    return rows


def _plain(rows: Iterator[tuple[int, list[Any]]]) -> Iterator[GridRow]:
    for number, cells in rows:
        row = [(normalise(c) or None) if isinstance(c, str) else c for c in cells]
        if any(c is not None for c in row):
            yield number, row
