"""What is offered while somebody types: agencies, officials, places, and earlier answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.declared import UNIT
from dialogue_desk.domain.fields import Kind
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold, normalise, sort_key
from dialogue_desk.reports.picking import records, title_of
from dialogue_desk.storage import suggesting
from dialogue_desk.storage.owed import shown
from dialogue_desk.storage.reference import hamlets
from dialogue_desk.storage.store import Store

MOST = 20

_AGENCIES = ("resolver", "both")
_CONTRIBUTORS = ("contributor", "both")

LISTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("session", "chair_name"): ("official", "name"),
    ("session", "chair_position"): ("official", "position"),
    ("session", "co_chairs"): ("official", "name"),
    ("opinion", "decided_by"): ("official", "name"),
    ("reception", "host_name"): ("official", "name"),
    ("period", "closed_by"): ("official", "name"),
    ("settings", "signer_name"): ("official", "name"),
    ("settings", "signer_position"): ("official", "position"),
    ("opinion", "lead_agency"): ("agency", "name"),
    ("opinion", "coordinating_agencies"): ("agency", "name"),
    ("action", "agency"): ("agency", "name"),
    ("feedback", "contributor_name"): ("agency", "name"),
}
"""Fields whose answers are names in a register of the desk."""

SAME_PLACES: tuple[tuple[str, str], ...] = (("session", "place"), ("opinion", "place"), ("box_opening", "location"))
"""Fields that name places: each offers what the others hold, behind its own."""


HAMLETS = (("session", "sub_areas"), ("session", "place"), ("opinion", "place"), ("box_opening", "location"))
"""Fields that offer the hamlets and residential groups of the unit first."""


@dataclass(frozen=True)
class Entered:
    """How many records a person wrote at this desk: today, and since Monday."""

    today: int
    week: int


@tells_trouble
class Suggestions:
    """Reads only; `today` is the day in Việt Nam."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today
        self._known: dict[tuple[str, str], list[str]] = {}
        self._state = (-1, -1)

    def words(self, form: str, key: str) -> list[str]:
        """Everything that may be offered in a field: names in force first, then earlier answers, the commonest first.

        Nothing for personal fields: a citizen's name is never offered.
        """
        field = self._store.form(form).field(key)
        if field.kind is not Kind.TEXT or field.personal:
            return []
        state = (
            self._store.conn.total_changes,
            int(self._store.conn.execute("PRAGMA data_version").fetchone()[0]),
        )
        if state != self._state:
            self._known.clear()
            self._state = state
        if (form, key) not in self._known:
            self._known[form, key] = list(self._gather(form, key))
        return self._known[form, key]

    def pick(self, refers: str, typed: str) -> list[tuple[str, str]]:
        """What a declared reference may name: key and title of records of a register, or of units."""
        store = self._store
        if refers == UNIT:
            wanted = fold(typed)
            units = store.units.subtree(store.unit, self._today().isoformat())
            return [(u.key, u.name) for u in units if wanted in fold(u.name)][:MOST]
        return [(c.id, c.title) for c in records(refers)(store, typed, MOST)]

    def picked(self, refers: str, key: str) -> str:
        """The name of what a declared reference holds; the key itself where it is not here."""
        store = self._store
        if refers == UNIT:
            return store.units.name(key)
        owners = store.units_of(refers, key)
        record = store.get(refers, owners[0], key) if owners else None
        return title_of(store, store.form(refers), record) if record else key

    def matching(self, form: str, key: str, typed: str) -> list[str]:
        """At most MOST of them that contain what is typed; accents, case and đ do not matter.

        What begins with it comes first; with the accents typed exactly it comes before that.
        """
        exact, wanted = normalise(typed).strip().casefold(), fold(typed)
        if not wanted:
            return self.words(form, key)[:MOST]
        found = [word for word in self.words(form, key) if wanted in fold(word)]

        def rank(word: str) -> tuple[bool, bool]:
            return exact not in word.casefold(), not fold(word).startswith(wanted)

        return sorted(found, key=rank)[:MOST]

    def position_of(self, name: str, on: str) -> str:
        """The position of a named official on a day (ISO); empty when the name is not in the list."""
        wanted = fold(name)
        held = [
            o for o in shown(self._store, "official", self._store.unit) if fold(str(o.values.get("name"))) == wanted
        ]
        fitting = [o for o in held if _is_in_force(o, on)]
        return str(fitting[0].values.get("position") or "") if len(fitting) == 1 else ""

    def entered(self, person: str) -> Entered:
        """How much a person entered; one record counts once however often it was saved."""
        day = datetime.combine(self._today(), datetime.min.time(), UTC) - timedelta(hours=7)
        monday = day - timedelta(days=self._today().weekday())
        today_rids: set[int] = set()
        week_rids: set[int] = set()
        for rid, by, at in suggesting.saves(self._store):
            when = datetime.fromisoformat(at) if at else monday
            if when < monday or len(week_rids) > suggesting.LOOKED_AT:
                break
            if by == person:
                week_rids.add(rid)
                if when >= day:
                    today_rids.add(rid)
        return Entered(len(today_rids), len(week_rids))

    # -- inside -----------------------------------------------------------------------------

    def _gather(self, form: str, key: str) -> Iterable[str]:
        seen: set[str] = set()
        for word in (*self._listed(form, key), *self._earlier(form, key)):
            if word not in seen:
                seen.add(word)
                yield word

    def _listed(self, form: str, key: str) -> list[str]:
        register, column = LISTS.get((form, key), ("", ""))
        today = self._today().isoformat()
        if (form, key) in HAMLETS:
            return sorted(hamlets(self._store, self._store.unit, today), key=sort_key)
        if not register:
            return []
        held = [r for r in shown(self._store, register, self._store.unit) if _is_in_force(r, today)]
        if register == "agency":
            kinds = _CONTRIBUTORS if form == "feedback" else _AGENCIES
            held = [r for r in held if r.values.get("kind") in kinds]
        return sorted({str(r.values[column]) for r in held if r.values.get(column)}, key=sort_key)

    def _earlier(self, form: str, key: str) -> Iterable[str]:
        fields = [(form, key)]
        if (form, key) in SAME_PLACES:
            fields += [place for place in SAME_PLACES if place != (form, key)]
        for one, column in fields:
            for answer, _times in suggesting.answers(self._store, self._store.form(one), column, self._store.unit):
                yield answer


def _is_in_force(record: Record, on: str) -> bool:
    start, end = record.values.get("valid_from"), record.values.get("valid_to")
    return not (isinstance(start, str) and on and on < start) and not (isinstance(end, str) and on and on > end)
