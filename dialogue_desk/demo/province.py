"""A whole province at its upper unit: a hundred communes of the list of today, two hundred thousand invented records.

What the communes would have sent stands on the province's own desk: who tries a hub, a website or an officer's
questions needs the records, not the journeys of their packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from dialogue_desk.demo import people
from dialogue_desk.demo.city import phrases
from dialogue_desk.demo.commune import Phrase
from dialogue_desk.demo.draw import Draw, Entry, at
from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.units import Unit
from dialogue_desk.domain.vocabulary import CHANNELS_BY_TARGET
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

PROVINCE, COMMUNES, RECORDS = "25", 100, 200_000
FIRST_DAY = date(2025, 7, 1)
"""From this day there are the communes of today."""

AGENCIES = (
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Văn phòng HĐND và UBND",
    "Công an xã",
    "Trung tâm Phục vụ hành chính công",
)
TARGETS = (("party_org", "party"), ("party_member", "party"), ("agency", "government"), ("individual", "government"))
_TITLES = (
    "Đối thoại định kỳ với nhân dân",
    "Đối thoại với nông dân",
    "Đối thoại với thanh niên",
    "Đối thoại về đất đai",
)


@dataclass(frozen=True)
class Share:
    """How many records of each kind a commune gets; a petition of three has steps."""

    sessions: int
    feedback: int
    opinions: int
    petitions: int

    @classmethod
    def of(cls, records: int) -> Share:
        """A commune's records: one session and eight occasions to thirty-one opinions and petitions."""
        petitions = records * 3 // 16
        sessions, feedback = max(1, records // 50), records // 8
        return cls(sessions, feedback, records - sessions - feedback - petitions * 2, petitions)


class Commune:
    """Draws the records of one commune."""

    def __init__(self, seed: int, unit: Unit, last: date) -> None:
        self._unit = unit
        self._draw = Draw("province", seed, unit.key)
        self._last = last
        self._phrases = phrases()

    def entries(self, share: Share) -> Iterator[Entry]:
        """Every record, sources before what came of them."""
        for _n in range(share.sessions):
            yield self._session()
        sources = [self._feedback() for _n in range(share.feedback)]
        yield from sources
        for _n in range(share.opinions):
            yield self._opinion(self._draw.pick(sources))
        for _n in range(share.petitions):
            yield from self._petition()

    def _day(self) -> date:
        return self._draw.day(FIRST_DAY, self._last)

    def _entry(self, on: date, form: str, values: Values) -> Entry:
        moment = at(on, 9)
        return Entry(moment, form, self._draw.ident(moment), values)

    def _session(self) -> Entry:
        draw, on = self._draw, self._day()
        there, head = draw.number(40, 180), draw.pick(("party", "government"))
        values: Values = {
            "held_on": on.isoformat(), "title": draw.pick(_TITLES), "kind": draw.pick(("periodic", "thematic")),
            "place": f"Hội trường {self._unit.name}", "count_for": head, "participants": there,
            "chair_position": "Bí thư Đảng ủy" if head == "party" else "Chủ tịch UBND",
            "participants_female": there // 2,
            "conclusion_number": f"{draw.number(1, 300)}-TB/ĐU",
            "conclusion_on": min(on + timedelta(days=4), self._last).isoformat(),
        }  # fmt: skip
        return self._entry(on, "session", values)

    def _feedback(self) -> Entry:
        draw, on = self._draw, self._day()
        target, _side = draw.pick(TARGETS)
        values: Values = {
            "given_on": on.isoformat(), "contributor": draw.pick([code for code, _name in people.ORGANISATIONS]),
            "target": target, "channel": draw.pick(CHANNELS_BY_TARGET[target]), "occasions": 1,
            "timing": draw.pick(("periodic", "regular", "ad_hoc")),
        }  # fmt: skip
        return self._entry(on, "feedback", values)

    def _words(self, phrase: Phrase) -> Callable[[str], str]:
        draw = self._draw
        words = {
            "thon": draw.pick(people.HAMLETS), "noi": draw.pick(people.SPOTS), "so": draw.number(3, 9),
            "thang": draw.number(4, 9), "ho": draw.number(2, 14),
        }  # fmt: skip
        return lambda text: text.format(**words)

    def _opinion(self, source: Entry) -> Entry:
        draw = self._draw
        side = dict(TARGETS)[str(source.values["target"])]
        phrase = draw.pick(self._phrases[side])
        said, kind = self._words(phrase), draw.pick(("accepted", "accepted", "not_accepted"))
        values: Values = {
            "source_form": "feedback", "source_unit": self._unit.key, "source_id": source.id, "kind": "opinion",
            "received_on": source.values["given_on"], "text": said(phrase.text), "subject": phrase.subject,
            "disposition": kind, "speaker_name": people.name(draw) if draw.chance(0.02) else None,
            "action_text" if kind == "accepted" else "explanation": said(
                phrase.action if kind == "accepted" else phrase.explanation
            ),
        }  # fmt: skip
        moment = source.at + timedelta(minutes=5)
        return Entry(moment, "opinion", draw.ident(moment), values)

    def _petition(self) -> Iterator[Entry]:
        draw, on = self._draw, self._day()
        phrase = draw.pick(self._phrases["government"])
        said = self._words(phrase)
        made = self._entry(on, "opinion", {
            "source_form": "direct", "kind": "petition", "received_on": on.isoformat(), "side": "government",
            "text": said(phrase.text), "request": said(phrase.request), "subject": phrase.subject,
            "place": draw.pick(people.SPOTS), "disposition": "pending",
            "due_on": (on + timedelta(days=draw.pick((15, 30, 60)))).isoformat(),
        })  # fmt: skip
        yield made
        done = min(on + timedelta(days=draw.number(3, 90)), self._last)
        kind = draw.pick(("resolve", "resolve", "resolve", "assign", "decline"))
        yield self._entry(done, "action", {
            "opinion_unit": self._unit.key, "opinion_id": made.id, "done_on": done.isoformat(), "kind": kind,
            "agency": draw.pick(AGENCIES), "text": said(phrase.action),
        })  # fmt: skip


def make(
    folder: Path, seed: int, today: date, records: int = RECORDS, tell: Callable[[str], object] = lambda words: None
) -> Desk:
    """The province's desk in a new folder, with about so many records; `tell` hears of each commune."""
    if folder.exists() and any(folder.iterdir()):
        raise DeskError(_("Thư mục {folder} không trống.").format(folder=folder), _("Chọn thư mục khác."), "exists")
    desk = Desk.init(folder, PROVINCE, "2025", "Phòng Thử nghiệm", lambda: today)
    communes = [u for u in desk.units.children(desk.unit, today.isoformat()) if u.level == "commune"][:COMMUNES]
    share = Share.of(records // len(communes))
    for number, unit in enumerate(communes, start=1):
        _write(desk, Commune(seed, unit, today).entries(share), unit.key)
        tell(_("{number}/{count}: {unit}").format(number=number, count=len(communes), unit=unit.name))
    return desk


def _write(desk: Desk, entries: Iterator[Entry], unit: str) -> None:
    """Save a commune's records in one transaction, in sets as an import does."""
    clock, context = desk.store.clock, desk.records.context(unit)
    try:
        with desk.records.writing() as saver, saver.together():
            for entry in sorted(entries, key=lambda e: (e.at, e.form == "action")):
                desk.store.clock = partial(int, entry.at.timestamp() * 1_000_000)
                form = desk.records.form(entry.form)
                record_id = id_of(form, unit, entry.values) if form.natural_key else entry.id
                desk.records.put(saver, form, entry.values, record_id, unit, context=context)
    finally:
        desk.store.clock = clock
