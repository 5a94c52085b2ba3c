"""The lines of the grid of opinions: its columns, what a line holds, what is proposed for it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Field, Kind, Problem, Value, Values
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.layouts import GridColumn
from dialogue_desk.domain.periods import parse_date, screen_date
from dialogue_desk.domain.records import Record, new_id
from dialogue_desk.domain.vietnamese import person_sort_key, sort_key
from dialogue_desk.gui.drafts import ROW_ID, ROW_IS_NEW, ROW_WAS
from dialogue_desk.texts import _

NUMBER = "#"


COLUMNS: tuple[GridColumn, ...] = (GridColumn(NUMBER, 30, "#"), *opinion.FORM.grid)


_NUMBERS = itertools.count()


@dataclass
class Line:
    """One opinion in the grid; `record` is what is stored of it, `id` the one it has or will have.

    `is_proposed`: nobody chose its kind yet.
    """

    values: Values
    record: Record | None = None
    is_dirty: bool = False
    problems: tuple[Problem, ...] = ()
    is_proposed: bool = False
    number: int = field(default_factory=lambda: next(_NUMBERS), compare=False)
    """In what order lines came; sorting back to it."""
    id: str = field(default_factory=new_id)
    base: Values = field(default_factory=dict)
    """What typing began from, where a draft remembers it; else the record says."""

    @property
    def read(self) -> Values:
        """What the fields held when somebody began to type in them."""
        return {**(self.record.values if self.record else {}), **self.base}

    @property
    def is_overtaken(self) -> bool:
        """Whether a field typed here was changed elsewhere since, to something else."""
        now = self.record.values if self.record else {}
        return any(now.get(key) not in (was, self.values.get(key)) for key, was in self.base.items())

    def kept(self, more: Mapping[str, Value]) -> Values:
        """The line for a draft: of a stored one what differs, and what that was."""
        values = {**self.values, **more}
        if self.record is None:
            return {**values, ROW_ID: self.id, ROW_IS_NEW: True}
        held, read = self.record.values, self.read
        changed = {key: value for key, value in values.items() if value != held.get(key)}
        return {**changed, **{ROW_WAS + key: read.get(key) for key in changed}, ROW_ID: self.id, ROW_IS_NEW: False}


def shown_cell(field: Field, value: Value) -> str:
    """A value as a cell shows it."""
    if value is None:
        return ""
    if field.codes is not None and not isinstance(value, tuple):
        return _(field.codes.label(value))
    if field.kind is Kind.DATE:
        return screen_date(value) or str(value)
    return str(value)


def unread(values: Mapping[str, Value]) -> list[Problem]:
    """Cells that hold a text which is no date: it stays as it was typed until somebody writes it right."""
    days = (column.key for column in COLUMNS if column.key != NUMBER)
    wrong = [key for key in days if opinion.FORM.field(key).kind is Kind.DATE and not _is_day(values.get(key))]
    return [Problem(key, _("Không phải ngày: gõ như 1/5 hoặc 01/05/2026.")) for key in wrong]


def _is_day(value: Value) -> bool:
    return value is None or (isinstance(value, str) and parse_date(value) is not None)


def fresh_values() -> Values:
    return checks.with_defaults(opinion.FORM, {})


DEFAULTS: Values = {field.key: field.default for field in opinion.FORM.fields if field.default is not None}
"""What an emptied cell holds: a code that is always there goes back to the usual one."""


def new_line(given: Mapping[str, Value], line_id: str = "") -> Line:
    """A line that is not stored yet; its kind is proposed from its words unless it is given."""
    values = {**fresh_values(), **given}
    line = Line(values, is_dirty=bool(given), is_proposed="kind" not in given, id=line_id or new_id())
    propose(line)
    return line


def order_of(key: str, line: Line) -> tuple[object, ...]:
    value, field = line.values.get(key), opinion.FORM.field(key)
    if key == "speaker_name":
        return person_sort_key(str(value or ""))
    if field.kind is Kind.YES_NO:
        return (not value,)
    return (str(value or ""),) if field.kind is Kind.DATE else sort_key(shown_cell(field, value))


def propose(line: Line) -> None:
    if line.is_proposed:
        line.values["kind"] = opinion.proposed_kind(line.values.get("text"))
