"""Tables in HTML as Word, Excel, Google and web pages write it: what a person sees of them, and the text around."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from dialogue_desk.exchange.intake.sheets import RawSheet, Span, tidy

_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "hr"})
_UNSEEN = frozenset({"script", "head", "title", "noscript", "template", "xml"})
_STRUCK = frozenset({"s", "strike", "del"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source"})
_ENDS = {"li": {"li"}, "p": {"p"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr", "td", "th"}}
"""What a tag that opens closes by itself, where the page left it open."""

_HIDES = re.compile(
    r"text-decoration(?:-line)?\s*:[^;\"']*line-through|display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden"
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
WIDEST = 200
"""Cells a merged one may span; more is damage."""

MOST_CELLS = 2_000_000
MOST_COLUMNS = 16_384


@dataclass
class Grid:
    """One table: rows of texts in their places, merged blocks as in `RawSheet`, rows nobody sees, lines before it.

    `columns` are those the page has told of before the rows, `hidden_columns` those of them nobody sees.
    """

    rows: list[list[str]] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0
    captions: list[str] = field(default_factory=list)
    inner: list[Grid] = field(default_factory=list)
    _below: dict[int, int] = field(default_factory=dict)
    _cells: int = 0

    def open_row(self, *, is_hidden: bool) -> None:
        """A new row; blank where a merged cell of a row above reaches down."""
        self.rows.append([])
        if is_hidden:
            self.hidden.add(len(self.rows))
        self.pad()

    def tell_columns(self, count: int, *, is_hidden: bool) -> None:
        """The page tells of the next columns."""
        end = min(self.columns + count, MOST_COLUMNS)
        if is_hidden:
            self.hidden_columns |= set(range(self.columns, end))
        self.columns = end

    def pad(self) -> None:
        """Step over what merged cells above take."""
        row = self.rows[-1]
        while self._below.get(len(row), 0) > 0:
            self._below[len(row)] -= 1
            row.append("")

    def add(self, text: str, columns: int, rows: int) -> None:
        """A cell at the next free place."""
        row = self.rows[-1]
        first = len(row)
        self._cells += columns
        if self._cells > MOST_CELLS:
            return
        for at in range(columns):
            if rows > 1:
                self._below[len(row)] = rows - 1
            row.append(text if at == 0 else "")
        if columns > 1 or rows > 1:
            number = len(self.rows)
            self.merged.append((number, first, number + rows - 1, first + columns - 1))
        self.pad()

    def sheet(self, name: str) -> RawSheet:
        """The table as readers of files give theirs."""
        rows = [(number, [tidy(cell) for cell in cells]) for number, cells in enumerate(self.rows, start=1)]
        kept = [(number, cells) for number, cells in rows if any(cell is not None for cell in cells)]
        hidden, columns = frozenset(self.hidden), frozenset(self.hidden_columns)
        return RawSheet(name, kept, merged=self.merged, hidden=hidden, is_sheet=False, hidden_columns=columns)


@dataclass
class _Cell:
    columns: int
    rows: int
    text: list[str] = field(default_factory=list)
    inner: list[Grid] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects tables, and the paragraphs outside of them, in order: a str a paragraph, a Grid a table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str | Grid] = []
        self._open: list[tuple[str, bool]] = []
        self._hidden = 0
        self._tables: list[Grid] = []
        self._cells: list[_Cell | None] = []
        self._loose: list[str] = []
        self._in_style = False
        self._hiding: set[str] = set()

    # -- what the parser tells ------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.split(":")[-1]
        if tag == "style":
            self._in_style = True
            return
        given = {key: value or "" for key, value in attrs}
        self._close_open(tag)
        hides = tag in _UNSEEN or tag in _STRUCK or self._hides(given)
        if tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].open_row(is_hidden=hides)
            hides = False
        if tag == "col" and self._tables:
            self._tables[-1].tell_columns(_span(given.get("span"), MOST_COLUMNS), is_hidden=hides)
        if tag not in _EMPTY:
            self._open.append((tag, hides))
            self._hidden += hides
        if tag == "table":
            self._begin_table()
        elif tag in ("td", "th") and self._tables:
            self._begin_cell(given)
        elif tag in _BREAKS:
            self._say("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag.split(":")[-1] not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = tag.split(":")[-1]
        if tag == "style":
            self._in_style = False
            return
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in ("td", "th", "tr") and self._tables:
            self._end_cell()
        elif tag in _BREAKS:
            self._say("\n")
        self._pop(tag)

    def handle_data(self, data: str) -> None:
        if self._in_style:
            for names, rules in _RULE.findall(data):
                if _HIDES.search(rules.lower()):
                    self._hiding |= {n.strip().split(".")[-1] for n in names.split(",") if "." in n}
        elif not self._hidden:
            # A line break in the source of a page is a blank.
            self._say(re.sub(r"\s*[\r\n]+\s*", " ", data))

    def close(self) -> None:
        """End what a cut-off page left open."""
        super().close()
        while self._tables:
            self._end_table()
        self._end_paragraphs()

    # -- inside -----------------------------------------------------------------------------

    def _hides(self, given: dict[str, str]) -> bool:
        if self._hiding and self._hiding & set(given.get("class", "").split()):
            return True
        style = given.get("style", "")
        return bool(style) and _HIDES.search(style.lower()) is not None

    def _close_open(self, tag: str) -> None:
        ends = _ENDS.get(tag, set())
        for at in range(len(self._open) - 1, -1, -1):
            name = self._open[at][0]
            if name == "table" or (tag == "li" and name in ("ul", "ol")) or (tag == "p" and name in ("td", "th")):
                return
            if name in ends:
                self._pop(name)
                if tag != "tr":
                    return

    def _pop(self, tag: str) -> None:
        for at in range(len(self._open) - 1, -1, -1):
            name = self._open[at][0]
            if name == tag:
                self._hidden -= sum(hides for _tag, hides in self._open[at:])
                del self._open[at:]
                return
            if name == "table" and tag != "table":
                return

    def _say(self, text: str) -> None:
        cell = self._cells[-1] if self._cells else None
        if cell is not None:
            cell.text.append(text)
        elif not self._tables:
            self._loose.append(text)

    def _begin_table(self) -> None:
        captions: list[str] = []
        if not self._tables:
            captions = self._end_paragraphs()
        self._say("\n")
        self._tables.append(Grid(captions=captions[-3:]))
        self._cells.append(None)

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._end_cell()
        if not self._tables[-1].rows:
            self._tables[-1].open_row(is_hidden=False)
        self._cells[-1] = _Cell(_span(given.get("colspan")), _span(given.get("rowspan"), 10_000))

    def _end_cell(self) -> None:
        cell, self._cells[-1] = self._cells[-1], None
        if cell is None:
            return
        grid = self._tables[-1]
        grid.inner += cell.inner
        grid.add(_lines("".join(cell.text)), cell.columns, cell.rows)

    def _end_table(self) -> None:
        self._end_cell()
        grid = self._tables.pop()
        self._cells.pop()
        outer = self._cells[-1] if self._cells else None
        is_data = _is_data(grid)
        if outer is None or is_data:
            self.parts.append(grid)
        if grid.inner and (is_data or outer is None):
            # A page may be laid out by a table, and then what stands in its cells are the tables.
            drop = grid.inner if is_data else [grid]
            self.parts = [part for part in self.parts if not any(part is one for one in drop)]
        if outer is None:
            return
        outer.inner += [grid] if is_data else grid.inner
        outer.text.append("\n" + "\n".join(cell for row in grid.rows for cell in row if cell) + "\n")

    def _end_paragraphs(self) -> list[str]:
        lines = _lines("".join(self._loose)).split("\n")
        self._loose = []
        found = [line for line in lines if line]
        self.parts += found
        return found


def _is_data(grid: Grid) -> bool:
    filled = [sum(bool(cell) for cell in row) for row in grid.rows]
    return sum(count >= 2 for count in filled) >= 2


def _span(text: str | None, most: int = WIDEST) -> int:
    return min(max(int(text), 1), most) if text and text.isdigit() and len(text) < 6 else 1


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def read_markup(html: str) -> list[str | Grid]:
    """The paragraphs and tables of a piece of HTML in order, without what is struck out or hidden.

    A table inside a cell that holds rows of data is one of its own, and then the page around it is none.
    """
    reader = Reader()
    reader.feed(html)
    reader.close()
    return [part for part in reader.parts if isinstance(part, str) or any(map(any, part.rows))]


def sheets_of_markup(html: str) -> list[RawSheet]:
    """The tables of a page as sheets, named by the line before each or by number."""
    grids = [part for part in read_markup(html) if isinstance(part, Grid)]
    return [grid.sheet(f"{number}") for number, grid in enumerate(grids, start=1)]
