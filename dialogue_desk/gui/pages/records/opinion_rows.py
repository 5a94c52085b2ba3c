"""Rows of the grid of opinions: taken out and brought back, counted below the columns."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from dialogue_desk.gui.edits import GRID
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.opinions import Line, OpinionsModel
from dialogue_desk.texts import N_, _

TOTALS = (
    ("kind", "petition", N_("{count} kiến nghị")),
    ("answered_on_spot", True, N_("{count} trả lời tại chỗ")),
    ("disposition", "accepted", N_("{count} tiếp thu")),
    ("disposition", "not_accepted", N_("{count} không tiếp thu")),
)
"""Counted below the grid: a field, the value that counts, the words."""


def totals_of(lines: Sequence[Line], seen: Sequence[Line], chosen: Sequence[Line]) -> str:
    """What is counted of the rows that are seen, or of several chosen ones; "" where there are none."""
    told = []
    counted = seen
    if len(seen) < len(lines):
        told.append(_("đang lọc: {seen} trong {all} hàng").format(seen=len(seen), all=len(lines)))
    if len(chosen) > 1:
        told.append(_("đã chọn {count} hàng").format(count=len(chosen)))
        counted = chosen
    told.append(_("{count} ý kiến").format(count=len(counted)))
    for key, value, words in TOTALS:
        count = sum(line.values.get(key) == value for line in counted)
        if count:
            told.append(_(words).format(count=count))
    return " · ".join(told) if lines else ""


def place_of(lines: Sequence[Line], line: Line) -> int:
    """The row of this very line: two may say the same."""
    return next(row for row, held in enumerate(lines) if held is line)


def take_out(kit: Kit, model: OpinionsModel, chosen: Sequence[Line]) -> None:
    """Take rows out of the grid, stored ones into the bin; one Ctrl+Z brings all of them back."""
    stored = [line for line in chosen if line.record is not None]
    with model.edits.together(GRID) if model.edits is not None else contextlib.nullcontext():
        if len(stored) < len(chosen):
            with model.changing():
                for line in chosen:
                    if line.record is None:
                        model.remove(place_of(model.lines, line))
        if stored:
            _bin(kit, model, stored)


def _bin(kit: Kit, model: OpinionsModel, lines: Sequence[Line]) -> None:
    """Stored rows go to the bin at once; taken back, they bring along what was typed in them."""
    records, rows = kit.desk.records, [place_of(model.lines, line) for line in lines]
    operations = kit.desk.operations
    taken: list[int] = []

    def away() -> None:
        with records.as_one():
            for line in lines:
                assert line.record is not None
                records.delete("opinion", line.record.id, line.record.unit)
        taken.append(operations.newest())
        for line in lines:
            model.remove(place_of(model.lines, line))

    def back() -> None:
        operations.take_back(operations.need(taken[-1]))
        taken.pop()
        for row, line in zip(rows, lines, strict=True):
            assert line.record is not None
            line.record = records.need("opinion", line.record.id, line.record.unit)
            model.bring_back(row, line)

    if not kit.notices.did(lambda: away()):
        return
    if model.edits is not None:
        model.edits.push(GRID, back, away, is_saved=True)
