"""Widths a person gave to panes and columns: remembered on this laptop, at 100 % text."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property

from dialogue_desk.desk import Desk

MOST = 4000


class Widths:
    """The widths of one place (a table, the panes of a page), by the key of what is that wide."""

    def __init__(self, desk: Desk, place: str) -> None:
        self._desk = desk
        self._key = f"widths.{place}"

    def get(self, key: str, usual: int) -> int:
        """What was chosen, else the usual width."""
        return self._held.get(key, usual)

    def keep(self, key: str, width: int) -> None:
        """Remember a width at 100 % text; 0 or less: forget it."""
        held = self._held
        if held.get(key, 0) == max(width, 0):
            return
        held.pop(key, None)
        if width > 0:
            held[key] = width
        self._desk.prefer(self._key, json.dumps(held) if held else "")

    @cached_property
    def _held(self) -> dict[str, int]:
        """Read once: a table that is laid out for the last time may outlive its desk. Nothing where it cannot be."""
        text = self._desk.preference(self._key)
        try:
            read = json.loads(text) if text else {}
            return {str(k): int(w) for k, w in read.items() if 0 < int(w) <= MOST}
        except (ValueError, TypeError, AttributeError):
            return {}


def as_plain(px: Callable[[float], int], width: int) -> int:
    """A width on this screen as one at 100 % text."""
    return round(width * 100 / max(px(100), 1))
