"""A trend: a chart and the table of its numbers, over years, quarters or months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dialogue_desk.domain.sheet import (
    Align,
    Block,
    Cell,
    CellKind,
    Chart,
    Column,
    Note,
    Row,
    Series,
    Sheet,
    Source,
    Table,
)
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.counting.notes import totals_note, unsplit_note, within_notes
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.counting.shared_out import into_commune
from dialogue_desk.reports.counting.slots import REFORM_REMARK, Slot, of_slot, part_label, slots, step_of
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import SPAN, STEP, Asked
from dialogue_desk.storage.store import Store

PARAMS = (*SPAN, STEP)
TOTAL = "total"


@dataclass(frozen=True)
class Part:
    """One series that is counted: its key, label, and the (indicator, level) whose figures it adds."""

    key: str
    label: str
    counts: tuple[tuple[str, str], ...]


@dataclass
class Point:
    """What a trend has for one stretch: figures by series, the records behind them, to which day they speak."""

    slot: Slot
    values: dict[str, Cell]
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    covered: str = ""
    marks: frozenset[str] = frozenset()


@dataclass
class Trend:
    """Points and the notes that belong to them."""

    points: list[Point]
    notes: list[Note] = field(default_factory=list)


def counted(store: Store, asked: Asked, parts: Sequence[Part]) -> Trend:
    """Points of counted figures, by the rules of the appendices: by year totals speak too, else records alone."""
    indicators = tuple(dict.fromkeys(i for part in parts for i, _level in part.counts))
    out = into_commune(store, asked)
    top = asked.unit if out.splits else ""
    place = Subtree(store.units, asked.unit)
    apart = {**dict.fromkeys(place.units, top), **{old: old for old in out.splits}} if top else None

    def count(days: Asked) -> Counting:
        return Counting(store, days, indicators, apart=apart, beside=out.units)

    whole = count(asked) if step_of(asked) == "year" else None
    points = []
    amounts: list[Amount] = []
    countings: dict[int, tuple[Counting, Shared]] = {}
    for slot in slots(asked):
        counting = whole or count(of_slot(asked, slot))
        _counting, shared = countings.setdefault(id(counting), (counting, Shared(counting)))
        cells = {
            part.key: [
                amount
                for indicator, level in part.counts
                for amount in out.amounts(counting, top, indicator, slot.first, slot.last, level)
            ]
            for part in parts
        }
        found = [a for held in cells.values() for a in held]
        amounts += found
        points.append(
            Point(
                slot,
                {key: added(a.value for a in held) for key, held in cells.items()},
                records_behind(cells, shared),
                counting.covered(found, slot.first, slot.last),
                frozenset(key for key, held in cells.items() if any(a.rests_on_totals for a in held)),
            )
        )
    told = [a for a in amounts if a.value is not None]
    notes = []
    if any(a.rests_on_totals for a in told):
        notes.append(totals_note(all(a.rests_on_totals for a in told)))
    notes += within_notes(amounts, store.units, asked)
    unsplit = {(t.unit, t.id): t for counting, _shared in countings.values() for t in counting.unsplit}
    notes += (*unsplit_note(list(unsplit.values())), *sums_note(place, asked, out.splits))
    return Trend(points, [*notes, *out.notes(store.units, asked)])


def trend_sheet(
    name: str,
    title: str,
    asked: Asked,
    series: Sequence[tuple[str, str]],
    trend: Trend,
    *,
    kind: str = "stacked",
    unit: CellKind = CellKind.NUMBER,
    extra: Sequence[tuple[str, str, CellKind]] = (),
    adds_up: bool = True,
) -> Sheet:
    """A chart of `series` (key, label) and its table; `extra` columns stand in the table alone.

    `adds_up`: the series are parts of a whole, so that the table has a total column and a total row.
    """
    points = trend.points
    columns = [
        Column("period", "Thời gian", width=14),
        *(Column(key, label, unit, Align.RIGHT) for key, label in series),
        *(Column(key, label, kind_of, Align.RIGHT) for key, label, kind_of in extra),
    ]
    keys = [key for key, _label in series]
    if adds_up:
        columns.append(Column(TOTAL, "Tổng", unit, Align.RIGHT))
    rows = [_row(point, keys if adds_up else ()) for point in points]
    if adds_up and rows:
        rows.append(_total_row(points, keys))
    blocks: list[Block] = [
        chart(points, series, kind, "percent" if unit is CellKind.PERCENT else "number"),
        Table(tuple(columns), tuple(rows)),
        *trend.notes,
    ]
    return Sheet(name, f"{title} ({asked.span_label})", tuple(blocks), is_landscape=True)


def chart(points: Sequence[Point], series: Sequence[tuple[str, str]], kind: str, value_format: str) -> Chart:
    """The chart of some series of the points; parts of a period are hatched, the reform is marked."""
    labels = [part_label(p.slot, p.covered or p.slot.last) for p in points]
    told = any(p.slot.start < "2025-07-01" for p in points)
    return Chart(
        kind,
        tuple(labels),
        tuple(Series(key, label, tuple(_number(p.values.get(key)) for p in points)) for key, label in series),
        frozenset(label for label, p in zip(labels, points, strict=True) if p.slot.is_part(p.covered or p.slot.last)),
        {label: REFORM_REMARK for label, p in zip(labels, points, strict=True) if p.slot.holds_reform and told},
        value_format,
    )


def _number(value: Cell) -> float | int | None:
    return value if isinstance(value, (int, float)) else None


def _row(point: Point, keys: Sequence[str]) -> Row:
    values: dict[str, Cell] = {"period": point.slot.key, **point.values}
    sources: Mapping[str, tuple[Source, ...]] = point.sources
    if keys:
        values[TOTAL] = added(_whole(point.values.get(key)) for key in keys)
    return Row(
        values,
        shown={"period": part_label(point.slot, point.covered or point.slot.last)},
        marks=point.marks | {TOTAL} if point.marks and keys else point.marks,
        sources=sources,
        extra={**_year(point.slot), "as_of": point.covered or None},
    )


def _year(slot: Slot) -> dict[str, Cell]:
    """The year as a number, as the appendices have it, where a row is a year."""
    return {"year": int(slot.key)} if len(slot.key) == 4 else {}


def _total_row(points: Sequence[Point], keys: Sequence[str]) -> Row:
    values: dict[str, Cell] = {key: added(_whole(p.values.get(key)) for p in points) for key in keys}
    values[TOTAL] = added(_whole(values[key]) for key in keys)
    marks = frozenset(mark for p in points for mark in (*p.marks, TOTAL) if p.marks)
    return Row(
        {"period": TOTAL, **values}, shown={"period": "Tổng số"}, marks=marks, style="total", extra={"as_of": None}
    )


def _whole(value: Cell) -> int | None:
    return value if isinstance(value, int) else None


def percent(part: int | None, whole: int | None) -> float | None:
    """A share in percent with one decimal, halves up; None when the whole is none or nothing."""
    if part is None or not whole:
        return None
    return (part * 2000 + whole) // (2 * whole) / 10


def shares_of(points: Iterable[Point], of: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> None:
    """Add shares to points: key -> (series that are the part, series that are the whole)."""
    for point in points:
        for key, (part, whole) in of.items():
            point.values[key] = percent(
                added(_whole(point.values.get(k)) for k in part), added(_whole(point.values.get(k)) for k in whole)
            )
