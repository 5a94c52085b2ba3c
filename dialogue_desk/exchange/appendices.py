"""Reading a printed appendix (Phụ lục 01–05): its layout, its numbers, and whether its sums are right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.sheet import unguard
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.grid import GridRow, read_grid
from dialogue_desk.exchange.paste import read_blocks
from dialogue_desk.exchange.rows import RowProblem
from dialogue_desk.texts import _

_TIMES = ("periodic", "regular", "adhoc", "total")


def _occasions(first: str, second: str, dialogues: str) -> tuple[str, ...]:
    parts = [f"{target}_{time}" for target in (first, second) for time in _TIMES]
    return ("stt", "year", dialogues, *parts, "opinions_accepted", "opinions_not_accepted", "opinions_total")


COLUMNS: Mapping[int, tuple[str, ...]] = {
    1: ("stt", "level_label", "conferences", "participants", "documents_issued", "other_forms"),
    2: ("stt", "doc_label_as_printed", "issued_date", "summary"),
    3: _occasions("party_org", "party_member", "party_dialogues"),
    4: _occasions("agency", "individual", "gov_dialogues"),
    5: (
        "stt", "year", "city_party", "city_gov", "city_total", "district_party", "district_gov", "district_total",
        "commune_party", "commune_gov", "commune_total", "grand_total",
    ),
}  # fmt: skip
"""The printed columns, left to right, named as reference/phuluc0N.csv names them."""

EXTRA = {
    1: ("level_code", "as_of"), 2: ("doc_type", "doc_number", "doc_label", "as_of"),
    3: ("as_of",), 4: ("as_of",), 5: ("as_of",),
}  # fmt: skip
"""Columns the reference files, and our own csv, have beside the printed ones."""

SUMS: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    1: {},
    2: {},
    3: {
        "party_org_total": ("party_org_periodic", "party_org_regular", "party_org_adhoc"),
        "party_member_total": ("party_member_periodic", "party_member_regular", "party_member_adhoc"),
        "opinions_total": ("opinions_accepted", "opinions_not_accepted"),
    },
    4: {
        "agency_total": ("agency_periodic", "agency_regular", "agency_adhoc"),
        "individual_total": ("individual_periodic", "individual_regular", "individual_adhoc"),
        "opinions_total": ("opinions_accepted", "opinions_not_accepted"),
    },
    5: {
        "city_total": ("city_party", "city_gov"),
        "district_total": ("district_party", "district_gov"),
        "commune_total": ("commune_party", "commune_gov"),
        "grand_total": ("city_total", "district_total", "commune_total"),
    },
}
"""Columns that are the sum of others in the same row."""

_NOT_NUMBERS = {"stt", "year", "as_of", "level_label", "level_code", "other_forms"}
_NEED_NOT = {"doc_label_as_printed", "level_label"}
_COUNT = Field("count", Kind.COUNT, "")
_YEAR = re.compile(
    r"(?:nam )?(\d{4})(?: ?\((?:tinh )?den (?:het )?(?:ngay )?(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{4})?\))?"
)
_SIGNS = {
    1: ("hoi nghi", "hinh thuc khac"), 2: ("loai van ban", "trich yeu"),
    3: ("to chuc dang", "dang vien"), 4: ("ca nhan", "co quan"), 5: ("cap uy", "chinh quyen"),
}  # fmt: skip
"""Words the headings of each appendix have."""

_TOTAL_NAMES = {"tong", "tong so", "total", "cong", "tong cong"}
_BLANK = {"-", "–", "—", "…", "..."}


@dataclass(frozen=True)
class PrintedRow:
    """One data row: numbers by column (None: blank, which is not 0), other cells in `texts`."""

    line: int
    numbers: Mapping[str, int | None]
    texts: Mapping[str, str]
    year: int = 0
    as_of: str = ""


@dataclass
class Printed:
    """A printed appendix as read; `problems` refuse it, `warnings` only speak."""

    file: str
    rows: list[PrintedRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def wrong(self, line: int, column: str, text: str) -> None:
        """Note something that refuses the file."""
        self.problems.append(RowProblem(self.file, line, column, text))


def read_appendix(number: int, path: Path) -> Printed:
    """Read and check an appendix. DeskError when the file is none; what its figures lack is in `problems`."""
    grid = read_grid(path)
    if path.suffix.lower() == ".csv":
        grid = [(line, [unguard(c) if isinstance(c, str) else c for c in cells]) for line, cells in grid]
    return read_printed(number, grid, path.name)


def read_pasted_appendices(text: str, html: str = "") -> list[tuple[int, Printed]]:
    """The appendices of a pasted text by their captions or headings; DeskError when there is none."""
    found = []
    for block in read_blocks(text, html):
        told = (*reversed(block.captions), *(" ".join(row) for row in block.rows[:1]))
        number = next((n for n in map(printed_number, told) if n), None) or number_by_columns(block.rows)
        if number is None:
            continue
        grid: list[GridRow] = [(line, [c or None for c in row]) for line, row in enumerate(block.rows, start=1)]
        name = _("Phụ lục {number:02d} được dán").format(number=number)
        found.append((number, read_printed(number, grid, name, is_exact=True)))
    if not found:
        raise DeskError(
            _("Trong văn bản được dán không có bảng nào của Phụ lục 01 đến 05."),
            _("Sao chép cả dòng tiêu đề của bảng."),
            "no_appendix",
        )
    return found


def number_by_columns(rows: Sequence[Sequence[str]]) -> int | None:
    """Which appendix a table without a caption is, told by its headings; None when it cannot be told."""
    words = fold(" ".join(cell for row in rows[:3] for cell in row))
    for number, signs in _SIGNS.items():
        if "stt" in words and all(sign in words for sign in signs) and (number != 5 or "gop y" not in words):
            return number
    return None


def read_printed(number: int, grid: Sequence[GridRow], file: str, *, is_exact: bool = False) -> Printed:
    """The same for rows already read; `file` is what messages call it.

    With `is_exact`, a row with fewer cells than the table is wrong: nobody can
    tell which one it lacks.
    """
    columns, start = find_columns(number, grid, file)
    printed = Printed(file)
    width = max(columns.values()) + 1
    totals: tuple[int, dict[str, Any]] | None = None
    for line, row in grid[start:]:
        cells = list(row)
        if len(cells) == width - 1 and fold(cell_text(cells[0])) in _TOTAL_NAMES:
            cells.insert(1, None)  # the total row spans the first two columns
        named = {key: cells[place] if place < len(cells) else None for key, place in columns.items()}
        if number != 2 and is_total(named):
            totals = line, named
            break
        if all(named.get(key) is None for key in columns if key != "stt"):
            continue
        if is_exact and len(cells) != width:
            printed.wrong(line, "", _("dòng có {count} ô, bảng có {width} cột").format(count=len(cells), width=width))
            continue
        if number == 2:
            printed.rows.append(PrintedRow(line, {}, {k: cell_text(c) for k, c in named.items()}))
        else:
            _take_row(printed, number, line, named)
    if not printed.rows and not printed.problems:
        raise DeskError(_("{file} không có dòng số liệu nào.").format(file=file), _("Chọn tệp khác."), "empty")
    if totals and not printed.problems:
        _check_totals(printed, *totals)
    return printed


def is_total(named: Mapping[str, Any]) -> bool:
    """Whether a row is the total row: "Tổng", "Tổng số" or "total" where its name stands."""
    cells = (named.get(key) for key in ("stt", "year", "level_code", "level_label"))
    return any(fold(str(c)) in _TOTAL_NAMES for c in cells if c is not None)


def cell_text(cell: Any) -> str:
    """A cell as text; a date the ISO way."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def read_number(cell: Any) -> int | None:
    """A printed figure: "1.187", "1,187", "1 187" and "1187" are 1187, blank is None; CellError when malformed."""
    if isinstance(cell, str):
        cell = cell.rstrip("*").strip()
        if cell in _BLANK:
            return None
    found = parse_cell(_COUNT, cell)
    assert found is None or isinstance(found, int)
    return found


