"""Storing what a printed appendix says."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.exchange.appendices import Printed
from dialogue_desk.exchange.figures import Frame, Told, Totals, dialogues_told, told_by
from dialogue_desk.storage.saving import Saver
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


class AppendixImporter:
    """Takes one appendix for one unit, inside the caller's transaction.

    `counts` and `steps` say what it did; what stands against it goes to the
    problems of the printed appendix, and then nothing may be stored.
    """

    def __init__(self, store: Store, records: Records, unit: str, frame: Frame) -> None:
        self._store = store
        self._records = records
        self._unit = unit
        self._frame = frame
        self.steps: list[Step] = []
        self.counts = {"created": 0, "updated": 0, "same": 0}

    def run(self, number: int, printed: Printed, saver: Saver) -> None:
        """Store every record the appendix tells."""
        form = self._store.form("directive" if number == 2 else "yearly_total")
        told = list(told_by(number, printed, self._frame))
        if number in (3, 4):
            told += dialogues_told(number, printed, self._frame, self._totals(), self._levels)
        if printed.problems:
            return
        met: set[str] = set()
        for one in told:
            record_id = self._records.keyed_id(form, self._unit, checks.with_defaults(form, one.values))
            if record_id in met:
                printed.wrong(one.line, one.column, _("dòng này có hai lần"))
                continue
            met.add(record_id)
            old = self._store.get(form.key, self._unit, record_id)
            if form.key == "yearly_total" and old is not None and self._is_older(one.values, old):
                printed.warnings.append(
                    _("{file}, dòng {row}, cột {column}: đã có số tính đến {day}, giữ số ấy.").format(
                        file=printed.file, row=one.line, column=one.column, day=old.values["as_of"] or _("hết năm")
                    )
                )
                continue
            try:
                self._put(saver, form, record_id, one, old)
            except DeskError as error:
                column = error.field if isinstance(error, RecordError) and form.key == "directive" else one.column
                printed.wrong(one.line, column, error.message)

    def _put(self, saver: Saver, form: Form, record_id: str, one: Told, old: Record | None) -> None:
        step = self._records.put(saver, form, one.values, record_id, self._unit)
        if step is None:
            self.counts["same"] += 1
            return
        self.steps.append(step)
        self.counts["created" if old is None else "updated"] += 1

    def _is_older(self, told: Values, old: Record) -> bool:
        """Whether the desk has figures up to a later day; a day given by hand stands over that."""
        if old.is_deleted or self._frame.as_of:
            return False
        return _last_day(told.get("as_of")) < _last_day(old.values["as_of"])

    def _totals(self) -> Totals:
        """The yearly totals of this unit and scope, spans apart."""
        return {
            (year, level, str(r.values["indicator"])): (value, str(r.values["as_of"] or ""))
            for r in self._records_of("yearly_total")
            if r.values["scope"] == self._frame.scope and r.values["from_year"] is None
            for year, level, value in [(r.values["year"], str(r.values["level"] or ""), r.values["value"])]
            if isinstance(year, int) and (value is None or isinstance(value, int))
        }

    def _records_of(self, form: str) -> Iterable[Record]:
        return (r for r in self._store.records(form) if r.unit == self._unit)

    def _levels(self, year: int) -> set[str]:
        """The levels that have units under this one at the end of a year."""
        return {u.level for u in self._store.units.subtree(self._unit, f"{year}-12-31")}


def _last_day(as_of: Value) -> str:
    return str(as_of or "9999")
