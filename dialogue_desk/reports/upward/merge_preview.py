"""What a package changes: new, changed field by field, same, older, in conflict, look-alikes, refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form, Kind, as_json_value
from dialogue_desk.domain.merge import Shown, evaluate
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import DELETED, Record
from dialogue_desk.domain.sheet import Block, Cell, Column, Figure, Figures, Note, Row, Sheet, Source, Table
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.reports.picking import packages
from dialogue_desk.reports.report import ID, PUBLIC, Asked, Report
from dialogue_desk.reports.upward.alike import Pair, pairs, told_fields
from dialogue_desk.storage import parcels, staging, unerasing
from dialogue_desk.storage.parcels import Batch
from dialogue_desk.storage.saving import forks_of, versions_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _, either

KINDS = {
    "new": N_("Mới"),
    "changed": N_("Thay đổi"),
    "parallel": N_("Sửa song song, giữ cả hai"),
    "same": N_("Như cũ"),
    "older": N_("Cũ hơn bản đang có"),
    "conflicts": N_("Sửa ở hai nơi, phải quyết định"),
    "alike": N_("Gần trùng bản đang có"),
    "quarantined": N_("Chờ xử lý, chưa nhận"),
    "erased": N_("Bị xóa nội dung"),
    "asked": N_("Xin xóa, chờ quyết định"),
}
"""Words for each kind of count. Parallel edits of different fields are counted among the changed ones too."""

ORDER = ("erased", "asked", "conflicts", "alike", "changed", "parallel", "older", "new")
"""What a person has to look at first; what stays the same is only counted."""

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

Key = tuple[str, str, str]
Changed = tuple[str, str, str, str, Any, Any]
"""Form, unit, id, field, old value, new value."""


def sheet(
    store: Store,
    package: str,
    unit: str,
    counts: Mapping[str, int],
    records: Sequence[tuple[str, str, str, str]],
    changes: Sequence[Changed],
    titles: Mapping[Key, str] | None = None,
    alike: Sequence[Pair] = (),
    erasures: Sequence[tuple[str, Key, str, str, str]] = (),
) -> Sheet:
    """The preview of a package: records as (kind, form, unit, id), what changes in them, and look-alikes.

    `erasures` are (kind "erased" or "asked", record, field, reason, who).
    """
    told = {
        **counts,
        "asked": len({e[1] for e in erasures if e[0] == "asked"}),
        "alike": len(alike),
        "parallel": sum(kind == "parallel" for kind, *_key in records),
    }
    figures = Figures(tuple(Figure(k, _(label), told.get(k, 0)) for k, label in KINDS.items()))
    by_record: dict[Key, list[Changed]] = {}
    for change in changes:
        by_record.setdefault(change[:3], []).append(change)
    by_kind: dict[str, list[Row]] = {"alike": [row for pair in alike for row in _alike_rows(store, pair)]}
    for kind, where, field, reason, who in erasures:
        by_kind.setdefault(kind, []).append(_erasure_row(store, kind, where, field, reason, who, titles or {}))
    for kind, *key in sorted(records, key=lambda r: r[1:]):
        where = (key[0], key[1], key[2])
        if kind in ORDER:
            named = (titles or {}).get(where, "")
            by_kind.setdefault(kind, []).extend(_rows(store, kind, where, by_record.get(where, []), named))
    rows = [row for kind in ORDER for row in by_kind.get(kind, ())]
    notes = [Note(_("Chỉ liệt kê {count} dòng đầu.").format(count=MOST))] if len(rows) > MOST else []
    return Sheet(
        "merge-preview",
        _("Nội dung gói của {unit}").format(unit=store.units.name(unit)),
        (figures, Table(COLUMNS, tuple(rows[:MOST]), "records"), *notes),
        subtitle=package,
        is_landscape=True,
    )


def _erasure_row(
    store: Store, kind: str, key: Key, field: str, reason: str, who: str, titles: Mapping[Key, str]
) -> Row:
    """What is erased: the field; in the place of the values who wants it, and why."""
    form = store.form(key[0])
    record = store.get(*key)
    named = titles.get(key) or (form.title(record.values) if record else key[2])
    name = _(form.field(field).label) if field in form.by_key else field
    head: dict[str, Cell] = {"kind": _(KINDS[kind]), "form": _(form.label), "record": named[:200], "field": name}
    told = {"old": _("Người xóa: {by}").format(by=who), "new": _("Lý do: {reason}").format(reason=reason)}
    return Row({**head, **told}, sources={"record": (Source(key[0], (key[1:],)),)})


def _alike_rows(store: Store, pair: Pair) -> list[Row]:
    """A new record beside the held one it looks like, a row a field; its name leads to the held one."""
    form = store.form(pair.new.form)
    head: dict[str, Cell] = {
        "kind": _(KINDS["alike"]), "form": _(form.label), "record": form.title(pair.new.values)[:200],
    }  # fmt: skip
    behind = {"record": (Source(form.key, ((pair.held.unit, pair.held.id),)),)}
    told = ((f, pair.held.values.get(f), pair.new.values.get(f)) for f in told_fields(form, pair))
    return [_row(form, head, behind, *field) for field in told]


def _rows(store: Store, kind: str, key: Key, changes: Sequence[Changed], title: str) -> list[Row]:
    form = store.form(key[0])
    record = store.get(*key)
    named = title or (form.title(record.values) if record else key[2])
    head: dict[str, Cell] = {"kind": _(KINDS[kind]), "form": _(form.label), "record": named[:200]}
    behind = {"record": (Source(key[0], (key[1:],)),)}
    if not changes:
        return [Row({**head, "field": None, "old": None, "new": None}, sources=behind)]
    return [_row(form, head, behind, f, old, new) for _form, _unit, _id, f, old, new in changes]


def _row(
    form: Form, head: Mapping[str, Cell], behind: Mapping[str, tuple[Source, ...]], field: str, old: Any, new: Any
) -> Row:
    """One field, old beside new; days as people write them."""
    sides = {"old": _shown(form, field, old), "new": _shown(form, field, new)}
    is_day = field in form.by_key and form.field(field).kind is Kind.DATE
    days = {side: screen_date(value) for side, value in sides.items() if is_day and value is not None}
    return Row({**head, "field": _field_name(form, field), **sides}, shown=days, sources=behind)


def _field_name(form: Form, key: str) -> str:
    return _("Xóa hay giữ") if key == DELETED else _(form.field(key).label)


def _shown(form: Form, key: str, value: Any) -> Cell:
    """A value as a person reads it."""
    if key == DELETED:
        return _("Xóa") if value else _("Giữ")
    field = form.field(key)
    value = as_json_value(value)
    if isinstance(value, list):
        return "; ".join(_(field.codes.label(v)) if field.codes else str(v) for v in value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if field.codes and value is not None:
        return _(field.codes.label(value))
    return None if value is None else str(value)


def other_sides(shown: Shown, before: Mapping[str, Any], *, is_deleted: bool) -> list[tuple[str, Any, Any]]:
    """Fields in conflict: what was shown before, and what a side says that differs from it."""
    held = {**before, DELETED: int(is_deleted)}
    found: dict[str, tuple[str, Any, Any]] = {}
    for group in shown.conflicts:
        for candidate in shown.candidates[group]:
            for name, value in (candidate.values or {}).items():
                if value != held.get(name):
                    found.setdefault(name, (name, held.get(name), value))
    return list(found.values())


def batch_named(store: Store, record_id: str) -> Batch:
    """The package a report is about; DeskError when none fits."""
    fitting = [b for b in parcels.batches(store) if b.package.startswith(record_id)] if len(record_id) >= 8 else []
    if len(fitting) != 1:
        raise DeskError(
            _("Không có gói {package} trong các gói đã nhận.").format(package=record_id),
            either(_("Chọn gói trong danh sách gói đã nhận."), _("Xem danh sách bằng lệnh packages.")),
            "no_package",
        )
    return fitting[0]


def build(store: Store, asked: Asked) -> Sheet:
    """What a merged package changed: what is shown with it against what would be shown without it."""
    batch = batch_named(store, asked.record_id)
    forks = forks_of(store)
    records: list[tuple[str, str, str, str]] = []
    changes: list[Changed] = []
    fresh: list[Record] = []
    for _rid, form, unit, record_id in staging.records_of_batch(store, batch.number):
        if form.is_personal:
            continue
        held = versions_of(store, form, unit, record_id)
        before = [v for v in held if v.batch != batch.number]
        now = evaluate(form, held, forks)
        if not before:
            records.append(("new", form.key, unit, record_id))
            if (shown := store.get(form.key, unit, record_id)) is not None:
                fresh.append(shown)
            continue
        old = evaluate(form, before, forks)
        told = [
            (form.key, unit, record_id, f.key, old.values.get(f.key), now.values.get(f.key))
            for f in form.record_fields
            if old.values.get(f.key) != now.values.get(f.key)
        ]
        if old.is_deleted != now.is_deleted:
            told.append((form.key, unit, record_id, DELETED, old.is_deleted, now.is_deleted))
        if now.conflicts:
            changed = {f for _form, _unit, _id, f, *_values in told}
            sides = other_sides(now, old.values, is_deleted=old.is_deleted)
            told += [(form.key, unit, record_id, *side) for side in sides if side[0] not in changed]
        plain = "parallel" if len(now.heads) > 1 else "changed"
        kind = "conflicts" if now.conflicts else plain if told else "older"
        records.append((kind, form.key, unit, record_id))
        changes += told
    alike = pairs(store, fresh, {(r.form, r.unit, r.id) for r in fresh})
    made = sheet(
        store, batch.package, batch.unit, batch.counts, records, changes, alike=alike,
        erasures=[*told_marks(store, batch.number)],
    )  # fmt: skip
    return _for_others(store, made, fresh) if asked.is_public else made


def told_marks(store: Store, batch: int) -> Iterator[tuple[str, Key, str, str, str]]:
    """What a merged package erased and still stands: as `sheet` takes it."""
    for form_key, unit, record_id, fields, _desk, by, _at, reason, _signature in unerasing.of_batch(store, batch):
        key = (form_key.removesuffix(PERSONAL_SUFFIX), unit, record_id)
        if key[0] in store.rid_base and store.get(*key) is not None:
            yield from (("erased", key, field, reason, by) for field in json.loads(fields))


def _for_others(store: Store, made: Sheet, fresh: Sequence[Record]) -> Sheet:
    """The sheet without what leads to a person in the texts it shows."""
    clean = Cleaner(store, (record for record in fresh if record.form == "opinion"))
    blocks: list[Block] = []
    for block in made.blocks:
        if isinstance(block, Table):
            rows = (
                replace(row, values={k: _cleaned(clean, k, v) for k, v in row.values.items()}) for row in block.rows
            )
            block = replace(block, rows=tuple(rows))
        blocks.append(block)
    return replace(made, blocks=tuple(blocks), undecided=clean.undecided)


def _cleaned(clean: Cleaner, column: str, cell: Cell) -> Cell:
    return clean(cell) if column in ("record", "old", "new") and isinstance(cell, str) else cell


REPORT = Report(
    "merge-preview", N_("Nội dung một gói"), build, params=(ID, PUBLIC), needs=("id",), find=packages(parcels.batches)
)
