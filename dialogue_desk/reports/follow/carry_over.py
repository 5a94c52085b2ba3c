"""Kiến nghị chuyển sang kỳ sau: what is unfinished, for the agenda of the next session."""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import COMPETENCE
from dialogue_desk.reports.found import continued_note
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.opinions import wish
from dialogue_desk.reports.letters.petitions import asked_day, overdue_days, unannounced_note, unfinished
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("received_on", "Ngày nhận", CellKind.DATE, width=10),
    Column("text", "Nội dung kiến nghị", width=36),
    Column("competence", "Thẩm quyền", width=11),
    Column("agency", "Cơ quan chủ trì", width=16),
    Column("due_on", "Hạn", CellKind.DATE, width=10),
    Column("overdue_days", "Quá hạn (ngày)", CellKind.NUMBER, width=8),
    Column("status", "Trạng thái", width=12),
    Column("report", "Kết quả báo cáo tại hội nghị", width=18),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions still open on the asked day, oldest first, with room for what is told at the session."""
    on = asked_day(asked)
    found = unfinished(store, asked)
    head = letterhead(store, asked.unit)
    late = [overdue_days(p, on) for p in found]
    rows = tuple(
        Row(
            {
                "stt": number,
                "received_on": p.state.opened_on,
                "text": wish(p.record.values),
                "competence": COMPETENCE.label(p.record.values.get("competence")),
                "agency": p.state.lead_agency or None,
                "due_on": p.state.due_on or None,
                "overdue_days": late[number - 1] or None,
                "status": p.status,
                "report": None,
            },
            sources={"stt": (Source("opinion", (p.key,)),)},
        )
        for number, p in enumerate(found, start=1)
    )
    return Sheet(
        name="carry-over",
        title="KIẾN NGHỊ CHƯA GIẢI QUYẾT XONG, BÁO CÁO TẠI KỲ ĐỐI THOẠI TỚI",
        subtitle=f"{head.unit.name}, tính đến {document_date(on)}: {how_many(len(found), 'kiến nghị')}"
        + (f", {how_many(sum(d > 0 for d in late), 'kiến nghị quá hạn')}" if found else ""),
        blocks=(Table(COLUMNS, rows, "petitions"), *continued_note(store, asked), *unannounced_note(store, found)),
        is_landscape=True,
        margins=head.margins,
        figures={"unfinished": len(found), "overdue": sum(d > 0 for d in late)},
    )


REPORT = Report("carry-over", N_("Kiến nghị chuyển sang kỳ đối thoại sau"), build)
