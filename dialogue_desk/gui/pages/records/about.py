"""What the page of one form says beyond its form: data, and functions that know the records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from dialogue_desk.desk import Query
from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import Choices
from dialogue_desk.gui.forms.wording import chip_of, detail_of, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.records.list_heading import ListHeading
from dialogue_desk.gui.pages.records.list_pane import ListPane


@dataclass(frozen=True)
class Choice:
    """A list of choices beside the filter, and what a chosen code asks of the records."""

    name: str
    codes: Choices
    narrow: Callable[[Query, str], Query]


@dataclass(frozen=True)
class About:
    """Heading of the list, what its records are counted as, and whatever this form has of its own."""

    form: Form
    title: str
    noun: str
    label_width: int = 96
    choices: Sequence[Choice] = ()
    named: Callable[[Mapping[str, Value]], str] | None = None
    chip: Callable[[Record], ChipSpec | None] = lambda _record: None
    """What a row says that has nothing to say itself."""
    entries: Callable[[Sequence[Record]], list[Entry]] | None = None
    """The rows of a slice, where something has to be read for all of them at once."""
    query: Callable[[str], Query] = lambda text: Query(text=text)
    """What the list shows for a typed filter."""
    first_row: Callable[[Kit], int] = lambda _kit: 0
    """The row a list begins at when the page is opened, of the list that nothing narrows."""
    heading: Callable[[Kit, ListPane], ListHeading] | None = None
    """What the list is sorted and filtered by, where it is more than its fields."""

    def title_of(self, values: Mapping[str, Value]) -> str:
        """A record's name in headings and sentences."""
        return self.named(values) if self.named is not None else title_of(self.form, values)

    def rows(self, records: Sequence[Record]) -> list[Entry]:
        """Records as rows of the list."""
        return self.entries(records) if self.entries is not None else [self._entry(record) for record in records]

    def _entry(self, record: Record) -> Entry:
        values, chip = record.values, chip_of(self.form, record)
        entry = Entry(record.unit, record.id, self.title_of(values), detail_of(self.form, values), chip)
        return entry if chip else replace(entry, chip=self.chip(record))
