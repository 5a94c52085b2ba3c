"""How the parameters of a report stand beside its sheet."""

from __future__ import annotations

from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.texts import N_


def layout_of(params: tuple[Field, ...], has_units: bool) -> tuple[Section, ...]:
    """Years side by side, then the rest; other ways to name the time under their own heading."""
    keys = {field.key for field in params}
    first: list[Cell] = []
    if {"from_year", "to_year"} <= keys:
        first += [cell("from_year"), cell("to_year")]
    first += [Cell((Part(key),), wide=True) for key in ("id", "as_of") if key in keys]
    if has_units and "unit" in keys:
        first.append(cell("unit", wide=True))
    if "public" in keys:
        first.append(cell("public", wide=True))
    rest = [cell("period", wide=True)] if "period" in keys else []
    if {"from", "to"} <= keys:
        rest += [Cell((Part("from"),), wide=True), Cell((Part("to"),), wide=True)]
    known = {"from_year", "to_year", "id", "as_of", "unit", "public", "period", "from", "to"}
    first += [cell(field.key, wide=True) for field in params if field.key not in known]
    sections = [Section(tuple(first))] if first else []
    if rest:
        sections.append(Section(tuple(rest), N_("Hoặc theo kỳ khác") if first else ""))
    return tuple(sections)
