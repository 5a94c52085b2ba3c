"""Thông báo công khai: what is posted and read out; no person can be recognised in it."""

from __future__ import annotations

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table, Text
from dialogue_desk.domain.vocabulary import PETITION_STATUS
from dialogue_desk.reports.found import UNKNOWN, in_time, need, small_count, text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.opinions import SAID, of_source, outcome, wish
from dialogue_desk.reports.letters.petitions import due_on, states_by_key
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.reports.report import FAMILY, ID, PUBLIC, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("issue", "Vấn đề", width=30),
    Column("result", "Kết quả giải quyết, trả lời", width=30),
    Column("due_on", "Thời hạn", CellKind.DATE, width=11),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The notice of the session `asked.record_id`, or of what was received in the asked days."""
    unit, about, posted = asked.unit, f"trong {asked.span_label}", ""
    values: Values = {}
    if asked.record_id:
        session = need(store, "session", asked.record_id)
        unit, values, posted = session.unit, session.values, document_date(session.values.get("published_on"))
        about = f"tại hội nghị đối thoại ngày {document_date(session.values.get('held_on'))}"
        records = of_source(store, session)
    else:
        records = in_time(store, asked, "opinion", (*SAID, "kind", "due_on"))
    states = states_by_key(store, records)
    head = letterhead(store, unit, asked.family or of_session(values), values)
    clean = Cleaner(store, records)
    rows = []
    for number, record in enumerate(records, start=1):
        state = states.get((record.unit, record.id))
        result = outcome(record.values)
        if state is not None:
            label = PETITION_STATUS.label(state.status)
            result = f"{label}: {state.result}" if state.result else result if state.status == "new" else label
        rows.append(
            Row(
                {
                    "stt": number,
                    "issue": clean(wish(record.values)),
                    "result": clean(result),
                    "due_on": due_on(state, record) or None,
                },
                sources={"stt": (Source("opinion", ((record.unit, record.id),)),)},
            )
        )
    return Sheet(
        name="public-notice",
        title="THÔNG BÁO",
        subtitle="Công khai kết quả tiếp thu, giải quyết ý kiến, kiến nghị của Nhân dân",
        blocks=(
            Text(
                f"{head.issuer} thông báo công khai kết quả tiếp thu, giải quyết {small_count(len(records))} ý kiến,"
                f" kiến nghị của Nhân dân {about} như sau:"
                if records
                else f"{head.issuer} thông báo: Nhân dân không có ý kiến, kiến nghị nào {about}."
            ),
            Table(COLUMNS, tuple(rows), "issues"),
            Text(f"Ngày niêm yết: {posted or UNKNOWN}; ngày gỡ: {UNKNOWN}. Người niêm yết: {UNKNOWN * 2}"),
            Text(f"{head.issuer} thông báo để Nhân dân được biết và giám sát việc thực hiện./."),
        ),
        heading=head.heading("TB", on=text(posted and session.values.get("published_on")) if asked.record_id else None),
        signatures=(head.signature(),),
        recipients=head.recipients("Niêm yết tại trụ sở, các thôn, tổ dân phố;", "Đài truyền thanh;"),
        margins=head.margins,
        figures={"issues": len(records)},
        undecided=clean.undecided,
    )


REPORT = Report(
    "public-notice",
    N_("Thông báo công khai kết quả"),
    build,
    (ID, *SPAN, PUBLIC, FAMILY),
    formats=TEXT_FORMATS,
    about="session",
)
