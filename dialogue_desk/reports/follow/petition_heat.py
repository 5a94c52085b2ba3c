"""Kiến nghị theo đơn vị và lĩnh vực: what came from where, as a heat table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Chart, Column, Note, Series, Sheet
from dialogue_desk.reports.follow.case_tables import UNITS, Counts, Telling, case_table, number
from dialogue_desk.reports.follow.cases import Case, Cases
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.reports.trends.trends_units import MOST_HEATED, cut_note
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions received in the asked days: a row a unit, the one with most first, a column a subject that occurs."""
    cases = Cases(store, asked)
    subjects = cases.by_subject(cases.received)
    units = sorted(cases.by_unit(cases.received), key=lambda g: -len(g.cases))
    telling = BySubject([subject.key for subject in subjects])
    columns = [Column(s.key, s.name, CellKind.NUMBER, Align.RIGHT, 9) for s in subjects]
    made = case_table(UNITS, (*columns, number("total", N_("Tổng số"))), units, telling)
    table = replace(made, key="table")
    chart = Chart(
        "heat",
        tuple(s.name for s in subjects),
        tuple(
            Series(u.key, u.shown or u.name, tuple(_number(row.values[s.key]) for s in subjects))
            for u, row in zip(units[:MOST_HEATED], table.rows, strict=False)
        ),
    )
    note = Note(N_("Đếm kiến nghị theo ngày nhận; lĩnh vực không có kiến nghị nào thì không có cột."))
    return Sheet(
        "petition-heat",
        f"Kiến nghị theo đơn vị và lĩnh vực ({asked.span_label})",
        (*([chart] if subjects else []), table, note, *cut_note(len(units), MOST_HEATED)),
        is_landscape=True,
        figures={"received": len(cases.received)},
    )


class BySubject(Telling):
    """How many petitions have each subject."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__()
        self._subjects = subjects

    def judge(self, case: Case) -> tuple[str, ...]:
        return case.subject, "total"

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        return {key: counts[key] for key in (*self._subjects, "total")}


def _number(value: Cell) -> float | int | None:
    return value if isinstance(value, (int, float)) else None


REPORT = Report("petition-heat", N_("Kiến nghị theo đơn vị và lĩnh vực"), build, BY_UNITS)
