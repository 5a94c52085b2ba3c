"""The one message that travels up: what a use case changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from dialogue_desk.storage.made import Made


class Change(NamedTuple):
    """Forms whose records changed, their keys as (form, unit, id) where few (else none), and who did it.

    `origin`: "edit", "import", "merge", "undo", "restore".
    """

    forms: frozenset[str]
    keys: tuple[tuple[str, str, str], ...] = ()
    origin: str = "edit"


class Step(NamedTuple):
    """A record that one operation touched, and its revs before. `rev` "" means the record was new."""

    form: str
    unit: str
    id: str
    rev: str
    personal_rev: str = ""


@dataclass
class Gathered:
    """Several writes that count as one operation: its number once the first is on the disk, and what they made."""

    what: str
    number: int = 0
    made: Made = field(default_factory=Made)
    steps: list[Step] = field(default_factory=list)
