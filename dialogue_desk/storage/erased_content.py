"""What erasures replaced, sealed: each version's content under the key of the day it was replaced on.

The keys lie in the desk's own file. A day's key is destroyed with its contents: what a copy of the rows still holds
then says nothing. Nothing shows, searches, exports or sends what is kept here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dialogue_desk.domain.fields import PERSONAL_SUFFIX
from dialogue_desk.domain.records import canonical
from dialogue_desk.storage.store import Store

ERASED = "[đã xóa theo yêu cầu]"
"""What stands in the place of an erased text of the record itself; a sibling's field becomes empty."""

Content = tuple[str, str]
"""Text and groups of a version."""

_NONCE = 12


def obeyed(store: Store, key: tuple[str, str, str]) -> dict[str, str]:
    """By field of a record (form, unit, id) when the newest erasure was that is obeyed here."""
    found: dict[str, str] = {}
    rows = store.conn.execute("SELECT fields, at FROM erasure WHERE form = ? AND unit = ? AND id = ?", key).fetchall()
    for fields, at in rows:
        for field in json.loads(fields):
            found[field] = max(at, found.get(field, ""))
    return found


def put_aside(
    store: Store, content: Iterable[tuple[str, str, str, str, str, str]], whole: Collection[str] = ()
) -> None:
    """Keep for a while what marks replace: hash, form, unit, id, text, groups of versions; hashes of those in `whole`.

    Others may lack what another mark had replaced before they came here: what is known of a version is all that
    any of them said, so that no order in which they come counts.
    """
    at = _text_of(datetime.now(UTC))
    boxes = _Boxes(store)
    for digest, form, unit, record_id, text, groups in content:
        row = store.conn.execute("SELECT at, box FROM erased_content WHERE hash = ?", (digest,)).fetchone()
        kept = None if row is None else boxes.open(row[0], digest, row[1])
        said = (text, groups) if kept is None or digest in whole else _joined(form, kept, (text, groups))
        since = at if row is None else row[0]
        store.conn.execute(
            "INSERT OR REPLACE INTO erased_content VALUES (?,?,?,?,?,?)",
            (digest, form, unit, record_id, since, boxes.close(since, digest, said)),
        )


def kept_of(store: Store, form: str, unit: str, record_id: str) -> dict[str, Content]:
    """What is kept of a record's versions, by hash."""
    boxes = _Boxes(store)
    asked = "SELECT hash, at, box FROM erased_content WHERE form = ? AND unit = ? AND id = ?"
    rows = store.conn.execute(asked, (form, unit, record_id)).fetchall()
    found = ((digest, boxes.open(at, digest, box)) for digest, at, box in rows)
    return {digest: content for digest, content in found if content is not None}


def since(store: Store, form: str, unit: str, record_id: str) -> str:
    """When the oldest of what is kept of a record was replaced (UTC); "" when nothing is kept."""
    asked = "SELECT min(at) FROM erased_content WHERE form = ? AND unit = ? AND id = ?"
    return str(store.conn.execute(asked, (form, unit, record_id)).fetchone()[0] or "")


def drop(store: Store, form: str, unit: str, record_id: str) -> None:
    """Forget what is kept of a record: it is shown again."""
    store.conn.execute("DELETE FROM erased_content WHERE form = ? AND unit = ? AND id = ?", (form, unit, record_id))
    _drop_keys(store)


def destroy(store: Store, days: int, now: datetime | None = None) -> int:
    """Destroy what was replaced longer ago than so many days; returns how many versions' content that was."""
    limit = _text_of((now or datetime.now(UTC)) - timedelta(days=days))
    gone = int(store.conn.execute("DELETE FROM erased_content WHERE at < ?", (limit,)).rowcount)
    _drop_keys(store)
    return gone


def _drop_keys(store: Store) -> None:
    store.conn.execute("DELETE FROM erased_key WHERE day NOT IN (SELECT substr(at, 1, 10) FROM erased_content)")


def _text_of(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


class _Boxes:
    """Seals and opens contents; a day's key is made when something of that day is first kept."""

    def __init__(self, store: Store) -> None:
        self._conn = store.conn
        self._ciphers: dict[str, Any] = {}

    def open(self, at: str, digest: str, box: bytes) -> Content | None:
        """What was kept; None when its key is gone, or it was altered: it is as good as destroyed."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 few desks erase anything

        cipher = self._cipher(at[:10], may_make=False)
        if cipher is None:
            return None
        try:
            told = json.loads(cipher.decrypt(box[:_NONCE], box[_NONCE:], digest.encode()))
        except InvalidTag:
            return None
        return str(told[0]), str(told[1])

    def close(self, at: str, digest: str, content: Content) -> bytes:
        """The content sealed, bound to the version it is of."""
        nonce = os.urandom(_NONCE)
        cipher = self._cipher(at[:10], may_make=True)
        return nonce + bytes(cipher.encrypt(nonce, json.dumps(content).encode(), digest.encode()))

    def _cipher(self, day: str, *, may_make: bool) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415

        if day not in self._ciphers:
            row = self._conn.execute("SELECT key FROM erased_key WHERE day = ?", (day,)).fetchone()
            key = row[0] if row else None
            if key is None and may_make:
                key = os.urandom(32)
                self._conn.execute("INSERT INTO erased_key VALUES (?, ?)", (day, key))
            if key is None:
                return None
            self._ciphers[day] = ChaCha20Poly1305(key)
        return self._ciphers[day]


def _joined(form: str, kept: Content, came: Content) -> Content:
    """What either reading of a version has left; `kept` letter for letter if it has all."""
    is_sibling = form.endswith(PERSONAL_SUFFIX)
    body, other = json.loads(kept[0]), json.loads(came[0])
    saves, others = (json.loads(groups) if groups else [] for groups in (kept[1], came[1]))
    known = canonical([body, saves])
    body["v"] = _filled(body["v"], other["v"], is_sibling)
    for save, told in zip(saves, others, strict=False):
        save[3] = {g: v if v is None else _filled(v, told[3].get(g) or {}, is_sibling) for g, v in save[3].items()}
    return kept if canonical([body, saves]) == known else (canonical(body), canonical(saves) if saves else "")


def _filled(values: Mapping[str, Any], more: Mapping[str, Any], is_sibling: bool) -> dict[str, Any]:
    if is_sibling:
        return {**more, **values}
    return {k: more.get(k, v) if v == ERASED else v for k, v in values.items()}
