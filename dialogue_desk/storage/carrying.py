"""What is held, stated, sent and received: the tables behind packages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogue_desk.domain.ranges import Held, Range, ranges_of
from dialogue_desk.domain.records import canonical
from dialogue_desk.storage.store import Store

LINE_COLUMNS = "v.vid, v.de, v.n, v.hash, c.unit, c.id"


@dataclass(frozen=True, slots=True)
class Carried:
    """One stored version that might travel."""

    vid: int
    de: str
    n: int
    hash: str
    form: str
    unit: str
    id: str


def versions_in(store: Store, form: str, units: Iterable[str]) -> list[Carried]:
    """Every version of a form's records of some units."""
    rows = store.conn.execute(
        f'SELECT {LINE_COLUMNS} FROM "{form}" c CROSS JOIN version v ON v.rid = c.rid'
        " WHERE c.unit IN (SELECT value FROM json_each(?))",
        (canonical(sorted(units)),),
    )
    return [Carried(vid, de, n, digest, form, unit, record_id) for vid, de, n, digest, unit, record_id in rows]


def versions_of_keys(store: Store, form: str, keys: Iterable[tuple[str, str]]) -> list[Carried]:
    """Every version of some records of a form, given as (unit, id)."""
    found: list[Carried] = []
    for unit, record_id in keys:
        rows = store.conn.execute(
            f'SELECT {LINE_COLUMNS} FROM "{form}" c CROSS JOIN version v ON v.rid = c.rid'
            " WHERE c.unit = ? AND c.id = ?",
            (unit, record_id),
        )
        found += [Carried(vid, de, n, digest, form, u, i) for vid, de, n, digest, u, i in rows]
    return found


def answers_on(store: Store, from_units: Iterable[str], on_units: Iterable[str]) -> list[Carried]:
    """Versions of steps that some units took on petitions of others."""
    rows = store.conn.execute(
        f"SELECT {LINE_COLUMNS} FROM action c CROSS JOIN version v ON v.rid = c.rid"
        " WHERE c.unit IN (SELECT value FROM json_each(?)) AND c.opinion_unit IN (SELECT value FROM json_each(?))",
        (canonical(sorted(from_units)), canonical(sorted(on_units))),
    )
    return [Carried(vid, de, n, digest, "action", unit, i) for vid, de, n, digest, unit, i in rows]


def forwarded(store: Store, unit: str) -> list[tuple[str, str]]:
    """Opinions (unit, id) that a unit forwarded upward and did not take back."""
    return store.conn.execute(  # type: ignore[no-any-return]
        "SELECT DISTINCT a.opinion_unit, a.opinion_id FROM action a WHERE a.kind = 'forward_up' AND a.is_deleted = 0"
        " AND a.unit = ? AND NOT EXISTS (SELECT 1 FROM action v WHERE v.kind = 'void' AND v.is_deleted = 0"
        " AND v.unit = a.unit AND v.action_ref = a.id) ORDER BY 1, 2",
        (unit,),
    ).fetchall()


def untold(store: Store, units: Iterable[str], answered_by: str = "") -> list[tuple[str, str]]:
    """Petitions (unit, id) of some units whose citizen was not told the outcome yet; only those `answered_by` a unit.

    An anonymous one has nobody to tell.
    """
    # One's own answers are few beside the petitions of a country: what was answered is looked up from them.
    answered = (
        "(SELECT DISTINCT opinion_unit AS unit, opinion_id AS id FROM action WHERE unit = ?2 AND kind = 'answer'"
        " AND is_deleted = 0) a CROSS JOIN petition p ON p.unit = a.unit AND p.id = a.id"
    )
    return store.conn.execute(  # type: ignore[no-any-return]
        f"SELECT p.unit, p.id FROM {answered if answered_by else 'petition p'}"
        " JOIN opinion o ON o.unit = p.unit AND o.id = p.id"
        " WHERE p.unit IN (SELECT value FROM json_each(?1)) AND p.status NOT IN ('notified', 'closed')"
        " AND coalesce(o.is_anonymous, 0) = 0 AND ?2 = ?2 ORDER BY 1, 2",
        (canonical(sorted(units)), answered_by),
    ).fetchall()


