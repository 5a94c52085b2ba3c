"""Thông báo công khai: what is posted and read out; no person can be recognised in it."""

from __future__ import annotations

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table
from dialogue_desk.domain.vocabulary import PETITION_STATUS
from dialogue_desk.reports.found import UNKNOWN, in_time, need, small_count, text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.letter_texts import letter_of, letter_of_unit
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

NAME = "public-notice"


def build(store: Store, asked: Asked) -> Sheet:
    """The notice of the session `asked.record_id`, or of what was received in the asked days."""
    unit, about, posted = asked.unit, f"trong {asked.span_label}", ""
    values: Values = {}
    session: Record | None = None
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
    said = {
        "issuer": head.issuer,
        "count": small_count(len(records)) if records else "",
        "none": "" if records else "không có ý kiến, kiến nghị nào",
        "about": about,
        "posted": posted or UNKNOWN,
    }
    tables = {"issues": [Table(COLUMNS, tuple(rows), "issues")]}
    if session is None:
        letter = letter_of_unit(store, unit, NAME, head.family, asked, said, tables)
    else:
        letter = letter_of(store, session, NAME, head.family, asked, said, tables)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("TB", on=text(posted and values.get("published_on")) if session else None),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
        figures={"issues": len(records)},
        undecided=clean.undecided,
    )


REPORT = Report(
    NAME,
    N_("Thông báo công khai kết quả"),
    build,
    (ID, *SPAN, PUBLIC, FAMILY),
    formats=TEXT_FORMATS,
    about="session",
)
