"""The tables, derived from the forms."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.forms import FORMS, with_siblings

USER_VERSION = 1
"""Raised by a change that older programs must not open; a new field does not raise it."""

RID_SPACE = 1 << 40
"""Row ids of a form's records start at its ordinal times this, so that a row id tells its form."""

META_COLUMNS = (
    "rid", "unit", "id", "rev", "heads", "conflict", "is_deleted",
    "de", "n", "hlc", "seen", "entered_by", "created_at", "updated_at",
)  # fmt: skip

_TYPES = {Kind.COUNT: "INTEGER", Kind.YES_NO: "INTEGER"}

_INDEXES = {
    "opinion": ("source_id",),
    "action": ("opinion_id",),
    "attachment": ("parent_id",),
    "yearly_total": ("year",),
    "period": ("period",),
}

PETITION = """
CREATE TABLE IF NOT EXISTS petition (rid INTEGER PRIMARY KEY, unit TEXT NOT NULL, id TEXT NOT NULL,
  is_too_general INTEGER NOT NULL, status TEXT NOT NULL, is_open INTEGER NOT NULL, lead_agency TEXT, due_on TEXT,
  is_due_usual INTEGER NOT NULL, suspended_on TEXT, opened_on TEXT, since_on TEXT, forwarded_on TEXT,
  forwarded_by TEXT, resolved_on TEXT, declined_on TEXT, notified_on TEXT, closed_on TEXT, satisfaction TEXT,
  times_reopened INTEGER NOT NULL, steps INTEGER NOT NULL, out_of_order INTEGER NOT NULL, first_settled_on TEXT,
  first_settled_as TEXT, first_late_on TEXT, story TEXT, UNIQUE (unit, id));
CREATE INDEX IF NOT EXISTS petition_open ON petition (is_open, due_on, suspended_on);
CREATE INDEX IF NOT EXISTS petition_status ON petition (status, forwarded_by);
CREATE INDEX IF NOT EXISTS petition_general ON petition (rid) WHERE is_too_general = 1;
"""
"""Derived from opinions, actions and the deadlines of settings by `storage.follow`; never sent, rebuilt at will."""

FOLDING = "ð ɖ"
"""What folding has learned since the search text was first stored; a named migration folds the older texts so."""

PETITIONS_STALE = "petitions_stale"
"""Local fact: not empty when `petition` has to be made anew before it is read."""

LACKING_ANSWER = (
    "(disposition = 'pending' OR disposition = 'accepted' AND action_text IS NULL"
    " OR disposition = 'not_accepted' AND explanation IS NULL)"
)
"""SQL over `opinion`, 1 or 0: nobody has said yet what is done or why not (Quyết định 1737-QĐ/TU).

Ask `LACKING_ANSWER = 1`: only so the index over it is used. With it goes `SETTLED`.
"""

SETTLED = "EXISTS (SELECT 1 FROM petition s WHERE s.rid = {opinion}.rid AND s.is_open = 0)"
"""SQL over `opinion`: a petition with a result. Whoever asked has an answer, whatever Phụ lục 03 and 04 wait for."""

OPINION_INDEXES = f"""
CREATE INDEX IF NOT EXISTS opinion_lacking ON opinion (is_deleted, {LACKING_ANSWER}, received_on);
DROP INDEX IF EXISTS opinion_similar;
CREATE INDEX IF NOT EXISTS opinion_alike ON opinion (is_deleted, similar_id) WHERE similar_id IS NOT NULL;
"""
"""opinion_alike begins with is_deleted: without it SQLite took another index, and read every opinion."""

CONFLICTS = """CREATE INDEX IF NOT EXISTS "{form}_conflict" ON "{form}" (conflict) WHERE conflict <> '';"""
"""Of each form: the few records that wait for a choice are counted without reading the others."""

