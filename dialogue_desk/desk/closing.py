"""Use cases around a reporting period: close its figures, open it again, keep the text of its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.periods import Period, document_date
from dialogue_desk.domain.records import Record, id_of
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.periods import frozen, periodic_report
from dialogue_desk.reports.periods.period_figures import FIGURES
from dialogue_desk.reports.report import period_named, read_asked
from dialogue_desk.storage.owed import period_days
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either


@tells_trouble
class Closing:
    """Periods of this unit. What went upward never changes silently: the sheet `changes-since-close` shows it."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    def close(self, period: str) -> Record:
        """Freeze the figures of a period ("Chốt số liệu"); closing it again makes a new revision."""
        named = period_days(self._store, self._store.unit, period_named(period))
        key = named.key
        if named.first > self._today():
            raise DeskError(
                _("Kỳ {period} chưa bắt đầu nên chưa chốt được.").format(period=named.label),
                _("Xem lại tên kỳ, hoặc chốt sau ngày {day}.").format(day=document_date(named.last.isoformat())),
                "future_period",
            )
        held = self._held(key)
        if held and held.values.get("closed_on"):
            raise DeskError(
                _("Kỳ {period} đã chốt ngày {day}.").format(
                    period=named.label, day=document_date(held.values.get("closed_on"))
                ),
                either(
                    _("Muốn chốt lại thì bấm Mở lại kỳ trước."), _("Muốn chốt lại thì mở kỳ bằng lệnh reopen trước.")
                ),
                "closed",
            )
        revision = held.values.get("revision") if held else None
        number = revision + 1 if isinstance(revision, int) else 0
        person = self._store.meta("person")
        asked = read_asked(self._store, periodic_report.REPORT, {"period": key}, self._today().isoformat())
        values = self._with(
            held, key, {"closed_on": self._today().isoformat(), "closed_by": person or None, "revision": number}
        )
        form = self._records.form("period")
        with self._records.writing() as saver:
            step = self._records.put(saver, form, values, "", self._store.unit)
            frozen.freeze(self._store, asked, person, number)
        # Told only now: what the transaction did not keep has not happened.
        self._records.done((step,) if step else (), "edit")
        return self._records.need("period", id_of(form, self._store.unit, values), self._store.unit)

    def reopen(self, period: str) -> Record:
        """Open a closed period again; what was frozen stays to compare with."""
        named = period_named(period)
        key = named.key
        held = self._held(key)
        if held is None or not held.values.get("closed_on"):
            raise DeskError(
                _("Kỳ {period} chưa chốt.").format(period=named.label), _("Không cần mở lại."), "not_closed"
            )
        return self._save(key, {"closed_on": None, "closed_by": None})

    @staticmethod
    def period_of(params: Mapping[str, Value]) -> str:
        """The period that a report's parameters name; a single whole year is one too. Empty for other times."""
        if params.get("period"):
            named = Period.parse(str(params["period"]))
            return named.key if named else ""
        year = params.get("to_year")
        is_year = year is not None and params.get("from_year") in (None, year)
        return str(year) if is_year and not (params.get("from") or params.get("to") or params.get("as_of")) else ""

    def is_closed(self, period: str) -> bool:
        """Whether the figures of a period are frozen."""
        held = self._held(self._named(period))
        return bool(held and held.values.get("closed_on"))

    @staticmethod
    def figure_names() -> tuple[str, ...]:
        """Names a report's text may call figures by, between braces."""
        return tuple(figure.name for figure in FIGURES)

    def default_text(self) -> str:
        """The text every periodic report starts from: the unit's own wording, or the shipped one."""
        return periodic_report.default_text(self._store, self._store.unit)

    def report_text(self, period: str) -> str:
        """The kept text of the period's report, else the one every report starts from; figures' names in braces."""
        held = self._held(self._named(period))
        kept = held.values.get("report_text") if held else None
        return str(kept) if kept else self.default_text()

    def keep_text(self, period: str, text: str) -> Record:
        """Keep an edited text; the starting text itself is not kept, so that it may improve."""
        is_own = text.strip() and text.strip() != self.default_text().strip()
        return self._save(self._named(period), {"report_text": text if is_own else None})

    def _named(self, period: str) -> str:
        return period_named(period).key

    def _held(self, key: str) -> Record | None:
        form = self._records.form("period")
        record = self._records.get("period", id_of(form, self._store.unit, {"period": key}), self._store.unit)
        return record if record and not record.is_deleted else None

    def _save(self, key: str, given: dict[str, Value]) -> Record:
        return self._records.save("period", self._with(self._held(key), key, given))

    @staticmethod
    def _with(held: Record | None, key: str, given: dict[str, Value]) -> Values:
        return {**(held.values if held else {"period": key}), **given}
