"""Phiếu giao việc: hands a petition to whoever is to settle it, on A5."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Sheet, Signature, Text
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.found import UNKNOWN, finished, short_day, text
from dialogue_desk.reports.heading import A5_MARGINS, HINT, letterhead
from dialogue_desk.reports.issuing import of_opinion
from dialogue_desk.reports.petitions import need_petition
from dialogue_desk.reports.picking import records
from dialogue_desk.reports.report import FAMILY, ID, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_


def build(store: Store, asked: Asked) -> Sheet:
    """The slip of the petition `asked.record_id`: content, task, deadline, giver, receipt."""
    petition = need_petition(store, asked.record_id)
    values, state = petition.record.values, petition.state
    head = letterhead(store, petition.record.unit, asked.family or of_opinion(values))
    assigned = [t.step for t in state.history if t.has_effect and t.step.kind == "assign"]
    task = text(assigned[-1].text) if assigned else ""
    lines = [
        f"Kính chuyển: {state.lead_agency or UNKNOWN * 4}",
        f"Nội dung kiến nghị (nhận ngày {short_day(values.get('received_on'))}, lĩnh vực"
        f" {SUBJECT.label(values.get('subject')).lower()}): {finished(text(values.get('text')))}",
    ]
    if values.get("place"):
        lines.append(f"Nơi xảy ra: {finished(text(values.get('place')))}")
    lines += [
        f"Yêu cầu: {finished(task or text(values.get('request')) or 'Xem xét, giải quyết và trả lời theo quy định')}",
        f"Thời hạn: trước hoặc trong ngày {short_day(state.due_on) or UNKNOWN}.",
    ]
    if values.get("coordinating_agencies"):
        lines.append(f"Phối hợp: {finished(text(values.get('coordinating_agencies')))}")
    lines.append(f"Kết quả giải quyết gửi về {head.issuer} bằng văn bản để trả lời người kiến nghị.")
    return Sheet(
        name="assignment-slip",
        title="PHIẾU GIAO VIỆC",
        subtitle="Giải quyết kiến nghị của Nhân dân",
        blocks=tuple(Text(line) for line in lines),
        heading=head.heading("PC"),
        signatures=(Signature("Người nhận", hint="(Ký, ghi rõ họ tên, ngày nhận)"), Signature("Người giao", hint=HINT)),
        paper="A5",
        margins=A5_MARGINS,
    )


REPORT = Report(
    "assignment-slip",
    N_("Phiếu giao việc (A5)"),
    build,
    (ID, FAMILY),
    needs=("id",),
    about="opinion",
    find=records("opinion", kind="petition"),
)
