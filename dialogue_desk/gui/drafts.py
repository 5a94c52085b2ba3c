"""Half-filled forms: kept every few seconds, offered again after a kill.

They are kept inside the desk's own file, so that a passphrase protects them too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value, Values, as_json_value
from dialogue_desk.domain.records import from_json_value

_FOR = "@"
"""Before the unit in the key of a new record's draft for another unit."""


class Draft(NamedTuple):
    """What was typed for one record; `id` is empty for a new one, `base_rev` what it was read from."""

    form: str
    id: str
    unit: str
    base_rev: str
    values: Values
    rows: tuple[Values, ...] = ()


class Drafts:
    """At most one draft a record, and one new record a form and unit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, draft: Draft) -> None:
        held = self._read(draft.form)
        held[self._key(draft.id, draft.unit)] = {
            "unit": draft.unit,
            "base_rev": draft.base_rev,
            "values": _plain(draft.values),
            "rows": [_plain(row) for row in draft.rows],
        }
        self._write(draft.form, held)

    def find(self, form: str, record_id: str = "", unit: str = "") -> Draft | None:
        """The draft of a record, or of a new one for a unit; one that cannot be read is as good as none."""
        unit = unit or self._desk.unit
        return next((d for d in self.all(form) if d.id == record_id and (d.id or d.unit == unit)), None)

    def all(self, form: str) -> list[Draft]:
        found: list[Draft] = []
        for key, read in self._read(form).items():
            record_id = "" if key.startswith(_FOR) else key
            try:
                rows = tuple(_values(row) for row in read["rows"])
                found.append(Draft(form, record_id, read["unit"], read["base_rev"], _values(read["values"]), rows))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
        return found

    def drop(self, form: str, record_id: str = "", unit: str = "") -> None:
        held = self._read(form)
        if held.pop(self._key(record_id, unit or self._desk.unit), None) is not None:
            self._write(form, held)

    def _key(self, record_id: str, unit: str) -> str:
        """A record's id; for a new record "", or the other unit it is typed for."""
        return record_id or ("" if unit == self._desk.unit else _FOR + unit)

    def _read(self, form: str) -> dict[str, Any]:
        text = self._desk.preference(f"draft.{form}")
        try:
            read = json.loads(text) if text else {}
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    def _write(self, form: str, held: Mapping[str, Any]) -> None:
        self._desk.prefer(f"draft.{form}", json.dumps(held, ensure_ascii=False) if held else "")


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    """A field that was emptied is part of what was typed: left out, its old answer would come back."""
    return {key: as_json_value(value) for key, value in values.items()}


def _values(read: Mapping[str, object]) -> Values:
    return {str(key): from_json_value(value) for key, value in read.items()}
