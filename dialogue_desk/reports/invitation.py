"""Giấy mời dự hội nghị đối thoại."""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Sheet, Text
from dialogue_desk.domain.vocabulary import AUDIENCE, MODE
from dialogue_desk.reports.found import UNKNOWN, clock, day, labels, need, or_blank, text
from dialogue_desk.reports.heading import letterhead
from dialogue_desk.reports.issuing import of_session
from dialogue_desk.reports.prose import person
from dialogue_desk.reports.report import FAMILY, ID, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_


def build(store: Store, asked: Asked) -> Sheet:
    """The invitation to the session `asked.record_id`: time, place, content, host, signature."""
    session = need(store, "session", asked.record_id)
    values = session.values
    head = letterhead(store, session.unit, asked.family or of_session(values), values)
    guests = "; ".join(filter(None, (labels(values, "audiences", AUDIENCE), text(values.get("sub_areas")))))
    lines = [
        f"Tới dự hội nghị đối thoại trực tiếp với Nhân dân {head.unit_name}.",
        f"1. Thời gian: {clock(values.get('start_time'))}, {day(values.get('held_on'))}.",
        f"2. Địa điểm: {or_blank(values.get('place'))}.",
        f"3. Nội dung: {or_blank(values.get('title'))}.",
        f"4. Hình thức: {MODE.label(values.get('mode')).lower()}.",
        f"5. Chủ trì: {person(values, 'chair_name', 'chair_position')}.",
    ]
    if values.get("co_chairs"):
        lines.append(f"Đồng chủ trì: {values['co_chairs']}.")
    lines.append(f"6. Thành phần: {guests or UNKNOWN * 4}.")
    lines.append(
        "Ông (bà) có ý kiến, kiến nghị gửi trước hội nghị, xin ghi vào Phiếu ghi ý kiến và gửi về bộ phận tiếp nhận."
    )
    lines.append("Rất mong ông (bà) đến dự đúng thời gian và địa điểm./.")
    return Sheet(
        name="invitation",
        title="GIẤY MỜI",
        subtitle=f"Dự hội nghị đối thoại ngày {document_date(values.get('held_on'))}",
        blocks=(
            Text(f"{head.issuer} trân trọng kính mời:"),
            Text("", "field"),
            *(Text(line) for line in lines),
        ),
        heading=head.heading("GM"),
        signatures=(head.signature(),),
        recipients=head.recipients("Như trên;"),
        margins=head.margins,
    )


REPORT = Report(
    "invitation", N_("Giấy mời dự đối thoại"), build, (ID, FAMILY), formats=TEXT_FORMATS, needs=("id",), about="session"
)
