"""What declared forms ask to be counted: a chart and a table for each, by their own field and step of time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.sheet import Block, Cell, Chart, Note, Sheet, Table, Text
from dialogue_desk.reports.counting.grouped import Records, counts, listed, quoted
from dialogue_desk.reports.counting.slots import Slot, slots
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.periods import frozen
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.reports.trends.trend_frame import PARAMS, Point, Trend, trend_sheet
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

NAME = "declared-counts"
ALL = "records"


@dataclass(frozen=True)
class Counted:
    """One thing to count: records of a form, by a field (None: the records themselves), in steps of time."""

    form: Form
    step: str
    field: Field | None = None

    @property
    def key(self) -> str:
        """Which chart and table of the report are its own."""
        return self.field.key if self.field else self.form.key

    @property
    def title(self) -> str:
        """What is counted, in words."""
        return f"{self.form.label}: {self.field.label}" if self.field else self.form.label


def asked_for(store: Store) -> Iterator[Counted]:
    """What the declarations held here ask to be counted, also those withdrawn: their figures stay."""
    for form in store.forms:
        if not form.date_field:
            continue
        if form.counted:
            yield Counted(form, form.counted)
        for field in form.record_fields:
            if field.counted and is_declared_key(field.key):
                yield Counted(form, field.counted, field)


def build(store: Store, asked: Asked) -> Sheet:
    """A chart and its table for everything declared to be counted."""
    blocks: list[Block] = []
    kept = frozen.labels_of(store, asked.period)
    for counted in asked_for(store):
        made = _counted(store, asked, counted, kept)
        blocks.append(Text(made.title, "heading"))
        for block in made.blocks:
            blocks.append(replace(block, key=counted.key) if isinstance(block, Table | Chart) else block)
    if not blocks:
        blocks = [Note(_("Chưa có biểu mẫu khai báo nào đặt số phải đếm."))]
    title = _("Số liệu theo biểu mẫu khai báo ({span})").format(span=asked.span_label)
    return Sheet(NAME, title, tuple(blocks), is_landscape=True)


def _counted(store: Store, asked: Asked, counted: Counted, kept: Mapping[str, str]) -> Sheet:
    form, field, place = counted.form, counted.field, Subtree(store.units, asked.unit)
    asked = asked if asked.step else replace(asked, step=counted.step)
    records = Records(form.key, f'"{form.date_field}"')
    series = _series(form, field, kept)
    points = []
    for slot in slots(asked):
        values: dict[str, Cell] = dict(_figures(store, place, slot, records, field, [key for key, _label in series]))
        behind = {key: [(records, _condition(field, key))] for key, _label in series if values.get(key)}
        points.append(Point(slot, values, listed(store, place, slot, behind), min(slot.last, asked.today)))
    name = kept.get(form.key, form.label)
    title = name if field is None else f"{name}: {kept.get(field.key, field.label)}"
    adds_up = field is None or field.kind is not Kind.CODES
    return trend_sheet(NAME, title, asked, series, Trend(points), adds_up=adds_up)


def _series(form: Form, field: Field | None, kept: Mapping[str, str]) -> list[tuple[str, str]]:
    if field is None:
        return [(ALL, _("Số bản ghi"))]
    if field.kind is Kind.YES_NO:
        return [("1", _("Có")), ("0", _("Không"))]
    if field.codes is None:
        return [(ALL, kept.get(field.key, field.label))]
    return [(c.key, kept.get(f"{field.key}:{c.key}", c.label)) for c in field.codes.codes]


def _figures(
    store: Store, place: Subtree, slot: Slot, records: Records, field: Field | None, keys: list[str]
) -> Iterator[tuple[str, int]]:
    if field is None or (field.codes is None and field.kind is not Kind.YES_NO):
        amount = f'sum(r."{field.key}")' if field is not None and field.kind is Kind.COUNT else "count(*)"
        where = records if field is None else replace(records, where=_condition(field, ALL))
        yield ALL, counts(store, place, slot, where, "1", amount).get("1", 0)
        return
    if field.kind is Kind.CODES:
        for key in keys:
            yield key, counts(store, place, slot, replace(records, where=_condition(field, key)), "1").get("1", 0)
        return
    found = counts(store, place, slot, records, f'r."{field.key}"')
    yield from ((key, found.get(key, 0)) for key in keys)


def _condition(field: Field | None, key: str) -> str:
    """SQL over `r`: the records a figure counts."""
    if field is None:
        return "1"
    if key == ALL:
        return f'r."{field.key}" IS NOT NULL'
    if field.kind is Kind.CODES:
        return f'instr(r."{field.key}", {quoted(json.dumps(key))}) > 0'
    return f'r."{field.key}" = {quoted(key)}'


REPORT = Report(NAME, N_("Số liệu theo biểu mẫu khai báo"), build, PARAMS)
