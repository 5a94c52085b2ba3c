"""Between what a column holds and what a field holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind, Value, Values, as_json_value
from dialogue_desk.domain.records import Record, canonical, from_json_value
from dialogue_desk.domain.vietnamese import fold

Cells = tuple[Any, ...]


def to_column(field: Field, value: Value) -> Any:
    """A field value as its column holds it."""
    if value is None:
        return None
    if field.is_raw:
        return canonical(as_json_value(value))
    if field.kind is Kind.CODES:
        return canonical(list(value)) if isinstance(value, tuple) and value else None
    if field.kind is Kind.YES_NO:
        return int(bool(value))
    return value


def from_column(field: Field, cell: Any) -> Value:
    """What a column holds as a field value."""
    if cell is None:
        return None
    if field.is_raw:
        return from_json_value(json.loads(cell))
    if field.kind is Kind.CODES:
        return tuple(json.loads(cell))
    if field.kind is Kind.YES_NO:
        return bool(cell)
    return cell  # type: ignore[no-any-return]


def values_of(form: Form, cells: Iterable[Any]) -> Values:
    """Field values from the columns of a form's own fields, in their order."""
    values: Values = dict(zip(form.record_keys, cells, strict=True))
    for field in form.converted_fields:
        cell = values[field.key]
        if cell is not None:
            values[field.key] = from_column(field, cell)
    return values


_META = ("unit", "id", "rev", "entered_by", "created_at", "updated_at", "is_deleted", "conflict")


def record_columns(form: Form, alias: str = "") -> str:
    """The columns `record_of` reads, for a SELECT."""
    dot = f"{alias}." if alias else ""
    meta, own = f", {dot}".join(_META), f'", {dot}"'.join(form.record_keys)
    return f'{dot}{meta}, {dot}"{own}"' if own else f"{dot}{meta}"


def record_of(form: Form, cells: Cells) -> Record:
    """A record from the columns of `record_columns`."""
    unit, record_id, rev, by, created, updated, deleted, conflict = cells[:8]
    values = values_of(form, cells[8:])
    waiting = tuple(conflict.split(",")) if conflict else ()
    return Record(
        form.key, unit, record_id, rev, values, by or "", created or "", updated or "", bool(deleted), waiting
    )


def folded_text(form: Form, values: Mapping[str, Value]) -> str:
    """What search looks at: every text of the record, folded."""
    return fold(" ".join(str(values[key]) for key in form.text_keys if values.get(key)))
