"""What several versions of one record show together: a pure function of the versions held.

The rule is shared/design/exchange.md, "Merge", with the corrections of
exchange-facts.md, part two. Storage runs the same rule as set-based SQL for the
plain cases and calls this for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dialogue_desk.domain.fields import Form, Value, Values, as_json_value
from dialogue_desk.domain.records import DELETED, Candidate, Stamp, Version, build_version, canonical

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
        return {g: _live(self.form, self.heads, g, self.forks) for g in _groups(self.form, self.heads)}


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
    return tuple(sorted((v for v in held if not any(covers(o, v, forks) for o in held)), key=lambda v: v.hash))


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


def _live(form: Form, heads: Sequence[Version], group: str, forks: Forks) -> tuple[Candidate, ...]:
    """The last changes of a group that no other head has seen and passed over."""
    listed = {h.hash: candidates_of(form, h, group) for h in heads}
    every = {_order(c): c for candidates in listed.values() for c in candidates}

    def passed_over(c: Candidate) -> bool:
        if is_doubtful(c.stamp, forks):
            return False
        return any(
            h.seen.get(c.stamp.de, 0) >= c.stamp.n and all(o.stamp != c.stamp for o in listed[h.hash]) for h in heads
        )

    kept = {k: c for k, c in every.items() if not passed_over(c)} or every
    return tuple(kept[k] for k in sorted(kept))


def _order(candidate: Candidate) -> tuple[Stamp, str]:
    return candidate.stamp, _value_key(candidate)


def _value_key(candidate: Candidate) -> str:
    return canonical({k: as_json_value(v) for k, v in (candidate.values or {}).items() if v is not None})


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
    for group in _groups(form, heads):
        live = _live(form, heads, group, forks)
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
    forks: Forks = NO_FORKS,
) -> Version:
    """The version that saving `values` on top of `shown` makes.

    `decided` groups are stamped even when their value does not change: that is
    how a conflict is resolved. A group left alone keeps all its live candidates,
    so saving another field never decides an open conflict. Fields that only a
    newer desk knows are handed on.
    """
    # Only the record's own fields: a personal field never enters the version that travels.
    values = {f.key: values.get(f.key) for f in form.record_fields}
    body: dict[str, Any] = {"at": at, "by": by, "eb": by, "ca": at, "v": values}
    if delete:
        body["x"] = 1
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
    groups |= _deletion(shown, stamp, delete, DELETED in mine)
    return build_version(form.key, unit, record_id, stamp, seen, tuple(sorted(names)), groups, body)


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
