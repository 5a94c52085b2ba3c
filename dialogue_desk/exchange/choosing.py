"""What travels: which stored versions a package to somebody must carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dialogue_desk.domain.ranges import Held, is_held
from dialogue_desk.exchange.registry import desks_above
from dialogue_desk.storage import carrying, registry, schema
from dialogue_desk.storage.carrying import Carried
from dialogue_desk.storage.saving import forks_of
from dialogue_desk.storage.store import Store

IsHeld = Callable[[Carried], bool]


def own_units(store: Store) -> set[str]:
    """This unit, everything below it, and dissolved units whose cases it continues."""
    return units_of(store, store.unit)


def units_of(store: Store, unit: str) -> set[str]:
    """A unit, everything below it, and dissolved units whose cases one of them continues."""
    return registry.scope_of(store, unit)


def stated(store: Store, held: Held | None) -> IsHeld:
    """Whether somebody who stated `held` has a version, or would never take it: its desk was revoked before.

    Where a number may mean two contents (series in fork, and this desk's own,
    which somebody may have copied) a range counts only when its digest is ours.
    """
    counts = registry.counts(store)
    if held is None:
        return lambda version: not counts(version.de, version.n)
    unsure = set(forks_of(store)) | {de for de in held if de.split("/")[0] == store.desk}
    ours = {de: carrying.numbers_of(store, de) for de in unsure}

    def answer(version: Carried) -> bool:
        return is_held(held.get(version.de, ()), version.n, ours.get(version.de)) or not counts(version.de, version.n)

    return answer


def upward(store: Store, upper: str, today: str, *, full: bool = False) -> list[Carried]:
    """Own subtree's versions that the upper unit does not state to hold, and whole cases forwarded or left to it."""
    held = None if full else carrying.statement_of_unit(store, upper)
    is_there = stated(store, held)
    above = desks_above(store) if carrying.statement_of_unit(store, upper) is None else set()
    units = own_units(store)
    chosen = {
        v.vid: v
        for form in store.forms
        for v in carrying.versions_in(store, form.key, units)
        if not is_there(v) and v.de.split("/")[0] not in above
    }
    for case in named_cases(store, units, today):
        if not all(is_there(v) for v in case):
            chosen |= {v.vid: v for v in case}
    return list(chosen.values())


def named_cases(store: Store, units: set[str], today: str) -> list[list[Carried]]:
    """The cases that travel upward with names: opinion, source, steps and their siblings, each a list of versions.

    Those this unit forwarded, and those left to whoever continues a dissolved unit.
    A source of another unit is named by whoever wrote the opinion: its names do not travel with it.
    """
    cases = []
    forms, taken = {form.key for form in store.forms}, registry.takeovers(store)
    for unit, record_id in dict.fromkeys([*_forwarded(store), *_left(store, units, today)]):
        if unit not in units:
            continue
        keys = [("opinion", unit, record_id), *carrying.sources_of(store, [(unit, record_id)])]
        keys += [("action", *key) for key in carrying.steps_of(store, [(unit, record_id)])]
        case: list[Carried] = []
        for form_key, owner, key in keys:
            if owner not in units or form_key not in forms:
                continue
            case += carrying.versions_of_keys(store, form_key, [(owner, key)])
            sibling = store.form(form_key).sibling
            if sibling and (owner == unit or unit in taken.get(owner, ())):
                case += carrying.versions_of_keys(store, sibling.key, [(owner, key)])
        cases.append(case)
    return cases


def _forwarded(store: Store) -> list[tuple[str, str]]:
    """Opinions sent up in this unit's name, or in the name of a dissolved unit that it continues."""
    names = [store.unit, *sorted(registry.continued_by(store, [store.unit]))]
    return list(dict.fromkeys(key for name in names for key in carrying.forwarded(store, name)))


def _left(store: Store, units: set[str], today: str) -> list[tuple[str, str]]:
    """Petitions of dissolved units whose outcome another unit must tell the citizen, who may not have heard it yet.

    Their units were taken over by one that does not work here; or this unit answered them and exists no more on an
    ISO day: nobody here will tell anybody.
    """
    own, tree = store.unit, store.units
    elsewhere = {
        old for old, news in registry.takeovers(store).items() if old in units and not units.intersection(news)
    }
    found = carrying.untold(store, elsewhere)
    if own in tree and not tree[own].is_valid(today):
        found += carrying.untold(store, {u for u in units if u in tree and not tree[u].is_valid(today)}, own)
    return found


def sideways(store: Store, desk: str, *, full: bool = False) -> list[Carried]:
    """Everything another desk of the unit does not state to hold, personal siblings too."""
    is_there = stated(store, None if full else carrying.statement_of_desk(store, desk))
    every = [f.key for f in schema.all_forms(store.forms)]
    units = set(store.units.units) | own_units(store)
    return [v for form in every for v in carrying.versions_in(store, form, units) if not is_there(v)]


def downward(store: Store, unit: str, desks: Sequence[str]) -> list[Carried]:
    """The addressee's own versions that one of its desks does not state to hold, answers and lists from above.

    Steps of a unit that continues the addressee's cases go with them, or its machine would tell another story.
    """
    units = units_of(store, unit)
    there = [stated(store, carrying.statement_of_desk(store, d)) for d in desks]
    every = [f.key for f in schema.all_forms(store.forms)]
    found = [v for form in every for v in carrying.versions_in(store, form, units)]
    taken = registry.takeovers(store)
    answering = answering_units(store, units).union(*(taken.get(u, ()) for u in units)) - units
    found += carrying.answers_on(store, answering, units)
    found += carrying.versions_in(store, "reference", units_above(store, store.unit) - units)
    unique = {v.vid: v for v in found}
    return [v for v in unique.values() if not all(is_there(v) for is_there in there)]


def answering_units(store: Store, units: Iterable[str]) -> set[str]:
    """This unit, those above it, and all that ever stood above some units: an answer outlives who gave it."""
    return units_above(store, store.unit).union(*(store.units.stood_above(u) for u in units))


def units_above(store: Store, unit: str) -> set[str]:
    """A unit and every unit above it."""
    return {u for u in store.units.units if store.units.is_below(unit, u)}


def desks_of(store: Store, units: Iterable[str]) -> set[str]:
    """Ids of every desk, of whatever epoch, of some units."""
    wanted = set(units)
    return {d.desk for d in registry.desks(store) if d.unit in wanted}
