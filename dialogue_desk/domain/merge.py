"""What several versions of one record show together: a pure function of the versions held.

The rule is shared/design/exchange.md, "Merge", with the corrections of
exchange-facts.md, part two. Storage runs the same rule as set-based SQL for the
plain cases and calls this for the others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

from dialogue_desk.domain.fields import Form, Value, Values, as_json_value
from dialogue_desk.domain.records import (
    DELETED,
    ERASURES,
    Candidate,
    Stamp,
    Version,
    build_version,
    canonical,
    erasures_known,
)

Forks = Mapping[str, int]
"""Series whose numbers were met with two contents, and the first such number; from there on saves are doubtful."""

NO_FORKS: Forks = {}


@dataclass(frozen=True)
class Shown:
    """What the versions of a record show.

    `heads`: versions nobody covers, sorted by hash; `conflicts`: groups whose
    live candidates differ.
    """

    form: Form
    heads: tuple[Version, ...]
    forks: Forks
    values: Values
    conflicts: tuple[str, ...]
    is_deleted: bool
    entered_by: str
    created_at: str
    updated_at: str

    @property
    def rev(self) -> str:
        """Name of this state: the hashes of its heads."""
        return "+".join(h.hash for h in self.heads)

    @cached_property
    def candidates(self) -> Mapping[str, tuple[Candidate, ...]]:
        """Per group the live candidates, each with its values, smallest save first."""
        known = _Known(self.heads)
        return {g: _live(self.form, self.heads, g, self.forks, known) for g in _groups(self.form, self.heads)}


def is_doubtful(stamp: Stamp, forks: Forks) -> bool:
    """Whether a save's number may mean two things (a copied desk)."""
    first = forks.get(stamp.de)
    return first is not None and stamp.n >= first


def covers(later: Version, earlier: Version, forks: Forks = NO_FORKS) -> bool:
    """Whether `later` was made knowing `earlier`: by name, or by number; and its clock is greater."""
    if later.stamp.hlc <= earlier.stamp.hlc:
        return False
    if earlier.hash in later.names:
        return True
    return not is_doubtful(earlier.stamp, forks) and later.seen.get(earlier.stamp.de, 0) >= earlier.stamp.n


def heads_of(versions: Iterable[Version], forks: Forks = NO_FORKS) -> tuple[Version, ...]:
    """The versions that no other one covers, sorted by hash; never empty for versions that are not."""
    held = list({v.hash: v for v in versions}.values())
    if len(held) == 1:
        return tuple(held)
    known = _Known(held)
    return tuple(sorted((v for v in held if not known.covers(v, forks)), key=lambda v: v.hash))


class _Known:
    """What versions have seen, so that many of them are asked at once; see `covers`, which says the same of two."""

    def __init__(self, held: Sequence[Version]) -> None:
        self._by_name: dict[str, int] = {}
        reached: dict[str, list[tuple[int, int]]] = {}
        for o in held:
            for name in o.names:
                self._by_name[name] = max(self._by_name.get(name, 0), o.stamp.hlc)
            for de, n in o.seen.items():
                reached.setdefault(de, []).append((n, o.stamp.hlc))
        self._numbers: dict[str, list[int]] = {}
        self._latest: dict[str, list[int]] = {}
        """Per series: how far it was seen, ascending, and the latest clock of those who saw that far or further."""
        for de, pairs in reached.items():
            pairs.sort()
            latest = list(accumulate((hlc for _n, hlc in reversed(pairs)), max))
            self._numbers[de], self._latest[de] = [n for n, _hlc in pairs], latest[::-1]

    def covers(self, v: Version, forks: Forks) -> bool:
        """Whether one of the versions was made knowing `v`."""
        if self._by_name.get(v.hash, 0) > v.stamp.hlc:
            return True
        numbers = self._numbers.get(v.stamp.de)
        if not numbers or is_doubtful(v.stamp, forks):
            return False
        first = bisect_left(numbers, v.stamp.n)
        return first < len(numbers) and self._latest[v.stamp.de][first] > v.stamp.hlc

    def count(self, stamp: Stamp) -> int:
        """How many of the versions have seen a save."""
        numbers = self._numbers.get(stamp.de, [])
        return len(numbers) - bisect_left(numbers, stamp.n)


