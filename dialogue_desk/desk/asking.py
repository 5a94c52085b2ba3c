"""Use cases around questions: ask one, keep it under a name, write its answer to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from dialogue_desk.desk.records import Records
from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain import checks
from dialogue_desk.domain.agency_names import alike, joined, renamed
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.question import QUESTION, Question, as_text, read_text
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.asking import ask_sheet
from dialogue_desk.reports.asking.ask_parts import Part, parts_of
from dialogue_desk.reports.report import SPAN, Asked, Report, read_asked
from dialogue_desk.storage import agencies, collector, reference
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

_KEPT = "questions"
REPORT = Report("ask", N_("Hỏi số liệu"), lambda store, asked: Sheet("ask", "", ()), SPAN)
"""Only its parameters are used: a question reads units, days and periods as every report does."""


class SentDown(NamedTuple):
    """A question a unit sent down: its name, the unit that issued it, what it asks."""

    name: str
    issuer: str
    question: Question


@tells_trouble
class Asking:
    """Questions of one desk."""

    def __init__(self, store: Store, records: Records, today: Callable[[], date]) -> None:
        self._store = store
        self._records = records
        self._today = today

    def parts(self, form: str) -> list[Part]:
        """What may be asked of a form, in order."""
        return list(parts_of(self._store, self._store.form(form), self._today().isoformat()).values())

    def sheet(self, question: Question, name: str = "") -> Sheet:
        """The answer as a Sheet. DeskError says what cannot be asked, and why."""
        resolved, asked = self._resolved(question)
        with collector.at_rest():
            return ask_sheet.sheet(self._store, resolved, asked, name)

    def json(self, question: Question, *, with_sources: bool = False) -> dict[str, Any]:
        """The answer as `ask --json` tells it."""
        resolved, asked = self._resolved(question)
        with collector.at_rest():
            return ask_sheet.as_json(self._store, resolved, asked, with_sources=with_sources)

    def saved(self) -> Mapping[str, Question]:
        """Questions kept by name, in order of their names."""
        held = json.loads(self._store.meta(_KEPT, "{}"))
        return {name: Question.from_data(held[name]) for name in sorted(held)}

    def sent_down(self) -> list[SentDown]:
        """Questions that this unit and those above it sent down, by name; of one name that of the nearest unit."""
        entries = reference.in_force(self._store, self._store.unit, QUESTION)
        read = ((entry, read_text(entry.value)) for entry in entries)
        return [SentDown(entry.name, entry.unit, question) for entry, question in read if question is not None]

    def send_down(self, name: str) -> SentDown:
        """Send a kept question down: every unit below gets it with its return package, and asks it about itself.

        It is an entry of the lists of this unit: signed, versioned, taken back like any record. DeskError when this
        unit has none below, or when the question is not kept here.
        """
        store, question = self._store, self.saved().get(normalise(name))
        if question is None:
            raise self._unknown(name)
        if not store.units.children(store.unit):
            raise DeskError(
                _("{unit} không có đơn vị cấp dưới để gửi câu hỏi.").format(unit=store.units.name(store.unit)),
                _("Câu hỏi đã lưu vẫn dùng được ở đây."),
                "none_below",
            )
        title = normalise(name)
        values: dict[str, Value] = {"kind": QUESTION, "name": title, "value": as_text(question)}
        held = store.get("reference", store.unit, id_of(store.form("reference"), store.unit, values))
        self._records.save("reference", values, held.id if held else "", base_rev=held.rev if held else None)
        return SentDown(title, store.unit, question)

    def withdraw(self, name: str) -> None:
        """Stop sending a question of this unit down. DeskError when it sent none of that name."""
        store, title = self._store, normalise(name)
        if not any(one.name == title and one.issuer == store.unit for one in self.sent_down()):
            raise DeskError(
                _("Đơn vị không gửi xuống câu hỏi nào tên “{name}”.").format(name=name),
                _("Xem các câu hỏi đã lưu và đã gửi."),
                "no_question",
            )
        values: dict[str, Value] = {"kind": QUESTION, "name": title}
        self._records.delete("reference", id_of(store.form("reference"), store.unit, values))

    def get(self, name: str) -> Question:
        """The question kept as `name`, else the one sent down by that name. DeskError when there is none."""
        title = normalise(name)
        found = self.saved().get(title) or next((s.question for s in self.sent_down() if s.name == title), None)
        if found is None:
            raise self._unknown(name)
        return found

    def _unknown(self, name: str) -> DeskError:
        known = "; ".join(dict.fromkeys([*self.saved(), *(s.name for s in self.sent_down())]))
        return DeskError(
            _("Không có câu hỏi tên “{name}”.").format(name=name),
            _("Các câu hỏi đã lưu: {names}.").format(names=known or _("chưa lưu câu hỏi nào")),
            "no_question",
        )

    def save(self, name: str, question: Question) -> None:
        """Keep a question under a name; one of that name is replaced. What cannot be asked is not kept."""
        title = " ".join(normalise(name).split())
        if not title or len(title) > 100:
            raise DeskError(
                _("Tên câu hỏi để trống hoặc dài quá 100 chữ."), _("Đặt một tên ngắn rồi lưu lại."), "bad_name"
            )
        self.json(question)
        held = json.loads(self._store.meta(_KEPT, "{}"))
        held[title] = question.as_data()
        self._store.set_meta(_KEPT, json.dumps(held, ensure_ascii=False))

    def forget(self, name: str) -> None:
        """Let go of a kept question. DeskError when there is none."""
        if normalise(name) not in self.saved():
            raise self._unknown(name)
        held = json.loads(self._store.meta(_KEPT, "{}"))
        del held[normalise(name)]
        self._store.set_meta(_KEPT, json.dumps(held, ensure_ascii=False))

    def agencies(self) -> tuple[dict[str, int], dict[str, str], list[tuple[str, ...]]]:
        """Names of agencies with their uses, what was joined (name → the one it goes by), and what may be one."""
        names, into = agencies.counts(self._store), agencies.joins(self._store)
        left: dict[str, int] = {}
        for name, number in names.items():
            after = joined(name, into)
            left[after] = left.get(after, 0) + number
        return names, renamed(names, into), alike(left)

    def join(self, names: Sequence[str], into: str) -> None:
        """Let names go by another in every answer; records keep what was written. DeskError for unknown ones."""
        known = agencies.counts(self._store)
        for name in (*names, into):
            if name not in known:
                raise DeskError(
                    _("Không có cơ quan tên “{name}”.").format(name=name),
                    _("Sao chép đúng tên trong danh sách cơ quan."),
                    "no_agency",
                )
        held = {name: after for name, after in agencies.joins(self._store).items() if name != into}
        agencies.keep(self._store, held | {name: into for name in names if name != into})

    def part(self, names: Sequence[str]) -> None:
        """Let joined names stand for themselves again."""
        held = agencies.joins(self._store)
        agencies.keep(self._store, {name: after for name, after in held.items() if name not in names})

    def _resolved(self, question: Question) -> tuple[Question, Asked]:
        """The question with its days as ISO days, and what was asked for as reports have it; without days all."""
        today = self._today().isoformat()
        days = {"from": question.first, "to": question.last, "as_of": question.as_of}
        read, wrong = checks.clean(REPORT.form, {key: day for key, day in days.items() if day})
        if wrong:
            field = REPORT.form.field(wrong[0].field)
            raise DeskError(
                _("{field} của câu hỏi: {text}.").format(field=_(field.label), text=wrong[0].text),
                _("Ghi ngày như 01/7/2025 rồi hỏi lại."),
                "bad_question",
            )
        given: dict[str, Value] = {"period": question.period, "unit": question.unit, **read}
        has_days = bool(question.period or question.first or question.last)
        if not has_days:
            given |= {"from": "1900-01-01", "to": read.get("as_of") or today}
        asked = read_asked(self._store, REPORT, given, today)
        first, last = (asked.first, asked.last) if has_days or question.as_of else ("", "")
        return Question(**{**question.__dict__, "first": first, "last": last}), asked
