"""The list Windows shows at the program's button in the task bar: the last three records saved here.

Windows keeps the list in a file of its own, which no passphrase protects: it gets the kind of a record and its day,
never a word somebody typed. Its entries start the program with a word for the record (`word_of`).
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from dialogue_desk.desk import Change, Desk
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.targets import RECORD, Target, room_of
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.kit import Kit

MOST = 3
_KEPT = "last_records"
Key = tuple[str, str, str]
"""Form, unit, id."""


class Entry(NamedTuple):
    """What is shown, and what the program is started with."""

    title: str
    arguments: str


def word_of(key: Key) -> str:
    """The argument that opens a record."""
    return RECORD + "/".join(key)


def key_of(word: str) -> Key | None:
    """The record an argument names; None for anything else."""
    parts = word.removeprefix(RECORD).split("/")
    return (parts[0], parts[1], parts[2]) if word.startswith(RECORD) and len(parts) == 3 and all(parts) else None


def target_of(key: Key) -> tuple[str, Target]:
    """The page of a record, and the record in it."""
    form, unit, record_id = key
    return room_of(form), Target(form=form, id=record_id, unit=unit)


def entries(desk: Desk, keys: Sequence[Key]) -> list[Entry]:
    """Entries of records that are still there, in their order."""
    found = [(key, _record(desk, key)) for key in keys]
    return [
        Entry(_title(desk, record), f'--data "{desk.folder.absolute()}" {word_of(key)}')
        for key, record in found
        if record is not None and not record.is_deleted
    ]


def _record(desk: Desk, key: Key) -> Record | None:
    with contextlib.suppress(DeskError, KeyError):
        return desk.records.get(key[0], key[2], key[1])
    return None


def _title(desk: Desk, record: Record) -> str:
    form = desk.store.form(record.form)
    day = record.values.get(form.date_field) if form.date_field else None
    return f"{_(form.label)} {screen_date(day)}".strip()


class LastRecords(QObject):
    """Keeps the list as records are saved; `put` hands entries to Windows, and is given by tests."""

    def __init__(self, kit: Kit, parent: QObject, put: Callable[[Sequence[Entry]], object] | None = None) -> None:
        super().__init__(parent)
        self._desk = kit.desk
        self._put = put or _put
        self._keys = _kept(self._desk)
        kit.changes.changed.connect(self._changed)

    def _changed(self, change: Change) -> None:
        if change.origin != "edit":
            return
        new = [key for key in change.keys if room_of(key[0]) != "settings"]
        if not new:
            return
        self._keys = list(dict.fromkeys([*reversed(new), *self._keys]))[:MOST]
        self._desk.prefer(_KEPT, json.dumps(self._keys), in_passing=True)
        self._put(entries(self._desk, self._keys))


def _kept(desk: Desk) -> list[Key]:
    try:
        told = json.loads(desk.preference(_KEPT, "[]"))
        return [(str(form), str(unit), str(record_id)) for form, unit, record_id in told][:MOST]
    except (ValueError, TypeError):
        return []


def _put(told: Sequence[Entry]) -> None:
    """Hand the list to Windows; elsewhere, and where the program was not installed, there is none."""
    if sys.platform == "win32" and (Path(sys.executable).parent / "current.txt").is_file():
        from dialogue_desk.gui import jump_list_windows  # noqa: PLC0415 it loads libraries of Windows

        jump_list_windows.put(_("Vừa ghi"), told)
