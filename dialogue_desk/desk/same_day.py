"""Whether a record of the same day may be the one a row of a file brings, without asking the desk row by row."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.storage.alike import NEWEST, SAME_TITLE, TWICE, may_be_one, same_day
from dialogue_desk.storage.store import Store

MOST_DAYS = 400
"""Days of which the records are remembered at once."""


@dataclass
class _Day:
    """The newest records of a unit and day, newest first, and their folded titles as they are and word by word."""

    records: list[tuple[str, Values]] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    sorted: list[str] = field(default_factory=list)

    def add(self, record_id: str, values: Mapping[str, Value], text: str, place: int = 0) -> None:
        title = fold(str(values.get(text) or ""))
        self.records.insert(place, (record_id, dict(values)))
        self.plain.insert(place, title)
        self.sorted.insert(place, _sorted(title))
        for kept in (self.records, self.plain, self.sorted):
            del kept[NEWEST:]


class SameDay:
    """Answers as `Alike` does for one record at most; records saved since are told by `add`, changed ones by `forget`.

    The desk is asked once a day: what was told of a day before (`is_behind`) has to be written by then.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days: OrderedDict[tuple[str, str, str], _Day] = OrderedDict()
        self._unheard: set[tuple[str, str, str]] = set()
        """Days of which records were told while nobody remembered them."""

    def is_behind(self, form: Form, unit: str, values: Mapping[str, Value]) -> bool:
        """Whether the desk will be asked for the day of these values, of which records were saved before."""
        key = form.key, unit, str(values.get(form.date_field))
        return key in self._unheard and key not in self._days

    def most_alike(self, form: Form, unit: str, values: Mapping[str, Value]) -> tuple[str, str] | None:
        """Title and day of the record that is most likely the same thing typed twice; None when there is none."""
        on = values.get(form.date_field) if form.key in TWICE else None
        if not isinstance(on, str):
            return None
        day = self._day(form, unit, on)
        scores = _scores(fold(str(values.get(TWICE[form.key][0]) or "")), day)
        by_score = sorted(scores, key=lambda i: (-scores[i], day.records[i][0]))
        for i in by_score:
            held = day.records[i][1]
            if all(may_be_one(values.get(f), held.get(f)) for f in TWICE[form.key][1]):
                return form.title(held), str(held.get(form.date_field) or "")
        return None

    def add(self, form: Form, unit: str, record_id: str, values: Mapping[str, Value]) -> None:
        """A new record was saved."""
        key = form.key, unit, str(values.get(form.date_field))
        if key in self._days:
            self._days[key].add(record_id, values, TWICE[form.key][0])
        else:
            self._unheard.add(key)

    def forget(self) -> None:
        """A record that was held is another one now."""
        self._unheard.update(self._days)
        self._days.clear()

    def _day(self, form: Form, unit: str, on: str) -> _Day:
        key = form.key, unit, on
        if key not in self._days:
            day = self._days[key] = _Day()
            for record in same_day(self._store, form, unit, on):
                day.add(record.id, record.values, TWICE[form.key][0], len(day.records))
            if len(self._days) > MOST_DAYS:
                self._unheard.add(self._days.popitem(last=False)[0])
        return self._days[key]


def _sorted(title: str) -> str:
    return " ".join(sorted(title.split()))


def _scores(title: str, day: _Day) -> dict[int, int]:
    """By its place, how alike each title is that is alike enough (`storage.alike.title_score`)."""
    from rapidfuzz import fuzz, process

    if not title:
        return {i: 100 for i, other in enumerate(day.plain) if not other}
    found: dict[int, int] = {}
    least = SAME_TITLE - 1  # scores are rounded
    for one, others in ((title, day.plain), (_sorted(title), day.sorted)):
        for _other, score, i in process.extract(one, others, scorer=fuzz.ratio, limit=None, score_cutoff=least):
            found[i] = max(round(score), found.get(i, 0))
    return {i: score for i, score in found.items() if score >= SAME_TITLE and day.plain[i]}
