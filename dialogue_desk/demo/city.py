"""Single records of a whole city, 2014–2023, whose sums are Phụ lục 03–05 of Báo cáo 363-BC/TU.

The source gives sums only. Which unit held what, on which day, is drawn from
the seed: every cell is split over the units of its level (sessions) or of all
levels (feedback, whose level the source does not tell) without losing one.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from dialogue_desk.demo import people
from dialogue_desk.demo.commune import Phrase, read_phrases
from dialogue_desk.demo.draw import Draw, Entry, at
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.domain.vocabulary import CHANNELS_BY_TARGET
from dialogue_desk.paths import resource

CITY, UNIT_LIST = "31", "2023"
LAST_DAY = date(2023, 5, 30)
APPENDICES = ("03", "04", "05")
DETAILED = 0.9
"""Share of opinions entered with their text; the others are counts on their feedback."""

_TARGETS = {
    "party_org": ("03", "party"), "party_member": ("03", "party"),
    "agency": ("04", "government"), "individual": ("04", "government"),
}  # fmt: skip
_TIMINGS = {"periodic": "periodic", "regular": "regular", "adhoc": "ad_hoc"}
_LEVEL_SHARES = {"city": 0.02, "district": 0.13, "commune": 0.85}
_HEADS = tuple((level, head) for level in _LEVEL_SHARES for head in ("party", "gov"))
_COMMITTEES = {"Thành phố": "Thành ủy", "Quận": "Quận ủy", "Huyện": "Huyện ủy"}
TOTAL = 0
"""Stands for a year in the total row of an appendix."""

_TITLES = (
    "Đối thoại định kỳ với nhân dân", "Đối thoại với nông dân", "Đối thoại với thanh niên", "Đối thoại với phụ nữ",
    "Đối thoại về cải cách hành chính", "Đối thoại với doanh nghiệp, hộ kinh doanh", "Đối thoại về giải phóng mặt bằng",
)  # fmt: skip
_CONTRIBUTORS = (*(code for code, _name in people.ORGANISATIONS), "people")

Cells = Mapping[str, Mapping[int, Mapping[str, int]]]
"""Figures of the source: appendix ("03") -> year -> column -> count."""


def source_cells() -> Cells:
    """The year rows of Phụ lục 03, 04 and 05."""
    found: dict[str, dict[int, dict[str, int]]] = {}
    for appendix in APPENDICES:
        with resource("demo", f"phuluc{appendix}.csv").open(encoding="utf-8", newline="") as source:
            rows = [row for row in csv.DictReader(source) if row["year"] != "total"]
        found[appendix] = {
            int(row["year"]): {k: int(v) for k, v in row.items() if k not in ("stt", "year", "as_of")} for row in rows
        }
    return found


@dataclass
class Occasion:
    """One feedback record of the plan."""

    unit: str
    year: int
    target: str
    timing: str
    occasions: int
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Plan:
    """What every unit recorded: sessions as (unit, year, level, head), and feedback."""

    sessions: list[tuple[str, int, str, str]] = field(default_factory=list)
    feedback: list[Occasion] = field(default_factory=list)

    def by_unit(self) -> dict[str, Plan]:
        """The part of each unit, in the same order; a unit that recorded nothing has none."""
        found: dict[str, Plan] = {}
        for session in self.sessions:
            found.setdefault(session[0], Plan()).sessions.append(session)
        for occasion in self.feedback:
            found.setdefault(occasion.unit, Plan()).feedback.append(occasion)
        return found


def source_totals() -> Cells:
    """The total rows of the same appendices, as their only year `TOTAL`."""
    found = {}
    for appendix in APPENDICES:
        with resource("demo", f"phuluc{appendix}.csv").open(encoding="utf-8", newline="") as source:
            (row,) = [row for row in csv.DictReader(source) if row["year"] == "total"]
        found[appendix] = {TOTAL: {k: int(v) for k, v in row.items() if k not in ("stt", "year", "as_of")}}
    return found


def draw_plan(seed: int, tree: UnitTree, cells: Cells) -> Plan:
    """Split every cell of the source over the units."""
    draw, plan = Draw("city", seed), Plan()
    units = units_by_level(tree)
    weights = {level: draw.weights(len(listed)) for level, listed in units.items()}
    everybody = [u for listed in units.values() for u in listed]
    shares = [_LEVEL_SHARES[level] * w / sum(weights[level]) for level, listed in units.items() for w in weights[level]]
    for year, row in cells["05"].items():
        for level, head in _HEADS:
            for unit, count in zip(units[level], split(draw, row[f"{level}_{head}"], weights[level]), strict=True):
                plan.sessions += [(unit.key, year, level, head)] * count
    for target, (appendix, _side) in _TARGETS.items():
        for year, row in cells[appendix].items():
            for column, timing in _TIMINGS.items():
                counts = split(draw, row[f"{target}_{column}"], shares)
                for unit, count in zip(everybody, counts, strict=True):
                    plan.feedback += _occasions(draw, Occasion(unit.key, year, target, timing, count))
    for appendix in ("03", "04"):
        side = [o for o in plan.feedback if _TARGETS[o.target][0] == appendix]
        for year, row in cells[appendix].items():
            held = [o for o in side if o.year == year]
            for kind in ("accepted", "not_accepted"):
                for _i in range(row[f"opinions_{kind}"]):
                    draw.pick(held).counts[kind] += 1
    return plan


def sums(plan: Plan, units: Collection[str], like: Cells) -> Cells:
    """The cells of `like` as the plan gives them for some units, added up without any report's code."""
    found = {a: {y: dict.fromkeys(row, 0) for y, row in rows.items()} for a, rows in like.items()}
    for unit, year, level, head in plan.sessions:
        if unit in units:
            for column in (f"{level}_{head}", f"{level}_total", "grand_total"):
                found["05"][year][column] += 1
            found["03" if head == "party" else "04"][year][f"{head}_dialogues"] += 1
    for held in plan.feedback:
        if held.unit in units:
            row = found[_TARGETS[held.target][0]][held.year]
            timing = next(column for column, code in _TIMINGS.items() if code == held.timing)
            row[f"{held.target}_{timing}"] += held.occasions
            row[f"{held.target}_total"] += held.occasions
            for kind, count in held.counts.items():
                row[f"opinions_{kind}"] += count
                row["opinions_total"] += count
    return found


