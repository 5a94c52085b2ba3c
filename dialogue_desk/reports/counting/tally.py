"""Records counted by SQL: what each class of units recorded, by year and by indicator.

Units for which the same totals may speak form one class, so that a city's ten
years come out of one GROUP BY a form with a handful of rows.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.sheet import Source
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.counting.totals import Total
from dialogue_desk.storage import year_counts
from dialogue_desk.storage.owed import period_days
from dialogue_desk.storage.store import Store

TARGETS = {"party_org": "party", "party_member": "party", "agency": "government", "individual": "government"}
TIMINGS = {"periodic": "periodic", "regular": "regular", "ad_hoc": "adhoc"}

BAD_SOURCES = """
  SELECT 'session', unit, id FROM session WHERE is_deleted = 1 OR status <> 'held'
  UNION ALL SELECT 'feedback', unit, id FROM feedback WHERE is_deleted = 1
  UNION ALL SELECT 'box_opening', unit, id FROM box_opening WHERE is_deleted = 1
  UNION ALL SELECT 'reception', unit, id FROM reception WHERE is_deleted = 1
"""
"""Sources whose opinions do not count: deleted ones, and sessions that were not held."""

COUNTED_OPINION = (
    "r.counts_as_feedback = 1 AND (r.source_id IS NULL OR r.source_form = 'direct'"
    f" OR (r.source_form, r.source_unit, r.source_id) NOT IN ({BAD_SOURCES}))"
)
"""Counting rule 4: recorded opinions that count, of a source that stands."""


@dataclass(frozen=True)
class Measure:
    """How the records of a form count.

    `code` yields the parts of an indicator's name, `amounts` what is summed,
    `by_side` the condition that leaves the records of one side.
    """

    form: str
    date: str
    where: str
    code: str
    amounts: tuple[str, ...] = ("count(*)",)
    by_side: Mapping[str, str] = field(default_factory=dict)


SESSIONS = Measure(
    "session", "held_on", "r.status = 'held' AND r.count_for IN ('party','government','both')", "r.count_for"
)
FEEDBACK = Measure(
    "feedback",
    "given_on",
    "1",
    "r.target || ' ' || r.timing",
    ("sum(r.occasions)", "sum(r.undetailed_accepted)", "sum(r.undetailed_not_accepted)"),
    {
        "party": "r.target IN ('party_org', 'party_member')",
        "government": "r.target IN ('agency', 'individual')",
    },
)
OPINIONS = Measure(
    "opinion",
    "received_on",
    COUNTED_OPINION,
    "r.side || '_' || r.disposition",
    by_side={"party": "r.side = 'party'", "government": "r.side = 'government'"},
)
DISSEMINATIONS = Measure(
    "dissemination",
    "held_on",
    "1",
    "'all'",
    ("sum(r.conferences)", "sum(r.participants)", "sum(r.documents_issued)"),
)


def indicators_of(measure: Measure, code: str) -> tuple[tuple[str, int], ...]:
    """The indicators a group of records counts for, each with the place of its amount."""
    if measure is SESSIONS:
        heads = ("party", "government", "both") if code == "both" else (code,)
        return tuple((f"sessions_{head}", 0) for head in heads)
    if measure is OPINIONS:
        return ((f"opinions_{code}", 0),)
    if measure is DISSEMINATIONS:
        return ("conferences", 0), ("conference_participants", 1), ("documents_issued", 2)
    target, _blank, timing = (code or "").partition(" ")
    if target not in TARGETS or timing not in TIMINGS:
        return ()  # a package may bring what no form here would save: it is listed to be looked at, and counts nowhere
    short, side = TIMINGS[timing], TARGETS[target]
    return (f"{target}_{short}", 0), (f"opinions_{side}_accepted", 1), (f"opinions_{side}_not_accepted", 2)


MEASURES = (SESSIONS, FEEDBACK, OPINIONS, DISSEMINATIONS)

KEPT = tuple(year_counts.Kind(m.form, m.date, m.where, m.code, m.amounts) for m in MEASURES)
"""What is kept by year (`storage/year_counts`): the same records, codes and amounts that are counted here."""


def measures_for(indicators: Sequence[str]) -> tuple[Measure, ...]:
    """The measures that feed some indicators."""
    decided = any(i.endswith("accepted") for i in indicators)
    wanted = {
        "session": any(i.startswith("sessions_") for i in indicators),
        "feedback": decided or any(i.startswith(tuple(TARGETS)) for i in indicators),
        "opinion": any(i.startswith("opinions_") for i in indicators),
        "dissemination": "conferences" in indicators,
    }
    return tuple(m for m in MEASURES if wanted[m.form])


def sides_of(indicators: Sequence[str]) -> tuple[str, ...]:
    """The sides whose feedback and opinions some indicators are about."""
    sides = {TARGETS[t] for t in TARGETS for i in indicators if i.startswith(t)}
    sides |= {i.split("_")[1] for i in indicators if i.startswith("opinions_")}
    return tuple(sorted(sides))


@dataclass(frozen=True)
class UnitClass:
    """Units of one level for which the same totals may speak; `unit` is one of them, `apart` what they are kept by."""

    level: str
    unit: str
    apart: str = ""


_KEPT_SQL = """
SELECT c.class, y.year, y.code, sum(y.a), sum(y.b), sum(y.c) FROM temp.unit_class c
CROSS JOIN year_count y ON y.form = ?1 AND y.unit = c.unit AND y.year BETWEEN ?2 AND ?3
WHERE NOT EXISTS (SELECT 1 FROM year_stale s WHERE s.form = ?1 AND s.unit = c.unit) GROUP BY 1, 2, 3
"""

Bucket = tuple[int, int, int]
"""(class, year, stage): the stage counts the days of totals' ends that lie before."""


