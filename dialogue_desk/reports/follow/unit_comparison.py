"""Units side by side: what each did in the asked time, how far they lie apart, and those that did nothing (L5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from statistics import quantiles

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table, number_text
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.appendices.appendix_frame import count_column, group
from dialogue_desk.reports.counting.counting import Amount, Counting, Shared, added, records_behind
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.notes import totals_note, within_summary, without_sessions_note
from dialogue_desk.reports.counting.population import Population
from dialogue_desk.reports.counting.reform import named
from dialogue_desk.reports.counting.shared_out import SharedOut
from dialogue_desk.reports.follow import petition_days, petition_on_time
from dialogue_desk.reports.follow.case_tables import Telling
from dialogue_desk.reports.follow.cases import Cases
from dialogue_desk.reports.follow.petition_ageing import Ageing
from dialogue_desk.reports.report import BY_UNITS, Asked, Report, sort_field
from dialogue_desk.reports.trends.trend_frame import percent
from dialogue_desk.reports.trends.trends_feedback import TARGETS, TIMINGS
from dialogue_desk.reports.trends.trends_units import Beside, beside, by_value
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

CELLS: dict[str, tuple[str, ...]] = {
    "sessions_party": ("sessions_party",),
    "sessions_government": ("sessions_government",),
    "occasions": tuple(f"{target}_{timing}" for target in TARGETS for timing in TIMINGS),
    "opinions_accepted": ("opinions_party_accepted", "opinions_government_accepted"),
    "opinions_not_accepted": ("opinions_party_not_accepted", "opinions_government_not_accepted"),
}
INDICATORS = tuple(i for parts in CELLS.values() for i in parts)
LABELS = {
    "sessions_party": "Đối thoại: cấp ủy",
    "sessions_government": "Đối thoại: chính quyền",
    "sessions": "Đối thoại: cộng",
    "occasions": "Số cuộc/lần góp ý",
    "opinions_accepted": "Ý kiến tiếp thu",
    "opinions_not_accepted": "Ý kiến không tiếp thu",
}
REFORM_FIGURES = {key: LABELS[key] for key in ("sessions", "occasions", "opinions_accepted", "opinions_not_accepted")}
SIDES = {"before": "Các đơn vị cũ", "after": "Đơn vị mới"}
SPREAD = (
    ("least", "Ít nhất"),
    ("quartile_1", "Tứ phân vị 1"),
    ("median", "Trung vị"),
    ("quartile_3", "Tứ phân vị 3"),
    ("most", "Nhiều nhất"),
)

COLUMNS = (
    Column("unit", "Đơn vị", width=26),
    *(Column(key, label, CellKind.NUMBER, Align.RIGHT) for key, label in LABELS.items()),
    Column("acceptance", "Tỷ lệ tiếp thu (%)", CellKind.PERCENT, Align.RIGHT),
)
PETITIONS = {
    "petitions": "Kiến nghị nhận trong kỳ",
    "petitions_settled": "Có kết quả lần đầu trong kỳ",
    "petitions_open": "Kiến nghị còn tồn",
    "petitions_overdue": "Kiến nghị quá hạn",
    "petitions_on_time": "Đúng hạn ban đầu (%)",
    "petitions_median_days": "Số ngày, trung vị",
}
"""What petitions come to by unit: the same figures as in flow, ageing, on-time and days."""

PETITION_COLUMNS = tuple(
    Column(key, label, CellKind.PERCENT if key.endswith("on_time") else CellKind.NUMBER, Align.RIGHT)
    for key, label in PETITIONS.items()
)
SORT = sort_field(
    sessions=N_("Đối thoại: cộng"), occasions=N_("Số cuộc/lần góp ý"), acceptance=N_("Tỷ lệ tiếp thu (%)"),
    petitions=N_("Kiến nghị nhận trong kỳ"), petitions_settled=N_("Có kết quả lần đầu trong kỳ"),
    petitions_open=N_("Kiến nghị còn tồn"), petitions_overdue=N_("Kiến nghị quá hạn"),
    petitions_on_time=N_("Đúng hạn ban đầu (%)"), petitions_median_days=N_("Số ngày, trung vị"),
)  # fmt: skip

RATES = {
    "sessions_rate": ("sessions", "Đối thoại trên 10.000 dân"),
    "occasions_rate": ("occasions", "Góp ý trên 10.000 dân"),
}
RATE_COLUMNS = (
    Column("people", "Số dân", CellKind.NUMBER, Align.RIGHT),
    *(Column(key, label, CellKind.TEXT, Align.RIGHT) for key, (_figure, label) in RATES.items()),
)
SPREAD_COLUMNS = (
    Column("figure", "Chỉ tiêu", width=26),
    *(Column(key, label, CellKind.NUMBER, Align.RIGHT) for key, label in SPREAD),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The units directly below the asked one; blank is unknown and stays out of the spread."""
    side = beside(store, asked)
    counting, units, out = side.count(store, asked, INDICATORS), side.rows, side.out
    shared = Shared(counting)
    cells = {unit.key: _cells(counting, out, asked, unit) for unit in units}
    names = named(units, asked, store.units)
    shown = {u.key: {"unit": names[u.key]} if u.key in names else {} for u in units}
    rows = [_row(counting, shared, unit, cells[unit.key], shown[unit.key]) for unit in units]
    cases = Cases(store, asked)
    rows = by_value(_with_petitions(rows, cases), asked.sort)
    population = Population(store)
    columns = (*COLUMNS, *PETITION_COLUMNS, *(RATE_COLUMNS if population else ()))
    if population:
        rows = [_with_rates(row, population, asked) for row in rows]
    amounts = [a for held in cells.values() for found in held.values() for a in found]
    none = [row for row in rows if not row.values["sessions"]]
    notes = list(within_summary(amounts))
    if any(a.rests_on_totals for a in amounts):
        notes.insert(0, totals_note(all(a.rests_on_totals for a in amounts if a.value is not None)))
    notes += side.notes(store, asked)
    notes += without_sessions_note([str(row.values["unit"]) for row in none])
    if population:
        notes.append(_rates_note(rows, asked))
    notes += (PETITIONS_NOTE, *_unshared_note(cases, {unit.key for unit in units}))
    told = {**LABELS, **{key: PETITIONS[key] for key in SPREAD_OF_PETITIONS}}
    spread = tuple(_spread(key, label, rows) for key, label in told.items())
    tables = [Table(columns, tuple(rows)), Table(SPREAD_COLUMNS, spread, "spread", "Độ chênh giữa các đơn vị")]
    tables += _over_reform(store, asked, side, shown)
    return Sheet(
        "unit-comparison",
        f"So sánh các đơn vị ({asked.span_label})",
        (*tables, *notes),
        is_landscape=True,
        figures={"units": len(units), "units_without_sessions": len(none)},
    )


