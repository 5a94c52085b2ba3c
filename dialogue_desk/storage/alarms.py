"""What must be said aloud until a person has decided: somebody uses this desk's name, an invitation came twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogue_desk.domain.records import canonical
from dialogue_desk.storage.store import Store

FORGED_NAME = "forged_name"
"""Rows under a name of this desk that it did not sign; about the desk that brought them."""
FALSE_CLAIMS = "false_claims"
"""A package said things its sender has no say in; about the desk that wrote it."""
COPIED = "copied"
"""This desk's own signature over saves it does not know: its folder was copied; about this desk."""
TWO_CONTENTS = "two_contents"
"""One save number with two contents; about the desk whose number it is."""
CODE_TWICE = "code_used_twice"
"""An invitation was used by a second machine; about the invitation's code."""


@dataclass(frozen=True)
class Alarm:
    """One alarm: its kind, what it is about, what is known of it, since when; `decided_at` "" while it stands."""

    kind: str
    about: str
    told: Mapping[str, Any]
    at: str
    decided_at: str = ""


def sound(store: Store, kind: str, about: str, told: Mapping[str, Any], at: str) -> Alarm:
    """Raise an alarm, or raise a decided one again; one about the same thing stays one."""
    store.conn.execute(
        "INSERT INTO alarm VALUES (?, ?, ?, ?, '') ON CONFLICT (kind, about) DO UPDATE SET told = excluded.told,"
        " at = CASE WHEN decided_at = '' THEN at ELSE excluded.at END, decided_at = ''",
        (kind, about, canonical(dict(told)), at),
    )
    return Alarm(kind, about, told, at)


def standing(store: Store) -> list[Alarm]:
    """The alarms nobody has decided about, oldest first."""
    rows = store.conn.execute(
        "SELECT kind, about, told, at, decided_at FROM alarm WHERE decided_at = '' ORDER BY at, kind, about"
    )
    return [Alarm(kind, about, json.loads(told), at, decided) for kind, about, told, at, decided in rows]


def is_decided(store: Store, kind: str, about: str) -> bool:
    """Whether a person has decided about this alarm already."""
    row = store.conn.execute(
        "SELECT 1 FROM alarm WHERE kind = ? AND about = ? AND decided_at <> ''", (kind, about)
    ).fetchone()
    return row is not None


def settle(store: Store, about: str, at: str) -> bool:
    """A person has decided what is about a desk or an invitation; False when nothing stands."""
    told = store.conn.execute("UPDATE alarm SET decided_at = ? WHERE about = ? AND decided_at = ''", (at, about))
    return bool(told.rowcount)
