"""Use cases over obligations and alerts: what is owed, what is late, which weakness shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.alerts import Box, Coverage, is_silent, months_since
from dialogue_desk.domain.obligations import MonthPlan, Obligation, obligations, plan_against_held
from dialogue_desk.domain.records import Record
from dialogue_desk.storage import alerts
from dialogue_desk.storage.owed import dated, facts_of
from dialogue_desk.storage.store import Store


@dataclass(frozen=True)
class Alerts:
    """The weaknesses that show now in one unit: see domain.alerts."""

    months_without_dissemination: int | None
    is_silent: bool
    without_individual_feedback: tuple[Record, ...]
    low_boxes: tuple[Box, ...]


@tells_trouble
class Duties:
    """What the unit owes in a year, the calendar of plan against held, and the alerts."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def obligations(self, year: int = 0, unit: str = "") -> list[Obligation]:
        """Everything a unit (default: this one) owes in a year (default: this one), by deadline."""
        year = year or self._today().year
        return obligations(year, self._today(), facts_of(self._store, unit or self._store.unit, year))

    def plan_against_held(self, year: int = 0, unit: str = "") -> list[MonthPlan]:
        """The year's twelve months: sessions still planned, held, postponed, cancelled."""
        return plan_against_held(self.sessions(year, unit))

    def sessions(self, year: int = 0, unit: str = "") -> list[Record]:
        """The year's sessions whatever their status, by day: the calendar."""
        year = year or self._today().year
        return dated(self._store, "session", unit or self._store.unit, f"{year}-01-01", f"{year}-12-31")

    def alerts(self, unit: str = "") -> Alerts:
        """The weaknesses that show today."""
        unit, today = unit or self._store.unit, self._today()
        last = alerts.last_dissemination(self._store, unit, today)
        return Alerts(
            months_since(last, today),
            is_silent(last, alerts.first_record(self._store, unit), today),
            tuple(alerts.without_individual_feedback(self._store, unit, today.year)),
            tuple(box for box in alerts.boxes_of(self._store, [unit]) if box.is_low),
        )

    def boxes(self, unit: str = "", first: str = "", last: str = "") -> list[Box]:
        """Every box of a unit and those below it, with what its openings gave."""
        return alerts.boxes_of(self._store, self._below(unit), first, last)

    def coverage(self, year: int = 0, unit: str = "") -> list[Coverage]:
        """Sessions against norms of a unit and every unit below it that is valid on the year's last day."""
        year = year or self._today().year
        return alerts.coverage(self._store, self._below(unit, f"{year}-12-31"), year)

    def _below(self, unit: str, on: str = "") -> list[str]:
        """A unit and those below it, of them only those valid `on` a day when one is given."""
        top = unit or self._store.unit
        return [top, *(u.key for u in self._store.units.subtree(top, on) if u.key != top)]
