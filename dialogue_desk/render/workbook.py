"""A Sheet as an Excel workbook: real numbers and dates, merged headers, print set-up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dialogue_desk.domain.sheet import (
    Cell,
    CellKind,
    Chart,
    Column,
    Figures,
    Note,
    QrCode,
    Row,
    Sheet,
    Table,
    Text,
)

FONT = "Times New Roman"
SIZE = 12
LINE = 16.5
"""Height of one line at 12 pt, in points; Vietnamese stacked marks need the room."""

_MM = 1 / 25.4
_DATE = "dd/mm/yyyy"
_WIDTH = {("A4", False): 88.0, ("A4", True): 132.0, ("A5", False): 60.0, ("A5", True): 88.0}
"""Characters of the default font that fit between the margins."""


def write_workbook(sheet: Sheet, path: Path) -> None:
    """Write the sheet as one worksheet, ready to print, and what is attached to it as further ones."""
    from openpyxl import Workbook

    book = Workbook()
    _draw(book.active, sheet)
    for attached in sheet.attached:
        _draw(book.create_sheet(), attached)
    packed = io.BytesIO()  # in a file on a full disk the library leaves an open archive behind
    book.save(packed)
    book.close()
    path.write_bytes(packed.getvalue())


def _draw(page: Any, sheet: Sheet) -> None:
    page.title = sheet.name[:31]
    drawing = _Drawing(page, sheet)
    drawing.heading()
    for block in sheet.blocks:
        drawing.block(block)
    drawing.signature()
    drawing.print_setup()


class _Drawing:
    """One worksheet being filled from the top down."""

    def __init__(self, page: Any, sheet: Sheet) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        self.page = page
        self.sheet = sheet
        self.row = 1
        self.tables = [block for block in sheet.blocks if isinstance(block, Table)]
        self.width = max((len(t.leaves) for t in self.tables), default=6)
        self.room = _WIDTH[sheet.paper, sheet.is_landscape]
        self.header_rows: tuple[int, int] | None = None
        line = Side(style="thin")
        self._border = Border(left=line, right=line, top=line, bottom=line)
        self._font, self._alignment = Font, Alignment
        self.widths = self._column_widths()

    def _column_widths(self) -> list[float]:
        """Columns of the widest table share the paper's width by their relative widths."""
        widest = max(self.tables, key=lambda t: len(t.leaves), default=None)
        relative = [leaf.width for leaf in widest.leaves] if widest else [10.0] * self.width
        least = [
            max((_least_width(t.leaves[at]) for t in self.tables if at < len(t.leaves)), default=5.0)
            for at in range(len(relative))
        ]
        widths = [max(low, w * self.room / sum(relative)) for low, w in zip(least, relative, strict=True)]
        for place, width in enumerate(widths, start=1):
            self.page.column_dimensions[_letter(place)].width = round(width, 1)
        return widths

    # -- pieces ---------------------------------------------------------------

    def heading(self) -> None:
        """Issuer, number, place and date, then title and subtitle."""
        head = self.sheet.heading
        for text in (head.upper, head.issuer, head.number, head.place_date):
            if text:
                self.line(text)
        self.line(self.sheet.title, bold=True, align="center")
        if self.sheet.subtitle:
            self.line(self.sheet.subtitle, align="center")
        if head.attached_to:
            self.line(head.attached_to, italic=True, align="center")
        self.row += 1

    def block(self, block: object) -> None:
        """One block of the sheet; a chart is left to its table."""
        if isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Note):
            self.line(block.text, italic=True)
        elif isinstance(block, Text):
            self.line(block.text, bold=block.style in ("heading", "bold"), italic=block.style == "italic")
        elif isinstance(block, Figures):
            for figure in block.figures:
                self.figure(figure.label, figure.value, figure.unit)
        elif isinstance(block, QrCode):
            self.line(block.text)
        else:
            assert isinstance(block, Chart)

    def line(self, text: str, *, bold: bool = False, italic: bool = False, align: str = "left") -> None:
        """A line of text across the sheet, as high as its wrapped text needs."""
        cell = self.put(1, text)
        cell.font = self._font(name=FONT, size=SIZE, bold=bold, italic=italic)
        cell.alignment = self._alignment(horizontal=align, vertical="center", wrap_text=True)
        if self.width > 1:
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self.width)
        self.page.row_dimensions[self.row].height = LINE * _lines(text, sum(self.widths))
        self.row += 1

    def figure(self, label: str, value: Cell, unit: str) -> None:
        """A figure on a line of its own: name, real number, unit."""
        self.put(1, label).font = self._font(name=FONT, size=SIZE)
        self.put(2, value).font = self._font(name=FONT, size=SIZE, bold=True)
        if unit:
            self.put(3, unit).font = self._font(name=FONT, size=SIZE)
        self.row += 1

    def table(self, table: Table) -> None:
        """A table with its header tree, merged as on paper."""
        if table.title:
            self.line(table.title, bold=True)
        first = self.row
        self._header(table.columns, first, 1, table.depth)
        self.row = first + table.depth
        self._header_heights(table, first)
        if self.header_rows is None:
            self.header_rows = (first, self.row - 1)
        for row in table.rows:
            self._body(table, row)
        self.row += 1

    def _header(self, columns: Sequence[Column], top: int, left: int, depth: int) -> None:
        for column in columns:
            span = len(column.leaves)
            bottom = top if column.children else top + depth - 1
            for line in range(top, bottom + 1):
                for place in range(left, left + span):
                    self.page.cell(line, place).border = self._border
            cell = self.put(left, column.title, top)
            cell.font = self._font(name=FONT, size=SIZE, bold=True)
            cell.alignment = self._alignment(horizontal="center", vertical="center", wrap_text=True)
            if span > 1 or bottom > top:
                self.page.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=left + span - 1)
            self._header(column.children, top + 1, left, depth - 1)
            left += span

    def _header_heights(self, table: Table, first: int) -> None:
        """Each header row as high as its own cells need; what a cell over several rows needs more, the last gives."""
        needs = [1] * table.depth
        cells = _header_cells(table.columns, 0, 0, table.depth)
        for top, place, column, rows in sorted(cells, key=lambda cell: cell[3]):
            width = sum(self.widths[place : place + len(column.leaves)])
            missing = _lines(column.title, width, bold=True) - sum(needs[top : top + rows])
            needs[top + rows - 1] += max(0, missing)
        for line, lines in enumerate(needs):
            self.page.row_dimensions[first + line].height = LINE * lines + 3

    def _body(self, table: Table, row: Row) -> None:
        lines = 1
        place = 1
        skip = 0
        for leaf in table.leaves:
            cell = self.page.cell(self.row, place)
            cell.border = self._border
            if skip:
                skip -= 1
                place += 1
                continue
            span = row.spans.get(leaf.key, 1)
            text = self._value(cell, leaf, row)
            cell.font = self._font(name=FONT, size=SIZE, bold=row.style in ("total", "group"))
            cell.alignment = self._alignment(horizontal=_horizontal(leaf, span), vertical="center", wrap_text=True)
            if span > 1:
                for covered in range(place, place + span):
                    self.page.cell(self.row, covered).border = self._border
                self.page.merge_cells(
                    start_row=self.row, end_row=self.row, start_column=place, end_column=place + span - 1
                )
            lines = max(lines, _lines(text, sum(self.widths[place - 1 : place - 1 + span])))
            skip = span - 1
            place += 1
        self.page.row_dimensions[self.row].height = min(409.0, LINE * lines + 2)
        self.row += 1

    def _value(self, cell: Any, leaf: Column, row: Row) -> str:
        """Put a cell's value as a real number or date where it is one; the text it shows."""
        value = row.values.get(leaf.key)
        shown = row.shown.get(leaf.key)
        mark = "*" if leaf.key in row.marks else ""
        if leaf.kind in (CellKind.NUMBER, CellKind.PERCENT) and isinstance(value, (int, float)):
            cell.value = value
            cell.number_format = _number_format(leaf.kind, value, mark)
            return f"{value:,}{mark}"
        if leaf.kind is CellKind.DATE and isinstance(value, str) and value:
            cell.value = date.fromisoformat(value)
            cell.number_format = _DATE
            return "00/00/0000"
        if isinstance(value, (int, float)) and (shown is None or shown.rstrip(".") == str(value)):
            cell.value = value
            cell.number_format = '0"."' if shown and shown.endswith(".") else "0"
            return str(value)
        text = shown if shown is not None else "" if value is None else str(value)
        if text:
            _put_text(cell, text)
        return text

    def put(self, place: int, value: Cell, line: int = 0) -> Any:
        """Put a value; text is never taken for a formula."""
        cell = self.page.cell(line or self.row, place)
        if isinstance(value, str):
            _put_text(cell, value)
        else:
            cell.value = value
        return cell

    def signature(self) -> None:
        """Recipients at the left, the signer at the right, room to sign between title and name."""
        signatures = self.sheet.signatures
        if not signatures and not self.sheet.recipients:
            return
        self.row += 1
        top = self.row
        for number, text in enumerate(("Nơi nhận:", *self.sheet.recipients) if self.sheet.recipients else ()):
            cell = self.put(1, text, top + number)
            cell.font = self._font(name=FONT, size=11, bold=number == 0, italic=number == 0)
        for number, signer in enumerate(signatures):
            places = self.width * (number + 1) // len(signatures) - max(1, self.width // (len(signatures) + 1)) + 1
            left = max(1, min(places, self.width))
            lines = [text for text in (*signer.on_behalf.split("\n"), signer.position, signer.hint) if text]
            for line, text in enumerate([*lines, "", "", "", "", signer.name]):
                cell = self.put(left, text, top + line) if text else self.page.cell(top + line, left)
                cell.font = self._font(name=FONT, size=SIZE, bold=text != signer.hint, italic=text == signer.hint)
                cell.alignment = self._alignment(horizontal="center")
                if left < self.width and number == len(signatures) - 1:
                    self.page.merge_cells(
                        start_row=top + line, end_row=top + line, start_column=left, end_column=self.width
                    )

    def print_setup(self) -> None:
        """Paper, margins, one page wide, header rows on every page, page number at the foot."""
        page, sheet = self.page, self.sheet
        page.page_setup.orientation = "landscape" if sheet.is_landscape else "portrait"
        page.page_setup.paperSize = 11 if sheet.paper == "A5" else 9
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        top, right, bottom, left = sheet.margins
        page.page_margins.top, page.page_margins.bottom = top * _MM, bottom * _MM
        page.page_margins.left, page.page_margins.right = left * _MM, right * _MM
        page.print_options.horizontalCentered = True
        page.oddHeader.center.text = "&P"
        page.oddHeader.center.size = 13
        page.HeaderFooter.differentFirst = True
        if self.header_rows:
            page.print_title_rows = f"{self.header_rows[0]}:{self.header_rows[1]}"
            page.freeze_panes = page.cell(self.header_rows[1] + 1, 1)


