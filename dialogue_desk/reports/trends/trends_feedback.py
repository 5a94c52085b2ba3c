"""Trends of feedback: occasions by target and timing, acceptance, the share aimed at persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from dialogue_desk.domain.sheet import Cell, CellKind, Row, Sheet, Table
from dialogue_desk.domain.vocabulary import TARGET
from dialogue_desk.reports.counting.counting import added
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS, Part, Trend, counted, percent, shares_of, trend_sheet
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

TIMINGS = {"periodic": "Định kỳ", "regular": "Thường xuyên", "adhoc": "Đột xuất"}
TARGETS = tuple(TARGET.labels)
PERSONS = ("party_member", "individual")
OUTCOMES = {"accepted": "Tiếp thu", "not_accepted": "Không tiếp thu"}
SIDES = {"party": "Xây dựng Đảng", "government": "Xây dựng chính quyền"}


def by_target(store: Store, asked: Asked) -> Sheet:
    """Occasions by whom they were aimed at."""
    parts = _targets()
    trend = counted(store, asked, parts)
    series = [(p.key, p.label) for p in parts]
    return trend_sheet("trend-occasions-target", "Số cuộc/lần góp ý theo đối tượng", asked, series, trend)


def by_timing(store: Store, asked: Asked) -> Sheet:
    """Occasions by timing."""
    parts = [
        Part(timing, label, tuple((f"{target}_{timing}", "") for target in TARGETS))
        for timing, label in TIMINGS.items()
    ]
    trend = counted(store, asked, parts)
    return trend_sheet(
        "trend-occasions-timing", "Số cuộc/lần góp ý theo thời gian", asked, list(TIMINGS.items()), trend
    )


def acceptance(store: Store, asked: Asked) -> Sheet:
    """The share of decided opinions that were accepted, by side; their numbers stand beside it."""
    parts = [
        Part(f"{side}_{outcome}", f"{label}: {told.lower()}", ((f"opinions_{side}_{outcome}", ""),))
        for side, label in SIDES.items()
        for outcome, told in OUTCOMES.items()
    ]
    trend = counted(store, asked, parts)
    keys = {side: [f"{side}_{outcome}" for outcome in OUTCOMES] for side in SIDES}
    shares_of(trend.points, {f"{side}_rate": (keys[side][:1], keys[side]) for side in SIDES})
    series = [(f"{side}_rate", f"{label} (%)") for side, label in SIDES.items()]
    extra = [(p.key, p.label, CellKind.NUMBER) for p in parts]
    sheet = trend_sheet(
        "trend-acceptance", "Tỷ lệ ý kiến được tiếp thu", asked, series, trend,
        kind="lines", unit=CellKind.PERCENT, extra=extra, adds_up=False,
    )  # fmt: skip
    whole = _sums(trend, [p.key for p in parts])
    rates = {f"{x}_rate": percent(whole[f"{x}_accepted"], added(whole[k] for k in keys[x])) for x in SIDES}
    return _with_total(sheet, {**rates, **whole})


def individual_share(name: str, store: Store, asked: Asked) -> Sheet:
    """The share of occasions aimed at persons: Party members and individuals (limitation L2 of the source)."""
    parts = _targets()
    trend = counted(store, asked, parts)
    shares_of(trend.points, {"share": (PERSONS, TARGETS)})
    for point in trend.points:
        point.values["persons"] = added(_count(point.values[key]) for key in PERSONS)
        point.values["occasions"] = added(_count(point.values[key]) for key in TARGETS)
    extra = [
        ("persons", "Góp ý đối với cá nhân, đảng viên", CellKind.NUMBER),
        ("occasions", "Tổng số cuộc/lần góp ý", CellKind.NUMBER),
        *((p.key, p.label, CellKind.NUMBER) for p in parts),
    ]
    sheet = trend_sheet(
        name, "Tỷ lệ góp ý đối với cá nhân, đảng viên", asked, [("share", "Tỷ lệ (%)")], trend,
        kind="bars", unit=CellKind.PERCENT, extra=extra, adds_up=False,
    )  # fmt: skip
    whole = _sums(trend, [key for key, _label, _kind in extra])
    share = percent(whole["persons"], whole["occasions"])
    made = _with_total(sheet, {"share": share, **whole})
    return replace(made, figures={"share": share, "persons": whole["persons"], "occasions": whole["occasions"]})


def _targets() -> list[Part]:
    return [
        Part(target, label, tuple((f"{target}_{timing}", "") for timing in TIMINGS))
        for target, label in TARGET.labels.items()
    ]


def _count(value: Cell) -> int | None:
    return value if isinstance(value, int) else None


def _sums(trend: Trend, keys: list[str]) -> dict[str, int | None]:
    return {key: added(_count(p.values.get(key)) for p in trend.points) for key in keys}


def _with_total(sheet: Sheet, values: Mapping[str, Cell]) -> Sheet:
    """The sheet with a last row over the whole time."""
    row = Row({"period": "total", **values}, shown={"period": "Tổng số"}, style="total", extra={"as_of": None})
    blocks = tuple(
        Table(block.columns, (*block.rows, row), block.key, block.title) if isinstance(block, Table) else block
        for block in sheet.blocks
    )
    return replace(sheet, blocks=blocks)


REPORTS = (
    Report("trend-occasions-target", N_("Biểu đồ: góp ý theo đối tượng"), by_target, PARAMS),
    Report("trend-occasions-timing", N_("Biểu đồ: góp ý theo thời gian"), by_timing, PARAMS),
    Report("trend-acceptance", N_("Biểu đồ: tỷ lệ tiếp thu"), acceptance, PARAMS),
    Report(
        "trend-individual", N_("Biểu đồ: góp ý đối với cá nhân"), partial(individual_share, "trend-individual"), PARAMS
    ),
    Report(
        "individual-share",
        N_("Tỷ lệ góp ý đối với cá nhân, đảng viên"),
        partial(individual_share, "individual-share"),
        PARAMS,
    ),
)
