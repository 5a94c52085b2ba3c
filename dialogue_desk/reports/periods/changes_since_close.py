"""What has changed since a period's figures were closed: was, is, and in which record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind, Value
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import read_body
from dialogue_desk.domain.sheet import Align, Cell, CellKind, Column, Note, Row, Sheet, Source, Table
from dialogue_desk.reports.found import text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.periods.frozen import closing_of
from dialogue_desk.reports.periods.period_figures import LABELS, appendices, figures_of
from dialogue_desk.reports.periods.periodic_report import period_key
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COUNTED = (
    "session", "feedback", "opinion", "action", "dissemination", "directive", "draft_review", "box_opening",
    "reception", "inspection", "meeting", "programme", "reward", "yearly_total",
)  # fmt: skip
"""Forms whose records a period's figures rest on."""

FIGURES = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("figure", "Chỉ tiêu", width=44),
    Column("was", "Khi chốt", CellKind.NUMBER, width=10),
    Column("is", "Hiện nay", CellKind.NUMBER, width=10),
    Column("difference", "Chênh lệch", CellKind.NUMBER, width=10),
)
RECORDS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("form", "Loại", width=11),
    Column("record", "Bản ghi", width=26),
    Column("change", "Thay đổi", width=8),
    Column("field", "Ô", width=13),
    Column("was", "Trước", width=18),
    Column("is", "Sau", width=18),
    Column("by", "Người sửa", width=11),
    Column("on", "Ngày", CellKind.DATE, width=10),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The differences of the asked period since it was closed; a note says so when it never was."""
    closing = closing_of(store, period_key(asked))
    head = letterhead(store, asked.unit)
    figures: tuple[Row, ...] = ()
    records: tuple[Row, ...] = ()
    if closing is None:
        said = f"Số liệu {asked.span_label} chưa được chốt nên không có gì để so sánh."
    else:
        now = figures_of(store, asked, appendices(store, asked))
        figures = tuple(_figure_rows(closing.figures, now))
        records = tuple(_record_rows(store, asked, closing.vid))
        said = (
            f"Số liệu được chốt ngày {document_date(closing.closed_on)}, người chốt: {closing.closed_by or '……'}, lần"
            f" sửa đổi: {closing.revision}. " + ("" if figures or records else "Từ đó đến nay không có thay đổi.")
        )
    return Sheet(
        name="changes-since-close",
        title="THAY ĐỔI SAU KHI CHỐT SỐ LIỆU",
        subtitle=f"{head.unit.name}, {asked.span_label}",
        blocks=(
            Table(FIGURES, figures, "figures", "Số liệu thay đổi"),
            Table(RECORDS, records, "records", "Bản ghi thay đổi"),
            Note(said.strip()),
        ),
        is_landscape=True,
        margins=head.margins,
        figures={
            "changed_figures": len(figures),
            "changed_records": len({row.extra["id"] for row in records}),
            "revision": closing.revision if closing else None,
        },
    )


def _figure_rows(was: Mapping[str, Cell], now: Mapping[str, Cell]) -> Iterator[Row]:
    changed = [key for key in LABELS if was.get(key) != now.get(key)]
    for number, key in enumerate(changed, start=1):
        before, after = was.get(key), now.get(key)
        known = isinstance(before, int) and isinstance(after, int)
        difference = after - before if known else None  # type: ignore[operator]
        yield Row(
            {"stt": number, "figure": LABELS[key], "was": before, "is": after, "difference": difference},
            extra={"key": key},
        )


def _record_rows(store: Store, asked: Asked, vid: int) -> Iterator[Row]:
    """A row for each field that reads otherwise than at the close; one row for a record added or deleted."""
    number = 0
    for form_key in COUNTED:
        form = store.form(form_key)
        for record, old, made in _changed(store, form, vid):
            is_new, is_gone = old is None or bool(old.get("x")), bool(record.is_deleted)
            before: Mapping[str, Value] = {} if old is None or is_new else old["v"]
            if (is_new and is_gone) or not _belongs(store, form, asked, record.unit, before, record.values):
                continue
            told: dict[str, Cell] = {"form": form.label, "record": form.title(record.values)}
            told |= {"by": made["by"] or None, "on": made["at"][:10] or None}
            extra: dict[str, Cell] = {"unit": record.unit, "id": record.id}
            sources = {"stt": (Source(form_key, ((record.unit, record.id),)),)}
            if is_new or is_gone:
                number += 1
                change = "Thêm" if is_new else "Xóa"
                cells: dict[str, Cell] = {"stt": number, "change": change, "field": None, "was": None, "is": None}
                yield Row({**told, **cells}, sources=sources, extra=extra)
                continue
            for field in form.record_fields:
                first, second = before.get(field.key), record.values.get(field.key)
                if first != second:
                    number += 1
                    cells = {"stt": number, "change": "Sửa", "field": field.column_title}
                    shown = {"was": _shown(field, first), "is": _shown(field, second)}
                    yield Row({**told, **cells, **shown}, sources=sources, extra=extra)


def _changed(store: Store, form: Form, vid: int) -> Iterator[tuple[Any, dict[str, Any] | None, dict[str, str]]]:
    """Records with a version stored after `vid`: as shown now, the body shown then (None when new), the last author."""
    first = store.rid_base[form.key]
    rows = store.conn.execute(
        f'SELECT rid, {record_columns(form)} FROM "{form.key}" WHERE rid IN'
        " (SELECT rid FROM version WHERE vid > ? AND rid > ? AND rid < ?) ORDER BY unit, rid",
        (vid, first, first + (1 << 40)),
    ).fetchall()
    for rid, *cells in rows:
        versions = store.conn.execute(
            "SELECT vid, text FROM version WHERE rid = ? ORDER BY hlc, de, n", (rid,)
        ).fetchall()
        then = [body for number, body in versions if number <= vid]
        last = read_body([body for number, body in versions if number > vid][-1])
        made = {"by": str(last.get("by") or ""), "at": str(last.get("at") or "")}
        yield record_of(form, tuple(cells)), read_body(then[-1]) if then else None, made


def _belongs(
    store: Store, form: Form, asked: Asked, unit: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> bool:
    """Whether a record counted in the asked days for the asked units, then or now."""
    if not store.units.is_below(unit, asked.unit):
        return False
    if form.key == "yearly_total":
        return any(values.get("year") in asked.years for values in (before, after))
    days = [text(values.get(form.date_field)) for values in (before, after)]
    return any(asked.first <= day <= asked.last for day in days)


def _shown(field: Field, value: Value) -> str | None:
    """A field value as people read it."""
    if value is None:
        return None
    if field.codes is not None:
        return "; ".join(field.codes.label(code) for code in (value if isinstance(value, tuple) else (value,)))
    if field.kind is Kind.DATE:
        return document_date(value)
    if field.kind is Kind.YES_NO:
        return "Có" if value else "Không"
    return text(value)


REPORT = Report("changes-since-close", N_("Thay đổi sau khi chốt số liệu"), build)
