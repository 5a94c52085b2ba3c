"""Every record of a form as the cells of an export, straight from its table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind, Value
from dialogue_desk.storage.rows import from_column
from dialogue_desk.storage.store import Store

Cells = list[Value]
"""Unit, id and rev of a record, whether it is in the bin where that is told, and its own fields in their order."""


def cells_of(store: Store, form: Form, *, with_bin: bool) -> Iterator[Cells]:
    """The records as cells, sorted by unit and id, without siblings; with `with_bin` also those in the bin."""
    meta = ("unit", "id", "rev", "is_deleted") if with_bin else ("unit", "id", "rev")
    columns = ", ".join(f'"{name}"' for name in (*meta, *form.record_keys))
    where = "" if with_bin else "WHERE is_deleted = 0"
    known = ((i, _reader(field)) for i, field in enumerate(form.record_fields, start=len(meta)))
    readers = [(i, reader) for i, reader in known if reader is not None]
    if with_bin:
        readers.append((3, bool))
    for row in store.conn.execute(f'SELECT {columns} FROM "{form.key}" {where} ORDER BY unit, id'):
        cells = list(row)
        for i, reader in readers:
            if cells[i] is not None:
                cells[i] = reader(cells[i])
        yield cells


def _reader(field: Field) -> Callable[[Any], Value] | None:
    """What reads the column of a field; None where the column holds the value itself."""
    if field.is_raw:
        return lambda cell: from_column(field, cell)
    if field.kind is Kind.CODES:
        return _codes
    return bool if field.kind is Kind.YES_NO else None


@lru_cache(maxsize=4096)
def _codes(cell: str) -> tuple[str, ...]:
    """A list of codes: a desk says the same few lists over and over."""
    return tuple(json.loads(cell))