def _cells(counting: Counting, out: SharedOut, asked: Asked, unit: Unit) -> dict[str, list[Amount]]:
    found = {
        key: [a for i in parts for w in asked.windows for a in out.amounts(counting, unit.key, i, w.first, w.last)]
        for key, parts in CELLS.items()
    }
    found["sessions"] = [*found["sessions_party"], *found["sessions_government"]]
    return found


def _row(
    counting: Counting, shared: Shared, unit: Unit, cells: dict[str, list[Amount]], shown: Mapping[str, str]
) -> Row:
    known = {key: added(a.value for a in held) for key, held in cells.items()}
    decided = added((known["opinions_accepted"], known["opinions_not_accepted"]))
    values: dict[str, Cell] = {"unit": unit.name, **known, "acceptance": percent(known["opinions_accepted"], decided)}
    return Row(
        values,
        shown=shown,
        marks=frozenset(key for key, held in cells.items() if any(a.rests_on_totals for a in held)),
        sources=records_behind(cells, shared),
        extra={"key": unit.key},
    )


SPREAD_OF_PETITIONS = ("petitions", "petitions_open", "petitions_overdue")
PETITIONS_NOTE = Note(
    "Kiến nghị còn tồn và quá hạn tính đến ngày cuối kỳ (hoặc hôm nay); đúng hạn và số ngày như ở báo cáo Đúng hạn và"
    " Số ngày giải quyết; “chưa đến”: chưa đủ số có kết quả để nói."
)


