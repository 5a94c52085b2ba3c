"""Dòng kiến nghị: what was left, came, was opened again and settled, stretch by stretch; and how long it would take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Chart, Column, Note, Row, Series, Sheet, Source, Table
from dialogue_desk.reports.counting.slots import Slot, part_label, slots
from dialogue_desk.reports.follow.case_tables import UNITS, case_table, number
from dialogue_desk.reports.follow.cases import Case, Cases, source
from dialogue_desk.reports.report import LEVEL, Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

FLOW = (
    number("left_before", N_("Tồn kỳ trước")),
    number("opened", N_("Tiếp nhận")),
    number("reopened", N_("Mở lại")),
    number("settled", N_("Đã giải quyết")),
    number("left", N_("Tồn cuối kỳ")),
)
EXPLAINED = Note(
    N_(
        "Tồn kỳ trước + tiếp nhận + mở lại − đã giải quyết = tồn cuối kỳ. Đã giải quyết gồm có kết quả và hướng dẫn nơi"
        " khác, tính theo ngày có kết quả; kiến nghị mở lại tính vào ngày mở lại, kỳ đã qua không đổi."
    )
)
TO_CLEAR = Column("months_to_clear", N_("Số tháng để giải quyết hết"), CellKind.NUMBER, Align.RIGHT, 10)


def build(store: Store, asked: Asked) -> Sheet:
    """The flow of the asked petitions: by stretch, then by unit where there are units below."""
    cases = Cases(store, asked)
    stretches = [slot for slot in slots(asked) if slot.first <= cases.on]
    rows = [_row(cases, slot) for slot in stretches]
    whole = flow(cases.all, cases.first, cases.last)
    rows.append(
        Row(
            {"period": "total", **_figures(whole), "months_to_clear": months_to_clear(cases.all, cases.last)},
            shown={"period": "Cả kỳ"},
            sources=_sources(whole),
            style="total",
        )
    )
    table = Table((Column("period", N_("Thời gian"), width=14), *FLOW, TO_CLEAR), tuple(rows))
    units = case_table(
        UNITS,
        FLOW,
        cases.by_unit(cases.all),
        lambda held: {key: (len(of), of) for key, of in flow(held, cases.first, cases.last).items()},
        "Theo đơn vị",
    )
    figures = {**_figures(whole), "months_to_clear": months_to_clear(cases.all, cases.last)}
    return Sheet(
        "flow",
        f"Dòng kiến nghị ({asked.span_label})",
        (
            _chart(stretches, rows, cases.on),
            table,
            *([units] if len(units.rows) > 2 else []),
            EXPLAINED,
            _to_clear_note(),
        ),
        is_landscape=True,
        figures=figures,
    )


def flow(cases: Sequence[Case], first: str, last: str) -> dict[str, list[Case]]:
    """The petitions behind each figure of the flow of some days, both ends included.

    One that was settled twice in these days stands twice, so that the figures add up.
    """
    eve = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    return {
        "left_before": [c for c in cases if c.story.is_open(eve)],
        "opened": [c for c in cases if first <= c.story.opened_on <= last],
        "reopened": [c for c in cases for day in c.story.reopened if first <= day <= last],
        "settled": [c for c in cases for day, _how in c.story.settled if first <= day <= last],
        "left": [c for c in cases if c.story.is_open(last)],
    }


def months_to_clear(cases: Sequence[Case], on: str) -> float | None:
    """What is left at the end of a day by the mean settled a month of the three months up to it; None for none."""
    since = _months_before(on, 3)
    settled = sum(since < day <= on for c in cases for day, _how in c.story.settled)
    left = sum(c.story.is_open(on) for c in cases)
    return round(left * 3 / settled, 1) if settled else None


def _months_before(on: str, months: int) -> str:
    """The same day some months earlier, the last of its month where that has no such day or `on` is one itself."""
    day = date.fromisoformat(on)
    at = day.year * 12 + day.month - 1 - months
    next_month = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    end = next_month - timedelta(days=1)
    is_end = (day + timedelta(days=1)).day == 1
    return end.isoformat() if is_end or end.day < day.day else end.replace(day=day.day).isoformat()


def _row(cases: Cases, slot: Slot) -> Row:
    last = min(slot.last, cases.on)
    parts = flow(cases.all, slot.first, last)
    return Row(
        {"period": slot.key, **_figures(parts), "months_to_clear": months_to_clear(cases.all, last)},
        shown={"period": part_label(slot, last)},
        sources=_sources(parts),
        extra={"as_of": last},
    )


def _figures(parts: dict[str, list[Case]]) -> dict[str, Cell]:
    return {key: len(held) for key, held in parts.items()}


def _sources(parts: dict[str, list[Case]]) -> dict[str, tuple[Source, ...]]:
    return {key: behind for key, held in parts.items() if (behind := source(held))}


def _chart(stretches: Sequence[Slot], rows: Sequence[Row], on: str) -> Chart:
    labels = [part_label(slot, min(slot.last, on)) for slot in stretches]
    series = [
        Series(c.key, c.title, tuple(_number(row.values[c.key]) for row in rows[: len(labels)]))
        for c in FLOW
        if c.key in ("opened", "settled", "left")
    ]
    partial = frozenset(
        label for label, slot in zip(labels, stretches, strict=True) if slot.is_part(min(slot.last, on))
    )
    return Chart("bars", tuple(labels), tuple(series), partial)


def _number(value: Cell) -> float | int | None:
    return value if isinstance(value, (int, float)) else None


def _to_clear_note() -> Note:
    return Note(
        N_("Số tháng để giải quyết hết = tồn cuối kỳ chia cho số giải quyết bình quân một tháng của ba tháng gần nhất.")
    )


REPORT = Report("flow", N_("Dòng kiến nghị theo thời gian"), build, (*PARAMS, LEVEL))