def group_values(form: Form, version: Version, group: str) -> dict[str, Value]:
    """The values `version` has for `group`; a group this form does not know is one unknown field."""
    if group == DELETED:
        return {DELETED: 1 if version.is_deleted else 0}
    fields = form.groups.get(group)
    keys = [f.key for f in fields] if fields else [group]
    return {k: version.values.get(k) for k in keys}


def candidates_of(form: Form, version: Version, group: str) -> tuple[Candidate, ...]:
    """The live candidates a version lists for a group: its own save where it lists none."""
    own = group_values(form, version, group)
    listed = version.groups.get(group)
    if listed is None:
        return (Candidate(version.stamp, own),)
    return tuple(Candidate(c.stamp, own if c.values is None else dict(c.values)) for c in listed)


def _groups(form: Form, heads: Sequence[Version]) -> list[str]:
    """Every group to decide: those of the form, those only a newer desk knows, and deletion."""
    known = set(form.by_key)
    extra = {k for h in heads for k in h.values if k not in known}
    return [*form.groups, *sorted(extra), DELETED]


def _live(
    form: Form, heads: Sequence[Version], group: str, forks: Forks, known: _Known | None = None
) -> tuple[Candidate, ...]:
    """The last changes of a group that no other head has seen and passed over; `known` is made of the heads."""
    known = known or _Known(heads)
    every: dict[tuple[Stamp, str], Candidate] = {}
    by_who_saw: dict[Stamp, int] = {}
    """Heads that list a save although they have seen it: it is not passed over by them."""
    for h in heads:
        listed = candidates_of(form, h, group)
        every |= {_order(c): c for c in listed}
        for stamp in {c.stamp for c in listed}:
            if h.seen.get(stamp.de, 0) >= stamp.n:
                by_who_saw[stamp] = by_who_saw.get(stamp, 0) + 1

    def passed_over(c: Candidate) -> bool:
        return not is_doubtful(c.stamp, forks) and known.count(c.stamp) > by_who_saw.get(c.stamp, 0)

    kept = {k: c for k, c in every.items() if not passed_over(c)} or every
    return tuple(kept[k] for k in sorted(kept))


def _order(candidate: Candidate) -> tuple[Stamp, str]:
    return candidate.stamp, _value_key(candidate)


def _value_key(candidate: Candidate) -> str:
    told = {k: v for k, v in (candidate.values or {}).items() if v is not None}
    if not told:
        return "{}"
    if len(told) == 1:
        ((name, value),) = told.items()
        if isinstance(value, str):
            return _text_key(name, value)
    return canonical({k: as_json_value(v) for k, v in told.items()})


@lru_cache(maxsize=1024)
def _text_key(name: str, value: str) -> str:
    """Parallel versions say the same in nearly every group."""
    return canonical({name: value})


def evaluate(form: Form, versions: Iterable[Version], forks: Forks = NO_FORKS) -> Shown:
    """What `versions` of one record show. ValueError when there are none."""
    heads = heads_of(versions, forks)
    if not heads:
        raise ValueError("no versions")
    first = min(heads, key=lambda h: (h.body.get("ca", ""), h.body.get("eb", "")))
    last = max(heads, key=lambda h: h.stamp)
    told = str(first.body.get("eb", "")), str(first.body.get("ca", "")), str(last.body.get("at", ""))
    if len(heads) == 1 and _is_plain(heads[0]):
        shown = {**dict.fromkeys(f.key for f in form.record_fields), **_own_fields(form, heads[0])}
        return Shown(form, heads, forks, shown, (), heads[0].is_deleted, *told)
    values: Values = {}
    conflicts: list[str] = []
    deleted = False
    known = _Known(heads)
    for group in _groups(form, heads):
        live = _live(form, heads, group, forks, known)
        if len({_value_key(c) for c in live}) > 1:
            conflicts.append(group)
        if group == DELETED:
            deleted = all((c.values or {}).get(DELETED) for c in live)
        else:
            values.update(live[-1].values or {})
    return Shown(form, heads, forks, values, tuple(conflicts), deleted, *told)


def _is_plain(version: Version) -> bool:
    """Whether a version lists no open question: then, alone, it shows just its own values."""
    return all(len(listed) == 1 and listed[0].values is None for listed in version.groups.values())


