"""Use cases over obligations and alerts: what is owed, what is late, which weakness shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.desk.working_days import calendar_of, is_announced
from dialogue_desk.domain.alerts import Box, Coverage, is_silent, months_since
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.obligations import KIND, MonthPlan, Obligation, obligations, plan_against_held
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.reference import Entry
from dialogue_desk.domain.vocabulary import REFERENCE_KIND
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import alerts, reference
from dialogue_desk.storage.machines import day_of
from dialogue_desk.storage.owed import dated, facts_of
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

_YEAR = re.compile(r"(?:19|20)\d\d(?:-|$)")


@dataclass(frozen=True)
class Alerts:
    """The weaknesses that show now in one unit: see domain.alerts."""

    months_without_dissemination: int | None
    is_silent: bool
    without_individual_feedback: tuple[Record, ...]
    low_boxes: tuple[Box, ...]


@dataclass(frozen=True)
class DaysOff:
    """Days of a year (ISO): weekdays off, weekend days worked; whether they are decided, and by which unit if here."""

    off: tuple[str, ...]
    worked: tuple[str, ...]
    is_announced: bool
    decided_by: str = ""


@tells_trouble
class Duties:
    """What the unit owes in a year, the calendar of plan against held, and the alerts."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    def obligations(self, year: int = 0, unit: str = "") -> list[Obligation]:
        """Everything a unit (default: this one) owes in a year (default: this one), by deadline."""
        year = year or self._today().year
        return obligations(year, self._today(), facts_of(self._store, unit or self._store.unit, year))

    def begun_on(self) -> str:
        """The day the first save was made that this desk holds (ISO, of Việt Nam); "" when it holds none."""
        first = self._store.conn.execute("SELECT min(hlc) FROM version WHERE hlc > 0").fetchone()[0]
        return day_of(int(first)) if first else ""

    def before_desk(self, unit: str = "") -> list[Obligation]:
        """What this year asks and shows as overdue only because it was due before the desk began."""
        begun = self.begun_on()
        return [o for o in self.obligations(unit=unit) if o.state == "overdue" and o.due_on < begun]

    def excuse(self, duties: Sequence[str], reason: str, text: str = "", unit: str = "") -> int:
        """Note of duties (`Obligation.key`) that they were done outside the program, or do not apply; how many.

        One operation. DeskError for a duty the unit does not owe.
        """
        unit = unit or self._store.unit
        years = {year for key in duties for year in self._years_of(key, unit)}
        owed = {o.key: o for year in sorted(years) for o in self.obligations(year, unit)}
        wrong = next((key for key in duties if key not in owed), "")
        if wrong:
            raise DeskError(
                _("Đơn vị không có nghĩa vụ nào mang mã “{duty}”.").format(duty=wrong),
                either(_("Chọn trong Việc hôm nay."), _("Xem mã bằng lệnh obligations --json.")),
                "no_duty",
            )
        form = self._records.form("duty_note")
        with self._records.writing() as saver:
            made = [
                self._records.put(saver, form, _note(owed[key], reason, text), "", unit)
                for key in dict.fromkeys(duties)
            ]
        steps = tuple(step for step in made if step is not None)
        self._records.done(steps, "edit")
        return len(steps)

    def _years_of(self, key: str, unit: str) -> tuple[int, ...]:
        """The year of a duty: as its key says, else of the session it is about, else this one."""
        kind, _colon, about = key.partition(":")
        session = self._store.get("session", unit, about) if kind in ("announce", "publish") else None
        named = str(session.values.get("held_on")) if session else about.rpartition(":")[2]
        return (int(named[:4]),) if _YEAR.match(named) else (self._today().year,)

    def days_off(self, year: int, unit: str = "") -> DaysOff:
        """The days a unit does not work in a year beside weekends, and Saturdays and Sundays it does work."""
        unit = unit or self._store.unit
        sent = reference.sent_days(self._store, unit)
        calendar = calendar_of(reference.settings_of(self._store, unit), sent)
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
        days = [day for day in days if day.year == year]
        off = tuple(d.isoformat() for d in days if d.weekday() < 5 and not calendar.is_workday(d))
        worked = tuple(d.isoformat() for d in days if d.weekday() >= 5 and calendar.is_workday(d))
        deciders = [e.unit for e in reference.in_force(self._store, unit, "days_off") if e.name == str(year)]
        return DaysOff(off, worked, is_announced(year, sent), next(iter(deciders), ""))

    def lists(self) -> list[tuple[Entry, str, bool]]:
        """Every entry of the lists held here, when it was saved last, and whether it counts for this unit today."""
        counting = {(e.unit, e.id) for e in reference.in_force(self._store, self._store.unit, *REFERENCE_KIND.labels)}
        return [
            (
                entry,
                self._records.need("reference", entry.id, entry.unit).updated_at,
                (entry.unit, entry.id) in counting,
            )
            for entry in reference.every(self._store)
        ]

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


def _note(owed: Obligation, reason: str, text: str) -> Values:
    """The note of a duty; where nobody wrote what it was, its kind and subject."""
    said = text or f"{KIND.label(owed.kind)}: {owed.subject}"
    return {"duty": owed.key, "reason": reason, "text": said}
