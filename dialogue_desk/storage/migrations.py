"""Bringing an older file up to this program: named steps, each in a transaction, after a backup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dialogue_desk.domain.fields import Field, Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.storage import schema
from dialogue_desk.storage.driver import database, transaction

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations


def steps() -> Migrations:
    """The named migrations, oldest first. A rename or a split of a field is one more here, with its test."""
    from sqlite_utils import Migrations

    named = Migrations("dialogue_desk")

    @named()
    def invitations_end(db: Database) -> None:
        """Invitations expire, can be withdrawn, and a person decides between two users of one."""
        for column, kind in (("until", "TEXT"), ("withdrawn_at", "TEXT"), ("decided", "INTEGER")):
            _gain(db, "invitation", column, kind)

    @named()
    def refused_rows_are_known_by_their_hash(db: Database) -> None:
        """A row in quarantine that is taken later leaves it."""
        _gain(db, "quarantine", "hash", "TEXT")

    @named()
    def letters_like_dd_are_found_as_d(db: Database) -> None:
        """The Icelandic and the African letter are Đ: what was folded before they were is folded so."""
        db.execute(
            "UPDATE search_text SET folded = replace(replace(folded, 'ð', 'd'), 'ɖ', 'd') WHERE folded GLOB '*[ðɖ]*'"
        )

    @named()
    def the_same_fields_are_erased_again(db: Database) -> None:
        """A mark is one of a desk and a moment: what was typed anew since can be erased anew."""
        for table in ("erasure_proof", "erasure_batch", "erasure_asked", "erasure"):
            _rebuild_marks(db, table)

    return named


def _rebuild_marks(db: Database, table: str) -> None:
    """Make a table of marks anew with desk and moment in its key, where an older file has it without."""
    keys = [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall() if row[5]]
    if not keys or "at" in keys:
        return
    lacks = "at" not in {c.name for c in db[table].columns}
    made = next(s for s in schema.split_script(schema.FIXED) if s.startswith(f"CREATE TABLE {table} ("))
    db.execute(f"ALTER TABLE {table} RENAME TO former_{table}")
    db.execute(made)
    columns = ", ".join(c.name for c in db[table].columns)
    more = " JOIN erasure USING (form, unit, id, fields)" if lacks else ""
    db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM former_{table}{more}")
    db.execute(f"DROP TABLE former_{table}")


def _gain(db: Database, table: str, column: str, kind: str) -> None:
    if column not in {c.name for c in db[table].columns}:
        empty = "0" if kind == "INTEGER" else "''"
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} NOT NULL DEFAULT {empty}")


def is_current(conn: Any, forms: tuple[Form, ...] = FORMS) -> bool:
    """Whether the file has every column this program expects."""
    row = conn.execute("SELECT value FROM meta WHERE key = 'columns'").fetchone()
    return bool(row and row[0] == schema.fingerprint(forms))


def upgrade(conn: Any, forms: tuple[Form, ...] = FORMS) -> None:
    """Apply named migrations, then add the tables and columns that forms have gained.

    New columns are filled from the stored versions: a newer desk may have sent
    values for a field before this program knew it.
    """
    db = database(conn)
    steps().apply(db)
    with transaction(conn):
        # Derived from opinions and actions: whatever shape it had, it is made anew and rebuilt on opening.
        conn.execute("DROP TABLE IF EXISTS petition")
        conn.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (schema.PETITIONS_STALE,))
        for statement in schema.split_script(schema.OPINION_INDEXES):
            conn.execute(statement)
        schema.add_missing(conn)
        if "names" not in {c.name for c in db["unit"].columns}:
            conn.execute("ALTER TABLE unit ADD COLUMN names TEXT NOT NULL DEFAULT ''")
        add_forms(conn, forms)


def add_forms(conn: Any, forms: tuple[Form, ...]) -> set[str]:
    """Add the tables and columns that forms have gained, filled from the versions held; keys of the forms that grew.

    Inside the caller's transaction.
    """
    grown = set()
    held_forms = {row[0] for row in conn.execute("SELECT key FROM form")}
    for form in schema.all_forms(forms):
        if form.key not in held_forms:
            top = conn.execute("SELECT coalesce(max(ordinal), 0) FROM form").fetchone()[0]
            conn.execute("INSERT INTO form VALUES (?, ?)", (form.key, top + 1))
            for statement in schema.form_table(form):
                conn.execute(statement)
            continue
        conn.execute(schema.CONFLICTS.format(form=form.key))
        held = {row[1] for row in conn.execute(f'PRAGMA table_info("{form.key}")')}
        for field in form.record_fields:
            if field.key not in held:
                conn.execute(f'ALTER TABLE "{form.key}" ADD COLUMN {schema.column(field)}')
                fill(conn, form, field)
                grown.add(form.key)
    conn.execute("UPDATE meta SET value = ? WHERE key = 'columns'", (schema.fingerprint(forms),))
    return grown


def fill(conn: Any, form: Form, field: Field) -> None:
    """Write a column anew from the versions that are shown."""
    path, asked = f'$.v."{field.key}"', "json_extract(v.text, ?)"
    conn.execute(
        f'UPDATE "{form.key}" SET "{field.key}" = (SELECT '
        f"{f'nullif(json_quote({asked}), ' + repr('null') + ')' if field.is_raw else asked} FROM version v"
        f' WHERE v.rid = "{form.key}".rid AND v.de = "{form.key}".de AND v.n = "{form.key}".n)',
        (path,),
    )
