"""Text copied from Excel, Word or a report, as rows of cells, and as rows of a form.

Excel copies rows as lines and cells between tabs, with quotes around a cell that
has line breaks. Some programs list a table one cell a line, each after a tab, with
a blank line between rows. Minutes are numbered paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.domain.legacy import Encoding, convert, recognise
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.exchange.clipboard import tables_of
from dialogue_desk.exchange.mapping import guess_columns, is_passed_over

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
    that headings told it, otherwise the person is asked. `encoding`: what the
    text was converted from, and `original` how it was.
    """

    form: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    header: tuple[str, ...] = ()
    is_sure: bool = True
    encoding: Encoding | None = None
    original: str = ""

    def rows(self) -> list[dict[str, str]]:
        """Each row as cells by field key; empty cells are left out."""
        return [{key: cell for key, cell in zip(self.columns, row, strict=False) if key and cell} for row in self.cells]

    def mapped(self, columns: Sequence[str]) -> PastedRows:
        """The same rows with the columns a person chose."""
        return replace(self, columns=tuple(columns), is_sure=True)


def read_blocks(text: str, html: str = "") -> list[Block]:
    """The tables of a pasted text; a text without any is one table of one column.

    `html` is what the clipboard holds beside the text: its tables, where it has
    any with more than one column, are surer than the text's.
    """
    tables = [table for table in tables_of(html) if max(map(len, table)) > 1] if html else []
    if tables:
        return [Block(table) for table in tables]
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
    blocks = read_blocks(convert(text, encoding) if encoding else text, "" if encoding else html)
    rows = [row for row in max(blocks, key=lambda b: len(b.rows)).rows if any(row)] if blocks else []
    width = max((len(row) for row in rows), default=0)
    cells = [row + ("",) * (width - len(row)) for row in rows]
    if width == 1:
        return replace(_told(form, [row[0] for row in cells]), encoding=encoding, original=text)
    columns, header, is_sure = _columns(form, cells)
    body = cells[1:] if header else cells
    return PastedRows(form.key, columns, tuple(body), header, is_sure, encoding, text)


def _columns(form: Form, cells: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Fields of the columns, the headings they were told by (() for none), and whether that is sure."""
    first = cells[0] if cells else ()
    guessed = guess_columns(form, first)
    named = sum(bool(key) or is_passed_over(heading) for key, heading in zip(guessed, first, strict=True))
    filled = sum(bool(heading) for heading in first)
    if named >= 2 and 2 * named >= filled and len(cells) > 1:
        return tuple(guessed), first, named == filled
    return tuple(_by_looks(form, cells)), (), False


def _by_looks(form: Form, cells: Sequence[tuple[str, ...]]) -> list[str]:
    """The longest column is the text, short capitalised words a name, numbers in order are passed over."""
    width = len(cells[0]) if cells else 0
    columns = [[row[place] for row in cells if row[place]] for place in range(width)]
    found = [""] * width
    long = next((f.key for f in form.fields if f.kind is Kind.LONG_TEXT and f.required), "")
    long = long or next((f.key for f in form.fields if f.kind is Kind.LONG_TEXT), "")
    lengths = [sum(map(len, column)) / len(column) if column else 0 for column in columns]
    if width and long and max(lengths) > 0:
        found[lengths.index(max(lengths))] = long
    if "speaker_name" in form.by_key:
        for place, column in enumerate(columns):
            if not found[place] and column and all(_looks_like_name(cell) for cell in column):
                found[place] = "speaker_name"
                break
    return found


def _looks_like_name(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 6 and all(w[:1].isupper() and w.isalpha() for w in words)


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
