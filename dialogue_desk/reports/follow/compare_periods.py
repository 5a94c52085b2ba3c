"""So với cùng kỳ: the same months of last year, and the same months before units were merged on 01/7/2025."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Table
from dialogue_desk.reports.counting.slots import REFORM
from dialogue_desk.reports.follow import petition_days, petition_on_time
from dialogue_desk.reports.follow.case_tables import Told
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.follow.petition_flow import FLOW, flow
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

INDICATORS = (
    *((column.key, column.title, CellKind.NUMBER) for column in FLOW),
    ("share", "Tỷ lệ đúng hạn", CellKind.PERCENT),
    ("median_days", "Số ngày giải quyết (trung vị)", CellKind.NUMBER),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The flow, the share on time and the median days beside those of the same months of another year."""
    on = asked.as_of or asked.covered
    now = replace(asked, last=min(asked.last, on), as_of=on)
    then = _earlier(now, 1)
    tables = [_table(store, then, now, "last_year", "So với cùng kỳ năm trước")]
    if now.last >= REFORM:
        after = replace(now, first=max(now.first, REFORM))
        before = _earlier(after, int(after.last[:4]) - 2025 + (after.last[5:] >= REFORM[5:]))
        tables.append(_table(store, before, after, "reform", "Trước và sau khi sắp xếp đơn vị (01/7/2025)"))
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


def _told(cases: Cases) -> Told:
    """The indicators of some days, each with the petitions behind it."""
    parts = flow(cases.all, cases.first, cases.last)
    told: dict[str, tuple[Cell, Sequence[Case]]] = {key: (len(held), held) for key, held in parts.items()}
    on_time = petition_on_time.told(petition_on_time.considered(cases), cases.on)
    return {
        **told,
        "share": on_time["share"],
        "median_days": petition_days.told(cases.received, cases.on)["median_days"],
    }


def _table(store: Store, then: Asked, now: Asked, key: str, title: str) -> Table:
    was, now_is = _told(Cases(store, then)), _told(Cases(store, now))
    rows = []
    for name, label, kind in INDICATORS:
        (old, old_cases), (new, new_cases) = was[name], now_is[name]
        change = new - old if isinstance(old, (int, float)) and isinstance(new, (int, float)) else None
        values: dict[str, Cell] = {"indicator": label, "then": old, "now": new, "change": change}
        if kind is CellKind.PERCENT and change is not None:
            values["change"] = round(change, 1)
        shown = {k: _percent(v) for k, v in values.items() if kind is CellKind.PERCENT and isinstance(v, float)}
        sources = {k: source(held) for k, held in (("then", old_cases), ("now", new_cases)) if held}
        rows.append(Row(values, shown=shown, sources=sources, extra={"key": name}))
    columns = (
        Column("indicator", "Chỉ tiêu", width=24),
        Column("then", _span(then), CellKind.NUMBER, Align.RIGHT, 14),
        Column("now", _span(now), CellKind.NUMBER, Align.RIGHT, 14),
        Column("change", "Chênh lệch", CellKind.NUMBER, Align.RIGHT, 9),
    )
    return Table(columns, tuple(rows), key, title)


def _percent(value: float) -> str:
    return f"{value:.1f}%".replace(".", ",")


def _span(asked: Asked) -> str:
    return f"{document_date(asked.first)} – {document_date(asked.last)}"


REPORT = Report("compare-periods", N_("Kiến nghị so với cùng kỳ"), build)
