"""Declarations held here, and what rows brought whose declaration is not: they decide which forms a desk has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dialogue_desk.domain.declared import Declaration, DeclarationError, Raw, read
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form


@dataclass(frozen=True)
class Signed:
    """A declaration with the desk that signed its text, and the signature (hex)."""

    declaration: Declaration
    desk: str
    signature: str


def held(conn: Any) -> list[Signed]:
    """Every declaration held, the newest version of each; none in a file of a program that knew no such thing."""
    if not _has_table(conn, "declaration"):
        return []
    found = []
    for text, desk, signature in conn.execute(
        "SELECT content, desk, signature FROM declaration ORDER BY issuer, form_id"
    ):
        try:
            found.append(Signed(read(text), desk, signature))
        except DeclarationError:
            continue  # a damaged file that is being saved row by row: `check` tells of it otherwise
    return found


def put(conn: Any, signed: Signed) -> None:
    """Keep a declaration in the place of an older version."""
    told = signed.declaration
    conn.execute(
        "INSERT OR REPLACE INTO declaration VALUES (?, ?, ?, ?, ?, ?)",
        (told.issuer, told.form_id, told.version, told.text, signed.desk, signed.signature),
    )


def raw(conn: Any) -> Raw:
    """What came without its declaration: fields and siblings as rows named them."""
    if not _has_table(conn, "raw_field"):
        return Raw()
    fields: dict[str, list[str]] = {}
    siblings = set()
    for form, key in conn.execute("SELECT form, key FROM raw_field ORDER BY form, key"):
        if form.endswith(PERSONAL_SUFFIX):
            siblings.add(form.removesuffix(PERSONAL_SUFFIX))
        fields.setdefault(form, []).extend([key] if key else [])
    kept = {form: tuple(keys) for form, keys in fields.items() if not form.endswith(PERSONAL_SUFFIX)}
    return Raw(kept, frozenset(siblings))


def drop_raw(conn: Any, forms: Iterable[Form]) -> None:
    """Forget what is declared by now."""
    for form in forms:
        for key in ("", *(f.key for f in form.fields if not f.is_raw)):
            if not form.is_raw:
                conn.execute("DELETE FROM raw_field WHERE form = ? AND key = ?", (form.key, key))
        if form.personal_fields:
            conn.execute("DELETE FROM raw_field WHERE form = ?", (form.key + PERSONAL_SUFFIX,))


def _has_table(conn: Any, name: str) -> bool:
    row = conn.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
    return row is not None
