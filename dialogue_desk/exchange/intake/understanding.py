"""From the sheets of a file to what is taken: one form, one set of columns, every sheet that has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dialogue_desk.domain.fields import Form, Kind
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.guessing import guess_fields, guess_form, main_field
from dialogue_desk.exchange.intake.layout import Table, lay_out
from dialogue_desk.exchange.intake.lexicon import is_number_heading, plain_heading
from dialogue_desk.exchange.intake.opening import read_tables
from dialogue_desk.exchange.intake.phones import prepare
from dialogue_desk.exchange.intake.plan import (
    SECTION,
    Choices,
    Column,
    ColumnMapping,
    checked_words,
    chosen_places,
    names_of,
)
from dialogue_desk.exchange.intake.sheets import RawSheet, letters, place_of, shown
from dialogue_desk.exchange.intake.taking import Part, SheetTold, Understood, missing_of
from dialogue_desk.texts import _

SAMPLED = 200
"""Records of a table that are looked at to guess its columns."""


def tables_of(path: Path) -> list[Table]:
    """The tables of a file, read once; DeskError for a file no reader can read."""
    return understood_sheets(read_tables(path))


def understood_sheets(sheets: Sequence[RawSheet]) -> list[Table]:
    """The tables of sheets, with what phones export put together."""
    return prepare([table for sheet in sheets for table in lay_out(sheet)])


def understand(
    tables: Sequence[Table], choices: Choices, forms: Sequence[Form], today: date, name: str = "",
    resolve_unit: Callable[[str], str] | None = None,
) -> Understood:  # fmt: skip
    """What a file is taken for under the choices a person made; DeskError when nothing in it can be taken."""
    wanted = _wanted(tables, choices)
    usable = [table for table in wanted if table.records]
    if not usable:
        raise DeskError(
            _("{file} không có bảng nào lấy được: {why}.").format(file=name, why=_nothing(tables)),
            _("Chọn tệp khác hoặc trang khác."),
            "empty",
        )
    form = _form(choices, forms, usable, name)
    remembered = choices.mapping.values if choices.mapping is not None else {}
    values = {**{key: text for key, text in remembered.items() if key in form.by_key}, **choices.values}
    values = {key: text for key, text in values.items() if text}  # "" takes back what was remembered
    choices = replace(choices, words=checked_words(form, choices.words), values=values)
    base = best_table(usable, form)
    assert base is not None
    parts = aligned_parts(base, usable)
    told = []
    for table in tables:
        is_taken = any(part.table is table for part in parts)
        why = "" if is_taken else _why_not(table, usable, choices)
        is_other = bool(table.records) and _aligned(base, table) is None
        headings = tuple(heading for heading in table.headings if heading)
        sheet, count = table.sheet, len(table.records)
        told.append(SheetTold(sheet.name, sheet.is_visible, count, is_taken, why, is_other, headings))
    columns = _columns(base, parts, form, choices)
    found = Understood(form, told, columns, parts, choices, today)
    given = {key for column in columns for key in column.field.split("+") if key} | set(choices.values)
    found.missing = missing_of(form, given)
    found.warnings += _about_sheets(told, choices)
    found.warnings += _about_hidden(base, columns)
    found.warnings += _about_columns(base, parts, columns, choices, found)
    found.prepare(resolve_unit)
    return found


def _wanted(tables: Sequence[Table], choices: Choices) -> list[Table]:
    if not choices.sheets:
        return [table for table in tables if table.sheet.is_visible]
    names = {table.sheet.name for table in tables}
    lacking = [name for name in choices.sheets if name not in names]
    if lacking:
        raise DeskError(
            _("Không có trang “{name}”.").format(name=lacking[0]),
            _("Các trang: {names}.").format(names=", ".join(sorted(names))),
            "sheet",
        )
    return [table for table in tables if table.sheet.name in choices.sheets]


def _nothing(tables: Sequence[Table]) -> str:
    if tables and not any(table.sheet.is_visible for table in tables):
        return _("mọi trang đều bị ẩn")
    return _("không có dòng dữ liệu nào")


def _form(choices: Choices, forms: Sequence[Form], usable: Sequence[Table], name: str) -> Form:
    key = choices.form or (choices.mapping.form if choices.mapping else "")
    if key:
        found = next((form for form in forms if form.key == key and not form.is_personal), None)
        if found is None:
            raise DeskError(
                _("Không có loại bản ghi “{form}”.").format(form=key),
                _("Các loại: {keys}.").format(keys=", ".join(f.key for f in forms if not f.is_personal)),
                "unknown_form",
            )
        return found
    biggest = max(usable, key=lambda table: (len(table.records), sum(map(bool, table.headings))))
    hints = [name, *(hint for table in usable for hint in (table.sheet.name, *table.titles))]
    guessed = guess_form(biggest.headings, samples_of(biggest), hints)
    better = max(usable, key=lambda table: _worth(table, guessed))
    return guess_form(better.headings, samples_of(better), hints) if better is not biggest else guessed


def best_table(tables: Sequence[Table], form: Form) -> Table | None:
    """The table that holds most of a form; None when none holds a record."""
    usable = [table for table in tables if table.records]
    return max(usable, key=lambda one: (_worth(one, form), len(one.records), -usable.index(one)), default=None)


def aligned_parts(base: Table, tables: Sequence[Table]) -> list[Part]:
    """The tables that have the columns of the first, in order."""
    found = [(table, _aligned(base, table)) for table in tables]
    return [Part(table, places) for table, places in found if places is not None]


def samples_of(table: Table) -> list[list[Any]]:
    """Values of each column, of the first records."""
    sample = table.records[:SAMPLED]
    return [
        [record.cells[at] for record in sample if at < len(record.cells) and record.cells[at] is not None]
        for at in range(len(table.headings))
    ]


def _worth(table: Table, form: Form) -> float:
    fields = guess_fields(form, table.headings, samples_of(table))
    return sum(map(bool, fields)) + (5 if main_field(form) in fields else 0)


def _aligned(base: Table, table: Table) -> list[int | None] | None:
    """For each column of the first table its place in another; None when that is another kind of table."""
    if table is base:
        return list(range(len(base.headings)))
    if not table.heads and not table.sheet.is_sheet and table.sheet.width == base.sheet.width:
        return list(range(len(base.headings)))
    if table.key == base.key:
        return list(range(len(base.headings)))
    own = dict(zip(_named(table), range(len(table.headings)), strict=True))
    names = _named(base)
    places = [own.get(name) for name in names]
    there = [at for name, at in zip(names, places, strict=True) if name and at is not None]
    needed = sum(bool(name) for name in names)
    return places if there and len(there) >= 0.7 * needed and len(there) >= 0.7 * sum(map(bool, own)) else None


def _named(table: Table) -> list[str]:
    return [plain_heading(name) if heading else "" for name, heading in zip(
        names_of(table.headings), table.headings, strict=True)]  # fmt: skip


def _why_not(table: Table, usable: Sequence[Table], choices: Choices) -> str:
    if choices.sheets and table.sheet.name not in choices.sheets:
        return _("không được chọn")
    if not table.sheet.is_visible and not choices.sheets:
        return _("trang ẩn")
    if table not in usable:
        return _("không có dòng dữ liệu")
    return _("tiêu đề khác các trang được lấy")


def _columns(base: Table, parts: Sequence[Part], form: Form, choices: Choices) -> list[Column]:
    headings = base.headings
    chosen = chosen_places(headings, choices.columns, form)
    remembered: dict[int, str] = {}
    if choices.mapping is not None:
        for at, name in enumerate(names_of(headings)):
            if name in choices.mapping.columns:
                remembered[at] = choices.mapping.columns[name]
    sayings = [{key for key in chosen.values() if key}, {key for key in remembered.values() if key}]
    given = {part for keys in sayings for key in keys for part in key.split("+")} | set(choices.values)
    guessed = _guessed(base, parts, form, {*chosen, *remembered}, given)
    columns = []
    for at, heading in enumerate(headings):
        field, how = guessed[at], "guessed" if guessed[at] else "none"
        if at in remembered:
            field, how = remembered[at], "remembered" if remembered[at] else "none"
        if at in chosen:
            field, how = chosen[at], "set" if chosen[at] else "none"
        sample = _sample(parts, at)
        if heading or sample:
            columns.append(Column(letters(at), heading, field if field in _all(form) else "", how, sample))
    if any(record.section for part in parts for record in part.table.records):
        names = list(dict.fromkeys(r.section for part in parts for r in part.table.records if r.section))
        field = chosen.get(-1, "")
        columns.append(Column(SECTION, _("Dòng mục"), field, "set" if field else "none", tuple(names[:3])))
    return columns


def _all(form: Form) -> set[str]:
    return {*form.by_key, "speaker_name+speaker_address"}


def _guessed(base: Table, parts: Sequence[Part], form: Form, decided: set[int], given: set[str]) -> list[str]:
    """Guesses for the columns nobody decided about; none into a field that is given already."""
    headings = ["STT" if at in decided or at in base.passed else h for at, h in enumerate(base.headings)]
    largest = max(parts, key=lambda part: len(part.table.records))
    sampled = samples_of(largest.table)
    samples: list[list[Any]] = []
    for at in range(len(headings)):
        place = largest.places[at]
        samples.append(sampled[place] if place is not None and place < len(sampled) else [])
    found = guess_fields(form, headings, samples)
    return ["" if set(key.split("+")) & given else key for key in found]


def _sample(parts: Sequence[Part], at: int) -> tuple[str, ...]:
    """Up to three different values of a column, as a person sees them."""
    found: dict[str, None] = {}
    for part in parts:
        place = part.places[at]
        if place is None:
            continue
        for record in part.table.records[:1000]:
            cell = record.cells[place] if place < len(record.cells) else None
            if cell is not None:
                found.setdefault(
                    " ".join(part.table.sheet.padded.get((record.number, place), shown(cell)).split())[:120]
                )
                if len(found) == 3:
                    return tuple(found)
    return tuple(found)


def _about_sheets(sheets: Sequence[SheetTold], choices: Choices) -> Iterator[tuple[str, str]]:
    """Sheets with rows that are left out unasked."""
    for sheet in sheets:
        if sheet.rows and not sheet.is_taken and not choices.sheets:
            yield "", _("“{name}” ({count} dòng) không được lấy: {why}").format(
                name=sheet.name, count=sheet.rows, why=sheet.why)  # fmt: skip


def _about_hidden(base: Table, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """Columns that hold something and that nobody sees."""
    for column in columns:
        if place_of(column.at) in base.sheet.hidden_columns and column.sample:
            text = _("cột ẩn “{heading}” được lấy cùng") if column.field else _("cột ẩn “{heading}” không được lấy")
            yield column.at, text.format(heading=column.heading)


def _about_columns(
    base: Table, parts: Sequence[Part], columns: Sequence[Column], choices: Choices, found: Understood
) -> Iterator[tuple[str, str]]:
    """What a person should know of the columns themselves: left out, new, doubled, in other sheets only."""
    left = [c for c in columns if not c.field and c.heading and c.sample and not is_number_heading(c.heading)]
    if left:
        hidden = base.sheet.hidden_columns
        listed = ", ".join(
            f"{c.at} “{c.heading}”" for c in left[:12] if c.at != SECTION and place_of(c.at) not in hidden
        )
        if listed:
            yield "", _("các cột không được lấy: {columns}").format(columns=listed)
    if choices.mapping is not None:
        known = choices.mapping.columns
        names = found.names
        found.unseen = [c.at for c in columns if c.heading and names[c.at] not in known and c.at != SECTION and
                        not is_number_heading(c.heading)]  # fmt: skip
        for c in columns:
            if c.at in found.unseen and c.how != "set":
                yield c.at, _("cột “{heading}” chưa có trong bảng ghép “{name}”: {what}").format(
                    heading=c.heading, name=choices.mapping.name,
                    what=_("máy đoán là {label}").format(label=_label(found.form, c.field)) if c.field
                    else _("không được lấy"),
                )  # fmt: skip
        gone = [name for name, key in known.items() if key and name not in names.values()]
        if gone:
            yield "", _("bảng ghép có cột mà tệp không có: {names}").format(names=", ".join(gone[:8]))
    counted = Counter(c.field for c in columns if c.field)
    for key, count in counted.items():
        if count > 1:
            places = [c.at for c in columns if c.field == key]
            yield (
                places[0],
                _("các cột {places} cùng vào ô {label}: được nối lại").format(
                    places=", ".join(places), label=_label(found.form, key)
                ),
            )
    for part in parts:
        own = {at for at in part.places if at is not None}
        more = [h for at, h in enumerate(part.table.headings) if h and at not in own and not is_number_heading(h)]
        if more and part.table is not base:
            yield (
                "",
                _("trang “{name}” còn cột không được lấy: {columns}").format(
                    name=part.table.sheet.name, columns=", ".join(more[:8])
                ),
            )


def _label(form: Form, key: str) -> str:
    return " + ".join(_(form.field(one).label) for one in key.split("+"))


def as_mapping(found: Understood, name: str) -> ColumnMapping:
    """The answer to a file as it would be remembered under a name."""

    names = found.names
    columns = {names[c.at]: c.field for c in found.columns if c.heading and c.at != SECTION}
    before = found.choices.mapping
    words = {key: dict(said) for key, said in (before.words if before else {}).items()}
    for key, said in found.choices.words.items():
        words.setdefault(key, {}).update(said)
    words = {key: {word: code for word, code in said.items() if code} for key, said in words.items()}
    orders = dict(before.orders) if before else {}
    for column in found.columns:
        said_order = found.order_said(column) if column.field else ""
        one = found.form.by_key.get(column.field)
        if said_order and one is not None and one.kind is Kind.DATE:
            orders[names[column.at]] = said_order
    fixed = found.choices.values.items()
    values = {key: text for key, text in fixed if key in found.form.by_key and found.form.field(key).codes is not None}
    return ColumnMapping(name, found.form.key, columns, words, orders, values)
