"""Rows copied from Excel or Word as lines of the opinion grid."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.texts import _

HEADER_WORDS = {
    "nguoi neu": "speaker_name",
    "ho ten": "speaker_name",
    "ho va ten": "speaker_name",
    "thon": "speaker_address",
    "dia chi": "speaker_address",
    "noi dung": "text",
    "noi dung y kien, kien nghi": "text",
    "y kien": "text",
    "kien nghi": "text",
    "linh vuc": "subject",
    "de nghi cu the": "request",
    "xu ly": "disposition",
    "dien thoai": "speaker_phone",
    "loai": "kind",
    "giai trinh": "explanation",
    "noi dung tiep thu": "action_text",
}


@dataclass(frozen=True, slots=True)
class Pasted:
    """Lines read, and a remark about cells that could not be."""

    lines: tuple[Values, ...]
    unread: int = 0

    @property
    def remark(self) -> str:
        return _("{count} ô không đọc được đã để trống.").format(count=self.unread) if self.unread else ""


def read_lines(text: str, keys: Sequence[str]) -> Pasted:
    """Tab-separated text as values. With a header row its words decide, else the columns from `keys` on."""
    rows = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if any(cell.strip() for cell in row)]
    if not rows:
        return Pasted(())
    header = [HEADER_WORDS.get(fold(cell)) for cell in rows[0]]
    if sum(key is not None for key in header) >= 2 or (header[0] and len(rows[0]) == 1):
        columns: Sequence[str | None] = header
        rows = rows[1:]
    elif len(rows[0]) == 1:
        columns = ["text"]
    else:
        numbered = all(row[0].strip().rstrip(".").isdigit() for row in rows)
        columns = [None, *keys] if numbered else list(keys)
    unread = 0
    lines: list[Values] = []
    for row in rows:
        values, missed = _line(row, columns)
        unread += missed
        if values:
            lines.append(values)
    return Pasted(tuple(lines), unread)


def parsed(rows: Sequence[Mapping[str, str]]) -> Pasted:
    """Rows of cells by field key as values; cells that cannot be read stay empty and are counted."""
    unread = 0
    lines: list[Values] = []
    for row in rows:
        values, missed = _line(list(row.values()), list(row))
        unread += missed
        if values:
            lines.append(values)
    return Pasted(tuple(lines), unread)


def _line(row: Sequence[str], columns: Sequence[str | None]) -> tuple[Values, int]:
    values: Values = {}
    missed = 0
    for key, cell in zip(columns, row, strict=False):
        if key is None or not normalise(cell):
            continue
        try:
            values[key] = parse_cell(opinion.FORM.field(key), cell)
        except CellError:
            missed += 1
    return values, missed
