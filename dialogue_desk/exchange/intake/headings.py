"""Where the headings of a table are: titles above, one to four heading rows, merged cells as paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.exchange.intake.lexicon import NUMBERS, is_known_heading, plain_heading, sounds_like_heading
from dialogue_desk.exchange.intake.sheets import RawSheet, Span

MOST_ROWS = 4
"""Rows a heading may have."""

SEARCHED = 60
"""Rows of a sheet among which its heading is looked for."""

BETWEEN = " › "

_LETTERHEAD = re.compile(
    r"^\(?\s*(?:ubnd|uy ban nhan dan|dang uy|hdnd|hoi dong nhan dan|cong hoa xa hoi|doc lap|dang cong san|so\s*[:.]"
    r"|mau so"
    r"|mau\b|bieu\b|phu luc|mttq|uy ban mttq|uy ban mat tran|kem theo|tong hop|danh sach|bang\b|bao cao|so theo doi"
    r"|ban\b|don vi\s*:|dia phuong\s*:|thon\b|xa\b|phuong\b|huyen\b|quan\b|thi xa\b|tinh\b|thanh pho\b)"
)

Rows = Sequence[tuple[int, list[Any]]]


def is_word(cell: Any) -> bool:
    """Whether a cell may stand in a heading: a short text, no number and no day."""
    return type(cell) is str and len(cell) <= 120 and not re.fullmatch(r"[\d\s.,/:\-]+", cell)


def _is_year(cell: Any) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool) and 1990 <= cell <= 2100


def heading_rows(sheet: RawSheet) -> tuple[int, int]:
    """First and last place in `sheet.rows` of the heading; (0, -1) when the table begins without one."""
    rows = sheet.rows
    ranks = [_rank(cells) for _number, cells in rows[:SEARCHED]]
    rank = max(ranks, default=0.0)
    # The first that is good enough: another table may begin below, with more headings.
    best = next((at for at, here in enumerate(ranks) if here >= max(0.5 * rank, min(rank, 6))), -1)
    if best < 0 or rank < 3:
        best = _plain_first(rows)
        if best < 0:
            return 0, -1
    first = last = best
    spans = sheet.merged
    while last - first + 1 < MOST_ROWS and first > 0 and _goes_above(rows, first, spans, sheet.width):
        first -= 1
    while last - first + 1 < MOST_ROWS and last + 1 < len(rows) and _goes_below(rows, first, last, spans):
        last += 1
    return first, last


def _rank(cells: list[Any]) -> float:
    filled = [cell for cell in cells if cell is not None]
    if len(filled) < 2 and not (len(cells) == 1 and filled):
        return 0.0
    rank = 0.0
    for cell in filled:
        if is_known_heading(cell):
            rank += 3
            if isinstance(cell, str) and plain_heading(cell) in NUMBERS:
                rank += 1
        elif not is_word(cell):
            rank -= 2
        elif sounds_like_heading(cell):
            rank += 1.5
    if sum(isinstance(cell, str) and len(cell) > 120 for cell in filled):
        rank -= 3
    return rank + 0.2 * min(len(filled), 15)


def _plain_first(rows: Rows) -> int:
    """A heading nobody knows: the first wide row of words above rows that hold something else too; -1 for none."""
    widths = sorted(sum(cell is not None for cell in cells) for _number, cells in rows[:SEARCHED])
    wide = widths[len(widths) // 2] if widths else 0
    for at, (_number, cells) in enumerate(rows[:10]):
        filled = [cell for cell in cells if cell is not None]
        if len(filled) < 2 or len(filled) < 0.6 * wide:
            continue
        if not all(is_word(cell) and len(cell) <= 60 for cell in filled) or len(set(filled)) < len(filled):
            return -1
        below = [cell for _n, row in rows[at + 1 : at + 6] for cell in row if cell is not None]
        is_other = any(not is_word(cell) or len(cell) > 60 for cell in below)
        return at if is_other else -1
    return -1


def _filled(cells: list[Any]) -> set[int]:
    return {at for at, cell in enumerate(cells) if cell is not None}


def _goes_above(rows: Rows, first: int, spans: list[Span], width: int) -> bool:
    number, cells = rows[first - 1]
    below, under = rows[first]
    filled = _filled(cells)
    if below != number + 1 or not filled or not all(is_word(cells[at]) or _is_year(cells[at]) for at in filled):
        return False
    here = [s for s in spans if s[0] == number]
    if any(s[2] >= below for s in here):
        return True
    if any(_LETTERHEAD.match(fold(str(cells[at]))) and not is_known_heading(cells[at]) for at in filled):
        return False
    begin = min(_filled(under), default=0)  # a title stands over the first column, wherever the table begins
    groups = [s for s in here if s[3] > s[1] and s[3] - s[1] + 1 < 0.8 * max(width, 3) and s[1] > begin]
    if groups and len({cells[at] for at in filled}) == len(filled):
        return True
    return len(filled) >= 2 and bool(filled - _filled(under)) and any(is_known_heading(cells[at]) for at in filled)


def _goes_below(rows: Rows, first: int, last: int, spans: list[Span]) -> bool:
    above, heads = rows[last]
    number, cells = rows[last + 1]
    filled = _filled(cells)
    if number != above + 1 or not filled or not all(is_word(cells[at]) or _is_year(cells[at]) for at in filled):
        return False
    first_number = rows[first][0]
    down = [s for s in spans if first_number <= s[0] <= above and s[2] >= number and s[3] >= s[1]]
    covered = {at for s in down for at in range(s[1], s[3] + 1)}
    if down and not filled & covered:
        return True
    known = _filled(heads)
    across = {at for s in spans if s[0] == above and s[3] > s[1] for at in range(s[1], s[3] + 1)}
    for at in filled:
        is_open = at in across or at not in known or (at + 1 not in known and at + 1 in filled)
        if not is_open or at in covered:
            return False
    has_group = bool(filled & across) or any(at not in known and at - 1 in known for at in filled)
    return has_group and (0 not in filled or 0 in across) and len(filled) >= 2


def paths(sheet: RawSheet, first: int, last: int) -> list[str]:
    """What stands above each column, from the outer group to the column itself."""
    if last < first:
        return [""] * sheet.width
    width = sheet.width
    grid = [[*cells, *[None] * (width - len(cells))] for _number, cells in sheet.rows[first : last + 1]]
    numbers = {number: at for at, (number, _cells) in enumerate(sheet.rows[first : last + 1])}
    merged: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merged:
        if top not in numbers:
            continue
        value = grid[numbers[top]][left] if left < width else None
        for number in range(top, min(bottom, sheet.rows[last][0]) + 1):
            for at in range(left, min(right + 1, width)):
                if number in numbers and (number, at) != (top, left):
                    merged.add((numbers[number], at))
                    grid[numbers[number]][at] = value
    for level in range(len(grid) - 1):
        for at in range(1, width):
            beneath = [grid[lower][at] for lower in range(level + 1, len(grid))]
            beside = [grid[lower][at - 1] for lower in range(level + 1, len(grid))]
            is_gap = grid[level][at] is None and all(grid[upper][at] is None or upper < level for upper in range(level))
            if is_gap and (level, at) not in merged and any(beneath) and any(beside):
                grid[level][at] = grid[level][at - 1]
    return [_joined([row[at] for row in grid]) for at in range(width)]


def _joined(parts: Sequence[Any]) -> str:
    found: list[str] = []
    for part in parts:
        text = " ".join(str(part).split()) if part is not None else ""
        if text and (not found or found[-1] != text):
            found.append(text)
    return BETWEEN.join(found)
