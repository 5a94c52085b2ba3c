"""What the source admits as weaknesses, told while something can still be done (Báo cáo 363-BC/TU, mục III.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold

SILENT_MONTHS = 6
"""Two quarters without any dissemination are an alert (L1)."""

EMPTY_OPENINGS = 12
"""So many openings in a row without a letter make a box one of low yield (L4)."""


def months_since(day: str, today: date) -> int | None:
    """Whole months from an ISO day to today; None when there is no day."""
    if not day:
        return None
    last = date.fromisoformat(day)
    return (today.year - last.year) * 12 + today.month - last.month - (today.day < last.day)


def is_silent(last_activity: str, since: str, today: date) -> bool:
    """Whether two quarters went by without dissemination; with none at all, since the day `since`."""
    months = months_since(last_activity or since, today)
    return months is not None and months >= SILENT_MONTHS


@dataclass(frozen=True)
class Box:
    """A suggestion box: what its openings gave. `opinions` are those linked with an opening."""

    unit: str
    location: str
    openings: int
    letters: int
    usable: int
    opinions: int
    empty_in_a_row: int
    last_opened_on: str
    records: tuple[tuple[str, str], ...] = ()

    @property
    def yield_(self) -> float:
        """Opinions per opening."""
        return self.opinions / self.openings

    @property
    def is_low(self) -> bool:
        """Whether it is one of low yield ("hiệu quả thấp")."""
        return self.empty_in_a_row >= EMPTY_OPENINGS


def boxes(openings: Iterable[Record], opinions: Mapping[tuple[str, str], int]) -> list[Box]:
    """The boxes that were opened, by unit and place; `opinions` counts them by opening (unit, id)."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(openings, key=lambda r: (str(r.values.get("opened_on")), r.id)):
        found.setdefault((record.unit, fold(str(record.values.get("location") or ""))), []).append(record)
    return [_box(unit, records, opinions) for (unit, _place), records in sorted(found.items())]


def _box(unit: str, records: Sequence[Record], opinions: Mapping[tuple[str, str], int]) -> Box:
    letters = [_count(r, "letters") for r in records]
    full = [n for n, found in enumerate(letters, start=1) if found]
    keys = tuple((r.unit, r.id) for r in records)
    return Box(
        unit, str(records[-1].values.get("location") or ""), len(records), sum(letters),
        sum(_count(r, "usable_letters") for r in records), sum(opinions.get(key, 0) for key in keys),
        len(records) - (full[-1] if full else 0), str(records[-1].values.get("opened_on") or ""), keys,
    )  # fmt: skip


def _count(record: Record, key: str) -> int:
    value = record.values.get(key)
    return value if isinstance(value, int) else 0


@dataclass(frozen=True)
class Coverage:
    """Heads who held the required number of sessions: of one unit, in one year."""

    unit: str
    party: int
    government: int
    needed_party: int
    needed_government: int
    real: int

    @property
    def party_met(self) -> bool:
        """Whether the Party head held enough."""
        return self.party >= self.needed_party

    @property
    def government_met(self) -> bool:
        """Whether the government head held enough."""
        return self.government >= self.needed_government
