"""What was copied from Excel, Word, a browser or a chat, as rows of cells, and as rows of a form.

What the clipboard holds as HTML comes first: it has cells, merged ones and struck-out words. Headings are read as
those of an imported file are.
Excel copies rows as lines and cells between tabs, with quotes around a cell that
has line breaks. Some programs list a table one cell a line, each after a tab, with
a blank line between rows. Minutes are numbered paragraphs.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.domain.legacy import Encoding, convert, recognise
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.exchange.intake.chat import read_chat
from dialogue_desk.exchange.intake.converting import Converter, UnreadError, split_speaker
from dialogue_desk.exchange.intake.guessing import guess_fields
from dialogue_desk.exchange.intake.layout import Record, Table
from dialogue_desk.exchange.intake.lexicon import is_number_heading
from dialogue_desk.exchange.intake.markup import Grid, read_markup
from dialogue_desk.exchange.intake.plan import NAME_AND_ADDRESS
from dialogue_desk.exchange.intake.sheets import RawSheet, shown, tidy
from dialogue_desk.exchange.intake.understanding import aligned_parts, best_table, samples_of, understood_sheets
from dialogue_desk.texts import _

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|$)')
_BULLET = re.compile(
    r"^\s*(?:[-–—+•*●▪◦·]\s+|\(?\d{1,3}[.)/]\s*(?!\d)|[a-zđ][.)]\s+"
    r"|(?:Ý kiến|Câu hỏi|Câu)\s+(?:thứ\s+)?\d+\s*[:.]\s*)"
)
_SPEAKER = re.compile(
    r"^(?P<title>Ông|Bà|Anh|Chị|Cô|Chú|Bác|Đ/c|Đồng chí)\s+(?P<name>[^:(,\-–]{2,50}?)\s*"
    r"(?:\((?P<inside>[^)]{2,80})\)|[,\-–]\s*(?P<after>[^:]{2,80}?))?\s*:\s*(?P<text>\S.*)$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """One table of a pasted text, rows as ragged lists of cells; `captions` are the lines before it."""

    rows: tuple[tuple[str, ...], ...]
    captions: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastedRows:
    """Pasted rows for a form, for a person to look at.

    `columns` names the field of each column ("" is passed over); `is_sure` says
    that headings told it and nothing was left out, otherwise the person is asked.
    `encoding`: what the text was converted from, and `original` how it was.
    `notes` say what is not among the rows. `tables` are the same rows, and those of other tables, as a file would
    give them: a person decides about them by the same preview.
    """

    form: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    is_sure: bool = True
    encoding: Encoding | None = None
    original: str = ""
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()

    def rows(self) -> list[dict[str, str]]:
        """Each row as cells by field key; empty cells are left out."""
        return [{key: cell for key, cell in zip(self.columns, row, strict=False) if key and cell} for row in self.cells]


def read_blocks(text: str, html: str = "") -> list[Block]:
    """The tables of a pasted text; a text without any is one table of one column.

    `html` is what the clipboard holds beside the text: its tables, where it has
    any with more than one column, are surer than the text's.
    """
    grids = [part for part in read_markup(html) if isinstance(part, Grid)] if html else []
    tables = [Block(tuple(tuple(map(normalise, row)) for row in grid.rows if any(row)), tuple(grid.captions))
              for grid in grids if max(map(len, grid.rows), default=0) > 1]  # fmt: skip
    if tables:
        return tables
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    listed = [line for line in lines if line.startswith("\t")]
    if listed and 2 * len(listed) >= len(lines) and sum("\t" in x[1:].rstrip("\t") for x in listed) * 5 < len(listed):
        return _listed_blocks(text)
    if any("\t" in line for line in lines):
        return [Block(tuple(row for row in _tabbed(text) if any(row)))]
    return [Block(tuple((paragraph,) for paragraph in _paragraphs(text)))]


def _tabbed(text: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    at = 0
    while at <= len(text):
        quoted = _QUOTED.match(text, at) if text.startswith('"', at) else None
        # A cell in quotes without a break or a doubled quote inside simply has quotes.
        if quoted and re.search(r'[\n\t]|""', quoted[1]):
            row.append(_cell(quoted[1].replace('""', '"')))
            at = quoted.end()
        else:
            end = min((p for p in (text.find("\t", at), text.find("\n", at)) if p >= 0), default=len(text))
            row.append(_cell(text[at:end]))
            at = end
        if at >= len(text) or text[at] == "\n":
            rows.append(tuple(row))
            row = []
        at += 1
    return rows


def _cell(text: str) -> str:
    return normalise(text)


def _listed_blocks(text: str) -> list[Block]:
    """Tables listed one cell a line: a tab opens a cell, a blank line before it also a row; other lines go on."""
    blocks: list[Block] = []
    captions: list[str] = []
    rows: list[list[str]] = []
    blanks = 2
    for line in text.split("\n"):
        if not line.strip() and not line.startswith("\t"):
            blanks += 1
            continue
        if line.startswith("\t"):
            cell = _cell(line)
            if blanks or not rows:
                rows.append([cell])
            else:
                rows[-1].append(cell)
        elif rows and blanks < 2:
            rows[-1][-1] = _cell(f"{rows[-1][-1]} {line}")
        else:
            if rows:
                blocks.append(Block(tuple(map(tuple, rows)), tuple(captions)))
                rows, captions = [], []
            captions.append(_cell(line))
        blanks = 0
    if rows:
        blocks.append(Block(tuple(map(tuple, rows)), tuple(captions)))
    return blocks


def _paragraphs(text: str) -> list[str]:
    """Numbered or bulleted paragraphs with what follows them; else one a line."""
    lines = [normalise(line) for line in text.split("\n")]
    marked = [bool(_BULLET.match(line)) for line in lines]
    if sum(marked) < 2 and not (sum(marked) == 1 and marked[0]):
        return [line for line in lines if line]
    found: list[str] = []
    for line, is_marked in zip(lines, marked, strict=True):
        if not line:
            continue
        if is_marked or not found:
            found.append(without_bullet(line))
        else:
            found[-1] = f"{found[-1]}\n{line}"
    return found


def without_bullet(text: str) -> str:
    """A paragraph without its number or bullet."""
    return _BULLET.sub("", text, count=1).strip()


def paste_rows(form: Form, text: str, html: str = "") -> PastedRows:
    """A pasted text as rows of a form: headings are read where there are any, else columns are guessed."""
    encoding = recognise(text)
    if encoding:
        text, html, original = convert(text, encoding), "", text
    else:
        original = text
    sheets = _sheets(text, html)
    if not sheets:
        pasted = _told(form, _paragraphs(_seen(text, html)))
        return replace(pasted, encoding=encoding, original=original, tables=(_as_table(form, pasted),))
    return replace(_from_tables(form, sheets), encoding=encoding, original=original)


def _as_table(form: Form, pasted: PastedRows) -> Table:
    """Paragraphs under the names of the fields they are taken for."""
    headings = [_(form.field(key).label) for key in pasted.columns]
    rows = [(number, [tidy(cell) for cell in cells]) for number, cells in enumerate(pasted.cells, start=1)]
    records = [Record(number, cells) for number, cells in rows]
    return Table(RawSheet("1", rows, is_sheet=False), headings, (), records)


def _sheets(text: str, html: str) -> list[RawSheet]:
    """What was copied as sheets; none for paragraphs."""
    grids = [part for part in read_markup(html) if isinstance(part, Grid)] if html else []
    found = [grid.sheet(str(number)) for number, grid in enumerate(grids, 1) if max(map(len, grid.rows)) > 1]
    if found:
        return found
    chat = read_chat("", text)
    if chat is not None:
        return [chat]
    blocks = read_blocks(text)
    sheets = []
    for number, block in enumerate(blocks, start=1):
        if max(map(len, block.rows), default=0) > 1:
            rows = [(at, [tidy(cell) for cell in row]) for at, row in enumerate(block.rows, start=1) if any(row)]
            sheets.append(RawSheet(str(number), rows, is_sheet=False))
    return sheets


def _seen(text: str, html: str) -> str:
    """The paragraphs a person sees: the text beside HTML has the struck-out words too."""
    if not html or not re.search(r"<(?:s|strike|del)\b|line-through", html, re.IGNORECASE):
        return text
    return "\n".join(part for part in read_markup(html) if isinstance(part, str)) or text


def _from_tables(form: Form, sheets: Sequence[RawSheet]) -> PastedRows:
    tables = understood_sheets(sheets)
    base = best_table(tables, form)
    if base is None or not base.heads:
        return replace(_without_headings(form, sheets), tables=tuple(tables))
    parts = aligned_parts(base, [table for table in tables if table.records])
    guessed = guess_fields(form, base.headings, samples_of(base))
    kept = [at for at, heading in enumerate(base.headings) if heading or guessed[at] or _holds(base, at)]
    columns: list[str] = []
    for at in kept:
        columns += guessed[at].split("+") if guessed[at] == NAME_AND_ADDRESS else [guessed[at]]
    readers = {key: Converter(form.field(key), 2100) for key in columns if key}
    rows = []
    for part in parts:
        for record in part.table.records:
            if record.is_hidden:
                continue
            places = [part.places[at] for at in kept]
            cells = [record.cells[at] if at is not None and at < len(record.cells) else None for at in places]
            rows.append(_cells(cells, [guessed[at] for at in kept], readers))
    header = tuple(base.headings[at] for at in kept)
    left = [table for table in tables if table.records and not any(part.table is table for part in parts)]
    notes = [_("{count} bảng khác trong phần đã sao chép không được dán.").format(count=len(left))] if left else []
    is_sure = not left and all(guessed[at] or is_number_heading(base.headings[at]) for at in kept)
    if NAME_AND_ADDRESS in guessed:
        header = tuple(_spread(header, [guessed[at] for at in kept]))
        notes.append(_("Cột họ tên, địa chỉ được tách ở dấu phẩy đầu tiên: xem lại."))
        is_sure = False
    return PastedRows(form.key, tuple(columns), tuple(rows), header, is_sure, notes=tuple(notes), tables=tuple(tables))


def _holds(table: Table, at: int) -> bool:
    return any(at < len(record.cells) and record.cells[at] is not None for record in table.records)


def _spread(header: Sequence[str], guessed: Sequence[str]) -> list[str]:
    found: list[str] = []
    for heading, key in zip(header, guessed, strict=True):
        found += [heading, heading] if key == NAME_AND_ADDRESS else [heading]
    return found


def _cells(cells: Sequence[object], guessed: Sequence[str], readers: dict[str, Converter]) -> tuple[str, ...]:
    """The cells of a row as texts a form reads, names and addresses apart."""
    found: list[str] = []
    for cell, key in zip(cells, guessed, strict=True):
        if key == NAME_AND_ADDRESS:
            found += split_speaker(shown(cell))
            continue
        found.append(_read_by_form(readers[key], cell) if key else shown(cell))
    return tuple(found)


def _read_by_form(reader: Converter, cell: object) -> str:
    """A cell as a form reads it: a day or code it would not understand is written as one it does."""
    text, field = shown(cell), reader.field
    if not text or field.kind not in (Kind.DATE, Kind.CODE):
        return text
    try:
        parse_cell(field, text)
    except CellError:
        with contextlib.suppress(UnreadError):
            value = reader.read(cell)
            if isinstance(value, str):
                return screen_date(value) if field.codes is None else _(field.codes.label(value))
    return text


def _without_headings(form: Form, sheets: Sequence[RawSheet]) -> PastedRows:
    """Rows nobody wrote headings above: what the columns hold tells the fields, and the person is asked."""
    sheet = max(sheets, key=lambda one: len(one.rows))
    width = sheet.width
    rows = [tuple(shown(cell) for cell in [*cells, *[None] * (width - len(cells))]) for _number, cells in sheet.rows]
    columns = [[cell for row in rows if (cell := row[at])] for at in range(width)]
    guessed = guess_fields(form, [""] * width, columns)
    return PastedRows(form.key, tuple(guessed), tuple(rows), (), False)


def _told(form: Form, paragraphs: Sequence[str]) -> PastedRows:
    """Paragraphs as rows; "Ông An (thôn Đông): …" gives the speaker too."""
    long = "text" if "text" in form.by_key else next((f.key for f in form.fields if f.kind is Kind.LONG_TEXT), "")
    if "speaker_name" not in form.by_key:
        return PastedRows(form.key, (long,), tuple((p,) for p in paragraphs))
    rows = []
    for paragraph in paragraphs:
        match = _SPEAKER.match(paragraph)
        if match:
            where = (match["inside"] or match["after"] or "").strip()
            rows.append((f"{match['title']} {match['name'].strip()}", where, match["text"].strip()))
        else:
            rows.append(("", "", paragraph))
    return PastedRows(form.key, ("speaker_name", "speaker_address", long), tuple(rows))
