"""The years, quarters or months a trend divides the asked time into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dialogue_desk.domain.periods import Period
from dialogue_desk.reports.report import Asked

REFORM = "2025-07-01"
"""From this day there are two levels: units before and after it are not the same."""

REFORM_REMARK = "Từ 01/7/2025: chính quyền hai cấp"


@dataclass(frozen=True)
class Slot:
    """One stretch of a trend. `key` is the period's name (2023, 2023-Q2, 2023-05); days are ISO, within the asked ones.

    `end` is the last day of the whole period, whatever part of it was asked.
    """

    key: str
    label: str
    first: str
    last: str
    start: str
    end: str

    @property
    def holds_reform(self) -> bool:
        """Whether the reform falls into it."""
        return self.start <= REFORM <= self.end

    def is_part(self, covered: str) -> bool:
        """Whether figures up to `covered` tell only a part of the period."""
        return self.first > self.start or covered < self.end


def step_of(asked: Asked) -> str:
    """How the asked time is divided when nobody chose: several years by year, one by month."""
    return asked.step or ("year" if len(asked.years) > 1 else "month")


def slots(asked: Asked) -> tuple[Slot, ...]:
    """The stretches of the asked time that have begun, oldest first."""
    found = []
    for year in asked.years:
        for key in _keys(year, step_of(asked)):
            period = Period.parse(key)
            assert period is not None
            start, end = period.first.isoformat(), period.last.isoformat()
            first, last = max(start, asked.first), min(end, asked.last)
            if first <= last and first <= asked.today:
                found.append(Slot(key, _label(key), first, last, start, end))
    return tuple(found)


def _keys(year: int, step: str) -> Iterator[str]:
    if step == "quarter":
        yield from (f"{year}-Q{quarter}" for quarter in range(1, 5))
    elif step == "month":
        yield from (f"{year}-{month:02d}" for month in range(1, 13))
    else:
        yield str(year)


def _label(key: str) -> str:
    year, _, part = key.partition("-")
    if part.startswith("Q"):
        return f"Quý {'I II III IV'.split()[int(part[1]) - 1]}/{year}"
    return f"{part}/{year}" if part else year


def of_slot(asked: Asked, slot: Slot) -> Asked:
    """The same question for one stretch alone."""
    return replace(asked, first=slot.first, last=slot.last, period="", as_of="")


def part_label(slot: Slot, covered: str) -> str:
    """The label of a stretch that is told only in part: "2023 (đến 30/5)"."""
    if not slot.is_part(covered):
        return slot.label
    if slot.first > slot.start:
        return f"{slot.label} (từ {_day(slot.first)})"
    return f"{slot.label} (đến {_day(covered)})"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day:02d}/{day.month:02d}" if day.month < 3 else f"{day.day:02d}/{day.month}"


def days_between(first: str, last: str) -> int:
    """Days from one ISO day to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)) // timedelta(days=1)
