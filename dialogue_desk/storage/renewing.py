"""A declaration came or went: tables, shown rows and search text follow it."""

from __future__ import annotations

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.merge import evaluate
from dialogue_desk.storage import declarations, migrations, schema
from dialogue_desk.storage.rows import folded_text, record_columns, record_of
from dialogue_desk.storage.saving import forks_of, show, versions_of
from dialogue_desk.storage.store import Store


def renew(store: Store) -> None:
    """Read the forms anew and bring what is stored in step with them, inside the caller's transaction.

    What came before its declaration is read again: values get their column, fields that change together are one
    group, texts are found. Nothing of a version changes.
    """
    before = {form.key: form for form in schema.all_forms(store.forms)}
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
