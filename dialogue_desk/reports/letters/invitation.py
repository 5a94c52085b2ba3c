"""Giấy mời dự hội nghị đối thoại."""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.vocabulary import AUDIENCE, MODE
from dialogue_desk.reports.found import UNKNOWN, clock, day, labels, need, or_blank, text
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.prose import person
from dialogue_desk.reports.report import FAMILY, ID, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NAME = "invitation"


def build(store: Store, asked: Asked) -> Sheet:
    """The invitation to the session `asked.record_id`: time, place, content, host, signature."""
    session = need(store, "session", asked.record_id)
    values = session.values
    head = letterhead(store, session.unit, asked.family or of_session(values), values)
    guests = "; ".join(filter(None, (labels(values, "audiences", AUDIENCE), text(values.get("sub_areas")))))
    told = {
        "issuer": head.issuer,
        "unit": head.unit_name,
        "held_on": day(values.get("held_on")),
        "held_on_short": document_date(values.get("held_on")),
        "start_time": clock(values.get("start_time")),
        "place": or_blank(values.get("place")),
        "title": or_blank(values.get("title")),
        "mode": MODE.label(values.get("mode")).lower(),
        "chair": person(values, "chair_name", "chair_position"),
        "co_chairs": text(values.get("co_chairs")),
        "guests": guests or UNKNOWN * 4,
    }
    letter = letter_of(store, session, NAME, head.family, asked, told)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("GM"),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
    )


REPORT = Report(
    "invitation", N_("Giấy mời dự đối thoại"), build, (ID, FAMILY), formats=TEXT_FORMATS, needs=("id",), about="session"
)
