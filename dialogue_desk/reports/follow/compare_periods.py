"""So với cùng kỳ: the same months of last year, and the same months before units were merged on 01/7/2025."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.slots import REFORM
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.follow.petition_days import Days
from dialogue_desk.reports.follow.petition_flow import FLOW, Flow
from dialogue_desk.reports.follow.petition_on_time import OnTime, considered
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

INDICATORS = (
    *((column.key, column.title, CellKind.NUMBER) for column in FLOW),
    ("share", "Tỷ lệ đúng hạn", CellKind.PERCENT),
    ("median_days", "Số ngày giải quyết (trung vị)", CellKind.NUMBER),
)
COUNTED = frozenset(column.key for column in FLOW)
"""Indicators that are counts: behind 0 there is no record, while a share of 0 has its own."""


def build(store: Store, asked: Asked) -> Sheet:
    """The flow, the share on time and the median days beside those of the same months of another year."""
    on = asked.as_of or asked.covered
    now = replace(asked, last=min(asked.last, on), as_of=on)
    then = _earlier(now, 1)
    asked_days = [(then, now, "last_year", "So với cùng kỳ năm trước")]
    if now.last >= REFORM:
        after = replace(now, first=max(now.first, REFORM))
        before = _earlier(after, int(after.last[:4]) - 2025 + (after.last[5:] >= REFORM[5:]))
        asked_days.append((before, after, "reform", "Trước và sau khi sắp xếp đơn vị (01/7/2025)"))
    held = Cases(store, replace(now, first=min(days[0].first for days in asked_days)))
    tables = [_table(held, *days) for days in asked_days]
    note = Note(
        "Chênh lệch = kỳ này trừ kỳ so sánh; tỷ lệ chênh nhau bao nhiêu điểm phần trăm. Để trống khi chưa biết."
    )
    return Sheet("compare-periods", f"Kiến nghị so với cùng kỳ ({asked.span_label})", (*tables, note))


def _earlier(asked: Asked, years: int) -> Asked:
    """The same days some years before; 29/02 becomes 28/02."""
    first, last, on = (years_before(day, years) for day in (asked.first, asked.last, asked.as_of))
    return replace(asked, first=first, last=last, as_of=on, period="")


def years_before(day: str, years: int) -> str:
    """An ISO day some years earlier; the last of February stays that."""
    rest = "-02-28" if day[4:] == "-02-29" and years % 4 else day[4:]
    if rest == "-02-28" and day[4:] == rest and not (int(day[:4]) - years) % 4:
        rest = "-02-29"
    return f"{int(day[:4]) - years:04d}{rest}"


def _told(cases: Cases) -> dict[str, tuple[Cell, Callable[[], list[Case]]]]:
    """The indicators of some days, each with a way to the petitions behind it."""
    whole, on_time, days = Flow(cases.all), OnTime(cases.on), Days(cases.on)
    considered_ones = considered(cases)
    flow = whole.figures(cases.first, cases.last)
    told: dict[str, tuple[Cell, Callable[[], list[Case]]]] = {
        key: (figure, partial(whole.behind, cases.first, cases.last, key)) for key, figure in flow.items()
    }
    share = on_time.figures(considered_ones)["share"]
    median = days.figures(cases.received)["median_days"]
    return {
        **told,
        "share": (share, lambda: on_time.behind(considered_ones, "share")),
        "median_days": (median, lambda: list(cases.received)),
    }


def _table(held: Cases, then: Asked, now: Asked, key: str, title: str) -> Table:
    was, now_is = _told(held.within(then)), _told(held.within(now))
    rows = []
    for name, label, kind in INDICATORS:
        (old, old_cases), (new, new_cases) = was[name], now_is[name]
        change = new - old if isinstance(old, (int, float)) and isinstance(new, (int, float)) else None
        values: dict[str, Cell] = {"indicator": label, "then": old, "now": new, "change": change}
        if kind is CellKind.PERCENT and change is not None:
            values["change"] = round(change, 1)
        shown = {k: _percent(v) for k, v in values.items() if kind is CellKind.PERCENT and isinstance(v, float)}
        behind = {"then": old_cases, "now": new_cases}
        known = [k for k in behind if values[k] or (name not in COUNTED and behind[k]())]
        sources = OnDemand(known, partial(_source, behind))
        rows.append(Row(values, shown=shown, sources=sources, extra={"key": name}))
    columns = (
        Column("indicator", "Chỉ tiêu", width=24),
        Column("then", _span(then), CellKind.NUMBER, Align.RIGHT, 14),
        Column("now", _span(now), CellKind.NUMBER, Align.RIGHT, 14),
        Column("change", "Chênh lệch", CellKind.NUMBER, Align.RIGHT, 9),
    )
    return Table(columns, tuple(rows), key, title)


def _source(behind: Mapping[str, Callable[[], list[Case]]], key: str) -> tuple[Source, ...]:
    return source(behind[key]())


def _percent(value: float) -> str:
    return f"{value:.1f}%".replace(".", ",")


def _span(asked: Asked) -> str:
    return f"{document_date(asked.first)} – {document_date(asked.last)}"


REPORT = Report("compare-periods", N_("Kiến nghị so với cùng kỳ"), build)
