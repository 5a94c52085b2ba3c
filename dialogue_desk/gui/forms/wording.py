"""How records and values read in lists and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogue_desk.desk.records import time_of
from dialogue_desk.domain.fields import Field, Form, Kind, Problem, Value
from dialogue_desk.domain.laying_out import second_line
from dialogue_desk.domain.periods import document_date, screen_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.parsing import show_count
from dialogue_desk.gui.models.chart_words import key_words
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.texts import _


def shown_value(field: Field, value: Value) -> str:
    """A value the way a person reads it; nothing for nothing."""
    if value is None:
        return ""
    if field.kind is Kind.YES_NO:
        return _("có") if value else _("không")
    if field.kind is Kind.DATE:
        return screen_date(value) or str(value)
    if field.is_period:
        return key_words(value)
    if field.kind is Kind.COUNT and isinstance(value, int):
        return str(value) if field.key in ("year", "from_year") else show_count(value)
    if field.codes is not None:
        codes = value if isinstance(value, tuple) else (value,)
        return ", ".join(_(field.codes.label(code)) for code in codes)
    return " ".join(str(value).split())


def when(at: str) -> str:
    """A stored instant in local time; empty for none."""
    return f"{time_of(at):%d/%m/%Y %H:%M}" if at else ""


def title_of(form: Form, values: Mapping[str, Value]) -> str:
    """A short name of a record, codes by their labels."""
    parts = [shown_value(form.field(key), values.get(key)) for key in form.title_fields]
    return " · ".join(part for part in parts if part) or _(form.label)


def detail_of(form: Form, values: Mapping[str, Value]) -> str:
    """The second line in a list: the date, then what `second_line` of the form tells."""
    parts = [document_date(values.get(form.date_field))] if form.date_field else []
    for field in second_line(form):
        text = shown_value(field, values.get(field.key))
        if text:
            parts.append(f"{_(field.column_title)} {text.lower()}" if field.kind is Kind.COUNT else text)
    return " · ".join(part for part in parts if part)


def chip_of(form: Form, record: Record) -> ChipSpec | None:
    """The chip of a record in a list: that it waits for a choice, else what the form says of it."""
    if record.conflicts:
        return ChipSpec(_("Hai máy sửa khác nhau"), "warn", "git-merge")
    if form.chip is None:
        return None
    code = str(record.values.get(form.chip.field) or "")
    codes = form.field(form.chip.field).codes
    look = next((tuple(how) for told, *how in form.chip.looks if told == code), None)
    if codes is None or not code or not (look or form.chip.plain):
        return None
    return ChipSpec(_(codes.label(code)), *(look or ()))


def summary_of(problems: Sequence[Problem]) -> str:
    """“1 lỗi · 1 lưu ý”."""
    hard = sum(not problem.is_warning for problem in problems)
    soft = len(problems) - hard
    parts = [_("{count} lỗi").format(count=hard)] if hard else []
    if soft:
        parts.append(_("{count} lưu ý").format(count=soft))
    return " · ".join(parts)
