"""Records and the versions they are made of.

A version is what one person saved once, whole. A record is what its versions
show together (see `merge`). Names follow shared/design/exchange.md, "Merge".
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from dialogue_desk.domain.fields import Form, Value, Values, as_json_value

DELETED = "_del"
"""The group that says whether a record is deleted: every save stamps 0, a delete 1."""

ERASURES = "er"
"""In the body of a version: by field when (UTC) the newest erasure was that its writer had obeyed."""

_MOMENT = re.compile(r"[12]\d{3}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?")

_NAMESPACE = bytes.fromhex("6f1b5a583f0e5c5e9d570d4f6d1a2c11")

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

Group = dict[str, Value]
"""The values of one field group."""


class Stamp(NamedTuple):
    """Which save: its clock (µs), the series it is counted in (desk and epoch, `p` for siblings), its number."""

    hlc: int
    de: str
    n: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A save that last changed a group, and the values it gave; `values` None: those of the version that lists it."""

    stamp: Stamp
    values: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Version:
    """One save of one record, as it is stored and sent.

    `seen` has, for this record and without this save, the highest number per
    series; `names` the hashes of the heads it replaced; `groups` the live
    candidates of each group that this save did not change alone; `text` the
    author's exact JSON, `values` its reading. `hash` covers all of it.
    """

    form: str
    unit: str
    id: str
    stamp: Stamp
    seen: Mapping[str, int]
    names: tuple[str, ...]
    groups: Mapping[str, tuple[Candidate, ...]]
    text: str
    hash: str
    batch: int = 0
    body: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def values(self) -> Mapping[str, Value]:
        """Field values as they were saved; unknown ones are absent."""
        return self.body["v"]  # type: ignore[no-any-return]

    @property
    def is_deleted(self) -> bool:
        """Whether this save deleted the record."""
        return bool(self.body.get("x"))


@dataclass(frozen=True)
class Record:
    """What is shown of a record.

    `rev` names its heads (sorted, joined by "+"); `personal_rev` those of its
    sibling. `conflicts` are the groups a person has still to decide.
    """

    form: str
    unit: str
    id: str
    rev: str
    values: Values
    entered_by: str = ""
    created_at: str = ""
    updated_at: str = ""
    is_deleted: bool = False
    conflicts: tuple[str, ...] = ()
    personal_rev: str = ""


def new_id() -> str:
    """A fresh UUIDv7: sorts by time, says nothing about the machine."""
    ms = time.time_ns() // 1_000_000
    raw = bytearray(ms.to_bytes(6, "big") + os.urandom(10))
    return _spelled(raw, version=7)


def _spelled(raw: bytearray, version: int) -> str:
    """Sixteen bytes as a UUID of a version. The standard library's module asks the machine for its name on import."""
    raw[6] = version << 4 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _named(name: str) -> str:
    """The UUIDv5 of a name."""
    digest = hashlib.sha1(_NAMESPACE + name.encode(), usedforsecurity=False).digest()
    return _spelled(bytearray(digest[:16]), version=5)


def id_of(form: Form, unit: str, values: Mapping[str, Value]) -> str:
    """The id of a record of a form with a natural key; a fresh one for the others."""
    if form.is_single:
        return _named(f"{form.key}\n{unit}")
    if not form.natural_key:
        return new_id()
    parts = ["" if values.get(k) is None else str(values[k]).strip().casefold() for k in form.natural_key]
    return _named("\n".join([form.key, unit, *parts]))


def canonical(data: Any) -> str:
    """JSON with one spelling: sorted keys, no blanks, letters as they are."""
    return _ENCODE(data)


def groups_to_json(groups: Mapping[str, tuple[Candidate, ...]]) -> str:
    """Candidates as they are stored: by save, each with its groups and, where they differ, values."""
    saves: dict[Stamp, dict[str, Any]] = {}
    for key, candidates in groups.items():
        for c in candidates:
            values = None if c.values is None else {k: as_json_value(v) for k, v in c.values.items()}
            saves.setdefault(c.stamp, {})[key] = values
    return canonical([[s.hlc, s.de, s.n, held] for s, held in sorted(saves.items())]) if saves else ""


def groups_from_json(text: str) -> dict[str, tuple[Candidate, ...]]:
    """The reverse of `groups_to_json`; ValueError, TypeError or KeyError on text that is none."""
    found: dict[str, list[Candidate]] = {}
    for hlc, de, n, held in json.loads(text) if text else ():
        stamp = Stamp(int(hlc), str(de), int(n))
        for key, values in held.items():
            read = None if values is None else {k: from_json_value(v) for k, v in values.items()}
            found.setdefault(str(key), []).append(Candidate(stamp, read))
    return {key: tuple(candidates) for key, candidates in found.items()}


def from_json_value(value: Any) -> Value:
    """A JSON value as a field value: a list becomes a tuple of codes."""
    if isinstance(value, list):
        return tuple(str(v) for v in value)
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise ValueError("not a field value")


def content_hash(
    form: str, unit: str, record_id: str, stamp: Stamp, seen: str, names: str, groups: str, text: str
) -> str:
    """128 bits over everything a version says, so that no part of it can change unseen."""
    hlc, de, n = stamp
    head = f"{form}\n{unit}\n{record_id}\n{hlc}\n{de}\n{n}\n{seen}\n{names}\n{groups}\n"
    digest = hashlib.sha256(head.encode())
    digest.update(text.encode())
    return digest.hexdigest()[:32]


def moment_of(text: str) -> datetime | None:
    """The moment of an erasure (UTC, whole seconds or a day), whose texts sort as time does; None for other texts."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def erasures_known(body: Mapping[str, Any]) -> dict[str, str]:
    """By field when the newest erasure was that a version's writer knew; what it typed there since is not erased."""
    told = body.get(ERASURES)
    if not isinstance(told, dict):
        return {}
    return {str(key): at for key, at in told.items() if isinstance(at, str) and moment_of(at)}


def read_body(text: str) -> dict[str, Any]:
    """The body of a version: `v` values, `x` deleted, `by`, `at`, `eb` first author, `ca` first time, `er`."""
    body: dict[str, Any] = json.loads(text)
    body["v"] = {str(k): from_json_value(v) for k, v in body["v"].items()}
    return body


def build_version(
    form: str,
    unit: str,
    record_id: str,
    stamp: Stamp,
    seen: Mapping[str, int],
    names: tuple[str, ...],
    groups: Mapping[str, tuple[Candidate, ...]],
    body: Mapping[str, Any],
) -> Version:
    """Make a version out of its parts; values that are unknown are left out of its text."""
    values = {k: as_json_value(v) for k, v in body["v"].items() if v is not None}
    text = canonical({**body, "v": values})
    parts = canonical(dict(seen)) if seen else "", " ".join(names), groups_to_json(groups)
    digest = content_hash(form, unit, record_id, stamp, *parts, text)
    return Version(form, unit, record_id, stamp, seen, names, groups, text, digest, body=read_body(text))
