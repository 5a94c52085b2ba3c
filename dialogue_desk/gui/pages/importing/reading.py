"""Looking at a file before it is imported: as one of ours, else as a table somebody else made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dialogue_desk.desk import Desk
from dialogue_desk.desk.importer import Progress as RowProgress
from dialogue_desk.desk.intake import Choices, Table
from dialogue_desk.desk.intake import Look as Foreign
from dialogue_desk.desk.intake_preview import preview_of
from dialogue_desk.desk.preview import Preview
from dialogue_desk.domain.fields import Form
from dialogue_desk.errors import DeskError

NOT_OURS = frozenset({"column", "unknown_form", "no_form", "format", "workbook", "encoding", "empty"})
"""Refusals after which a file may still be a table with headings of its own."""

OURS = frozenset({".xlsx", ".csv", ".ndjson"})

NOT_IMPORTED = frozenset({"attachment", "action", "settings"})
"""Forms that no old table holds."""

META = frozenset({"unit", "id", "rev", "personal_rev", "is_deleted"})


@dataclass(frozen=True)
class Asked:
    """What a person chose: the file, its form, the unit; of a foreign table its choices and whether they are made.

    `tables` are what was read of the file: it is read once. `remember` is the name to remember the choices by.
    """

    path: Path
    form: str = ""
    for_unit: str = ""
    convert_legacy: bool = True
    choices: Choices | None = None
    tables: Sequence[Table] | None = None
    is_settled: bool = False
    remember: str = ""


@dataclass(frozen=True)
class Look:
    """A preview; of a foreign table also what it was taken for."""

    asked: Asked
    preview: Preview
    foreign: Foreign | None = None

    @property
    def is_asking(self) -> bool:
        """Whether a person has something to say before the preview: columns, values for all rows, words, tables."""
        if self.foreign is None or self.asked.is_settled:
            return False
        found = self.foreign.found
        lacking = [key for key in found.missing if found.form.field(key).default is None]
        return found.choices.mapping is None or bool(
            found.unseen or lacking or found.unknown_words() or found.other_tables
        )


def look(desk: Desk, asked: Asked, progress: RowProgress = lambda rows: None) -> Look:
    """What importing would do. DeskError when the file is no good as a file."""
    if asked.tables is None and asked.path.suffix.lower() in OURS:
        try:
            return _ours(desk, asked, progress)
        except DeskError as trouble:
            if trouble.code not in NOT_OURS or asked.path.suffix.lower() == ".ndjson":
                raise
    intake = desk.files.intake
    tables = asked.tables if asked.tables is not None else intake.tables(asked.path)
    form = _form_of_keys(desk, tables) if asked.tables is None and not asked.form else None
    if form is not None:
        return _ours(desk, replace(asked, form=form.key), progress)
    choices = asked.choices or Choices(form=asked.form, mapping=None if asked.form else intake.mapping_for(tables))
    found = intake.look(tables, choices, asked.path.name, desk.files.unit_for(asked.for_unit), progress)
    if asked.remember:
        choices = replace(choices, mapping=intake.remember(found.found, asked.remember))
        found.found.choices = choices  # asked about its columns again, it goes by its name
    asked = replace(asked, choices=choices, tables=tables, form=found.found.form.key)
    return Look(asked, preview_of(found, {form.key: form for form in desk.records.forms}), found)


def imported(desk: Desk) -> list[Form]:
    """Forms an old table may hold."""
    return [form for form in desk.records.forms if form.key not in NOT_IMPORTED]


def _form_of_keys(desk: Desk, tables: Sequence[Table]) -> Form | None:
    """The form whose keys, and nothing else, stand above the columns of a file without a name for it."""
    if len(tables) != 1:
        return None
    keys = {heading for heading in tables[0].headings if heading}
    fitting = [f for f in imported(desk) if keys & set(f.by_key) and keys <= {*f.by_key, *META}]
    return fitting[0] if fitting else None


def _ours(desk: Desk, asked: Asked, progress: RowProgress) -> Look:
    preview = desk.files.preview(
        asked.path, asked.form, asked.for_unit, convert_legacy=asked.convert_legacy, progress=progress
    )
    return Look(asked, preview)
