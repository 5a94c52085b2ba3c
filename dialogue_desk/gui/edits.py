"""What was typed into one record and is not saved: taken back edit by edit, and brought again.

Fields and the grid below them push onto the same pile, each under the name of its
place: Ctrl+Z in a place takes back the last edit made there, and where nothing was
typed in it, the last one of all.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from dialogue_desk.domain.fields import Value, Values

GRID = "#grid"
"""The place of every edit in the grid below a form."""

MOST = 500

Put = Callable[[Values], object]
"""Shows values in their fields."""


@dataclass(eq=False)
class Edit:
    """One edit that was made: `back` takes it back, `again` makes it once more."""

    place: str
    back: Callable[[], object]
    again: Callable[[], object]
    is_saved: bool = field(default=False, kw_only=True)
    """It was written at once (a stored row into the bin): nothing of it waits to be saved."""


@dataclass(eq=False)
class Typed(Edit):
    """What was typed in a field, with what followed from it in others, until the field is left."""

    old: Values = field(default_factory=dict)
    new: Values = field(default_factory=dict)
    is_open: bool = True


class Edits(QObject):
    """The edits of one record, newest last. `moved` after one was taken back or brought again."""

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._gathered: list[Edit] | None = None
        self.is_moving = False

    # -- what was done ----------------------------------------------------------------------

    def push(
        self, place: str, back: Callable[[], object], again: Callable[[], object], *, is_saved: bool = False
    ) -> None:
        """Remember an edit that was just made. What happens while one is taken back is none."""
        self._push(Edit(place, back, again, is_saved=is_saved))

    def typed(self, key: str, old: Value, new: Value, put: Put) -> None:
        """Letters came into a field, or a choice was made there: one edit until the field is left.

        Typed back to what it was, it is none.
        """
        if self.is_moving:
            return
        last = self._done[-1] if self._done and self._gathered is None else None
        if isinstance(last, Typed) and last.is_open and last.place == key:
            last.new[key] = new
            self._undone.clear()
            if last.new == last.old:
                self._done.pop()
            return
        if old == new:
            return
        edit = Typed(key, lambda: put(edit.old), lambda: put(edit.new), {key: old}, {key: new})
        self._push(edit)

    def followed(self, key: str, old: Value, new: Value) -> bool:
        """A field was filled in because of the last edit: it goes back with it. False when nothing was typed last."""
        last = self._done[-1] if self._done else None
        if self.is_moving or not isinstance(last, Typed):
            return False
        last.old.setdefault(key, old)
        last.new[key] = new
        return True

    def rest(self) -> None:
        """A field was left: what is typed next is an edit of its own."""
        for edit in self._done[-1:]:
            if isinstance(edit, Typed):
                edit.is_open = False

    @contextlib.contextmanager
    def together(self, place: str) -> Iterator[None]:
        """Edits inside count as one (a fill of several cells, a paste)."""
        if self._gathered is not None or self.is_moving:
            yield
            return
        made = self._gathered = []
        try:
            yield
        finally:
            self._gathered = None
            if made:
                self.push(
                    place, lambda: _each([e.back for e in reversed(made)]), lambda: _each([e.again for e in made])
                )

    def clear(self) -> None:
        """The record was saved, thrown away, or another one is shown."""
        self._done.clear()
        self._undone.clear()

    def _push(self, edit: Edit) -> None:
        if self.is_moving:
            return
        if self._gathered is not None:
            self._gathered.append(edit)
            return
        self._undone.clear()
        self._done.append(edit)
        del self._done[:-MOST]

    # -- there and back ---------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether anything typed can be taken back."""
        return bool(self._done)

    @property
    def has_unsaved(self) -> bool:
        """Whether any of it waits to be saved."""
        return any(not edit.is_saved for edit in self._done)

    @property
    def can_redo(self) -> bool:
        """Whether anything taken back can be brought again."""
        return bool(self._undone)

    def undo(self, place: str = "") -> Edit | None:
        """Take back the last edit made at `place`, else the last of all; None when there is none."""
        return self._move(self._done, self._undone, place, lambda edit: edit.back())

    def redo(self, place: str = "") -> Edit | None:
        """Make the edit taken back last at `place` again, else the last of all; None when there is none."""
        return self._move(self._undone, self._done, place, lambda edit: edit.again())

    def _move(self, source: list[Edit], target: list[Edit], place: str, run: Callable[[Edit], object]) -> Edit | None:
        self.rest()
        edit = next((e for e in reversed(source) if place and e.place == place), source[-1] if source else None)
        if edit is None:
            return None
        self.is_moving = True
        try:
            run(edit)
        finally:
            self.is_moving = False
        source.remove(edit)
        target.append(edit)
        self.moved.emit()
        return edit


def _each(runs: list[Callable[[], object]]) -> None:
    for run in runs:
        run()
