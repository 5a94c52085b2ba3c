"""Petitions with the state their steps give them, on the day asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain.followup import PetitionState, days_between
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Note
from dialogue_desk.domain.vocabulary import PETITION_STATUS
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.found import WITHIN, followed, need, select, text
from dialogue_desk.reports.letters.prose import how_many
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage import days_past, follow
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.working_days import unannounced_year
from dialogue_desk.texts import _


@dataclass(frozen=True)
class Petition:
    """A petition's record (with personal fields) and its state."""

    record: Record
    state: PetitionState

    @property
    def key(self) -> tuple[str, str]:
        """Unit and id."""
        return self.record.unit, self.record.id

    @property
    def status(self) -> str:
        """The status as people read it."""
        return PETITION_STATUS.label(self.state.status)


def need_petition(store: Store, record_id: str) -> Petition:
    """The petition of an id; DeskError when there is none or the opinion is no petition."""
    record = need(store, "opinion", record_id)
    state = follow.state_of(store, record.unit, record.id)
    if state is None:
        raise DeskError(
            _("Ý kiến {id} không phải kiến nghị.").format(id=record_id),
            _("Chuyển nó thành kiến nghị rồi in."),
            "not_a_petition",
        )
    return Petition(record, state)


def received(store: Store, asked: Asked) -> list[Petition]:
    """Petitions the asked units received in the asked days, with their state of today, oldest first."""
    where = f"{WITHIN} AND r.kind = 'petition' AND r.received_on BETWEEN ? AND ?"
    return _with_states(store, select(store, "opinion", where, (followed(store, asked), asked.first, asked.last)))


def unfinished(store: Store, asked: Asked) -> list[Petition]:
    """Petitions of the asked units that were open at the end of the asked day, oldest first."""
    on = asked_day(asked)
    where = f"{WITHIN} AND r.kind = 'petition' AND r.received_on <= ?"
    if on >= asked.today:
        where += " AND EXISTS (SELECT 1 FROM petition q WHERE q.unit = r.unit AND q.id = r.id AND q.is_open = 1)"
    records = select(store, "opinion", where, (followed(store, asked), on))
    if on >= asked.today:
        return [p for p in _with_states(store, records) if p.state.is_open]
    then = days_past.states_at(store, [(r.unit, r.id) for r in records], on)
    return [Petition(r, then[r.unit, r.id]) for r in records if then[r.unit, r.id].is_open]


def due_on(state: PetitionState | None, record: Record) -> str:
    """The deadline in force, also of an opinion that is no petition; empty for none."""
    return state.due_on if state else text(record.values.get("due_on"))


def unannounced_note(store: Store, found: Iterable[Petition]) -> Iterable[Note]:
    """For lists of deadlines: which were counted over days off that nobody has decided yet."""
    counted: dict[str, int] = {}
    for petition in found:
        year = unannounced_year(store, petition.key[0], petition.state.due_on) if petition.state.is_due_usual else ""
        if year and petition.state.is_open:
            counted[year] = counted.get(year, 0) + 1
    for year, count in sorted(counted.items()):
        yield Note(f"Lịch nghỉ năm {year} chưa công bố: hạn của {how_many(count, 'kiến nghị')} tạm tính, có thể đổi.")


def asked_day(asked: Asked) -> str:
    """The day a report about a day speaks of: `as_of`, else the last asked day, never after today."""
    return asked.as_of or asked.covered


def overdue_days(petition: Petition, on: str) -> int:
    """Days past the deadline on a day."""
    return petition.state.overdue_days(date.fromisoformat(on))


def age_in_days(petition: Petition, on: str) -> int:
    """Days since a petition came."""
    return days_between(petition.state.opened_on, on)


def states_by_key(store: Store, records: Sequence[Record]) -> dict[tuple[str, str], PetitionState]:
    """States by (unit, id) of those records that are petitions."""
    return follow.states_of(store, [(r.unit, r.id) for r in records if r.values.get("kind") == "petition"])


def _with_states(store: Store, records: Sequence[Record]) -> list[Petition]:
    states = states_by_key(store, records)
    return [Petition(r, states[r.unit, r.id]) for r in records if (r.unit, r.id) in states]
