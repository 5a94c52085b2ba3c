"""A sheet as a person sees it: the table's columns, its records, and every other row with what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from dialogue_desk.exchange.intake.guessing import looks_like_name
from dialogue_desk.exchange.intake.headings import heading_rows, paths
from dialogue_desk.exchange.intake.lexicon import is_known_heading, is_number_heading, plain_heading
from dialogue_desk.exchange.intake.rowkinds import (
    is_note,
    is_number_row,
    is_signature,
    is_total,
    section_of,
)
from dialogue_desk.exchange.intake.sheets import RawSheet, Span, shown
from dialogue_desk.texts import _


@dataclass
class Record:
    """One row that is a record: its number, its cells with merged values in place, the section it stands in.

    `key` is the name a phone gave it, "" for rows of other tables.
    """

    number: int
    cells: list[Any]
    section: str = ""
    is_hidden: bool = False
    key: str = ""


@dataclass(frozen=True)
class Aside:
    """One row that is no record, and what it is."""

    number: int
    why: str
    text: str


@dataclass
class Table:
    """A sheet understood. `headings` holds a path a column ("" for none); `heads` are the numbers of the heading rows.

    `passed` are columns that only tell again what another one tells.
    """

    sheet: RawSheet
    headings: list[str]
    heads: tuple[int, ...]
    records: list[Record] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    passed: set[int] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, ...]:
        """What two sheets with the same heading share."""
        return tuple(plain_heading(heading) for heading in self.headings)


@dataclass
class _Looks:
    """What the records of one table have in common; `used` columns hold something or are headed."""

    numbers_at: int
    text_at: int
    typical: float
    has_numbers: bool
    width: int
    wide: set[int]
    used: int


def lay_out(sheet: RawSheet) -> list[Table]:
    """The table of a sheet; more where another heading begins below."""
    sheet.merged = _within(sheet)
    first, last = heading_rows(sheet)
    table = Table(sheet, paths(sheet, first, last), tuple(n for n, _cells in sheet.rows[first : last + 1]))
    for number, cells in sheet.rows[:first]:
        text = told_cells(cells)
        table.titles.append(text)
        table.aside.append(Aside(number, _("dòng tên bảng"), text))
    body = sheet.rows[last + 1 :]
    split = _next_heading(sheet, body, table)
    if split is not None:
        number = body[split][0]
        rest = RawSheet(
            f"{sheet.name} ({_('từ dòng {row}').format(row=number)})", body[split:], sheet.is_visible,
            [span for span in sheet.merged if span[0] >= number], sheet.hidden, sheet.padded, sheet.is_sheet,
            sheet.hidden_columns,
        )  # fmt: skip
        body = body[:split]
        _sort(table, body)
        return [table, *lay_out(rest)]
    _sort(table, body)
    return [table]


def _within(sheet: RawSheet) -> list[Span]:
    """Merged blocks as far as there are cells: a damaged file may name any place."""
    width, end = sheet.width, sheet.rows[-1][0] if sheet.rows else 0
    return [
        (top, left, min(bottom, end), min(right, width - 1))
        for top, left, bottom, right in sheet.merged
        if top <= end and left < width and top <= bottom and left <= right
    ]


def _next_heading(sheet: RawSheet, body: list[tuple[int, list[Any]]], table: Table) -> int | None:
    """Where among the rows below another heading begins, with other columns."""
    if not table.heads:
        return None
    own = {plain_heading(part) for heading in table.headings for part in heading.split("›")}
    for at, (_number, cells) in enumerate(body[1:], start=1):
        if cells and type(cells[0]) is int:
            continue  # a record, told at a glance
        words = [cell for cell in cells if type(cell) is str]
        if len(words) < 3 or len(words) != sum(cell is not None for cell in cells):
            continue
        known = [word for word in words if len(word) < 60 and is_known_heading(word)]
        if len(known) >= 3 and 2 * len(known) > len(words):
            fresh = [word for word in known if plain_heading(word) not in own]
            if fresh:
                return at
    return None


def told_cells(cells: list[Any]) -> str:
    """The cells of a row in one line, as a person recognises it."""
    return " | ".join(shown(cell) for cell in cells if cell is not None)[:200]


def _looks(table: Table, body: list[tuple[int, list[Any]]]) -> _Looks:
    width = table.sheet.width
    sample = body[:300]
    numbers_at = next((at for at, heading in enumerate(table.headings) if is_number_heading(heading)), -1)
    lengths = [0] * width
    ints = [0] * width
    for _number, cells in sample:
        for at, cell in enumerate(cells):
            if type(cell) is str:
                lengths[at] += len(cell) if len(cell) < 2000 else 2000
            elif type(cell) is int:
                ints[at] += 1
    if numbers_at < 0 and width and not table.headings[0] and 2 * ints[0] >= len(sample):
        numbers_at = 0
    text_at = max(range(width), key=lambda at: lengths[at]) if width else -1
    numbered = sum(_is_number(cells, numbers_at) for _n, cells in sample)
    has_numbers = numbers_at >= 0 and 2 * numbered >= sum(
        sum(cell is not None for cell in cells) > 2 for _n, cells in sample
    )
    counts = [
        sum(cell is not None for cell in cells)
        for _n, cells in sample
        if not has_numbers or _is_number(cells, numbers_at)
    ]
    wide = {top for top, left, bottom, right in table.sheet.merged if right > left and top == bottom}
    # Signatures and sums must not tell how full a record is, least of all where there are few of them.
    full = [count for count in counts if 2 * count >= max(counts)]
    held = {at for _n, cells in sample for at, cell in enumerate(cells) if cell is not None}
    used = len(held | {at for at, heading in enumerate(table.headings) if heading})
    return _Looks(numbers_at, text_at, median(full) if full else 1, has_numbers, width, wide, used)


def _is_number(cells: list[Any], at: int) -> bool:
    if not 0 <= at < len(cells):
        return False
    cell = cells[at]
    if isinstance(cell, str):
        return cell.strip(" .)(").isdigit()
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _sort(table: Table, body: list[tuple[int, list[Any]]]) -> None:
    """Tell the records of a table from its other rows."""
    looks = _looks(table, body)
    heads = [set(map(plain_heading, heading.split("›"))) for heading in table.headings]
    end = next((at for at in range(len(body) - 1, -1, -1) if _is_strong(body[at][1], looks)), -1)
    down = _filled_down(table)
    section, is_after, previous, is_top = "", False, 0, True
    for at, (number, cells) in enumerate(body):
        is_after = is_after or (at > end and previous > 0 and number > previous + 1)
        if not is_top and looks.has_numbers and _is_plainly_numbered(cells, looks.numbers_at):
            table.records.append(_record(table, looks, down, number, cells, section))
            previous = number
            continue
        why = _why_not(table, number, cells, looks, heads, is_top=is_top, is_tail=at > end, is_after=is_after)
        name = ""
        if not why and at < end and not _is_number(cells, looks.numbers_at) and looks.typical > 2:
            is_wide = number in looks.wide
            name = section_of(cells, looks.numbers_at, looks.text_at, is_wide=is_wide, has_numbers=looks.has_numbers)
            why = _("dòng mục “{name}”").format(name=name) if name else ""
        if name:
            section = name
        if why:
            is_after = is_after or at > end
            table.aside.append(Aside(number, why, told_cells(cells)))
        else:
            is_top = False
            table.records.append(_record(table, looks, down, number, cells, section))
        previous = number


def _is_plainly_numbered(cells: list[Any], at: int) -> bool:
    """Whether a row is a record at a glance: a real number among the row numbers, and more cells."""
    return at < len(cells) and type(cells[at]) is int and len(cells) - cells.count(None) > 1


def _record(
    table: Table, looks: _Looks, down: dict[int, dict[int, Any]], number: int, cells: list[Any], section: str
) -> Record:
    filled = cells if len(cells) == looks.width else [*cells, *[None] * (looks.width - len(cells))]
    for place, value in down.get(number, {}).items():
        if filled[place] is None:
            filled[place] = value
    return Record(number, filled, section, number in table.sheet.hidden)


def _is_strong(cells: list[Any], looks: _Looks) -> bool:
    """Whether a row is a record beyond doubt: what comes after the last of them may be signatures."""
    texts = [cell for cell in cells if type(cell) is str]
    filled = sum(cell is not None for cell in cells)
    if looks.has_numbers:
        return _is_number(cells, looks.numbers_at) and filled > 1
    if texts and (is_signature(texts) or (is_total(texts[0]) and len(texts) <= 2)):
        return False
    if len(texts) == filled <= 3 and all(map(looks_like_name, texts)) and filled < 0.75 * looks.typical:
        return False  # who signed
    says_most = looks.text_at < len(cells) and cells[looks.text_at] is not None
    return filled >= min(max(2, (0.5 if says_most else 0.75) * looks.typical), looks.width)


def _why_not(
    table: Table, number: int, cells: list[Any], looks: _Looks, heads: list[set[str]], *, is_top: bool, is_tail: bool,
    is_after: bool,
) -> str:  # fmt: skip
    """What a row is when it is no record and no section; "" for others."""
    texts = [cell for cell in cells if type(cell) is str]
    filled = [at for at, cell in enumerate(cells) if cell is not None]
    if len(texts) >= 2 and texts and _is_heading_again(cells, heads):
        return _("dòng tiêu đề lặp lại")
    if (is_top or len(texts) == len(filled)) and is_number_row(cells, looks.used):
        return _("dòng đánh số cột")
    has_number = _is_number(cells, looks.numbers_at)
    if texts and not has_number and is_total(texts[0]):
        is_lead = type(cells[filled[0]]) is str and (
            filled[0] != looks.text_at or len(filled) <= max(2, looks.typical / 2)
        )
        if is_lead:
            return _("dòng cộng")
    if has_number and looks.has_numbers:
        return _("dòng chỉ có số thứ tự") if len(filled) == 1 else ""
    if len(filled) <= 3 and len(texts) == len(filled) and (is_tail or len(filled) <= looks.typical / 2):
        if is_signature(texts):
            return _("chữ ký, ngày lập")
        if len(texts) == 1 and is_note(texts[0]):
            return _("ghi chú dưới bảng")
    if is_tail and is_after:
        return _("dòng dưới bảng")
    if is_tail and looks.has_numbers and looks.text_at not in filled:
        return _("dòng dưới bảng")
    return ""


def _is_heading_again(cells: list[Any], heads: list[set[str]]) -> bool:
    words = [(at, plain_heading(cell)) for at, cell in enumerate(cells) if type(cell) is str]
    same = sum(at < len(heads) and word in heads[at] for at, word in words)
    return same >= 2 and same >= 0.8 * sum(cell is not None for cell in cells)


def _filled_down(table: Table) -> dict[int, dict[int, Any]]:
    """The value of each cell that a merged one above reaches, by row and column."""
    found: dict[int, dict[int, Any]] = {}
    rows = dict(table.sheet.rows)
    last = table.heads[-1] if table.heads else 0
    for top, left, bottom, _right in table.sheet.merged:
        if bottom > top > last and top in rows and left < len(rows[top]):
            value = rows[top][left]
            if value is not None:
                for number in range(top + 1, min(bottom, top + 10_000) + 1):
                    found.setdefault(number, {})[left] = value
    return found