def _unshared_note(cases: Cases, shown: Set[str]) -> list[Note]:
    """Petitions are never shared out: those of a unit that was stand in no row, and it is said whose they are."""
    left = [group for group in cases.by_unit([*cases.received, *cases.open(cases.all)]) if group.key not in shown]
    names = ", ".join(group.name for group in left if group.cases)
    return [Note(f"Kiến nghị không chia được theo tỷ lệ nên chưa tính vào hàng nào: của {names}.")] if names else []


def _with_petitions(rows: Sequence[Row], cases: Cases) -> list[Row]:
    """Rows with what the petitions of their units come to, each figure with its records."""
    parts = {
        "received": cases.by_unit(cases.received),
        "open": cases.by_unit(cases.open(cases.all)),
        "considered": cases.by_unit(petition_on_time.considered(cases)),
    }
    of = {part: {group.key: group.cases for group in groups} for part, groups in parts.items()}

    days, on_time, ageing = petition_days.Days(cases.on), petition_on_time.OnTime(cases.on), Ageing(cases.on)
    ways: dict[str, tuple[Telling, str, str]] = {
        "petitions": (days, "received", "received"),
        "petitions_settled": (on_time, "considered", "settled"),
        "petitions_open": (ageing, "open", "open"),
        "petitions_overdue": (ageing, "open", "overdue"),
        "petitions_on_time": (on_time, "considered", "share"),
        "petitions_median_days": (days, "received", "median_days"),
    }

    def with_figures(row: Row) -> Row:
        unit = str(row.extra["key"])
        told = {(telling, part): telling.told(of[part].get(unit, ())) for telling, part, _key in set(ways.values())}
        found = {key: told[telling, part] for key, (telling, part, _column) in ways.items()}
        figures = {key: found[key][0][column] for key, (_telling, _part, column) in ways.items()}
        behind = {key: found[key][1] for key, (_telling, _part, column) in ways.items() if column in found[key][1]}
        return _with_figures(row, figures, {key: (of_part, ways[key][2]) for key, of_part in behind.items()})

    return [with_figures(row) for row in rows]


Behind = Mapping[str, tuple[Mapping[str, tuple[Source, ...]], str]]
"""Where the records of a figure are found: sources, and the key in them."""


def _with_figures(row: Row, figures: Mapping[str, Cell], behind: Behind) -> Row:
    is_early = figures["petitions_median_days"] is None and figures["petitions"]
    shown = {"petitions_median_days": petition_days.NOT_YET} if is_early else {}
    before = row.sources

    def read(key: str) -> tuple[Source, ...]:
        if key not in behind:
            return before[key]
        sources, column = behind[key]
        return sources[column]

    sources = OnDemand({**dict.fromkeys(before), **dict.fromkeys(behind)}, read)
    return replace(row, values={**row.values, **figures}, shown={**row.shown, **shown}, sources=sources)


def _with_rates(row: Row, population: Population, asked: Asked) -> Row:
    """A row with the people of its unit in the last asked year and its figures for ten thousand of them a year."""
    unit, years = str(row.extra["key"]), list(asked.years)
    values: dict[str, Cell] = {"people": population.of(unit, years[-1])}
    for key, (figure, _label) in RATES.items():
        held = row.values[figure]
        values[key] = population.rate(held if isinstance(held, int) else None, unit, years)
    shown = {key: number_text(v, 1) for key in RATES if isinstance(v := values[key], float)}
    return replace(row, values={**row.values, **values}, shown={**row.shown, **shown})