class Tally:
    """What the units of a place recorded from `first` to `last`, for some indicators.

    `totals` are those that may speak; records are told apart by their last
    days. `apart` keeps units apart that a sheet shows side by side.
    """

    def __init__(
        self,
        store: Store,
        place: Subtree,
        totals: Sequence[Total],
        indicators: Sequence[str],
        first: str,
        last: str,
        apart: Mapping[str, str] | None = None,
    ) -> None:
        self._store = store
        self._place = place
        self._span = (first, last)
        self._wanted = frozenset(indicators) | {
            "sessions_both",
            "opinions_party_pending",
            "opinions_government_pending",
        }
        self._sides = sides_of(indicators)
        self._measures = measures_for(indicators)
        self.ends = sorted({t.last for t in totals if not t.last.endswith("-12-31")})
        self._apart = apart or {}
        self.classes, self._class_of = self._classes(totals)

    def _classes(self, totals: Sequence[Total]) -> tuple[list[UnitClass], dict[str, int]]:
        reaching = {t.unit for t in totals if t.is_subtree}
        own = {t.unit for t in totals if not t.is_subtree}
        found: dict[tuple[Any, ...], int] = {}
        classes: list[UnitClass] = []
        class_of: dict[str, int] = {}
        for unit in self._place.units.values():
            above = tuple(step for step in self._place.path(unit.key) if step in reaching) if reaching else ()
            apart = self._apart.get(unit.key, "")
            key = unit.level, above, unit.key if unit.key in own else "", apart
            if key not in found:
                found[key] = len(classes)
                classes.append(UnitClass(unit.level, unit.key, apart))
            class_of[unit.key] = found[key]
        return classes, class_of

    def stage_after(self, total: Total) -> int:
        """The first stage whose records lie after the days of a total, within its last year; none does at its end."""
        return len(self.ends) + 1 if total.last.endswith("-12-31") else bisect_right(self.ends, total.last)

    @cached_property
    def amounts(self) -> Mapping[str, Mapping[Bucket, int | None]]:
        """Amounts by indicator and bucket; None where there are records whose amount nobody knows."""
        found: dict[str, dict[Bucket, int | None]] = {}
        for measure in self._measures:
            for *bucket, code, amounts in self._groups(measure):
                for indicator, place in indicators_of(measure, code):
                    is_undetailed = measure is FEEDBACK and place > 0
                    if indicator not in self._wanted or (is_undetailed and amounts[place] is None):
                        continue
                    of_indicator = found.setdefault(indicator, {})
                    key: Bucket = (bucket[0], bucket[1], bucket[2])
                    old, new = of_indicator.get(key), amounts[place]
                    of_indicator[key] = new if old is None else old + (new or 0)
        return found

    @cached_property
    def by_apart(self) -> Mapping[tuple[str, str], Sequence[tuple[Bucket, int | None]]]:
        """The same amounts by indicator and by what the units are kept apart by ("" for all of them)."""
        found: dict[tuple[str, str], list[tuple[Bucket, int | None]]] = {}
        for indicator, buckets in self.amounts.items():
            found[indicator, ""] = list(buckets.items())
            if self._apart:
                for bucket, number in buckets.items():
                    found.setdefault((indicator, self.classes[bucket[0]].apart), []).append((bucket, number))
        return found

    def _groups(self, measure: Measure) -> Iterator[tuple[Any, ...]]:
        first, last = self._span
        # A part of a year, and records on both sides of a total's end, are told by their days alone.
        by_year = first.endswith("-01-01") and last.endswith("-12-31") and not self.ends
        self._lay_out(self._store)
        if by_year and self._is_kept:
            rows = self._store.conn.execute(_KEPT_SQL, (measure.form, int(first[:4]), int(last[:4]))).fetchall()
            for unit_class, year, code, *amounts in rows:
                yield unit_class, year, 0, code or None, amounts[: len(measure.amounts)]
            if not self._lay_out(self._store, measure.form):
                return
        sql = self._sql(measure, ", ".join(measure.amounts))
        if by_year and self._is_kept:
            sql += " AND r.unit IN (SELECT unit FROM temp.unit_class)"
        sql += " GROUP BY 1, 2, 3, 4"
        for unit_class, year, stage, code, *amounts in self._store.conn.execute(sql, self._span):
            yield unit_class, int(year), stage, code, amounts

    @cached_property
    def _is_kept(self) -> bool:
        return year_counts.is_kept(self._store, KEPT)

    def _lay_out(self, store: Store, stale: str = "") -> int:
        """Put the class of every unit beside the records, in memory; a join on it is ten times one on JSON.

        `stale` leaves the units whose kept counts of that form wait to be made anew. Returns how many there are.
        """
        conn = store.conn
        conn.execute("CREATE TEMP TABLE IF NOT EXISTS unit_class (unit TEXT PRIMARY KEY, class INTEGER) WITHOUT ROWID")
        conn.execute("DELETE FROM temp.unit_class")
        found = list(self._class_of.items())
        if stale:
            waiting = {unit for (unit,) in conn.execute("SELECT unit FROM year_stale WHERE form = ?", (stale,))}
            found = [pair for pair in found if pair[0] in waiting]
        conn.executemany("INSERT INTO temp.unit_class VALUES (?, ?)", found)
        return len(found)

    def _sql(self, measure: Measure, columns: str) -> str:
        """Class, year, stage and code of each record, then `columns`."""
        stage = " + ".join(f"(r.{measure.date} > '{end}')" for end in self.ends) or "0"
        where = measure.where
        if measure.by_side and len(self._sides) == 1:
            where += f" AND {measure.by_side[self._sides[0]]}"
        if measure is OPINIONS and FEEDBACK not in self._measures:
            where = f"r.disposition = 'pending' AND {where}"
        # Over years nearly every record counts: reading the table in order beats the index on the day.
        by_scan = "+" if self._span[1][:4] > self._span[0][:4] else ""
        return (
            f"SELECT c.class, substr(r.{measure.date}, 1, 4), {stage}, {measure.code}, {columns}"
            f' FROM "{measure.form}" r CROSS JOIN temp.unit_class c ON c.unit = r.unit'
            f" WHERE {by_scan}r.is_deleted = 0 AND {by_scan}r.{measure.date} BETWEEN ? AND ? AND {where}"
        )

    def sources(self, store: Store) -> Mapping[str, Mapping[Bucket, tuple[Source, ...]]]:
        """The records behind each amount; read through `store`, which may be another thread's."""
        found: dict[str, dict[Bucket, list[tuple[str, str, str]]]] = {}
        self._lay_out(store)
        for measure in self._measures:
            each = ", ".join(a.removeprefix("sum(").rstrip(")") if a != "count(*)" else "1" for a in measure.amounts)
            sql = self._sql(measure, f"r.unit, r.id, {each}") + " ORDER BY r.rid"
            for unit_class, year, stage, code, unit, record_id, *amounts in store.conn.execute(sql, self._span):
                for indicator, place in indicators_of(measure, code):
                    if indicator in self._wanted and amounts[place]:
                        of_indicator = found.setdefault(indicator, {})
                        of_indicator.setdefault((unit_class, int(year), stage), []).append(
                            (measure.form, unit, record_id)
                        )
        return {
            indicator: {bucket: by_form(records) for bucket, records in buckets.items()}
            for indicator, buckets in found.items()
        }


