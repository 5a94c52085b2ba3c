"""Rows of Phụ lục 03–05: one a year, and the total row under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dialogue_desk.domain.sheet import Cell, Row
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.report import Window


@dataclass(frozen=True)
class Base:
    """A column that is counted: its key, indicator and level ("" for all levels together)."""

    key: str
    indicator: str
    level: str = ""


@dataclass(frozen=True)
class YearRows:
    """The rows, and the amounts they were made of."""

    rows: tuple[Row, ...]
    amounts: tuple[Amount, ...]

    @property
    def rests_on_totals(self) -> bool:
        """Whether any figure does."""
        return any(a.rests_on_totals for a in self.amounts)

    @property
    def is_all_totals(self) -> bool:
        """Whether every figure that is not blank rests on totals."""
        return all(a.rests_on_totals for a in self.amounts if a.value is not None)


def year_rows(counting: Counting, bases: Sequence[Base], sums: Mapping[str, Sequence[str]]) -> YearRows:
    """Count every base column year by year; `sums` are columns that add others, in order.

    Cells that rest on totals are marked unless all do: then the note says it once.
    """
    shared = Shared(counting)
    rows: list[Row] = []
    held: dict[str, list[Amount]] = {}
    for number, window in enumerate(counting.asked.windows, start=1):
        amounts = {b.key: [counting.amount(b.indicator, window.first, window.last, b.level)] for b in bases}
        for key, found in amounts.items():
            held.setdefault(key, []).extend(found)
        covered = counting.covered([a for found in amounts.values() for a in found], window.first, window.last)
        values, behind = _with_sums(amounts, sums)
        rows.append(
            Row(
                values={"stt": number, "year": window.year, **values},
                shown={"year": year_label(window, covered)},
                marks=_marks(behind),
                sources=records_behind(behind, shared),
                extra={"as_of": covered or None},
            )
        )
    values, behind = _with_sums(held, sums)
    total = Row(
        values={"stt": None, "year": "total", **values},
        shown={"stt": "Tổng số", "year": "Tổng số"},
        marks=_marks(behind),
        sources=records_behind(behind, shared),
        spans={"stt": 2},
        style="total",
        extra={"as_of": None},
    )
    made = YearRows((*rows, total), tuple(a for found in held.values() for a in found))
    return (
        made if not made.is_all_totals else replace(made, rows=tuple(replace(r, marks=frozenset()) for r in made.rows))
    )


def year_label(window: Window, covered: str) -> str:
    """The year as it is printed: "2023 (tính đến 30/5)" for a part of it."""
    if not window.first.endswith("-01-01"):
        return f"{window.year} (từ {_day(window.first)} đến {_day(covered or window.last)})"
    if covered and covered < f"{window.year}-12-31":
        return f"{window.year} (tính đến {_day(covered)})"
    return str(window.year)


def _day(iso: str) -> str:
    """Day and month as documents write them: 30/5, 08/9, 27/01."""
    month = int(iso[5:7])
    return f"{iso[8:10]}/{iso[5:7] if month < 3 else month}"


def _with_sums(
    amounts: Mapping[str, list[Amount]], sums: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Cell], dict[str, list[Amount]]]:
    """Values and amounts of every column, sums included."""
    values: dict[str, Cell] = {key: added(a.value for a in found) for key, found in amounts.items()}
    behind = dict(amounts)
    for key, parts in sums.items():
        behind[key] = [a for part in parts for a in behind[part]]
        values[key] = added(a.value for a in behind[key])
    return values, behind


def _marks(behind: Mapping[str, Sequence[Amount]]) -> frozenset[str]:
    return frozenset(key for key, amounts in behind.items() if any(a.rests_on_totals for a in amounts))