def read_year(cell: Any) -> tuple[int, str] | None:
    """Year and covered day of "2014" or "2023 (tính đến 30/5)"; None when it is no year."""
    match = _YEAR.fullmatch(fold(cell_text(cell)))
    if not match:
        return None
    if match[2] is None:
        return int(match[1]), ""
    day = parse_date(f"{match[2]}/{match[3]}/{match[1]}")
    return (int(match[1]), day.isoformat()) if day else None


def _take_row(printed: Printed, number: int, line: int, named: Mapping[str, Any]) -> None:
    numbers: dict[str, int | None] = {}
    for key, cell in named.items():
        if key in _NOT_NUMBERS:
            continue
        try:
            numbers[key] = read_number(cell)
        except CellError as error:
            printed.wrong(line, key, str(error))
    texts = {key: cell_text(cell) for key, cell in named.items() if key in _NOT_NUMBERS}
    year, as_of = 0, ""
    if number != 1:
        found = read_year(named.get("year"))
        if found is None:
            printed.wrong(line, "year", _("“{value}” không phải năm").format(value=texts.get("year", "")))
            return
        year, as_of = found
        if texts.get("as_of"):
            day = parse_date(texts["as_of"])
            if day is None or day.year != year:
                printed.wrong(line, "as_of", _("“{value}” không phải ngày của năm {year}").format(
                    value=texts["as_of"], year=year))  # fmt: skip
                return
            as_of = day.isoformat()
        if year in {r.year for r in printed.rows}:
            printed.wrong(line, "year", _("năm {year} có hai dòng").format(year=year))
    for total, parts in SUMS[number].items():
        stated = numbers.get(total)
        parts = tuple(p for p in parts if p in named)
        computed = sum(numbers.get(p) or 0 for p in parts)
        # A blank part may hold what is missing to the total, never less than nothing.
        has_room = any(numbers.get(p) is None for p in parts) and stated is not None and stated >= computed
        if stated is not None and stated != computed and not has_room:
            text = _("ghi {stated} nhưng cộng lại là {computed}").format(stated=stated, computed=computed)
            printed.wrong(line, total, text)
    printed.rows.append(PrintedRow(line, numbers, texts, year, as_of))


