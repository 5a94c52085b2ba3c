"""A Chart drawn by matplotlib, object interface only, without Qt: for the screen, for files, for documents.

The library is slow to import (numpy behind it), so it is imported where a chart is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.sheet import Chart, Series

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGINS = (56, 18, 34, 52)
"""Pixels left, right, top, bottom at 100 % text."""


@dataclass(frozen=True)
class Look:
    """Colours and type of a chart; the defaults suit paper."""

    ground: str = "#FFFFFF"
    text: str = "#1A1F26"
    text2: str = "#4A5462"
    line: str = "#DDE1E7"
    axis: str = "#868F9B"
    series: tuple[str, ...] = ("#1E5AA8", "#5A92D0", "#C4783A")
    note: str = "#FCF0DA"
    family: str = "Noto Sans"
    weight: int = 600
    size: float = 9.0
    scale: float = 1.0


def use_fonts(files: Sequence[Path]) -> None:
    """Make the shipped faces known; the system's are not relied on."""
    for file in files:
        _use_font(file)


@cache
def _use_font(file: Path) -> None:
    """Once each: the library would add the same face again and grow slower with every chart."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(file))


def draw(chart: Chart, figure: Figure, look: Look) -> Axes:
    """Draw `chart` into an empty figure. Charts know four kinds: bars, stacked, lines, heat."""
    figure.clear()
    figure.set_facecolor(look.ground)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    place(figure, axes, look)
    axes.set_facecolor(look.ground)
    if chart.kind == "lines":
        _lines(chart, axes, look)
    elif chart.kind == "heat":
        _heat(chart, axes, look)
    else:
        _bars(chart, axes, look)
    if chart.kind != "heat":
        _dress(chart, axes, look)
    return axes


def picture(chart: Chart, width: float, height: float, faces: Sequence[Path]) -> bytes:
    """The chart on paper as a PNG of `width` by `height` mm, written in the face of the document."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    use_fonts(faces)
    figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=100)
    look = Look(family="Tinos", weight=700, size=10.0)
    axes = draw(chart, figure, look)
    if len(chart.series) > 1 and chart.kind != "heat":
        colours = [look.series[at % len(look.series)] for at in range(len(chart.series))]
        axes.legend(
            handles=[Patch(color=c, label=s.label) for c, s in zip(colours, chart.series, strict=True)],
            loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, frameon=False, prop={"family": look.family},
        )  # fmt: skip
    content = BytesIO()
    figure.savefig(content, format="png", dpi=200)
    return content.getvalue()


def place(figure: Figure, axes: Axes, look: Look) -> None:
    """Margins stay the same in pixels whatever the size; call it again after a resize."""
    width, height = figure.get_size_inches() * figure.dpi
    left, right, top, bottom = (margin * look.scale for margin in MARGINS)
    axes.set_position(
        (
            left / width,
            bottom / height,
            max(0.1, (width - left - right) / width),
            max(0.1, (height - top - bottom) / height),
        )
    )


def number(value: float, chart: Chart) -> str:
    """A figure as Vietnamese write it: 1.052, 39,5 %."""
    if chart.value_format == "percent":
        return f"{value:.1f}".replace(".", ",") + " %"
    return f"{value:,.0f}".replace(",", ".")


def _style(look: Look) -> dict[str, Any]:
    return {"fontfamily": look.family, "fontsize": look.size * look.scale}


def _bars(chart: Chart, axes: Axes, look: Look) -> None:
    """Columns, stacked or side by side; part years hatched, totals above."""
    count = len(chart.categories)
    stacked = chart.kind == "stacked"
    share = 0.62 if stacked else 0.74 / max(len(chart.series), 1)
    base = [0.0] * count
    for at, series in enumerate(chart.series):
        color = look.series[at % len(look.series)]
        for x in range(count):
            value = float(series.values[x] or 0)
            if not value:
                continue
            part = chart.categories[x] in chart.partial
            left = x if stacked else x + (at - (len(chart.series) - 1) / 2) * share
            axes.bar(
                left, value, share, base[x] if stacked else 0,
                facecolor=look.ground if part else color, edgecolor=color if part else look.ground,
                hatch="////" if part else None, linewidth=1.2 if stacked else 0.6,
            )  # fmt: skip
            if not stacked:
                axes.text(left, value, number(value, chart), ha="center", va="bottom", color=look.text, **_style(look))
            base[x] += value
    if stacked:
        for x, total in enumerate(base):
            if any(series.values[x] is not None for series in chart.series):
                axes.text(
                    x, total + max(base) * 0.015, number(total, chart),
                    ha="center", va="bottom", color=look.text, weight=look.weight, **_style(look),
                )  # fmt: skip


