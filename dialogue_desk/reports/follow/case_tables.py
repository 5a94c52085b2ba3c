"""Tables of figures about groups of petitions: a row a unit, an agency or a subject, and one for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Row, Table
from dialogue_desk.reports.follow.cases import Case, Group, source
from dialogue_desk.texts import N_

Told = Mapping[str, tuple[Cell, Sequence[Case]]]
"""Figures by column, each with the petitions it was counted from."""

UNITS = Column("unit", N_("Đơn vị"), width=24)
AGENCIES = Column("agency", N_("Cơ quan chủ trì"), width=24)
SUBJECTS = Column("subject", N_("Lĩnh vực"), width=24)


def number(key: str, title: str, width: float = 9) -> Column:
    """A column of counts."""
    return Column(key, title, CellKind.NUMBER, Align.RIGHT, width)


def percent(key: str, title: str) -> Column:
    """A column of shares."""
    return Column(key, title, CellKind.PERCENT, Align.RIGHT, 9)


def case_table(
    head: Column,
    columns: Sequence[Column],
    groups: Sequence[Group],
    tell: Callable[[Sequence[Case]], Told],
    title: str = "",
) -> Table:
    """A row a group, and the total counted from all cases together; the table is named after its first column."""
    rows = [
        _row(head.key, g.name, tell(g.cases), {"key": g.key}, {head.key: g.shown} if g.shown else {}) for g in groups
    ]
    every = [case for group in groups for case in group.cases]
    rows.append(_row(head.key, N_("Tổng số"), tell(every), {}, {}, "total"))
    return Table((head, *columns), tuple(rows), f"by_{head.key}", title)


def _row(head: str, name: str, told: Told, extra: Mapping[str, Cell], shown: Mapping[str, str], style: str = "") -> Row:
    return Row(
        {head: name, **{key: figure for key, (figure, _cases) in told.items()}},
        shown=shown,
        sources={key: behind for key, (_figure, cases) in told.items() if (behind := source(cases))},
        style=style,
        extra=extra,
    )


def counted(parts: Mapping[str, Sequence[Case]]) -> dict[str, tuple[Cell, Sequence[Case]]]:
    """Each column's figure is how many cases it has."""
    return {key: (len(cases), cases) for key, cases in parts.items()}
