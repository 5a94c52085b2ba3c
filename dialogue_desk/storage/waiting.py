"""What many saves of one transaction write together: new records, search, the states of petitions, the counters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import Stamp, canonical, content_hash
from dialogue_desk.storage import follow
from dialogue_desk.storage.rows import folded_text, to_column
from dialogue_desk.storage.schema import META_COLUMNS
from dialogue_desk.storage.store import Store

Told = Callable[[Form, str, str, Mapping[str, Value]], None]
"""Hears of a new record as it is saved: its form, unit and id, and what it says."""

_VERSION = (
    "INSERT INTO version (rid, de, n, hlc, hash, seen, names, groups, text, batch) VALUES (?,?,?,?,?,'','','',?,0)"
)


@dataclass(frozen=True, slots=True)
class First:
    """The first save of a new record: where it stands, its stamp, who made it when, and what it says."""

    form: Form
    unit: str
    id: str
    rid: int
    stamp: Stamp
    by: str
    at: str
    values: Mapping[str, Value]


@dataclass
class Waiting:
    """What the saves of one transaction have yet to write."""

    told: Told
    texts: dict[int, str] = field(default_factory=dict)
    petitions: set[follow.Key] = field(default_factory=set)
    versions: list[tuple[Any, ...]] = field(default_factory=list)
    rows: dict[str, tuple[Form, list[list[Any]]]] = field(default_factory=dict)

    def add(self, first: First) -> None:
        """Keep a new record until `write`: its version and its line are those that saving it alone would make."""
        form, unit, record_id, (hlc, de, n) = first.form, first.unit, first.id, first.stamp
        get = first.values.get
        values = {key: get(key) for key in form.record_keys}
        said = {k: list(v) if type(v) is tuple else v for k, v in values.items() if v is not None}
        text = canonical({"at": first.at, "by": first.by, "eb": first.by, "ca": first.at, "v": said})
        digest = content_hash(form.key, unit, record_id, first.stamp, "", "", "", text)
        self.versions.append((first.rid, de, n, hlc, digest, text))
        meta = (first.rid, unit, record_id, digest, 1, "", 0, de, n, hlc, "", first.by, first.at, first.at)
        _form, lines = self.rows.setdefault(form.key, (form, []))
        lines.append([*meta, *values.values()])
        for listed in form.listed_fields:
            lines[-1][len(meta) + form.record_keys.index(listed.key)] = to_column(listed, values[listed.key])
        self.texts[first.rid] = folded_text(form, values)
        if form.key == "opinion" and values.get("kind") == "petition":
            self.petitions.add((unit, record_id))
        elif form.key == "action":
            self.petitions.add((str(values.get("opinion_unit") or ""), str(values.get("opinion_id") or "")))
        self.told(form, unit, record_id, values)

    def write_rows(self, store: Store) -> None:
        """Write the new records that wait."""
        if not self.versions:
            return
        store.conn.executemany(_VERSION, self.versions)
        for form, lines in self.rows.values():
            _insert(store, form, lines)
        self.versions, self.rows = [], {}

    def write(self, store: Store, counters: Mapping[str, int]) -> None:
        """Write all of it, in a few statements: full-text search writes out what it has gathered after every one."""
        self.write_rows(store)
        if self.texts:
            write_texts(store, self.texts.items())
        if self.petitions:
            follow.refresh(store, self.petitions)
        if counters:
            store.conn.executemany(COUNTER, list(counters.items()))
        self.texts, self.petitions = {}, set()


def _insert(store: Store, form: Form, lines: list[list[Any]]) -> None:
    """Insert whole lines with the columns that any of them fills: an unknown cell costs as much as a known one."""
    names = [*META_COLUMNS, *form.record_keys]
    filled = [i for i, cells in enumerate(zip(*lines, strict=True)) if i < len(META_COLUMNS) or any(
        cell is not None for cell in cells)]  # fmt: skip
    columns = ", ".join(f'"{names[i]}"' for i in filled)
    store.conn.executemany(
        f'INSERT INTO "{form.key}" ({columns}) VALUES ({", ".join("?" for _i in filled)})',
        ([cells[i] for i in filled] for cells in lines),
    )


COUNTER = "INSERT INTO counter VALUES (?, ?) ON CONFLICT (de) DO UPDATE SET n = excluded.n"


def write_texts(store: Store, texts: Iterable[tuple[int, str]]) -> None:
    """Give search the folded texts of records, by row id, in one statement and in ascending order."""
    conn = store.conn
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS folded (rid INTEGER PRIMARY KEY, folded TEXT)")
    conn.execute("DELETE FROM temp.folded")
    conn.executemany("INSERT INTO temp.folded VALUES (?, ?)", texts)
    conn.execute(
        "INSERT INTO search_text SELECT rid, folded FROM temp.folded WHERE true ORDER BY rid"
        " ON CONFLICT (rid) DO UPDATE SET folded = excluded.folded"
    )
