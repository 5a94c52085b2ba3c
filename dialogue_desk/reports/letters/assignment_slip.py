"""Phiếu giao việc: hands a petition to whoever is to settle it, on A5."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Sheet, Signature
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.found import UNKNOWN, finished, short_day, text
from dialogue_desk.reports.letters.heading import A5_MARGINS, HINT, letterhead
from dialogue_desk.reports.letters.issuing import of_opinion
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.petitions import need_petition
from dialogue_desk.reports.picking import records
from dialogue_desk.reports.report import FAMILY, ID, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NAME = "assignment-slip"


def build(store: Store, asked: Asked) -> Sheet:
    """The slip of the petition `asked.record_id`: content, task, deadline, giver, receipt."""
    petition = need_petition(store, asked.record_id)
    values, state = petition.record.values, petition.state
    head = letterhead(store, petition.record.unit, asked.family or of_opinion(values))
    assigned = [t.step for t in state.history if t.has_effect and t.step.kind == "assign"]
    task = text(assigned[-1].text) if assigned else ""
    where, others = text(values.get("place")), text(values.get("coordinating_agencies"))
    told = {
        "issuer": head.issuer,
        "unit": head.unit_name,
        "lead_agency": state.lead_agency or UNKNOWN * 4,
        "received_on": short_day(values.get("received_on")),
        "subject": SUBJECT.label(values.get("subject")).lower(),
        "text": finished(text(values.get("text"))),
        "place": where and finished(where),
        "task": finished(task or text(values.get("request")) or "Xem xét, giải quyết và trả lời theo quy định"),
        "due_on": short_day(state.due_on) or UNKNOWN,
        "coordinating_agencies": others and finished(others),
    }
    letter = letter_of(store, petition.record, NAME, head.family, asked, told)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
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
