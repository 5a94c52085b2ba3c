"""One page for the secretary: tiles of a year, ten years of dialogues, the petitions longest overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Cell, CellKind, Chart, Column, Figure, Figures, Note, Row, Sheet, Table
from dialogue_desk.reports.counting.notes import number
from dialogue_desk.reports.follow.home import MOST_OVERDUE, PETITIONS, columns_for, overdue_count, overdue_rows, rows_of
from dialogue_desk.reports.follow.petition_trends import petitions
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.head_coverage import covered, share_of
from dialogue_desk.reports.trends.trend_frame import TOTAL, Part, counted, percent
from dialogue_desk.reports.trends.trends_feedback import SIDES, acceptance, by_target
from dialogue_desk.reports.trends.trends_sessions import by_level
from dialogue_desk.storage import days_past, registry
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

YEARS_SHOWN = 10
LONGEST = 46
"""Letters of a petition that are shown: its line stays one line, and the page one page."""

CHART_HEIGHT = 66
WIDTHS = {"stt": 5.0, "text": 66.0, "due_on": 13.0, "overdue_days": 18.0}


def build(store: Store, asked: Asked) -> Sheet:
    """The tiles are of the asked time; the chart and its table of the ten years up to it."""
    whole = replace(asked, step="year")
    heads = counted(store, whole, [Part(head, head, ((f"sessions_{head}", ""),)) for head in ("party", "government")])
    share = share_of(covered(store, asked)[1])
    occasions = _last_row(by_target(store, whole))["total"]
    rates = _last_row(acceptance(store, whole))
    accepted = [rates[f"{side}_accepted"] for side in SIDES]
    decided = [rates[f"{side}_{outcome}"] for side in SIDES for outcome in ("accepted", "not_accepted")]
    waiting = [row.values for row in _table(petitions(store, whole)).rows]
    party, government = (_sum([p.values[head] for p in heads.points]) for head in SIDES)
    opened, resolved, overdue = (_sum([row[key] for row in waiting]) for key in ("opened", "resolved", "overdue"))
    tiles = [
        Figure("sessions_party", "Đối thoại: cấp ủy", party, "cuộc"),
        Figure("sessions_government", "Đối thoại: chính quyền", government, "cuộc"),
        Figure("both_met", "Đơn vị đạt cả hai", share["both_met"], f"/ {share['units']}"),
        Figure("occasions", "Góp ý", occasions, "lần"),
        Figure("acceptance", "Ý kiến được tiếp thu", percent(_sum(accepted), _sum(decided)), "%"),
        Figure("petitions_opened", "Kiến nghị tiếp nhận", opened),
        Figure("petitions_resolved", "Kiến nghị đã giải quyết", resolved),
        Figure("petitions_overdue", "Kiến nghị lỡ hạn trong kỳ", overdue, tone="danger"),
    ]
    ten = replace(whole, first=f"{asked.years[-1] - YEARS_SHOWN + 1}-01-01", period="")
    trend = by_level(store, ten)
    chart = _since_known(next(block for block in trend.blocks if isinstance(block, Chart)))
    late, count = _overdue(store, asked)
    columns = _columns(store, asked.unit)
    letters = next(int(LONGEST * c.width / WIDTHS["text"]) for c in columns if c.key == "text")
    rows = tuple(_short(row, letters) for row in late)
    return Sheet(
        "one-page",
        f"Tóm tắt công tác đối thoại và góp ý ({asked.span_label})",
        (
            Figures(tuple(tiles)),
            chart,
            _levels_by_year(chart, _table(trend)),
            Table(columns, rows, "overdue", _overdue_title(count, asked)),
            *[block for block in trend.blocks if isinstance(block, Note)][:1],
        ),
        subtitle=store.units.name(asked.unit),
        is_one_page=True,
    )


def _overdue(store: Store, asked: Asked) -> tuple[list[Row], int]:
    """The petitions longest overdue at the end of the asked time, and how many there were."""
    day = date.fromisoformat(asked.covered)
    if asked.covered == asked.today:
        return overdue_rows(store, asked.unit, day), overdue_count(store, asked.unit, day)
    states = days_past.overdue_at(store, day, sorted(registry.shown_under(store, asked.unit)))
    return rows_of(store, dict(islice(states.items(), MOST_OVERDUE)), day), len(states)


def _overdue_title(count: int, asked: Asked) -> str:
    day = document_date(asked.covered)
    if count > MOST_OVERDUE:
        return f"Kiến nghị còn quá hạn đến {day}: {number(count)}; mười kiến nghị lâu nhất"
    return f"Kiến nghị còn quá hạn đến {day}: {number(count)}"


def _columns(store: Store, unit: str) -> tuple[Column, ...]:
    widths = {**WIDTHS, "unit": 24.0, "text": 46.0} if len(columns_for(store, unit)) > len(PETITIONS) else WIDTHS
    return tuple(replace(c, width=widths[c.key]) for c in columns_for(store, unit) if c.key in widths)


def _short(row: Row, letters: int) -> Row:
    """A petition on one line."""
    text = " ".join(str(row.values["text"]).split())
    words = text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0] + "…"
    return replace(row, values={**row.values, "text": words})


def _since_known(chart: Chart) -> Chart:
    """The chart without the years before the first that has a figure."""
    count = len(chart.categories)
    known = [at for at in range(count) if any(series.values[at] is not None for series in chart.series)]
    first = known[0] if known else max(0, count - 1)
    series = tuple(replace(s, values=s.values[first:]) for s in chart.series)
    return replace(chart, height=CHART_HEIGHT, categories=chart.categories[first:], series=series)


def _levels_by_year(chart: Chart, trend: Table) -> Table:
    """The numbers of the chart with the years across, so that the page stays one."""
    shown = [row for row in trend.rows if row.style != "total"][-len(chart.categories) :]
    columns = [Column("level", "Cấp", width=20)]
    columns += [
        Column(str(row.values["period"]), label, CellKind.NUMBER, width=8)
        for row, label in zip(shown, chart.categories, strict=True)
    ]
    columns.append(Column(TOTAL, "Tổng", CellKind.NUMBER, width=8))
    labels = {series.key: series.label for series in chart.series} | {TOTAL: "Tổng"}
    rows = []
    for key, label in labels.items():
        values: dict[str, Cell] = {str(row.values["period"]): row.values[key] for row in shown}
        values |= {"level": label, TOTAL: _sum(list(values.values()))}
        rows.append(Row(values, style="total" if key == TOTAL else "", extra={"level_code": key}))
    return Table(tuple(columns), tuple(rows), "sessions", "Số cuộc đối thoại theo cấp")


def _table(sheet: Sheet) -> Table:
    return next(sheet.tables())


def _last_row(sheet: Sheet) -> dict[str, Cell]:
    return dict(_table(sheet).rows[-1].values)


def _sum(numbers: Sequence[Cell]) -> int | None:
    known = [n for n in numbers if isinstance(n, int)]
    return sum(known) if known else None


REPORT = Report("one-page", N_("Tóm tắt một trang"), build)
