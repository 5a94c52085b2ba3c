"""Hỏi số liệu: the figures of a question, by row, column and as a whole.

Each row, each column and the whole are measured from the records, never from each other, unless that is the same by
arithmetic (counts and sums of parts a record has one of).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogue_desk.domain.fields import Kind
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.reports.asking.ask_parts import Part
from dialogue_desk.reports.asking.ask_plan import Key, Plan, refused
from dialogue_desk.reports.follow.cases import middle, within
from dialogue_desk.texts import _

Figure = int | float | None

MOST_COLUMNS = 200
"""A table with more columns is no table any more."""


@dataclass(frozen=True)
class Line:
    """A row of an answer: its figures by column, and its own figure."""

    cells: Mapping[Any, Figure]
    total: Figure


@dataclass(frozen=True)
class Answer:
    """What came of a question: lines by the values of their parts, in the order they are shown.

    `whole` is all of it; `rest` stands for the rows `rest_keys` when only the top is shown.
    """

    columns: tuple[Any, ...]
    lines: Mapping[Key, Line]
    whole: Line
    rest: Line | None = None
    rest_keys: tuple[Key, ...] = field(default=())


def answer(plan: Plan) -> Answer:
    """Measure it all. DeskError where there are more columns than a table can have."""
    plan.lay_out(plan.store)
    wide, has_columns = len(plan.rows), plan.column is not None
    every = [*range(wide), *([wide] if has_columns else [])]
    cells, by_row, by_column, total = _measure(plan, [every, [*range(wide)], [wide] if has_columns else [], []])
    columns = (
        tuple(sorted((key[0] for key in by_column), key=lambda v: _place(plan.groups[-1], v))) if has_columns else ()
    )
    if len(columns) > MOST_COLUMNS:
        raise refused(
            _("Cột “{part}” có {count} giá trị, nhiều hơn {most}.").format(
                part=plan.groups[-1].title, count=len(columns), most=MOST_COLUMNS
            ),
            _("Đổi hàng với cột, hoặc thêm điều kiện lọc."),
        )
    whole = Line({c: by_column.get((c,)) for c in columns}, total.get((), 0 if plan.is_counted else None))
    lines = {key: Line({c: cells[*key, c] for c in columns if (*key, c) in cells}, by_row[key]) for key in by_row}
    keys = _sorted(plan, by_row)
    top = plan.question.top or len(keys)
    rest = _rest(plan, tuple(keys[top:]), columns) if keys[top:] else None
    found = Answer(columns, {key: lines[key] for key in keys[:top]}, whole, rest, tuple(keys[top:]))
    return _as_shares(found, plan.question.measure) if plan.question.measure.startswith("share-") else found


def _rest(plan: Plan, keys: tuple[Key, ...], columns: Sequence[Any]) -> Line:
    """The rows beyond the top as one, measured from their own records."""
    by_column, total = _measure(plan, [[len(plan.rows)] if columns else [], []], keys)
    return Line({c: by_column[c,] for c in columns if (c,) in by_column}, total.get(()))


def _sorted(plan: Plan, by_row: Mapping[Key, Figure]) -> list[Key]:
    named = sorted(by_row, key=lambda key: [_place(part, value) for part, value in zip(plan.rows, key, strict=True)])
    if not plan.question.by_value and not plan.question.top:
        return named
    return sorted(named, key=lambda key: -_or_least(by_row[key]))


def _or_least(figure: Figure) -> float:
    return float("-inf") if figure is None else figure


def _place(part: Part, value: Any) -> tuple[Any, ...]:
    """Where a value stands among those of a part: as its list has it, numbers and days as such, names by letter."""
    if value is None:
        return (2, 0)
    if part.order:
        return (0, part.order.index(value)) if value in part.order else (1, str(value))
    if isinstance(value, int) or part.key in ("quarter", "month") or part.field.kind is Kind.DATE:
        return (0, value)
    return (0, sort_key(part.name(value)))


def _as_shares(found: Answer, measure: str) -> Answer:
    """Counts as percents of their row, their column or the whole."""
    whole = found.whole

    def shares(line: Line) -> Line:
        of_row = line.total if measure == "share-row" else whole.total
        cells = {c: _share(v, whole.cells[c] if measure == "share-column" else of_row) for c, v in line.cells.items()}
        return Line(cells, _share(line.total, of_row))

    is_column = measure == "share-column"
    top = Line({c: _share(v, v if is_column else whole.total) for c, v in whole.cells.items()}, _share(1, 1))
    return replace(
        found,
        lines={key: shares(line) for key, line in found.lines.items()},
        whole=top if whole.total else Line({}, None),
        rest=shares(found.rest) if found.rest else None,
    )


def _share(part: Figure, whole: Figure) -> float | None:
    """Percent with one decimal, halves up; None of nothing."""
    if part is None or not whole:
        return None
    return (int(part) * 2000 + int(whole)) // (2 * int(whole)) / 10


def _measure(plan: Plan, levels: Sequence[Sequence[int]], rest: Sequence[Key] = ()) -> list[dict[Key, Figure]]:
    """Figures by the parts of each level, the finest first; level [] is one figure, under the key ().

    Records are read once, for the finest level, where each stands in one row and one column alone.
    """
    is_several = any(part.is_several for part in plan.groups)
    if plan.question.measure in ("median", "p90", "on-time"):
        of = _figure(plan)
        finest = _gathered(plan, levels[0], rest)
        found = [_gathered(plan, level, rest) if is_several else _merged(finest, levels, level) for level in levels[1:]]
        return [{key: of(values) for key, values in groups.items()} for groups in (finest, *found)]
    if is_several:
        return [dict(_grouped(plan, level, rest)) for level in levels]
    return _added(dict(_grouped(plan, levels[0], rest)), levels)


def _grouped(plan: Plan, level: Sequence[int], rest: Sequence[Key]) -> Iterator[tuple[Key, Figure]]:
    parts = [plan.groups[at] for at in level]
    amount = f"sum({plan.of.sql})" if plan.of else "count(*)"
    by = f" GROUP BY {', '.join(str(n + 1) for n in range(len(parts)))}" if parts else ""
    sql, given = plan.source(parts, rest)
    for row in plan.store.conn.execute(f"SELECT {', '.join([*_bare(parts), amount])} {sql}{by}", given):
        yield tuple(row[:-1]), row[-1]


def _bare(parts: Sequence[Part]) -> list[str]:
    """What parts are grouped by; "+" keeps an index out of it, which would read the records in its own order."""
    return [f"+{part.sql}" for part in parts]


Values = Counter[tuple[Any, Any]]
"""How often each value stands in a group: what is measured of a record, and whether it is over."""


def _gathered(plan: Plan, level: Sequence[int], rest: Sequence[Key]) -> dict[Key, Values]:
    """The values of measures that need every one of them, by group: medians, tenths, shares in time."""
    parts = [plan.groups[at] for at in level]
    sql, given = plan.source(parts, rest)
    columns = ", ".join([*_bare(parts), _value(plan)])
    found: dict[Key, Values] = {}
    for row, many in Counter(plan.store.conn.execute(f"SELECT {columns} {sql}", given)).items():
        found.setdefault(row[:-2], Counter())[row[-2:]] += many
    return found


def _merged(finest: Mapping[Key, Values], levels: Sequence[Sequence[int]], level: Sequence[int]) -> dict[Key, Values]:
    """The groups of a coarser level, put together from the finest."""
    place = [list(levels[0]).index(at) for at in level]
    found: dict[Key, Values] = {}
    for key, values in finest.items():
        found.setdefault(tuple(key[at] for at in place), Counter()).update(values)
    return found


def _value(plan: Plan) -> str:
    """Two SQL columns: what is measured of a record, and whether it is over."""
    if plan.question.measure == "on-time":
        return "p.first_settled_on IS NOT NULL AND p.first_settled_on < p.first_late_on, 1"
    if plan.of:
        return f"{plan.of.sql}, 1"
    days = f"CAST(julianday(coalesce(p.first_settled_on, '{plan.on}')) - julianday(p.opened_on) AS INTEGER)"
    return f"max(0, {days}), p.first_settled_on IS NOT NULL"


def _figure(plan: Plan) -> Callable[[Values], Figure]:
    """The figure of a group's values."""
    if plan.question.measure == "on-time":
        return lambda values: _share(sum(n for (value, _over), n in values.items() if value), values.total())
    part = 0.5 if plan.question.measure == "median" else 0.9
    if plan.of and part == 0.5:
        return lambda values: middle([value for (value, _over), n in values.items() for _n in range(n)])
    return lambda values: within(values, part)


def _added(cells: Mapping[Key, Figure], levels: Sequence[Sequence[int]]) -> list[dict[Key, Figure]]:
    """The levels of counts or sums added up from the finest one; a blank adds nothing, and only blanks stay blank."""
    found = [dict(cells)]
    place = {at: n for n, at in enumerate(levels[0])}
    for level in levels[1:]:
        sums: dict[Key, Figure] = {}
        for key, value in cells.items():
            short = tuple(key[place[at]] for at in level)
            old = sums.get(short)
            sums[short] = value if old is None else old + (value or 0)
        found.append(sums)
    return found