def _rates_note(rows: Sequence[Row], asked: Asked) -> Note:
    unknown = sum(row.values["sessions_rate"] is None for row in rows)
    each = "" if len(asked.years) == 1 else ", tính trung bình mỗi năm"
    told = f"; {unknown} đơn vị chưa có dân số của mọi năm thì để trống" if unknown else ""
    return Note(f"Số liệu trên 10.000 dân theo dân số đã ghi từng năm{each}{told}.")


def _over_reform(store: Store, asked: Asked, side: Beside, shown: Mapping[str, Mapping[str, str]]) -> Iterator[Table]:
    """Each new unit against the sum of its old ones, a table for each day within the asked time on which some began."""
    out = side.out
    came = {u.key: any(asked.first <= old.valid_to for old in store.units.joined(u.key)) for u in side.rows}
    new = [u for u in side.rows if asked.first < u.valid_from <= asked.covered and u.is_valid(asked.covered)]
    new = [u for u in new if came[u.key] or any(u.key in split.weights for split in out.splits.values())]
    for day in sorted({u.valid_from for u in new}):
        eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        spans = {
            "before": replace(asked, last=eve, period="", as_of=""),
            "after": replace(asked, first=day, period=""),
        }
        told = {key: side.count(store, span, INDICATORS) for key, span in spans.items()}
        behind = {key: Shared(counting) for key, counting in told.items()}
        rows = [_reform_row(told, behind, out, u, shown[u.key]) for u in new if u.valid_from == day]
        groups = (
            group(figure, label, *(count_column(f"{figure}_{side}", heading) for side, heading in SIDES.items()))
            for figure, label in REFORM_FIGURES.items()
        )
        title = f"Trước và từ ngày {document_date(day)}: tổng các đơn vị cũ và đơn vị mới"
        yield Table((COLUMNS[0], *groups), tuple(rows), f"reform_{day}", title)


def _reform_row(
    told: Mapping[str, Counting], behind: Mapping[str, Shared], out: SharedOut, unit: Unit, shown: Mapping[str, str]
) -> Row:
    values: dict[str, Cell] = {"unit": unit.name}
    sources, marks = {}, set[str]()
    for side, counting in told.items():
        cells = _cells(counting, out, counting.asked, unit)
        for figure in REFORM_FIGURES:
            key, held = f"{figure}_{side}", cells[figure]
            values[key] = added(a.value for a in held)
            sources[key] = records_behind({key: held}, behind[side])
            marks |= {key} if any(a.rests_on_totals for a in held) else set()
    held_sources = {key: found for key, found in sources.items() if found}
    behind_all = OnDemand(held_sources, lambda key: held_sources[key][key])
    return Row(values, shown=shown, marks=frozenset(marks), sources=behind_all, extra={"key": unit.key})


def _spread(key: str, label: str, rows: Sequence[Row]) -> Row:
    """The least, the quartiles (inclusive method) and the most of what is known."""
    known = sorted(v for row in rows if isinstance(v := row.values[key], int))
    if not known:
        return Row({"figure": label, **dict.fromkeys([name for name, _label in SPREAD])}, extra={"key": key})
    middle = quantiles(known, n=4, method="inclusive") if len(known) > 1 else [float(known[0])] * 3
    told = [known[0], *(int(q) if q == int(q) else q for q in middle), known[-1]]
    values: dict[str, Cell] = {"figure": label}
    values |= {name: value for (name, _label), value in zip(SPREAD, told, strict=True)}
    return Row(values, extra={"key": key})


REPORT = Report("unit-comparison", N_("So sánh các đơn vị"), build, (*BY_UNITS, SORT))
