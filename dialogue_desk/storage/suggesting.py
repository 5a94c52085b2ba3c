"""Earlier answers in a field, and what a person entered: small questions asked while somebody types."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue_desk.domain.fields import Form
from dialogue_desk.storage.schema import RID_SPACE
from dialogue_desk.storage.store import Store

LOOKED_AT = 5_000
"""A field's newest answers that count as known."""


def answers(store: Store, form: Form, key: str, unit: str = "") -> list[tuple[str, int]]:
    """Distinct answers in a field of the newest records and how often each was given, the commonest first.

    With `unit` only that unit's own records count: a city does not offer a commune's hamlets.
    """
    condition = f'is_deleted = 0 AND "{form.field(key).key}" IS NOT NULL'
    given: list[object] = []
    if unit:
        condition += " AND unit = ?"
        given.append(unit)
    rows = store.conn.execute(
        f'SELECT answer, count(*) FROM (SELECT "{key}" AS answer FROM "{form.key}" WHERE {condition}'
        " ORDER BY rid DESC LIMIT ?) GROUP BY answer ORDER BY count(*) DESC, answer",
        (*given, LOOKED_AT),
    )
    return [(str(answer), int(times)) for answer, times in rows]


def saves(store: Store) -> Iterator[tuple[int, str, str]]:
    """Saves made at this desk, newest first: row id, who, when (UTC, ISO). Personal siblings are left out."""
    siblings = {store.rid_base[form.sibling.key] // RID_SPACE for form in store.forms if form.sibling}
    rows = store.conn.execute("SELECT rid, text ->> 'by', text ->> 'at' FROM version WHERE batch = 0 ORDER BY vid DESC")
    for rid, by, at in rows:
        if rid // RID_SPACE not in siblings:
            yield int(rid), str(by or ""), str(at or "")
