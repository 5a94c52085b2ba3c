"""The demonstration commune: dialogues, opinions, petitions and their steps of the last two to three years.

Unit and list are real, everything in it is invented. It ends at the day it is
made, so that the home page has things overdue, due and ahead.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dialogue_desk.demo import people, registers
from dialogue_desk.demo.draw import Draw, Entry, at, write
from dialogue_desk.desk import Desk
from dialogue_desk.desk.records import today
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.paths import resource

UNIT, UNIT_LIST, PERSON = "11842@2025", "2025", "Phạm Thị Hạnh"
_THEMES = (
    ("Đối thoại định kỳ với nhân dân", ("general", "households"), "periodic"),
    ("Đối thoại với nông dân về sản xuất và tiêu thụ nông sản", ("farmers", "ocop"), "thematic"),
    ("Đối thoại với đoàn viên, thanh niên", ("youth",), "thematic"),
    ("Đối thoại với hội viên phụ nữ", ("women",), "thematic"),
    ("Đối thoại với các hộ kinh doanh", ("business",), "thematic"),
    ("Đối thoại về cải cách hành chính, chuyển đổi số", ("general",), "thematic"),
    ("Đối thoại với cựu chiến binh và người cao tuổi", ("veterans", "elderly"), "thematic"),
    ("Đối thoại với các hộ có đất thu hồi làm đường gom", ("land_affected",), "ad_hoc"),
    ("Đối thoại với công nhân thuê trọ", ("workers",), "thematic"),
    ("Đối thoại với giáo viên, phụ huynh", ("education",), "thematic"),
    ("Đối thoại về vệ sinh môi trường nông thôn", ("households", "women"), "thematic"),
)


@dataclass(frozen=True)
class Phrase:
    """What people say about a subject, and how it may be answered."""

    subject: str
    side: str
    competence: str
    agency: str
    text: str
    request: str
    action: str
    explanation: str


def make(folder: Path, seed: int, on: date | None = None) -> Desk:
    """Make the demonstration desk in an empty folder and return it open; `on` is the day it ends (today)."""
    day = on or today()
    desk = Desk.init(folder, UNIT, UNIT_LIST, PERSON, lambda: day)
    write(desk, Commune(seed, day, desk.unit).entries())
    return desk


class Commune:
    """Draws everything the commune's office would have typed."""

    def __init__(self, seed: int, on: date, unit: str) -> None:
        self.draw = Draw("commune", seed)
        self.today = on
        self.unit = unit
        self.first = date(on.year - 2, 1, 1)
        self.phrases = read_phrases()
        self._waiting: list[Phrase] = []
        self._typed: dict[date, int] = {}
        self.sources: list[tuple[str, str, date]] = []

    def entries(self) -> Iterator[Entry]:
        """Every record, in no order."""
        yield from registers.entries(self)
        for number, (held_on, status) in enumerate(self._session_days()):
            yield from self._session(number, held_on, status)
        for source, on in list(self._other_sources()):
            yield from self._opinions(source, on, self.draw.number(1, 2))
        for _i in range(14):
            yield from self._opinions(None, self.draw.day(self.first, self.today - timedelta(days=4)), 1)

    # -- when --------------------------------------------------------------------

    def entry(self, on: date, form: str, values: Values) -> Entry:
        """A record typed on a day, a few minutes after the one before."""
        turn = self._typed[on] = self._typed.get(on, 0) + 1
        moment = at(on, 8) + timedelta(minutes=3 * turn)
        return Entry(moment, form, self.draw.ident(moment), values)

    def _session_days(self) -> Iterator[tuple[date, str]]:
        """About forty days: one or two a month, three of the last weeks, and what is planned."""
        month = self.first
        while month < self.today.replace(day=1) - timedelta(days=1):
            last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            for _i in range(self.draw.number(0, 1) if month.month in (1, 2) else 2 if self.draw.chance(0.25) else 1):
                yield self.draw.day(month, min(last, self.today - timedelta(days=30))), "held"
            month = last + timedelta(days=1)
        for days in (24, 13, 5):
            yield self.today - timedelta(days=days), "held"
        for days, status in ((4, "planned"), (11, "planned"), (26, "planned"), (33, "postponed")):
            yield self.today + timedelta(days=days), status
        yield self.draw.day(self.first + timedelta(days=90), self.today - timedelta(days=200)), "cancelled"

    # -- sessions ------------------------------------------------------------------

    def _session(self, number: int, held_on: date, status: str) -> Iterator[Entry]:
        draw = self.draw
        title, audiences, kind = _THEMES[number % len(_THEMES)]
        heads: tuple[str, ...] = draw.pick((("party",), ("government",), ("government",), ("party", "government")))
        hamlet = draw.pick(people.HAMLETS)
        people_there = draw.number(48, 190)
        values: Values = {
            "held_on": held_on.isoformat(), "status": status, "kind": kind, "mode": "in_person",
            "title": title if kind == "periodic" else f"{title}, thôn {hamlet}" if draw.chance(0.4) else title,
            "place": "Hội trường trung tâm xã" if draw.chance(0.6) else f"Nhà văn hóa thôn {hamlet}",
            "start_time": "08:00" if draw.chance(0.6) else "14:00",
            "chair_name": people.head(heads[0], held_on).name,
            "chair_position": people.head(heads[0], held_on).position,
            "count_for": "both" if len(heads) > 1 else heads[0], "audiences": tuple(audiences),
        }  # fmt: skip
        if kind == "ad_hoc":
            values["ad_hoc_reasons"] = ("complex", "crowd")
        if len(heads) > 1:
            values["co_chairs"] = people.head(heads[1], held_on).name
        if held_on < date(2025, 7, 1):
            values["notes"] = "Cuộc do xã cũ tổ chức trước khi sắp xếp, nhập lại từ sổ."
        if status != "held":
            typed = min(self.today, held_on) - timedelta(days=draw.number(2, 9))
            if held_on > self.today + timedelta(days=20):
                values["announced_on"] = None
            yield self.entry(typed, "session", values)
            return
        announced = held_on - timedelta(days=draw.number(7, 12) if draw.chance(0.9) else draw.number(3, 6))
        count = draw.number(4, 8)
        values |= {
            "end_time": "11:00" if values["start_time"] == "08:00" else "16:45",
            "announced_on": announced.isoformat(), "participants": people_there,
            "participants_female": draw.number(people_there // 3, people_there // 2),
            "speakers": count + draw.number(0, 4), "opinions_declared": count,
            "issues_declared": count + draw.number(0, 5), "answered_on_spot_declared": count // 2,
        }  # fmt: skip
        if (self.today - held_on).days > 20:
            concluded = held_on + timedelta(days=draw.number(2, 6))
            mark = "TB/ĐU" if heads[0] == "party" else "TB-UBND"
            values |= {
                "conclusion_number": f"{draw.number(11, 240)}{'-' if heads[0] == 'party' else '/'}{mark}",
                "conclusion_on": concluded.isoformat(),
                "published_on": (concluded + timedelta(days=draw.number(1, 5))).isoformat(),
            }
        session = self.entry(min(self.today, held_on + timedelta(days=draw.number(0, 2))), "session", values)
        yield session
        source: Values = {"source_form": "session", "source_unit": self.unit, "source_id": session.id}
        yield from self._opinions(source, held_on, count)

    # -- opinions ------------------------------------------------------------------

    def _other_sources(self) -> Iterator[tuple[dict[str, Value], date]]:
        for form, record_id, on in registers.sources(self):
            yield {"source_form": form, "source_unit": self.unit, "source_id": record_id}, on

    def _opinions(self, source: dict[str, Value] | None, on: date, count: int) -> Iterator[Entry]:
        for _i in range(count):
            yield from self._opinion(source or {"source_form": "direct"}, on)

    def _phrase(self) -> Phrase:
        if not self._waiting:
            self._waiting = self.draw.shuffled(self.phrases)
        return self._waiting.pop()

    def _opinion(self, source: dict[str, Value], on: date) -> Iterator[Entry]:
        draw, phrase = self.draw, self._phrase()
        hamlet, age = draw.pick(people.HAMLETS), (self.today - on).days
        metres = 40 if "{so} m " in phrase.request + phrase.action else 1
        words: dict[str, object] = {
            "thon": hamlet, "noi": self._spot(phrase), "so": draw.number(3, 9) * metres,
            "thang": draw.number(4, 9), "ho": draw.number(2, 14),
        }  # fmt: skip
        is_petition = phrase.side == "government" and draw.chance(0.6)
        is_anonymous = source["source_form"] == "box_opening" or draw.chance(0.05)
        values: Values = {
            **source, "received_on": on.isoformat(), "kind": "petition" if is_petition else "opinion",
            "side": phrase.side, "subject": phrase.subject, "text": phrase.text.format(**words),
            "request": phrase.request.format(**words), "place": f"thôn {hamlet}", "competence": phrase.competence,
            "is_anonymous": is_anonymous, "speaker_group": draw.pick(("nông dân", "phụ nữ", "cựu chiến binh", "hưu trí",
                                                                       "thanh niên", "hộ kinh doanh", "công nhân")),
        }  # fmt: skip
        if source["source_form"] == "direct":
            values["channel"] = draw.pick(("F14", "F13", "F10", "F12"))
        if not is_anonymous:
            values |= {"speaker_name": people.name(draw), "speaker_address": f"thôn {hamlet}"}
            if draw.chance(0.3):
                values["speaker_phone"] = f"09{draw.number(10_000_000, 99_999_999)}"
        if is_petition:
            days = draw.number(15, 30) if phrase.competence == "commune" else 90
            values |= {"due_on": (on + timedelta(days=days)).isoformat(), "lead_agency": phrase.agency}
            values["is_hotspot"] = phrase.subject == "land" and draw.chance(0.2)
            if draw.chance(0.06):
                values |= {"request": None, "is_too_general": True}
        chance = draw.number(1, 100)
        decided = on + timedelta(days=draw.number(3, 12))
        if decided < self.today and (age > 60 or chance < 50):
            who = people.head("party" if phrase.side == "party" else "government", on).position
            kind = "accepted" if chance < 82 else "not_accepted" if chance < 97 else "pending"
            if kind != "pending":
                text = phrase.action if kind == "accepted" else phrase.explanation
                values |= {
                    "disposition": kind, "decided_by": who, "decided_on": decided.isoformat(),
                    "action_text" if kind == "accepted" else "explanation": text.format(**words),
                }  # fmt: skip
        values["answered_on_spot"] = source["source_form"] == "session" and draw.chance(0.4)
        entry = self.entry(min(self.today, on + timedelta(days=2)), "opinion", values)
        yield entry
        if is_petition:
            yield from self._steps(entry, phrase, words, on)

    def _spot(self, phrase: Phrase) -> str:
        if phrase.subject == "religion":
            return self.draw.pick(people.TEMPLES)
        return self.draw.pick(people.PRODUCTS if "Sản phẩm {noi}" in phrase.text else people.SPOTS)

    # -- petitions -----------------------------------------------------------------

    def _steps(self, petition: Entry, phrase: Phrase, words: dict[str, object], on: date) -> Iterator[Entry]:
        """The way of a petition: old ones are done with, those of the last weeks stand at every step."""
        draw = self.draw
        age = (self.today - on).days
        waits_above = phrase.competence == "city" and age < 280
        path: list[tuple[str, int, Values]] = [("assign", draw.number(1, 3), {"agency": phrase.agency})]
        if draw.chance(0.5):
            path.append(("progress", draw.number(2, 5), {"text": "Đã kiểm tra thực địa cùng trưởng thôn."}))
        if waits_above:
            path.append(("forward_up", draw.number(1, 3), {"text": "Vượt thẩm quyền xã, chuyển cấp trên xem xét."}))
        elif phrase.competence != "commune" and draw.chance(0.4):
            path.append(("decline", 2, {"text": "Không thuộc thẩm quyền của xã; đã hướng dẫn gửi cơ quan quản lý."}))
        else:
            if draw.chance(0.12):
                later = (on + timedelta(days=30)).isoformat()
                path.append(("extend", 2, {"new_due_on": later, "text": "Chờ xác minh thêm."}))
            path.append(("resolve", draw.number(2, 9), {"text": phrase.action.format(**words)}))
            how = draw.pick(("in_person", "writing", "phone", "meeting"))
            how_satisfied = draw.pick(("satisfied", "satisfied", "satisfied", "no_reply", "unsatisfied"))
            path.append(("notify", draw.number(1, 3), {"notified_how": how, "satisfaction": how_satisfied}))
            path.append(("close", 2, {}))
        stops = draw.number(0, 2) if age < 26 or (age < 130 and draw.chance(0.3)) else len(path)
        day = on
        for kind, days, more in path[:stops]:
            day += timedelta(days=days)
            if day > self.today:
                return
            values: Values = {
                "opinion_unit": self.unit, "opinion_id": petition.id, "done_on": day.isoformat(), "kind": kind, **more
            }  # fmt: skip
            yield self.entry(max(day, petition.at.date()), "action", values)


def read_phrases() -> list[Phrase]:
    """Everything people may say."""
    with resource("demo", "opinions.tsv").open(encoding="utf-8", newline="") as source:
        return [Phrase(**row) for row in csv.DictReader(source, delimiter="\t")]
