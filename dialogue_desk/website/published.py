"""What the public may read of a desk: sessions, conclusions, petitions with status and answer. Names stand nowhere.

Texts are those of public sheets: what the review list let through, with "…" for everything that leads to a person. A
website is read by everybody at home, so hamlets are left out too, which a notice board may name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dialogue_desk.domain.sheet import Suspect
from dialogue_desk.domain.units import Unit
from dialogue_desk.domain.vocabulary import DISPOSITION, PETITION_STATUS, SESSION_KIND, SUBJECT
from dialogue_desk.reports.letters.public import HIDDEN, Cleaner
from dialogue_desk.storage import follow, registry
from dialogue_desk.storage.store import Store

_HAMLET = re.compile(
    r"\b(?P<what>thôn|xóm|ấp|bản|làng|sóc|buôn|tổ\s+dân\s+phố|tdp|khu\s+dân\s+cư|khu\s+phố|tổ)\s+"
    r"(?P<name>(?:số\s+)?(?:[A-ZÀ-ỸĐ0-9][\w/.-]*)(?:\s+[A-ZÀ-ỸĐ0-9][\w/.-]*)*)",
    re.IGNORECASE,
)
"""A hamlet and its name. Whether a letter is a capital is asked again: the words before it may be written any way."""


@dataclass(frozen=True)
class Session:
    """A dialogue that was held."""

    unit: str
    id: str
    on: str
    title: str
    place: str
    kind: str
    participants: int | None
    announced_on: str
    conclusion_number: str
    conclusion_on: str
    published_on: str


@dataclass(frozen=True)
class Petition:
    """A petition or an opinion and what became of it. `answered_on` is the day of its result, "" while open."""

    unit: str
    id: str
    on: str
    is_petition: bool
    subject: str
    text: str
    status: str
    status_key: str
    agency: str
    due_on: str
    answered_on: str
    answer: str


@dataclass
class UnitYear:
    """What a unit did in a year."""

    sessions: list[Session] = field(default_factory=list)
    petitions: list[Petition] = field(default_factory=list)


class Published:
    """Everything that is public, by unit and year; `undecided` are words that were hidden until a person decides."""

    def __init__(self, store: Store, today: str) -> None:
        self._store = store
        self._today = today
        self._clean = Cleaner(store, ())
        self.units: dict[str, dict[str, UnitYear]] = {}
        self._scope = registry.shown_under(store, store.unit)
        for session in self._sessions():
            self._of(session.unit, session.on).sessions.append(session)
        for petition in self._petitions():
            self._of(petition.unit, petition.on).petitions.append(petition)

    @property
    def undecided(self) -> tuple[Suspect, ...]:
        """What looks like a name and was hidden."""
        return self._clean.undecided

    def listed(self) -> list[Unit]:
        """The units there is something of, in the order of the list of units."""
        return [u for u in self._store.units.units.values() if u.key in self.units]

    def text(self, told: Any) -> str:
        """A text as everybody may read it."""
        if not isinstance(told, str) or not told.strip():
            return ""
        return _HAMLET.sub(_without_name, self._clean(told.replace("\x00", "")))

    def _of(self, unit: str, on: str) -> UnitYear:
        return self.units.setdefault(unit, {}).setdefault(on[:4], UnitYear())

    def _asked(self, statement: str, day: str) -> Iterator[Mapping[str, Any]]:
        cursor = self._store.conn.execute(statement)
        names = [column[0] for column in cursor.description]
        for row in cursor:
            told = dict(zip(names, row, strict=True))
            on = told[day]
            is_day = isinstance(on, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", on) is not None
            if told["unit"] in self._scope and is_day and on <= self._today:
                yield told

    def _sessions(self) -> Iterator[Session]:
        for row in self._asked(
            "SELECT unit, id, held_on, title, place, kind, participants, announced_on, conclusion_number,"
            " conclusion_on, coalesce(published_on, posted_on) AS published FROM session"
            " WHERE is_deleted = 0 AND status = 'held' ORDER BY held_on, rid",
            "held_on",
        ):
            yield Session(
                row["unit"], row["id"], row["held_on"], self.text(row["title"]), self.text(row["place"]),
                SESSION_KIND.label(row["kind"]), row["participants"] if isinstance(row["participants"], int) else None,
                row["announced_on"] or "", self.text(row["conclusion_number"]), row["conclusion_on"] or "",
                row["published"] or "",
            )  # fmt: skip

    def _petitions(self) -> Iterator[Petition]:
        follow.rebuild_if_stale(self._store)
        for row in self._asked(
            "SELECT o.unit, o.id, o.received_on, o.kind, o.subject, o.text, o.request, o.disposition, o.action_text,"
            " o.explanation, o.decided_on, p.status, p.lead_agency, p.due_on, p.is_open, p.resolved_on, p.declined_on,"
            " (SELECT a.text FROM action a WHERE a.is_deleted = 0 AND a.opinion_id = o.id AND a.opinion_unit = o.unit"
            "   AND a.kind IN ('resolve', 'decline', 'answer') AND p.is_open = 0 ORDER BY a.done_on DESC, a.hlc DESC"
            "   LIMIT 1) AS result"
            " FROM opinion o LEFT JOIN petition p ON p.rid = o.rid WHERE o.is_deleted = 0"
            " ORDER BY o.received_on, o.rid",
            "received_on",
        ):
            yield self._petition(row)

    def _petition(self, row: Mapping[str, Any]) -> Petition:
        said, asked = self.text(row["text"]), self.text(row["request"])
        told = said if not asked or asked in said else f"{said.rstrip('.')}. Đề nghị: {asked}"
        answer = self.text(row["result"] or row["action_text"] or row["explanation"])
        is_petition = row["status"] is not None
        status = PETITION_STATUS.label(row["status"]) if is_petition else DISPOSITION.label(row["disposition"])
        answered = (row["resolved_on"] or row["declined_on"] or "") if is_petition else row["decided_on"] or ""
        is_open = bool(row["is_open"]) if is_petition else row["disposition"] == "pending"
        return Petition(
            row["unit"], row["id"], row["received_on"], is_petition, SUBJECT.label(row["subject"]), told, status,
            "open" if is_open else "done", self.text(row["lead_agency"]), (row["due_on"] or "") if is_open else "",
            "" if is_open else answered, "" if is_open else answer,
        )  # fmt: skip


def _without_name(found: re.Match[str]) -> str:
    first = found["name"].split()[-1 if found["name"].casefold().startswith("số ") else 0]
    return f"{found['what']} {HIDDEN}" if first[0].isupper() or first[0].isdigit() else found[0]


def by_subject(petitions: Sequence[Petition]) -> list[tuple[str, int, int]]:
    """Subject, how many, how many of them have a result; the most first."""
    found: dict[str, list[int]] = {}
    for one in petitions:
        counts = found.setdefault(one.subject, [0, 0])
        counts[0] += 1
        counts[1] += one.status_key == "done"
    return sorted(((name, n, done) for name, (n, done) in found.items()), key=lambda row: (-row[1], row[0]))
