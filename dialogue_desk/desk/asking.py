"""Use cases around questions: ask one, keep it under a name, write its answer to a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.agency_names import alike, joined, renamed
from dialogue_desk.domain.question import Question
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.asking import ask_sheet
from dialogue_desk.reports.asking.ask_parts import Part, parts_of
from dialogue_desk.reports.report import SPAN, Asked, Report, read_asked
from dialogue_desk.storage import agencies
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

_KEPT = "questions"
REPORT = Report("ask", N_("Hỏi số liệu"), lambda store, asked: Sheet("ask", "", ()), SPAN)
"""Only its parameters are used: a question reads units, days and periods as every report does."""


@tells_trouble
class Asking:
    """Questions of one desk."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today

    def parts(self, form: str) -> list[Part]:
        """What may be asked of a form, in order."""
        return list(parts_of(self._store, self._store.form(form), self._today().isoformat()).values())

    def sheet(self, question: Question, name: str = "") -> Sheet:
        """The answer as a Sheet. DeskError says what cannot be asked, and why."""
        resolved, asked = self._resolved(question)
        return ask_sheet.sheet(self._store, resolved, asked, name)

    def json(self, question: Question, *, with_sources: bool = False) -> dict[str, Any]:
        """The answer as `ask --json` tells it."""
        resolved, asked = self._resolved(question)
        return ask_sheet.as_json(self._store, resolved, asked, with_sources=with_sources)

    def saved(self) -> Mapping[str, Question]:
        """Questions kept by name, in order of their names."""
        held = json.loads(self._store.meta(_KEPT, "{}"))
        return {name: Question.from_data(held[name]) for name in sorted(held)}

    def get(self, name: str) -> Question:
        """The question kept as `name`. DeskError when there is none."""
        found = self.saved().get(normalise(name))
        if found is None:
            known = "; ".join(self.saved()) or _("chưa lưu câu hỏi nào")
            raise DeskError(
                _("Không có câu hỏi tên “{name}”.").format(name=name),
                _("Các câu hỏi đã lưu: {names}.").format(names=known),
                "no_question",
            )
        return found

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
        self.get(name)
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
                    _("Chép đúng tên trong danh sách cơ quan."),
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
        given: dict[str, str | int | bool | tuple[str, ...] | None] = {
            "period": question.period, "from": question.first, "to": question.last, "unit": question.unit,
            "as_of": question.as_of,
        }  # fmt: skip
        has_days = bool(question.period or question.first or question.last)
        if not has_days:
            given |= {"from": "1900-01-01", "to": question.as_of or today}
        asked = read_asked(self._store, REPORT, given, today)
        first, last = (asked.first, asked.last) if has_days or question.as_of else ("", "")
        return Question(**{**question.__dict__, "first": first, "last": last}), asked
