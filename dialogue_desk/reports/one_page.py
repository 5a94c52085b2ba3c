"""One page for the secretary: tiles of a year, ten years of dialogues, the petitions longest overdue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dialogue_desk.domain.sheet import Cell, Chart, Figure, Figures, Sheet, Table
from dialogue_desk.reports.head_coverage import covered, share_of
from dialogue_desk.reports.home import PETITIONS, overdue_rows
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trend_frame import Part, counted
from dialogue_desk.reports.trends_feedback import acceptance, by_target
from dialogue_desk.reports.trends_petitions import petitions
from dialogue_desk.reports.trends_sessions import by_level
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

YEARS_SHOWN = 10


def build(store: Store, asked: Asked) -> Sheet:
    """The tiles are of the asked time; the chart and its table of the ten years up to it."""
    whole = replace(asked, step="year")
    heads = counted(store, whole, [Part(head, head, ((f"sessions_{head}", ""),)) for head in ("party", "government")])
    share = share_of(covered(store, asked)[1])
    occasions = _last_row(by_target(store, whole))["total"]
    rates = _last_row(acceptance(store, whole))
    waiting = [row.values for row in _table(petitions(store, whole)).rows]
    tiles = [
        Figure("sessions_party", "Đối thoại: cấp ủy", _sum([p.values["party"] for p in heads.points]), "cuộc"),
        Figure(
            "sessions_government",
            "Đối thoại: chính quyền",
            _sum([p.values["government"] for p in heads.points]),
            "cuộc",
        ),
        Figure("both_met", "Đơn vị đạt quy định cả hai", share["both_met"], f"trên {share['units']} đơn vị"),
        Figure("occasions", "Góp ý", occasions, "lần"),
        Figure("party_rate", "Tiếp thu: xây dựng Đảng", rates["party_rate"], "%"),
        Figure("government_rate", "Tiếp thu: xây dựng chính quyền", rates["government_rate"], "%"),
        Figure("petitions_opened", "Kiến nghị tiếp nhận", _sum([row["opened"] for row in waiting]), "kiến nghị"),
        Figure(
            "petitions_resolved", "Kiến nghị đã giải quyết", _sum([row["resolved"] for row in waiting]), "kiến nghị"
        ),
        Figure(
            "petitions_overdue",
            "Kiến nghị quá hạn",
            _sum([row["overdue"] for row in waiting]),
            "kiến nghị",
            tone="danger",
        ),
    ]
    ten = replace(whole, first=f"{asked.years[-1] - YEARS_SHOWN + 1}-01-01", period="")
    trend = by_level(store, ten)
    chart = next(block for block in trend.blocks if isinstance(block, Chart))
    rows = tuple(overdue_rows(store, asked.unit, date.fromisoformat(asked.today)))
    return Sheet(
        "one-page",
        f"Tóm tắt công tác đối thoại và góp ý ({asked.span_label})",
        (
            Figures(tuple(tiles)),
            chart,
            replace(_table(trend), key="sessions", title="Số cuộc đối thoại theo cấp"),
            Table(PETITIONS, rows, "overdue", "Mười kiến nghị quá hạn lâu nhất"),
            *(block for block in trend.blocks if not isinstance(block, (Chart, Table))),
        ),
        subtitle=store.units.name(asked.unit),
        is_one_page=True,
    )


def _table(sheet: Sheet) -> Table:
    return next(sheet.tables())


def _last_row(sheet: Sheet) -> dict[str, Cell]:
    return dict(_table(sheet).rows[-1].values)


def _sum(numbers: Sequence[Cell]) -> int | None:
    known = [n for n in numbers if isinstance(n, int)]
    return sum(known) if known else None


REPORT = Report("one-page", N_("Tóm tắt một trang"), build)
