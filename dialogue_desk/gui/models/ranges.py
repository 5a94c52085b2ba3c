"""Ranges of cells as a clipboard has them: rows of texts, and how they fill a range."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Field, Kind, Value, as_json_value
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import from_json_value
from dialogue_desk.domain.sheet import guard, unguard
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.texts import _

CELLS = "application/x-dialogue-desk-cells"
"""Our own form on the clipboard: values as they are, so that nothing is read back from words."""

Rows = Sequence[Sequence[str]]


def cell_text(field: Field | None, value: Value) -> str:
    """A value as it stands in a spreadsheet: codes by name, days as people write them."""
    if value is None or value is False:
        return ""
    if value is True:
        return _("Có")
    if field is not None and field.codes is not None and isinstance(value, str):
        return _(field.codes.label(value))
    return screen_date(value) if field is not None and field.kind is Kind.DATE else str(value)


def as_rows(rows: Rows) -> str:
    """Cells as Excel takes them: tabs and lines, quotes around a cell that has line breaks; no cell runs there."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows([[guard(cell) for cell in row] for row in rows])
    return out.getvalue()


def read_rows(text: str) -> list[list[str]]:
    """The cells of a text as Excel copies it; every row as long as the longest."""
    rows = [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter="\t")]
    while rows and not any(rows[-1]):  # Excel ends with a line break
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def pack(values: Sequence[Sequence[Value]]) -> bytes:
    """Values for `CELLS`."""
    return json.dumps([[as_json_value(value) for value in row] for row in values]).encode()


def unpack(data: bytes) -> list[list[Value]]:
    """The reverse of `pack`; nothing for what is not from there."""
    try:
        return [[from_json_value(value) for value in row] for row in json.loads(data)]
    except (ValueError, TypeError):
        return []


def read_cell(field: Field, text: str) -> tuple[Value, bool]:
    """A pasted cell as a value of the field; False where it cannot be read."""
    told = normalise(text)
    if not told:
        return None, True
    try:
        return parse_cell(field, told), True
    except CellError:
        return None, False


def spread(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """How many rows and columns a source of `size` fills in a chosen range: the whole range where it fits in evenly."""
    return tuple(  # type: ignore[return-value]  # two in, two out
        chosen if own and chosen % own == 0 else own for own, chosen in zip(size, room, strict=True)
    )
