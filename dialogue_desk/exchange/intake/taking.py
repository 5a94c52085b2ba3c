"""A file understood: which sheets and columns are taken for what, and what each row then says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dialogue_desk.domain.checks import proposed
from dialogue_desk.domain.fields import Form, Kind, Value, Values
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.intake.converting import Converter, UnreadError, split_speaker
from dialogue_desk.exchange.intake.guessing import main_field
from dialogue_desk.exchange.intake.layout import Aside, Record, Table, told_cells
from dialogue_desk.exchange.intake.looking import keeps_days, look_along, look_at_rest, order_of, told_rows, turned_rows
from dialogue_desk.exchange.intake.plan import NAME_AND_ADDRESS, SECTION, Choices, Column, names_of
from dialogue_desk.exchange.intake.sheets import place_of, shown, tidy
from dialogue_desk.exchange.intake.wording import likely_code
from dialogue_desk.texts import _

COUNTED_BY = {
    "opinion": ("kind", "side"), "session": ("kind", "mode", "count_for"),
    "feedback": ("timing", "contributor", "target", "channel"),
}  # fmt: skip
"""Fields that decide where a record is counted: never filled in silently."""


@dataclass(frozen=True)
class SheetTold:
    """One sheet as it is listed: its rows that hold records, whether it is taken, and why not.

    `is_other`: its table has other columns, so it is not taken together with the rest; `headings` tell it apart.
    """

    name: str
    is_visible: bool
    rows: int
    is_taken: bool
    why: str = ""
    is_other: bool = False
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowTold:
    """One row read: its values by field, what is wrong by place; `why` for a row that is left out.

    `key` is the name a phone gave it, `text` what stands in a row that is left out.
    """

    sheet: str
    row: int
    values: Values
    problems: tuple[tuple[str, str], ...] = ()
    why: str = ""
    key: str = ""
    text: str = ""

    @property
    def is_left_out(self) -> bool:
        """Whether the row is no record."""
        return bool(self.why)


@dataclass
class Part:
    """One table that is taken: `places` gives, for each column of the first, its own (None where it has none)."""

    table: Table
    places: list[int | None]


@dataclass
class Understood:
    """A file read and matched: sheets, columns with what each is taken for, and the rows on demand."""

    form: Form
    sheets: list[SheetTold]
    columns: list[Column]
    parts: list[Part]
    choices: Choices
    today: date
    missing: list[str] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    converters: dict[str, Converter] = field(default_factory=dict)
    fixed: Values = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        """The headings of the columns that stand in the table itself."""
        return [column.heading for column in self.columns if column.at != SECTION]

    @property
    def names(self) -> dict[str, str]:
        """The name by which each column is remembered, by place."""
        headings = [""] * (max((place_of(c.at) for c in self.columns), default=-1) + 1)
        for column in self.columns:
            if column.at != SECTION:
                headings[place_of(column.at)] = column.heading
        names = names_of(headings)
        return {c.at: c.heading if c.at == SECTION else names[place_of(c.at)] for c in self.columns}

    @property
    def other_tables(self) -> list[SheetTold]:
        """The tables everybody sees that nobody decided about, with other columns than those that are taken."""
        return [] if self.choices.sheets else [sheet for sheet in self.sheets if sheet.is_other and sheet.is_visible]

    @property
    def proposed_keys(self) -> set[str]:
        """Fields the words of a row decide where nobody says anything."""
        return set(proposed(self.form, {main_field(self.form): "x"}))

    def at_of(self, key: str) -> str:
        """The place of the column a field is read from; "" when none."""
        return next((c.at for c in self.columns if key in c.field.split("+")), "")

    def unknown_words(self) -> dict[str, dict[str, int]]:
        """Words nobody has matched with a code yet, by field, with how many rows have them; after reading the rows."""
        return {key: dict(one.seen.unknown) for key, one in self.converters.items() if one.seen.unknown}

    def matched_words(self) -> dict[str, dict[str, str]]:
        """Words of the rows whose code a person said, now or before, by field; after reading the rows."""
        found = {}
        for key, one in self.converters.items():
            said = {word: code for word, code in one.seen.taken.items() if one.words.get(fold(word)) == code}
            if said:
                found[key] = said
        return found

    def asked_words(self, most: int) -> list[tuple[str, str, int, str]]:
        """(field, word, rows, code) of words to be shown to a person, at most so many of a field.

        First those nobody matched, with the code they probably mean; 0 rows stands for words matched before.
        """
        found = []
        for key, words in self.unknown_words().items():
            codes = self.form.field(key).codes
            assert codes is not None
            found += [(key, word, count, likely_code(codes, word) or "") for word, count in list(words.items())[:most]]
        for key, matched in self.matched_words().items():
            found += [(key, word, 0, code) for word, code in list(matched.items())[:most]]
        return found

    def cells(self, at: str) -> list[tuple[int, Any]]:
        """The cells of a column that hold something, with their rows."""
        return [(number, cell) for _sheet, number, cell in self.placed_cells(at)]

    def placed_cells(self, at: str) -> list[tuple[str, int, Any]]:
        """Like `cells`, with the sheet before the row."""
        found: list[tuple[str, int, Any]] = []
        if not self.choices.edits and at != SECTION:
            for part in self.parts:
                found += self._plain_cells(part, part.places[self._index[at]])
            return found
        for part, record in self._records():
            cell = self._cell(part, record, at)
            if cell is not None:
                found.append((part.table.sheet.name, record.number, cell))
        return found

    def _plain_cells(self, part: Part, place: int | None) -> list[tuple[str, int, Any]]:
        if place is None:
            return []
        name, padded, takes_hidden = part.table.sheet.name, part.table.sheet.padded, self.choices.with_hidden
        cells = [
            (name, record.number, record.cells[place])
            for record in part.table.records
            if place < len(record.cells) and record.cells[place] is not None and (takes_hidden or not record.is_hidden)
        ]
        return [(s, row, padded.get((row, place), cell)) for s, row, cell in cells] if padded else cells

    def _records(self) -> Iterator[tuple[Part, Record]]:
        for part in self.parts:
            for record in part.table.records:
                if not record.is_hidden or self.choices.with_hidden:
                    yield part, record

    def _cell(self, part: Part, record: Record, at: str) -> Any:
        edits = self.choices.edits
        if edits and (part.table.sheet.name, record.number, at) in edits:
            return tidy(edits[part.table.sheet.name, record.number, at])
        if at == SECTION:
            return record.section or None
        place = part.places[self._index[at]]
        if place is None or place >= len(record.cells):
            return None
        padded = part.table.sheet.padded
        return padded.get((record.number, place), record.cells[place]) if padded else record.cells[place]

    def __post_init__(self) -> None:
        # A column that holds nothing is not offered, so what is offered has gaps.
        self._index = {column.at: place_of(column.at) for column in self.columns}
        self._turned: dict[str, list[int]] = {}

    # -- reading ------------------------------------------------------------------------------

    def prepare(self, resolve_unit: Callable[[str], str] | None) -> None:
        """Make a reader for every field, and look along the columns; after that rows can be read."""
        dates = [c for c in self.columns if c.field and self.form.field(c.field.split("+")[0]).kind is Kind.DATE]
        along = {column.at: self.cells(column.at) for column in self.columns}
        said = [along[column.at] for column in dates]
        # One text left as it was in any column speaks for all of them: one machine made the table.
        if not any(map(keeps_days, said)):
            self._turned = {c.at: turned_rows(cells) for c, cells in zip(dates, said, strict=True)}
        for column in self.columns:
            for key in column.field.split("+") if column.field else ():
                if key not in self.converters:
                    self.converters[key] = self._converter(key, column, along[column.at], resolve_unit)
        self.fixed = self._fixed(resolve_unit)
        for column in self.columns:
            cells = along[column.at]
            if not column.field:
                self.warnings += [(column.at, text) for text in look_at_rest(column.heading, cells)]
                continue
            reader = self.converters[column.field.split("+")[0]]
            turned = self._turned.get(column.at, ())
            found = look_along(reader.field, cells, reader.order, self.today, turned=turned, is_mended=reader.turns)
            self.warnings += [(column.at, text) for text in found]

    def _converter(
        self, key: str, column: Column, cells: Sequence[tuple[int, Any]], resolve_unit: Callable[[str], str] | None
    ) -> Converter:
        one = self.form.field(key)
        words = {**self._remembered_words(key), **self.choices.words.get(key, {})}
        reader = Converter(one, self.today.year, words=words, takes_likely=self.choices.likely_words,
                           resolve_unit=resolve_unit)  # fmt: skip
        if one.kind is Kind.DATE:
            said = self.order_said(column)
            reader.order = said or order_of(cells)[0]
            reader.turns = bool(said) and said != "ymd" and bool(self._turned.get(column.at))
        return reader

    def _remembered_words(self, key: str) -> Mapping[str, str]:
        return self.choices.mapping.words.get(key, {}) if self.choices.mapping else {}

    def order_said(self, column: Column) -> str:
        """The order of days a person chose for a column, now or before; "" when nobody did."""
        orders, name = self.choices.orders, self.names[column.at]
        remembered = self.choices.mapping.orders if self.choices.mapping else {}
        return orders.get(column.at) or orders.get(name) or orders.get("") or remembered.get(name, "")

    def _fixed(self, resolve_unit: Callable[[str], str] | None) -> Values:
        found: Values = {}
        for key, text in self.choices.values.items():
            if not text:
                continue
            if key not in self.form.by_key:
                raise DeskError(
                    _("{form} không có ô “{key}”.").format(form=_(self.form.label), key=key),
                    _("Các ô: {keys}.").format(keys=", ".join(self.form.by_key)),
                    "field",
                )
            words = {**self._remembered_words(key), **self.choices.words.get(key, {})}
            reader = Converter(self.form.field(key), self.today.year, self.choices.orders.get("", "dmy") or "dmy",
                               words=words, takes_likely=True, resolve_unit=resolve_unit)  # fmt: skip
            try:
                found[key] = reader.read(tidy(text))
            except UnreadError as error:
                raise DeskError(f"{error}.", _("Sửa giá trị rồi làm lại."), "value") from error
        return found

    def rows(self) -> Iterator[RowTold]:
        """Every row of the sheets that are taken, in order: records read, the others with why they are none."""
        plan: dict[str, list[str]] = {}
        for column in self.columns:
            if column.field:
                plan.setdefault(column.field, []).append(column.at)
        for part in self.parts:
            name = part.table.sheet.name
            asides = list(part.table.aside)
            for record in part.table.records:
                while asides and asides[0].number < record.number:
                    yield _left_out(name, asides.pop(0))
                if record.is_hidden and not self.choices.with_hidden:
                    yield RowTold(name, record.number, {}, why=_("dòng ẩn"), text=told_cells(record.cells))
                else:
                    yield self._row(part, record, plan)
            yield from (_left_out(name, aside) for aside in asides)

    def _row(self, part: Part, record: Record, plan: Mapping[str, Sequence[str]]) -> RowTold:
        values: Values = {}
        problems: list[tuple[str, str]] = []
        for key, places in plan.items():
            cells = [(at, cell) for at in places if (cell := self._cell(part, record, at)) is not None]
            if not cells:
                continue
            if key == NAME_AND_ADDRESS:
                name, address = split_speaker(shown(cells[0][1]))
                values["speaker_name"] = name or None
                if address:
                    values["speaker_address"] = address
                continue
            try:
                values[key] = self._read(key, cells)
            except UnreadError as error:
                problems.append((cells[0][0], str(error)))
        name = part.table.sheet.name
        if not values and not problems:
            why = _("không có ô nào được lấy")
            return RowTold(name, record.number, {}, why=why, text=told_cells(record.cells))
        for key, value in self.fixed.items():
            if values.get(key) is None and not any(at in plan.get(key, ()) for at, _text in problems):
                values[key] = value
        values = {key: value for key, value in values.items() if value is not None}
        return RowTold(name, record.number, values, tuple(problems), key=record.key)

    def _read(self, key: str, cells: list[tuple[str, Any]]) -> Value:
        reader = self.converters[key]
        if len(cells) == 1:
            return reader.read(cells[0][1])
        read = [reader.read(cell) for _at, cell in cells]
        kept = [value for value in dict.fromkeys(read) if value is not None]
        if len(kept) < 2:
            return kept[0] if kept else None
        if reader.field.kind in (Kind.TEXT, Kind.LONG_TEXT):
            return ("\n" if reader.field.kind is Kind.LONG_TEXT else ", ").join(str(value) for value in kept)
        if reader.field.kind is Kind.CODES and reader.field.codes is not None:
            both = {code for value in kept if isinstance(value, tuple) for code in value}
            return tuple(code for code in reader.field.codes.labels if code in both)
        told = ", ".join(f"{at}: {shown(cell)}" for at, cell in cells)
        raise UnreadError(_("{label}: hai cột ghi khác nhau ({cells})").format(label=_(reader.field.label), cells=told))

    def told_after(self) -> list[tuple[str, str]]:
        """What is to be said once the rows were read: words taken for codes, hidden rows, fields filled in."""
        found = []
        for key, reader in self.converters.items():
            if reader.seen.taken and reader.field.codes is not None:
                said = [f"“{word}” → “{_(reader.field.codes.label(code))}”" for word, code in reader.seen.taken.items()]
                found.append((self.at_of(key), _("đã hiểu {words}").format(words="; ".join(said[:12]))))
        for part in self.parts:
            hidden = [record.number for record in part.table.records if record.is_hidden]
            if hidden:
                text = _("{count} dòng ẩn được lấy cùng (dòng {rows})") if self.choices.with_hidden else _(
                    "{count} dòng ẩn không được lấy (dòng {rows})")  # fmt: skip
                told = text.format(count=len(hidden), rows=told_rows(hidden))
                found.append(("", f"{part.table.sheet.name}: {told}" if part.table.sheet.is_sheet else told))
        return found


def _left_out(sheet: str, aside: Aside) -> RowTold:
    return RowTold(sheet, aside.number, {}, why=aside.why, text=aside.text)


def missing_of(form: Form, given: set[str]) -> list[str]:
    """Required fields nothing gives: those a person has to say, and those that decide where a record is counted."""
    counted = COUNTED_BY.get(form.key, ())
    if form.key == "opinion" and "source_id" in given:
        given = given | {"received_on"}  # the record it comes from tells its day
    return [
        f.key
        for f in form.fields
        if f.key not in given and f.required and (f.key in counted or (f.default is None and not _settled(form, f.key)))
    ]


def _settled(form: Form, key: str) -> bool:
    """Fields a form fills in by itself from the unit."""
    return (form.key, key) in {("opinion", "competence"), ("action", "opinion_unit")}
