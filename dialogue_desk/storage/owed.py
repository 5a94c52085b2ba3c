"""The records that obligations and alerts of one unit rest on."""

from __future__ import annotations

from typing import Any

from dialogue_desk.domain.obligations import Facts, Owed, closing_day
from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.records import Record
from dialogue_desk.storage.reference import settings_of as settings_of
from dialogue_desk.storage.rows import record_columns, record_of
from dialogue_desk.storage.store import Store


def period_days(store: Store, unit: str, named: Period, family: str = "") -> Period:
    """A period under the days it has for a unit's papers: state periods may close before the month does."""
    return named.closing_on(closing_day(settings_of(store, unit), family))


def facts_of(store: Store, unit: str, year: int) -> Facts:
    """What the obligations of a unit in a year rest on."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    return Facts(
        settings_of(store, unit),
        dated(store, "session", unit, first, last),
        dated(store, "feedback", unit, f"{year - 1}-01-01", last, " AND timing = 'periodic'"),
        shown(store, "period", unit),
        shown(store, "agency", unit),
        dated(store, "reception", unit, first, last),
        [
            Owed(
                f.key,
                f.label,
                "halves" if f.every == "half" else f.every,
                f.date_field,
                f.since,
                dated(store, f.key, unit, first, last),
            )
            for f in store.forms
            if f.every and f.date_field and not f.is_closed
        ],
        shown(store, "duty_note", unit),
        store.units.level(unit),
    )


def shown(store: Store, form_key: str, unit: str, condition: str = "", given: tuple[Any, ...] = ()) -> list[Record]:
    """Records of a unit that are not in the bin, oldest first, for which an SQL condition (" AND …") holds."""
    form = store.form(form_key)
    order = f'"{form.date_field}", rid' if form.date_field else "rid"
    rows = store.conn.execute(
        f'SELECT {record_columns(form)} FROM "{form_key}" WHERE is_deleted = 0 AND unit = ?{condition}'
        f" ORDER BY {order}",
        (unit, *given),
    )
    return [record_of(form, row) for row in rows]


def dated(store: Store, form_key: str, unit: str, first: str, last: str, condition: str = "") -> list[Record]:
    """Like `shown`, within days of the form's own date, both included."""
    day = store.form(form_key).date_field
    return shown(store, form_key, unit, f' AND "{day}" BETWEEN ? AND ?{condition}', (first, last))
