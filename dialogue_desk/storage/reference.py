"""Lists sent down, as they count for a unit: its own word first, then that of each unit above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogue_desk.domain import local_names
from dialogue_desk.domain.checks import CellError, parse_cell, with_defaults
from dialogue_desk.domain.fields import Value, Values
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.reference import DAYS, NORMS, Entry, SentDays, counts
from dialogue_desk.domain.shares import SHARE, Told, fits, read_shares
from dialogue_desk.domain.vocabulary import DOCUMENT, LEVEL, SUBJECT
from dialogue_desk.storage.machines import day_of
from dialogue_desk.storage.store import Store

_COLUMNS = "unit, kind, name, value, valid_from, valid_to, successor, source, id"


def every(store: Store) -> list[Entry]:
    """Every entry this desk holds, of whatever unit, the lists in order."""
    rows = store.conn.execute(f"SELECT {_COLUMNS} FROM reference WHERE is_deleted = 0 ORDER BY kind, name, unit")
    return [Entry(*(str(cell or "") for cell in row)) for row in rows]


def line_of(store: Store, unit: str) -> list[str]:
    """A unit and those above it, the nearest first."""
    tree, found = store.units, [unit]
    while found[-1] in tree and tree[found[-1]].parent and tree[found[-1]].parent not in found:
        found.append(tree[found[-1]].parent)
    return found


def _heard(store: Store, unit: str, kinds: Sequence[str]) -> list[Entry]:
    """The entries of some kinds that a unit and those above it have in force today, the nearest first."""
    marks = ",".join("?" for _kind in kinds)
    rows = store.conn.execute(
        f"SELECT {_COLUMNS} FROM reference WHERE is_deleted = 0 AND kind IN ({marks})", tuple(kinds)
    ).fetchall()
    if not rows:
        return []
    place, today = {unit: at for at, unit in enumerate(line_of(store, unit))}, day_of(store.clock())
    entries = [Entry(*(str(cell or "") for cell in row)) for row in rows]
    return sorted((e for e in entries if e.unit in place and e.is_valid(today)), key=lambda e: place[e.unit])


def in_force(store: Store, unit: str, *kinds: str) -> list[Entry]:
    """The entries that count for a unit today, by kind and name those of the nearest unit."""
    nearest: dict[tuple[str, str], Entry] = {}
    for entry in _heard(store, unit, kinds):
        nearest.setdefault((entry.kind, entry.name), entry)
    return [nearest[key] for key in sorted(nearest)]


def sent_days(store: Store, unit: str) -> tuple[SentDays, ...]:
    """The years whose days a unit, or one above it, has decided."""
    years: dict[int, dict[str, str]] = {}
    for entry in in_force(store, unit, *DAYS):
        if entry.name.isdigit():
            years.setdefault(int(entry.name), {})[entry.kind] = entry.value
    return tuple(SentDays(year, told.get("days_off", ""), told.get("workdays", "")) for year, told in years.items())


def own_settings(store: Store, unit: str) -> Values:
    """The settings a unit stored, declared defaults where none are: what it edits."""
    form = store.form("settings")
    record = store.get("settings", unit, id_of(form, unit, {}))
    return with_defaults(form, record.values if record and not record.is_deleted else {})


def settings_of(store: Store, unit: str) -> Values:
    """The settings that count for a unit: its own, with the norms that units above sent down."""
    own = own_settings(store, unit)
    form = store.form("settings")
    for key, sent in _norms(store, unit).items():
        own[key] = counts(key, own[key], form.field(key).default, sent)
    return own


def has_norms(store: Store) -> bool:
    """Whether any norm is held here, of whatever unit."""
    row = store.conn.execute("SELECT 1 FROM reference WHERE is_deleted = 0 AND kind = 'norm' LIMIT 1").fetchone()
    return row is not None


def _norms(store: Store, unit: str) -> Mapping[str, Value]:
    """Norms by setting; each unit on the way down may exceed what it was given."""
    form, found = store.form("settings"), dict[str, Value]()
    for entry in reversed(_heard(store, unit, ("norm",))):
        if entry.name not in NORMS:
            continue
        try:
            value = parse_cell(form.field(entry.name), entry.value)
        except CellError:  # a package may bring anything
            continue
        if value is not None:
            found[entry.name] = counts(entry.name, value, None, found[entry.name]) if entry.name in found else value
    return found


def local_names_of(store: Store) -> dict[tuple[str, str], str]:
    """What codes are called here: by vocabulary and code."""
    vocabularies = {"document": DOCUMENT.key, "subject": SUBJECT.key}
    top = store.units.top(store.unit)
    province = {(LEVEL.key, "city"): "Tỉnh"} if top is not None and top.type == "Tỉnh" else {}
    return province | {
        (vocabularies[e.kind], e.name): e.value for e in in_force(store, store.unit, *vocabularies) if e.value
    }


def name_codes(store: Store) -> None:
    """Call documents and subjects as the lists of this unit and those above it name them."""
    local_names.use(local_names_of(store))


def hamlets(store: Store, unit: str, on: str) -> list[str]:
    """The hamlets and residential groups of a unit on an ISO day."""
    return [e.name for e in every(store) if e.kind == "hamlet" and e.unit == unit and e.is_valid(on)]


def shares(store: Store) -> dict[str, Told]:
    """The shares that count here, by the old commune they share out; what names other units or no whole is left out."""
    found = {}
    for entry in in_force(store, store.unit, SHARE):
        parts, wrong = read_shares(entry.value)
        if not wrong and fits(store.units, entry.name, parts):
            found[entry.name] = Told(entry.unit, parts)
    return found
