"""The one place that knows what is typed and not saved: kept within a second, offered again after a kill.

Drafts are kept in the desk's own file, so that a passphrase protects them too. What was saved after its draft was
kept, though nobody came to drop it, is known by its id and never offered again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.fields import Value, Values, as_json_value
from dialogue_desk.domain.records import Record, from_json_value
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_FOR = "@"
"""Before the unit in the key of a new record's draft for another unit."""
ROW_ID, ROW_IS_NEW, ROW_WAS = "_id", "_new", "_was."
"""In a kept row: the id it has or will have, whether it was never saved, and before a field's name what it held."""
MOST_STEPS = 500
PAUSE = 1000
"""Milliseconds after a stroke until what was typed is on the disk."""


class Draft(NamedTuple):
    """What was typed for one record; `id` is empty for a new one, `base_rev` what it was read from.

    `texts` are fields that cannot be read yet, as they were typed; `base` what the typed fields held before;
    `new_id` the id a new record will have; `at` when it was kept (ISO, this laptop's time).
    """

    form: str
    id: str
    unit: str
    base_rev: str
    values: Values
    rows: tuple[Values, ...] = ()
    texts: Mapping[str, str] = {}
    base: Mapping[str, Value] = {}
    new_id: str = ""
    at: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing of it waits to be saved."""
        return not (self.values or self.rows or self.texts)

    def overtaken(self, now: Mapping[str, Value]) -> bool:
        """Whether a field typed here was changed elsewhere since, to something else."""
        return any(now.get(k) not in (old, self.values.get(k)) for k, old in self.base.items())


def since(at: str) -> str:
    """“Nháp từ 14:05”, with the day unless it is today's; "" for no draft."""
    if not at:
        return ""
    when = datetime.fromisoformat(at)
    shown = f"{when:%H:%M}" if when.date() == datetime.now().date() else f"{when:%H:%M %d/%m}"
    return _("Nháp từ {when}").format(when=shown)


def now() -> str:
    """This moment, as drafts are dated."""
    return datetime.now().isoformat(timespec="seconds")


def draft_of(form: str, unit: str, record: Record | None, read: Values, values: Mapping[str, Value]) -> Draft:
    """What of `values` differs from a record, or from nothing for a new one; `read` is what typing began from."""
    stored = record.values if record else {}
    typed = {key: value for key, value in values.items() if value != stored.get(key)}
    base = {key: read.get(key) for key in typed} if record else {}
    return Draft(form, record.id if record else "", unit, record.rev if record else "", typed, base=base)


