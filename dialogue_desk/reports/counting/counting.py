"""Figures of appendices: records and totals of a cell together (counting rules 1–8).

Rule 5 for one cell: the totals that speak (see `totals`) give their values;
records after their days are added; records within their days stay out while
the total stands, and a note shows both figures. Where no total speaks the
records do. A cell with neither is 0 only when a unit of it has records of the
counted forms in those days or declared them empty; otherwise it is blank.

A total whose days the asked days do not wholly contain (a quarter of its year,
a year of its span) cannot be split: the cell is left to records and a note
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dialogue_desk.domain.sheet import Source
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.counting.grouped import OnDemand
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.counting.tally import Bucket, Presence, Tally
from dialogue_desk.reports.counting.totals import Total, fits, read_totals, speaking, speaks_for
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store

COUNTED_FORMS = (("session", "held_on"), ("feedback", "given_on"), ("opinion", "received_on"))
"""Forms whose records make a zero a figure in Phụ lục 03–05."""


@dataclass(frozen=True)
class Amount:
    """The figure of one cell.

    `value` None is blank. `within` counts records that stay out while a total
    stands, None when there are none; `total` is the value of the totals that
    speak; `buckets` the groups of records that count.
    """

    indicator: str
    level: str
    first: str
    last: str
    value: int | None
    total: int | None = None
    within: int | None = None
    totals: tuple[Total, ...] = ()
    buckets: tuple[Bucket, ...] = field(default=(), repr=False)

    @property
    def rests_on_totals(self) -> bool:
        """Whether a total is part of it."""
        return self.total is not None

    @property
    def is_without_level(self) -> bool:
        """Whether a total that does not tell levels apart speaks in it."""
        return any(t.is_subtree and not t.level for t in self.totals)


class Counting:
    """Figures for the units below the asked one, over the asked days.

    `apart` maps units to the unit they are shown under, where units stand side by side (`top` of `amount`); `beside`
    are units of elsewhere that are kept apart too.
    """

    def __init__(
        self,
        store: Store,
        asked: Asked,
        indicators: Sequence[str],
        forms: Sequence[tuple[str, str]] = COUNTED_FORMS,
        apart: Mapping[str, str] | None = None,
        beside: Sequence[Unit] = (),
    ) -> None:
        self.store = store
        self.asked = asked
        self.indicators = tuple(indicators)
        self._forms = forms
        self._apart = apart or {}
        self.place = Subtree(store.units, asked.unit, beside)
        totals = read_totals(store, self.place, indicators, asked.first, asked.last)
        self.totals: Mapping[str, list[Total]] = {i: [t for t in totals if t.indicator == i] for i in indicators}
        self.tally = Tally(store, self.place, totals, indicators, asked.first, asked.last, apart)

    @cached_property
    def _presence(self) -> Presence:
        return Presence(self.store, self.place, self._forms, self._apart)

    def speakers(self, indicator: str, first: str, last: str, level: str = "", top: str = "") -> list[Total]:
        """The totals that speak for a cell; only those of `top` and below it when given."""
        held = self.totals[indicator]
        if top and held:
            held = [t for t in held if self._apart.get(t.unit) == top]
        return speaking(held, self.place, level, first, last) if held else []

    def amount(self, indicator: str, first: str, last: str, level: str = "", top: str = "") -> Amount:
        """The figure of an indicator over whole asked days of one or several years; `level` "" is all levels.

        `top` asks for the part of a unit that is kept apart.
        """
        speakers = self.speakers(indicator, first, last, level, top)
        telling = tuple(t for t in speakers if not t.use_records)
        total = sum(t.value or 0 for t in telling) if telling else None
        counted: list[Bucket] = []
        recorded: int | None = None
        within: int | None = None
        has_unknown = False
        for bucket, number in self._buckets(indicator, first, last, level, top):
            if self.is_silenced(bucket, telling):
                within = (within or 0) + (number or 0)
                continue
            counted.append(bucket)
            has_unknown = has_unknown or number is None
            recorded = recorded if number is None else (recorded or 0) + number
        value = None if total is None and recorded is None else (total or 0) + (recorded or 0)
        if (
            value is None
            and not has_unknown
            and self._presence.is_known(first, min(last, self.asked.today), level, top)
        ):
            value = 0
        return Amount(indicator, level, first, last, value, total, within or None, tuple(speakers), tuple(counted))

    def covered(self, amounts: Sequence[Amount], first: str, last: str) -> str:
        """The last day some figures speak about; empty when the days have not begun.

        It is the end of the asked days, unless totals stop earlier and no record after them counts.
        """
        end = min(last, self.asked.today)
        told = [t for a in amounts for t in a.totals if not t.use_records]
        if told:
            latest = max(told, key=lambda t: t.last)
            stage, year = self.tally.stage_after(latest), latest.years[-1]
            if not any(b[1] > year or b[2] >= stage for a in amounts for b in a.buckets):
                return latest.last
        return end if end >= first else ""

    def _buckets(
        self, indicator: str, first: str, last: str, level: str, top: str
    ) -> Iterator[tuple[Bucket, int | None]]:
        years = range(int(first[:4]), int(last[:4]) + 1)
        for bucket, number in self.tally.by_apart.get((indicator, top), ()):
            if bucket[1] in years and (not level or self.tally.classes[bucket[0]].level == level):
                yield bucket, number

    def is_silenced(self, bucket: Bucket, telling: Iterable[Total]) -> bool:
        """Whether a total speaks for these records, so that they stay out."""
        unit_class = self.tally.classes[bucket[0]]
        for total in telling:
            if speaks_for(total, unit_class.unit, unit_class.level, bucket[1], self.place):
                return bucket[1] < total.years[-1] or bucket[2] < self.tally.stage_after(total)
        return False

    @cached_property
    def unsplit(self) -> list[Total]:
        """Totals that share days with the asked ones but fit into no asked year (appendices by year)."""
        windows = self.asked.windows
        return [t for held in self.totals.values() for t in held if not any(fits(t, w.first, w.last) for w in windows)]

    def real_sessions(self, levels: Sequence[str] = ("",)) -> tuple[int | None, int]:
        """Recorded sessions that count in a column, each once, and how many of them count in two.

        `levels` as the sheet's columns ask. None when only totals speak: they do not tell.
        """
        both = self.tally.amounts.get("sessions_both", {})
        counted = doubled = 0
        rests_on_totals = False
        for window in self.asked.windows:
            for level in levels:
                party, government = (
                    self.amount(f"sessions_{head}", window.first, window.last, level)
                    for head in ("party", "government")
                )
                rests_on_totals = rests_on_totals or party.rests_on_totals or government.rests_on_totals
                counted += sum((a.value or 0) - (a.total or 0) for a in (party, government))
                doubled += sum(both.get(bucket) or 0 for bucket in set(party.buckets) & set(government.buckets))
        return None if rests_on_totals and not counted else counted - doubled, doubled

    def pending(self, *sides: str) -> int:
        """Counted opinions of these sides that are still being considered, whatever totals say."""
        return sum(
            number or 0 for side in sides for number in self.tally.amounts.get(f"opinions_{side}_pending", {}).values()
        )


def added(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def records_behind(cells: Mapping[str, Sequence[Amount]], shared: Shared) -> OnDemand:
    """The records behind the figures of a row; `cells` are the amounts by column."""
    held = {key: amounts for key, amounts in cells.items() if _has_source(amounts)}

    def read(key: str) -> tuple[Source, ...]:
        found: dict[str, dict[tuple[str, str], None]] = {}
        for amount in held[key]:
            for total in amount.totals:
                if not total.use_records:
                    found.setdefault("yearly_total", {})[total.unit, total.id] = None
            of_indicator = shared.sources.get(amount.indicator, {})
            for bucket in amount.buckets:
                for source in of_indicator.get(bucket, ()):
                    found.setdefault(source.form, {}).update(dict.fromkeys(source.records))
        return tuple(Source(form, tuple(records)) for form, records in found.items())

    return OnDemand(held, read)


def _has_source(amounts: Sequence[Amount]) -> bool:
    return any(a.buckets or a.rests_on_totals for a in amounts)


class Shared:
    """The records behind every figure of one sheet, read once for all its rows.

    A sheet may be shown in another thread than the one that counted, so they are read through a store of their own.
    """

    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    @cached_property
    def sources(self) -> Mapping[str, Mapping[Bucket, tuple[Source, ...]]]:
        """By indicator and bucket."""
        store = self._counting.store.another()
        try:
            return self._counting.tally.sources(store)
        finally:
            store.close()
