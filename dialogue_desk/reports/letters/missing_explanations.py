"""Ý kiến chưa có nội dung tiếp thu hoặc giải trình (Quyết định 1737-QĐ/TU)."""

from __future__ import annotations

from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import SIDE
from dialogue_desk.reports.found import (
    OF_UNIT,
    WITHIN,
    continued_note,
    followed,
    has_units_below,
    select,
    text,
)
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.opinions import agencies, contributors
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.schema import LACKING_ANSWER, SETTLED
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("received_on", "Ngày nhận", CellKind.DATE, width=10),
    Column("contributor", "Chủ thể góp ý, nguồn", width=16),
    Column("text", "Nội dung ý kiến", width=40),
    Column("side", "Bên nhận", width=13),
    Column("lacking", "Còn thiếu", width=16),
    Column("days", "Số ngày", CellKind.NUMBER, width=8),
    Column("agency", "Cơ quan chủ trì", width=16),
)
_LACKING = {
    "pending": "Chưa tiếp thu, giải trình",
    "accepted": "Nội dung tiếp thu",
    "not_accepted": "Giải trình",
}


def build(store: Store, asked: Asked) -> Sheet:
    """Opinions that lack an answer, oldest first: those of a named period, else all received up to the last day."""
    where = f"{WITHIN} AND {LACKING_ANSWER} = 1 AND NOT {SETTLED.format(opinion='r')} AND r.received_on BETWEEN ? AND ?"
    given = followed(store, asked), asked.first if asked.period else "", asked.last
    found = select(store, "opinion", where, given)
    head = letterhead(store, asked.unit)
    about = asked.span_label if asked.period else f"nhận đến {document_date(asked.covered)}"
    columns = COLUMNS if not has_units_below(store, asked) else (COLUMNS[0], OF_UNIT, *COLUMNS[1:])
    gave = contributors(store)
    rows = tuple(_row(store, gave(r.values), n, r, asked.today) for n, r in enumerate(found, start=1))
    by_lack = {f"lacking_{d}": sum(r.values.get("disposition") == d for r in found) for d in _LACKING}
    return Sheet(
        name="missing-explanations",
        title="Ý KIẾN CHƯA CÓ NỘI DUNG TIẾP THU HOẶC GIẢI TRÌNH",
        subtitle=f"{head.unit.name}, {about}: {how_many(len(found), 'ý kiến')}",
        blocks=(Table(columns, rows, "opinions"), *continued_note(store, asked)),
        is_landscape=True,
        margins=head.margins,
        figures={"opinions": len(found), **by_lack},
    )


def _row(store: Store, gave: str, number: int, record: Record, today: str) -> Row:
    values = record.values
    received = text(values.get("received_on"))
    return Row(
        {
            "stt": number,
            "unit": store.units.name(record.unit),
            "received_on": received,
            "contributor": gave,
            "text": text(values.get("text")),
            "side": SIDE.label(values.get("side")),
            "lacking": _LACKING.get(text(values.get("disposition"))),
            "days": max(days_between(received, today), 0),
            "agency": agencies(values) or None,
        },
        sources={"stt": (Source("opinion", ((record.unit, record.id),)),)},
    )


REPORT = Report("missing-explanations", N_("Ý kiến chưa có tiếp thu, giải trình"), build)