def _lines(chart: Chart, axes: Axes, look: Look) -> None:
    """One line a series; a missing year is a gap, a part year an open mark."""
    for at, series in enumerate(chart.series):
        color = look.series[at % len(look.series)]
        values = [float("nan") if value is None else float(value) for value in series.values]
        axes.plot(range(len(values)), values, color=color, linewidth=2 * look.scale)
        for x, value in enumerate(values):
            if series.values[x] is None:
                continue
            part = chart.categories[x] in chart.partial
            axes.plot(
                [x],
                [value],
                "o",
                markersize=6 * look.scale,
                color=color,
                markerfacecolor=look.ground if part else color,
            )
        _last_label(series, values, axes, chart, look, color)


def _last_label(series: Series, values: Sequence[float], axes: Axes, chart: Chart, look: Look, color: str) -> None:
    known = [x for x, value in enumerate(series.values) if value is not None]
    if known:
        x = known[-1]
        axes.annotate(
            number(values[x], chart), (x, values[x]), (0, 8 * look.scale), textcoords="offset points",
            ha="center", color=color, weight=look.weight, **_style(look),
        )  # fmt: skip


def _heat(chart: Chart, axes: Axes, look: Look) -> None:
    """Rows of series against categories, darker for more, the figure in each cell."""
    rows = [[float("nan") if value is None else float(value) for value in series.values] for series in chart.series]
    most = max((value for row in rows for value in row if value == value), default=1.0) or 1.0
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            alpha = 0.0 if value != value else 0.12 + 0.78 * value / most
            axes.add_patch(_cell(x, y, look.series[0], alpha, look.ground))
            if value == value:
                color = look.ground if alpha > 0.55 else look.text
                axes.text(x, y, number(value, chart), ha="center", va="center", color=color, **_style(look))
    axes.set_xlim(-0.5, len(chart.categories) - 0.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.set_xticks(range(len(chart.categories)), chart.categories, color=look.text2, **_style(look))
    axes.set_yticks(range(len(rows)), [series.label for series in chart.series], color=look.text2, **_style(look))
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def _cell(x: int, y: int, color: str, alpha: float, edge: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=(color, alpha), edgecolor=edge, linewidth=2)


def _dress(chart: Chart, axes: Axes, look: Look) -> None:
    """Quiet axes: a base line, thin grid lines, year names, remarks."""
    for name, side in axes.spines.items():
        side.set_visible(name == "bottom")
        side.set_color(look.axis)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=look.line, linewidth=1)
    names = [category.replace(" (", "\n(") for category in chart.categories]
    axes.set_xticks(range(len(names)), names, color=look.text2, **_style(look))
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.set_ylim(bottom=0)
    top = axes.get_ylim()[1]
    axes.set_ylim(0, 100 if chart.value_format == "percent" else top * 1.06 if top > 0 else 1)
    ticks = [tick for tick in axes.get_yticks() if tick >= 0 and (chart.value_format == "percent" or tick == int(tick))]
    axes.set_yticks(ticks, [number(tick, chart) for tick in ticks], color=look.text2, **_style(look))
    axes.tick_params(length=0)
    for category, remark in chart.marks.items():
        if category in chart.categories:
            _remark(chart, axes, look, chart.categories.index(category), remark)


def _remark(chart: Chart, axes: Axes, look: Look, x: int, remark: str) -> None:
    tall = sum(float(series.values[x] or 0) for series in chart.series)
    axes.annotate(
        remark, (x, tall), (-90 * look.scale, 6 * look.scale), textcoords="offset points", ha="right", va="center",
        color=look.text, bbox={"boxstyle": "round,pad=0.5", "facecolor": look.note, "edgecolor": "none"},
        arrowprops={"arrowstyle": "-", "color": look.text2}, **_style(look),
    )  # fmt: skip
