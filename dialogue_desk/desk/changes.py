"""The one message that travels up: what a use case changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Change(NamedTuple):
    """Forms whose records changed, their keys as (form, unit, id) where few (else none), and who did it.

    `origin`: "edit", "import", "merge", "undo", "restore".
    """

    forms: frozenset[str]
    keys: tuple[tuple[str, str, str], ...] = ()
    origin: str = "edit"


class Step(NamedTuple):
    """What one operation replaced: enough to take it back. `rev` "" means the record was new."""

    form: str
    unit: str
    id: str
    rev: str
    personal_rev: str = ""


@dataclass
class Trail:
    """Operations of this session that Ctrl+Z can take back, newest last; `gathered` while several count as one."""

    operations: list[tuple[Step, ...]] = field(default_factory=list)
    gathered: list[Step] | None = None

    def add(self, steps: tuple[Step, ...]) -> bool:
        """Remember an operation; False when it is kept back to be part of a larger one."""
        if self.gathered is not None:
            self.gathered.extend(steps)
            return False
        self.operations.append(steps)
        del self.operations[:-100]
        return True

    @property
    def last(self) -> tuple[Step, ...]:
        """The operation to take back next; () when there is none."""
        return self.operations[-1] if self.operations else ()

    def forget(self, steps: tuple[Step, ...]) -> None:
        """An operation was taken back; others may have come after it meanwhile."""
        self.operations[:] = [held for held in self.operations if held is not steps]
