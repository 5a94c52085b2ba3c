"""The tables about groups of petitions as charts: drawn from their rows, so that no figure has two values."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Block, Cell, CellKind, Chart, Note, Row, Series, Table
from dialogue_desk.texts import N_

MOST = 20
"""Groups that a chart shows beside each other."""

_CUT = Note(N_("Biểu đồ chỉ vẽ 20 hàng lớn nhất; bảng có đủ."))


def chart_of_rows(table: Table, keys: Sequence[str], by: str, kind: str = "bars") -> Chart | None:
    """The groups of a table with most of the column `by`, the greatest first; None where no group has a figure.

    The chart goes by the key of its table; the columns `keys` are its series.
    """
    drawn = _drawn(table, keys, by)[:MOST]
    titles = {column.key: column for column in table.columns}
    if not drawn:
        return None
    return Chart(
        kind,
        _names(drawn, table.columns[0].key),
        tuple(Series(key, titles[key].title, tuple(_number(row.values[key]) for row in drawn)) for key in keys),
        value_format="percent" if titles[keys[0]].kind is CellKind.PERCENT else "number",
        key=table.key,
    )


def charted(tables: Sequence[Table], keys: Sequence[str], by: str, kind: str = "bars") -> tuple[Block, ...]:
    """Each table behind its chart, and a note where a chart shows the greatest groups alone."""
    blocks: list[Block] = []
    for table in tables:
        chart = chart_of_rows(table, keys, by, kind)
        blocks += [chart, table] if chart else [table]
    is_cut = any(len(_drawn(table, keys, by)) > MOST for table in tables)
    return (*blocks, *([_CUT] if is_cut else []))


def _drawn(table: Table, keys: Sequence[str], by: str) -> list[Row]:
    rows = [row for row in table.rows if row.style != "total" and any(row.values[key] is not None for key in keys)]
    rows = [row for row in rows if row.values[by]]
    return sorted(rows, key=lambda row: -(_number(row.values[by]) or 0))


def _names(rows: Sequence[Row], head: str) -> tuple[str, ...]:
    """Bare names; how long a unit lived is said where two have one name."""
    bare = [str(row.values[head]) for row in rows]
    return tuple(
        row.shown.get(head, name) if bare.count(name) > 1 else name for row, name in zip(rows, bare, strict=True)
    )


def _number(value: Cell) -> float | int | None:
    return value if isinstance(value, (int, float)) else None
