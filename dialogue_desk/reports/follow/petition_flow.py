"""Dòng kiến nghị: what was left, came, was opened again and settled, stretch by stretch; and how long it would take."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from dialogue_desk.domain.sheet import Align, Cell, CellKind, Chart, Column, Note, Row, Series, Sheet, Table
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.slots import Slot, part_label, slots
from dialogue_desk.reports.follow.case_tables import UNITS, Counts, Telling, case_table, number
from dialogue_desk.reports.follow.cases import Case, Cases, months_before, source
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
    whole = Flow(cases.all)
    stretches = [slot for slot in slots(asked) if slot.first <= cases.on]
    rows = [_row(whole, slot.key, slot.first, min(slot.last, cases.on), slot) for slot in stretches]
    rows.append(_row(whole, "total", cases.first, cases.last))
    table = Table((Column("period", N_("Thời gian"), width=14), *FLOW, TO_CLEAR), tuple(rows))
    units = case_table(UNITS, FLOW, cases.by_unit(cases.all), FlowOf(cases.first, cases.last), "Theo đơn vị")
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
        figures={key: figure for key, figure in rows[-1].values.items() if key != "period"},
    )


class FlowOf(Telling):
    """The flow of some days, both ends included; a petition that was settled twice in them stands twice."""

    def __init__(self, first: str, last: str) -> None:
        super().__init__()
        self._first, self._last = first, last
        self._eve = (date.fromisoformat(first) - timedelta(days=1)).isoformat()

    def judge(self, case: Case) -> tuple[str, ...]:
        story, first, last = case.story, self._first, self._last
        found = ["left_before"] if story.is_open(self._eve) else []
        found += ["opened"] if first <= story.opened_on <= last else []
        found += ["reopened" for day in story.reopened if first <= day <= last]
        found += ["settled" for day, _how in story.settled if first <= day <= last]
        return tuple([*found, "left"] if story.is_open(last) else found)

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        return {column.key: counts[column.key] for column in FLOW}


class Flow:
    """The same of many stretches: days are sorted once, and a stretch is counted without looking at its petitions.

    `cases` are in order of receipt.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._opened = [case.story.opened_on for case in cases]
        self._reopened = sorted(day for case in cases for day in case.story.reopened)
        self._settled = sorted(day for case in cases for day, _how in case.story.settled)

    def left(self, on: str) -> int:
        """How many are open at the end of a day: each that came or was opened again and was not settled since."""
        return bisect_right(self._opened, on) + bisect_right(self._reopened, on) - bisect_right(self._settled, on)

    def figures(self, first: str, last: str) -> dict[str, int]:
        """The flow of some days, both ends included."""
        left = self.left(last)
        opened, reopened, settled = (
            bisect_right(days, last) - bisect_left(days, first)
            for days in (self._opened, self._reopened, self._settled)
        )
        before = left + settled - opened - reopened
        return {"left_before": before, "opened": opened, "reopened": reopened, "settled": settled, "left": left}

    def opened(self, first: str, last: str) -> Sequence[Case]:
        """The petitions received in some days."""
        return self._cases[bisect_left(self._opened, first) : bisect_right(self._opened, last)]

    def behind(self, first: str, last: str, key: str) -> list[Case]:
        """The petitions behind a figure of some days."""
        return FlowOf(first, last).behind(self._cases, key)

    def months_to_clear(self, on: str) -> float | None:
        """What is left at the end of a day by the mean settled a month of the three months up to it; None for none."""
        settled = bisect_right(self._settled, on) - bisect_right(self._settled, months_before(on, 3))
        return round(self.left(on) * 3 / settled, 1) if settled else None


def _row(whole: Flow, key: str, first: str, last: str, slot: Slot | None = None) -> Row:
    """The flow of a stretch, or without one of all asked days."""
    figures = whole.figures(first, last)
    return Row(
        {"period": key, **figures, "months_to_clear": whole.months_to_clear(last)},
        shown={"period": part_label(slot, last) if slot else "Cả kỳ"},
        sources=OnDemand(
            [key for key, figure in figures.items() if figure], lambda key: source(whole.behind(first, last, key))
        ),
        style="" if slot else "total",
        extra={"as_of": last} if slot else {},
    )


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
