"""A Sheet as a Word file, for documents that the office edits before they are signed.

What citizens wrote becomes plain runs of text: no field, no link, no markup.
The only field in the file is the page number.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.sheet import (
    Align,
    CellKind,
    Chart,
    Column,
    Figures,
    Heading,
    Note,
    QrCode,
    Row,
    Sheet,
    Table,
    Text,
    cell_text,
    figure_text,
    printable,
)
from dialogue_desk.paths import resource
from dialogue_desk.render.figure import picture

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section

FACE = "Times New Roman"
"""The face the law names; Word has it, and the shipped Tinos has its metrics."""

PAPER = {"A4": (210, 297), "A5": (148, 210)}
_STYLE_OF = {
    "body": "Body Text",
    "heading": "Heading 2",
    "bold": "Heading 3",
    "italic": "Quote",
    "centre": "Subtitle",
    "small": "Caption",
    "field": "List Paragraph",
}
_ALIGN = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}
_ALIGN_OF_KIND = {CellKind.TEXT: 0, CellKind.NUMBER: 2, CellKind.PERCENT: 2, CellKind.DATE: 1}
LANGUAGE = "vi-VN"
JUSTIFY = 3
CENTRE = 1


def write_docx(sheet: Sheet, path: Path) -> None:
    """Write the sheet as a Word file. OSError when the place cannot be written."""
    import docx

    document = docx.Document()
    _Writer(document, sheet).write()
    packed = io.BytesIO()  # in a file on a full disk the library leaves an open archive behind
    document.save(packed)
    path.write_bytes(packed.getvalue())


class _Writer:
    """Puts one sheet into one document."""

    def __init__(self, document: Document, sheet: Sheet) -> None:
        from docx.shared import Mm, Pt

        self.document = document
        self.sheet = sheet
        self.mm = Mm
        self.pt = Pt
        self.layout = sheet.heading.layout
        self.points = 12 if sheet.paper == "A5" else 13 if sheet.is_landscape else 14
        short, long = PAPER.get(sheet.paper, PAPER["A4"])
        self.paper = (long, short) if sheet.is_landscape else (short, long)
        self.width = self.paper[0] - sheet.margins[1] - sheet.margins[3]

    def write(self) -> None:
        """Write everything, top to bottom, then the attached sheets in sections of their own."""
        self._page(self.document.sections[0])
        self._styles()
        self._page_number()
        self.document.core_properties.title = self.sheet.title
        self.document.core_properties.author = ""
        self.document.core_properties.comments = ""
        self._content()
        for sheet in self.sheet.attached:
            section = self.document.add_section()
            section.different_first_page_header_footer = False
            following = _Writer(self.document, sheet)
            following._page(section)
            following._content()

    def _content(self) -> None:
        if self.sheet.heading.family:
            self._heading(self.sheet.heading)
        self._title()
        for block in self.sheet.blocks:
            self._block(block)
        self._closing()

    # -- page and styles ----------------------------------------------------------

    def _page(self, section: Section) -> None:
        from docx.enum.section import WD_ORIENT

        section.orientation = WD_ORIENT.LANDSCAPE if self.sheet.is_landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = self.mm(self.paper[0]), self.mm(self.paper[1])
        top, right, bottom, left = (self.mm(margin) for margin in self.sheet.margins)
        section.top_margin, section.right_margin = top, right
        section.bottom_margin, section.left_margin = bottom, left
        section.header_distance = section.footer_distance = self.mm(10)

    def _page_number(self) -> None:
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.style = self.document.styles["Header"]
        number.alignment = CENTRE
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = number.add_run()
            self._add(run._r, "w:fldChar", {"w:fldCharType": kind}) if kind else self._add(
                run._r, "w:instrText", {}, text
            )

    def _styles(self) -> None:
        for name, size, bold, italic, align, first, before in (
            ("Normal", self.points, False, False, 0, 0, 0),
            ("Header", 13, False, False, CENTRE, 0, 0),
            ("Title", max(self.layout.title_points or self.points + 1, self.points), True, False, CENTRE, 0, 12),
            ("Subtitle", self.points, False, False, CENTRE, 0, 2),
            ("Body Text", self.points, False, False, JUSTIFY, 10, 6),
            ("Heading 2", self.points, True, False, 0, 10, 8),
            ("Heading 3", self.points, True, False, 0, 10, 6),
            ("Quote", self.points, False, True, JUSTIFY, 10, 6),
            ("Caption", self.points - 2.5, False, True, 0, 0, 3),
            ("List Paragraph", self.points, False, False, 0, 0, 4),
        ):
            self._style(name, size, bold, italic, align, first, before)
        self._language()

    def _language(self) -> None:
        """Vietnamese for the checker of spelling, wherever the library's template says another language."""
        from docx.oxml.ns import qn

        self.document.core_properties.language = LANGUAGE
        for part in (self.document.styles.element, self.document.settings.element):
            for told in part.iter(qn("w:lang"), qn("w:themeFontLang")):
                for attribute in ("w:val", "w:eastAsia"):
                    told.set(qn(attribute), LANGUAGE)
        # A second copy of the styles for a Word of 2010, with the old ones.
        rels = self.document.part.rels
        for key in [key for key, rel in rels.items() if rel.reltype.endswith("/stylesWithEffects")]:
            del rels[key]

    def _style(self, name: str, size: float, bold: bool, italic: bool, align: int, first: float, before: float) -> None:
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        style: Any = self.document.styles[name]
        face = style.font
        face.name, face.size, face.bold, face.italic = FACE, self.pt(size), bold, italic
        face.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(attribute), FACE)
        for spacing in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spacing)
        layout = style.paragraph_format
        layout.alignment = align
        layout.left_indent = self.mm(0)
        layout.first_line_indent = self.mm(first)
        layout.space_before, layout.space_after = self.pt(before), self.pt(0)
        is_exact = name in ("Body Text", "Heading 2", "Heading 3") and self.points == 14 and self.layout.line_points
        layout.line_spacing = self.pt(self.layout.line_points) if is_exact else 1.0
        layout.keep_with_next = name.startswith("Heading") or name == "Title"
        for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
            style.element.pPr.remove(border)

    # -- parts --------------------------------------------------------------------

    def _heading(self, heading: Heading) -> None:
        left, right = self._columns((0.42, 0.58))
        self._line(left, heading.upper.upper(), 12)
        self._line(left, heading.issuer.upper(), 12, bold=True)
        if heading.family == "party":
            self._line(left, "*", 13)
            self._line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 14, bold=True, underline=True)
        else:
            self._line(left, "───────", 6)
            self._line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
            self._line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True, underline=True)
        self._line(left, heading.number, 13)
        self._line(right, heading.place_date, 13, italic=True, before=6)
        if heading.is_draft:
            self._line(left, "DỰ THẢO", 11, bold=True, before=4)

    def _title(self) -> None:
        sheet = self.sheet
        if sheet.title:
            self.document.add_paragraph(printable(sheet.title), style="Title")
        for text, italic in ((sheet.subtitle, not sheet.heading.family), (sheet.heading.attached_to, True)):
            if text:
                run = self.document.add_paragraph(style="Subtitle").add_run(printable(text))
                run.italic, run.bold = italic, not italic
        if sheet.heading.family == "party":
            self.document.add_paragraph("-----", style="Subtitle")

    def _block(self, block: object) -> None:
        if isinstance(block, Text):
            self._text(block)
        elif isinstance(block, Note):
            self.document.add_paragraph(printable(block.text), style="Caption")
        elif isinstance(block, Figures):
            for figure in block.figures:
                self.document.add_paragraph(f"{printable(figure.label)}: {figure_text(figure)}", style="Body Text")
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._chart(block)
        elif isinstance(block, QrCode):
            self.document.add_paragraph(printable(block.text), style="Body Text")
        else:
            raise TypeError(f"not a block: {block!r}")

    def _chart(self, chart: Chart) -> None:
        faces = [resource("fonts", f"Tinos-{cut}.ttf") for cut in ("Regular", "Bold")]
        for part in chart.on_paper():
            content = BytesIO(picture(part, self.width, part.paper_height, faces))
            self.document.add_picture(content, width=self.mm(self.width))

    def _text(self, text: Text) -> None:
        for part in printable(text.text).split("\n"):
            paragraph = self.document.add_paragraph(part, style=_STYLE_OF.get(text.style, "Body Text"))
            if text.style == "field":
                from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

                stops = paragraph.paragraph_format.tab_stops
                stops.add_tab_stop(self.mm(self.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
                paragraph.add_run(" \t")

    def _closing(self) -> None:
        signatures, recipients = self.sheet.signatures, self.sheet.recipients
        if not signatures and not recipients:
            return
        last = self.document.paragraphs[-1] if self.document.paragraphs else None
        if last is not None:
            last.paragraph_format.keep_with_next = True
        shares = len(signatures) + (1 if recipients and len(signatures) < 2 else 0)
        cells = self._columns(tuple(1 / shares for _s in range(shares)))
        if recipients and len(signatures) < 2:
            self._recipients(cells.pop(0), recipients)
        for cell, signature in zip(cells, signatures, strict=True):
            self._line(cell, signature.on_behalf.upper(), self.points, bold=True, before=12)
            self._line(cell, signature.position.upper(), self.points, bold=self.layout.bold_position)
            self._line(cell, signature.hint, self.points - 1, italic=True)
            self._line(cell, signature.name, self.points, bold=True, before=66)
        if recipients and len(signatures) >= 2:
            self._recipients(self._columns((1.0,))[0], recipients)

    def _recipients(self, cell: Any, recipients: Sequence[str]) -> None:
        is_party = self.sheet.heading.family == "party"
        self._line(
            cell, "Nơi nhận:", 12, bold=not is_party, italic=not is_party, before=12, align=0,
            underline=self.layout.underlines_recipients,
        )  # fmt: skip
        for text in recipients:
            self._line(cell, "- " + text.lstrip("-– "), 11, align=0)

    # -- tables -------------------------------------------------------------------

    def _columns(self, shares: tuple[float, ...]) -> list[Any]:
        """Cells side by side without borders, each kept whole."""
        table = self.document.add_table(rows=1, cols=len(shares))
        table.autofit = False
        self._add(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit", {})
        for column, share in zip(table.columns, shares, strict=True):
            column.width = self.mm(self.width * share)
        cells = list(table.rows[0].cells)
        for cell, share in zip(cells, shares, strict=True):
            cell.width = self.mm(self.width * share)
        return cells

    def _line(
        self, cell: Any, text: str, size: float, *, bold: bool = False, italic: bool = False,
        underline: bool = False, before: float = 0, align: int = CENTRE,
    ) -> None:  # fmt: skip
        if not text:
            return
        first = cell.paragraphs[0]
        paragraph = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.space_before = self.pt(before)
        run = paragraph.add_run(printable(text))
        run.bold, run.italic, run.underline = bold, italic, underline
        run.font.size = self.pt(size)

    def _table(self, table: Table) -> None:
        if table.title:
            self.document.add_paragraph(printable(table.title), style="Heading 2").alignment = CENTRE  # type: ignore[assignment]
        leaves = table.leaves
        made = self.document.add_table(rows=table.depth, cols=len(leaves))
        made.style = self.document.styles["Table Grid"]
        made.autofit = False
        size = min(13 if len(leaves) <= 7 else 11 if len(leaves) <= 10 else 10, self.points)
        widths = [self.mm(width) for width in self._widths(table, size)]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        self._header(made, table, size)
        for row in table.rows:
            self._row(made.add_row(), row, leaves, widths, size)
        self.document.add_paragraph(style="Caption")

    def _widths(self, table: Table, size: float) -> list[float]:
        """Column widths in mm, in proportion to those asked for, none narrower than its longest word may be."""
        leaves = table.leaves
        least = []
        for leaf in leaves:
            words = leaf.title.split()
            for row in table.rows:
                cell = cell_text(row, leaf) if row.style != "group" and leaf.key not in row.spans else ""
                words += cell.split() if leaf.kind is not CellKind.TEXT or len(cell) <= 14 else []
            least.append(4.5 + max(map(len, words), default=1) * size * 0.2)
        asked = sum(leaf.width for leaf in leaves)
        widths = [max(low, self.width * leaf.width / asked) for low, leaf in zip(least, leaves, strict=True)]
        over, spare = sum(widths) - self.width, sum(widths) - sum(least)
        share = min(over / spare, 1.0) if spare > 0 else 0.0
        widths = [w - (w - low) * share for w, low in zip(widths, least, strict=True)]
        return [w * self.width / sum(widths) for w in widths]

    def _header(self, made: Any, table: Table, size: float) -> None:
        grid = [list(row.cells) for row in made.rows]
        leaves = table.leaves

        def place(column: Column, level: int) -> None:
            at, count = leaves.index(column.leaves[0]), len(column.leaves)
            bottom = level if column.children else table.depth - 1
            cell = grid[level][at]
            if bottom > level or count > 1:
                cell = cell.merge(grid[bottom][at + count - 1])
            self._fill(cell, column.title, size, bold=True, align=CENTRE)
            cell.vertical_alignment = 1
            for child in column.children:
                place(child, level + 1)

        for column in table.columns:
            place(column, 0)
        for row in made.rows:
            properties = row._tr.get_or_add_trPr()
            self._add(properties, "w:cantSplit", {})
            self._add(properties, "w:tblHeader", {})

    def _row(self, made: Any, row: Row, leaves: Sequence[Column], widths: Sequence[Any], size: float) -> None:
        self._add(made._tr.get_or_add_trPr(), "w:cantSplit", {})
        cells = list(made.cells)
        at = 0
        while at < len(leaves):
            leaf = leaves[at]
            span = min(max(row.spans.get(leaf.key, 1), 1), len(leaves) - at)
            cell = cells[at]
            cell.width = sum(widths[at : at + span])
            if span > 1:
                cell = cell.merge(cells[at + span - 1])
            align = _ALIGN[leaf.align] if leaf.align else _ALIGN_OF_KIND[leaf.kind]
            if row.style == "total" and span > 1:
                align = CENTRE
            self._fill(
                cell, cell_text(row, leaf), size, bold=bool(row.style), align=0 if row.style == "group" else align
            )
            at += span

    def _fill(self, cell: Any, text: str, size: float, *, bold: bool, align: int) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = align
        run = paragraph.add_run(printable(text))
        run.bold = bold
        run.font.size = self.pt(size)

    @staticmethod
    def _add(parent: Any, tag: str, attributes: dict[str, str], text: str = "") -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement(tag)
        for key, value in attributes.items():
            element.set(qn(key), value)
        if text:
            element.text = text
        parent.append(element)
