"""The entry workbook: a sheet a form to fill by hand, with lists for codes and help on every column."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.exchange.rows import replacing
from dialogue_desk.exchange.spreadsheet import CODES_SHEET
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 2_000
"""Rows below the header that have lists and formats."""

_YES_NO = ("yes", "no")


def write_template(path: Path, forms: Sequence[Form]) -> None:
    """Write the entry workbook of these forms. Dates are cells of text: Excel would turn 5/3 into May the third."""
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    codes = book.active
    codes.title = CODES_SHEET
    ranges = _write_codes(codes, forms)
    for form in forms:
        sheet = book.create_sheet(form.key)
        sheet.freeze_panes = "A3"
        sheet.row_dimensions[1].height = 45
        for place, field in enumerate(form.fields, start=1):
            letter = get_column_letter(place)
            top = sheet.cell(1, place, _(field.label))
            top.font = Font(bold=True, color="9C1C1C" if field.required else "000000")
            top.fill = PatternFill("solid", fgColor="E8EEF4")
            top.alignment = Alignment(wrap_text=True, vertical="top")
            top.comment = _help(field)
            sheet.cell(2, place, field.key).font = Font(italic=True, color="666666")
            sheet.column_dimensions[letter].width = {Kind.LONG_TEXT: 48, Kind.TEXT: 24}.get(field.kind, 16)
            _add_rules(sheet, field, letter, ranges.get(field.codes.key if field.codes else "", ""))
    book.move_sheet(codes, offset=len(forms))
    book.active = 0
    packed = io.BytesIO()  # in a file on a full disk the library leaves an open archive behind
    book.save(packed)
    with replacing(path) as beside:
        beside.write_bytes(packed.getvalue())


def _write_codes(sheet: Worksheet, forms: Sequence[Form]) -> dict[str, str]:
    """List every vocabulary once; returns the range of its codes by vocabulary."""
    sheet.append([_("Danh mục"), _("Mã"), _("Nghĩa")])
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 20
    sheet.column_dimensions["C"].width = 70
    ranges: dict[str, str] = {}
    for vocabulary in (f.codes for form in forms for f in form.fields if f.codes):
        if vocabulary.key in ranges:
            continue
        first = sheet.max_row + 1
        for code in vocabulary.codes:
            sheet.append([vocabulary.key, code.key, _(code.label)])
        ranges[vocabulary.key] = f"'{CODES_SHEET}'!$B${first}:$B${sheet.max_row}"
    return ranges


def _help(field: Field) -> object:
    from openpyxl.comments import Comment

    lines = [_(field.help)]
    if field.required and field.default is None:
        lines.append(_("Bắt buộc."))
    if field.kind is Kind.DATE:
        lines.append(_("Ghi như 31/12/2023."))
    if field.kind is Kind.CODES:
        lines.append(_("Nhiều mã thì cách nhau bằng dấu chấm phẩy."))
    if field.codes:
        lines += [f"{code.key} = {_(code.label)}" for code in field.codes.named]
    comment = Comment("\n".join(line for line in lines if line), "Bàn Đối thoại")
    comment.width, comment.height = 420, 60 + 20 * len(lines)
    return comment


def _add_rules(sheet: Worksheet, field: Field, letter: str, codes: str) -> None:
    """What Excel checks and offers in a column, and its format."""
    from openpyxl.worksheet.datavalidation import DataValidation

    cells = f"{letter}3:{letter}{ROWS + 2}"
    if field.kind is Kind.COUNT:
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        rule.error = _("Ghi số nguyên không âm; không rõ thì để trống.")
    elif field.kind is Kind.YES_NO:
        rule = DataValidation(type="list", formula1=f'"{",".join(_YES_NO)}"', allow_blank=True)
        rule.error = _("Ghi yes hoặc no.")
    elif codes:
        rule = DataValidation(type="list", formula1=codes, allow_blank=True)
        rule.error = _("Chọn một mã trong danh sách.")
    else:
        rule = None
    if rule is not None:
        rule.showErrorMessage = field.kind is not Kind.CODES
        rule.add(cells)
        sheet.add_data_validation(rule)
    if field.kind is not Kind.COUNT:
        sheet.column_dimensions[letter].number_format = "@"
