"""Records a sheet speaks about: one by its id, or those that belong to it; and how prose writes their values."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from dialogue_desk.domain.fields import Form, Value, Values, Vocabulary
from dialogue_desk.domain.periods import document_date, long_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Column, Note
from dialogue_desk.domain.units import Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage import registry
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

UNKNOWN = "……"
"""Stands for what is not known and is filled in by pen."""


def need(store: Store, form: str, record_id: str) -> Record:
    """The record of an id, with its personal fields. DeskError when there is none or it is in the bin."""
    label = _(store.form(form).label).lower()
    owners = store.units_of(form, record_id) if record_id else []
    record = store.get(form, store.unit if store.unit in owners else owners[0], record_id) if owners else None
    if record is None:
        raise DeskError(
            _("Không có {form} mang mã “{id}”.").format(form=label, id=record_id),
            either(_("Chọn lại bản ghi."), _("Chọn lại bản ghi; mã tìm được bằng lệnh search.")),
            "no_record",
        )
    if record.is_deleted:
        raise DeskError(
            _("Bản ghi {id} ({form}) đang ở trong thùng rác.").format(form=label, id=record_id),
            _("Đưa nó trở lại rồi in."),
            "deleted",
        )
    return with_personal(store, record)


def with_personal(store: Store, record: Record) -> Record:
    """A record with the fields of its sibling; the same record where it has none."""
    sibling = store.form(record.form).sibling
    held = store.get(sibling.key, record.unit, record.id) if sibling else None
    if held is None or held.is_deleted:
        return record
    values: Values = {**record.values, **held.values}
    return Record(record.form, record.unit, record.id, record.rev, values, record.entered_by, record.created_at)


def select(
    store: Store, form_key: str, where: str, given: Iterable[Any] = (), order: str = "", only: Collection[str] = ()
) -> list[Record]:
    """Shown records of a form for which an SQL condition over its table `r` holds, with personal fields.

    `only`: the fields a sheet of many thousand lines reads; the others are left unread, and are not in `values`.
    """
    form = store.form(form_key)
    if only:
        form = replace(form, fields=tuple(f for f in form.fields if f.personal or f.key in only))
    sibling = form.sibling
    extra, join = _sibling_parts(sibling)
    rows = store.conn.execute(
        f'SELECT {record_columns(form, "r")}{extra} FROM "{form_key}" r{join}'
        f" WHERE r.is_deleted = 0 AND ({where}) ORDER BY {order or _order(form)}",
        tuple(given),
    )
    width, personal = 8 + len(form.record_fields), sibling.record_keys if sibling else ()
    found = []
    for row in rows:
        record = record_of(form, row[:width])
        if sibling:
            record.values.update(zip(personal, row[width:], strict=True))
        found.append(record)
    return found


def in_time(store: Store, asked: Asked, form_key: str, only: Collection[str] = ()) -> list[Record]:
    """Records of the asked units whose date lies in the asked days, oldest first; for `only` see `select`."""
    where = f'{WITHIN} AND r."{store.form(form_key).date_field}" BETWEEN ? AND ?'
    return select(store, form_key, where, (within(store, asked), asked.first, asked.last), only=only)


WITHIN = "r.unit IN (SELECT value FROM json_each(?))"
"""SQL over a record `r`: it belongs to one of the units given by `within`."""


OF_UNIT = Column("unit", "Đơn vị", width=16)
"""Whose line it is, in lists of several units."""


def within(store: Store, asked: Asked) -> str:
    """The keys of the asked unit, of those below it, and of the old communes it stands for, as JSON."""
    below = store.units.subtree(asked.unit) or [Unit(asked.unit, asked.unit, asked.unit, "", "commune")]
    return json.dumps([u.key for u in (*below, *store.units.joined(asked.unit))])


def followed(store: Store, asked: Asked) -> str:
    """Like `within`, and dissolved units whose open cases one of these continues."""
    return json.dumps(sorted(registry.shown_under(store, asked.unit)))


def continued_note(store: Store, asked: Asked) -> Iterable[Note]:
    """Whose petitions, of units that are no more, stand in the list too."""
    there = {u.key for u in store.units.subtree(asked.unit)}
    continued = registry.scope_of(store, asked.unit) - there
    names = [store.units.name(u) for u in sorted(continued)]
    if names:
        yield Note(f"Gồm cả kiến nghị của {', '.join(names)}, đã được giao tiếp tục giải quyết.")
    yield from joined_note(store, asked, continued)


def joined_note(store: Store, asked: Asked, told: Collection[str] = ()) -> Iterable[Note]:
    """Of which old communes that a new one stands for the list may hold records; without those `told` already."""
    held = "SELECT 1 FROM opinion WHERE is_deleted = 0 AND unit = ? LIMIT 1"
    olds = [
        u for u in store.units.joined(asked.unit) if u.key not in told and store.conn.execute(held, (u.key,)).fetchone()
    ]
    if olds:
        names = ", ".join(f"{u.name} (đến {document_date(u.valid_to)})" for u in olds)
        yield Note(f"Gồm cả hồ sơ của đơn vị cũ nhập toàn bộ: {names}.")


def has_units_below(store: Store, asked: Asked) -> bool:
    """Whether a list of the asked place has to say which unit a line belongs to."""
    return len(registry.scope_of(store, asked.unit)) > 1 or any(True for _note in joined_note(store, asked))


def _sibling_parts(sibling: Form | None) -> tuple[str, str]:
    if sibling is None:
        return "", ""
    columns = "".join(f', p."{f.key}"' for f in sibling.fields)
    join = f' LEFT JOIN "{sibling.key}" p ON p.unit = r.unit AND p.id = r.id AND p.is_deleted = 0'
    return columns, join


def _order(form: Form) -> str:
    return f'r."{form.date_field}", r.rid' if form.date_field else "r.rid"


def text(value: Value) -> str:
    """A value as text; empty for none."""
    return "" if value is None else str(value)


def or_blank(value: Value) -> str:
    """A value in prose, or room for the pen."""
    return text(value) or UNKNOWN


def small_count(value: Value) -> str:
    """A count in official prose: 02, 15, 1.234; room for the pen while unknown."""
    if not isinstance(value, int):
        return UNKNOWN
    return f"{value:02d}" if 0 < value < 1000 else str(value) if not value else f"{value:,}".replace(",", ".")


def clock(value: Value) -> str:
    """A time in prose: 08 giờ 00."""
    hours, _sign, minutes = text(value).partition(":")
    return f"{hours} giờ {minutes}" if minutes else f"{UNKNOWN} giờ {UNKNOWN}"


def short_day(value: Value) -> str:
    """A day in a reference: 20/6/2023."""
    return document_date(value)


def day(value: Value) -> str:
    """A day in prose: ngày 20 tháng 6 năm 2023."""
    return long_date(value)


def labels(values: Mapping[str, Value], key: str, codes: Vocabulary) -> str:
    """The labels of a CODES field, joined."""
    chosen = values.get(key)
    return "; ".join(codes.label(code) for code in chosen) if isinstance(chosen, tuple) else ""


def finished(sentence: str) -> str:
    """A sentence with its full stop."""
    sentence = sentence.strip()
    return sentence if sentence.endswith((".", "!", "?", "…", ";")) else sentence + "."
