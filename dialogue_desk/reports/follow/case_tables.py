"""Tables of figures about groups of petitions: a row a unit, an agency or a subject, and one for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Row, Source, Table
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.follow.cases import Case, Group, source
from dialogue_desk.texts import N_

Counts = Mapping[str, int]
"""How often petitions stand in each column; 0 where it is not named."""

UNITS = Column("unit", N_("Đơn vị"), width=24)
AGENCIES = Column("agency", N_("Cơ quan chủ trì"), width=24)
SUBJECTS = Column("subject", N_("Lĩnh vực"), width=24)


class Telling:
    """What a report tells of petitions: each is judged once, and the figures of any group are counts of that.

    `judge` says in which columns a petition stands, in one it stands in twice by naming it twice; `figures_of` makes
    the figures of a group from these counts; `behind` finds the petitions of a figure again.
    """

    def __init__(self) -> None:
        self._judged: dict[Case, tuple[str, ...]] = {}

    def judge(self, case: Case) -> tuple[str, ...]:
        """The columns a petition stands in."""
        raise NotImplementedError

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        """The figures of a group, from the counts of its columns."""
        raise NotImplementedError

    def columns_behind(self, key: str) -> tuple[str, ...]:
        """The columns whose petitions stand behind a figure: a count is its own."""
        return (key,)

    def judged(self, case: Case) -> tuple[str, ...]:
        """`judge`, asked once of each petition."""
        found = self._judged.get(case)
        if found is None:
            found = self._judged[case] = self.judge(case)
        return found

    def figures(self, cases: Sequence[Case]) -> dict[str, Cell]:
        """The figures of a group."""
        return self.figures_of(self._counts(cases), cases)

    def told(self, cases: Sequence[Case]) -> tuple[dict[str, Cell], Mapping[str, tuple[Source, ...]]]:
        """The figures of a group, and the records behind each, looked up when somebody asks."""
        counts = self._counts(cases)
        figures = self.figures_of(counts, cases)
        known = [key for key in figures if any(counts[column] for column in self.columns_behind(key))]
        return figures, OnDemand(known, lambda key: source(self.behind(cases, key)))

    def _counts(self, cases: Sequence[Case]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for columns, many in Counter(map(self.judged, cases)).items():
            for column in columns:
                counts[column] += many
        return counts

    def behind(self, cases: Sequence[Case], key: str) -> list[Case]:
        """The petitions of a group that stand behind a figure; one that counts twice stands twice."""
        wanted = self.columns_behind(key)
        return [case for case in cases for column in self.judged(case) if column in wanted]


def number(key: str, title: str, width: float = 9) -> Column:
    """A column of counts."""
    return Column(key, title, CellKind.NUMBER, Align.RIGHT, width)


def percent(key: str, title: str) -> Column:
    """A column of shares."""
    return Column(key, title, CellKind.PERCENT, Align.RIGHT, 9)


def case_table(
    head: Column, columns: Sequence[Column], groups: Sequence[Group], telling: Telling, title: str = ""
) -> Table:
    """A row a group, and the total counted from all cases together; the table is named after its first column."""
    rows = [
        _row(
            head.key,
            group.name,
            telling,
            group.cases,
            {"key": group.key},
            {head.key: group.shown} if group.shown else {},
        )
        for group in groups
    ]
    every = [case for group in groups for case in group.cases]
    rows.append(_row(head.key, N_("Tổng số"), telling, every, {}, {}, "total"))
    return Table((head, *columns), tuple(rows), f"by_{head.key}", title)


def _row(
    head: str,
    name: str,
    telling: Telling,
    cases: Sequence[Case],
    extra: Mapping[str, Cell],
    shown: Mapping[str, str],
    style: str = "",
) -> Row:
    figures, sources = telling.told(cases)
    return Row({head: name, **figures}, shown=shown, sources=sources, style=style, extra=extra)
