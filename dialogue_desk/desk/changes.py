"""The one message that travels up: what a use case changed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Change:
    """Forms whose records changed, their keys as (form, unit, id) where few, and who did it.

    `origin`: "edit", "import", "merge", "undo", "restore".
    """

    forms: frozenset[str]
    keys: tuple[tuple[str, str, str], ...] = ()
    origin: str = "edit"


@dataclass(frozen=True)
class Step:
    """What one operation replaced: enough to take it back. `rev` "" means the record was new."""

    form: str
    unit: str
    id: str
    rev: str
    personal_rev: str = ""


@dataclass
class Trail:
    """Operations of this session that Ctrl+Z can take back, newest last."""

    operations: list[tuple[Step, ...]] = field(default_factory=list)
