"""Văn bản trả lời: tells the petitioner what became of the request."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue_desk.domain.followup import Step
from dialogue_desk.domain.forms.opinion import request_beside
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.vocabulary import SOURCE_FORM
from dialogue_desk.reports.found import UNKNOWN, day, finished, short_day, text
from dialogue_desk.reports.letters.heading import Letterhead, letterhead
from dialogue_desk.reports.letters.issuing import family_of, of_opinion
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.opinions import answer
from dialogue_desk.reports.letters.petitions import Petition, need_petition
from dialogue_desk.reports.letters.prose import addressed, title_of
from dialogue_desk.reports.picking import records
from dialogue_desk.reports.report import FAMILY, ID, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

_SETTLING = ("resolve", "decline")


NAME = "reply"


def build(store: Store, asked: Asked) -> Sheet:
    """The reply to the petition `asked.record_id`: date and content raised, result or explanation, basis, signature."""
    petition = need_petition(store, asked.record_id)
    told = [t.step for t in petition.state.history if t.has_effect and t.step.kind == "notify"]
    number = told[-1].document_number if told else ""
    family = asked.family or family_of(number) or of_opinion(petition.record.values)
    head = letterhead(store, petition.record.unit, family)
    letter = letter_of(store, petition.record, NAME, head.family, asked, _told(petition, head))
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("TB", number, told[-1].document_on if told else None, is_numbered_here=True),
        signatures=(head.signature(),),
        recipients=head.recipients(*letter.recipients),
        margins=head.margins,
    )


def _told(petition: Petition, head: Letterhead) -> dict[str, str]:
    values = petition.record.values
    address = "" if values.get("is_anonymous") else text(values.get("speaker_address"))
    named = None if values.get("is_anonymous") else values.get("speaker_name")
    whom = "Ông (bà) có kiến nghị" if values.get("is_anonymous") else f"Ông (bà) {UNKNOWN * 4}"
    received = day(values.get("received_on"))
    source = SOURCE_FORM.label(values.get("source_form")).lower()
    settling = [t.step for t in petition.state.history if t.has_effect and t.step.kind in _SETTLING]
    request = request_beside(values)
    return {
        "issuer": head.issuer,
        "unit": head.unit_name,
        "whom": (addressed(named, starts=True) if named else whom) + (f", {address}" if address else ""),
        "you": title_of(named),
        "received_on": received[:1].upper() + received[1:],
        "way": "" if values.get("source_form") == "direct" else f" qua {source}",
        "text": finished(text(values.get("text"))),
        "request": request and finished(request),
        "basis": _basis(settling[-1]) if settling and petition.state.result else "",
        "result": "\n".join(_result(petition)),
    }


def _basis(step: Step) -> str:
    if not step.document_number:
        return ""
    on = f" ngày {short_day(step.document_on)}" if step.document_on else ""
    by = f" của {step.agency}" if step.agency else ""
    return f"; căn cứ văn bản số {step.document_number}{on}{by}"


def _result(petition: Petition) -> Iterator[str]:
    state, values = petition.state, petition.record.values
    if state.result:
        when = f" (ngày {short_day(state.resolved_on)})" if state.resolved_on else ""
        name = "Nội dung kiến nghị không thuộc thẩm quyền giải quyết" if state.declined_on else "Kết quả giải quyết"
        yield f"{name}{when}: {finished(state.result)}"
    elif said := answer(values):
        name = "Giải trình" if values.get("disposition") == "not_accepted" else "Nội dung tiếp thu"
        yield f"{name}: {finished(said)}"
    elif state.forwarded_on:
        yield (
            f"Nội dung kiến nghị thuộc thẩm quyền cấp trên và đã được chuyển ngày {short_day(state.forwarded_on)};"
            " kết quả sẽ được thông báo khi có trả lời."
        )
    else:
        due = f", hoàn thành trước ngày {short_day(state.due_on)}" if state.due_on else ""
        yield f"Nội dung kiến nghị đang được {state.lead_agency or 'cơ quan chuyên môn'} xem xét, giải quyết{due}."


REPORT = Report(
    "reply",
    N_("Văn bản trả lời kiến nghị"),
    build,
    (ID, FAMILY),
    formats=TEXT_FORMATS,
    needs=("id",),
    about="opinion",
    find=records("opinion", kind="petition"),
)
