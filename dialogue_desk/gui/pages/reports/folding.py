"""Columns of an appendix that a unit has nothing to write into: folded on the screen, never on paper or in a file."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Table
from dialogue_desk.domain.units import LEVELS
from dialogue_desk.gui.widgets.sheet_view import Folded
from dialogue_desk.texts import _


def folded(table: Table, level: str) -> Folded | None:
    """The columns of levels above the unit's own, where nothing stands in them; None where all columns are shown.

    A figure is never folded: whatever a record or a total put there is seen.
    """
    above = LEVELS[: LEVELS.index(level)] if level in LEVELS else ()
    groups = [column for column in table.columns if column.children and column.key in above]
    empty = [
        group
        for group in groups
        if not any(row.values.get(leaf.key) or row.shown.get(leaf.key) for row in table.rows for leaf in group.leaves)
    ]
    if not empty:
        return None
    named = ", ".join(group.title.split(" (")[0] for group in empty)
    told = _("{levels}: đơn vị không có số, ẩn trên màn hình; bản in vẫn đủ cột theo mẫu.").format(levels=named)
    return Folded(frozenset(leaf.key for group in empty for leaf in group.leaves), told)
