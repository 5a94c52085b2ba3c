"""How the fields of a form are laid out: sections of rows of cells. A page may compose its own."""

from __future__ import annotations

from typing import NamedTuple

from dialogue_desk.domain.fields import Field, Form, Kind


class Part(NamedTuple):
    """One editor of a cell; `lead` is the word before it (“trong đó nữ”)."""

    key: str
    lead: str = ""
    stretch: int = 1
    segmented: bool = False
    lines: int = 2


class Cell(NamedTuple):
    """A label and its editors side by side. An empty label takes that of the first field."""

    parts: tuple[Part, ...]
    label: str = ""
    wide: bool = False


class Section(NamedTuple):
    """Rows under a heading; cells that are not wide stand two in a row."""

    cells: tuple[Cell, ...]
    title: str = ""


def cell(key: str, *, wide: bool = False, segmented: bool = False, lines: int = 2) -> Cell:
    return Cell((Part(key, segmented=segmented, lines=lines),), wide=wide)


def default_layout(form: Form, hidden: frozenset[str] = frozenset()) -> tuple[Section, ...]:
    """What the generic page shows: short fields two in a row, long ones over the whole width."""
    cells: list[Cell] = []
    ticks: list[Part] = []
    for field in form.fields:
        if field.key in hidden or field.kind is Kind.REF:
            continue
        if field.kind is Kind.YES_NO:
            ticks.append(Part(field.key))
            continue
        cells.append(cell(field.key, wide=_is_wide(field)))
    cells.extend(Cell(tuple(ticks[at : at + 2]), label=" ", wide=True) for at in range(0, len(ticks), 2))
    return (Section(tuple(cells)),)


def _is_wide(field: Field) -> bool:
    if field.kind is Kind.LONG_TEXT:
        return True
    return field.kind is Kind.TEXT and field.key in ("title", "draft_title", "summary", "topic", "reason", "subject")
