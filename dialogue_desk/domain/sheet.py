"""The Sheet: what a report is, before it is drawn on screen, on paper or in a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from dialogue_desk.domain.periods import document_date

Cell = str | int | float | None
"""A cell's value; `None` is blank, which is not 0. Dates are ISO strings in columns of kind DATE."""


class Align(Enum):
    """Where a column's cells stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class CellKind(Enum):
    """What a column's cells are, for number formats and real dates in workbooks."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column, or a group of columns when it has `children` (headers of any depth).

    `key` names it in JSON and CSV; `width` is relative to its neighbours.
    """

    key: str
    title: str
    kind: CellKind = CellKind.TEXT
    align: Align | None = None
    width: float = 10
    children: tuple[Column, ...] = ()

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The real columns under this header cell."""
        return tuple(leaf for child in self.children for leaf in child.leaves) if self.children else (self,)

    @property
    def depth(self) -> int:
        """Header rows this column needs."""
        return 1 + max(child.depth for child in self.children) if self.children else 1


@dataclass(frozen=True)
class Source:
    """The records behind a figure: a form and ids as (unit, id)."""

    form: str
    records: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """A row: values by column key.

    `shown` overrides how a cell is written ("2023 (tính đến 30/5)"); `marks`
    are column keys whose figure rests on totals; `sources` the records behind a
    figure; `spans` merges cells: column key -> how many columns; `style` is
    "", "total" or "group"; `extra` goes to JSON only (`as_of`).
    """

    values: Mapping[str, Cell]
    shown: Mapping[str, str] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    spans: Mapping[str, int] = field(default_factory=dict)
    style: str = ""
    extra: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table with a header tree; `key` names it in JSON when a sheet has several."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: str = "table"
    title: str = ""

    @property
    def leaves(self) -> tuple[Column, ...]:
        """The real columns, left to right."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    @property
    def depth(self) -> int:
        """Header rows."""
        return max((column.depth for column in self.columns), default=1)


@dataclass(frozen=True)
class Text:
    """A paragraph. `style`: "body", "heading", "centre", "small", "italic", "bold", "field" (a line to fill by pen)."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Note:
    """A line under the tables that says how figures came about."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A single number with its name; `form`/`filters` lead to the list behind it."""

    key: str
    label: str
    value: Cell
    unit: str = ""
    hint: str = ""
    tone: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Figures:
    """A row of figures (tiles on screen)."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Series:
    """One line or set of bars of a chart: values by category, blank where unknown."""

    key: str
    label: str
    values: tuple[float | int | None, ...]


HEAT_ROWS = 24
"""Rows of a heat table that a page holds."""


@dataclass(frozen=True)
class Chart:
    """A chart: its numbers are those of the table below it.

    `kind`: "bars", "stacked", "lines", "heat"; `partial`: categories that cover
    only part of their year (hatched); `marks`: category -> remark drawn above it;
    `height` in millimetres on paper, 0 by its kind; `most`: the figure a heat table shades darkest, 0 for its own.
    """

    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    partial: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)
    value_format: str = "number"
    key: str = "chart"
    height: float = 0
    most: float = 0

    def on_paper(self) -> tuple[Chart, ...]:
        """The charts that stand for it on paper: a heat table of many rows goes on over pages, shaded alike."""
        if self.kind != "heat" or len(self.series) <= HEAT_ROWS:
            return (self,)
        most = self.most or max((v for s in self.series for v in s.values if v is not None), default=0)
        parts = (self.series[at : at + HEAT_ROWS] for at in range(0, len(self.series), HEAT_ROWS))
        return tuple(replace(self, series=part, most=most) for part in parts)

    @property
    def series_sums(self) -> tuple[float, ...]:
        """What the series of each category come to together; unknown parts count nothing."""
        return tuple(sum(s.values[at] or 0 for s in self.series) for at in range(len(self.categories)))

    @property
    def paper_height(self) -> float:
        """Millimetres it takes on paper; a heat table grows with its rows, up to a page."""
        if self.height or self.kind != "heat":
            return self.height or 80
        return min(160, max(50, 25 + 6.5 * len(self.series)))


@dataclass(frozen=True)
class QrCode:
    """A QR code, `size` millimetres wide on paper; files that hold no pictures write its `text`."""

    text: str
    size: float = 50


Block = Text | Note | Figures | Table | Chart | QrCode


@dataclass(frozen=True)
class Layout:
    """How a document of a family looks where its rules leave it open; sizes in points, 0: as every document.

    `line_points` is the exact height of the lines of the body, on whole pages only.
    """

    underlines_recipients: bool = False
    bold_position: bool = True
    title_points: int = 0
    line_points: int = 0


PLAIN = Layout()


@dataclass(frozen=True)
class Heading:
    """The top of a document.

    `family`: "party", "state", "front", or "" for a plain sheet; `upper` and
    `issuer` the two lines of the issuing body; `number` as written, empty while
    a draft; `place_date` "Vĩnh Bảo, ngày 20 tháng 6 năm 2023".
    """

    family: str = ""
    upper: str = ""
    issuer: str = ""
    number: str = ""
    place_date: str = ""
    attached_to: str = ""
    is_draft: bool = False
    layout: Layout = PLAIN


@dataclass(frozen=True)
class Signature:
    """A signature block: position in capitals, hint in italics, name."""

    position: str
    name: str = ""
    hint: str = ""
    on_behalf: str = ""


class Suspect(NamedTuple):
    """Words that were hidden because they look like a name, and the text around them."""

    words: str
    around: str


@dataclass(frozen=True)
class Sheet:
    """One report. `paper`: "A4" or "A5"; margins in mm (top, right, bottom, left).

    `attached` sheets follow it, each on pages of its own; one that `is_one_page`
    is written smaller until it fits, as far as it stays legible.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    heading: Heading = Heading()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    paper: str = "A4"
    is_landscape: bool = False
    margins: tuple[int, int, int, int] = (20, 15, 20, 30)
    figures: Mapping[str, Cell] = field(default_factory=dict)
    attached: tuple[Sheet, ...] = ()
    is_one_page: bool = False
    undecided: tuple[Suspect, ...] = ()
    """Of a public sheet: what was hidden though nobody said yet that it is a name."""

    def tables(self) -> Iterator[Table]:
        """The tables of the sheet, then those of the attached ones."""
        yield from (block for block in self.blocks if isinstance(block, Table))
        for sheet in self.attached:
            yield from sheet.tables()

    def notes(self) -> Iterator[str]:
        """The notes of the sheet, then those of the attached ones."""
        yield from (block.text for block in self.blocks if isinstance(block, Note))
        for sheet in self.attached:
            yield from sheet.notes()


