"""Rows of the desk as the hub holds them: typed, without what leads to a person, each with its digest."""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from typing import Any

from dialogue_desk.domain.agency_names import joined
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.story import Story
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.hub.layout import PETITION, VERSION, HubTable, form_table, is_published, published_forms
from dialogue_desk.reports.counting.tally import COUNTED_OPINION
from dialogue_desk.reports.letters.public import Cleaner
from dialogue_desk.storage import agencies, follow
from dialogue_desk.storage.store import Store

Row = list[Any]
Cell = Callable[[Any], Any]

BEGINNING = date(1, 1, 1)
"""Stands for "from the beginning" in what a petition had."""
REMEMBERED = 50_000
_LEAST, _MOST = -(2**63), 2**63 - 1


class Known(dict[Any, Any]):
    """What a cell becomes, remembered: a desk says the same few things over and over."""

    def __init__(self, make: Cell) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cell: Any) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[cell] = self._make(cell)
        return made


def _day(cell: Any) -> date | None:
    """A day; None for what is none: a package may bring anything."""
    try:
        return date.fromisoformat(cell)
    except (TypeError, ValueError):
        return None


def _time(cell: Any) -> time | None:
    try:
        return time.fromisoformat(cell).replace(tzinfo=None)
    except (TypeError, ValueError):
        return None


def _count(cell: Any) -> int | None:
    return cell if isinstance(cell, int) and _LEAST <= cell <= _MOST else None


def _yes(cell: Any) -> bool | None:
    return None if cell is None else bool(cell)


def text(cell: Any) -> str | None:
    """A text as PostgreSQL can hold it."""
    return None if cell is None else str(cell).replace("\x00", "").encode("utf-8", "replace").decode()


def _codes(cell: Any) -> list[str] | None:
    try:
        held = json.loads(cell)
    except (TypeError, ValueError):
        return None
    return [str(text(code)) for code in held] if isinstance(held, list) else None


def _moment(cell: Any) -> datetime | None:
    try:
        told = datetime.fromisoformat(cell)
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


_CELLS: dict[Kind, Cell] = {
    Kind.DATE: _day,
    Kind.TIME: _time,
    Kind.COUNT: _count,
    Kind.YES_NO: _yes,
    Kind.CODES: _codes,
}


def digest_of(row: Sequence[Any]) -> int:
    """A row of the desk's own values as one number."""
    # Version 2 of the format: later ones tell whether two cells are one object.
    return int.from_bytes(blake2b(marshal.dumps(tuple(row), 2), digest_size=8).digest(), "big", signed=True)