FIXED = (
    PETITION
    + """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE form (key TEXT PRIMARY KEY, ordinal INTEGER NOT NULL UNIQUE) WITHOUT ROWID;
CREATE TABLE unit (key TEXT PRIMARY KEY, code TEXT, name TEXT, type TEXT, level TEXT, parent TEXT,
  valid_from TEXT, valid_to TEXT, successors TEXT, source TEXT, ordinal INTEGER,
  names TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE counter (de TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE version (vid INTEGER PRIMARY KEY, rid INTEGER NOT NULL, de TEXT NOT NULL, n INTEGER NOT NULL,
  hlc INTEGER NOT NULL, hash TEXT NOT NULL, seen TEXT NOT NULL, names TEXT NOT NULL, groups TEXT NOT NULL,
  text TEXT NOT NULL, batch INTEGER NOT NULL DEFAULT 0, UNIQUE (de, n, hash));
CREATE INDEX version_rid ON version (rid);
CREATE INDEX version_batch ON version (batch) WHERE batch <> 0;
CREATE TABLE head (rid INTEGER NOT NULL, vid INTEGER NOT NULL, PRIMARY KEY (rid, vid)) WITHOUT ROWID;
CREATE TABLE vouch (vid INTEGER NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY (vid, batch)) WITHOUT ROWID;
CREATE TABLE fork (de TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE desk_key (desk TEXT PRIMARY KEY, sign TEXT NOT NULL, age TEXT NOT NULL,
  certificate TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE known_desk (desk TEXT PRIMARY KEY, unit TEXT NOT NULL, sign TEXT NOT NULL, age TEXT NOT NULL,
  status TEXT NOT NULL, after TEXT NOT NULL DEFAULT '', certificate TEXT NOT NULL DEFAULT '',
  upto TEXT NOT NULL DEFAULT '', issuer TEXT NOT NULL DEFAULT '', since TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE writing_right (desk TEXT NOT NULL, unit TEXT NOT NULL, upto TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (desk, unit)) WITHOUT ROWID;
CREATE TABLE registry (issuer TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE invitation (code TEXT PRIMARY KEY, unit TEXT NOT NULL, made_at TEXT NOT NULL,
  desk TEXT NOT NULL DEFAULT '', until TEXT NOT NULL DEFAULT '', withdrawn_at TEXT NOT NULL DEFAULT '',
  decided INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE batch (number INTEGER PRIMARY KEY, package TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, kind TEXT NOT NULL,
  sender TEXT NOT NULL, unit TEXT NOT NULL, counted INTEGER NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL,
  status TEXT NOT NULL, counts TEXT NOT NULL, arrivals TEXT NOT NULL DEFAULT '');
CREATE TABLE sent (package TEXT PRIMARY KEY, kind TEXT NOT NULL, sender TEXT NOT NULL, unit TEXT NOT NULL,
  desk TEXT NOT NULL,
  number INTEGER NOT NULL, at TEXT NOT NULL, file TEXT NOT NULL, rows INTEGER NOT NULL, check_code TEXT NOT NULL,
  counts TEXT NOT NULL, contents TEXT NOT NULL, receipt TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE statement (desk TEXT PRIMARY KEY, unit TEXT NOT NULL, number INTEGER NOT NULL, arrived INTEGER NOT NULL,
  held TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE holding (unit TEXT NOT NULL, de TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  held_on TEXT NOT NULL);
CREATE INDEX holding_de ON holding (de);
CREATE TABLE quarantine (batch INTEGER NOT NULL, form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL,
  de TEXT NOT NULL, n INTEGER NOT NULL, reason TEXT NOT NULL, line TEXT NOT NULL, hash TEXT NOT NULL DEFAULT '');
CREATE TABLE refusal (holder TEXT NOT NULL, form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL,
  de TEXT NOT NULL, n INTEGER NOT NULL, reason TEXT NOT NULL, told_on TEXT NOT NULL);
CREATE INDEX refusal_holder ON refusal (holder);
CREATE TABLE erasure (form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
  desk TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (form, unit, id, fields, desk, at)) WITHOUT ROWID;
CREATE TABLE erasure_proof (form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
  desk TEXT NOT NULL, at TEXT NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (form, unit, id, fields, desk, at)) WITHOUT ROWID;
CREATE TABLE erasure_batch (form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
  desk TEXT NOT NULL, at TEXT NOT NULL, batch INTEGER NOT NULL,
  PRIMARY KEY (form, unit, id, fields, desk, at, batch)) WITHOUT ROWID;
CREATE TABLE erasure_asked (form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL, fields TEXT NOT NULL,
  desk TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, signature TEXT NOT NULL,
  sender TEXT NOT NULL, batch INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (form, unit, id, fields, at)) WITHOUT ROWID;
CREATE TABLE erased_content (hash TEXT PRIMARY KEY, form TEXT NOT NULL, unit TEXT NOT NULL, id TEXT NOT NULL,
  at TEXT NOT NULL, box BLOB NOT NULL);
CREATE INDEX erased_content_record ON erased_content (form, unit, id);
CREATE TABLE erased_key (day TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE seal (sid INTEGER PRIMARY KEY, de TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  hashes BLOB NOT NULL, signature BLOB NOT NULL, UNIQUE (de, first, signature));
CREATE TABLE sealed (de TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE blank (unit TEXT NOT NULL, de TEXT NOT NULL, n INTEGER NOT NULL, hash TEXT NOT NULL,
  clean TEXT NOT NULL, desk TEXT NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (de, n, hash, clean, desk))
  WITHOUT ROWID;
CREATE TABLE alarm (kind TEXT NOT NULL, about TEXT NOT NULL, told TEXT NOT NULL, at TEXT NOT NULL,
  decided_at TEXT NOT NULL DEFAULT '', PRIMARY KEY (kind, about)) WITHOUT ROWID;
CREATE TABLE operation (number INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL,
  counts TEXT NOT NULL, undoes INTEGER NOT NULL DEFAULT 0, root INTEGER NOT NULL DEFAULT 0,
  undone_by INTEGER NOT NULL DEFAULT 0, spans TEXT NOT NULL);
CREATE TABLE declaration (issuer TEXT NOT NULL, form_id TEXT NOT NULL, version INTEGER NOT NULL, content TEXT NOT NULL,
  desk TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (issuer, form_id)) WITHOUT ROWID;
CREATE TABLE raw_field (form TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (form, key)) WITHOUT ROWID;
CREATE TABLE blob (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE search_text (rid INTEGER PRIMARY KEY, folded TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(folded, content='search_text', content_rowid='rid',
  tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail='none', columnsize=0);
CREATE TRIGGER search_text_ai AFTER INSERT ON search_text BEGIN
  INSERT INTO search(rowid, folded) VALUES (new.rid, new.folded); END;
CREATE TRIGGER search_text_ad AFTER DELETE ON search_text BEGIN
  INSERT INTO search(search, rowid, folded) VALUES ('delete', old.rid, old.folded); END;
CREATE TRIGGER search_text_au AFTER UPDATE ON search_text WHEN old.folded <> new.folded BEGIN
  INSERT INTO search(search, rowid, folded) VALUES ('delete', old.rid, old.folded);
  INSERT INTO search(rowid, folded) VALUES (new.rid, new.folded); END;
"""
)


