"""A declaration came or went: tables, shown rows and search text follow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.storage import declarations, migrations, schema
from dialogue_desk.storage.rows import folded_text, record_columns, record_of
from dialogue_desk.storage.saving import forks_of, show, versions_of
from dialogue_desk.storage.store import Store

MOST_RAW_FORMS, MOST_RAW_FIELDS = 200, 200
"""Registers, and fields of a form, that are kept plainly until their declaration comes."""


def note_raw(store: Store, met: Mapping[str, Iterable[str]]) -> bool:
    """Remember forms and fields that rows named and nobody declared; True when the desk has other forms now.

    Inside the caller's transaction. Of a flood no more is taken than a person could look through.
    """
    before = store.forms
    conn, forms = store.conn, {f.key: f for f in before}
    rows = []
    for form, keys in met.items():
        name = form.removesuffix(PERSONAL_SUFFIX)
        if name not in forms and not is_declared_key(name):
            continue
        rows.append((form, ""))
        if form == name:
            rows += [(form, key) for key in sorted(keys) if is_declared_key(key)]
    known = dict(conn.execute("SELECT form, count(*) FROM raw_field GROUP BY form").fetchall())
    changes = conn.total_changes
    for form, key in rows:
        if (form in known or len(known) < MOST_RAW_FORMS) and known.get(form, 0) <= MOST_RAW_FIELDS:
            conn.execute("INSERT OR IGNORE INTO raw_field VALUES (?, ?)", (form, key))
            known[form] = known.get(form, 0) + 1
    if conn.total_changes == changes:
        return False
    renew(store, before)
    return True


def renew(store: Store, were: tuple[Form, ...]) -> None:
    """Read the forms anew and bring what is stored in step with them, inside the caller's transaction.

    `were` are the forms of before anything was written: what the columns hold was written by them.

    What came before its declaration is read again: values get their column, fields that change together are one
    group, texts are found. Nothing of a version changes.
    """
    before = {form.key: form for form in schema.all_forms(were)}
    store.forget_forms()
    declarations.drop_raw(store.conn, store.forms)
    store.forget_forms()
    grown = migrations.add_forms(store.conn, store.forms)
    for form in schema.all_forms(store.forms):
        old = before.get(form.key)
        if old is None:
            continue
        was = {f.key: f for f in old.record_fields}
        for field in form.record_fields:
            if field.key in was and was[field.key].is_raw and not field.is_raw:
                migrations.fill(store.conn, form, field)
                grown.add(form.key)
        if form.key in grown or old.groups.keys() != form.groups.keys():
            _show_torn(store, form)
        if old.text_keys != form.text_keys:
            search_again(store, form)


def _show_torn(store: Store, form: Form) -> None:
    """Records with several versions side by side are decided by all their groups again."""
    forks = forks_of(store)
    for rid, unit, record_id in store.conn.execute(
        f"SELECT rid, unit, id FROM \"{form.key}\" WHERE heads > 1 OR conflict <> ''"
    ).fetchall():
        show(store, form, unit, record_id, rid, evaluate(form, versions_of(store, form, unit, record_id), forks))


def search_again(store: Store, form: Form) -> None:
    """Make the search text of a form's records anew, from what is shown of them."""
    rows = store.conn.execute(f'SELECT rid, {record_columns(form)} FROM "{form.key}" WHERE is_deleted = 0').fetchall()
    store.conn.executemany(
        "UPDATE search_text SET folded = ?2 WHERE rid = ?1",
        ((row[0], folded_text(form, record_of(form, row[1:]).values)) for row in rows),
    )
