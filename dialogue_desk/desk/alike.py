"""The same thing typed twice, and petitions about the same matter: noticed, joined, taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue_desk.desk.changes import Step
from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import Form, Value, Values
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.storage.alike import (
    TWICE,
    matter_score,
    raised_at,
    same_day,
    sharing_words,
    twice_score,
    words_of,
)
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _


@dataclass(frozen=True)
class AlikeRecord:
    """A record that may be the same thing (`is_same`) or about the same matter; `score` 0–100."""

    form: str
    unit: str
    id: str
    title: str
    on: str
    score: int
    is_same: bool


@tells_trouble
class Alike:
    """Looks for records alike to what is being typed or imported."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self._records = records

    def alike(
        self, form_key: str, values: Mapping[str, Value], unit: str = "", but: str = "", limit: int = 5
    ) -> list[AlikeRecord]:
        """Records alike to `values`, the most alike first; `but` is the id of the record itself.

        Sessions and feedback: the same day, place and kind of giver with an alike
        title. Opinions: petitions whose words say the same matter. Other forms: none.
        """
        form = self._store.form(form_key)
        unit = unit or self._store.unit
        if form_key == "opinion":
            found = self._similar(form, values, unit, but)
        elif form_key in TWICE:
            found = self._twice(form, values, unit, but)
        else:
            found = []
        return sorted(found, key=lambda one: (-one.score, one.on, one.id))[:limit]

    def _twice(self, form: Form, values: Mapping[str, Value], unit: str, but: str) -> list[AlikeRecord]:
        day = values.get(form.date_field)
        if not isinstance(day, str):
            return []
        return [
            _likeness(form, record, score, is_same=True)
            for record in same_day(self._store, form, unit, day)
            if record.id != but and (score := twice_score(form.key, values, record.values))
        ]

    def _similar(self, form: Form, values: Mapping[str, Value], unit: str, but: str) -> list[AlikeRecord]:
        words = words_of(values)
        if len(words) < 2:
            return []
        plain = fold(f"{values.get('text') or ''} {values.get('request') or ''}").split()
        found = []
        for record in sharing_words(self._store, form, {*words, *plain} - _STOP):
            if (record.unit, record.id) == (unit, but):
                continue
            score = matter_score(values, words, record.values, words_of(record.values))
            if score:
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
        if form_key != "opinion" and form_key not in TWICE:
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
        with self._records.writing("join") as saver:
            told: Values = {"similar_unit": kept.unit, "similar_id": kept.id}
            step = self._records.put(saver, form, told, dropped.id, dropped.unit)
        return [step] if step else []

    def _merge(self, form: Form, kept: Record, dropped: Record) -> list[Step]:
        opinion = self._store.form("opinion")
        missing = {
            key: value for key, value in dropped.values.items() if value is not None and kept.values.get(key) is None
        }
        steps: list[Step | None] = []
        with self._records.writing("join") as saver:
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


def _likeness(form: Form, record: Record, score: int, *, is_same: bool) -> AlikeRecord:
    on = str(record.values.get(form.date_field) or "")
    return AlikeRecord(form.key, record.unit, record.id, form.title(record.values), on, min(score, 100), is_same)
