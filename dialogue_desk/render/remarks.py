"""Remarks on a chart: each beside the line of its category, none over another."""

from __future__ import annotations

import textwrap
from itertools import product
from typing import TYPE_CHECKING

from dialogue_desk.render.look import Look, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from matplotlib.transforms import Bbox

REMARK = "remark"


def add_remark(axes: Axes, look: Look, x: int, remark: str) -> None:
    """A remark on a category: a thin line behind the columns and the words at its top, put aside by `put_aside`."""
    axes.axvline(x, color=look.text2, linewidth=0.8, linestyle=(0, (4, 4)), zorder=0)
    lines = "\n".join(textwrap.fill(line, 40) for line in remark.split("\n"))
    axes.annotate(
        lines, (x, 1.0), (0, 0), xycoords=("data", "axes fraction"), textcoords="offset points", va="center",
        color=look.text, gid=REMARK, bbox={"boxstyle": "round,pad=0.4", "facecolor": look.note, "edgecolor": "none"},
        **style(look),
    )  # fmt: skip


def put_aside(axes: Axes, look: Look) -> None:
    """Each remark beside its line, where it hides neither a figure, nor another, nor itself, else a step lower.

    Where no place is free the axis reaches higher: the chart stands below its remarks.
    """
    from matplotlib.text import Annotation

    inside = axes.get_window_extent()
    middle = (inside.x0 + inside.x1) / 2
    held: list[Bbox] = []
    remarks = [text for text in axes.texts if isinstance(text, Annotation) and text.get_gid() == REMARK]
    figures = [text.get_window_extent() for text in axes.texts if text.get_gid() != REMARK] if remarks else []
    is_crowded = False
    for text in remarks:
        line = axes.transData.transform((text.xy[0], 0))[0]
        sides = (1, -1) if line < middle else (-1, 1)
        box, hides = _beside(text, look, sides, inside, held, figures, len(remarks))
        is_crowded = is_crowded or hides
        held.append(box)
    if is_crowded:
        _make_room(axes, look, inside.y1 - min(box.y0 for box in held), inside.height)


def _beside(
    text: Annotation,
    look: Look,
    sides: tuple[int, int],
    inside: Bbox,
    held: list[Bbox],
    figures: list[Bbox],
    steps: int,
) -> tuple[Bbox, bool]:
    """The room a remark takes where it is put, and whether it hides a figure there."""
    for others in ([*held, *figures], held):
        for down, side in product(range(steps), sides):
            box = _moved(text, look, side, down)
            if inside.x0 <= box.x0 and box.x1 <= inside.x1 and not any(box.overlaps(other) for other in others):
                return box, others is held
    return _moved(text, look, sides[0], len(held)), True  # too wide for either side


def _make_room(axes: Axes, look: Look, band: float, height: float) -> None:
    """Let the axis reach so much higher that the top figures stand below a band of so many pixels of its height."""
    low, top = axes.get_ylim()
    room = min(band + 22 * look.scale, 0.7 * height)
    axes.set_ylim(low, low + (top - low) * height / (height - room))


def _moved(text: Annotation, look: Look, side: int, down: int) -> Bbox:
    """Put a remark right (1) or left (-1) of its line, so many steps down; the room it then takes."""
    text.set_horizontalalignment("left" if side > 0 else "right")
    text.xyann = (26 * side * look.scale, -(10 + 34 * down) * look.scale)
    return text.get_window_extent().padded(6 * look.scale)
