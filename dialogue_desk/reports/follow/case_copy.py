"""One case as text to paste elsewhere: what, where, since when, who has it, what was done. Official text, Vietnamese.

Names, addresses and telephone numbers are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vocabulary import ACTION_KIND, OTHER_SYSTEM, PETITION_STATUS, SOURCE_FORM, SUBJECT
from dialogue_desk.reports.found import text
from dialogue_desk.reports.letters import opinions as told
from dialogue_desk.storage import follow
from dialogue_desk.storage.store import Store


def lines_of(store: Store, record: Record) -> list[tuple[str, str]]:
    """The lines of an opinion or petition: what each is called, and what it says; nothing where nothing is known."""
    state = follow.state_of(store, record.unit, record.id)
    return [(name, said) for name, said in _lines(store, record, state) if said]


def _lines(store: Store, record: Record, state: PetitionState | None) -> Iterator[tuple[str, str]]:
    values = record.values
    yield "Đơn vị", store.units.name(record.unit)
    yield "Mã vụ việc", record.id
    yield "Mã ở hệ thống khác", _elsewhere(values.get("other_system"), values.get("other_case_number"))
    yield "Ngày nhận", document_date(values.get("received_on"))
    yield "Nguồn", SOURCE_FORM.label(values.get("source_form"))
    yield "Nội dung", text(values.get("text"))
    yield "Đề nghị", request if (request := text(values.get("request"))) not in text(values.get("text")) else ""
    yield "Nơi xảy ra", text(values.get("place"))
    yield "Lĩnh vực", SUBJECT.label(values.get("subject"))
    yield "Cơ quan giải quyết", told.agencies(values, state.lead_agency if state else "")
    yield "Hạn", document_date(state.due_on if state else values.get("due_on"))
    if state is None:
        yield "Trả lời", told.outcome(values)
        return
    yield "Tình trạng", PETITION_STATUS.label(state.status)
    for taken in state.history:
        if taken.has_effect:
            step = taken.step
            parts = (ACTION_KIND.label(step.kind), step.agency, step.text, step.document_number)
            yield f"Ngày {document_date(step.done_on)}", "; ".join(part for part in parts if part)


def _elsewhere(system: Value, number: Value) -> str:
    return ", ".join(part for part in (OTHER_SYSTEM.label(system), text(number)) if part)
