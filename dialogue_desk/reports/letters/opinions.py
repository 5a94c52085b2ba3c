"""Opinions as sheets show them: who, what, the answer, who settles it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vocabulary import COMPETENCE, CONTRIBUTOR, SOURCE_FORM
from dialogue_desk.reports.found import UNKNOWN, select, text
from dialogue_desk.reports.letters.prose import addressed
from dialogue_desk.storage.store import Store

NAMELESS = "Một người dân"
COMPETENCES = ("commune", "district", "city", "central")
SAID = ("text", "request", "disposition", "action_text", "explanation", "source_form", "source_unit", "source_id")
"""The fields that `wish`, `answer`, `outcome`, `contributors` and a public sheet's `Cleaner` read."""


def of_source(store: Store, source: Record) -> list[Record]:
    """Opinions given at a session, an occasion of feedback, a box opening or a reception, as they came."""
    where = "r.source_form = ? AND r.source_id = ? AND r.source_unit = ?"
    return select(store, "opinion", where, (source.form, source.id, source.unit), "r.received_on, r.created_at, r.rid")


def speaker(values: Mapping[str, Value]) -> str:
    """Who spoke, as minutes say it; nobody's name where it was not to be given."""
    if values.get("is_anonymous") or not values.get("speaker_name"):
        group = text(values.get("speaker_group"))
        return f"{NAMELESS} ({group})" if group else NAMELESS
    address = text(values.get("speaker_address"))
    return addressed(values["speaker_name"], starts=True) + (f" ({address})" if address else "")


def wish(values: Mapping[str, Value]) -> str:
    """What was said and, where it is a request, what is asked."""
    said, asked = text(values.get("text")), text(values.get("request"))
    if not asked or asked in said:
        return said
    name = "" if asked.casefold().startswith("đề nghị") else "Đề nghị: "
    return f"{said.rstrip('.')}. {name}{asked}"


def answer(values: Mapping[str, Value]) -> str:
    """What was answered; empty while nothing was."""
    disposition = values.get("disposition")
    if disposition == "accepted":
        return text(values.get("action_text"))
    return text(values.get("explanation")) if disposition == "not_accepted" else ""


def answered_there(values: Mapping[str, Value], held_on: str) -> bool:
    """Whether the answer was given at the session: marked so, or not decided on a later day."""
    return bool(values.get("answered_on_spot")) or (text(values.get("decided_on")) or held_on) <= held_on


def outcome(values: Mapping[str, Value]) -> str:
    """The answer with what it is: Tiếp thu, Không tiếp thu, Đang xem xét."""
    names = {"accepted": "Tiếp thu", "not_accepted": "Không tiếp thu"}
    name = names.get(str(values.get("disposition")), "Đang xem xét")
    said = answer(values)
    return f"{name}: {said}" if said else name


def agencies(values: Mapping[str, Value], lead: str = "") -> str:
    """Who settles it: the lead, and who works with it."""
    lead = lead or text(values.get("lead_agency"))
    others = text(values.get("coordinating_agencies"))
    return "; ".join(filter(None, (lead, f"phối hợp: {others}" if others else "")))


def flags(values: Mapping[str, Value]) -> str:
    """The marks an opinion carries."""
    named = {
        "is_hotspot": "điểm nóng",
        "is_crowd": "đông người",
        "is_bypass": "vượt cấp",
        "is_too_general": "còn chung chung",
    }
    return "; ".join(label for key, label in named.items() if values.get(key))


def by_competence(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    """Opinions under the level that may settle them, the own level first; levels without any are left out."""
    found = [(c, [r for r in records if r.values.get("competence") == c]) for c in COMPETENCES]
    other = [r for r in records if r.values.get("competence") not in COMPETENCES]
    return [(c, rows) for c, rows in [*found, ("", other)] if rows]


def competence_title(competence: str) -> str:
    """The level as a group heading names it."""
    return f"Thẩm quyền {COMPETENCE.label(competence).lower()}" if competence else "Chưa xác định thẩm quyền"


def contributors(store: Store) -> Callable[[Mapping[str, Value]], str]:
    """Who gave an opinion, without a person's name: the organisation, or the way it came.

    All occasions of feedback are read at once: a sheet of ten years asks for tens of thousands of opinions.
    """
    rows = store.conn.execute("SELECT unit, id, contributor_name, contributor FROM feedback")
    gave = {(unit, record_id): (name, kind) for unit, record_id, name, kind in rows}

    def of(values: Mapping[str, Value]) -> str:
        source = (text(values.get("source_unit")), text(values.get("source_id")))
        if values.get("source_form") == "feedback" and source in gave:
            name, kind = gave[source]
            return name or CONTRIBUTOR.label(kind)
        return SOURCE_FORM.label(values.get("source_form")) or UNKNOWN

    return of
