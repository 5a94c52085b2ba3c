"""What a form is made of: kinds, fields, codes, problems.

A form is declared once; columns, editors, templates, files, packages and the
data dictionary are derived from that declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from dialogue_desk.domain import local_names
from dialogue_desk.domain.layouts import Chip, GridColumn, Tab
from dialogue_desk.texts import _

Value = str | int | bool | tuple[str, ...] | None
"""What a field holds: text, code and ISO date/time as `str`, COUNT as `int`,
YES/NO as `bool`, CODES as a tuple of codes; `None` is unknown or empty."""

Values = dict[str, Value]
"""The fields of one record, keyed by field key."""

PERSONAL_SUFFIX = "_personal"

TEXT_MOST, LONG_TEXT_MOST = 2_000, 20_000
"""Letters of a text, where its field declares no other limit."""


class Kind(Enum):
    """What a field may hold; decides its column, editor, cell and check."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    TIME = "time"
    COUNT = "count"
    YES_NO = "yes_no"
    CODE = "code"
    CODES = "codes"
    REF = "ref"
    """The unit key or id of another record."""


class Code(NamedTuple):
    """One entry of a vocabulary: `key` stands in files for ever, `label` is what a person reads.

    It is offered from the day `since` on and no longer from `until` on; both are ISO days, "" for open.
    """

    key: str
    label: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of codes. A code is never renamed and never reused."""

    key: str
    codes: tuple[Code, ...]

    @property
    def labels(self) -> Mapping[str, str]:
        """Label by code key, in order; under the names they have here (`local_names`)."""
        here = local_names.of(self.key)
        return {key: here.get(key, label) for key, label in self._declared.items()} if here else self._declared

    @cached_property
    def _declared(self) -> Mapping[str, str]:
        return {c.key: c.label for c in self.codes}

    @property
    def named(self) -> tuple[Code, ...]:
        """The codes under the names they have here."""
        return tuple(Code(key, label) for key, label in self.labels.items())

    def __contains__(self, key: object) -> bool:
        return key in self.labels

    @cached_property
    def is_dated(self) -> bool:
        """Whether some of its codes are not offered at all times."""
        return any(c.since or c.until for c in self.codes)

    def offered(self, on: str) -> tuple[str, ...]:
        """The codes offered for a record of an ISO day."""
        return tuple(c.key for c in self.codes if c.since <= on and (not c.until or on < c.until))

    def label(self, key: Value) -> str:
        """The label of `key`; of a code this version does not know a plain word, with the code behind it."""
        if key is None:
            return ""
        return self.labels.get(str(key)) or _("Chưa rõ ({code})").format(code=key)


class Problem(NamedTuple):
    """One sentence about one field. A warning never blocks saving."""

    field: str
    text: str
    is_warning: bool = False


def _nothing(form: str, unit: str, record_id: str) -> Mapping[str, Value] | None:
    return None


def _no_official(name: str, on: str) -> str | None:
    return None


@dataclass(frozen=True)
class Context:
    """What a rule may need to know beyond the record itself.

    `today` is the day the rule is asked; `unit` owns the record and stands at
    `level`; `settings` are that unit's; `find` reads another record's fields by
    form, unit and id; `official_role` gives the role (party, government, other)
    of a named official on a day, None when the name is not in the list.
    """

    today: date
    unit: str = ""
    level: str = "commune"
    settings: Mapping[str, Value] = field(default_factory=dict)
    find: Callable[[str, str, str], Mapping[str, Value] | None] = _nothing
    official_role: Callable[[str, str], str | None] = _no_official


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    `group`: fields with the same letter change and conflict together; without a
    letter a field is its own group. `default` is written into a new record;
    `listed` puts the field into lists. `codes_for` narrows the codes by the
    other values (channel by target). `is_period`: a text that names a reporting
    period, read as officials write it and held as its code (`domain.periods`).
    `max_length`: letters of a text, 0: by kind (`most`). `names_form`: it says of which form the reference beside
    it is, and is filled in with it. `section`: the heading it stands under where its form places it nowhere.
    Of declared fields: `refers` is the register (or "unit") a reference names, `until` the day from which it is not
    asked any more, `counted` how it is counted ("year"…), `letter` the
    sheet that tells it; `is_kept`: nobody types it here, what it holds is shown and
    handed on; `is_raw`: its declaration is not here, so it is stored as JSON says it.
    `help` says more than the label and names the rule the field comes from.
    """

    key: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    personal: bool = False
    group: str = ""
    default: Value = None
    codes: Vocabulary | None = None
    short: str = ""
    listed: bool = False
    max_length: int = 0
    codes_for: Callable[[Mapping[str, Value]], tuple[str, ...]] | None = None
    is_period: bool = False
    names_form: bool = False
    section: str = ""
    refers: str = ""
    until: str = ""
    counted: str = ""
    letter: str = ""
    is_kept: bool = False
    is_raw: bool = False

    @property
    def is_reference(self) -> bool:
        """Whether it names another record: chosen there where the record is, never typed."""
        return (self.kind is Kind.REF and not self.refers) or self.names_form

    @property
    def group_key(self) -> str:
        """Name of the group this field changes with."""
        return self.group or self.key

    @property
    def most(self) -> int:
        """How many letters a person may type here: as declared, else by kind."""
        return self.max_length or (LONG_TEXT_MOST if self.kind is Kind.LONG_TEXT else TEXT_MOST)

    @property
    def column_title(self) -> str:
        """Short label for lists and sheets."""
        return self.short or self.label

    @property
    def is_text(self) -> bool:
        """Whether a person types free text here (and search looks at it)."""
        return self.kind in (Kind.TEXT, Kind.LONG_TEXT)