def all_forms(forms: tuple[Form, ...] = FORMS) -> tuple[Form, ...]:
    """Every form that has a table: the forms and the siblings of those with personal fields."""
    return with_siblings(forms)


def column(field: Field) -> str:
    """The SQL of a field's column. Codes lists are JSON, yes/no 0 or 1, unknown NULL."""
    # Without a type a column takes text as text and a number as one, also once the declaration has come.
    return f'"{field.key}" {"" if field.is_raw else _TYPES.get(field.kind, "TEXT")}'.rstrip()


def form_table(form: Form) -> list[str]:
    """The statements that make the table of what is shown of a form's records."""
    fields = "".join(f" {column(f)}," for f in form.record_fields)
    statements = [
        f'CREATE TABLE "{form.key}" (rid INTEGER PRIMARY KEY, unit TEXT NOT NULL, id TEXT NOT NULL,'
        " rev TEXT NOT NULL, heads INTEGER NOT NULL DEFAULT 1, conflict TEXT NOT NULL DEFAULT '',"
        " is_deleted INTEGER NOT NULL DEFAULT 0, de TEXT NOT NULL, n INTEGER NOT NULL, hlc INTEGER NOT NULL,"
        " seen TEXT NOT NULL DEFAULT '', entered_by TEXT, created_at TEXT, updated_at TEXT,"
        f"{fields} UNIQUE (unit, id))"
    ]
    indexed = ((form.date_field,) if form.date_field else ()) + _INDEXES.get(form.key, ())
    if form.key == "opinion":
        statements += split_script(OPINION_INDEXES)
    statements.append(CONFLICTS.format(form=form.key))
    statements += [f'CREATE INDEX "{form.key}_{c}" ON "{form.key}" (is_deleted, "{c}")' for c in indexed]
    return statements


def fingerprint(forms: tuple[Form, ...] = FORMS) -> str:
    """Names the tables, columns and indexes this program expects; a stored one that differs means some to add."""
    told = ";".join(f"{form.key}:{','.join(column(f) for f in form.record_fields)}" for form in all_forms(forms))
    return hashlib.sha256((FIXED + OPINION_INDEXES + CONFLICTS + FOLDING + told).encode()).hexdigest()[:16]


def create(conn: Any, forms: tuple[Form, ...] = FORMS) -> None:
    """Make every table in an empty database, inside the caller's transaction."""
    for statement in split_script(FIXED):
        conn.execute(statement)
    for ordinal, form in enumerate(all_forms(forms), start=1):
        conn.execute("INSERT INTO form VALUES (?, ?)", (form.key, ordinal))
        for statement in form_table(form):
            conn.execute(statement)
    conn.execute("INSERT INTO meta VALUES ('columns', ?)", (fingerprint(forms),))


def add_missing(conn: Any) -> None:
    """Make the fixed tables, indexes and triggers that an older file lacks."""
    held = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    for statement in split_script(FIXED):
        made = _MADE.match(statement)
        if made and made[1] not in held:
            conn.execute(statement)


_MADE = re.compile(r"CREATE (?:VIRTUAL TABLE|TABLE|INDEX|TRIGGER) (?:IF NOT EXISTS )?(\w+)")


def split_script(script: str) -> list[str]:
    """Statements of a script: executescript would commit, which a transaction must not."""
    found, current = [], ""
    for line in script.strip().splitlines():
        current += line + "\n"
        is_trigger = "CREATE TRIGGER" in current
        if line.rstrip().endswith("END;") if is_trigger else line.rstrip().endswith(";"):
            found.append(current.strip().rstrip(";") + (";" if is_trigger else ""))
            current = ""
    return found