def by_form(records: Sequence[tuple[str, str, str]]) -> tuple[Source, ...]:
    """Records as (form, unit, id), gathered by form."""
    forms = dict.fromkeys(form for form, _unit, _id in records)
    return tuple(Source(f, tuple((unit, rid) for form, unit, rid in records if form == f)) for f in forms)


class Presence:
    """Which units have records, or said that there was nothing: only theirs is a zero (counting rule 5).

    `forms` are the forms whose records tell, each with its date; `apart` as in `Counting`.
    """

    def __init__(
        self, store: Store, place: Subtree, forms: Sequence[tuple[str, str]], apart: Mapping[str, str]
    ) -> None:
        self._conn = store.conn
        self._apart = apart
        self._place = place
        self._forms = forms
        self._nothing = nothing_reported(store)
        self._known: dict[tuple[str, str, str, str], bool] = {}
        self._recording: dict[tuple[str, str], frozenset[str]] = {}

    def is_known(self, first: str, last: str, level: str = "", top: str = "") -> bool:
        """Whether some unit of a level (or of any) has records in these days or reported nothing for all of them.

        Only units shown under `top` are asked when one is given.
        """
        key = first, last, level, top
        if key not in self._known:
            units = self._units.get((level, top), [])
            self._known[key] = any(
                covers(self._nothing[unit], first, last) for unit in units if unit in self._nothing
            ) or self._have_record(units, first, last, is_one_of_many=bool(top))
        return self._known[key]

    @cached_property
    def _units(self) -> Mapping[tuple[str, str], list[str]]:
        """Units by level and by the unit they are shown under, "" being any."""
        found: dict[tuple[str, str], list[str]] = {}
        for unit in self._place.units.values():
            for top in {"": None, self._apart.get(unit.key, ""): None}:
                for level in ("", unit.level):
                    found.setdefault((level, top), []).append(unit.key)
        return found

    def _have_record(self, units: Sequence[str], first: str, last: str, *, is_one_of_many: bool) -> bool:
        """Where many units stand side by side, who recorded anything in these days is read once for all of them."""
        if not is_one_of_many:
            return any(self._has_record(form, day, first, last, units) for form, day in self._forms)
        if (first, last) not in self._recording:
            self._recording[first, last] = frozenset(
                unit
                for form, day in self._forms
                for (unit,) in self._conn.execute(
                    f'SELECT DISTINCT unit FROM "{form}" WHERE is_deleted = 0 AND {day} BETWEEN ? AND ?', (first, last)
                )
            )
        return not self._recording[first, last].isdisjoint(units)

    def _has_record(self, form: str, day: str, first: str, last: str, units: Sequence[str]) -> bool:
        found = self._conn.execute(
            f'SELECT 1 FROM "{form}" WHERE is_deleted = 0 AND {day} BETWEEN ? AND ?'
            " AND unit IN (SELECT value FROM json_each(?)) LIMIT 1",
            (first, last, json.dumps(units)),
        )
        return found.fetchone() is not None


def nothing_reported(store: Store) -> dict[str, list[tuple[str, str]]]:
    """The spans of days each unit declared empty."""
    found: dict[str, list[tuple[str, str]]] = {}
    for unit, key in store.conn.execute(
        "SELECT unit, period FROM period WHERE is_deleted = 0 AND nothing_to_report = 1 ORDER BY period"
    ):
        named = Period.parse(key or "")
        if named is not None:
            days = period_days(store, unit, named)
            found.setdefault(unit, []).append((days.first.isoformat(), days.last.isoformat()))
    return found


def covers(spans: Sequence[tuple[str, str]], first: str, last: str) -> bool:
    """Whether spans of days together cover every day from `first` to `last`."""
    day = date.fromisoformat(first)
    for start, end in sorted(spans):
        if start <= day.isoformat() <= end:
            day = date.fromisoformat(end) + timedelta(days=1)
    return day.isoformat() > last
