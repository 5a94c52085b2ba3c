"""Tables of the hub that are small, or follow from the list of units: written anew when what they rest on changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Vocabulary
from dialogue_desk.domain.units import Unit
from dialogue_desk.hub.cells import text
from dialogue_desk.hub.layout import published_forms
from dialogue_desk.reports.counting.population import Population
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.counting.tally import nothing_reported
from dialogue_desk.storage import agencies, naming, registry
from dialogue_desk.storage.store import Store

Rows = Iterator[list[Any]]


def told_digest(told: object) -> str:
    """Tells one content from another."""
    return hashlib.blake2b(repr(told).encode("utf-8", "replace"), digest_size=12).hexdigest()


class Derived:
    """The small tables of one desk: by name what tells whether they changed, and their rows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        listed = told_digest([*store.units.units.values()])
        taken = told_digest(sorted(registry.takeovers(store).items()))
        people = self._asked("SELECT unit, of_unit, year, people FROM population WHERE is_deleted = 0 ORDER BY rid")
        empty = self._asked(
            "SELECT unit, period FROM period WHERE is_deleted = 0 AND nothing_to_report = 1 ORDER BY rid"
        )
        closing = self._asked("SELECT * FROM settings WHERE is_deleted = 0 ORDER BY rid")
        lists = self._asked("SELECT * FROM reference WHERE is_deleted = 0 ORDER BY rid")
        packages = self._asked("SELECT package, status, unit, at FROM batch ORDER BY number")
        packages += self._asked("SELECT package, receipt FROM sent ORDER BY package")
        codes = [*_codes(store)]
        self.digests: Mapping[str, str] = {
            "unit": listed,
            "place": listed + taken,
            "unit_heir": listed,
            "unit_people": told_digest((listed, people)),
            "nothing_reported": told_digest((empty, closing, lists) if empty else ()),
            "code": told_digest(codes),
            "package": told_digest(packages),
        }
        self._rows: Mapping[str, Callable[[], Rows]] = {
            "unit": self._units,
            "place": self._places,
            "unit_heir": self._heirs,
            "unit_people": self._people,
            "nothing_reported": self._nothing,
            "code": lambda: iter(codes),
            "package": self._packages,
        }

    def rows(self, table: str) -> Rows:
        """The rows of a table, behind `province`."""
        return self._rows[table]()

    def _asked(self, statement: str) -> list[Any]:
        return self._store.conn.execute(statement).fetchall()  # type: ignore[no-any-return]

    def _units(self) -> Rows:
        for u in self._store.units.units.values():
            dates = (_day(u.valid_from), _day(u.valid_to))
            yield [*map(text, (u.key, u.code, u.name, u.type, u.level, u.parent or None)), *dates, [*u.heirs]]

    def _places(self) -> Rows:
        tree = self._store.units
        taken = registry.takeovers(self._store)
        for top in tree.units:
            place = Subtree(tree, top)
            olds = {old.key for old in place.came_from[0]}
            for key, unit in place.units.items():
                yield [top, key, unit.parent or None, unit.level, place.depth[key], key in olds, True]
            if taken:
                for key in sorted(registry.scope_of(self._store, top) - place.units.keys()):
                    yield [top, key, None, tree.level(key), 0, False, False]

    def _heirs(self) -> Rows:
        tree = self._store.units
        days = sorted({_after(u.valid_to) for u in tree.units.values() if u.valid_to} - {""})
        for unit in tree.units.values():
            was, since = "", ""
            if not unit.valid_to:
                continue
            for day in days:
                heir = tree.whole_heir(unit.key, day)
                if heir != was:
                    if was:
                        yield [unit.key, _day(since), _day(day), was]
                    was, since = heir, day
            if was:
                yield [unit.key, _day(since), None, was]

    def _people(self) -> Rows:
        people = Population(self._store)
        if not people:
            return
        first, last = self._asked(
            "SELECT min(year), max(year) FROM population WHERE is_deleted = 0 AND typeof(year) = 'integer'"
            " AND year BETWEEN 1900 AND 2200"
        )[0]
        if first is None:
            return
        for key in self._store.units.units:
            for year in range(first, last + 1):
                told = people.of(key, year)
                if isinstance(told, int):
                    yield [key, year, told]

    def _nothing(self) -> Rows:
        for unit, spans in nothing_reported(self._store).items():
            for number, (first, last) in enumerate(spans):
                yield [unit, number, _day(first), _day(last)]

    def _packages(self) -> Rows:
        for unit, package, kind, sender, number, at, status, counts in self._asked(
            "SELECT unit, package, kind, sender, counted, at, status, counts FROM batch ORDER BY number"
        ):
            yield [*map(text, (unit, package, "received", kind, sender)), number, text(at), text(status), _json(counts)]
        for unit, package, kind, sender, number, at, receipt, counts in self._asked(
            "SELECT unit, package, kind, sender, number, at, receipt, counts FROM sent ORDER BY package"
        ):
            status = "received" if receipt else "sent"
            yield [*map(text, (unit, package, "sent", kind, sender)), number, text(at), status, _json(counts)]


def basis_of(store: Store, layouts: object) -> str:
    """What every row rests on beside its record: the columns, how agencies are joined, what was decided about names."""
    officials = store.conn.execute("SELECT DISTINCT name FROM official WHERE is_deleted = 0 ORDER BY 1").fetchall()
    units = [(u.key, u.name) for u in store.units.units.values()]
    return told_digest((layouts, agencies.joins(store), naming.decided(store), officials, units))


def _codes(store: Store) -> Rows:
    held: dict[str, Vocabulary] = {v.key: v for v in vars(vocabulary).values() if isinstance(v, Vocabulary)}
    for form in published_forms(store.forms):
        held |= {f.codes.key: f.codes for f in form.record_fields if f.codes is not None}
    for name, codes in sorted(held.items()):
        for ordinal, (key, label) in enumerate(codes.labels.items()):
            yield [text(name), text(key), text(label), ordinal]


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _after(iso: str) -> str:
    day = _day(iso)
    return (day + timedelta(days=1)).isoformat() if day else ""


def _json(told: Any) -> str:
    try:
        return json.dumps(json.loads(told))
    except (TypeError, ValueError):
        return "{}"


def province_of(store: Store) -> Unit | None:
    """The province a desk publishes for."""
    return store.units.top(store.unit)
