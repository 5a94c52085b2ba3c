"""The state of every petition as a local table, so that lists and counts need not fold steps.

`petition` is derived: never sent, dropped and rebuilt at will. It has a line for
each shown opinion of kind petition. Saves keep it in step through `touched`;
the merge's fast path calls `refresh` once for all its keys. Nothing in it
depends on today: whether a petition is overdue is asked with a day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.followup import PetitionState, Step, fold
from dialogue_desk.domain.reference import DAYS
from dialogue_desk.domain.story import Story, story_of, untouched
from dialogue_desk.storage import driver, schema
from dialogue_desk.storage.store import Store
from dialogue_desk.storage.working_days import usual_deadlines

Key = tuple[str, str]
"""A petition's unit and id."""

Then = Callable[[Any, Sequence[Step]], tuple[Any, list[Step]]]
"""A row of `_petitions` and its steps, as they were."""

Usual = Callable[[str, str], str]
"""The deadline of a petition that has none, by its unit and the day it was received (`working_days`)."""

FORMS = frozenset({"opinion", "action", "settings", "reference"})
"""Forms whose records decide a petition's state."""

COLUMNS = (
    "rid", "unit", "id", "is_too_general", "status", "is_open", "lead_agency", "due_on", "is_due_usual",
    "suspended_on", "opened_on", "since_on", "forwarded_on", "forwarded_by", "resolved_on", "declined_on",
    "notified_on", "closed_on", "satisfaction", "times_reopened", "steps", "out_of_order",
    "first_settled_on", "first_settled_as", "first_late_on", "story",
)  # fmt: skip

OVERDUE = "is_open = 1 AND due_on < ? AND (suspended_on IS NULL OR due_on < suspended_on)"
"""SQL over `petition`, one parameter: the day asked. True from the day after the deadline."""

UNASSIGNED = "(status = 'new' OR (status = 'assigned' AND lead_agency IS NULL))"
"""SQL over `petition`: nobody has it yet (`PetitionState.is_unassigned`)."""

_STEP_COLUMNS = (
    "unit, id, kind, done_on, hlc, de, n, action_ref, agency, text, new_due_on, satisfaction, document_number,"
    " document_on"
)


def keys_touched(store: Store, form_key: str, unit: str, record_id: str, values: Mapping[str, Value]) -> Sequence[Key]:
    """The petitions whose state a record decides: an opinion its own, an action that of its opinion.

    Settings decide the deadline of every petition of the unit that has none of its own; days off and norms that are
    sent down also that of the units below.
    """
    if form_key == "opinion":
        return [(unit, record_id)]
    if form_key == "action":
        return [(str(values.get("opinion_unit") or ""), str(values.get("opinion_id") or ""))]
    if form_key == "reference" and values.get("kind") not in (*DAYS, "norm"):
        return []
    rows = store.conn.execute(
        "SELECT unit, id FROM opinion WHERE kind = 'petition' AND due_on IS NULL AND is_deleted = 0"
        + (" AND unit = ?" if form_key == "settings" else ""),
        (unit,) if form_key == "settings" else (),
    )
    return [(owner, opinion_id) for owner, opinion_id in rows]


def touched(store: Store, form: Form, unit: str, record_id: str, values: Mapping[str, Value]) -> None:
    """Keep the table in step with one record of `FORMS` that is shown anew; other forms do nothing."""
    if form.key in FORMS:
        refresh(store, keys_touched(store, form.key, unit, record_id, values))


def refresh(store: Store, keys: Iterable[Key]) -> None:
    """Fold these petitions anew, inside the caller's transaction; keys that are none lose their line.

    `keys` are (unit, id) of opinions: for changed actions, the opinions they belong to.
    """
    waiting, usual = iter(sorted(set(keys))), usual_deadlines(store)
    while chunk := list(islice(waiting, 400)):
        found = _petitions(store, chunk)
        held = {(row[1], row[2]) for row in found}
        gone = [key for key in chunk if key not in held]
        if gone:
            store.conn.executemany("DELETE FROM petition WHERE unit = ? AND id = ?", gone)
        if found:
            _write(store, list(_lines(store, found, _steps_of(store, sorted(held)), usual)))


