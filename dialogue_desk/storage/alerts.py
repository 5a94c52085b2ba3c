"""The facts behind the alerts: dissemination, individual feedback, boxes, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogue_desk.domain.alerts import Box, Coverage, boxes
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.obligations import matches
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.storage.owed import dated, settings_of, shown
from dialogue_desk.storage.store import Store


def last_dissemination(store: Store, unit: str, today: date) -> str:
    """The day of a unit's last dissemination up to today; "" when there is none."""
    row = store.conn.execute(
        "SELECT max(held_on) FROM dissemination WHERE is_deleted = 0 AND unit = ? AND held_on <= ?",
        (unit, today.isoformat()),
    ).fetchone()
    return str(row[0] or "")


def first_record(store: Store, unit: str) -> str:
    """The day since which a unit keeps records here; "" when it has none."""
    days = [
        store.conn.execute(f'SELECT min("{day}") FROM "{form}" WHERE is_deleted = 0 AND unit = ?', (unit,)).fetchone()
        for form, day in (("session", "held_on"), ("feedback", "given_on"), ("opinion", "received_on"))
    ]
    return min((str(row[0]) for row in days if row[0]), default="")


def without_individual_feedback(store: Store, unit: str, year: int) -> list[Record]:
    """Contributing organisations that gave no feedback to a person in a year (L2): remind them."""
    bodies = [
        a
        for a in shown(store, "agency", unit)
        if a.values.get("kind") in ("contributor", "both")
        and str(a.values.get("valid_to") or "9999") >= f"{year}-01-01"
    ]
    names = frozenset(fold(str(a.values.get("name") or "")) for a in bodies)
    given = dated(
        store, "feedback", unit, f"{year}-01-01", f"{year}-12-31", " AND target IN ('individual', 'party_member')"
    )
    return [a for a in bodies if not any(matches(a, f, names) for f in given)]


def boxes_of(store: Store, units: Sequence[str], first: str = "", last: str = "") -> list[Box]:
    """Every box of these units with what its openings between two days (empty: all) gave."""
    openings = [r for unit in units for r in dated(store, "box_opening", unit, first or "0", last or "9")]
    counts = store.conn.execute(
        "SELECT source_unit, source_id, count(*) FROM opinion"
        " WHERE is_deleted = 0 AND source_id IN (SELECT id FROM box_opening) AND source_form = 'box_opening'"
        " GROUP BY source_unit, source_id"
    )
    return boxes(openings, {(unit, record_id): n for unit, record_id, n in counts})


def coverage(store: Store, units: Sequence[str], year: int) -> list[Coverage]:
    """How many sessions each of these units held in a year, by head, against its norms.

    From single records; a year that rests on totals is read from the report head-coverage.
    """
    rows = store.conn.execute(
        "SELECT unit, sum(count_for IN ('party', 'both')), sum(count_for IN ('government', 'both')), count(*)"
        " FROM session WHERE is_deleted = 0 AND status = 'held' AND count_for <> 'none'"
        " AND held_on BETWEEN ? AND ? GROUP BY unit",
        (f"{year}-01-01", f"{year}-12-31"),
    )
    held = {unit: (party, government, real) for unit, party, government, real in rows}
    found = []
    for unit in units:
        settings = settings_of(store, unit)
        party, government, real = held.get(unit, (0, 0, 0))
        norms = _norm(settings.get("norm_party")), _norm(settings.get("norm_government"))
        found.append(Coverage(unit, party, government, *norms, real))
    return found


def _norm(value: Value) -> int:
    return value if isinstance(value, int) else 1
