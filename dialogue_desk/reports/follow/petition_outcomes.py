"""Kết quả có đứng vững: what was opened again soon after its result, and how satisfied the people said to be."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.sheet import Cell, Column, Note, Sheet
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import (
    AGENCIES,
    SUBJECTS,
    UNITS,
    Counts,
    Telling,
    case_table,
    number,
    percent,
)
from dialogue_desk.reports.follow.cases import Case, Cases, share
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

SOON = 90
"""Days after a result within which a petition that is opened again speaks against it."""

REOPENED = (
    number("settled", N_("Lượt giải quyết")),
    number("reopened", N_("Lượt mở lại")),
    number("reopened_soon", N_("Mở lại trong 90 ngày")),
    percent("share", N_("Tỷ lệ (%)")),
)
SATISFACTION = (
    number("settled", N_("Đã giải quyết")),
    number("satisfied", N_("Hài lòng")),
    number("unsatisfied", N_("Chưa hài lòng")),
    percent("share", N_("Tỷ lệ hài lòng (%)")),
    number("replies", N_("Số có trả lời")),
    percent("reply_rate", N_("Tỷ lệ trả lời (%)")),
)


def reopened(store: Store, asked: Asked) -> Sheet:
    """Results of the asked days and what was opened again in them; one settled twice counts twice."""
    cases = Cases(store, asked)
    found = [c for c in cases.all if _settlements(c, cases) or _reopenings(c, cases)]
    note = Note(
        N_(
            "Tỷ lệ = số lượt mở lại trong kỳ, không quá 90 ngày sau kết quả, chia cho số lượt giải quyết trong kỳ."
            " Mở lại tính vào ngày mở lại, nên kỳ đã qua không đổi."
        )
    )
    return _sheet("reopened", "Kiến nghị mở lại", cases, found, REOPENED, Reopened(cases), note)


def satisfaction(store: Store, asked: Asked) -> Sheet:
    """How satisfied people were with results of the asked days that are in force on the day."""
    cases = Cases(store, asked)
    found = [c for c in cases.all if cases.first <= c.story.settled_last(cases.on)[0] <= cases.last]
    note = Note(
        N_(
            "Tỷ lệ hài lòng = hài lòng chia cho (hài lòng + chưa hài lòng); người không phản hồi không tính. Tỷ lệ trả"
            " lời = số có trả lời chia cho số đã giải quyết trong kỳ."
        )
    )
    title = "Mức hài lòng về kết quả giải quyết"
    return _sheet("satisfaction", title, cases, found, SATISFACTION, Satisfaction(cases.on), note)


def _sheet(
    name: str,
    title: str,
    cases: Cases,
    found: Sequence[Case],
    columns: Sequence[Column],
    telling: Telling,
    note: Note,
) -> Sheet:
    def last_day(case: Case) -> str:
        return max((day for day, _how in case.story.settled if day <= cases.last), default=cases.on)

    tables = (
        case_table(AGENCIES, columns, cases.by_agency(found, last_day), telling, "Theo cơ quan chủ trì"),
        case_table(UNITS, columns, cases.by_unit(found), telling, "Theo đơn vị"),
        case_table(SUBJECTS, columns, cases.by_subject(found), telling, "Theo lĩnh vực"),
    )
    return Sheet(
        name,
        f"{title} ({cases.asked.span_label})",
        (*charted(tables, ("share",), "settled"), note),
        is_landscape=True,
        figures=telling.figures(found),
    )


def _settlements(case: Case, cases: Cases) -> int:
    return sum(cases.first <= day <= cases.last for day, _how in case.story.settled)


def _reopenings(case: Case, cases: Cases) -> list[int]:
    """Of each reopening in the asked days, how many days after the result it came."""
    pairs = zip(case.story.settled, case.story.reopened, strict=False)
    return [days_between(settled, day) for (settled, _how), day in pairs if cases.first <= day <= cases.last]


class Reopened(Telling):
    """Results of the asked days and reopenings in them; one settled twice stands twice."""

    def __init__(self, cases: Cases) -> None:
        super().__init__()
        self._cases = cases

    def judge(self, case: Case) -> tuple[str, ...]:
        found = ["settled"] * _settlements(case, self._cases)
        for days in _reopenings(case, self._cases):
            found += ["reopened", "reopened_soon"] if days <= SOON else ["reopened"]
        return tuple(found)

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        found: dict[str, Cell] = {key: counts[key] for key in ("settled", "reopened", "reopened_soon")}
        return {**found, "share": share(counts["reopened_soon"], counts["settled"])}

    def columns_behind(self, key: str) -> tuple[str, ...]:
        return ("settled", "reopened_soon") if key == "share" else (key,)


class Satisfaction(Telling):
    """What the people said of results in force on a day."""

    def __init__(self, on: str) -> None:
        super().__init__()
        self._on = on

    def judge(self, case: Case) -> tuple[str, ...]:
        said = case.story.reply(self._on)
        return ("settled", said, "replies") if said in ("satisfied", "unsatisfied") else ("settled",)

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        found: dict[str, Cell] = {key: counts[key] for key in ("settled", "satisfied", "unsatisfied", "replies")}
        found["share"] = share(counts["satisfied"], counts["replies"])
        found["reply_rate"] = share(counts["replies"], counts["settled"])
        return found

    def columns_behind(self, key: str) -> tuple[str, ...]:
        return {"share": ("replies",), "reply_rate": ("settled",)}.get(key, (key,))


REPORTS = (
    Report("reopened", N_("Kiến nghị mở lại"), reopened, BY_UNITS),
    Report("satisfaction", N_("Mức hài lòng về kết quả giải quyết"), satisfaction, BY_UNITS),
)
