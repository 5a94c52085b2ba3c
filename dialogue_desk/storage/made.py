"""What a transaction saved, as the operation that can be taken back remembers it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form
from dialogue_desk.domain.records import Stamp


@dataclass
class Made:
    """What a transaction saved: by series the first and last number given, and what became of each record."""

    spans: dict[str, list[int]] = field(default_factory=dict)
    records: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Form (that of the record, also for its sibling), unit and id: 0 new, 1 changed, 2 into the bin."""

    def add(self, form: Form, unit: str, record_id: str, stamp: Stamp, *, is_new: bool, is_deleted: bool) -> None:
        """One more save."""
        span = self.spans.setdefault(stamp.de, [stamp.n, stamp.n])
        span[1] = stamp.n
        key = (form.key.removesuffix(PERSONAL_SUFFIX) if form.is_personal else form.key, unit, record_id)
        if is_deleted:
            self.records[key] = 2
        elif key not in self.records:
            self.records[key] = 0 if is_new and not form.is_personal else 1

    def join(self, other: Made) -> None:
        """What a part of this transaction, or another one of the same operation, saved after this."""
        for de, (first, last) in other.spans.items():
            self.spans.setdefault(de, [first, last])[1] = last
        for key, what in other.records.items():
            self.records[key] = what if what == 2 or key not in self.records else self.records[key]

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """By form how many records are new, changed and in the bin."""
        told = Counter((form, what) for (form, _unit, _id), what in self.records.items())
        return {form: (told[form, 0], told[form, 1], told[form, 2]) for form in sorted({form for form, _what in told})}
