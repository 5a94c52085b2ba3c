"""What stands in the hub: tables, partitions, roles, views and functions, made and brought up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dialogue_desk.hub.layout import HubTable
from dialogue_desk.paths import resource

if TYPE_CHECKING:
    import psycopg

SCRIPTS = ("access.sql", "counts.sql", "truth.sql", "petitions.sql", "star.sql")
"""Run in this order whenever one of them changed."""

FUNCTIONS = "(functions)"
LOCK_WAIT = "60s"


def named(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal, whatever the server holds a backslash for."""
    escaped = text.replace("'", "''")
    return f"E'{escaped.replace(chr(92), chr(92) * 2)}'" if "\\" in text else f"'{escaped}'"


class Hub:
    """A schema of a database, and the part of it that belongs to one province."""

    def __init__(self, conn: psycopg.Connection[Any], schema: str, province: str, tables: Sequence[HubTable]) -> None:
        self.conn = conn
        self.schema = schema
        self.province = province
        self.tables = tuple(tables)

    def table(self, name: str) -> str:
        """A table of the schema, for SQL."""
        return f"{named(self.schema)}.{named(name)}"

    def part(self, name: str) -> str:
        """This province's part of a table, for SQL: whoever publishes has rights on this alone."""
        return self.table(f"part_{self.province}_{name}")

    def run(self, statement: str, given: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run one statement of ours."""
        cursor = self.conn.cursor()
        cursor.execute(statement.encode(), given or None)
        return cursor

    def ensure(self) -> None:
        """Make what is missing and bring what changed up to date, within the caller's transaction."""
        self.run(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
        self.run("SET LOCAL client_min_messages = warning")
        if not self.run("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)).fetchone():
            self.run("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"dialogue-desk {self.schema}",))
            self.run(f"CREATE SCHEMA IF NOT EXISTS {named(self.schema)}")
            self.run(f"COMMENT ON SCHEMA {named(self.schema)} IS 'Bàn Đối thoại: số liệu do các bàn công bố.'")
        held = self._prints()
        scripts = [resource("hub", name).read_text(encoding="utf-8") for name in SCRIPTS]
        wanted = {table.name: table.print for table in self.tables}
        wanted[FUNCTIONS] = hashlib.sha256("".join(scripts).encode()).hexdigest()[:16]
        stale = [table for table in self.tables if held.get(table.name) != table.print]
        parts = self._parts()
        lacking = [t for t in self.tables if f"part_{self.province}_{t.name}" not in parts]
        if not (stale or lacking or held.get(FUNCTIONS) != wanted[FUNCTIONS]):
            return
        self.run("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"dialogue-desk {self.schema}",))
        if not held:
            self.run(f"CREATE TABLE IF NOT EXISTS {self.table('layout')} (name text PRIMARY KEY, print text NOT NULL)")
            self.run(f"COMMENT ON TABLE {self.table('layout')} IS 'Dấu của cách bày mỗi bảng.'")
            self.run(f"COMMENT ON COLUMN {self.table('layout')}.name IS 'Tên bảng.'")
            self.run(f"COMMENT ON COLUMN {self.table('layout')}.print IS 'Dấu.'")
        if held.get(FUNCTIONS) != wanted[FUNCTIONS]:
            self._script(scripts[0])
        for table in stale:
            self._bring(table)
        for table in lacking:
            self._make_part(table)
        if stale or held.get(FUNCTIONS) != wanted[FUNCTIONS]:
            for script in scripts[1:]:
                self._script(script)
        for name, told in wanted.items():
            self.run(
                f"INSERT INTO {self.table('layout')} VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET print = excluded.print",
                (name, told),
            )
        self.run(f"SELECT {named(self.schema)}.grant_again()")

    def _prints(self) -> dict[str, str]:
        there = self.run(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relname = 'layout'",
            (self.schema,),
        ).fetchone()
        return dict(self.run(f"SELECT name, print FROM {self.table('layout')}").fetchall()) if there else {}

    def _parts(self) -> set[str]:
        rows = self.run(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relispartition AND c.relkind = 'r'",
            (self.schema,),
        )
        return {name for (name,) in rows}

    def _script(self, script: str) -> None:
        self.conn.execute(script.replace("{s}", named(self.schema)).encode())

    def _bring(self, table: HubTable) -> None:
        # One message for all of them: a hub is often far away.
        self.conn.execute(";\n".join(statements(self.table(table.name), table)).encode())

    def _make_part(self, table: HubTable) -> None:
        # With a name of its own each: PostgreSQL would cut and count long ones.
        self.run(
            f"CREATE TABLE {self.part(table.name)} PARTITION OF {self.table(table.name)}"
            f" FOR VALUES IN ({literal(self.province)})"
        )


def statements(name: str, table: HubTable) -> Iterator[str]:
    """What makes a table, or adds to it what it lacks; comments are set anew."""
    own = ", ".join(f"{named(c.name)} {c.type}" for c in table.columns)
    key = ", ".join(map(named, ("province", *table.key)))
    columns = f"province text NOT NULL, {own}, PRIMARY KEY ({key})"
    yield f"CREATE TABLE IF NOT EXISTS {name} ({columns}) PARTITION BY LIST (province)"
    added = ", ".join(f"ADD COLUMN IF NOT EXISTS {named(c.name)} {c.type}" for c in table.columns)
    yield f"ALTER TABLE {name} {added}"
    for indexed in table.indexes:
        listed = ", ".join(map(named, ("province", *indexed)))
        index = named(f"{table.name}_{'_'.join(indexed)}"[:63])
        yield f"CREATE INDEX IF NOT EXISTS {index} ON {name} ({listed})"
    yield f"COMMENT ON TABLE {name} IS {literal(table.comment)}"
    yield f"COMMENT ON COLUMN {name}.province IS 'Tỉnh, thành phố đã công bố hàng này (mã).'"
    for column in table.columns:
        yield f"COMMENT ON COLUMN {name}.{named(column.name)} IS {literal(column.comment)}"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS reading ON {name}"
    schema = name.split(".")[0]
    # Asked once a query, not once a row.
    seen = f"(SELECT {schema}.sees_all())"
    if table.unit:
        seen += f" OR {named(table.unit)} = ANY ((SELECT {schema}.units_seen())::text[])"
    yield f"CREATE POLICY reading ON {name} FOR SELECT USING ({seen if table.unit else 'true'})"


def names_of(tables: Iterable[HubTable]) -> str:
    """The names of tables, for people."""
    return ", ".join(table.name for table in tables)