def begin(store: Store, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write the lines of petitions that are new here, inside the caller's transaction.

    `rows` are theirs as `_petitions` reads them: row id, unit, id, day received, deadline, lead agency, whether it is
    anonymous and whether too general.
    """
    waiting, usual = iter(rows), usual_deadlines(store)
    while chunk := list(islice(waiting, 400)):
        lines = list(_lines(store, chunk, _steps_of(store, [(row[1], row[2]) for row in chunk]), usual))
        store.conn.executemany(_INSERT, lines)


def rebuild(store: Store) -> int:
    """Make the table new from the records; returns how many petitions there are."""
    with driver.transaction(store.conn):
        lines = list(_whole(store))
        store.conn.execute("DELETE FROM petition")
        store.conn.executemany(_INSERT, lines)
        store.set_meta(schema.PETITIONS_STALE, "")
    return len(lines)


def rebuild_if_stale(store: Store) -> None:
    """Rebuild when an upgrade, a salvage or a program with other columns asks for it (`schema.PETITIONS_STALE`)."""
    held = tuple(row[1] for row in store.conn.execute("PRAGMA table_info(petition)"))
    if held == COLUMNS and not store.meta(schema.PETITIONS_STALE):
        return
    with driver.transaction(store.conn):
        store.conn.execute("DROP TABLE IF EXISTS petition")
        for statement in schema.split_script(schema.PETITION):
            store.conn.execute(statement)
        rebuild(store)


def state_of(store: Store, unit: str, opinion_id: str) -> PetitionState | None:
    """The whole state of one petition, with its history; None for what is no petition."""
    return states_of(store, [(unit, opinion_id)]).get((unit, opinion_id))


def _as_now(row: Any, steps: Sequence[Step]) -> tuple[Any, list[Step]]:
    return row, list(steps)


def states_of(store: Store, keys: Sequence[Key], then: Then = _as_now) -> dict[Key, PetitionState]:
    """The whole states of these petitions, with their histories; `then` turns what they have back to another day."""
    found: dict[Key, PetitionState] = {}
    waiting, usual = iter(keys), usual_deadlines(store)
    while chunk := list(islice(waiting, 400)):
        rows, steps = [], _steps_of(store, chunk)
        for now in _petitions(store, chunk):
            row, steps[row[1], row[2]] = then(now, steps.get((now[1], now[2]), ()))
            rows.append(row)
        found |= {(row[1], row[2]): state for row, state in _fold_all(store, rows, steps, usual)}
    return found


def lines_then(store: Store, keys: Sequence[Key], then: Then) -> Iterator[tuple[Any, ...]]:
    """The lines of these petitions, as `COLUMNS` names them, with what `then` makes of each and of its steps."""
    waiting, usual = iter(keys), usual_deadlines(store)
    while chunk := list(islice(waiting, 400)):
        steps = _steps_of(store, chunk)
        told = [then(row, steps.get((row[1], row[2]), ())) for row in _petitions(store, chunk)]
        taken = {(row[1], row[2]): steps for row, steps in told}
        yield from _lines(store, [row for row, _steps in told], taken, usual)


def find(
    store: Store, where: str = "", given: Sequence[Any] = (), order: str = "opened_on, rid", limit: int = -1
) -> list[Key]:
    """Keys of the petitions for which an SQL condition over `petition` holds, in order; -1 is all of them."""
    condition = f" WHERE {where}" if where else ""
    found = store.conn.execute(f"SELECT unit, id FROM petition{condition} ORDER BY {order} LIMIT ?", (*given, limit))
    return [(unit, opinion_id) for unit, opinion_id in found]


def count(store: Store, where: str = "", given: Sequence[Any] = ()) -> int:
    """How many petitions an SQL condition over `petition` holds for."""
    condition = f" WHERE {where}" if where else ""
    return int(store.conn.execute(f"SELECT count(*) FROM petition{condition}", given).fetchone()[0])


def is_overdue(today: date) -> tuple[str, tuple[str]]:
    """The condition for `find` and `count`: past the deadline on `today`."""
    return OVERDUE, (today.isoformat(),)


def roles(store: Store, unit: str) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Two questions about a unit's petitions: may that unit take every step, does it stand above.

    Whoever continues a dissolved unit's petitions writes in that unit's name. What ever stood above the unit or
    above what it became may answer: an answer outlives the unit that gave it.
    """
    above = store.units.stood_above(unit)

    def is_own(other: str) -> bool:
        return other == unit

    def is_above(other: str) -> bool:
        return other != unit and other in above

    return is_own, is_above


def _petitions(store: Store, keys: Sequence[Key]) -> list[Any]:
    """What folding needs of these opinions, of those that are shown petitions. CROSS: the keys come first."""
    marks = ",".join("(?,?)" for _k in keys)
    return store.conn.execute(  # type: ignore[no-any-return]
        "SELECT rid, unit, id, received_on, due_on, lead_agency, is_anonymous, is_too_general"
        f" FROM (VALUES {marks}) k CROSS JOIN opinion ON unit = k.column1 AND id = k.column2"
        " WHERE kind = 'petition' AND is_deleted = 0",
        [part for key in keys for part in key],
    ).fetchall()


def _steps_of(store: Store, keys: Sequence[Key]) -> dict[Key, list[Step]]:
    marks = ",".join("?" for _k in keys)
    wanted = set(keys)
    rows = store.conn.execute(
        f"SELECT opinion_unit, opinion_id, {_STEP_COLUMNS} FROM action"
        f" WHERE is_deleted = 0 AND opinion_id IN ({marks})",
        [key[1] for key in keys],
    )
    return {key: steps for key, steps in _group(rows).items() if key in wanted}


def _group(rows: Iterable[Any]) -> dict[Key, list[Step]]:
    found: dict[Key, list[Step]] = {}
    for opinion_unit, opinion_id, unit, action_id, kind, done_on, hlc, de, n, *texts in rows:
        step = Step(unit, action_id, kind or "", done_on or "", (hlc, de, n), *(text or "" for text in texts))
        found.setdefault((opinion_unit, opinion_id), []).append(step)
    return found


def _fold_all(
    store: Store, rows: Iterable[Any], steps: Mapping[Key, Sequence[Step]], usual: Usual
) -> Iterator[tuple[Any, PetitionState]]:
    known: dict[str, tuple[Callable[[str], bool], Callable[[str], bool]]] = {}
    for row in rows:
        _rid, unit, opinion_id, received_on, due_on, lead_agency, is_anonymous, _is_too_general = row
        if unit not in known:
            known[unit] = roles(store, unit)
        is_own, is_above = known[unit]
        yield (
            row,
            fold(
                steps.get((unit, opinion_id), ()),
                opened_on=received_on or "",
                due_on=due_on or "",
                usual_due="" if due_on else usual(unit, received_on or ""),
                lead_agency=lead_agency or "",
                is_anonymous=bool(is_anonymous),
                is_own=is_own,
                is_above=is_above,
            ),
        )


def _write(store: Store, lines: Sequence[tuple[Any, ...]]) -> None:
    """Write lines; new ones apart, because a plain insert costs a third of an upsert."""
    marks = ",".join("?" for _line in lines)
    rids = [line[0] for line in lines]
    held = {row[0] for row in store.conn.execute(f"SELECT rid FROM petition WHERE rid IN ({marks})", rids)}
    store.conn.executemany(_INSERT, (line for line in lines if line[0] not in held))
    store.conn.executemany(_UPSERT, (line for line in lines if line[0] in held))


_INSERT = f"INSERT INTO petition ({', '.join(COLUMNS)}) VALUES ({', '.join('?' for _c in COLUMNS)})"
_UPSERT = f"{_INSERT} ON CONFLICT (rid) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in COLUMNS[3:])}"


def _lines(
    store: Store, rows: Iterable[Any], steps: Mapping[Key, Sequence[Step]], usual: Usual
) -> Iterator[tuple[Any, ...]]:
    """Lines of the table, as `COLUMNS` names them."""
    begun = []
    for row in rows:
        rid, unit, opinion_id, received_on, due_on, lead_agency, _is_anonymous, is_too_general = row
        if (unit, opinion_id) in steps:
            begun.append(row)
            continue
        usual_due = "" if due_on else usual(unit, received_on or "")
        yield (
            rid,
            unit,
            opinion_id,
            *_untouched(received_on or "", due_on or "", usual_due, lead_agency or "", bool(is_too_general)),
        )
    for row, state in _fold_all(store, begun, steps, usual):
        yield *row[:3], *_cells(state, story_of(state, row[5] or ""), is_too_general=bool(row[7]))


def _cells(s: PetitionState, told: Story, *, is_too_general: bool) -> tuple[Any, ...]:
    """A line of the table from its fourth cell on. A story without a step says no more than other columns do."""
    first_settled_on, first_settled_as = told.settled[0] if told.settled else (None, None)
    return (
        int(is_too_general), s.status, int(s.is_open), s.lead_agency or None,
        s.due_on or None, int(s.is_due_usual), s.suspended_on or None, s.opened_on, s.since_on,
        s.forwarded_on or None, s.forwarded_by or None, s.resolved_on or None, s.declined_on or None,
        s.notified_on or None, s.closed_on or None, s.satisfaction or None, s.times_reopened, len(s.history),
        sum(t.is_out_of_order for t in s.history), first_settled_on, first_settled_as,
        told.first_late_on or None, _told(told) if s.history else None,
    )  # fmt: skip


def _told(story: Story) -> str:
    """A story as its column holds it: all but the day of receipt, which has a column of its own."""
    return json.dumps(story[1:], ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=16_384)
def _untouched(
    received_on: str, due_on: str, usual_due: str, lead_agency: str, is_too_general: bool
) -> tuple[Any, ...]:
    """The same of petitions without a step, which most of a package are: many share their day."""
    state = fold((), opened_on=received_on, due_on=due_on, usual_due=usual_due, lead_agency=lead_agency)
    return _cells(state, untouched(state.term_on, lead_agency), is_too_general=is_too_general)


def read_story(opened_on: str, text: str | None, first_late_on: str | None, lead_agency: str | None) -> Story:
    """The story of a line of the table, from these of its columns; without `story` nobody has taken a step."""
    if not text:
        terms, agencies = ((("", told),) if told else () for told in (first_late_on, lead_agency))
        return Story(opened_on, (), (), first_late_on or "", terms, agencies)
    return Story(opened_on, *_READ.raw_decode(text)[0])


_READ = json.JSONDecoder()


def _whole(store: Store) -> Iterator[tuple[Any, ...]]:
    """Every line the table should have, folded from the records."""
    rows = store.conn.execute(
        "SELECT rid, unit, id, received_on, due_on, lead_agency, is_anonymous, is_too_general FROM opinion"
        " WHERE kind = 'petition' AND is_deleted = 0"
    ).fetchall()
    steps = store.conn.execute(f"SELECT opinion_unit, opinion_id, {_STEP_COLUMNS} FROM action WHERE is_deleted = 0")
    return _lines(store, rows, _group(steps), usual_deadlines(store))


def astray(store: Store) -> list[Key]:
    """Petitions whose line is missing, superfluous or says something else than their steps: none in a sound desk."""
    held = set(store.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM petition").fetchall())
    return sorted({(line[1], line[2]) for line in held.symmetric_difference(_whole(store))})


def by_status(store: Store, where: str = "", given: Sequence[Any] = ()) -> dict[str, int]:
    """How many petitions have each status; statuses nobody has are absent."""
    condition = f" WHERE {where}" if where else ""
    return dict(store.conn.execute(f"SELECT status, count(*) FROM petition{condition} GROUP BY status", given))


def agencies(store: Store, units: Sequence[str]) -> list[str]:
    """The agencies that have petitions of these units (none: of all), those with the most first."""
    rows = store.conn.execute(
        "SELECT lead_agency FROM petition WHERE lead_agency IS NOT NULL"
        " AND (?1 = '[]' OR unit IN (SELECT value FROM json_each(?1))) GROUP BY lead_agency ORDER BY count(*) DESC, 1",
        (json.dumps(list(units)),),
    )
    return [name for (name,) in rows]


def open_by_agency(store: Store, units: Sequence[str], today: str) -> list[tuple[str, int, int]]:
    """Open petitions of these units (none: of all) by the agency that has them ("" nobody): how many, how many late."""
    rows = store.conn.execute(
        f"SELECT coalesce(lead_agency, ''), count(*), sum({OVERDUE.replace('?', '?1')}) FROM petition"
        " WHERE is_open = 1 AND (?2 = '[]' OR unit IN (SELECT value FROM json_each(?2)))"
        " GROUP BY 1 ORDER BY 3 DESC, 2 DESC, 1",
        (today, json.dumps(list(units))),
    )
    return [(name, count, late or 0) for name, count, late in rows]


def linked(store: Store, key: Key) -> list[Key]:
    """Opinions joined with this one by "similar" links in either direction, itself first."""
    found = [key]
    for unit, opinion_id in found:
        rows = store.conn.execute(
            "SELECT similar_unit, similar_id FROM opinion WHERE unit = ?1 AND id = ?2 AND is_deleted = 0"
            " AND similar_id IS NOT NULL"
            " UNION SELECT unit, id FROM opinion WHERE is_deleted = 0 AND similar_id = ?2 AND similar_unit = ?1",
            (unit, opinion_id),
        )
        found += [near for near in rows.fetchall() if near not in found]
    return found
