"""Records in Excel workbooks: a sheet a form, row 1 labels, row 2 field keys."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.fields import Form, Kind, Value
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.rows import META_KEYS, TOLD_KEYS, FileRow, RowProblem, replacing
from dialogue_desk.exchange.rows_xml import add_rows
from dialogue_desk.exchange.tables import cell_text, check_columns, columns_of
from dialogue_desk.exchange.workbooks import Workbook
from dialogue_desk.texts import N_, _, either

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CODES_SHEET = "Danh mục"
"""The sheet of a template that explains codes, named alike in every language; import reads over it."""

MOST_IN_A_CELL = 32_767
MOST_ROWS = 1_048_574
"""What Excel holds, less the two header rows."""

_META_LABELS = {
    "unit": N_("Đơn vị"), "id": N_("Mã bản ghi"), "rev": N_("Phiên bản"),
    "personal_rev": N_("Phiên bản dữ liệu cá nhân"), "is_deleted": N_("Đã xóa"),
}  # fmt: skip


class BookSource:
    """A workbook made from `template` or `export`, or one plain sheet of a named form.

    DeskError when it is damaged, empty, or a sheet or header is unknown.
    """

    def __init__(self, path: Path, form: Form | None, forms: Sequence[Form]) -> None:
        self.path = path
        self.name = path.name
        self._book = Workbook(path)
        self._sheets: list[tuple[str, Form, list[str], int]] = []
        for sheet in self._book.sheets:
            if fold(sheet) == fold(CODES_SHEET):
                continue
            found = form_of_sheet(sheet, forms) or form
            first = self._header(sheet, found)
            if first is None:
                continue
            if found is None:
                raise DeskError(
                    _("{file}: trang tính “{sheet}” không mang tên loại bản ghi nào.").format(
                        file=self.name, sheet=sheet
                    ),
                    either(
                        _("Đặt tên trang như trong tệp mẫu."),
                        _("Đặt tên trang như trong tệp mẫu, hoặc nhập bảng của người khác bằng lệnh import-table."),
                    ),
                    "unknown_form",
                )
            row, header = first
            check_columns(found, header, self.name, row, sheet)
            self._sheets.append((sheet, found, header, row))
        if not self._sheets:
            raise DeskError(_("{file} trống.").format(file=self.name), _("Chọn tệp có dữ liệu."), "empty")

    def _header(self, sheet: str, form: Form | None) -> tuple[int, list[str]] | None:
        """The row of keys: the second, or the first when it already has them; None for an empty sheet."""
        known = {*(form.by_key if form else ()), *META_KEYS, *TOLD_KEYS}
        first: tuple[int, list[str]] | None = None
        for row, cells in self._book.rows(sheet):
            header = ["" if c is None else str(c).strip() for c in cells]
            if first is None:
                first = row, header
                continue
            has_keys = form is not None and all(key in known for key in first[1] if key)
            return first if has_keys and header != first[1] else (row, header)
        return first

    def rows(self, wanted: Callable[[str], bool]) -> Iterator[FileRow]:
        """Rows sheet after sheet; empty ones are left out."""
        for sheet, form, header, after in self._sheets:
            if not wanted(form.key):
                continue
            for number, cells in self._book.rows(sheet):
                if number <= after:
                    continue
                stray = next((c for c in cells[len(header) :] if c is not None), None)
                stray = next((c for k, c in zip(header, cells, strict=False) if not k and c is not None), stray)
                trouble = ("", _("“{value}” đứng ngoài các cột").format(value=stray)) if stray is not None else None
                known = {k: c for k, c in zip(header, cells, strict=False) if k}
                yield FileRow(number, form.key, known, sheet, cells, trouble)

    def write_bad(self, path: Path, bad: list[tuple[FileRow, RowProblem]]) -> None:
        """Write the rows as they were, each with its problem as a comment on the cell, marked red."""
        with new_workbook(path) as book:
            red = book.add_format({"bg_color": "#F8D7DA"})
            for sheet, form, header, _row in self._sheets:
                mine = [(r, p) for r, p in bad if r.sheet == sheet]
                if not mine:
                    continue
                page = book.add_worksheet(sheet)
                _write_header(book, page, form, header)
                for line, (row, problem) in enumerate(mine, start=2):
                    at = header.index(problem.column) if problem.column in header else 0
                    for place, cell in enumerate(row.raw):
                        _write_cell(page, line, place, cell, red if place == at else None)
                    if at >= len(row.raw) or row.raw[at] is None:
                        page.write_blank(line, at, None, red)
                    page.write_comment(line, at, str(problem))


@contextlib.contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """A workbook to fill, streaming its rows; the file appears whole at the end. OSError when it cannot be written.

    It is packed in memory: on a full disk the library would raise an exception of its own and leave an archive
    behind that goes on complaining.
    """
    import xlsxwriter

    packed = io.BytesIO()
    with replacing(path) as beside:
        with xlsxwriter.Workbook(packed, _OPTIONS) as book:
            yield book
        beside.write_bytes(packed.getvalue())


def form_of_sheet(sheet: str, forms: Sequence[Form]) -> Form | None:
    """The form a sheet is named after, by key or label; None when it is another name."""
    wanted = fold(sheet)
    return next((f for f in forms if wanted in (f.key, fold(_(f.label)), fold(_(f.plural)))), None)


_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "in_memory": False,
}  # fmt: skip


def label_of(form: Form, key: str) -> str:
    """What row 1 says above a column."""
    return _(form.by_key[key].label) if key in form.by_key else _(_META_LABELS.get(key, key))


def _write_header(book: Any, page: Worksheet, form: Form, columns: Sequence[str]) -> None:
    top = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    keys = book.add_format({"italic": True, "font_color": "#666666"})
    page.freeze_panes(2, 0)
    for place, key in enumerate(columns):
        page.set_column(place, place, _width(form, key))
    for place, key in enumerate(columns):
        page.write_string(0, place, label_of(form, key), top)
    for place, key in enumerate(columns):
        page.write_string(1, place, key, keys)


def _width(form: Form, key: str) -> int:
    kind = form.by_key[key].kind if key in form.by_key else Kind.TEXT
    return {Kind.LONG_TEXT: 48, Kind.TEXT: 24, Kind.CODES: 24, Kind.CODE: 16}.get(kind, 12)


def _write_cell(page: Worksheet, row: int, column: int, cell: Any, style: Any = None) -> None:
    """Numbers as numbers, everything else as text that Excel never runs."""
    if cell is None or cell == "":
        return
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        page.write_number(row, column, cell, style)
    else:
        page.write_string(row, column, cell if isinstance(cell, str) else cell_text(_told(cell)), style)


def _told(cell: Any) -> Value:
    return cell if isinstance(cell, (bool, tuple)) else str(cell)


def write_workbook(
    path: Path, parts: Iterable[tuple[Form, Iterable[Sequence[Value]]]], *, with_personal: bool, with_bin: bool
) -> int:
    """Write a sheet a form, streaming; returns how many records. DeskError for what Excel cannot hold.

    Records come as the cells of `columns_of`.
    """
    count = 0
    with new_workbook(path) as book:
        for form, records in parts:
            columns = columns_of(form, with_personal, with_bin)
            page = book.add_worksheet(form.key)
            _write_header(book, page, form, columns)
            count += add_rows(page, 2, _fitting(path, columns, records), len(columns))
    return count


def _fitting(path: Path, columns: Sequence[str], records: Iterable[Sequence[Value]]) -> Iterator[Sequence[Value]]:
    """The records, up to the first that Excel cannot hold."""
    for row, cells in enumerate(records, start=2):
        if row > MOST_ROWS:
            raise _too_much(path, _("nhiều hơn {count} dòng").format(count=MOST_ROWS))
        for place, value in enumerate(cells):
            if type(value) is str and len(value) > MOST_IN_A_CELL // 2 and _utf16(value) > MOST_IN_A_CELL:
                raise _too_much(path, _("ô {field} của {id} quá dài").format(field=columns[place], id=cells[1]))
        yield cells


def _utf16(text: str) -> int:
    """How many letters Excel counts."""
    return len(text.encode("utf-16-le")) // 2


def _too_much(path: Path, why: str) -> DeskError:
    return DeskError(
        _("{file}: Excel không chứa được ({why}).").format(file=path.name, why=why),
        _("Xuất ra tệp .ndjson."),
        "too_much",
    )
