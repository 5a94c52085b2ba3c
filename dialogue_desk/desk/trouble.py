"""Telling known trouble (disk, lock, damage) from bugs."""

from __future__ import annotations

from dialogue_desk.errors import DeskError
from dialogue_desk.storage.driver import known_trouble


def explain(error: BaseException) -> DeskError | None:
    """The plain sentence for an exception people may meet; None when it is a bug."""
    return error if isinstance(error, DeskError) else known_trouble(error)
