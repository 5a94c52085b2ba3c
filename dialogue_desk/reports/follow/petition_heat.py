"""Kiến nghị theo đơn vị và lĩnh vực: what came from where, as a heat table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Chart, Column, Note, Row, Series, Sheet, Table
from dialogue_desk.reports.follow.case_tables import UNITS, number
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions received in the asked days: a row a unit, the one with most first, a column a subject that occurs."""
    cases = Cases(store, asked)
    subjects = cases.by_subject(cases.received)
    keys = [subject.key for subject in subjects]
    units = sorted(cases.by_unit(cases.received), key=lambda g: -len(g.cases))
    parts = {unit.key: _parts(unit.cases, keys) for unit in units}
    columns = [Column(s.key, s.name, CellKind.NUMBER, Align.RIGHT, 9) for s in subjects]
    rows = [_row(u.name, u.shown, {"key": u.key}, parts[u.key]) for u in units]
    chart = Chart(
        "heat",
        tuple(s.name for s in subjects),
        tuple(Series(u.key, u.shown or u.name, tuple(len(parts[u.key][key]) for key in keys)) for u in units),
    )
    total = _row("Tổng số", "", {}, _parts(cases.received, keys), "total")
    table = Table((UNITS, *columns, number("total", N_("Tổng số"))), (*rows, total))
    note = Note(N_("Đếm kiến nghị theo ngày nhận; lĩnh vực không có kiến nghị nào thì không có cột."))
    return Sheet(
        "petition-heat",
        f"Kiến nghị theo đơn vị và lĩnh vực ({asked.span_label})",
        (*([chart] if subjects else []), table, note),
        is_landscape=True,
        figures={"received": len(cases.received)},
    )


def _parts(cases: Sequence[Case], subjects: Sequence[str]) -> dict[str, Sequence[Case]]:
    return {**{key: [c for c in cases if c.subject == key] for key in subjects}, "total": cases}


def _row(name: str, shown: str, extra: Mapping[str, Cell], parts: Mapping[str, Sequence[Case]], style: str = "") -> Row:
    return Row(
        {"unit": name, **{key: len(held) for key, held in parts.items()}},
        shown={"unit": shown} if shown else {},
        sources={key: behind for key, held in parts.items() if (behind := source(held))},
        style=style,
        extra=extra,
    )


REPORT = Report("petition-heat", N_("Kiến nghị theo đơn vị và lĩnh vực"), build, BY_UNITS)
