"""Parts of a column that touch: told apart without colour, and their figures inside them where there is room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dialogue_desk.domain.sheet import Chart
from dialogue_desk.render.contrast import away_from
from dialogue_desk.render.look import Look, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PATTERNS = ("", "\\\\\\", "...", "xxx", "---")
"""Of the series one after the other, as a printer without colours shows them; none is that of a part period."""

ROOM = 1.5
"""Lines of text a part is high before its figure stands in it."""


def pattern_of(at: int) -> str:
    """The pattern of the series at a place; they repeat after the last."""
    return PATTERNS[at % len(PATTERNS)]


def begun(chart: Chart) -> Chart:
    """A heat table from the first category of which anything is known: empty years before it take room only."""
    known = (at for at in range(len(chart.categories)) if any(s.values[at] is not None for s in chart.series))
    first = next(known, 0)
    series = tuple(replace(s, values=s.values[first:]) for s in chart.series)
    return replace(chart, categories=chart.categories[first:], series=series)


def write_inside(
    chart: Chart, axes: Axes, look: Look, color_of: Callable[[Look, int], str], written: Callable[[float], str]
) -> None:
    """The figure of each part in its middle, where it is high and wide enough; the axes have their last size."""
    if len(chart.series) < 2:
        return
    figure = axes.figure
    line = look.size * look.scale * figure.dpi / 72
    least = ROOM * line
    up, across = (
        axes.transData.transform((1, 1))[1] - axes.transData.transform((0, 0))[1],
        axes.transData.transform((0.62, 0))[0] - axes.transData.transform((0, 0))[0],
    )
    for x, category in enumerate(chart.categories):
        base = 0.0
        for at, series in enumerate(chart.series):
            value = float(series.values[x] or 0)
            text = written(value)
            if value * up >= least and across >= 0.62 * line * len(text):
                ground = look.ground if category in chart.partial else color_of(look, at)
                axes.text(
                    x, base + value / 2, text, ha="center", va="center", gid="inside",
                    color=away_from(ground, look.text, look.ground),
                    bbox={"facecolor": ground, "edgecolor": "none", "pad": 0.8}, **style(look),
                )  # fmt: skip
            base += value
