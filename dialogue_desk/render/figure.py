"""A Chart drawn by matplotlib, object interface only, without Qt: for the screen, for files, for documents.

The library is slow to import (numpy behind it), so it is imported where a chart is asked for.
"""

from __future__ import annotations

import io
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.sheet import Chart, Series
from dialogue_desk.paths import cache_dir, resource
from dialogue_desk.render import contrast
from dialogue_desk.render.look import Look, style
from dialogue_desk.render.parts import begun, pattern_of, write_inside
from dialogue_desk.render.remarks import add_remark, put_aside
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARGINS = (56, 18, 34, 52)
"""Least pixels left, right, top, bottom at 100 % text; long names at the left and below get more."""

FEW = 36
"""Up to so many columns carry their figures and level names; more would run into each other."""

SCREEN = 96
"""Points of a screen in an inch."""

HATCH = "////"
FACES = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")


def use_fonts(files: Sequence[Path]) -> None:
    """Make the shipped faces known; the system's are not relied on.

    The library keeps its list of fonts in our own cache folder, unless the environment names another.
    """
    folder = cache_dir() / "matplotlib"
    if "MPLCONFIGDIR" not in os.environ:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["MPLCONFIGDIR"] = str(folder)
    from matplotlib import font_manager

    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in files:
        if str(file) not in known:
            font_manager.fontManager.addfont(str(file))


def draw(chart: Chart, figure: Figure, look: Look) -> Axes:
    """Draw `chart` into an empty figure. Charts know four kinds: bars, stacked, lines, heat."""
    figure.clear()
    figure.set_facecolor(look.ground)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_facecolor(look.ground)
    if chart.kind == "lines":
        _lines(chart, axes, look)
    elif chart.kind == "heat":
        _heat(begun(chart), axes, look)
    else:
        _bars(chart, axes, look)
    if chart.kind != "heat":
        _dress(chart, axes, look)
    if not any(value is not None for series in chart.series for value in series.values):
        axes.text(
            0.5, 0.5, _("Chưa có số liệu"), transform=axes.transAxes, ha="center", color=look.text2, **style(look)
        )
    _finish(chart, figure, axes, look)
    return axes


def paper_height(chart: Chart) -> float:
    """Millimetres a chart takes on paper: a heat table grows with its rows, up to a page."""
    return min(max(80.0, 28 + 6.6 * len(chart.series)), 200.0) if chart.kind == "heat" else 80.0


def picture(chart: Chart, width: float, height: float, faces: Sequence[Path]) -> bytes:
    """The chart on paper as a PNG of `width` by `height` mm, written in the face of the document."""
    use_fonts(faces)
    figure = _whole(chart, width / 25.4, height / 25.4, Look(family="Tinos", size=10.0, bold=700), "")
    content = BytesIO()
    figure.savefig(content, format="png", dpi=300)
    return content.getvalue()


@dataclass(frozen=True)
class Drawn:
    """A chart as pixels, four bytes each (RGBA), and where its categories stand, in points of the window."""

    pixels: bytes
    width: int
    height: int
    places: tuple[float, ...]


def raster(chart: Chart, width: int, height: int, ratio: float, look: Look) -> Drawn:
    """The chart for a screen of `ratio` pixels a point, `width` by `height` points large."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    use_fonts([resource("fonts", name) for name in FACES])
    dots = SCREEN * ratio
    figure = Figure(figsize=(width / SCREEN, height / SCREEN), dpi=dots)
    canvas = FigureCanvasAgg(figure)
    axes = draw(chart, figure, look)
    canvas.draw()  # type: ignore[no-untyped-call]
    at = axes.transData.transform([(x, 0.0) for x in range(len(chart.categories))])
    across, down = canvas.get_width_height(physical=True)
    pixels = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return Drawn(pixels, across, down, tuple(float(x) / ratio for x, _y in at))


def save(chart: Chart, path: Path, look: Look, title: str = "", size: tuple[float, float] = (0.0, 0.0)) -> None:
    """The chart with title and legend as PNG, SVG or PDF by the file's ending; `size` in inches, chosen when 0.

    OSError when the place cannot be written; nothing is left there then.

    Letters in a PDF stay letters; in an SVG they are drawn, so that no reader needs the face.
    """
    import matplotlib

    use_fonts([resource("fonts", name) for name in FACES])
    width, height = size if all(size) else (10.0, height_of(chart))
    with matplotlib.rc_context({"pdf.fonttype": 42, "svg.fonttype": "path"}):
        drawn = io.BytesIO()
        figure = _whole(chart, width, height, look, title)
        figure.savefig(drawn, dpi=192, facecolor=look.ground, format=path.suffix.lower().lstrip("."))
    try:
        path.write_bytes(drawn.getvalue())
    except OSError:
        path.unlink(missing_ok=True)  # what is not whole is no picture
        raise


def height_of(chart: Chart) -> float:
    """Inches a chart needs at ten inches of width: a heat table grows with its rows."""
    return max(3.0, 1.2 + 0.26 * len(chart.series)) if chart.kind == "heat" else 5.0


def _whole(chart: Chart, width: float, height: float, look: Look, title: str) -> Figure:
    """A figure that stands alone: the chart, its title and its legend above it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=100)
    axes = draw(chart, figure, look)
    lines = _legend(chart, axes, look) + (1 if title else 0)
    if title:
        figure.text(
            0.012,
            0.985,
            title,
            color=look.text,
            weight=look.bold,
            va="top",
            **(style(look) | {"fontsize": look.size + 2.5}),
        )
    _finish(chart, figure, axes, look, above=lines * 22)
    return figure