def _own_fields(form: Form, version: Version) -> Mapping[str, Value]:
    """A version's values without fields that belong to the sibling."""
    if not form.personal_fields:
        return version.values
    hidden = {f.key for f in form.personal_fields}
    return {k: v for k, v in version.values.items() if k not in hidden}


def changed_groups(form: Form, shown: Shown | None, values: Mapping[str, Value]) -> set[str]:
    """The groups in which `values` differ from what is shown; all of them for a new record."""
    if shown is None:
        return {*form.groups, DELETED}
    return {
        group
        for group, fields in form.groups.items()
        if any(values.get(f.key) != shown.values.get(f.key) for f in fields)
    }


def compose(
    form: Form,
    unit: str,
    record_id: str,
    shown: Shown | None,
    values: Mapping[str, Value],
    stamp: Stamp,
    by: str,
    at: str,
    *,
    delete: bool = False,
    decided: Iterable[str] = (),
    reopened: Mapping[str, tuple[Candidate, ...]] | None = None,
    forks: Forks = NO_FORKS,
    erased: Mapping[str, str] | None = None,
) -> Version:
    """The version that saving `values` on top of `shown` makes.

    `decided` groups are stamped even when their value does not change: that is
    how a conflict is resolved. A group left alone keeps all its live candidates,
    so saving another field never decides an open conflict. `reopened` groups wait
    again for a choice between these candidates. Fields that only a
    newer desk knows are handed on. `erased`: by field when the newest erasure was that is obeyed here.
    """
    # Only the record's own fields: a personal field never enters the version that travels.
    values = {f.key: values.get(f.key) for f in form.record_fields}
    body: dict[str, Any] = {"at": at, "by": by, "eb": by, "ca": at, "v": values}
    if delete:
        body["x"] = 1
    if known := _erasures(shown, erased or {}):
        body[ERASURES] = known
    if shown is None:
        return build_version(form.key, unit, record_id, stamp, {}, (), {}, body)
    handed = {k: v for k, v in shown.values.items() if k not in form.by_key}
    body |= {"eb": shown.entered_by or by, "ca": shown.created_at or at, "v": {**handed, **values}}
    seen: dict[str, int] = {}
    for head in shown.heads:
        for de, n in (*head.seen.items(), (head.stamp.de, head.stamp.n)):
            seen[de] = max(seen.get(de, 0), n)
    names = {h.hash for h in shown.heads}
    if forks:
        names |= {name for h in shown.heads for name in h.names}
    mine = changed_groups(form, shown, values) | set(decided)
    groups = {g: _listed(c, shown.values) for g, c in shown.candidates.items() if g not in mine and g != DELETED}
    groups |= {g: _listed(candidates, values) for g, candidates in (reopened or {}).items()}
    groups |= _deletion(shown, stamp, delete, DELETED in mine)
    return build_version(form.key, unit, record_id, stamp, seen, tuple(sorted(names)), groups, body)


def _erasures(shown: Shown | None, here: Mapping[str, str]) -> dict[str, str]:
    """By field the newest erasure that a save knows: obeyed here, or known to all it was made upon."""
    below = [erasures_known(h.body) for h in shown.heads] if shown else []
    common = set.intersection(*map(set, below)) if below else set()
    told = {key: min(known[key] for known in below) for key in common}
    return {key: max(told.get(key, ""), here.get(key, "")) for key in sorted({*told, *here})}


def _listed(candidates: tuple[Candidate, ...], shown: Mapping[str, Value]) -> tuple[Candidate, ...]:
    """Candidates as a version lists them: without values where they are the ones it shows itself."""
    return tuple(
        Candidate(c.stamp, None if all(shown.get(k) == v for k, v in (c.values or {}).items()) else c.values)
        for c in candidates
    )


def _deletion(shown: Shown, stamp: Stamp, delete: bool, decided: bool) -> dict[str, tuple[Candidate, ...]]:
    """Every save says "not deleted" without deciding a delete made beside it; a delete or a decision says it alone."""
    undecided = (
        () if delete or decided else tuple(c for c in shown.candidates[DELETED] if (c.values or {}).get(DELETED))
    )
    if shown.is_deleted and not delete and not decided:
        return {DELETED: tuple(Candidate(c.stamp, {DELETED: 1}) for c in undecided)}
    if not undecided:
        return {}
    return {DELETED: (*(Candidate(c.stamp, {DELETED: 1}) for c in undecided), Candidate(stamp, {DELETED: 0}))}
