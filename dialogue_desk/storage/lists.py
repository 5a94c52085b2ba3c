"""Lists and search: slices read straight from the tables, for screens of a few dozen rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import canonical
from dialogue_desk.domain.vietnamese import fold, normalise, sort_text
from dialogue_desk.domain.vocabulary import PETITION_STATUS
from dialogue_desk.storage import follow, word_hits
from dialogue_desk.storage.rows import record_columns, record_of, to_column
from dialogue_desk.storage.schema import LACKING_ANSWER, RID_SPACE, SETTLED
from dialogue_desk.storage.store import Store

Row = Any
"""A list's row is a `Record` without its sibling."""

SEARCH_CAP = 2_000
"""A list with a text shows at most so many of the newest hits."""

MANY = 5_000
"""So many petitions are found sooner one by one, newest first, than all together before the page."""

PETITION_FILTERS: Mapping[str, str] = {
    "petition_status": "status IN ({marks})",
    "petition_lead": "lead_agency IN ({marks})",
    "forwarded_by": "status = 'forwarded' AND forwarded_by IN ({marks})",
    "is_open": "is_open IN ({marks})",
    "general_petition": "is_too_general = 1 AND ?",
    "overdue_on": follow.OVERDUE,
    "is_unassigned": f"{follow.UNASSIGNED} AND ?",
    "due_between": "is_open = 1 AND due_on BETWEEN ? AND ?",
}
"""What a list of opinions may be filtered by besides their own fields: the state of petitions.

`forwarded_by`: waiting above, last sent up by that unit; `overdue_on` takes the
day asked (ISO), `due_between` two days (open ones with a deadline from the one to the other), `is_open` yes or no,
`general_petition` yes: petitions marked as too general; `is_unassigned` yes: given to nobody
yet. All of them keep only petitions.
`lacking_answer` (any value) keeps opinions without the action or explanation they need, petitions until settled.
"""

PETITION_ORDERS: Mapping[str, str] = {
    "petition_due": "(SELECT due_on FROM petition q WHERE q.rid = opinion.rid)",
    "petition_status": "(SELECT instr({statuses}, ',' || status || ',') FROM petition q WHERE q.rid = opinion.rid)",
    "petition_lead": "(SELECT in_order(lead_agency) FROM petition q WHERE q.rid = opinion.rid)",
}
"""What a list of opinions may be ordered by besides their own fields; those that are no petition stand last."""

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Query:
    """What a list shows.

    `text` is searched folded; `equal` wants fields (or `unit`) to have a value,
    a tuple of values meaning any of them (and see `PETITION_FILTERS`); `first`/`last` bound the form's date;
    `keys` are exactly these (unit, id); `order` is a field key, "-" before it
    for descending, default newest first; `in_bin` shows deleted records instead.
    """

    text: str = ""
    equal: Mapping[str, Value] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    keys: tuple[tuple[str, str], ...] | None = None
    order: str = ""
    in_bin: bool = False


def match_of(text: str) -> str:
    """The full-text query for a typed text: every word a prefix; empty when there is none."""
    return _match(_words(text))


def _words(text: str) -> list[str]:
    return _WORDS.findall(fold(normalise(text)))


