"""The records of a form as they leave the desk in a file: whole, with their personal fields, or for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.privacy import UNSEARCHED
from dialogue_desk.domain.records import Record
from dialogue_desk.exchange.tables import columns_of, record_cells
from dialogue_desk.storage.exporting import cells_of
from dialogue_desk.storage.saving import whole
from dialogue_desk.storage.store import Store


def exported(
    store: Store, form: Form, with_personal: bool, with_bin: bool, clean: Callable[[str], str] | None
) -> Iterable[Sequence[Value]]:
    """The records of a form as the cells of `columns_of`; with `clean` for others, without ids and versions."""
    if clean is None and not (with_personal and form.sibling):
        return cells_of(store, form, with_bin=with_bin)
    columns = columns_of(form, with_personal, with_bin)
    return (record_cells(columns, r) for r in _records(store, form, with_personal, with_bin, clean))


def _records(
    store: Store, form: Form, with_personal: bool, with_bin: bool, clean: Callable[[str], str] | None
) -> Iterator[Record]:
    for record in store.records(form.key, with_bin=with_bin):
        if clean is not None:
            yield _cleaned(form, record, clean)
        elif with_personal and form.sibling:
            yield whole(store, form, record.unit, record.id) or record
        else:
            yield record


def _cleaned(form: Form, record: Record, clean: Callable[[str], str]) -> Record:
    """A record for others: no id and no version, its texts without what leads to a person."""
    texts = {f.key for f in form.record_fields if f.is_text and f.key not in UNSEARCHED}
    values = {k: clean(v) if k in texts and isinstance(v, str) else v for k, v in record.values.items()}
    return replace(record, id="", rev="", values=values)
