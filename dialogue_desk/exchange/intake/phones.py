"""What forms on phones export (ODK Central, KoboToolbox): names of submissions, repeats, split choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dialogue_desk.exchange.intake.layout import Record, Table
from dialogue_desk.exchange.intake.lexicon import PHONE_META
from dialogue_desk.exchange.intake.sheets import shown

_KEYS = ("_uuid", "meta/instanceid", "meta-instanceid", "instanceid", "meta/rooturl", "key", "_id")
_LINKS = (("parent_key", ("key",)), ("_submission__uuid", ("_uuid",)), ("_parent_index", ("_index",)),
          ("_submission__id", ("_id",)))  # fmt: skip
_TICKS = frozenset({"0", "1", "true", "false", "0.0", "1.0"})


def prepare(tables: Sequence[Table]) -> list[Table]:
    """The tables with every submission named, choices in one column, and rows of repeats beside what they belong to."""
    made = [_one(table) for table in tables]
    return [_joined(table, made) for table in made]


def _places(table: Table) -> dict[str, int]:
    return {heading.strip().lower(): at for at, heading in enumerate(table.headings) if heading}


def _one(table: Table) -> Table:
    places = _places(table)
    met = sum(name in PHONE_META for name in places)
    if met < 2:
        return table
    if "parent_key" in places or "submitterid" in places or "key" in places:
        table.headings = [h if h.lower() in PHONE_META else h.replace("-", "/") for h in table.headings]
    at = next((places[key] for key in _KEYS if key in places), -1)
    if at >= 0 and not any(link in places for link, _own in _LINKS[:2]):
        for record in table.records:
            record.key = shown(record.cells[at])
    _gather_choices(table)
    return table


def _gather_choices(table: Table) -> None:
    """Columns "question/choice" of ticks become one: the choices that are ticked, between semicolons."""
    groups: dict[str, list[int]] = defaultdict(list)
    for at, heading in enumerate(table.headings):
        head, sign, choice = heading.rpartition("/")
        if sign and head and choice and heading.lower() not in PHONE_META:
            groups[head].append(at)
    for head, places in groups.items():
        said = {shown(r.cells[at]).lower() for r in table.records for at in places if r.cells[at] is not None}
        if len(places) < 2 or not said or not said <= _TICKS:
            continue
        table.passed |= set(places)
        if head in table.headings:
            continue
        first = places[0]
        choices = {at: table.headings[at].rpartition("/")[2] for at in places}
        for record in table.records:
            ticked = [choices[at] for at in places if shown(record.cells[at]).lower() in ("1", "true", "1.0")]
            record.cells[first] = ";".join(ticked) or None
        table.headings[first] = head
        table.passed.discard(first)


def _joined(child: Table, tables: Sequence[Table]) -> Table:
    """A repeat with the columns of the submissions its rows belong to; other tables as they are."""
    places = _places(child)
    for link, keys in _LINKS:
        if link not in places:
            continue
        for parent in tables:
            there = _places(parent)
            key = next((there[name] for name in keys if name in there), None)
            if parent is child or key is None or (link != "parent_key" and "_parent_index" in there):
                continue
            rows = {shown(record.cells[key]): record for record in parent.records}
            if any(shown(record.cells[places[link]]) in rows for record in child.records):
                return _beside(child, parent, places[link], rows)
    return child


def _beside(child: Table, parent: Table, link: int, rows: dict[str, Record]) -> Table:
    kept = [at for at, h in enumerate(parent.headings) if h and h.lower() not in PHONE_META and at not in parent.passed]
    taken = set(child.headings)
    headings = [parent.headings[at] for at in kept]
    headings = [f"{parent.sheet.name} › {h}" if h in taken else h for h in headings]
    counted: dict[str, int] = defaultdict(int)
    records = []
    for record in child.records:
        name = shown(record.cells[link])
        above = rows.get(name)
        more: list[Any] = [above.cells[at] for at in kept] if above else [None] * len(kept)
        counted[name] += 1
        key = f"{above.key or name}/{counted[name]}" if above else ""
        records.append(replace(record, cells=[*record.cells, *more], key=key))
    return replace(child, headings=[*child.headings, *headings], records=records)
