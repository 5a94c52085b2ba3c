"""The one message that travels up: what a use case changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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

    @contextmanager
    def last(self) -> Iterator[tuple[Step, ...]]:
        """The last operation, to be taken back; it stays where that fails."""
        steps = self.operations.pop() if self.operations else ()
        try:
            yield steps
        except BaseException:
            self.operations.append(steps)
            raise
