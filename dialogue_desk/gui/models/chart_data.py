"""What the charts page shows: the trend sheets, each with its chart and its table turned, time across."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogue_desk.domain.sheet import Cell, CellKind, Chart, Column, Row, Sheet, Source, Table, cell_text
from dialogue_desk.gui.models.chart_words import period_words, word
from dialogue_desk.texts import N_, _


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One subject of the page and the reports that show it: (name, what it is divided by), the first one first.

    "ageing:by_unit" is the report `ageing`, of it the table `by_unit` and the chart of that key.
    """

    key: str
    title: str
    splits: tuple[tuple[str, str], ...]
    step: str = ""
    """The step of time it begins with: as its declaration says, else as was chosen before."""


_GROUPS = {"agency": N_("Cơ quan"), "unit": N_("Đơn vị"), "subject": N_("Lĩnh vực")}


def _groups(report: str, *groups: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"{report}:by_{group}", _GROUPS[group]) for group in groups)


KINDS: tuple[ChartKind, ...] = (
    ChartKind(
        "sessions",
        N_("Số cuộc đối thoại"),
        (
            ("trend-sessions-level", N_("Cấp")),
            ("trend-sessions-head", N_("Người đứng đầu")),
            ("trend-sessions-kind", N_("Loại")),
            ("trend-sessions-mode", N_("Hình thức")),
        ),
    ),
    ChartKind(
        "occasions",
        N_("Số lần góp ý"),
        (
            ("trend-occasions-timing", N_("Tính chất")),
            ("trend-occasions-target", N_("Đối tượng")),
            ("trend-channels", N_("Hình thức")),
        ),
    ),
    ChartKind("individual", N_("Tỷ lệ góp ý đối với cá nhân"), (("trend-individual", ""),)),
    ChartKind("acceptance", N_("Tỷ lệ ý kiến được tiếp thu"), (("trend-acceptance", ""),)),
    ChartKind(
        "petitions",
        N_("Kiến nghị"),
        (
            ("trend-petitions", N_("Số lượng")),
            ("trend-petition-days", N_("Số ngày giải quyết")),
            ("flow", N_("Tồn và giải quyết")),
        ),
    ),
    ChartKind("ageing", N_("Kiến nghị tồn theo thời gian chờ"), _groups("ageing", "agency", "unit")),
    ChartKind("on-time", N_("Kiến nghị giải quyết đúng hạn"), _groups("on-time", "agency", "unit", "subject")),
    ChartKind("days", N_("Số ngày giải quyết kiến nghị"), _groups("days", "agency", "unit", "subject")),
    ChartKind("reopened", N_("Kiến nghị mở lại"), _groups("reopened", "agency", "unit", "subject")),
    ChartKind(
        "satisfaction", N_("Mức hài lòng về kết quả giải quyết"), _groups("satisfaction", "agency", "unit", "subject")
    ),
    ChartKind("per-10000", N_("Kiến nghị trên 10.000 dân"), (("per-10000", ""),)),
    ChartKind("petition-heat", N_("Kiến nghị theo đơn vị và lĩnh vực"), (("petition-heat", ""),)),
    ChartKind("subjects", N_("Ý kiến theo lĩnh vực"), (("trend-subjects", ""),)),
    ChartKind(
        "units",
        N_("Các đơn vị"),
        (("trend-units", N_("Cả thời gian")), ("trend-units-heat", N_("Từng năm"))),
    ),
)


def kinds(declared: Iterable[tuple[str, str, str]]) -> tuple[ChartKind, ...]:
    """Every subject: the program's own, then what declared forms ask to be counted (`Reporting.declared_counts`)."""
    told = (ChartKind(key, title, ((f"declared-counts:{key}", ""),), step) for key, title, step in declared)
    return (*KINDS, *told)


def chart_of(sheet: Sheet, key: str = "") -> Chart:
    """The chart of a sheet, the first or that of a key, empty where there is nothing to draw.

    A jump of a trend that nobody has explained yet asks for a word.
    """
    charts = (block for block in sheet.blocks if isinstance(block, Chart) and key in ("", block.key))
    chart = next(charts, Chart("bars", (), (), key=key or "chart"))
    return replace(chart, marks={**_jumps_of(sheet, chart), **chart.marks})


