"""What a package changes: new, changed field by field, same, older, in conflict, refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dialogue_desk.domain.fields import Form, as_json_value
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.sheet import Cell, Column, Figure, Figures, Note, Row, Sheet, Source, Table
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.report import ID, Asked, Report
from dialogue_desk.storage import parcels, staging
from dialogue_desk.storage.parcels import Batch
from dialogue_desk.storage.saving import forks_of, versions_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

KINDS = {
    "new": N_("Mới"),
    "changed": N_("Thay đổi"),
    "same": N_("Như cũ"),
    "older": N_("Cũ hơn bản đang có"),
    "conflicts": N_("Sửa ở hai nơi, phải quyết định"),
    "quarantined": N_("Giữ lại, không nhận"),
}
"""Words for each kind of count."""

COLUMNS = (
    Column("kind", N_("Kết quả"), width=16),
    Column("form", N_("Loại"), width=16),
    Column("record", N_("Bản ghi"), width=36),
    Column("field", N_("Ô"), width=18),
    Column("old", N_("Đang có"), width=26),
    Column("new", N_("Trong gói"), width=26),
)
MOST = 2000
"""Rows a preview shows; more are counted."""

Changed = tuple[str, str, str, str, Any, Any]
"""Form, unit, id, field, old value, new value."""


def sheet(
    store: Store,
    package: str,
    unit: str,
    counts: Mapping[str, int],
    records: Sequence[tuple[str, str, str, str]],
    changes: Sequence[Changed],
    titles: Mapping[tuple[str, str, str], str] | None = None,
) -> Sheet:
    """The preview of a package: records as (kind, form, unit, id), and what changes in them."""
    figures = Figures(tuple(Figure(k, _(label), counts.get(k, 0)) for k, label in KINDS.items()))
    by_record: dict[tuple[str, str, str], list[Changed]] = {}
    for change in changes:
        by_record.setdefault(change[:3], []).append(change)
    rows: list[Row] = []
    for kind, *key in sorted(records, key=lambda r: (list(KINDS).index(r[0]), r[1:])):
        if kind == "same":
            continue
        where = (key[0], key[1], key[2])
        rows += _rows(store, kind, where, by_record.get(where, []), (titles or {}).get(where, ""))
    notes = [Note(_("Chỉ liệt kê {count} dòng đầu.").format(count=MOST))] if len(rows) > MOST else []
    return Sheet(
        "merge-preview",
        _("Nội dung gói của {unit}").format(unit=store.units.name(unit)),
        (figures, Table(COLUMNS, tuple(rows[:MOST]), "records"), *notes),
        subtitle=package,
        is_landscape=True,
    )


def _rows(store: Store, kind: str, key: tuple[str, str, str], changes: Sequence[Changed], title: str) -> list[Row]:
    form = store.form(key[0])
    record = store.get(*key)
    named = title or (form.title(record.values) if record else key[2])
    head: dict[str, Cell] = {"kind": _(KINDS[kind]), "form": _(form.label), "record": named[:200]}
    behind = {"record": (Source(key[0], (key[1:],)),)}
    if not changes:
        return [Row({**head, "field": None, "old": None, "new": None}, sources=behind)]
    return [
        Row({**head, "field": _(form.field(f).label), "old": _shown(form, f, old), "new": _shown(form, f, new)},
            sources=behind)
        for _f, _u, _i, f, old, new in changes
    ]  # fmt: skip


def _shown(form: Form, key: str, value: Any) -> Cell:
    """A value as a person reads it."""
    field = form.field(key)
    value = as_json_value(value)
    if isinstance(value, list):
        return "; ".join(_(field.codes.label(v)) if field.codes else str(v) for v in value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field.codes and value is not None:
        return _(field.codes.label(value))
    return None if value is None else str(value)


def batch_named(store: Store, record_id: str) -> Batch:
    """The package a report is about; DeskError when none fits."""
    fitting = [b for b in parcels.batches(store) if b.package.startswith(record_id)] if len(record_id) >= 8 else []
    if len(fitting) != 1:
        raise DeskError(
            _("Không có gói {package} trong các gói đã nhận.").format(package=record_id),
            _("Xem danh sách bằng lệnh packages."),
            "no_package",
        )
    return fitting[0]


def build(store: Store, asked: Asked) -> Sheet:
    """What a merged package changed: what is shown with it against what would be shown without it."""
    batch = batch_named(store, asked.record_id)
    forks = forks_of(store)
    records: list[tuple[str, str, str, str]] = []
    changes: list[Changed] = []
    for _rid, form, unit, record_id in staging.records_of_batch(store, batch.number):
        if form.is_personal:
            continue
        held = versions_of(store, form, unit, record_id)
        before = [v for v in held if v.batch != batch.number]
        now = evaluate(form, held, forks)
        if not before:
            records.append(("new", form.key, unit, record_id))
            continue
        old = evaluate(form, before, forks)
        told = [
            (form.key, unit, record_id, f.key, old.values.get(f.key), now.values.get(f.key))
            for f in form.record_fields
            if old.values.get(f.key) != now.values.get(f.key)
        ]
        kind = "conflicts" if now.conflicts else "changed" if told else "older"
        records.append((kind, form.key, unit, record_id))
        changes += told
    return sheet(store, batch.package, batch.unit, batch.counts, records, changes)


REPORT = Report("merge-preview", N_("Nội dung một gói"), build, params=(ID,), needs=("id",))