class Drafts:
    """At most one draft a record, and one new record a form and unit. `watch` tells who else holds unsaved typing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._holders: list[Callable[[], object]] = []

    @property
    def unit(self) -> str:
        """The unit of this desk."""
        return self._desk.unit

    def watch(self, keep: Callable[[], object]) -> None:
        """Whoever shows what one types in: called to keep it before the desk is locked or the window goes."""
        self._holders.append(keep)

    def keep_all(self) -> None:
        """Keep what is half typed, wherever it is; DeskError, once everybody was asked, when some of it cannot be."""
        troubles: list[DeskError] = []
        for keep in self._holders:
            try:
                keep()
            except DeskError as trouble:
                troubles.append(trouble)
        if troubles:
            raise troubles[0]

    def end(self) -> None:
        """The window is gone, and with it everybody who could still keep something."""
        self._holders.clear()

    def keep(self, draft: Draft) -> None:
        held = self._read(draft.form)
        held[self._key(draft.id, draft.unit)] = {
            "unit": draft.unit,
            "base_rev": draft.base_rev,
            "values": _plain(draft.values),
            "rows": [_plain(row) for row in draft.rows],
            "texts": dict(draft.texts),
            "base": _plain(draft.base),
            "new_id": draft.new_id,
            "at": draft.at or now(),
        }
        self._write(draft.form, held)

    def find(self, form: str, record_id: str = "", unit: str = "") -> Draft | None:
        """The draft of a record, or of a new one for a unit; one that cannot be read is as good as none."""
        unit = unit or self._desk.unit
        return next((d for d in self.all(form) if d.id == record_id and (d.id or d.unit == unit)), None)

    def all(self, form: str) -> list[Draft]:
        """Everything unsaved of a form, the latest last."""
        found: list[Draft] = []
        for key, read in self._read(form).items():
            draft = _draft(form, "" if key.startswith(_FOR) else key, read)
            left = self._left(draft) if draft is not None else None
            if left is not None:
                found.append(left)
        return sorted(found, key=lambda draft: draft.at)

    def drop(self, form: str, record_id: str = "", unit: str = "") -> None:
        held = self._read(form)
        if held.pop(self._key(record_id, unit or self._desk.unit), None) is not None:
            self._write(form, held)

    # -- what was saved meanwhile -------------------------------------------------------------

    def _left(self, draft: Draft) -> Draft | None:
        """What of a draft is not saved by now: the program may have been killed between saving and forgetting."""
        form = next((f for f in self._desk.records.forms if f.key == draft.form), None)
        if form is not None and form.is_appended and self._has_step(draft):
            self.drop(draft.form, draft.id, draft.unit)
            return None
        if form is None or form.is_single or form.is_appended:
            return draft
        rows = tuple(row for row in draft.rows if not self._has_row(row, draft.unit))
        held = self._saved(draft)
        if held is None:
            left = draft._replace(rows=rows)
        elif draft.id:
            left = draft._replace(values={}, base={}, rows=rows)
        else:
            left = Draft(draft.form, held.id, draft.unit, held.rev, {}, rows, at=draft.at)
        if left != draft:
            self.drop(draft.form, draft.id, draft.unit)
            if not left.is_empty:
                self.keep(left)
        return None if left.is_empty else left

    def _has_step(self, draft: Draft) -> bool:
        """Whether a step stands in its petition already, just as it was typed."""
        written = self._desk.records.page("action", Query(equal={"opinion_id": draft.id}), 0, MOST_STEPS)
        typed = {key: value for key, value in draft.values.items() if value is not None}
        return any(all(step.values.get(key) == value for key, value in typed.items()) for step in written)

    def _saved(self, draft: Draft) -> Record | None:
        """The record that holds all of a draft, if there is one."""
        if draft.texts:
            return None
        records, form = self._desk.records, self._desk.records.form(draft.form)
        new_id = draft.new_id
        if not draft.id and form.natural_key and all(draft.values.get(key) is not None for key in form.natural_key):
            new_id = records.keyed_id(form, draft.unit, draft.values)
        if not (draft.id or new_id):
            return None
        held = records.get(draft.form, draft.id or new_id, draft.unit)
        if held is None or (draft.new_id and not draft.id):
            return held
        same = all(held.values.get(k) == value for k, value in draft.values.items() if draft.id or value is not None)
        return held if same and not held.is_deleted else None

    def _has_row(self, row: Values, unit: str) -> bool:
        """Whether a row is stored as it was typed; a new one was never stored before it was saved."""
        held = self._desk.records.get("opinion", str(row.get(ROW_ID) or ""), unit) if row.get(ROW_ID) else None
        if held is None:
            return False
        typed = {key: value for key, value in row.items() if not key.startswith("_")}
        return bool(row.get(ROW_IS_NEW)) or held.is_deleted or all(held.values.get(k) == v for k, v in typed.items())

    # -- on the disk --------------------------------------------------------------------------

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


def _draft(form: str, record_id: str, read: Any) -> Draft | None:
    """A draft as it was kept; also one of a program that knew less."""
    try:
        rows = tuple(_values(row) for row in read["rows"])
        texts = {str(key): str(text) for key, text in read.get("texts", {}).items()}
        at = str(read.get("at", ""))
        since(at)
        return Draft(
            form, record_id, read["unit"], read["base_rev"], _values(read["values"]), rows,
            texts, _values(read.get("base", {})), str(read.get("new_id", "")), at,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    """A field that was emptied is part of what was typed: left out, its old answer would come back."""
    return {key: as_json_value(value) for key, value in values.items()}


def _values(read: Mapping[str, object]) -> Values:
    return {str(key): from_json_value(value) for key, value in read.items()}
