"""Half-filled forms: written to disk every few seconds, offered again after a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    """One file a form; a file is replaced whole, so that a kill leaves the old or the new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, draft: Draft) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(draft.form)
        text = json.dumps(
            {
                "form": draft.form,
                "id": draft.id,
                "unit": draft.unit,
                "base_rev": draft.base_rev,
                "values": _plain(draft.values),
                "rows": [_plain(row) for row in draft.rows],
            },
            ensure_ascii=False,
        )
        fresh = path.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, path)

    def find(self, form: str) -> Draft | None:
        """The draft of a form; one that cannot be read is as good as none."""
        try:
            read = json.loads(self._path(form).read_text(encoding="utf-8"))
            rows = tuple(_values(row) for row in read["rows"])
            return Draft(form, read["id"], read["unit"], read["base_rev"], _values(read["values"]), rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def drop(self, form: str) -> None:
        self._path(form).unlink(missing_ok=True)

    def _path(self, form: str) -> Path:
        return self._folder / f"{form}.json"


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {key: as_json_value(value) for key, value in values.items() if value is not None}


def _values(read: Mapping[str, object]) -> Values:
    return {str(key): from_json_value(value) for key, value in read.items()}
