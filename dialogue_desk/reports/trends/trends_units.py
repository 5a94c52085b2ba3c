"""Units side by side: dialogues of the units directly below, as bars and as a heat table over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.sheet import (
    Align,
    Cell,
    CellKind,
    Chart,
    Column,
    Note,
    Row,
    Series,
    Sheet,
    Table,
)
from dialogue_desk.domain.units import LEVELS, Unit
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.reports.counting import shared_out
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.notes import totals_note, within_summary
from dialogue_desk.reports.counting.reform import apart_note, lived, named
from dialogue_desk.reports.counting.shared_out import SharedOut
from dialogue_desk.reports.counting.slots import Slot, of_slot, part_label, slots, step_of
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import LEVEL, Asked, Report, sort_field
from dialogue_desk.reports.trends.trend_frame import PARAMS
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

SORT = sort_field(total=N_("Tổng số"))
MOST_BARS = 30
"""Units a chart of bars shows beside each other; the table has all."""
MOST_HEATED = 240
"""Units a heat table shows one below the other: those of any province, not of a country; the table has all."""

HEADS = ("sessions_party", "sessions_government")


def units_below(store: Store, asked: Asked) -> list[Unit]:
    """The units shown side by side, by name: those directly below the asked one on some asked day, or itself;
    all of a level below it where one is asked for.

    Over a reform an old unit that went whole into a new one is part of that; one that was split stands apart, also
    where the unit between is gone.
    """
    place = Subtree(store.units, asked.unit)
    there = place.valid(asked.first, asked.covered)
    if asked.level:
        found = [u for u in there if u.level == asked.level and u.key != asked.unit and not _is_joined(place, u, asked)]
        return sorted(found, key=lambda u: sort_key(u.name)) or [store.units[asked.unit]]
    below = [u for u in there if u.parent == asked.unit and not _is_joined(place, u, asked)]
    gone = {u.key for u in below if u.valid_to and u.valid_to < asked.covered}
    below += [u for u in there if u.parent in gone and not _is_joined(place, u, asked)]
    return sorted(below, key=lambda u: (LEVELS.index(u.level), sort_key(u.name))) or [store.units[asked.unit]]


def _is_joined(place: Subtree, unit: Unit, asked: Asked) -> bool:
    return place.tree.whole_heir(unit.key, asked.covered) in place.units


def kept_apart(place: Subtree, units: list[Unit], asked: Asked) -> dict[str, str]:
    """For every unit of the place, which of `units` it stands under, by what it had become."""
    keys = {u.key for u in units}
    found = {}
    for key in place.units:
        top = next((step for step in place.line(key, asked.covered) if step in keys), "")
        if top:
            found[key] = top
    return found


@dataclass(frozen=True)
class Beside:
    """Units side by side, as they are counted: `rows` are shown, `apart` says under which of them each unit counts.

    A new commune holds its old ones also where they belonged to a province that is gone (`elsewhere`); `out` are the
    old ones that are shared out.
    """

    rows: list[Unit]
    apart: Mapping[str, str]
    elsewhere: tuple[Unit, ...]
    out: SharedOut

    def count(self, store: Store, asked: Asked, indicators: Sequence[str]) -> Counting:
        """The figures of some days."""
        return Counting(store, asked, indicators, apart=self.apart, beside=self.elsewhere)

    def notes(self, store: Store, asked: Asked) -> list[Note]:
        """What is joined, what stands apart, what is shared out and by whom."""
        place = Subtree(store.units, asked.unit)
        return [*apart_note(place, asked, self.out.splits), *self.out.notes(store.units, asked)]


def beside(store: Store, asked: Asked) -> Beside:
    """The units below the asked one side by side."""
    below, tree = units_below(store, asked), store.units
    out = shared_out.side_by_side(store, below, asked)
    place = Subtree(tree, asked.unit)
    olds = [old for unit in below for old in tree.joined(unit.key)] + out.units
    elsewhere = tuple({u.key: u for u in olds if u.key not in place}.values())
    apart = kept_apart(Subtree(tree, asked.unit, elsewhere), [*below, *out.units], asked)
    return Beside(out.rows(below), apart, elsewhere, out)


def side_by_side(store: Store, asked: Asked) -> Sheet:
    """Dialogues of each unit below over the whole asked time, by head."""
    found = beside(store, asked)
    counting, units, out = found.count(store, asked, HEADS), found.rows, found.out
    shared = Shared(counting)
    names = named(units, asked, store.units)
    rows, amounts = [], []
    for unit in units:
        cells = {
            key: [
                amount
                for w in asked.windows
                for amount in out.amounts(counting, unit.key, f"sessions_{key}", w.first, w.last)
            ]
            for key in ("party", "government")
        }
        amounts += [a for held in cells.values() for a in held]
        values: dict[str, Cell] = {key: added(a.value for a in held) for key, held in cells.items()}
        whole = [a for held in cells.values() for a in held]
        rows.append(
            Row(
                {"unit": unit.name, **values, "total": added(a.value for a in whole)},
                shown={"unit": names[unit.key]} if unit.key in names else {},
                marks=frozenset(key for key, held in cells.items() if any(a.rests_on_totals for a in held)),
                sources=records_behind({**cells, "total": whole}, shared),
                extra={"key": unit.key},
            )
        )
    labels = (("party", "Người đứng đầu cấp ủy"), ("government", "Người đứng đầu chính quyền"))
    columns = (
        Column("unit", "Đơn vị", width=24),
        *(Column(key, label, CellKind.NUMBER, Align.RIGHT) for key, label in labels),
        Column("total", "Cộng", CellKind.NUMBER, Align.RIGHT),
    )
    rows = by_value(rows, asked.sort)
    drawn = rows[:MOST_BARS]
    series = tuple(Series(key, label, tuple(_number(row.values[key]) for row in drawn)) for key, label in labels)
    lives = {u.key: lived(u, asked, store.units) for u in units}
    chart = Chart("stacked", tuple(lives[str(row.extra["key"])] for row in drawn), series)
    title = f"Số cuộc đối thoại của từng đơn vị ({asked.span_label})"
    notes = [*_notes(amounts), *found.notes(store, asked)]
    notes += cut_note(len(rows), MOST_BARS)
    return Sheet("trend-units", title, (chart, Table(columns, tuple(rows)), *notes), is_landscape=True)


def cut_note(units: int, most: int) -> list[Note]:
    """That a chart shows the first units of its table alone, where it does."""
    told = f"Biểu đồ vẽ {most} đơn vị đứng đầu bảng; bảng có đủ {units} đơn vị."
    return [Note(told)] if units > most else []


def by_value(rows: Sequence[Row], column: str) -> list[Row]:
    """Rows by the figure of a column, the greatest first and what is unknown last; as they stand for none."""
    if not column:
        return list(rows)

    def figure(row: Row) -> float:
        held = row.values.get(column)
        return float(held) if isinstance(held, (int, float)) else float("-inf")

    return sorted(rows, key=lambda row: -figure(row))


def heat(store: Store, asked: Asked) -> Sheet:
    """Dialogues of each unit below, stretch by stretch: rows are units, columns the time."""
    side = beside(store, asked)
    units, out = side.rows, side.out
    cells: dict[str, dict[str, list[Amount]]] = {unit.key: {} for unit in units}
    behind: dict[str, Shared] = {}
    whole = side.count(store, asked, HEADS) if step_of(asked) == "year" else None
    shared = Shared(whole) if whole else None
    stretches = slots(asked)
    for slot in stretches:
        counting = whole or side.count(store, of_slot(asked, slot), HEADS)
        behind[slot.key] = shared or Shared(counting)
        for unit in units:
            cells[unit.key][slot.key] = [
                amount for head in HEADS for amount in out.amounts(counting, unit.key, head, slot.first, slot.last)
            ]
    lives = {u.key: lived(u, asked, store.units) for u in units}
    made = [_heat_row(unit, lives[unit.key], cells[unit.key], behind) for unit in units]
    rows = tuple(by_value(made, asked.sort))
    labels = {slot.key: part_label(slot, min(slot.last, asked.today)) for slot in stretches}
    columns = (
        Column("unit", "Đơn vị", width=24),
        *(Column(key, label, CellKind.NUMBER, Align.RIGHT, 7) for key, label in labels.items()),
        Column("total", "Tổng", CellKind.NUMBER, Align.RIGHT, 7),
    )
    chart = Chart(
        "heat",
        tuple(labels.values()),
        tuple(
            Series(key, lives[key], tuple(_number(row.values[slot]) for slot in labels))
            for row, key in ((row, str(row.extra["key"])) for row in rows[:MOST_HEATED])
        ),
        _partial(stretches, labels, asked),
    )
    title = f"Số cuộc đối thoại của từng đơn vị theo thời gian ({asked.span_label})"
    notes = _notes([a for held in cells.values() for found in held.values() for a in found])
    notes += [*side.notes(store, asked), *cut_note(len(rows), MOST_HEATED)]
    return Sheet("trend-units-heat", title, (chart, Table(columns, rows), *notes), is_landscape=True)


def _heat_row(unit: Unit, name: str, cells: Mapping[str, list[Amount]], behind: Mapping[str, Shared]) -> Row:
    values: dict[str, Cell] = {key: added(a.value for a in held) for key, held in cells.items()}
    sources = {
        key: found for key, held in cells.items() for found in [records_behind({key: held}, behind[key])] if found
    }
    whole = added(a.value for held in cells.values() for a in held)
    return Row(
        {"unit": unit.name, **values, "total": whole},
        shown={"unit": name} if name != unit.name else {},
        marks=frozenset(key for key, held in cells.items() if any(a.rests_on_totals for a in held)),
        sources=OnDemand(sources, lambda key: sources[key][key]),
        extra={"key": unit.key},
    )


def _partial(stretches: tuple[Slot, ...], labels: Mapping[str, str], asked: Asked) -> frozenset[str]:
    return frozenset(labels[s.key] for s in stretches if s.is_part(min(s.last, asked.today)))


def _number(value: Cell) -> float | int | None:
    return value if isinstance(value, (int, float)) else None


def _notes(amounts: list[Amount]) -> list[Note]:
    told = [a for a in amounts if a.value is not None]
    notes: list[Note] = list(within_summary(amounts))
    if any(a.rests_on_totals for a in told):
        notes.insert(0, totals_note(all(a.rests_on_totals for a in told)))
    return notes


REPORTS = (
    Report("trend-units", N_("Biểu đồ: các đơn vị cạnh nhau"), side_by_side, (*PARAMS, LEVEL, SORT)),
    Report("trend-units-heat", N_("Biểu đồ: bảng nhiệt các đơn vị"), heat, (*PARAMS, LEVEL, SORT)),
)
