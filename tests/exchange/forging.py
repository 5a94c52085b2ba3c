"""Packages made by hand with real keys, as somebody would who has a desk and means harm."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dialogue_desk.desk import Desk
from dialogue_desk.desk.joining import own_keys
from dialogue_desk.domain.records import (
    Stamp,
    Version,
    build_version,
    canonical,
    content_hash,
    groups_to_json,
    new_id,
)
from dialogue_desk.exchange import choosing, package, signing
from dialogue_desk.exchange import registry as told_registry
from dialogue_desk.exchange.identity import Keys
from dialogue_desk.exchange.parts import seal_line
from dialogue_desk.exchange.wire import line_of
from dialogue_desk.storage import registry
from tests.exchange.world import SESSION, World

AT = "2023-03-01T02:03:04.000Z"


def seal(
    world: World,
    sender: Desk,
    to: Desk,
    lines: Iterable[bytes] = (),
    *,
    kind: str = "up",
    header: Mapping[str, Any] | None = None,
    signers: Iterable[Desk] | None = None,
    **manifest: Any,
) -> Path:
    """A package of `sender` for `to`; parts of the header and the manifest are replaced by what is given.

    The rows of `signers` (by default of the sender, in all its epochs) stand under their signatures.
    """
    out, rows, keys = world.file(), list(lines), own_keys(sender.store)
    for desk in (sender,) if signers is None else signers:
        rows = [*seals_of(desk, rows), *rows]
    head = {"format": package.FORMAT, "kind": kind, "sender": sender.store.desk, "to": to.unit, "package": new_id()}
    head |= {"keys": {"sign": keys.public.sign, "age": keys.public.age, "unit": sender.unit}, **(header or {})}
    told = {
        "held": {}, "registry": registry_of(sender), "erasures": [], "sender": head["sender"],
        "package": head["package"], "to": to.unit, "kind": kind, "unit": sender.unit, "number": 1, "spoken": 1,
        "clock": sender.store.clock(), "schema": 1, "min_schema": 1, "rows": len(rows), **manifest,
    }  # fmt: skip
    recipients = [d.age for d in registry.desks(sender.store) if d.unit == to.unit] + [own_keys(to.store).public.age]
    package.write(out, head, told, rows, keys, recipients)
    return out


def seals_of(desk: Desk, lines: Iterable[bytes]) -> list[bytes]:
    """The signatures of a desk over those of some lines that bear its name, each by itself."""
    keys = {name: Keys(sign, age) for name, sign, age in registry.own_keys(desk.store)}
    found = []
    for text in lines:
        try:
            form, unit, record, hlc, de, n, seen, names, groups, body = json.loads(text)
            signer = keys.get(de.split("/")[0])
        except (ValueError, AttributeError, RecursionError):
            continue  # malformed on purpose
        if signer is not None and type(n) is int and type(hlc) is int and 0 < n < 1 << 62:
            digest = content_hash(form, unit, record, Stamp(hlc, de, n), seen, names, groups, body)
            found.append(seal_line(signing.sign(signer, de, n, [digest])))
    return found


def registry_of(desk: Desk, **more: Any) -> dict[str, Any]:
    """The registry a desk would send up, with parts replaced."""
    told = told_registry.build(desk.store, choosing.own_units(desk.store))
    return {**told, "number": told["number"] + 1000, **more}


def entry(desk: Desk, **more: str) -> list[str]:
    """What a registry says of a desk, with parts replaced."""
    public = own_keys(desk.store).public
    told = {"desk": desk.store.desk, "unit": desk.unit, "sign": public.sign, "age": public.age, "status": "trusted",
            "after": "", "certificate": "", "upto": ""}  # fmt: skip
    return list({**told, **more}.values())


def version(
    writer: Desk, form: str, unit: str, values: Mapping[str, Any], *, record_id: str = "", n: int = 1, hlc: int = 0,
    seen: Mapping[str, int] | None = None, groups: Any = None, desk: str = "", **body: Any,
) -> Version:  # fmt: skip
    """A save as `writer` would have made it."""
    suffix = "p" if form.endswith("_personal") else ""
    stamp = Stamp(hlc or writer.store.clock(), f"{desk or writer.store.desk}/0{suffix}", n)
    told = {"at": AT, "by": "Ai", "eb": "Ai", "ca": AT, "v": dict(values), **body}
    return build_version(form, unit, record_id or new_id(), stamp, seen or {}, (), groups or {}, told)


def line(made: Version, *, groups: str | None = None) -> bytes:
    """A version as it travels."""
    seen = canonical(dict(made.seen)) if made.seen else ""
    told = groups_to_json(made.groups) if groups is None else groups
    stamp = made.stamp
    parts = stamp.hlc, stamp.de, stamp.n, seen, " ".join(made.names), told, made.text, made.hash
    return line_of(made.form, made.unit, made.id, parts, is_erased=False)


def next_number(desk: Desk, series: str = "0") -> int:
    """A number a desk has not given yet."""
    row = desk.store.conn.execute("SELECT n FROM counter WHERE de = ?", (f"{desk.store.desk}/{series}",)).fetchone()
    return (row[0] if row else 0) + 1


def own_session(desk: Desk, **more: Any) -> bytes:
    """A line with a plain new record of the desk's own unit."""
    values = {**SESSION, "count_for": "party", **more}
    return line(version(desk, "session", desk.unit, values, n=next_number(desk)))