def sources_of(store: Store, opinions: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """The records (form, unit, id) that opinions were raised at."""
    found = []
    for unit, record_id in opinions:
        row = store.conn.execute(
            "SELECT source_form, source_unit, source_id FROM opinion WHERE unit = ? AND id = ?", (unit, record_id)
        ).fetchone()
        if row and row[0] and row[0] != "direct" and row[1] and row[2]:
            found.append((row[0], row[1], row[2]))
    return found


def steps_of(store: Store, opinions: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The steps (unit, id) taken on opinions."""
    found: list[tuple[str, str]] = []
    for unit, record_id in opinions:
        found += store.conn.execute(
            "SELECT unit, id FROM action WHERE opinion_unit = ? AND opinion_id = ?", (unit, record_id)
        ).fetchall()
    return found


def line_parts(store: Store, vids: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    """Versions as they travel: (vid, hlc, de, n, seen, names, groups, text, hash), oldest first."""
    return store.conn.execute(  # type: ignore[no-any-return]
        "SELECT vid, hlc, de, n, seen, names, groups, text, hash FROM version"
        " WHERE vid IN (SELECT value FROM json_each(?)) ORDER BY hlc, de, n, hash",
        (canonical(sorted(vids)),),
    )


def held_ranges(store: Store, desks: Iterable[str] | None = None) -> dict[str, list[Range]]:
    """What is held now, of these desks' series or of all."""
    if desks is None:
        return ranges_of(store.conn.execute("SELECT de, n, hash FROM version ORDER BY de, n, hash"))
    found: dict[str, list[Range]] = {}
    for desk in sorted(set(desks)):
        found |= ranges_of(
            store.conn.execute(
                "SELECT de, n, hash FROM version WHERE de >= ? AND de < ? ORDER BY de, n, hash",
                (f"{desk}/", f"{desk}0"),
            )
        )
    return found


def numbers_of(store: Store, de: str) -> list[tuple[int, str]]:
    """Numbers and hashes held of a series, sorted."""
    return store.conn.execute("SELECT n, hash FROM version WHERE de = ? ORDER BY n, hash", (de,)).fetchall()  # type: ignore[no-any-return]


def received_on(store: Store, desks: Iterable[str]) -> dict[str, dict[str, list[Range]]]:
    """Since which day versions of these desks are held: day -> ranges by series."""
    rows: dict[str, list[tuple[str, int, str]]] = {}
    for desk in sorted(set(desks)):
        for day, de, n, digest in store.conn.execute(
            "SELECT coalesce(substr(b.at, 1, 10), date(v.hlc / 1000000, 'unixepoch')), v.de, v.n, v.hash FROM version v"
            " LEFT JOIN batch b ON b.number = v.batch WHERE v.de >= ? AND v.de < ? ORDER BY v.de, v.n, v.hash",
            (f"{desk}/", f"{desk}0"),
        ):
            rows.setdefault(day, []).append((de, n, digest))
    return {day: ranges_of(found) for day, found in sorted(rows.items())}


# -- statements -------------------------------------------------------------------


def put_statement(store: Store, desk: str, unit: str, number: int, held: Held) -> bool:
    """Keep what a desk says it holds, unless a newer package of it said something already."""
    row = store.conn.execute("SELECT number FROM statement WHERE desk = ?", (desk,)).fetchone()
    if row and row[0] > number:
        return False
    followed = "SELECT 1 FROM known_desk WHERE after = ? AND unit = ? AND status = 'trusted'"
    if store.conn.execute(followed, (desk, unit)).fetchone():
        return False
    arrived = store.conn.execute("SELECT coalesce(max(arrived), 0) + 1 FROM statement").fetchone()[0]
    store.conn.execute(
        "INSERT OR REPLACE INTO statement VALUES (?, ?, ?, ?, ?)", (desk, unit, number, arrived, canonical(dict(held)))
    )
    return True


def statement_of_unit(store: Store, unit: str) -> dict[str, list[Range]] | None:
    """The newest statement of any desk of a unit; None when there was none."""
    row = store.conn.execute(
        "SELECT held FROM statement WHERE unit = ? ORDER BY arrived DESC LIMIT 1", (unit,)
    ).fetchone()
    return {de: [(a, b, c) for a, b, c in ranges] for de, ranges in json.loads(row[0]).items()} if row else None


def statement_of_desk(store: Store, desk: str) -> dict[str, list[Range]] | None:
    """The newest statement of one desk; None when there was none."""
    row = store.conn.execute("SELECT held FROM statement WHERE desk = ?", (desk,)).fetchone()
    return {de: [(a, b, c) for a, b, c in ranges] for de, ranges in json.loads(row[0]).items()} if row else None


def lacks_saves(store: Store, desk: str, unit: str) -> bool:
    """Whether a desk says it holds saves of its own that are neither held nor in quarantine here.

    Siblings never come by themselves: their series are not asked for.
    """
    told = statement_of_desk(store, desk) or statement_of_unit(store, unit) or {}
    for de, ranges in told.items():
        if de.split("/")[0] != desk or de.endswith("p"):
            continue
        here = {n for n, _hash in numbers_of(store, de)}
        here |= {n for (n,) in store.conn.execute("SELECT n FROM quarantine WHERE de = ?", (de,))}
        if any(sum(first <= n <= last for n in here) < last - first + 1 for first, last, _digest in ranges):
            return True
    return False


def put_holdings(store: Store, unit: str, days: Mapping[str, Held]) -> None:
    """Replace what a unit above is known to hold."""
    store.conn.execute("DELETE FROM holding WHERE unit = ?", (unit,))
    store.conn.executemany(
        "INSERT INTO holding VALUES (?, ?, ?, ?, ?)",
        [(unit, de, a, b, day) for day, held in days.items() for de, ranges in held.items() for a, b, _c in ranges],
    )


def holdings(store: Store, desks: Iterable[str]) -> dict[str, dict[str, dict[str, list[Range]]]]:
    """What units above hold of these desks: unit -> day -> ranges by series."""
    wanted = set(desks)
    found: dict[str, dict[str, dict[str, list[Range]]]] = {}
    for unit, de, first, last, day in store.conn.execute(
        "SELECT unit, de, first, last, held_on FROM holding ORDER BY unit, held_on, de, first"
    ):
        if de.split("/")[0] in wanted:
            found.setdefault(unit, {}).setdefault(day, {}).setdefault(de, []).append((first, last, 0))
    return found


def is_held_above(store: Store, unit: str) -> bool:
    """Whether a unit above said that it holds something this desk wrote, under any of its epochs."""
    row = store.conn.execute(
        "SELECT 1 FROM holding h JOIN desk_key k ON substr(h.de, 1, instr(h.de, '/') - 1) = k.desk"
        " WHERE h.unit = ? LIMIT 1",
        (unit,),
    ).fetchone()
    return row is not None


def holders_of(store: Store, de: str, n: int) -> list[tuple[str, str]]:
    """Units above that hold a save, and since which day."""
    return store.conn.execute(  # type: ignore[no-any-return]
        "SELECT unit, min(held_on) FROM holding WHERE de = ? AND first <= ? AND last >= ? GROUP BY unit ORDER BY unit",
        (de, n, n),
    ).fetchall()


def has_personal(store: Store) -> bool:
    """Whether any record has personal fields."""
    siblings = [form.sibling.key for form in store.forms if form.sibling]
    return any(store.conn.execute(f'SELECT 1 FROM "{key}" WHERE is_deleted = 0 LIMIT 1').fetchone() for key in siblings)


def names_of(store: Store) -> set[str]:
    """The names of people in the personal fields of records."""
    found: set[str] = set()
    for form in store.forms:
        for field in form.sibling.record_fields if form.sibling else ():
            if field.key in ("speaker_name", "target_name"):
                rows = store.conn.execute(
                    f'SELECT DISTINCT "{field.key}" FROM "{form.key}_personal" WHERE is_deleted = 0'
                )
                found |= {row[0] for row in rows if row[0]}
    return found


def conflict_count(store: Store, form: str) -> int:
    """How many records of a form wait for a decision."""
    return int(store.conn.execute(f"SELECT count(*) FROM \"{form}\" WHERE conflict <> ''").fetchone()[0])


def conflict_keys(store: Store, form: str) -> list[tuple[str, str]]:
    """Records (unit, id) of a form that wait for a decision."""
    return store.conn.execute(  # type: ignore[no-any-return]
        f"SELECT unit, id FROM \"{form}\" WHERE conflict <> '' ORDER BY unit, id"
    ).fetchall()


def units_with_records(
    store: Store, units: Iterable[str], dated: Iterable[tuple[str, str]], first: str, last: str
) -> set[str]:
    """Those of some units that have a record in a span; `dated` gives forms and their date fields.

    Each unit is asked for one record: of a country that is sooner done than to look at all records of a year.
    """
    left, found = set(units), set[str]()
    for form, column in dated:
        rows = store.conn.execute(
            f'SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM "{form}" r WHERE r.unit = value'
            f' AND r.is_deleted = 0 AND +r."{column}" BETWEEN ? AND ?)',
            (canonical(sorted(left)), first, last),
        )
        met = {row[0] for row in rows}
        found |= met
        left -= met
    return found


def deleted(store: Store, form_keys: Iterable[str]) -> set[tuple[str, str, str]]:
    """Records of these forms that are in the bin, by form, unit and id."""
    return {
        (key, unit, record_id)
        for key in set(form_keys)
        for unit, record_id in store.conn.execute(f'SELECT unit, id FROM "{store.form(key).key}" WHERE is_deleted = 1')
    }


def nothing_reported(store: Store, periods: Iterable[str]) -> set[str]:
    """Units that said of one of these periods that there was nothing to report."""
    rows = store.conn.execute(
        "SELECT unit FROM period WHERE is_deleted = 0 AND nothing_to_report = 1"
        " AND period IN (SELECT value FROM json_each(?))",
        (canonical(list(periods)),),
    )
    return {row[0] for row in rows}


def contents_of(store: Store, contents: Held) -> dict[str, list[tuple[str, str]]]:
    """The records (unit, id) by form that a package carried; siblings are left out."""
    rids: set[int] = set()
    for de, ranges in contents.items():
        for first, last, *_digest in ranges:
            rows = store.conn.execute(
                "SELECT DISTINCT rid FROM version WHERE de = ? AND n BETWEEN ? AND ?", (de, first, last)
            )
            rids |= {row[0] for row in rows}
    found: dict[str, list[tuple[str, str]]] = {}
    for rid in sorted(rids):
        form = store.form_of_rid(rid)
        row = store.conn.execute(f'SELECT unit, id FROM "{form.key}" WHERE rid = ?', (rid,)).fetchone()
        if row and not form.is_personal:
            found.setdefault(form.key, []).append((row[0], row[1]))
    return found


def attached(store: Store, units: Iterable[str]) -> list[str]:
    """Hashes of the attachments of some units."""
    rows = store.conn.execute(
        "SELECT DISTINCT sha256 FROM attachment WHERE sha256 IS NOT NULL AND is_deleted = 0"
        " AND unit IN (SELECT value FROM json_each(?)) ORDER BY sha256",
        (canonical(sorted(units)),),
    )
    return [row[0] for row in rows]
