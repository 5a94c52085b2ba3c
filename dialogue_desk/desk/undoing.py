"""Taking one operation back: only the field groups it changed, only where its own version still shows.

A group shows the save that last changed it (its live candidate). Undos and redos are
saves too; they are read as what they brought back: what an undo put back counts as the
save it put back, so that operations can be taken back one after the other, in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.merge import Shown, evaluate, group_values
from dialogue_desk.domain.records import DELETED, Candidate, Stamp, Version
from dialogue_desk.storage.operations import Operation, Owners
from dialogue_desk.storage.saving import forks_of, versions_of
from dialogue_desk.storage.store import Store

NEW = "new"
"""Before an operation there was no such record."""


@dataclass
class Wanted:
    """What taking an operation back makes of one record (or sibling).

    `values` to set; `kept` the groups that were changed since. `vanishes`: it goes into the bin, unless something
    was `added` since; `revives`: it leaves the bin. `is_gone`: it is in the bin for another reason. `since`: the
    clock of the operation's first save of it, 0 where the record began with it.
    """

    form: Form
    unit: str
    id: str
    shown: Shown
    values: Values = field(default_factory=dict)
    reopened: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """Groups in which a decision between several saves is taken back: they wait for one again."""
    decided: set[str] = field(default_factory=set)
    """Groups in which such an undo is taken back itself: the decision holds again."""
    kept: list[str] = field(default_factory=list)
    vanishes: bool = False
    revives: bool = False
    added: bool = False
    is_gone: bool = False
    since: int = 0

    @property
    def does_nothing(self) -> bool:
        """Whether nothing is left of it to take back."""
        return not (self.values or self.reopened or self.decided or self.vanishes or self.revives)


class _Before(NamedTuple):
    """What a group said before a save: the saves that had said it (none: unknown, several: a conflict); the values."""

    said: tuple[Candidate, ...] = ()
    values: Mapping[str, Value] = {}

    @property
    def stamp(self) -> Stamp | None:
        """The one save that had said it."""
        return self.said[0].stamp if len(self.said) == 1 else None


class Looking:
    """Looks at the records of one operation. Make it inside the transaction that takes it back."""

    def __init__(self, store: Store, operation: Operation) -> None:
        self._store = store
        self._forks = forks_of(store)
        self._owners = Owners(store)
        self._number = operation.number
        self._is_undo = bool(operation.undoes)
        self._held: dict[Stamp, Version] = {}
        self._before: dict[str, Shown | str | None] = {}

    def wanted(self, form: Form, unit: str, record_id: str) -> Wanted | None:
        """What taking the operation back makes of a record; None when it made no version of it that is still here."""
        held = versions_of(self._store, form, unit, record_id)
        self._held = {v.stamp: v for v in held}
        self._before.clear()
        made = [v for v in held if self._is_its(v.stamp)]
        if not made:
            return None
        found = Wanted(form, unit, record_id, evaluate(form, held, self._forks))
        self._look_at_bin(form, found, made)
        if found.added or (found.is_gone and not found.vanishes):
            return found
        if found.vanishes and self._shown_before(form, min(made, key=lambda v: v.stamp)) == NEW:
            return found
        for group in form.groups:
            reopener = next((v for v in made if self._is_undo and self._reopened(form, v, group)), None)
            if reopener is not None:
                self._look_at_reopened(form, group, found, reopener)
            elif any(group not in v.groups for v in made):  # one it left alone is listed with the saves that said it
                self._look_at(form, group, found)
        return found

    # -- groups ---------------------------------------------------------------------------

    def _look_at(self, form: Form, group: str, found: Wanted) -> None:
        live = found.shown.candidates[group]
        at = self._origin(form, group, live[0].stamp) if len(live) == 1 else None
        if at is None or not self._is_its(at):
            found.kept.append(group)
            return
        before = _Before()
        while at is not None and self._is_its(at):
            before = self._said_before(form, group, at)
            at = self._origin(form, group, before.stamp)
        if not before.said:
            found.kept.append(group)  # what it said before is not here any more
            return
        if len(before.said) > 1:
            found.reopened[group] = before.said
        if any(found.shown.values.get(key) != value for key, value in before.values.items()):
            found.values |= before.values

    def _reopened(self, form: Form, version: Version, group: str) -> bool:
        """Whether an undo made a group wait again for a choice that had been made."""
        before = self._shown_before(form, version)
        listed = version.groups.get(group)
        return (
            listed is not None
            and isinstance(before, Shown)
            and {c.stamp for c in listed} != {c.stamp for c in before.candidates.get(group, ())}
        )

    def _look_at_reopened(self, form: Form, group: str, found: Wanted, reopener: Version) -> None:
        """Bring the choice again, as long as nobody chose meanwhile."""
        live = {c.stamp for c in found.shown.candidates[group]}
        if live != {c.stamp for c in reopener.groups[group]}:
            found.kept.append(group)
            return
        found.values |= self._said_before(form, group, reopener.stamp).values
        found.decided.add(group)

    def _origin(self, form: Form, group: str, stamp: Stamp | None, until: tuple[int, ...] = ()) -> Stamp | None:
        """The save a group's value comes from: past undos and redos, which only brought back what was there before.

        One that took an operation back says what was said before that; so the way leads to the save it took back,
        and no further (`until`: those looked for), and from there to the one before.
        """
        if stamp is None or self._is_its(stamp):
            return stamp
        number = self._owners.of(stamp.de, stamp.n)
        undone = self._owners.undoes.get(number, 0)
        if not undone or any(self._owners.is_same(number, other) for other in until):
            return stamp
        at = self._origin(form, group, self._said_before(form, group, stamp).stamp, (*until, undone))
        while at is not None and self._owners.is_same(self._owners.of(at.de, at.n), undone):
            at = self._origin(form, group, self._said_before(form, group, at).stamp, until)
        return at

    def _is_its(self, stamp: Stamp) -> bool:
        """Whether a save belongs to the operation; a redo of it says what it said, an undo of it does not."""
        return self._owners.is_same(self._owners.of(stamp.de, stamp.n), self._number)

    def _said_before(self, form: Form, group: str, stamp: Stamp) -> _Before:
        version = self._held.get(stamp)
        before = self._shown_before(form, version) if version is not None else None
        if not isinstance(before, Shown):
            return _Before()
        return _Before(before.candidates.get(group, ()), group_values_of(form, before, group))

    def _shown_before(self, form: Form, version: Version) -> Shown | str | None:
        """What a record showed to the author of a version; NEW when there was none, None when it is not here now."""
        if version.hash not in self._before:
            names = set(version.names)
            parents = [v for v in self._held.values() if v.hash in names]
            known = evaluate(form, parents, self._forks) if parents else None
            self._before[version.hash] = known if version.names else NEW
        return self._before[version.hash]

    # -- the bin --------------------------------------------------------------------------

    def _look_at_bin(self, form: Form, found: Wanted, made: Collection[Version]) -> None:
        """Whether the record came into being, came back, or went into the bin with the operation."""
        first, last = min(made, key=lambda v: v.stamp), max(made, key=lambda v: v.stamp)
        before = self._shown_before(form, first)
        was_there = isinstance(before, Shown) and not before.is_deleted
        is_there = not last.is_deleted
        found.since = first.stamp.hlc if isinstance(before, Shown) else 0
        found.is_gone = found.shown.is_deleted
        if is_there and not was_there and before is not None:
            found.vanishes = not found.is_gone
            found.added = found.vanishes and self._was_added_to(form, found, first)
        elif was_there and not is_there and found.is_gone:
            live = found.shown.candidates[DELETED]
            origins = [self._origin(form, DELETED, c.stamp) for c in live]
            found.revives = all(at is not None and self._is_its(at) for at in origins)
            found.is_gone = not found.revives

    def _was_added_to(self, form: Form, found: Wanted, first: Version) -> bool:
        """Whether any group says something that was neither in the record before nor brought by the operation."""
        for group in form.groups:
            for candidate in found.shown.candidates[group]:
                at = self._origin(form, group, candidate.stamp)
                if at is None or not (self._is_its(at) or at < first.stamp):
                    return True
        return False


def group_values_of(form: Form, shown: Shown, group: str) -> dict[str, Value]:
    """The values a group shows."""
    if group == DELETED:
        return {}
    return {key: shown.values.get(key) for key in group_values(form, shown.heads[0], group)}
