"""Phụ lục 02: the main documents of the unit itself."""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import DIRECTIVE_TYPE
from dialogue_desk.reports.appendices.appendix_frame import STT, appendix, basis_of
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

DECISION_DAY = "2013-12-12"
"""The day of Decision 218: documents between it and the first full year, 2014, belong to that year's list."""

COLUMNS = (
    STT,
    Column("doc_label", "Loại văn bản", width=22),
    Column("issued_date", "Ngày ban hành", CellKind.DATE, Align.CENTRE, 13),
    Column("summary", "Nội dung trích yếu văn bản", width=70),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Documents of the asked unit (not of those below it), by their order, then by date."""
    first = min(asked.first, DECISION_DAY) if asked.first <= "2014-01-01" else asked.first
    found = store.conn.execute(
        "SELECT id, type, number, issued_on, summary FROM directive WHERE is_deleted = 0 AND unit = ?"
        " AND issued_on BETWEEN ? AND ? ORDER BY sort_order IS NULL, sort_order, issued_on, number, id",
        (asked.unit, first, asked.last),
    ).fetchall()
    rows = tuple(
        Row(
            values={
                "stt": stt,
                "doc_label": f"{DIRECTIVE_TYPE.label(kind)} số {number}",
                "issued_date": issued_on,
                "summary": summary,
            },
            shown={"issued_date": document_date(issued_on)},
            sources={"doc_label": (Source("directive", ((asked.unit, record_id),)),)},
            extra={"doc_type": DIRECTIVE_TYPE.label(kind), "doc_number": number, "as_of": asked.covered},
        )
        for stt, (record_id, kind, number, issued_on, summary) in enumerate(found, start=1)
    )
    basis = basis_of(store, asked)
    title = f"Phụ lục 02: Tổng hợp các văn bản chủ yếu triển khai {basis}"
    return appendix("appendix-02", title, asked, Table(COLUMNS, rows), (), {}, basis=basis, is_landscape=False)


REPORT = Report("appendix-02", N_("Phụ lục 02: Văn bản lãnh đạo, chỉ đạo"), build)
