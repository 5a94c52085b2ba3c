"""Looking along a column: what no single cell shows. Each finding is a place and one sentence; nothing is changed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any

from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.domain.written import AHEAD, FIRST_YEAR, NoDayError, numbers_of, written_day
from dialogue_desk.texts import _

Cells = Sequence[tuple[int, Any]]
"""The cells of a column that hold something, with their rows."""

_STRAY = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
"""Letters of Greek and Cyrillic: some look like ours, and no search finds them."""

_SHORT = (
    (re.compile(r"\b(?:uy ban nhan dan|uy ban)\b"), "ubnd"), (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\b(?:mat tran to quoc|mat tran|ubmttq|uy ban mttq)\b"), "mttq"), (re.compile(r"\bcong an\b"), "ca"),
    (re.compile(r"\b(?:hop tac xa)\b"), "htx"), (re.compile(r"\b(?:to dan pho|tdp so|to so)\b"), "tdp"),
    (re.compile(r"\bthanh pho\b"), "tp"), (re.compile(r"\btrung tam\b"), "tt"), (re.compile(r"\bphong\b"), "p"),
    (re.compile(r"\btruong\b"), "tr"), (re.compile(r"\btai nguyen moi truong|tai nguyen va moi truong\b"), "tnmt"),
    (re.compile(r"\bdoan thanh nien\b"), "dtn"), (re.compile(r"\bcuu chien binh\b"), "ccb"),
)  # fmt: skip


def told_rows(rows: Sequence[int]) -> str:
    """Rows as a sentence names them: the first five and how many more."""
    listed = ", ".join(str(row) for row in rows[:5])
    return listed if len(rows) <= 5 else _("{rows} và {count} dòng nữa").format(rows=listed, count=len(rows) - 5)


def turned_rows(cells: Cells) -> list[int]:
    """Rows whose day was probably turned: real days up to the twelfth beside texts that could not be turned."""
    days = [(row, cell) for row, cell in cells if isinstance(cell, date)]
    texts = [(cell, numbers_of(cell)) for _row, cell in cells if isinstance(cell, str)]
    late = sum(1 for _text, parts in texts if parts and parts[0] > 12 and parts[1] <= 12 and parts[0] <= 31)
    if not days or not late or any(day.day > 12 for _row, day in days):
        return []
    return [row for row, day in days if day.day != day.month]


def keeps_days(cells: Cells) -> bool:
    """Whether a text Excel could have turned and did not says that the machine of this table turns none."""
    texts = [(cell, numbers_of(cell)) for _row, cell in cells if isinstance(cell, str) and "/" in cell]
    return any(parts and parts[0] <= 12 and parts[1] <= 12 for _text, parts in texts)


def order_of(cells: Cells) -> tuple[str, bool]:
    """The order the texts of a column are written in, and whether that is sure: no text says the contrary."""
    parts = [numbers_of(cell) for _row, cell in cells if isinstance(cell, str)]
    day_first = sum(1 for p in parts if p and 12 < p[0] <= 31 and p[1] <= 12)
    month_first = sum(1 for p in parts if p and 12 < p[1] <= 31 and p[0] <= 12)
    if month_first and not day_first:
        return "mdy", True
    return "dmy", not (month_first and day_first)


def look_along(
    field: Field, cells: Cells, order: str, today: date, *, turned: Sequence[int] = (), is_mended: bool = False
) -> Iterator[str]:
    """What is odd about the cells of a column that becomes `field`; `turned` are rows of days probably turned."""
    if not cells:
        return
    if field.kind is Kind.DATE:
        yield from _days(cells, order, today, turned, is_mended=is_mended)
    elif field.kind is Kind.COUNT:
        yield from _far(cells)
    elif field.key.endswith("_phone"):
        yield from _phones(cells)
    elif field.key in ("speaker_address", "place"):
        yield from _spellings(cells, _hamlet, _("một thôn, tổ ghi nhiều cách"))
    elif field.key in ("lead_agency", "coordinating_agencies", "agency"):
        yield from _spellings(cells, _agency, _("một cơ quan ghi nhiều cách"))
    elif field.key.endswith("_name"):
        yield from _spellings(cells, lambda text: " ".join(sorted(fold(text).split())) if _odd_case(text) else "", "")
    yield from _letters(cells)


def _days(cells: Cells, order: str, today: date, turned: Sequence[int], *, is_mended: bool) -> Iterator[str]:
    if turned and not is_mended:
        first = next(cell for row, cell in cells if row == turned[0])
        yield _(
            "{count} ô ngày (dòng {rows}) có lẽ đã bị Excel đảo ngày với tháng, vì các ô khác của cột là chữ có ngày "
            "sau 12: {written} nên là {meant}. Chọn thứ tự ngày – tháng – năm thì máy đảo lại"
        ).format(
            count=len(turned), rows=told_rows(turned), written=f"{first:%d/%m/%Y}",
            meant=f"{first.month:02d}/{first.day:02d}/{first.year}",
        )  # fmt: skip
    elif turned:
        yield _("đã đảo lại ngày với tháng ở {count} ô (dòng {rows})").format(count=len(turned), rows=told_rows(turned))
    read, is_sure = order_of(cells)
    if read == "mdy" and order == "mdy":
        yield _("các ngày ghi tháng trước ngày sau (kiểu Mỹ) và được đọc như vậy")
    elif not is_sure:
        yield _("trong cột có cả ngày ghi trước tháng lẫn tháng ghi trước ngày: xem lại từng dòng")
    far_off = [(row, cell) for row, cell in cells if not _has_near_year(cell, today.year)]
    years = [(row, day) for row, cell in far_off if (day := _day(cell, order, today.year)) is not None]
    ages = [row for row, day in years if day.year in (1900, 1901)]
    if ages:
        yield _("dòng {rows}: có lẽ là số tuổi bị định dạng thành ngày").format(rows=told_rows(ages))
    far = [row for row, day in years if day.year not in (1900, 1901) and not _is_near(day, today)]
    if far:
        yield _("dòng {rows}: năm nằm ngoài {first}–{last}").format(
            rows=told_rows(far), first=FIRST_YEAR, last=today.year + AHEAD
        )
    serial = [row for row, cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if serial:
        yield _("dòng {rows}: số được đọc là ngày theo cách đếm của Excel").format(rows=told_rows(serial))


def _has_near_year(cell: Any, this_year: int) -> bool:
    """Whether a cell surely names a year of ours, told without reading the day: most cells of a column do."""
    if isinstance(cell, date):
        return FIRST_YEAR <= cell.year <= this_year + AHEAD
    return isinstance(cell, str) and cell[-4:].isdigit() and FIRST_YEAR <= int(cell[-4:]) <= this_year


def _is_near(day: date, today: date) -> bool:
    return FIRST_YEAR <= day.year <= today.year + AHEAD


def _day(cell: Any, order: str, this_year: int) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        return None
    try:
        return written_day(cell, order, this_year)
    except NoDayError:
        return None


def _far(cells: Cells) -> Iterator[str]:
    numbers = [(row, cell) for row, cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    if len(numbers) < 5:
        return
    middle = median(number for _row, number in numbers)
    far = [row for row, number in numbers if middle > 0 and number > 20 * middle and number - middle > 100]
    if far:
        yield _("dòng {rows}: số lớn khác thường so với cả cột (giữa cột là {middle})").format(
            rows=told_rows(far), middle=f"{middle:g}"
        )


def _phones(cells: Cells) -> Iterator[str]:
    lost, odd, identity = [], [], []
    for row, cell in cells:
        digits = re.sub(r"[\s.\-()]", "", str(cell))
        if digits.isdigit() and len(digits) == 9 and digits[0] in "235789":
            lost.append(row)
        elif digits.isdigit() and len(digits) == 12:
            identity.append(row)
        elif not re.fullmatch(r"(?:\+?84|0)\d{8,10}(?:[,;/].*)?", digits):
            odd.append(row)
    if lost:
        yield _("đã thêm số 0 bị mất ở đầu số điện thoại (dòng {rows})").format(rows=told_rows(lost))
    if identity:
        yield _("dòng {rows}: 12 chữ số, có lẽ là số căn cước chứ không phải số điện thoại").format(
            rows=told_rows(identity)
        )
    if odd:
        yield _("dòng {rows}: không giống số điện thoại").format(rows=told_rows(odd))


def look_at_rest(heading: str, cells: Cells) -> Iterator[str]:
    """What is odd about a column that is passed over: numbers of identity cards that lost their 0."""
    if re.search(r"\b(?:cccd|can cuoc|cmnd|cmt|dinh danh)\b", fold(heading)):
        lost = [row for row, cell in cells if isinstance(cell, int) and len(str(cell)) in (8, 11)]
        yield _("số căn cước không được nhập vào máy này") + (
            "; " + _("dòng {rows} đã mất số 0 ở đầu").format(rows=told_rows(lost)) if lost else ""
        )


def _hamlet(text: str) -> str:
    bare = re.sub(r"[^\w ]+", " ", fold(text))
    bare = re.sub(r"\b(?:to dan pho|tdp|to)\s*(?:so\s*)?(?=\d)", "tdp ", bare)
    bare = re.sub(r"^\s*(?:thon|xom|khu|ap|ban|t|x)\s+(?=\w)", "", bare)
    return " ".join(re.sub(r"\b0+(?=\d)", "", bare).split())


def _agency(text: str) -> str:
    bare = re.sub(r"[^\w ]+", " ", fold(text))
    for sign, short in _SHORT:
        bare = sign.sub(short, bare)
    return " ".join(bare.split())


def _odd_case(text: str) -> bool:
    return len(text) < 60


def _spellings(cells: Cells, key: Any, said: str) -> Iterator[str]:
    if not said:
        return
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text, count in Counter(cell for _row, cell in cells if isinstance(cell, str) and len(cell) < 80).items():
        found[key(text)][" ".join(text.split())] += count
    mixed = [names for plain, names in found.items() if plain and len(names) > 1]
    for names in mixed[:5]:
        listed = ", ".join(f"“{name}” ({count})" for name, count in names.most_common(4))
        yield _("có lẽ {said}: {listed}").format(said=said, listed=listed)


def _letters(cells: Cells) -> Iterator[str]:
    if not _STRAY.search("\n".join(cell for _row, cell in cells if isinstance(cell, str))):
        return
    wrong = [row for row, cell in cells if isinstance(cell, str) and _STRAY.search(cell)]
    if wrong:
        yield _("dòng {rows}: có chữ cái nước khác giống chữ Việt").format(rows=told_rows(wrong))
