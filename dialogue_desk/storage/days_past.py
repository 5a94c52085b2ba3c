"""Petitions as they were at the end of a day gone by: what was done or decided later says nothing about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from dialogue_desk.domain.followup import PetitionState, Step
from dialogue_desk.storage import follow
from dialogue_desk.storage.follow import Key, Then
from dialogue_desk.storage.saving import versions_of
from dialogue_desk.storage.store import Store


def overdue_at(store: Store, day: date, units: Sequence[str]) -> dict[Key, PetitionState]:
    """Petitions of these units that were open and past their deadline at the end of a day, the latest first."""
    on = day.isoformat()
    rows = store.conn.execute(
        "SELECT unit, id FROM petition WHERE opened_on <= ?1 AND (is_open = 1 OR times_reopened > 0"
        " OR coalesce(resolved_on, declined_on) > ?1) AND unit IN (SELECT value FROM json_each(?2))",
        (on, json.dumps(list(units))),
    )
    states = states_at(store, [(unit, opinion_id) for unit, opinion_id in rows], on)
    late = sorted((-days, key) for key, state in states.items() if (days := state.overdue_days(day)))
    return {key: states[key] for _days, key in late}


def states_at(store: Store, keys: Sequence[Key], on: str) -> dict[Key, PetitionState]:
    """The states of these petitions at the end of a day (ISO): only steps done by then, and the deadline of then."""

    return follow.states_of(store, keys, _then(store, on))


def lay_out(store: Store, on: str) -> None:
    """Make `temp.petition_then`: petitions received by the end of a day as they stood then, like `petition`."""
    conn = store.conn
    conn.execute("DROP TABLE IF EXISTS temp.petition_then")
    conn.execute(f"CREATE TEMP TABLE petition_then (rid INTEGER PRIMARY KEY, {', '.join(follow.COLUMNS[1:])})")
    # What no step later than the day speaks of stood then as it stands now.
    columns = ", ".join(follow.COLUMNS)
    conn.execute(
        f"INSERT INTO temp.petition_then SELECT {columns} FROM petition WHERE opened_on <= ? AND NOT {_MOVED}", (on, on)
    )
    marks = ", ".join("?" for _c in follow.COLUMNS)
    lines = follow.lines_then(store, follow.find(store, f"opened_on <= ? AND {_MOVED}", (on, on)), _then(store, on))
    conn.executemany(f"INSERT INTO temp.petition_then VALUES ({marks})", lines)


_MOVED = (
    "EXISTS (SELECT 1 FROM action a WHERE a.is_deleted = 0 AND a.opinion_id = petition.id"
    " AND a.opinion_unit = petition.unit AND +a.done_on > ?)"
)
"""SQL over `petition`, one parameter: whether a step was taken later than a day."""


def _then(store: Store, on: str) -> Then:
    def then(row: Any, steps: Sequence[Step]) -> tuple[Any, list[Step]]:
        rid, unit, opinion_id, received_on, due_on, *rest = row
        due_then = _due_then(store, (unit, opinion_id), due_on, steps, on)
        return (rid, unit, opinion_id, received_on, due_then, *rest), [s for s in steps if s.done_on <= on]

    return then


def _due_then(store: Store, key: Key, due_on: str | None, steps: Sequence[Step], on: str) -> str | None:
    """The deadline a petition had of its own.

    An assignment writes its deadline into the petition, so what a later one brought did not stand yet: before it
    stood what the petition's versions said.
    """
    later = [s for s in steps if s.kind == "assign" and s.new_due_on and s.done_on > on]
    brought = {s.new_due_on for s in later}
    if due_on not in brought:
        return due_on
    first = min(s.stamp for s in later)
    versions = versions_of(store, store.form("opinion"), *key)
    before = [v.values.get("due_on") for v in versions if v.stamp < first]
    while before and before[-1] in brought:
        before.pop()
    return str(before[-1]) if before and before[-1] else None