def _legend(chart: Chart, axes: Axes, look: Look) -> int:
    """Colour and word of each series above the chart; returns the lines it takes."""
    if chart.kind == "heat" or (len(chart.series) < 2 and not chart.partial):
        return 0
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=color_of(look, at), edgecolor=look.ground, hatch=pattern_of(at) or None, label=s.label)
        for at, s in enumerate(chart.series)
    ]
    if chart.partial:
        handles.append(Patch(facecolor=look.ground, edgecolor=look.text2, hatch=HATCH, label=_("Chưa đủ kỳ")))
    columns = 4
    in_rows = sorted(range(len(handles)), key=lambda at: (at % columns, at // columns))
    axes.legend(
        handles=[handles[at] for at in in_rows], loc="lower left", bbox_to_anchor=(0.0, 1.03), ncols=columns,
        frameon=False, labelcolor=look.text, borderaxespad=0,
        prop={"family": look.family, "size": look.size * look.scale},
    )  # fmt: skip
    return math.ceil(len(handles) / columns)


def color_of(look: Look, at: int) -> str:
    """The colour of the series at a place; they repeat after the last."""
    return look.series[at % len(look.series)]


def place(figure: Figure, axes: Axes, look: Look, above: float = 0.0) -> None:
    """Margins stay the same in pixels whatever the size; call it again after a resize.

    Names at the left and below get the room they need, up to half of the figure; `above` pixels stay free on top.
    """
    width, height = figure.get_size_inches() * figure.dpi
    left, right, top, bottom = (margin * look.scale for margin in MARGINS)
    dots = figure.dpi / 100
    names = [label.get_window_extent() for label in axes.get_yticklabels()]
    left = min(width * 0.5, max([left * dots, *(name.width + 16 * dots for name in names)]))
    below = [label.get_window_extent() for label in axes.get_xticklabels()]
    bottom = min(height * 0.5, max([bottom * dots, *(name.height + 16 * dots for name in below)]))
    over = [tick.label2 for tick in axes.xaxis.get_major_ticks() if tick.label2.get_visible()]
    top = max([top * dots, *(name.get_window_extent().height + 12 * dots for name in over)]) + above * dots
    axes.set_position(
        (
            left / width,
            bottom / height,
            max(0.1, (width - left - right) / width),
            max(0.1, (height - top - bottom) / height),
        )
    )
    put_aside(axes, look)


def _finish(chart: Chart, figure: Figure, axes: Axes, look: Look, above: float = 0.0) -> None:
    """Give the axes their place, and then write what depends on how large parts came out."""
    place(figure, axes, look, above)
    for told in [text for text in axes.texts if text.get_gid() == "inside"]:
        told.remove()
    if chart.kind == "stacked":
        write_inside(chart, axes, look, color_of, lambda value: number(value, chart))


def number(value: float, chart: Chart) -> str:
    """A figure as Vietnamese write it: 1.052, 39,5 %."""
    if chart.value_format == "percent":
        return f"{value:.1f}".replace(".", ",") + " %"
    if value != int(value):
        return f"{value:.1f}".replace(".", ",")
    return f"{value:,.0f}".replace(",", ".")


def _bars(chart: Chart, axes: Axes, look: Look) -> None:
    """Columns, stacked or side by side; part years hatched, totals above."""
    count = len(chart.categories)
    stacked = chart.kind == "stacked"
    share = 0.62 if stacked else 0.74 / max(len(chart.series), 1)
    base = [0.0] * count
    has_figures = count * (1 if stacked else len(chart.series)) <= FEW
    for at, series in enumerate(chart.series):
        color = color_of(look, at)
        for x in range(count):
            value = float(series.values[x] or 0)
            if not value:
                continue
            part = chart.categories[x] in chart.partial
            left = x if stacked else x + (at - (len(chart.series) - 1) / 2) * share
            axes.bar(
                left, value, share, base[x] if stacked else 0,
                facecolor=look.ground if part else color, edgecolor=color if part else look.ground,
                hatch=HATCH if part else pattern_of(at) or None, linewidth=1.2 if stacked else 0.6,
            )  # fmt: skip
            if not stacked and has_figures:
                axes.text(left, value, number(value, chart), ha="center", va="bottom", color=look.text, **style(look))
            base[x] += value
    if stacked and has_figures:
        for x, total in enumerate(base):
            if any(series.values[x] is not None for series in chart.series):
                ground = {"facecolor": look.ground, "edgecolor": "none", "pad": 1.0}  # no line runs through it
                axes.text(
                    x, total + max(base) * 0.015, number(total, chart),
                    ha="center", va="bottom", color=look.text, weight=look.bold, bbox=ground, **style(look),
                )  # fmt: skip


def _lines(chart: Chart, axes: Axes, look: Look) -> None:
    """One line a series; a missing year is a gap, a part year an open mark."""
    for at, series in enumerate(chart.series):
        color = color_of(look, at)
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
            ha="center", color=color, weight=look.bold, **style(look),
        )  # fmt: skip


def _heat(chart: Chart, axes: Axes, look: Look) -> None:
    """Rows of series against categories, darker for more, the figure in each cell."""
    rows = [[float("nan") if value is None else float(value) for value in series.values] for series in chart.series]
    most = chart.most or max((value for row in rows for value in row if value == value), default=1.0) or 1.0
    places: list[tuple[int, int]] = []
    alphas: list[float] = []
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            alpha = 0.0 if value != value else 0.12 + 0.78 * value / most
            places.append((x, y))
            alphas.append(alpha)
            if value == value:
                color = _readable(look, alpha)
                axes.text(x, y, number(value, chart), ha="center", va="center", color=color, **style(look))
    axes.add_collection(_cells(places, alphas, look))
    axes.set_xlim(-0.5, max(len(chart.categories), 1) - 0.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    _name_categories(chart, axes, look)
    axes.set_yticks(range(len(rows)), [series.label for series in chart.series], color=look.text2, **style(look))
    # Above as well as below: of a long table one end of the columns is always in sight.
    axes.tick_params(length=0, labeltop=True, labelcolor=look.text2)
    for side in axes.spines.values():
        side.set_visible(False)


def _readable(look: Look, alpha: float) -> str:
    """The text colour that stands out from a heat cell: that of the page's text or of its ground."""
    over, ground = contrast.rgb(look.series[0]), contrast.rgb(look.ground)
    cell = [alpha * a + (1 - alpha) * b for a, b in zip(over, ground, strict=True)]
    return contrast.away_from(cell, look.text, look.ground)


def _cells(places: Sequence[tuple[int, int]], alphas: Sequence[float], look: Look) -> Any:
    """All cells of a heat table as one thing to draw: of hundreds of units they are thousands."""
    from matplotlib.collections import PolyCollection

    corners = [[(x - 0.5, y - 0.5), (x + 0.5, y - 0.5), (x + 0.5, y + 0.5), (x - 0.5, y + 0.5)] for x, y in places]
    faces = [(look.series[0], alpha) for alpha in alphas]
    return PolyCollection(corners, facecolors=faces, edgecolors=look.ground, linewidths=2)


def _dress(chart: Chart, axes: Axes, look: Look) -> None:
    """Quiet axes: a base line, thin grid lines, year names, remarks."""
    for name, side in axes.spines.items():
        side.set_visible(name == "bottom")
        side.set_color(look.axis)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=look.line, linewidth=1)
    _name_categories(chart, axes, look)
    axes.set_xlim(-0.6, len(chart.categories) - 0.4)
    axes.set_ylim(*_range(chart, axes))
    low, high = axes.get_ylim()
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= high and tick == int(tick)]
    axes.set_yticks(ticks, [number(tick, chart) for tick in ticks], color=look.text2, **style(look))
    axes.tick_params(length=0)
    if low > 0:
        said = _("Trục bắt đầu từ {value}").format(value=number(low, chart))
        axes.text(0.004, 0.012, said, transform=axes.transAxes, va="bottom", color=look.text2, **style(look))
    for category, remark in chart.marks.items():
        if category in chart.categories:
            add_remark(axes, look, chart.categories.index(category), remark)


def _range(chart: Chart, axes: Axes) -> tuple[float, float]:
    """From 0, except lines of shares that all lie high: theirs begins at the ten below."""
    known = [value for series in chart.series for value in series.values if value is not None]
    if chart.value_format == "percent":
        low = math.floor((min(known, default=0.0) - 5) / 10) * 10 if chart.kind == "lines" else 0
        return max(0, low), 100
    axes.set_ylim(bottom=0)
    top = axes.get_ylim()[1]
    room = 1.2 if chart.marks else 1.06
    return 0, top * room if known and top > 0 else 1


def _name_categories(chart: Chart, axes: Axes, look: Look) -> None:
    """Names below: the remark on a part under its year; many or long names upright, small when there are very many."""
    names = [category.replace(" (", "\n(") for category in chart.categories]
    written = style(look)
    longest = max((len(line) for name in names for line in name.split("\n")), default=0)
    turn = 90 if len(names) * longest > 130 else 0
    if len(names) > 60:
        written["fontsize"] *= 0.7
    axes.set_xticks(range(len(names)), names, color=look.text2, rotation=turn, **written)
