"""Records counted by one of their own fields, stretch by stretch: kinds, modes, subjects, channels."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from dialogue_desk.domain.sheet import Source
from dialogue_desk.reports.counting.slots import Slot
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.storage.store import Store


@dataclass(frozen=True)
class Records:
    """Which records are counted: of a form (`r` in SQL), by its day, for which `where` holds."""

    form: str
    day: str
    where: str = "1"
    table: str = ""

    @property
    def source(self) -> str:
        """The table read; `petition` stands beside opinions."""
        return self.table or self.form


def counts(
    store: Store, place: Subtree, slot: Slot, records: Records, code: str, amount: str = "count(*)"
) -> dict[str, int]:
    """How many (or what sum) of each code within a stretch."""
    rows = store.conn.execute(
        f'SELECT {code}, {amount} FROM "{records.source}" r WHERE {_condition(records)} GROUP BY 1', _given(place, slot)
    )
    return {str(key): int(number) for key, number in rows if key is not None and number is not None}


def values(store: Store, place: Subtree, slot: Slot, records: Records, columns: str) -> list[tuple[Any, ...]]:
    """Some columns of each record within a stretch."""
    return list(
        store.conn.execute(
            f'SELECT {columns} FROM "{records.source}" r WHERE {_condition(records)}', _given(place, slot)
        )
    )


def _condition(records: Records) -> str:
    deleted = "" if records.table else "r.is_deleted = 0 AND "
    return (
        f"{deleted}r.{records.day} BETWEEN ? AND ? AND r.unit IN (SELECT value FROM json_each(?)) AND ({records.where})"
    )


def _given(place: Subtree, slot: Slot) -> tuple[str, str, str]:
    return slot.first, slot.last, json.dumps(list(place.units))


class OnDemand(Mapping[str, tuple[Source, ...]]):
    """The records behind the figures of a row, read when somebody asks."""

    def __init__(self, columns: Collection[str], read: Callable[[str], tuple[Source, ...]]) -> None:
        self._columns = columns
        self._read = read

    def __getitem__(self, key: str) -> tuple[Source, ...]:
        if key not in self._columns:
            raise KeyError(key)
        return self._read(key)

    def __contains__(self, key: object) -> bool:
        return key in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def listed(store: Store, place: Subtree, slot: Slot, behind: Mapping[str, Sequence[tuple[Records, str]]]) -> OnDemand:
    """The records behind the figures of one stretch, read through a store of the asking thread.

    `behind` says for each column which records, with a further SQL condition.
    """

    def read(key: str) -> tuple[Source, ...]:
        found = []
        with closing(store.another()) as own:
            for records, condition in behind[key]:
                rows = own.conn.execute(
                    f'SELECT r.unit, r.id FROM "{records.source}" r WHERE {_condition(records)} AND ({condition})'
                    f" ORDER BY r.{records.day}, r.rid",
                    _given(place, slot),
                )
                found.append(Source(records.form, tuple((unit, record_id) for unit, record_id in rows)))
        return tuple(source for source in found if source.records)

    return OnDemand(behind, read)


def quoted(text: str) -> str:
    """A code as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
