"""What the charts show, taken from the appendices, so that a chart and its sheet cannot disagree."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.sheet import Cell, CellKind, Chart, Column, Row, Series, Sheet, Table
from dialogue_desk.texts import N_, _

LEVELS = (
    ("commune", N_("Cấp xã, phường, thị trấn")),
    ("district", N_("Cấp huyện, quận")),
    ("city", N_("Cấp thành phố")),
)
TIMINGS = (("periodic", N_("Định kỳ")), ("regular", N_("Thường xuyên")), ("adhoc", N_("Đột xuất")))
TARGETS = {"appendix-03": ("party_org", "party_member"), "appendix-04": ("agency", "individual")}


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One chart: the sheets it is made from and how."""

    key: str
    title: str
    splits: tuple[tuple[str, str], ...]
    sheets: tuple[str, ...]
    make: Callable[[Sequence[Sheet], str], Chart]


def _years(sheet: Sheet) -> list[Row]:
    table = next(sheet.tables())
    return [row for row in table.rows if row.style != "total"]


def _add(parts: Sequence[Cell]) -> float | int | None:
    """Sum of what is known; nothing known is nothing, not 0."""
    known = [part for part in parts if isinstance(part, (int, float))]
    return sum(known) if known else None


def _category(row: Row) -> str:
    """The year as it stands under its column: “2023 (đến 30/5)”."""
    words = " ".join((row.shown.get("year") or str(row.values.get("year"))).split())
    return re.sub(r"\(tính đến ([^)]*)\)", lambda found: _("(đến {day})").format(day=found[1]), words)


def _partial(rows: Sequence[Row]) -> frozenset[str]:
    late = [row for row in rows if row.extra.get("as_of") and not str(row.extra["as_of"]).endswith("-12-31")]
    return frozenset(_category(row) for row in late)


def _chart(kind: str, rows: Sequence[Row], series: Sequence[Series], value_format: str = "number") -> Chart:
    names = tuple(_category(row) for row in rows)
    shown = tuple(one for one in series if any(value is not None for value in one.values)) or tuple(series)
    return Chart(kind, names, shown, _partial(rows), _jumps(names, shown) if kind == "stacked" else {}, value_format)


def _jumps(names: Sequence[str], series: Sequence[Series]) -> dict[str, str]:
    """A year of more than three times the year before asks for a word of explanation."""
    totals = [sum(one.values[at] or 0 for one in series) for at in range(len(names))]
    for at in range(1, len(totals)):
        if totals[at - 1] >= 10 and totals[at] > 3 * totals[at - 1]:
            times = f"{totals[at] / totals[at - 1]:.1f}".replace(".", ",")
            text = _("{year}: gấp {times} lần năm trước\nCần ghi chú nguyên nhân")
            return {names[at]: text.format(year=names[at], times=times)}
    return {}


def sessions_chart(sheets: Sequence[Sheet], split: str) -> Chart:
    """Sessions a year, by level or by head (Phụ lục 05)."""
    rows = _years(sheets[0])
    if split == "head":
        heads = (("party", _("Người đứng đầu cấp ủy")), ("gov", _("Người đứng đầu chính quyền")))
        series = [
            Series(key, text, tuple(_add([row.values.get(f"{level}_{key}") for level, _t in LEVELS]) for row in rows))
            for key, text in heads
        ]
    else:
        series = [
            Series(level, _(text), tuple(_add([row.values.get(f"{level}_total")]) for row in rows))
            for level, text in LEVELS
        ]
    return _chart("stacked", rows, series)


def occasions_chart(sheets: Sequence[Sheet], split: str) -> Chart:
    """Occasions of feedback a year, by timing or by target (Phụ lục 03, 04)."""
    both = [_years(sheet) for sheet in sheets]
    rows = both[0]
    targets = [(at, target) for at, sheet in enumerate(sheets) for target in TARGETS[sheet.name]]
    if split == "target":
        names = {
            "party_org": _("Tổ chức đảng"),
            "party_member": _("Đảng viên"),
            "agency": _("Cơ quan, tổ chức"),
            "individual": _("Cá nhân"),
        }
        series = [
            Series(t, names[t], tuple(_add([both[at][y].values.get(f"{t}_total")]) for y in range(len(rows))))
            for at, t in targets
        ]
    else:
        series = [
            Series(
                key,
                _(text),
                tuple(
                    _add([both[at][y].values.get(f"{target}_{key}") for at, target in targets])
                    for y in range(len(rows))
                ),
            )
            for key, text in TIMINGS
        ]
    return _chart("stacked", rows, series)


def acceptance_chart(sheets: Sequence[Sheet], split: str) -> Chart:
    """Share of accepted among decided opinions, both sides (Phụ lục 03, 04)."""
    names = {"appendix-03": _("Xây dựng Đảng"), "appendix-04": _("Xây dựng chính quyền")}
    series = []
    for sheet in sheets:
        values: list[float | None] = []
        for row in _years(sheet):
            accepted, total = row.values.get("opinions_accepted"), row.values.get("opinions_total")
            known = isinstance(accepted, (int, float)) and isinstance(total, (int, float)) and total
            values.append(round(100 * accepted / total, 1) if known else None)  # type: ignore[operator]
        series.append(Series(sheet.name, names[sheet.name], tuple(values)))
    return _chart("lines", _years(sheets[0]), series, "percent")


def table_of(chart: Chart) -> Table:
    """The numbers of a chart as the table below it."""
    is_sum = chart.kind == "stacked"
    kind = CellKind.PERCENT if chart.value_format == "percent" else CellKind.NUMBER
    short = [name.split(" (")[0] + ("*" if name in chart.partial else "") for name in chart.categories]
    years = [Column(f"c{at}", name, kind, width=6) for at, name in enumerate(short)]
    total = (Column("sum_total", _("Cộng"), kind, width=7),) if is_sum else ()
    columns = (Column("name", " ", width=20), *years, *total)
    rows = [_row(series.label, series.values, is_sum) for series in reversed(chart.series)]
    if is_sum and len(chart.series) > 1:
        sums = [_add([series.values[at] for series in chart.series]) for at in range(len(chart.categories))]
        rows.append(_row(_("Tổng"), sums, is_sum, "total"))
    return Table(columns, tuple(rows))


def _row(name: str, values: Sequence[Cell], is_sum: bool, style: str = "") -> Row:
    cells: dict[str, Cell] = {"name": name, **{f"c{at}": value for at, value in enumerate(values)}}
    if is_sum:
        cells["sum_total"] = _add(values)
    return Row(cells, style=style)


KINDS: tuple[ChartKind, ...] = (
    ChartKind(
        "sessions",
        N_("Số cuộc đối thoại"),
        (("level", N_("Cấp")), ("head", N_("Người đứng đầu"))),
        ("appendix-05",),
        sessions_chart,
    ),
    ChartKind(
        "occasions",
        N_("Số lần góp ý"),
        (("timing", N_("Thời gian")), ("target", N_("Đối tượng"))),
        ("appendix-03", "appendix-04"),
        occasions_chart,
    ),
    ChartKind(
        "acceptance",
        N_("Tỷ lệ ý kiến được tiếp thu"),
        (),
        ("appendix-03", "appendix-04"),
        acceptance_chart,
    ),
)
