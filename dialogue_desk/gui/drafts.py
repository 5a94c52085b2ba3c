"""Half-filled forms: kept every few seconds, offered again after a kill.

They are kept inside the desk's own file, so that a passphrase protects them too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Value, Values, as_json_value
from dialogue_desk.domain.records import from_json_value


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed for one record; `id` is empty for a new one, `base_rev` what it was read from."""

    form: str
    id: str
    unit: str
    base_rev: str
    values: Values
    rows: tuple[Values, ...] = ()


class Drafts:
    """At most one draft a form."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def keep(self, draft: Draft) -> None:
        self._desk.prefer(
            f"draft.{draft.form}",
            json.dumps(
                {
                    "id": draft.id,
                    "unit": draft.unit,
                    "base_rev": draft.base_rev,
                    "values": _plain(draft.values),
                    "rows": [_plain(row) for row in draft.rows],
                },
                ensure_ascii=False,
            ),
        )

    def find(self, form: str) -> Draft | None:
        """The draft of a form; one that cannot be read is as good as none."""
        text = self._desk.preference(f"draft.{form}")
        if not text:
            return None
        try:
            read = json.loads(text)
            rows = tuple(_values(row) for row in read["rows"])
            return Draft(form, read["id"], read["unit"], read["base_rev"], _values(read["values"]), rows)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def drop(self, form: str) -> None:
        if self._desk.preference(f"draft.{form}"):
            self._desk.prefer(f"draft.{form}", "")


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {key: as_json_value(value) for key, value in values.items() if value is not None}


def _values(read: Mapping[str, object]) -> Values:
    return {str(key): from_json_value(value) for key, value in read.items()}
