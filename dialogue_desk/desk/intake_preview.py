"""What taking a foreign table would do, in the shape every preview has."""

from __future__ import annotations

from dialogue_desk.desk.intake import Look, SeenRow
from dialogue_desk.desk.preview import Preview, PreviewRow
from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.exchange.intake.plan import SECTION
from dialogue_desk.exchange.intake.sheets import shown
from dialogue_desk.texts import _

_WHAT = {"known": "same"}


def preview_of(look: Look, forms: dict[str, Form]) -> Preview:
    """The rows of a look as a preview, and what is to be said of columns and sheets."""
    wrong = {(row.told.sheet, row.told.row) for row in look.rows if row.status == "wrong"}
    cells: dict[tuple[str, int], list[tuple[str, str, str]]] = {place: [] for place in wrong}
    several = sum(sheet.is_taken for sheet in look.found.sheets) > 1
    for column in look.found.columns if wrong else ():
        if column.field and column.at != SECTION:
            there = {(sheet, row): shown(cell) for sheet, row, cell in look.found.placed_cells(column.at)}
            for place in wrong:
                cells[place].append((column.at, column.heading or column.at, there.get(place, "")))
    rows = tuple(
        _row(look, row, tuple(cells.get((row.told.sheet, row.told.row), ())), several=several) for row in look.rows
    )
    told = tuple(warning_told(at, text) for at, text in look.warnings)
    return Preview(look.file, forms, rows, told)


def warning_told(at: str, text: str) -> str:
    """A finding about a column or a file as a sentence."""
    said = f"{_('Cột {at}').format(at=at)}: {text}" if at else f"{text[:1].upper()}{text[1:]}"
    return f"{said}."


def _row(look: Look, row: SeenRow, cells: tuple[tuple[str, str, str], ...], *, several: bool) -> PreviewRow:
    form = look.found.form
    changes: tuple[tuple[str, Value, Value], ...] = ()
    if row.status == "changed":
        changes = tuple((key, row.before.get(key), value) for key, value in row.changes.items())
    elif row.status != "left_out":
        changes = tuple((key, None, value) for key, value in {**row.told.values, **row.proposed}.items())
    title = form.title(row.told.values) if row.told.values else row.told.text or row.why
    faulty = {at for at, _text in row.problems}
    mend = tuple(cell for cell in cells if cell[0] in faulty)
    return PreviewRow(
        row.told.row, row.told.sheet if several else "", form.key, _WHAT.get(row.status, row.status),
        title, row.record_id, changes, None, row.why, tuple(text for _at, text in row.problems), mend, row.told.sheet,
    )  # fmt: skip
