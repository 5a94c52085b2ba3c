"""Looking at a file before it is imported: as ours, else as an old table whose columns are to be matched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dialogue_desk.desk import Desk
from dialogue_desk.desk.files import ColumnMapping, Headings
from dialogue_desk.desk.importer import Progress as RowProgress
from dialogue_desk.desk.preview import Preview
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.errors import DeskError

NOT_OURS = frozenset({"column", "unknown_form", "no_form"})
"""Refusals that mean: a table with headings of its own."""

IMPORTED = tuple(form for form in FORMS if form.key not in ("attachment", "action", "settings"))
"""Forms an old table may hold."""


@dataclass(frozen=True)
class Asked:
    """What a person chose: the file, and where they said so its form, the unit and the mapping."""

    path: Path
    form: str = ""
    for_unit: str = ""
    mapping: ColumnMapping | None = None
    convert_legacy: bool = True


@dataclass(frozen=True)
class Look:
    """A preview; or, where the columns have to be matched first, what the table looks like."""

    asked: Asked
    preview: Preview | None = None
    headings: Headings | None = None


def look(desk: Desk, asked: Asked, progress: RowProgress = lambda rows: None) -> Look:
    """What importing would do. DeskError when the file is no good as a file."""
    try:
        return _previewed(desk, asked, progress)
    except DeskError as trouble:
        if asked.mapping is not None or trouble.code not in NOT_OURS:
            raise
    form = asked.form or best_form(desk, asked.path)
    named = Asked(asked.path, form, asked.for_unit, None, asked.convert_legacy)
    if not asked.form and asked.path.suffix.lower() == ".csv":
        try:
            return _previewed(desk, named, progress)
        except DeskError as trouble:
            if trouble.code not in NOT_OURS:
                raise
    headings = desk.files.headings(asked.path, form)
    known = desk.files.mapping_for(headings, form)
    if known is not None:
        return _previewed(desk, Asked(asked.path, form, asked.for_unit, known, asked.convert_legacy), progress)
    return Look(named, headings=headings)


def best_form(desk: Desk, path: Path) -> str:
    """The form that most headings of a table speak of."""

    def named(form: str) -> int:
        return sum(bool(key) for key in desk.files.headings(path, form).guessed)

    return max((form.key for form in IMPORTED), key=named)


def _previewed(desk: Desk, asked: Asked, progress: RowProgress) -> Look:
    preview = desk.files.preview(
        asked.path, asked.form, asked.for_unit, mapping=asked.mapping, convert_legacy=asked.convert_legacy,
        progress=progress,
    )  # fmt: skip
    return Look(asked, preview=preview)
