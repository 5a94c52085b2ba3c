"""Bàn giao vụ việc: cases as another system of the same people takes them over, with the number they have there.

Names, addresses and telephone numbers stay: who takes a case over asks the unit.
"""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, CellKind, Column, Note, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import OTHER_SYSTEM, PETITION_STATUS, SUBJECT
from dialogue_desk.reports.found import in_time, joined_note, text
from dialogue_desk.reports.letters import opinions as told
from dialogue_desk.reports.letters.petitions import due_on, states_by_key
from dialogue_desk.reports.report import SPAN, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 5),
    Column("system", "Hệ thống khác", width=14),
    Column("case_number", "Mã hồ sơ ở hệ thống ấy", width=14),
    Column("code", "Mã vụ việc ở bàn", width=16),
    Column("unit", "Đơn vị", width=14),
    Column("received_on", "Ngày nhận", CellKind.DATE, width=10),
    Column("text", "Nội dung, đề nghị", width=32),
    Column("place", "Nơi xảy ra", width=14),
    Column("subject", "Lĩnh vực", width=12),
    Column("agency", "Cơ quan giải quyết", width=14),
    Column("due_on", "Hạn", CellKind.DATE, width=10),
    Column("status", "Tình trạng", width=12),
    Column("result", "Kết quả, trả lời", width=24),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions received in the asked days, and whatever else has a number in another system; those with one first."""
    found = [
        r
        for r in in_time(store, asked, "opinion")
        if r.values.get("kind") == "petition" or r.values.get("other_case_number") or r.values.get("other_system")
    ]
    order = list(OTHER_SYSTEM.labels)
    found.sort(key=lambda r: order.index(s) if (s := str(r.values.get("other_system"))) in order else len(order))
    states = states_by_key(store, found)
    rows = []
    for number, record in enumerate(found, start=1):
        values, state = record.values, states.get((record.unit, record.id))
        cells = {
            "stt": number,
            "system": OTHER_SYSTEM.label(values.get("other_system")) or None,
            "case_number": text(values.get("other_case_number")) or None,
            "code": record.id,
            "unit": store.units.name(record.unit),
            "received_on": text(values.get("received_on")),
            "text": told.wish(values),
            "place": text(values.get("place")) or None,
            "subject": SUBJECT.label(values.get("subject")),
            "agency": told.agencies(values, state.lead_agency if state else "") or None,
            "due_on": due_on(state, record) or None,
            "status": PETITION_STATUS.label(state.status) if state else None,
            "result": (state.result if state and state.result else told.answer(values)) or None,
        }
        rows.append(Row(cells, sources={"stt": (Source("opinion", ((record.unit, record.id),)),)}))
    numbered = sum(bool(r.values.get("other_case_number")) for r in found)
    return Sheet(
        name="case-handover",
        title="BÀN GIAO VỤ VIỆC",
        subtitle=f"{store.units.name(asked.unit)}, {asked.span_label}",
        blocks=(
            Table(COLUMNS, tuple(rows), "cases"),
            *joined_note(store, asked),
            Note(f"Lập ngày {document_date(asked.today)}. Không có họ tên, địa chỉ, điện thoại của người dân."),
        ),
        is_landscape=True,
        figures={"cases": len(found), "numbered": numbered},
    )


REPORT = Report("case-handover", N_("Bàn giao vụ việc sang hệ thống khác"), build, SPAN)
