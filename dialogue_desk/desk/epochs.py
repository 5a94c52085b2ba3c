"""Epochs of a desk: a new one begins when save numbers could be given twice.

A mark outside the data folder tells a folder that was copied, moved or put
back from an older copy: then the mark is missing, is another one, or knows of
more saves than the folder does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from dialogue_desk.paths import marks_dir
from dialogue_desk.storage import driver, registry
from dialogue_desk.storage.driver import transaction
from dialogue_desk.storage.registry import TRUSTED, KnownDesk
from dialogue_desk.storage.store import Store

MARKS = "marks"
"""Local fact: the tokens of the marks that belong to this folder, one an operating-system user."""


def begin(store: Store, folder: Path, *, is_certified: bool = True) -> None:
    """Give the desk new keys, and with them a new id; the old key certifies them.

    Not `is_certified`: the old keys are in strange hands, and nothing may lead from them to the new ones.
    """
    # A desk that only opens makes no keys: what makes them is not waited for.
    from dialogue_desk.exchange.identity import Keys, certificate  # noqa: PLC0415
    from dialogue_desk.exchange.registry import now_text  # noqa: PLC0415

    fresh = Keys.generate()
    with transaction(store.conn):
        held = registry.own_keys(store)
        old = Keys(held[0][1], held[0][2]) if held and store.desk and is_certified else None
        told = certificate(old, fresh.public, store.unit, store.clock()) if old else None
        registry.add_own_keys(store, fresh.public.desk, fresh.sign, fresh.age, told)
        registry.put(
            store,
            KnownDesk(
                fresh.public.desk, store.unit, fresh.public.sign, fresh.public.age, TRUSTED,
                old.public.desk if old else "", json.dumps(told) if told else "", "", "", now_text(),
            ),
        )  # fmt: skip
        store.set_meta("desk", fresh.public.desk)
        registry.changed(store)
        _mark(store, folder)


def check(store: Store, folder: Path) -> None:
    """Begin a new epoch when this folder is not the one its mark was made for."""
    if not store.desk or not registry.own_keys(store):
        begin(store, folder)
        return
    tokens = json.loads(store.meta(MARKS) or "[]")
    if not tokens:
        with transaction(store.conn):
            _mark(store, folder)
        return
    try:
        told = json.loads(_place(folder).read_text(encoding="utf-8"))
        fits = told["token"] in tokens and told["saved"] <= _saved(store)
    except (OSError, ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        begin(store, folder)


def remember(store: Store, folder: Path) -> None:
    """On closing: let the mark know how many saves there are, so that an older copy put back is noticed.

    A desk that is closed already, or whose file is damaged, has nothing to tell.
    """
    place = _place(folder)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, driver.Error):
        told = json.loads(place.read_text(encoding="utf-8"))
        if told["saved"] != _saved(store) and told["token"] in json.loads(store.meta(MARKS) or "[]"):
            _write(place, {**told, "saved": _saved(store)})


def _mark(store: Store, folder: Path) -> None:
    """Make a mark; where none can be kept the desk goes without."""
    token = os.urandom(16).hex()
    with contextlib.suppress(OSError):
        _write(_place(folder), {"token": token, "saved": _saved(store), "folder": str(folder.absolute())})
        tokens = json.loads(store.meta(MARKS) or "[]")
        store.set_meta(MARKS, json.dumps([*tokens[-19:], token]))


def _saved(store: Store) -> int:
    return int(store.conn.execute("SELECT coalesce(sum(n), 0) FROM counter").fetchone()[0])


def _place(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:32]
    return marks_dir() / f"{name}.json"


def _write(place: Path, told: dict[str, object]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(told), encoding="utf-8")
    os.replace(part, place)


def begin_salvaged(store: Store, folder: Path) -> None:
    """Begin a new series in what was salvaged; units that a hole swallowed would be missing from every count."""
    from dialogue_desk.desk import unit_lists  # noqa: PLC0415 only a rescue needs it

    unit_lists.take_in(store, anew=True)
    begin(store, folder)
