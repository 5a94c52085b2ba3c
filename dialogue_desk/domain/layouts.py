"""How a form looks: sections of rows of cells, the line of a list, the columns of a grid. Plain data, read by pages."""

from __future__ import annotations

from typing import NamedTuple


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


class Tab(NamedTuple):
    """One side of a form; `title` "" takes the label of the form."""

    key: str
    title: str
    sections: tuple[Section, ...]


class Chip(NamedTuple):
    """The chip of a record in a list: what code field it tells, and the look of its codes as (code, tone, icon).

    A code without a look has no chip, unless `plain`: then it is told without colour.
    """

    field: str
    looks: tuple[tuple[str, str, str], ...] = ()
    plain: bool = False


class GridColumn(NamedTuple):
    """What is asked in the grid: usual width at 100 %, 0 for the column that takes the rest.

    `grown`: only in the large grid. `is_passed`: filled in by itself; Enter goes past it, Tab and the arrows do not.
    """

    key: str
    width: int
    title: str = ""
    grown: bool = False
    is_passed: bool = False


def cell(key: str, *, wide: bool = False, segmented: bool = False, lines: int = 2) -> Cell:
    """A cell of one editor."""
    return Cell((Part(key, segmented=segmented, lines=lines),), wide=wide)