def cell_text(row: Row, column: Column) -> str:
    """A cell as people read it: 1.234, 97,2%, 02/9/2025, blank for unknown; "*" behind a marked figure."""
    value = row.values.get(column.key)
    if column.key in row.shown:
        text = row.shown[column.key]
    elif column.kind is CellKind.DATE:
        text = document_date(value) or ("" if value is None else str(value))
    elif column.kind is CellKind.PERCENT and isinstance(value, int | float):
        text = number_text(value, 1) + "%"
    elif isinstance(value, int | float):
        text = str(value) if column.kind is CellKind.TEXT else number_text(value)
    else:
        text = "" if value is None else value
    return text + "*" if text and column.key in row.marks else text


def printable(text: str) -> str:
    """Text as it is typed, without marks that would turn its direction or stand for nothing; tabs become blanks."""
    return text if text.isascii() and text.isprintable() else text.translate(_UNSEEN).replace("\r", "")


_TURNING = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x061C, 0xFEFF)
_BREAKS = dict.fromkeys((11, 12, 0x2028, 0x2029), "\n")
_UNSEEN = dict.fromkeys((*_TURNING, *range(9), *range(14, 32), 0x7F)) | {9: " "} | _BREAKS


def figure_text(figure: Figure) -> str:
    """A single figure as people read it, with its unit; "—" while unknown."""
    value = number_text(figure.value) if isinstance(figure.value, int | float) else figure.value or "—"
    return f"{value} {figure.unit}".strip() if figure.unit != "%" else f"{value}%"


def number_text(value: float, decimals: int | None = None) -> str:
    """A number the Vietnamese way: "." between thousands, "," before decimals (as many as needed unless given)."""
    whole = isinstance(value, int) or (decimals is None and value == int(value))
    text = f"{int(value):,}" if whole and not decimals else f"{value:,.{1 if decimals is None else decimals}f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


_STARTS = "=+\\-@\t\r＝＋－＠"
_RUNS = re.compile(f"'*[{_STARTS}]")
_GUARDED = re.compile(f"''*[{_STARTS}]")
MAY_RUN = frozenset("=+-@\t\r＝＋－＠'")
"""Letters a text may begin with that is guarded; any other is not."""


def guard(text: str) -> str:
    """A text a spreadsheet would run as a formula, with an apostrophe before it; any other as it is."""
    return "'" + text if _RUNS.match(text) else text


def unguard(text: str) -> str:
    """The reverse of `guard`, and nothing else."""
    return text[1:] if _GUARDED.match(text) else text
