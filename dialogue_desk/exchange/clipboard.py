"""Tables in the HTML that Word, Excel and browsers put on the clipboard: cells stay whole whatever is in them."""

from __future__ import annotations

from html.parser import HTMLParser

from dialogue_desk.domain.vietnamese import normalise

_BREAKS = {"br", "p", "div", "li"}
_UNSEEN = {"style", "script", "head", "title"}
_WIDEST = 200
"""Cells a merged one may span; more is damage."""


class _Tables(HTMLParser):
    """Collects the rows of every outermost table; a cell inside a cell belongs to the outer one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._depth = 0
        self._unseen = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._place = 0
        self._below: dict[int, int] = {}

    def close(self) -> None:
        """End what a cut-off table left open."""
        super().close()
        self._end_cell()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
                self._below = {}
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self.tables[-1].append([])
            self._fill()
        elif self._depth == 1 and tag in ("td", "th") and self.tables[-1]:
            self._end_cell()
            given = dict(attrs)
            self._spans = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._cell = []
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth = max(self._depth - 1, 0)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            # A line break in the source of a page is a blank.
            self._cell.append(" ".join(data.split("\n")))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self._cell).split("\n"))
        row = self.tables[-1][-1]
        columns, rows = self._spans
        for number in range(columns):
            if rows > 1:
                self._below[len(row)] = rows - 1
            row.append(normalise("\n".join(line for line in lines if line)) if number == 0 else "")
        self._cell = None
        self._fill()

    def _fill(self) -> None:
        """Blank cells where one of a row above reaches down."""
        row = self.tables[-1][-1]
        while self._below.get(len(row), 0) > 0:
            self._below[len(row)] -= 1
            row.append("")


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _WIDEST) if text and text.isdigit() and len(text) < 6 else 1


def tables_of(html: str) -> list[tuple[tuple[str, ...], ...]]:
    """The tables of a piece of HTML as rows of cells; merged cells keep their first place, the rest is blank."""
    reader = _Tables()
    reader.feed(html)
    reader.close()
    found = [tuple(tuple(row) for row in table if any(row)) for table in reader.tables]
    return [table for table in found if table]
