"""The tables of a Word document (.docx), as a person sees them: merged cells in place, struck-out text left out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from dialogue_desk.exchange.intake.sheets import RawSheet, Span, tidy
from dialogue_desk.exchange.workbooks import damaged_document
from dialogue_desk.texts import _

_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "fldChar"})
MOST_SPAN = 200


def read_word(path: Path) -> list[RawSheet]:
    """Every outermost table of a document, in order; DeskError when it cannot be read."""
    try:
        with zipfile.ZipFile(path) as packed:
            root = ElementTree.fromstring(packed.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, OSError, NotImplementedError) as error:
        raise damaged_document(path) from error
    found = [_sheet(table) for table in _outermost(root)]
    sheets = [one for one in found if one.rows]
    for number, one in enumerate(sheets, start=1):
        one.name = _("Bảng {number}").format(number=number)
    return sheets


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _given(element: ElementTree.Element | None, key: str) -> str:
    if element is None:
        return ""
    return next((value for name, value in element.attrib.items() if name.rpartition("}")[2] == key), "")


def _child(element: ElementTree.Element | None, *names: str) -> ElementTree.Element | None:
    for name in names:
        element = next((child for child in (element if element is not None else ()) if _name(child) == name), None)
    return element


def _outermost(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in element:
        if _name(child) == "tbl":
            yield child
        elif _name(child) not in _UNSEEN:
            yield from _outermost(child)


def _inside(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Children of a name, also those a content control or an insertion wraps."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _inside(child, name)


def _sheet(table: ElementTree.Element) -> RawSheet:
    rows: list[tuple[int, list[object]]] = []
    merged: list[Span] = []
    open_above: dict[int, tuple[int, int]] = {}
    number = 0
    for number, row in enumerate(_inside(table, "tr"), start=1):
        cells: list[object] = []
        before = _given(_child(row, "trPr", "gridBefore"), "val")
        cells += [None] * min(int(before) if before.isdigit() else 0, MOST_SPAN)
        reaching: dict[int, tuple[int, int]] = {}
        for cell in _inside(row, "tc"):
            at = len(cells)
            span = _given(_child(cell, "tcPr", "gridSpan"), "val")
            width = min(max(int(span), 1), MOST_SPAN) if span.isdigit() else 1
            down = _child(cell, "tcPr", "vMerge")
            goes_on = down is not None and _given(down, "val") != "restart"
            if goes_on and at in open_above:
                reaching[at] = open_above[at]
                cells += [None] * width
                continue
            if down is not None:
                reaching[at] = number, width
            elif width > 1:
                merged.append((number, at, number, at + width - 1))
            cells += [tidy(_text(cell)), *[None] * (width - 1)]
        merged += _ended(open_above, reaching, number)
        open_above = reaching
        if any(cell is not None for cell in cells):
            rows.append((number, cells))
    merged += _ended(open_above, {}, number + 1)
    return RawSheet("", rows, merged=merged, is_sheet=False)


def _ended(above: dict[int, tuple[int, int]], now: dict[int, tuple[int, int]], number: int) -> list[Span]:
    return [
        (first, at, number - 1, at + width - 1)
        for at, (first, width) in above.items()
        if now.get(at) != (first, width) and (number - 1 > first or width > 1)
    ]


def _text(element: ElementTree.Element) -> str:
    """What a cell says: a line a paragraph, cells of a table inside kept apart."""
    lines: list[str] = []
    for child in element:
        name = _name(child)
        if name == "p":
            lines.append("".join(_runs(child)))
        elif name == "tbl":
            lines += [_text(cell) for row in _inside(child, "tr") for cell in _inside(row, "tc")]
        elif name in ("sdt", "sdtContent", "ins", "customXml"):
            lines.append(_text(child))
    return "\n".join(line.strip() for line in lines if line.strip())


def _runs(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _UNSEEN or (name == "r" and _is_struck(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "noBreakHyphen"):
            yield " " if name == "tab" else "-"
        elif name in ("br", "cr"):
            yield "\n"
        elif name != "rPr":
            yield from _runs(child)


def _is_struck(run: ElementTree.Element) -> bool:
    told = _child(run, "rPr")
    for name in ("strike", "dstrike", "vanish"):
        mark = _child(told, name)
        if mark is not None and _given(mark, "val") not in ("0", "false", "off", "none"):
            return True
    return False
