"""Kiến nghị trên 10.000 dân: how often people of each unit petition, by the population of the year."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Table
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.population import Population
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import UNITS, number
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

FEWEST = 5
"""With fewer petitions a rate says more about chance than about the unit: it is left blank."""

RATE = Column("per_10000", N_("Trên 10.000 dân một năm"), CellKind.NUMBER, Align.RIGHT, 12)


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions received in the asked days for ten thousand people a year, by unit, the highest rate first."""
    cases = Cases(store, asked)
    people = Population(store)
    years = [year for year in asked.years if f"{year}-01-01" <= cases.last]
    groups = cases.by_unit(cases.received)
    rows = [_row(g.name, g.shown, g.key, g.cases, people, years) for g in groups]
    rows.sort(key=lambda row: -float(row.values["per_10000"] or -1))
    if len(rows) > 1:
        rows.append(_row("Tổng số", "", asked.unit, cases.received, people, years, "total"))
    columns = (UNITS, number("petitions", N_("Kiến nghị")), number("people", N_("Dân số"), 12), RATE)
    note = Note(
        N_(
            "Tỷ lệ = số kiến nghị nhận trong kỳ chia cho dân số từng năm (sổ Dân số), nhân 10.000; kỳ nhiều năm là bình"
            " quân một năm. Dưới 5 kiến nghị hoặc chưa ghi dân số thì để trống."
        )
    )
    blocks = charted([Table(columns, tuple(rows))], ("per_10000",), "per_10000")
    return Sheet("per-10000", f"Kiến nghị trên 10.000 dân ({asked.span_label})", (*blocks, note))


def _row(
    name: str,
    shown: str,
    unit: str,
    cases: Sequence[Case],
    people: Population,
    years: Sequence[int],
    style: str = "",
) -> Row:
    few = len(cases) < FEWEST
    values: dict[str, Cell] = {
        "unit": name,
        "petitions": len(cases),
        "people": people.of(unit, years[-1]) if years else None,
        "per_10000": None if few else people.rate(len(cases), unit, years),
    }
    return Row(
        values,
        shown={"unit": shown} if shown else {},
        sources=OnDemand(["petitions"] if cases else [], lambda _key: source(cases)),
        style=style,
        extra={"key": unit},
    )


REPORT = Report("per-10000", N_("Kiến nghị trên 10.000 dân"), build, BY_UNITS)
