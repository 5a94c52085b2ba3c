"""Is the file whole, and does it show what its versions say?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.domain.records import Stamp, content_hash
from dialogue_desk.errors import DamagedError
from dialogue_desk.storage import driver, follow
from dialogue_desk.storage.erasing import Erased
from dialogue_desk.storage.rows import folded_text
from dialogue_desk.storage.saving import VERSION_COLUMNS, current_row, forks_of, form_space, read_version
from dialogue_desk.storage.schema import META_COLUMNS, all_forms
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either

QUICK_BYTES = 64 << 20
"""Up to this size the quick check is made at every start; a larger file once a day."""


def check_at_start(store: Store, day: str) -> None:
    """Notice damage before anybody works on it. DamagedError when there is some; `day` is today's date."""
    if store.path.stat().st_size > QUICK_BYTES and store.meta("checked_on") == day:
        return
    found = _lines(store, "quick_check(1)")
    if found:
        raise DamagedError(
            _("Tệp dữ liệu {file} bị hỏng.").format(file=store.path),
            either(_("Khôi phục từ bản sao lưu gần nhất."), _("Khôi phục từ bản sao lưu gần nhất (lệnh restore).")),
            "damaged",
        )
    if store.path.stat().st_size > QUICK_BYTES:
        store.set_meta("checked_on", day)


def problems(store: Store) -> Iterator[str]:
    """Everything that is wrong with an open desk file, one sentence each; nothing when it is sound.

    Records are read in step with their versions, so memory does not grow with the file.
    """
    broken = _lines(store, "integrity_check(20)")
    if store.key is not None:
        broken += _lines(store, "cipher_integrity_check")
    for line in broken:
        yield _("Tệp dữ liệu bị hỏng: {detail}.").format(detail=line)
    if broken:
        return
    yield from _search_problems(store)
    yield from _counter_problems(store)
    yield from _petition_problems(store)
    for form in all_forms(store.forms):
        yield from _record_problems(store, form)
    for _unit, opinion_id in follow.astray(store):
        yield _("Trạng thái của kiến nghị {id} không khớp với các bước xử lý.").format(id=opinion_id)


def altered(store: Store) -> bool:
    """Whether a version says something else than when it was written. Of an open file, which stays as it is."""
    erased = Erased(store)
    columns = ", ".join(f"v.{column.strip()}" for column in VERSION_COLUMNS.split(","))
    for form in all_forms(store.forms):
        if form.key not in store.rid_base:
            continue
        rows = store.conn.execute(f'SELECT c.unit, c.id, {columns} FROM "{form.key}" c JOIN version v ON v.rid = c.rid')
        for unit, record_id, *version in rows:
            if _hash_of(form, unit, record_id, version) != version[3] and not erased.has((form.key, unit, record_id)):
                return True
    return False


def _lines(store: Store, pragma: str) -> list[str]:
    try:
        found = [str(row[0]) for row in store.conn.execute(f"PRAGMA {pragma}")]
    except driver.DatabaseError as error:
        return [str(error)]
    return [line for line in found if line != "ok"]


def _search_problems(store: Store) -> Iterator[str]:
    try:
        with driver.transaction(store.conn):
            store.conn.execute("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
    except driver.DatabaseError as error:
        if not isinstance(error, driver.OperationalError):
            yield _("Chỉ mục tìm kiếm không khớp với nội dung ({detail}).").format(detail=error)
            return
        raise


def _petition_problems(store: Store) -> Iterator[str]:
    """The states of petitions against those folded anew; the file is left as it was."""
    every = f"SELECT {', '.join(follow.COLUMNS)} FROM petition ORDER BY rid"
    held = store.conn.execute(every).fetchall()
    store.conn.execute("BEGIN IMMEDIATE")
    try:
        follow.rebuild(store)
        true = store.conn.execute(every).fetchall()
    finally:
        store.conn.execute("ROLLBACK")
    if held != true:
        yield _("Bảng trạng thái kiến nghị không khớp với các bước xử lý.")


def _counter_problems(store: Store) -> Iterator[str]:
    rows = store.conn.execute(
        "SELECT v.de, max(v.n), c.n FROM version v LEFT JOIN counter c ON c.de = v.de"
        " WHERE c.de IS NOT NULL OR substr(v.de, 1, length(?) + 1) = ? || '/' GROUP BY v.de",
        (store.desk, store.desk),
    )
    for de, highest, counted in rows.fetchall():
        if counted is None or counted < highest:
            yield _("Bộ đếm của dãy {series} là {counted}, nhưng đã có lần ghi số {highest}.").format(
                series=de, counted=counted or 0, highest=highest
            )


def _record_problems(store: Store, form: Form) -> Iterator[str]:
    """The current rows of a form against what its versions show, in order of row id."""
    if form.key not in store.rid_base:
        return
    space = form_space(store.rid_base[form.key])
    forks, erased = forks_of(store), Erased(store)
    fields = ", ".join(f'"{f.key}"' for f in form.record_fields)
    rows = store.conn.execute(
        f'SELECT {", ".join(META_COLUMNS)}, {fields}, s.folded FROM "{form.key}"'
        " LEFT JOIN search_text s USING (rid) ORDER BY rid"
    )
    versions = store.conn.execute(
        f"SELECT rid, {VERSION_COLUMNS} FROM version WHERE rid BETWEEN ? AND ? ORDER BY rid", space
    )
    held = groupby(versions, key=lambda row: row[0])
    rid, group = next(held, (None, iter(())))
    for row in rows:
        while rid is not None and rid < row[0]:
            yield _("{form}: có phiên bản không thuộc bản ghi nào (dòng {rid}).").format(form=form.key, rid=rid)
            rid, group = next(held, (None, iter(())))
        name = {"form": form.key, "id": row[2]}
        if rid != row[0]:
            yield _("{form} {id}: không có phiên bản nào.").format(**name)
            continue
        cells = [version[1:] for version in group]
        is_erased = erased.has((form.key, row[1], row[2]))
        if not is_erased and any(_hash_of(form, row[1], row[2], version) != version[3] for version in cells):
            yield _("{form} {id}: nội dung một phiên bản đã bị thay đổi.").format(**name)
            rid, group = next(held, (None, iter(())))
            continue
        shown = evaluate(form, [read_version(form, row[1], row[2], version) for version in cells], forks)
        if current_row(form, row[1], row[2], row[0], shown) != tuple(row[:-1]):
            yield _("{form} {id}: dòng đang hiện không khớp với các phiên bản.").format(**name)
        if row[-1] != ("" if shown.is_deleted else folded_text(form, shown.values)):
            yield _("{form} {id}: chữ để tìm kiếm không khớp với nội dung.").format(**name)
        rid, group = next(held, (None, iter(())))
    if rid is not None:
        yield _("{form}: có phiên bản không thuộc bản ghi nào (dòng {rid}).").format(form=form.key, rid=rid)


def _hash_of(form: Form, unit: str, record_id: str, version: Any) -> str:
    de, n, hlc, _hash, seen, names, groups, text, _batch = version
    return content_hash(form.key, unit, record_id, Stamp(hlc, de, n), seen, names, groups, text)
