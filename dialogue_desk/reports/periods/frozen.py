"""The figures of a closed period, as they were when it was closed.

Closing keeps them and the number of the last stored version on this desk;
every version stored later, typed here or merged, is a change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.sheet import Cell
from dialogue_desk.reports.periods.period_figures import appendices, figures_of
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store

_KEY = "closing.{}"


@dataclass(frozen=True)
class Closing:
    """What closing a period kept: when and by whom, the revision, the figures, the last version then stored."""

    closed_on: str
    closed_by: str
    revision: int
    vid: int
    figures: Mapping[str, Cell]


def freeze(store: Store, asked: Asked, closed_by: str, revision: int) -> None:
    """Keep the figures of the asked period as they are, inside the caller's transaction."""
    figures = figures_of(store, asked, appendices(store, asked))
    vid = store.conn.execute("SELECT coalesce(max(vid), 0) FROM version").fetchone()[0]
    kept = {
        "on": asked.today, "by": closed_by, "revision": revision, "vid": vid, "figures": figures,
        "labels": _labels(store),
    }  # fmt: skip
    store.set_meta(_KEY.format(asked.period), json.dumps(kept, ensure_ascii=False))


def _labels(store: Store) -> dict[str, str]:
    """What declared registers, fields and codes are called now: a closed report keeps its words."""
    found: dict[str, str] = {}
    for form in store.forms:
        told = [f for f in form.fields if is_declared_key(f.key)]
        found |= {form.key: form.label} if is_declared_key(form.key) else {}
        found |= {f.key: f.label for f in told}
        found |= {f"{f.key}:{c.key}": c.label for f in told if f.codes for c in f.codes.codes}
    return found


def labels_of(store: Store, period: str) -> Mapping[str, str]:
    """The words of a period that was closed, by key; none of one that was not."""
    kept = json.loads(store.meta(_KEY.format(period)) or "null") if period else None
    return kept.get("labels", {}) if kept else {}


def closing_of(store: Store, period: str) -> Closing | None:
    """What was kept when the period was closed last; None when it never was."""
    kept = json.loads(store.meta(_KEY.format(period)) or "null")
    return Closing(kept["on"], kept["by"], kept["revision"], kept["vid"], kept["figures"]) if kept else None