Rule = Callable[[Mapping[str, Value], Context], Iterable[Problem]]


@dataclass(frozen=True)
class Form:
    """One kind of record.

    `natural_key`: the fields that make its id (UUIDv5), so that typing the same
    thing on two laptops meets in one record; `title_fields` name a record in
    lists; `date_field` is the day it counts at; `is_appended`: records are added
    and never changed (action); `is_single`: one record a unit. `rules` refuse a record, `warnings` only speak;
    every rule reads fields of one group only. `settle` fills what depends on
    other fields (locked sides, derived defaults) before checking and saving.
    How it looks (`domain.layouts`): `tabs` with their sections (what they leave out stands in a last one),
    `second_line` and `chip` of a list, columns of a `grid`, `letters` (reports) printed of one record, main one first.
    `propose` gives what the words of a new record suggest for fields nobody filled.
    Of declared ones: `every` is how often a record of it is owed ("year"…), from
    the day `since` on, `counted` by what step its records are counted, `is_closed`: it takes no new records;
    `is_raw`: its declaration is not here; `has_sibling`: rows of a sibling came, though no field is known as personal.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    plural: str = ""
    help: str = ""
    natural_key: tuple[str, ...] = ()
    title_fields: tuple[str, ...] = ()
    date_field: str = ""
    rules: tuple[Rule, ...] = ()
    warnings: tuple[Rule, ...] = ()
    settle: Callable[[Values, Context], Values] | None = None
    propose: Callable[[Mapping[str, Value]], Values] | None = None
    is_appended: bool = False
    is_single: bool = False
    is_personal: bool = False
    tabs: tuple[Tab, ...] = ()
    second_line: tuple[str, ...] = ()
    chip: Chip | None = None
    grid: tuple[GridColumn, ...] = ()
    letters: tuple[str, ...] = ()
    every: str = ""
    since: str = ""
    counted: str = ""
    is_closed: bool = False
    is_raw: bool = False
    has_sibling: bool = False

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Field by key, in order."""
        return {f.key: f for f in self.fields}

    def field(self, key: str) -> Field:
        """The field called `key`; KeyError when there is none."""
        return self.by_key[key]

    def told(self, key: str) -> Field:
        """The field called `key`; of one that is not known here (a declaration to come), a plain text of that name."""
        return self.by_key.get(key) or Field(key, Kind.TEXT, key)

    @cached_property
    def record_fields(self) -> tuple[Field, ...]:
        """Fields that are columns of the record itself."""
        return tuple(f for f in self.fields if f.personal == self.is_personal)

    @cached_property
    def required_fields(self) -> tuple[Field, ...]:
        """The fields no record may leave empty."""
        return tuple(f for f in self.fields if f.required)

    @cached_property
    def listed_fields(self) -> tuple[Field, ...]:
        """The record's own fields whose values a column holds as JSON."""
        return tuple(f for f in self.record_fields if f.is_raw or f.kind is Kind.CODES)

    @cached_property
    def converted_fields(self) -> tuple[Field, ...]:
        """The record's own fields whose columns hold something else than the value."""
        return tuple(f for f in self.record_fields if f.is_raw or f.kind in (Kind.CODES, Kind.YES_NO))

    @cached_property
    def record_keys(self) -> tuple[str, ...]:
        """Keys of those fields."""
        return tuple(f.key for f in self.record_fields)

    @cached_property
    def text_keys(self) -> tuple[str, ...]:
        """Keys of those fields that hold words."""
        return tuple(f.key for f in self.record_fields if f.is_text and not f.is_raw)

    @cached_property
    def several(self) -> tuple[tuple[str, Vocabulary], ...]:
        """Keys of the fields that hold several codes, with their lists."""
        return tuple((f.key, f.codes) for f in self.fields if f.kind is Kind.CODES and f.codes is not None)

    @cached_property
    def personal_fields(self) -> tuple[Field, ...]:
        """Fields that live in the sibling record."""
        return tuple(f for f in self.fields if f.personal) if not self.is_personal else ()

    @cached_property
    def groups(self) -> Mapping[str, tuple[Field, ...]]:
        """Fields of this record by group, in order of first appearance."""
        found: dict[str, list[Field]] = {}
        for f in self.record_fields:
            found.setdefault(f.group_key, []).append(f)
        return {key: tuple(fields) for key, fields in found.items()}

    @cached_property
    def sibling(self) -> Form | None:
        """The form of the personal fields, or None when there are none."""
        if not self.personal_fields and not self.has_sibling:
            return None
        return Form(
            key=self.key + PERSONAL_SUFFIX,
            label=self.label,
            fields=tuple(replace(f, required=False) for f in self.personal_fields),
            is_personal=True,
        )

    def title(self, values: Mapping[str, Value]) -> str:
        """A short name of a record for lists and sentences."""
        parts = [str(values[k]) for k in self.title_fields if values.get(k)]
        return " · ".join(parts) or self.label


def as_json_value(value: Value) -> Any:
    """`value` as JSON has it: a list for CODES."""
    return list(value) if isinstance(value, tuple) else value
