"""The same thing typed twice, and petitions about the same matter: noticed, joined, taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.likeness import content_words, matters_of
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.storage.alike import raised_at, same_day, sharing_words
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _

_TWICE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "session": ("title", ("place", "count_for")),
    "feedback": ("content", ("contributor", "contributor_name", "target", "timing")),
}
"""Forms of which one thing may be typed twice: the text that must be alike, the fields that must not differ."""

ENOUGH = 58
"""From this score (0–100) on two petitions are offered as similar."""

SAME_TITLE = 75


@dataclass(frozen=True)
class Likeness:
    """A record that may be the same thing (`is_same`) or about the same matter; `score` 0–100."""

    form: str
    unit: str
    id: str
    title: str
    on: str
    score: int
    is_same: bool


class Alike:
    """Looks for records alike to what is being typed or imported."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def alike(
        self, form_key: str, values: Mapping[str, Value], unit: str = "", but: str = "", limit: int = 5
    ) -> list[Likeness]:
        """Records alike to `values`, the most alike first; `but` is the id of the record itself.

        Sessions and feedback: the same day, place and kind of giver with an alike
        title. Opinions: petitions whose words say the same matter. Other forms: none.
        """
        form = self._store.form(form_key)
        unit = unit or self._store.unit
        if form_key == "opinion":
            found = self._similar(form, values, unit, but)
        elif form_key in _TWICE:
            found = self._twice(form, values, unit, but)
        else:
            found = []
        return sorted(found, key=lambda one: (-one.score, one.on, one.id))[:limit]

    def _twice(self, form: Form, values: Mapping[str, Value], unit: str, but: str) -> list[Likeness]:
        day = values.get(form.date_field)
        if not isinstance(day, str):
            return []
        text, fields = _TWICE[form.key]
        return [
            _likeness(form, record, score, is_same=True)
            for record in same_day(self._store, form, unit, day)
            if record.id != but
            and all(_may_be_one(values.get(f), record.values.get(f)) for f in fields)
            and (score := title_score(values.get(text), record.values.get(text))) >= SAME_TITLE
        ]

    def _similar(self, form: Form, values: Mapping[str, Value], unit: str, but: str) -> list[Likeness]:
        words = content_words(f"{values.get('text') or ''} {values.get('request') or ''}")
        if len(words) < 2:
            return []
        plain = fold(f"{values.get('text') or ''} {values.get('request') or ''}").split()
        place = str(values.get("place") or "")
        found = []
        for record in sharing_words(self._store, form, {*words, *plain} - _STOP):
            if (record.unit, record.id) == (unit, but):
                continue
            other = content_words(f"{record.values.get('text') or ''} {record.values.get('request') or ''}")
            score = petition_score(words, other)
            if place and record.values.get("place") and fold(place) != fold(str(record.values["place"])):
                score -= 10
            if score >= ENOUGH:
                found.append(_likeness(form, record, score, is_same=False))
        return found

    # -- joining ------------------------------------------------------------------

    def join(self, form_key: str, keep: tuple[str, str], drop: tuple[str, str]) -> None:
        """Make one of two records, given as (unit, id); one Ctrl+Z takes it apart again.

        Of a session or feedback, `keep` takes what it does not know and the
        opinions of `drop`, which goes to the bin. Of two opinions, `drop` is
        marked as similar to `keep` and both stay.
        """
        form = self._store.form(form_key)
        if keep == drop:
            raise DeskError(_("Hai bản ghi là một."), _("Chọn bản ghi khác."), "same")
        kept = self._records.need(form_key, keep[1], keep[0])
        dropped = self._records.need(form_key, drop[1], drop[0])
        if form_key != "opinion" and form_key not in _TWICE:
            raise DeskError(_("Loại bản ghi này không gộp được."), "", "no_join")
        if drop[0] != self._store.unit and not self._records.writes_for(drop[0]):
            raise DeskError(
                _("Bản ghi của {unit} chỉ đọc được ở đây.").format(unit=self._store.units.name(drop[0])),
                _("Đơn vị ấy gộp trên máy của mình rồi gửi lên."),
                "foreign_unit",
            )
        steps = self._link(form, kept, dropped) if form_key == "opinion" else self._merge(form, kept, dropped)
        self._records.done(steps, "edit")

    def _link(self, form: Form, kept: Record, dropped: Record) -> list[Step]:
        with self._records.writing() as saver:
            told: Values = {"similar_unit": kept.unit, "similar_id": kept.id}
            step = self._records.put(saver, form, told, dropped.id, dropped.unit)
        return [step] if step else []

    def _merge(self, form: Form, kept: Record, dropped: Record) -> list[Step]:
        opinion = self._store.form("opinion")
        missing = {
            key: value for key, value in dropped.values.items() if value is not None and kept.values.get(key) is None
        }
        steps: list[Step | None] = []
        with self._records.writing() as saver:
            if missing:
                steps.append(self._records.put(saver, form, missing, kept.id, kept.unit))
            for one in raised_at(self._store, form.key, dropped.unit, dropped.id):
                told: Values = {"source_unit": kept.unit, "source_id": kept.id}
                steps.append(self._records.put(saver, opinion, told, one.id, one.unit))
            saver.save(form, dropped.unit, dropped.id, dropped.values, delete=True)
            if form.sibling and dropped.personal_rev:
                saver.save(form.sibling, dropped.unit, dropped.id, dropped.values, delete=True)
        binned = Step(form.key, dropped.unit, dropped.id, dropped.rev, dropped.personal_rev)
        return [*(step for step in steps if step), binned]


_STOP = frozenset("va cua cho la voi tai cac de nghi bi co o thi ma duoc".split())


def _may_be_one(one: Value, other: Value) -> bool:
    """Whether two values of a field do not speak against each other; unknown fits everything."""
    if one is None or other is None:
        return True
    if isinstance(one, str) and isinstance(other, str):
        from rapidfuzz import fuzz

        return one == other or fuzz.token_set_ratio(fold(one), fold(other)) >= 80
    return one == other


def title_score(one: Value, other: Value) -> int:
    """How alike two titles are, 0–100; two unknown ones fully."""
    from rapidfuzz import fuzz

    first, second = fold(str(one or "")), fold(str(other or ""))
    if not first or not second:
        return 100 if first == second else 0
    return round(max(fuzz.token_sort_ratio(first, second), fuzz.ratio(first, second)))


def petition_score(words: list[str], other: list[str]) -> int:
    """How much two petitions say the same, 0–100, from their content words."""
    from rapidfuzz import fuzz

    if len(words) < 2 or len(other) < 2:
        return 0
    shared = set(words) & set(other)
    if len(shared) < 2:
        return 0
    short = min(len(words), len(other))
    overlap = 100 * len(shared) / short
    whole = fuzz.token_sort_ratio(" ".join(words), " ".join(other))
    one, two = matters_of(words), matters_of(other)
    other_matter = 30 if (one or two) and not one & two else 0
    return max(round(0.6 * overlap + 0.4 * whole) - other_matter, 0)


def _likeness(form: Form, record: Record, score: int, *, is_same: bool) -> Likeness:
    on = str(record.values.get(form.date_field) or "")
    return Likeness(form.key, record.unit, record.id, form.title(record.values), on, min(score, 100), is_same)
