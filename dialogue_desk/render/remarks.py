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
    """Each remark beside its line, on the side where it hides neither another nor itself, else a step lower."""
    from matplotlib.text import Annotation

    inside = axes.get_window_extent()
    middle = (inside.x0 + inside.x1) / 2
    held: list[Bbox] = []
    remarks = [text for text in axes.texts if isinstance(text, Annotation) and text.get_gid() == REMARK]
    for text in remarks:
        line = axes.transData.transform((text.xy[0], 0))[0]
        sides = (1, -1) if line < middle else (-1, 1)
        for down, side in product(range(len(remarks)), sides):
            box = _moved(text, look, side, down)
            if inside.x0 <= box.x0 and box.x1 <= inside.x1 and not any(box.overlaps(other) for other in held):
                break
        else:  # too wide for either side
            box = _moved(text, look, sides[0], len(held))
        held.append(box)


def _moved(text: Annotation, look: Look, side: int, down: int) -> Bbox:
    """Put a remark right (1) or left (-1) of its line, so many steps down; the room it then takes."""
    text.set_horizontalalignment("left" if side > 0 else "right")
    text.xyann = (26 * side * look.scale, -(10 + 34 * down) * look.scale)
    return text.get_window_extent().padded(6 * look.scale)
