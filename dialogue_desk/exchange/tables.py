"""Records as comma-separated text (.csv): the first row holds the field keys."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import MAY_RUN, guard, unguard
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.rows import META_KEYS, TOLD_KEYS, FileRow, RowProblem, check_text, replacing
from dialogue_desk.texts import _, either

# A longest text of 200,000 letters, with room for what a spreadsheet adds.
csv.field_size_limit(1_000_000)


def cell_text(value: Value) -> str:
    """A value as CSV and Excel cells hold it: ISO dates, yes/no, codes joined by ";", unknown empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, tuple) else str(value)


def columns_of(form: Form, with_personal: bool, with_bin: bool) -> list[str]:
    """The columns of an export, in order."""
    head = ["unit", "id", "rev"]
    if with_personal and form.sibling:
        head.append("personal_rev")
    if with_bin:
        head.append("is_deleted")
    return [*head, *(f.key for f in (form.fields if with_personal else form.record_fields))]


def record_cells(columns: Sequence[str], record: Record) -> list[Value]:
    """A record as the cells of `columns`."""
    known: dict[str, Value] = {
        "unit": record.unit, "id": record.id, "rev": record.rev,
        "personal_rev": record.personal_rev or None, "is_deleted": record.is_deleted,
    }  # fmt: skip
    return [known[c] if c in known else record.values.get(c) for c in columns]


def check_columns(form: Form, header: Sequence[str], file: str, row: int, sheet: str = "") -> None:
    """Refuse a header with a column the form does not know, or one that is there twice."""
    known = {*form.by_key, *META_KEYS, *TOLD_KEYS}
    if 2 * sum(key in known for key in header) <= sum(bool(key) for key in header):
        # What stands there may be anybody's words: none of them is repeated.
        raise DeskError(
            str(
                RowProblem(file, row, "", _("đây không phải dòng tên cột của {form}").format(form=_(form.label)), sheet)
            ),
            either(
                _("Bảng có tiêu đề riêng thì chọn tệp ở trang Nhập từ Excel, CSV."),
                _("Bảng có tiêu đề riêng thì nhập bằng lệnh import-table."),
            ),
            "column",
        )
    for key in header:
        text = ""
        if key and key not in known:
            text = _("không có cột này trong {form}").format(form=_(form.label))
        elif key and header.count(key) > 1:
            text = _("cột này có hai lần")
        if text:
            raise DeskError(
                str(RowProblem(file, row, key, text, sheet)), _("Sửa tên cột theo tệp mẫu rồi nhập lại."), "column"
            )
    if not any(key in form.by_key for key in header):
        raise DeskError(
            str(RowProblem(file, row, "", _("không có cột nào của {form}").format(form=_(form.label)), sheet)),
            _("Dòng này phải ghi tên các cột, như trong tệp mẫu."),
            "column",
        )


class TableSource:
    """A .csv file of one form. Raises DeskError when it is empty, not UTF-8 or has a wrong header."""

    def __init__(self, path: Path, form: Form) -> None:
        check_text(path)
        self.path = path
        self.name = path.name
        self.form = form
        self.delimiter = _delimiter(path)
        first = next(read_table(path, self.delimiter), (1, []))
        self.header = [h.strip() for h in first[1]]
        self._header_row = first[0]
        check_columns(form, self.header, self.name, first[0])

    def rows(self, wanted: Callable[[str], bool]) -> Iterator[FileRow]:
        """Rows in file order; empty ones are left out."""
        if not wanted(self.form.key):
            return
        for number, cells in read_table(self.path, self.delimiter):
            if number <= self._header_row:
                continue
            trouble = None
            if len(cells) > len(self.header) and any(c.strip() for c in cells[len(self.header) :]):
                trouble = ("", _("dòng có {count} ô, tên cột chỉ có {most}").format(
                    count=len(cells), most=len(self.header)))  # fmt: skip
            known = {k: unguard(c) for k, c in zip(self.header, cells, strict=False) if k}
            yield FileRow(number, self.form.key, known, raw=cells, trouble=trouble)

    def write_bad(self, path: Path, bad: list[tuple[FileRow, RowProblem]]) -> None:
        """Write the header and the rows as they were."""
        with replacing(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=self.delimiter, lineterminator="\n")
            writer.writerow(self.header)
            writer.writerows(row.raw for row, _problem in bad)


def _delimiter(path: Path) -> str:
    """What separates the cells, read off the first line: Excel set to Vietnamese writes semicolons."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = next((text for text in iter(lambda: file.readline(1_000_000), "") if text.strip()), "")
    return max(",;\t", key=lambda sign: (line.count(sign), sign == ","))


def read_table(path: Path, delimiter: str = "") -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of each row that is not empty. Rows are numbered as a spreadsheet shows them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        # Strict: a quotation mark left open would otherwise swallow every row below it into one cell.
        reader = csv.reader(file, delimiter=delimiter or _delimiter(path), strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if any(c.strip() for c in cells):
                    yield number, cells
        except csv.Error as error:
            is_long = "limit" in str(error)
            wrong = _("dòng này có ô dài quá 1 triệu chữ") if is_long else _("dòng này không đọc được như CSV")
            raise DeskError(
                str(RowProblem(path.name, number + 1, "", wrong)),
                _("Kiểm tra dấu ngoặc kép của dòng này."),
                "csv",
            ) from error


def write_table(
    path: Path, form: Form, records: Iterable[Sequence[Value]], *, with_personal: bool, with_bin: bool
) -> int:
    """Write the records of one form, as the cells of `columns_of`; returns how many.

    A byte-order mark lets Excel see that it is UTF-8.
    """
    columns = columns_of(form, with_personal, with_bin)
    count = 0
    with replacing(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for cells in records:
            texts = (cell if type(cell) is str else cell_text(cell) for cell in cells)
            writer.writerow([guard(text) if text[:1] in MAY_RUN else text for text in texts])
            count += 1
    return count