def _check_totals(printed: Printed, line: int, named: Mapping[str, Any]) -> None:
    """Hold the total row against the columns: a wrong sum refuses, a malformed number only speaks."""
    for key, cell in named.items():
        if key in _NOT_NUMBERS:
            continue
        computed = sum(row.numbers.get(key) or 0 for row in printed.rows)
        try:
            stated = read_number(cell)
        except CellError as error:
            problem = RowProblem(printed.file, line, key, _("{why}; cột này cộng lại là {computed}").format(
                why=error, computed=computed))  # fmt: skip
            printed.warnings.append(str(problem))
            continue
        if stated is not None and stated != computed:
            printed.wrong(line, key, _("dòng tổng ghi {stated} nhưng cột cộng lại là {computed}").format(
                stated=stated, computed=computed))  # fmt: skip


def find_columns(number: int, grid: Sequence[GridRow], file: str) -> tuple[dict[str, int], int]:
    """Where each column stands, and the index of the first row after the header. DeskError when it is another table."""
    known = {*COLUMNS[number], *EXTRA[number]}
    for index, (line, cells) in enumerate(grid[:40]):
        words = [fold(cell_text(c)) for c in cells]
        keys = [w for w in words if w]
        if "stt" not in keys:
            continue
        if sum(w in known for w in keys) >= 3:
            strange = next((w for w in keys if w not in known), None)
            missing = next((c for c in _needed(number, keys) if c not in keys), None)
            if strange or missing:
                raise _another_table(number, file, line, strange or missing or "")
            return {w: place for place, w in enumerate(words) if w}, index + 1
        return _printed_columns(number, grid, index, file)
    raise _another_table(number, file, grid[0][0], "stt")


def _needed(number: int, keys: Sequence[str]) -> list[str]:
    """The columns a file with keys must have; Phụ lục 05 may lack a level that does not exist in its years."""
    levels = {key.split("_")[0] for key in keys}
    needed = [c for c in COLUMNS[number] if c not in _NEED_NOT]
    return [c for c in needed if number != 5 or c.split("_")[0] in levels | {"stt", "year", "grand"}]


def _printed_columns(number: int, grid: Sequence[GridRow], index: int, file: str) -> tuple[dict[str, int], int]:
    """The columns of the printed layout, told by their headings."""
    line, cells = grid[index]
    start = index + 1
    while start < len(grid) and not _is_data(grid[start][1]):
        start += 1
    header = grid[index:start]
    words = " ".join(fold(cell_text(c)) for _n, row in header for c in row)
    first = next(place for place, c in enumerate(cells) if fold(cell_text(c)) == "stt")
    wanted = COLUMNS[number]
    signs = _SIGNS[number]
    if not all(sign in words for sign in signs) or (number == 5 and "gop y" in words):
        raise _another_table(number, file, line, "stt")
    if number == 5:
        wanted = _levels_present(words)
    width = max(place for _n, row in grid[index:] for place, c in enumerate(row) if c is not None) - first + 1
    if width > len(wanted) or width < len(wanted) - (number == 1):
        raise DeskError(
            str(RowProblem(file, line, "", _("bảng có {count} cột, Phụ lục {number:02d} có {wanted} cột").format(
                count=width, number=number, wanted=len(wanted)))),
            _("Kiểm tra bảng rồi nhập lại."),
            "column",
        )  # fmt: skip
    return {key: first + place for place, key in enumerate(wanted)}, start


def _levels_present(words: str) -> tuple[str, ...]:
    """The columns of Phụ lục 05, which hides levels that do not exist in its years."""
    signs = {"city": "(?:thanh pho|tinh)", "district": "huyen", "commune": "(?:xa|phuong)"}
    shown = [level for level, sign in signs.items() if re.search(rf"\b{sign}\b", words)]
    parts = [c for c in COLUMNS[5][2:-1] if c.split("_")[0] in shown]
    return ("stt", "year", *parts, "grand_total")


def _is_data(cells: Sequence[Any]) -> bool:
    """Whether a row is below the header: it starts with a number or is the total row."""
    told = [fold(cell_text(c)) for c in cells if c is not None]
    first = told[0] if told else ""
    if re.fullmatch(r"\d{1,3}\.?", first):
        # A row of column numbers (1 2 3 4 …) belongs to the header.
        return not (len(told) > 3 and [t.strip("().") for t in told] == [str(n + 1) for n in range(len(told))])
    return first in _TOTAL_NAMES


def _another_table(number: int, file: str, line: int, column: str) -> DeskError:
    return DeskError(
        str(RowProblem(file, line, column, _("tiêu đề không phải của Phụ lục {number:02d}").format(number=number))),
        _("Dùng tệp có các cột như bản in, hoặc chọn đúng số phụ lục."),
        "column",
    )


def printed_number(text: str) -> int | None:
    """Which appendix a caption or heading names ("Phụ lục 03: …"); None when none."""
    match = re.search(r"\bphu luc (?:so )?0?([1-5])\b", fold(text))
    return int(match[1]) if match else None
