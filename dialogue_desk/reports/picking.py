"""The record a sheet is about, picked by its title: what a list offers, and what a typed title means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.periods import document_date, parse_date
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.storage.lists import SEARCH_CAP, Query, page
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

_ID = r"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}"
_BETWEEN = " · "
SHOWN = 5
"""So many titles a refusal names."""


class Choice(NamedTuple):
    """A record that can be picked: its id, and its title with its day and, where it is another's, its unit."""

    id: str
    title: str


Find = Callable[[Store, str, int], Sequence[Choice]]
"""What a list offers for a typed text: newest first, so many at most."""


def records(form_key: str, **equal: Value) -> Find:
    """Records of a form as choices; `equal` narrows them by their fields."""

    def find(store: Store, typed: str, most: int) -> list[Choice]:
        form = store.form(form_key)
        return [Choice(r.id, title_of(store, form, r)) for r in _fitting(store, form, typed, dict(equal))[:most]]

    return find


def packages(read: Callable[[Store], Iterable[Any]]) -> Find:
    """Packages as choices, by file and day; the beginning of a package's own name finds it too."""

    def find(store: Store, typed: str, most: int) -> list[Choice]:
        wanted = fold(typed)
        found = [Choice(p.package, _BETWEEN.join((p.file, document_date(p.at[:10])))) for p in read(store)]
        found.reverse()
        return [c for c in found if wanted in fold(c.title) or (len(typed) >= 8 and c.id.startswith(typed))][:most]

    return find


def title_of(store: Store, form: Form, record: Record) -> str:
    """The name a record is picked by."""
    day = document_date(record.values.get(form.date_field)) if form.date_field else ""
    unit = store.units.name(record.unit) if record.unit != store.unit else ""
    return _BETWEEN.join(part for part in (form.title(record.values), day, unit) if part)


def picked(store: Store, find: Find, label: str, text: str) -> str:
    """The id that a text means: an id as it is, else the one record with that title or that part of one.

    `label` names the kind of record. DeskError when there is none, or more than one.
    """
    text = normalise(text)
    if re.fullmatch(_ID, text):
        return text
    found = find(store, text, SEARCH_CAP)
    wanted = fold(text)
    same = [c for c in found if fold(c.title) == wanted or fold(c.title).startswith(f"{wanted} ·")]
    fitting = same or list(found)
    if len(fitting) == 1:
        return fitting[0].id
    if not fitting:
        raise DeskError(
            _("Không có {form} nào tên như “{text}”.").format(form=label.lower(), text=text),
            _("Ghi tên bản ghi, một phần tên, hoặc mã của nó."),
            "no_record",
        )
    names = "; ".join(choice.title for choice in fitting[:SHOWN]) + ("; …" if len(fitting) > SHOWN else "")
    raise DeskError(
        _("{count} bản ghi có tên như “{text}”: {names}.").format(count=len(fitting), text=text, names=names),
        _("Ghi thêm tên hoặc ngày để chỉ còn một bản ghi."),
        "many_records",
    )


def _fitting(store: Store, form: Form, typed: str, equal: Values) -> list[Record]:
    """Shown records whose title contains what was typed; a day and a unit after it narrow them."""
    parts = normalise(typed).split(_BETWEEN)
    first = last = ""
    while len(parts) > 1:
        day, unit = parse_date(parts[-1]), _unit_named(store, parts[-1])
        if day is None and not unit:
            break
        if day is not None:
            first = last = day.isoformat()
        else:
            equal = {**equal, "unit": unit}
        parts.pop()
    title = fold(_BETWEEN.join(parts))
    found = page(store, form, Query(text=title, equal=equal, first=first, last=last), 0, SEARCH_CAP)
    return [record for record in found if title in fold(form.title(record.values))]


def _unit_named(store: Store, text: str) -> tuple[str, ...]:
    """Keys of the units of a name: a unit before and after the reform has two."""
    return tuple(key for key, unit in store.units.units.items() if fold(unit.name) == fold(text))