def _match(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


def _petition_condition(key: str, value: Value) -> tuple[str, tuple[Any, ...]]:
    """A filter over the table of petitions, and what it is given."""
    wanted = value if isinstance(value, tuple) else (value,)
    return PETITION_FILTERS[key].format(marks=",".join("?" for _v in wanted)), wanted


def _are_many(store: Store, form: Form, query: Query) -> bool:
    """Whether a filter by the state of petitions lets so many through that a page of them is soon found."""
    for key, value in query.equal.items():
        if form.key == "opinion" and key in PETITION_FILTERS:
            condition, wanted = _petition_condition(key, value)
            few = f"SELECT count(*) FROM (SELECT 1 FROM petition WHERE {condition} LIMIT {MANY})"
            if store.conn.execute(few, wanted).fetchone()[0] < MANY:
                return False
    return True


def _where(form: Form, query: Query, alias: str = "", *, row_by_row: bool = False) -> tuple[str, list[Any]]:
    """The conditions of a query apart from its text.

    `row_by_row` asks for the petition of each row met, instead of first gathering all that fit.
    """
    dot = f"{alias}." if alias else ""
    parts = [f"{dot}is_deleted = ?"]
    given: list[Any] = [int(query.in_bin)]
    for key, value in query.equal.items():
        wanted = value if isinstance(value, tuple) else (value,)
        if form.key == "opinion" and key == "lacking_answer":
            parts.append(f"{LACKING_ANSWER} = 1 AND NOT {SETTLED.format(opinion=alias or form.key)}")
            continue
        if form.key == "opinion" and key in PETITION_FILTERS:
            condition, wanted = _petition_condition(key, value)
            if row_by_row:
                parts.append(f"EXISTS (SELECT 1 FROM petition WHERE petition.rid = {form.key}.rid AND {condition})")
            else:
                parts.append(f"{dot}rid IN (SELECT rid FROM petition WHERE {condition})")
            given += wanted
            continue
        if key not in form.by_key and key not in ("unit", "id", "entered_by"):
            continue
        if wanted == (None,):
            parts.append(f'{dot}"{key}" IS NULL')
            continue
        marks = ",".join("?" for _v in wanted)
        parts.append(f'{dot}"{key}" IN ({marks})')
        given += [to_column(form.by_key[key], v) if key in form.by_key else v for v in wanted]
    if form.date_field and query.first:
        parts.append(f'{dot}"{form.date_field}" >= ?')
        given.append(query.first)
    if form.date_field and query.last:
        parts.append(f'{dot}"{form.date_field}" <= ?')
        given.append(query.last)
    if query.keys is not None:
        pairs = canonical([list(key) for key in query.keys])
        # CROSS: the few keys come first, else an index over all that is not deleted would be walked.
        own = f'json_each(?) k CROSS JOIN "{form.key}" r ON r.unit = k.value ->> 0 AND r.id = k.value ->> 1'
        parts.append(f"{dot}rid IN (SELECT r.rid FROM {own})")
        given.append(pairs)
    return " AND ".join(parts), given


def _found(store: Store, form: Form, query: Query) -> list[int]:
    """Row ids of the newest records (SEARCH_CAP at most) that a query with a text finds, also by their sibling.

    The full-text index gives row ids newest first without sorting, so a common word costs no more than a rare one.
    A list asks for its count and then its pages: the last answer serves until something is written.
    """
    where, given = _where(form, query, "f")
    state = store.conn.total_changes, store.conn.execute("PRAGMA data_version").fetchone()[0]
    asked = form.key, match_of(query.text), where, tuple(given), state
    if store.last_hits and store.last_hits[0] == asked:
        return store.last_hits[1]
    found: set[int] = set()
    for part in (form, form.sibling):
        if part is None:
            continue
        base = store.rid_base[part.key]
        join = (
            f'"{form.key}" f ON f.rid = s.rowid'
            if part is form
            else f'"{part.key}" p ON p.rid = s.rowid CROSS JOIN "{form.key}" f ON f.unit = p.unit AND f.id = p.id'
        )
        rows = store.conn.execute(
            f"SELECT f.rid FROM search s CROSS JOIN {join} WHERE s.search MATCH ? AND s.rowid BETWEEN ? AND ?"
            f" AND {where} ORDER BY s.rowid DESC LIMIT ?",
            (match_of(query.text), base, base + RID_SPACE - 1, *given, SEARCH_CAP),
        )
        found.update(rid for (rid,) in rows)
    if form.key == "opinion":
        found.update(_named(store, query.text, where, given, SEARCH_CAP))
    rids = sorted(found, reverse=True)[:SEARCH_CAP]
    store.last_hits = asked, rids
    return rids


def _named(store: Store, text: str, where: str, given: Sequence[Any], limit: int) -> set[int]:
    """Row ids of the newest opinions found by their subject or the agency that has them, with the rest in a text."""
    base, found = store.rid_base["opinion"], set[int]()
    for rest, named, codes in word_hits.parts(store, _words(text)):
        if rest:
            rows = store.conn.execute(
                'SELECT f.rid FROM search s CROSS JOIN "opinion" f ON f.rid = s.rowid WHERE s.search MATCH ?'
                f" AND s.rowid BETWEEN ? AND ? AND {where} AND {named} ORDER BY s.rowid DESC LIMIT ?",
                (_match(rest), base, base + RID_SPACE - 1, *given, *codes, limit),
            )
        else:
            rows = store.conn.execute(
                f'SELECT f.rid FROM "opinion" f WHERE {where} AND {named} ORDER BY f.rid DESC LIMIT ?',
                (*given, *codes, limit),
            )
        found.update(rid for (rid,) in rows)
    return found


def page(store: Store, form: Form, query: Query, offset: int, limit: int) -> list[Row]:
    """Records of a list from `offset`, without siblings."""
    if match_of(query.text):
        where, given = "rid IN (SELECT value FROM json_each(?))", [canonical(_found(store, form, query))]
    else:
        where, given = _where(form, query, row_by_row=not query.order and _are_many(store, form, query))
    down = "DESC" if query.order.startswith("-") or not query.order else "ASC"
    order, may_be_blank = _order_of(store, form, query.order.lstrip("-"))
    blank_last = f"{order} IS NULL, " if query.order and may_be_blank else ""
    rows = store.conn.execute(
        f'SELECT {record_columns(form)} FROM "{form.key}" WHERE {where}'
        f" ORDER BY {blank_last}{order} {down}, rid {down} LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    return [record_of(form, row) for row in rows]


def _order_of(store: Store, form: Form, key: str) -> tuple[str, bool]:
    """The SQL of what a list is ordered by, "" the form's own day, and whether it may be blank; texts as people do."""
    if form.key == "opinion" and key in PETITION_ORDERS:
        statuses = "'," + ",".join(PETITION_STATUS.labels) + ",'"
        store.conn.create_function("in_order", 1, _in_order, deterministic=True)
        return PETITION_ORDERS[key].format(statuses=statuses), True
    key = key or form.date_field or "rid"
    field = form.by_key.get(key)
    if field is None or field not in form.record_fields:
        return key if key in ("rid", "updated_at", "created_at") else "rid", False
    if field.is_text:
        store.conn.create_function("in_order", 1, _in_order, deterministic=True)
        return f'in_order("{key}")', not field.required
    return f'"{key}"', not field.required


def _in_order(text: str | None) -> str | None:
    return sort_text(text) if text else None


def count(store: Store, form: Form, query: Query) -> int:
    """How many records a list has; with a text SEARCH_CAP at most."""
    if match_of(query.text):
        return len(_found(store, form, query))
    where, given = _where(form, query)
    table = form.key
    if form.key == "opinion" and query.equal and query == Query(equal=query.equal, order=query.order):
        # Only petitions that are shown have a line there, and it answers from its indexes.
        parts = [_petition_condition(key, value) for key, value in query.equal.items() if key in PETITION_FILTERS]
        if len(parts) == len(query.equal):
            table, where = "petition", " AND ".join(condition for condition, _wanted in parts)
            given = [cell for _condition, wanted in parts for cell in wanted]
    if table == form.key and "unit" in query.equal:
        where = f"+{where}"  # the units' own index finds the few; the bin's would walk everything
    counted = f'SELECT count(*) FROM "{table}"'
    if where == "is_deleted = ?" and not query.in_bin:  # how many rows a table has is known; those of the bin are few
        return int(store.conn.execute(f"SELECT ({counted}) - ({counted} WHERE is_deleted = 1)").fetchone()[0])
    return int(store.conn.execute(f"{counted} WHERE {where}", given).fetchone()[0])


class Hit(NamedTuple):
    """A record search found. `form` is the form itself also when the hit is in personal fields (`is_personal`)."""

    form: str
    unit: str
    id: str
    text: str
    is_personal: bool = False


def search(store: Store, text: str, form: Form | None, limit: int) -> list[Hit]:
    """Records any of whose texts has every word of `text` as the start of a word, accents and đ ignored.

    Among the newest hits those with the exact accents come first.
    """
    match = match_of(text)
    if not match:
        return []
    forms = [form] if form else list(store.forms)
    spaces = [f for one in forms for f in (one, one.sibling) if f is not None]
    bounds = " OR ".join("rowid BETWEEN ? AND ?" for _s in spaces) if form else "1"
    given = [n for s in spaces for n in (store.rid_base[s.key], store.rid_base[s.key] + RID_SPACE - 1)] if form else []
    rows = store.conn.execute(
        f"SELECT rowid FROM search WHERE search MATCH ? AND ({bounds}) ORDER BY rowid DESC LIMIT ?",
        (match, *given, max(limit * 4, 200)),
    )
    rids = [rid for (rid,) in rows]
    if form is None or form.key == "opinion":
        named = _named(store, text, "f.is_deleted = 0", (), max(limit * 4, 200))
        rids += sorted(named.difference(rids), reverse=True)
    hits = _hits(store, rids)
    wanted = normalise(text).casefold()
    shown = (hits[rid] for rid in rids if rid in hits)
    found = [(0 if wanted in hit.text.casefold() else 1, hit) for hit in shown]
    unique: dict[tuple[str, str, str], Hit] = {}
    for _rank, hit in sorted(found, key=lambda pair: pair[0]):
        unique.setdefault((hit.form, hit.unit, hit.id), hit)
    return list(unique.values())[:limit]


def _hits(store: Store, rids: Sequence[int]) -> dict[int, Hit]:
    """What the rows say that are not in the bin; one question a form, as there are hundreds of them."""
    by_form: dict[str, list[int]] = {}
    for rid in rids:
        by_form.setdefault(store.form_of_rid(rid).key, []).append(rid)
    found: dict[int, Hit] = {}
    for key, listed in by_form.items():
        form = store.form(key)
        columns = "".join(f', "{f.key}"' for f in form.record_fields if f.is_text)
        rows = store.conn.execute(
            f'SELECT rid, unit, id{columns} FROM "{key}"'
            " WHERE is_deleted = 0 AND rid IN (SELECT value FROM json_each(?))",
            (canonical(listed),),
        )
        of = key.removesuffix("_personal") if form.is_personal else key
        for rid, unit, record_id, *cells in rows:
            found[rid] = Hit(of, unit, record_id, " · ".join(str(c) for c in cells if c), form.is_personal)
    return found


def lookup_official(store: Store, unit: str, name: str, on: str) -> str | None:
    """The role of the official of a unit called `name` (accents ignored) on a day; None when not in the list."""
    rows = store.conn.execute(
        "SELECT name, host_role FROM official WHERE is_deleted = 0 AND unit = ?"
        " AND (valid_from IS NULL OR valid_from <= ? OR ? = '') AND (valid_to IS NULL OR valid_to >= ? OR ? = '')"
        " ORDER BY valid_from DESC, rid DESC",
        (unit, on, on, on, on),
    )
    wanted = fold(name)
    roles = {role for official, role in rows if fold(official) == wanted}
    if {"party", "government"} <= roles:
        return "both"
    return next((r for r in ("party", "government", "other") if r in roles), None)
