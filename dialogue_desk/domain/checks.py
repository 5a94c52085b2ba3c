"""Checking and reading values: the same rules while typing, on import and on save."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value, Values, Vocabulary
from dialogue_desk.domain.periods import SPELLINGS, Period, parse_date
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.texts import _

# Compiled when a value is first read.
_TIME = r"^(\d{1,2})(?:[:hHgG.](\d{0,2}))?$"
_GROUPED = r"^\d{1,3}(?:([., \u00a0])\d{3})(?:\1\d{3})*$"
_YES = {"yes", "co", "true", "1", "x", "dung"}
_NO = {"no", "khong", "false", "0", "sai"}
MAX_COUNT = 2**53


class CellError(ValueError):
    """A cell that cannot be read as its field; the message is one plain sentence."""


def parse_cell(field: Field, cell: Any) -> Value:
    """What a cell of a file or a typed text means for a field; an empty one is None.

    Raises CellError with one sentence. Thousands may be grouped with "." "," or a
    blank; dates may be ISO or dd/mm/yyyy; periods as `Period.parse` reads them; codes may be given by key or label.
    """
    if cell is None:
        return None
    if isinstance(cell, (list, tuple)):
        if field.kind is not Kind.CODES:
            raise CellError(_("ô này chỉ nhận một giá trị"))
        return _codes(field, [normalise(str(c)) for c in cell])
    if field.kind is Kind.YES_NO and isinstance(cell, bool):
        return cell
    if isinstance(cell, bool):
        raise CellError(_("“{value}” không phải giá trị của ô này").format(value=str(cell).lower()))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if field.kind is Kind.COUNT and isinstance(cell, (int, float)):
        if isinstance(cell, float):  # 1.187 is a number less than two here, whatever the person meant
            raise CellError(_("{value} không phải số nguyên").format(value=cell))
        return _count(str(cell))
    if field.kind is Kind.YES_NO and isinstance(cell, int):
        cell = str(cell)
    if isinstance(cell, date):
        cell = cell.isoformat()[:10]
    text = normalise(str(cell))
    if not text:
        return None
    return _period(text) if field.is_period else _READERS.get(field.kind, _text)(field, text)


def _text(field: Field, text: str) -> Value:
    if len(text) > field.most:
        raise CellError(_("dài {count} chữ, nhiều nhất {most}").format(count=len(text), most=field.most))
    if field.kind is Kind.TEXT:
        return " ".join(text.split())
    return text


def _date(field: Field, text: str) -> Value:
    day = parse_date(text.split("T")[0].split(" 00:00")[0])
    if day is None:
        raise CellError(_("“{value}” không phải ngày (viết như 31/12/2023)").format(value=text))
    if not 1900 <= day.year <= 2200:
        raise CellError(_("năm của ngày “{value}” không hợp lý").format(value=text))
    return day.isoformat()


def _time(field: Field, text: str) -> Value:
    match = re.match(_TIME, text[:5] if re.fullmatch(r"\d\d:\d\d:\d\d", text) else text)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise CellError(_("“{value}” không phải giờ (viết như 08:30)").format(value=text))
    return f"{int(match[1]):02d}:{int(match[2] or 0):02d}"


def _count(text: str) -> int:
    plain = re.sub(r"[., \u00a0]", "", text) if re.match(_GROUPED, text) else text
    if plain.startswith("-") and plain[1:].isdigit():
        raise CellError(_("số {value} nhỏ hơn 0").format(value=text))
    if not (plain.isascii() and plain.isdigit()):
        raise CellError(_("“{value}” không phải số nguyên").format(value=text))
    if int(plain) > MAX_COUNT:
        raise CellError(_("số {value} quá lớn").format(value=text))
    return int(plain)


def _period(text: str) -> Value:
    named = Period.parse(text)
    if named is None:
        raise CellError(_("“{period}” không phải tên một kỳ; viết như {spellings}").format(
            period=text, spellings=SPELLINGS))  # fmt: skip
    return named.key


def _yes_no(field: Field, text: str) -> Value:
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError(_("“{value}” không phải yes hoặc no").format(value=text))


def _code(field: Field, text: str) -> Value:
    assert field.codes is not None
    if text in field.codes:
        return text
    folded = fold(text)
    for code in (*field.codes.named, *field.codes.codes):
        if folded in (fold(code.key), fold(code.label)):
            return code.key
    raise CellError(
        _("mã “{value}” không có trong danh mục ({codes})").format(value=text, codes=", ".join(field.codes.labels))
    )


def _codes(field: Field, parts: list[str]) -> Value:
    assert field.codes is not None
    found = {_code(field, part) for part in parts if part}
    return tuple(c for c in field.codes.labels if c in found) or None


_READERS: dict[Kind, Callable[[Field, str], Value]] = {
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.COUNT: lambda field, text: _count(text),
    Kind.YES_NO: _yes_no,
    Kind.CODE: _code,
    Kind.CODES: lambda field, text: _codes(field, [p.strip() for p in text.split(";")]),
}


def clean(form: Form, given: Mapping[str, Any]) -> tuple[Values, list[Problem]]:
    """Read given cells by the form: the values that could be read, and a problem for each that could not.

    A key that is no field of the form is a problem too.
    """
    values: Values = {}
    found: list[Problem] = []
    for key, cell in given.items():
        field = form.by_key.get(key)
        if field is None:
            found.append(Problem(key, _("không có ô “{key}” trong {form}").format(key=key, form=form.label)))
            continue
        try:
            values[key] = parse_cell(field, cell)
        except CellError as error:
            found.append(Problem(key, str(error)))
    return values, found


def with_defaults(form: Form, values: Mapping[str, Value]) -> Values:
    """A new record: every field, declared defaults where nothing is given."""
    return {f.key: values[f.key] if values.get(f.key) is not None else f.default for f in form.fields}


def proposed(form: Form, values: Mapping[str, Value]) -> Values:
    """What the words of a new record suggest for the fields nobody filled; {} where nothing is."""
    said = form.propose(values) if form.propose else {}
    return {key: value for key, value in said.items() if values.get(key) is None}


def settled(form: Form, values: Mapping[str, Value], context: Context) -> Values:
    """Values with what the form fills in by itself; several codes in the order of their list."""
    full = form.settle(dict(values), context) if form.settle else dict(values)
    for key, codes in form.several:
        chosen = full.get(key)
        if isinstance(chosen, tuple) and len(chosen) > 1:
            full[key] = in_order(codes, chosen)
    return full


def in_order(codes: Vocabulary, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Codes in the order of their list, each once; those the list does not know last, as they came."""
    known = tuple(code for code in codes.labels if code in chosen)
    return (*known, *dict.fromkeys(code for code in chosen if code not in codes))


def refusals(form: Form, values: Mapping[str, Value], context: Context) -> list[Problem]:
    """What keeps a record from being saved: fields that are missing, rules that are broken."""
    found = [
        Problem(f.key, _("{label} không được để trống.").format(label=_(f.label)))
        for f in form.required_fields
        if values.get(f.key) is None
    ]
    for rule in form.rules:
        found += rule(values, context)
    return found


def problems(form: Form, values: Mapping[str, Value], context: Context) -> list[Problem]:
    """Everything that speaks against a record, refusals first; the same call while typing and on save."""
    found = refusals(form, values, context)
    for warning in form.warnings:
        found += warning(values, context)
    return sorted(found, key=lambda p: p.is_warning)
