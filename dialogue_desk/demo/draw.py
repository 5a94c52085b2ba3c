"""Seeded chance and the writing of what it drew: the same seed gives the same records with the same ids."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Protocol, TypeVar

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Context, Value, Values
from dialogue_desk.domain.records import id_of

T = TypeVar("T")
VIETNAM = timedelta(hours=7)


class Draw:
    """One stream of chance."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random(" ".join(map(str, seed)))

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self._random.randrange(len(choices))]

    def some(self, choices: Sequence[T], least: int, most: int) -> list[T]:
        """Several of the choices, in their order."""
        taken = set(self._random.sample(range(len(choices)), min(len(choices), self.number(least, most))))
        return [c for i, c in enumerate(choices) if i in taken]

    def shuffled(self, choices: Iterable[T]) -> list[T]:
        """All of the choices in another order."""
        found = list(choices)
        self._random.shuffle(found)
        return found

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(least, most)

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random.random() < share

    def weights(self, count: int) -> list[float]:
        """So many positive weights, some units busy and most not."""
        return [self._random.random() ** 2 + 0.05 for _i in range(count)]

    def places(self, weights: Sequence[float], count: int) -> list[int]:
        """So many places, each drawn by its weight."""
        return self._random.choices(range(len(weights)), weights, k=count)

    def day(self, first: date, last: date) -> date:
        """A day of a span, never a Sunday where that can be avoided."""
        found = first + timedelta(days=self.number(0, max(0, (last - first).days)))
        return found - timedelta(days=1) if found.weekday() == 6 and found > first else found

    def ident(self, at: datetime) -> str:
        """A UUIDv7 of that moment."""
        raw = bytearray(int(at.timestamp() * 1000).to_bytes(6, "big") + self._random.randbytes(10))
        raw[6] = 0x70 | raw[6] & 0x0F
        raw[8] = 0x80 | raw[8] & 0x3F
        return str(uuid.UUID(bytes=bytes(raw)))


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """That hour in Việt Nam."""
    return datetime.combine(day, time(hour, minute), UTC) - VIETNAM


@dataclass(frozen=True)
class Entry:
    """A record to be saved: when it was typed, its form and id, and what was typed."""

    at: datetime
    form: str
    id: str
    values: Mapping[str, Value]


class Office(Protocol):
    """A unit whose records are drawn: its days, its chance, what brought opinions."""

    draw: Draw
    today: date
    first: date
    sources: list[tuple[str, str, date]]

    def entry(self, on: date, form: str, values: Values) -> Entry:
        """A record typed on a day."""


def write(desk: Desk, entries: Iterable[Entry], unit: str = "") -> int:
    """Save entries in order of time through the desk, in one transaction; returns how many."""
    unit = unit or desk.unit
    ordered = sorted(entries, key=lambda e: e.at)
    clock = desk.store.clock
    count = 0
    context: Context | None = None
    try:
        with desk.records.writing() as saver:
            for entry in ordered:
                desk.store.clock = partial(int, entry.at.timestamp() * 1_000_000)
                form = desk.records.form(entry.form)
                if context is None or entry.form in ("settings", "official"):
                    context = desk.records.context(unit)
                record_id = id_of(form, unit, entry.values) if form.natural_key or form.is_single else entry.id
                desk.records.put(saver, form, entry.values, record_id, unit, context=context)
                if entry.form == "settings":
                    context = None
                count += 1
    finally:
        desk.store.clock = clock
    return count
