"""The data dictionary: every field of every form, as files name it."""

from __future__ import annotations

from dataclasses import replace

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.sheet import Align, Column, Row, Sheet, Table
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

KINDS = {
    Kind.TEXT: N_("chữ"),
    Kind.LONG_TEXT: N_("chữ dài"),
    Kind.DATE: N_("ngày"),
    Kind.TIME: N_("giờ"),
    Kind.COUNT: N_("số đếm"),
    Kind.YES_NO: N_("có/không"),
    Kind.CODE: N_("mã"),
    Kind.CODES: N_("nhiều mã"),
    Kind.REF: N_("khóa bản ghi"),
}

COLUMNS = (
    Column("form", "form", width=16),
    Column("form_label", N_("Loại bản ghi"), width=20),
    Column("field", "field", width=22),
    Column("label", N_("Ô"), width=22),
    Column("kind", N_("Kiểu"), width=10),
    Column("required", N_("Bắt buộc"), align=Align.CENTRE, width=9),
    Column("personal", N_("Cá nhân"), align=Align.CENTRE, width=9),
    Column("group", N_("Nhóm"), align=Align.CENTRE, width=8),
    Column("codes", N_("Các mã"), width=40),
    Column("help", N_("Giải thích"), width=60),
)


def build(store: Store, asked: Asked) -> Sheet:
    """One row a field, in the order of the forms."""
    rows = tuple(_row(form, field) for form in store.forms for field in form.fields)
    columns = tuple(replace(column, title=_(column.title)) for column in COLUMNS)
    return Sheet("data-dictionary", _("Từ điển dữ liệu"), (Table(columns, rows),), is_landscape=True)


def _row(form: Form, field: Field) -> Row:
    codes = "; ".join(f"{c.key} = {_(c.label)}" for c in field.codes.named) if field.codes else None
    return Row(
        {
            "form": form.key,
            "form_label": _(form.label),
            "field": field.key,
            "label": _(field.label),
            "kind": _(KINDS[field.kind]),
            "required": "x" if field.required else None,
            "personal": "x" if field.personal else None,
            "group": field.group or None,
            "codes": codes,
            "help": _(field.help) or None,
        }
    )


REPORT = Report("data-dictionary", N_("Từ điển dữ liệu"), build, params=())