def units_by_level(tree: UnitTree) -> dict[str, list[Unit]]:
    """City, districts and communes of the 2023 list."""
    found: dict[str, list[Unit]] = {"city": [tree[CITY]], "district": [], "commune": []}
    for unit in tree.subtree(CITY, LAST_DAY.isoformat()):
        if unit.key != CITY:
            found[unit.level].append(unit)
    return found


def split(draw: Draw, total: int, weights: list[float]) -> list[int]:
    """Whole numbers that sum to `total`: half of it as even as it goes, the rest by weight and chance."""
    even = total // (2 * len(weights))
    counts = [even] * len(weights)
    for place in draw.places(weights, total - even * len(weights)):
        counts[place] += 1
    return counts


def _occasions(draw: Draw, cell: Occasion) -> Iterator[Occasion]:
    """The occasions of a unit's cell as records of one or a few occasions each."""
    left = cell.occasions
    while left:
        taken = min(left, draw.pick((1,) * 9 + (2,)))
        left -= taken
        yield Occasion(cell.unit, cell.year, cell.target, cell.timing, taken)


Phrases = Mapping[str, Sequence[Phrase]]
"""What people say, by the side it is said to."""


def phrases() -> Phrases:
    """Everything people may say."""
    found: dict[str, list[Phrase]] = {}
    for phrase in read_phrases():
        found.setdefault(phrase.side, []).append(phrase)
    return found


class UnitRecords:
    """Turns a unit's part of the plan into what its office would have typed."""

    def __init__(self, seed: int, unit: Unit, phrases: Phrases) -> None:
        self.unit = unit
        self._draw = Draw("unit", seed, unit.key)
        self._phrases = phrases

    def entries(self, own: Plan) -> Iterator[Entry]:
        """Every record of this unit's own part of the plan."""
        for _unit, year, _level, head in own.sessions:
            yield self._session(year, head)
        for occasion in own.feedback:
            yield from self._feedback(occasion)

    def _day(self, year: int, timing: str = "regular") -> date:
        last = LAST_DAY if year == LAST_DAY.year else date(year, 12, 28)
        return self._draw.day(last - timedelta(days=55) if timing == "periodic" else date(year, 1, 5), last)

    def _entry(self, on: date, form: str, values: Values) -> Entry:
        moment = at(on, 9)
        return Entry(moment, form, self._draw.ident(moment), values)

    def _head(self, head: str) -> str:
        kind = self.unit.type
        if head == "gov":
            return f"Chủ tịch UBND {kind.lower()}"
        return f"Bí thư {_COMMITTEES.get(kind, f'Đảng ủy {kind.lower()}')}"

    def _session(self, year: int, head: str) -> Entry:
        draw, on = self._draw, self._day(year)
        there = draw.number(40, 180)
        values: Values = {
            "held_on": on.isoformat(), "title": draw.pick(_TITLES), "kind": draw.pick(("periodic", "thematic")),
            "place": f"Hội trường {self.unit.name}", "count_for": "party" if head == "party" else "government",
            "chair_position": self._head(head), "participants": there, "participants_female": there // 2,
        }  # fmt: skip
        return self._entry(on, "session", values)

    def _feedback(self, occasion: Occasion) -> Iterator[Entry]:
        draw, on = self._draw, self._day(occasion.year, occasion.timing)
        detailed = [kind for kind in occasion.counts.elements() if draw.chance(DETAILED)]
        told = occasion.counts - Counter(detailed)
        values: Values = {
            "given_on": on.isoformat(), "contributor": draw.pick(_CONTRIBUTORS), "target": occasion.target,
            "channel": draw.pick(CHANNELS_BY_TARGET[occasion.target]), "timing": occasion.timing,
            "occasions": occasion.occasions, "undetailed_accepted": told["accepted"] or None,
            "undetailed_not_accepted": told["not_accepted"] or None,
        }  # fmt: skip
        entry = self._entry(on, "feedback", values)
        yield entry
        for kind in detailed:
            yield self._opinion(entry, kind, on)

    def _opinion(self, source: Entry, kind: str, on: date) -> Entry:
        draw = self._draw
        phrase = draw.pick(self._phrases[_TARGETS[str(source.values["target"])][1]])
        words = {
            "thon": draw.pick(people.HAMLETS), "noi": draw.pick(people.SPOTS), "so": draw.number(3, 9),
            "thang": draw.number(4, 9), "ho": draw.number(2, 14),
        }  # fmt: skip
        answer: Value = (phrase.action if kind == "accepted" else phrase.explanation).format(**words)
        values: Values = {
            "source_form": "feedback", "source_unit": self.unit.key, "source_id": source.id,
            "received_on": on.isoformat(), "text": phrase.text.format(**words), "subject": phrase.subject,
            "request": phrase.request.format(**words), "disposition": kind, "speaker_name": people.name(draw),
            "action_text" if kind == "accepted" else "explanation": answer,
        }  # fmt: skip
        later = source.at + timedelta(minutes=5)
        return Entry(later, "opinion", draw.ident(later), values)