def _least_width(leaf: Column) -> float:
    """Characters below which a column shows #### or breaks the words of its title."""
    longest = max((len(word) for word in leaf.title.split()), default=0)
    return max(12.0 if leaf.kind is CellKind.DATE else 5.0, min(longest * 1.25 + 1, 12.0))


def _header_cells(columns: Sequence[Column], level: int, place: int, depth: int) -> list[tuple[int, int, Column, int]]:
    """Every header cell: its row, its first column, itself, and over how many rows it goes."""
    found = []
    for column in columns:
        found.append((level, place, column, 1 if column.children else depth))
        found += _header_cells(column.children, level + 1, place, depth - 1)
        place += len(column.leaves)
    return found


def _number_format(kind: CellKind, value: float, mark: str) -> str:
    """Counts as 1.234 and shares as 41,0 in whatever language the reader's Excel speaks."""
    tail = f'"{mark}"' if mark else ""
    if kind is CellKind.PERCENT:
        return "0.0" + tail
    if value != int(value):
        return "0.00" + tail
    return f'[<1000]0{tail};[<1000000]0"."000{tail};0"."000"."000{tail}'


def _put_text(cell: Any, text: str) -> None:
    """Text as an explicit string: a leading "=" stays a letter."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32_767]
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _horizontal(leaf: Column, span: int) -> str:
    if span > 1:
        return "center"
    if leaf.align is not None:
        return leaf.align.value.replace("centre", "center")
    return "right" if leaf.kind in (CellKind.NUMBER, CellKind.PERCENT) else "left"


def _lines(text: str, width: float, *, bold: bool = False) -> int:
    """Lines a text needs when wrapped at words in a column of so many characters."""
    room = max(3.0, width * (0.95 if bold else 1.1))
    lines = 0
    for paragraph in text.split("\n"):
        used = 0.0
        lines += 1
        for word in paragraph.split():
            if used and used + 1 + len(word) > room:
                lines += 1
                used = 0.0
            used += len(word) + (1 if used else 0)
            lines += int((used - 1) // room) if used > room else 0
    return max(1, lines)


def _letter(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