class Reader:
    """Reads followed tables of a desk as rows of the hub, behind `province` as `HubTable.columns` has them."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store = store
        clean = Cleaner(store, ())
        self._clean = Known(lambda cell: clean(str(text(cell))) if cell else text(cell))
        self._days, self._text = Known(_day), Known(text)
        into = agencies.joins(store)
        self._agency = Known(lambda name: self._clean[joined(name, into)])
        self._key = secret.encode()
        self._places = Known(self._place_key)

    def read(self, table: HubTable, where: str = "", given: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a table for which an SQL condition over `r` holds."""
        if table is PETITION:
            return self._petitions(where, given)
        if table is VERSION:
            return self._versions(where, given)
        assert table.form is not None
        return self._records(table.form, where, given)

    def _records(self, form: Form, where: str, given: Sequence[Any]) -> Iterator[Row]:
        fields = [f for f in form.record_fields if is_published(f)]
        columns = ["r.unit", "r.id", "r.rid", "r.updated_at", *(f'r."{f.key}"' for f in fields)]
        if form.key == "opinion":
            columns.append(f"({COUNTED_OPINION})")
        freed = [at for at, f in enumerate(fields, start=4) if f.is_text]
        # Of a text without traces the words stay as they were: most rows are asked for nothing but their digest.
        typed = [(at, self._cell(f)) for at, f in enumerate(fields, start=4) if not f.is_text]
        typed.append((3, Known(_moment).__getitem__))
        if form.key == "opinion":
            typed.append((4 + len(fields), _yes))
        clean = self._clean
        condition = f" AND ({where})" if where else ""
        statement = f'SELECT {", ".join(columns)} FROM "{form.key}" r WHERE r.is_deleted = 0{condition}'
        for told in self._store.conn.execute(statement, given):
            row = list(told)
            for at in freed:
                row[at] = clean[row[at]]
            digest = digest_of(row)
            for at, cell in typed:
                row[at] = cell(row[at])
            row.insert(3, digest)
            yield row

    def _cell(self, field: Field) -> Cell:
        return Known(_CELLS.get(field.kind, text)).__getitem__

    def _petitions(self, where: str, given: Sequence[Any]) -> Iterator[Row]:
        condition = f" WHERE {where}" if where else ""
        rows = self._store.conn.execute(
            "SELECT r.unit, r.id, r.rid, o.subject, o.place, o.similar_unit, o.similar_id, r.status, r.is_open,"
            " r.is_too_general, r.lead_agency, r.due_on, r.is_due_usual, r.suspended_on, r.first_settled_on,"
            " r.first_settled_as, r.times_reopened, r.satisfaction, r.opened_on, r.story, r.first_late_on"
            f" FROM petition r JOIN opinion o ON o.rid = r.rid{condition}",
            given,
        )
        for told in rows:
            yield self._petition(list(told))

    def _petition(self, told: Row) -> Row:
        (
            unit, ident, rid, subject, place, similar_unit, similar_id, status, is_open, is_general, agency, due_on,
            is_usual, suspended_on, settled_on, settled_as, times, satisfaction, opened_on, story_text, late_on,
        ) = told  # fmt: skip
        story = follow.read_story(opened_on, story_text, late_on, agency)
        names = [self._agency[name] for _day_of, name in story.agencies]
        shown = self._clean[place], self._agency[agency], *names
        day = self._days
        now = story.settled[-1] if story.settled and not is_open else ("", "")
        first_late = day[late_on] if late_on else None
        return [
            unit, ident, rid, digest_of((*told[:10], *told[11:20], late_on, *shown, self._places[place])),
            text(subject), shown[0], self._places[place], text(similar_unit), text(similar_id), status, bool(is_open),
            bool(is_general), shown[1], day[opened_on],
            date.fromordinal(first_late.toordinal() - 1) if first_late else None,
            day[due_on], bool(is_usual), day[suspended_on], day[settled_on], settled_as, day[now[0]], now[1] or None,
            first_late, times, satisfaction, *self._lists(story, names),
        ]  # fmt: skip

    def _lists(self, story: Story, names: list[Any]) -> list[Any]:
        day = self._days
        return [
            [day[on] for on, _how in story.settled],
            [how for _on, how in story.settled],
            [day[on] for on in story.reopened],
            [day[on] if on else BEGINNING for on, _late in story.terms],
            [day[late] if late else None for _on, late in story.terms],
            [day[on] if on else BEGINNING for on, _name in story.agencies],
            names,
            [day[on] for on, _code in story.replies],
            [code for _on, code in story.replies],
        ]

    def _place_key(self, place: Any) -> int | None:
        """Tells places apart without saying them: nobody without the desk's secret can try out names."""
        folded = " ".join(fold(place).split()) if isinstance(place, str) else ""
        if not place:
            return None
        held = hashlib.blake2b(folded.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(held, "big", signed=True)

    def _versions(self, where: str, given: Sequence[Any]) -> Iterator[Row]:
        condition = f" WHERE {where}" if where else ""
        moment = datetime.fromtimestamp
        for form in published_forms(self._store.forms):
            rows = self._store.conn.execute(
                "SELECT c.unit, c.id, r.vid, r.de, r.n, r.hlc FROM version r"
                f' JOIN "{form.key}" c ON c.rid = r.rid{condition}',
                given,
            )
            for unit, ident, vid, series, number, hlc in rows:
                digest = digest_of((form.key, unit, ident, vid, series, number, hlc))
                yield [unit, form.key, ident, vid, digest, series, number, moment(clock_seconds(hlc), UTC)]


def clock_seconds(hlc: int) -> float:
    """The wall time of a stamp, in seconds since 1970, within what a calendar holds."""
    return max(0, min(hlc, 250_000_000_000_000_000)) / 1_000_000


def followed_tables(store: Store) -> tuple[HubTable, ...]:
    """The tables whose rows are followed one by one."""
    return (*(form_table(form) for form in published_forms(store.forms)), PETITION, VERSION)