def unexplained(sheet: Sheet) -> str:
    """The period of a jump that nobody has explained yet; "" when there is none."""
    chart = next((block for block in sheet.blocks if isinstance(block, Chart)), None)
    return next((period for period in _jumps_of(sheet, chart) if period not in chart.marks), "") if chart else ""


def can_be_explained(chart: Chart) -> bool:
    """Whether a remark can stand in it: it has periods, and columns or lines to stand above."""
    return bool(chart.categories) and chart.kind != "heat" and chart.key == "chart"


def remarks_of(chart: Chart, pinned: Mapping[str, str]) -> dict[str, str]:
    """What is pinned to the periods shown: period as the chart names it -> remark (`Reporting.remarks`)."""
    bare = {name: name.split(" (")[0] for name in chart.categories}
    return {name: pinned[key] for name, key in bare.items() if key in pinned}


def _jumps_of(sheet: Sheet, chart: Chart) -> dict[str, str]:
    if chart.kind != "stacked" or sheet.name == "trend-units" or chart.key != "chart":
        return {}
    return _jumps(chart.categories, chart.series_sums)


def _jumps(names: Sequence[str], totals: Sequence[float]) -> dict[str, str]:
    """A period of more than three times the one before asks for a word of explanation."""
    for at in range(1, len(totals)):
        if totals[at - 1] >= 10 and totals[at] > 3 * totals[at - 1]:
            times = f"{totals[at] / totals[at - 1]:.1f}".replace(".", ",")
            text = _("{year}: gấp {times} lần năm trước\nCần ghi chú nguyên nhân")
            return {names[at]: text.format(year=names[at], times=times)}
    return {}


class _Turned(Mapping[str, tuple[Source, ...]]):
    """The records behind a series, by the column its period stands in."""

    def __init__(self, rows: Sequence[Row], key: str) -> None:
        self._rows = {f"c{at}": row for at, row in enumerate(rows) if key in row.sources}
        self._key = key

    def __getitem__(self, key: str) -> tuple[Source, ...]:
        return self._rows[key].sources[self._key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def table_of(sheet: Sheet, key: str = "") -> Table:
    """The table of a sheet, the first or that of a key.

    That of a trend is turned: time across, a row a series, the last series first as they lie in a column. One whose
    rows are units, agencies or subjects stays as it is.
    """
    table = next(table for table in sheet.tables() if key in ("", table.key))
    if not table.leaves or table.leaves[0].key != "period":
        return replace(table, columns=tuple(_worded(column) for column in table.columns))
    chart = chart_of(sheet, key)
    periods = [row for row in table.rows if row.style != "total"]
    names = [name.split(" (")[0] + ("*" if name in chart.partial else "") for name in chart.categories]
    columns = [Column("name", " ", width=20)]
    columns += [Column(f"c{at}", period_words(name), CellKind.NUMBER, width=6) for at, name in enumerate(names)]
    has_total = len(periods) < len(table.rows)
    if has_total:
        columns.append(Column("sum_total", _("Cộng"), CellKind.NUMBER, width=7))
    shown = {series.key for series in chart.series}
    leaves = [leaf for leaf in reversed(table.leaves) if leaf.key in shown]
    leaves += [leaf for leaf in table.leaves[1:] if leaf.key not in shown]
    return Table(tuple(columns), tuple(_turned(leaf, periods, table.rows[len(periods) :]) for leaf in leaves))


def _worded(column: Column) -> Column:
    children = tuple(_worded(child) for child in column.children)
    return replace(column, title=word(period_words(column.title)), children=children)


def _turned(leaf: Column, periods: Sequence[Row], totals: Sequence[Row]) -> Row:
    values: dict[str, Cell] = {"name": period_words(word(leaf.title))}
    texts: dict[str, str] = {}
    for key, row in [*((f"c{at}", row) for at, row in enumerate(periods)), *(("sum_total", row) for row in totals)]:
        values[key] = row.values.get(leaf.key)
        if leaf.kind is CellKind.PERCENT and values[key] is not None:
            texts[key] = cell_text(replace(row, marks=frozenset()), leaf)
    marks = {f"c{at}" for at, row in enumerate(periods) if leaf.key in row.marks}
    marks |= {"sum_total" for row in totals if leaf.key in row.marks}
    style = "total" if leaf.key == "total" else ""
    return Row(values, shown=texts, marks=frozenset(marks), sources=_Turned(periods, leaf.key), style=style)
