"""Where every field of a form stands: as the form declares it, and those it places nowhere in a last section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.layouts import Cell, Part, Section, Tab, cell
from dialogue_desk.texts import N_

ONLY_TAB = "main"
REST = N_("Khác")
"""Heading of the fields that stand in no section of their form."""


def tabs_of(form: Form, today: str = "") -> tuple[Tab, ...]:
    """The sides of a form: every field but references has its place, unless it was withdrawn before `today`."""
    form = replace(form, fields=tuple(f for f in form.fields if not f.until or f.until > today)) if today else form
    if not form.tabs:
        return (Tab(ONLY_TAB, "", default_layout(form.fields)),)
    *before, last = form.tabs
    rest = unplaced(form, [section for tab in form.tabs for section in tab.sections])
    return (*before, last._replace(sections=(*last.sections, *rest)))


def unplaced(form: Form, sections: Iterable[Section]) -> tuple[Section, ...]:
    """A last section with the fields that stand in none of these; () when each has its place."""
    placed = {part.key for section in sections for c in section.cells for part in c.parts}
    left = [f for f in form.fields if f.key not in placed and _is_typed(f)]
    return tuple(section._replace(title=section.title or REST) for section in default_layout(left)) if left else ()


def default_layout(fields: Sequence[Field]) -> tuple[Section, ...]:
    """Short fields two in a row, long ones over the whole width; those that share a section stand under its name."""
    titles = dict.fromkeys(f.section for f in fields if _is_typed(f))
    return tuple(Section(_cells([f for f in fields if f.section == title]), title) for title in titles)


def _cells(fields: Iterable[Field]) -> tuple[Cell, ...]:
    shown = [f for f in fields if _is_typed(f)]
    ticks = [Part(f.key) for f in shown if f.kind is Kind.YES_NO]
    cells = [cell(f.key, wide=_is_wide(f)) for f in shown if f.kind is not Kind.YES_NO]
    cells.extend(Cell(tuple(ticks[at : at + 2]), label=" ", wide=True) for at in range(0, len(ticks), 2))
    return tuple(cells)


def _is_typed(field: Field) -> bool:
    return not field.is_reference and not field.is_kept


def _is_wide(field: Field) -> bool:
    if field.kind is Kind.LONG_TEXT:
        return True
    return field.kind is Kind.TEXT and field.key in ("title", "draft_title", "summary", "topic", "reason", "subject")


def second_line(form: Form) -> tuple[Field, ...]:
    """What a list tells of a record below its title: as declared, then every listed field told nowhere else."""
    told = {*form.title_fields, form.date_field, form.chip.field if form.chip else ""}
    declared = [form.field(key) for key in form.second_line]
    further = (f for f in form.record_fields if f.listed and f.key not in told and f.key not in form.second_line)
    return (*declared, *further)
