"""Tuổi kiến nghị tồn: how long what is open on the day has been waiting, by agency and by unit."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Cell, Note, Sheet
from dialogue_desk.reports.follow.backlog import AGES
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import AGENCIES, UNITS, Counts, Telling, case_table, number
from dialogue_desk.reports.follow.cases import Case, Cases, middle
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

COLUMNS = (
    *(number(key, label) for key, label, _most in AGES),
    number("open", N_("Tổng số")),
    number("overdue", N_("Quá hạn")),
    number("oldest", N_("Lâu nhất (ngày)")),
)


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions open on the day by age: by agency, then by unit. `figures`: open, overdue, median and greatest age."""
    cases = Cases(store, asked)
    found = cases.open(cases.all)

    telling = Ageing(cases.on)
    ages = [c.age(cases.on) for c in found]
    tables = (
        case_table(AGENCIES, COLUMNS, cases.by_agency(found), telling, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), telling, "Theo đơn vị"),
    )
    return Sheet(
        "ageing",
        f"Kiến nghị tồn theo thời gian chờ, tính đến {document_date(cases.on)}",
        (
            *charted(tables, [key for key, _label, _most in AGES], "open", "stacked"),
            Note(N_("Số ngày tính từ ngày nhận. Quá hạn: đã qua hạn đang có hiệu lực vào ngày tính.")),
        ),
        is_landscape=True,
        figures={
            "open": len(found),
            "overdue": sum(c.story.is_late(cases.on) for c in found),
            "open_median_age": middle(ages),
            "oldest": max(ages, default=None),
        },
    )


def age_group(days: int) -> str:
    """The key of the group of ages that so many days belong to."""
    return next(key for key, _label, most in AGES if most is None or days <= most)


class Ageing(Telling):
    """How old petitions that are open on a day are, and whether they are overdue."""

    def __init__(self, on: str) -> None:
        super().__init__()
        self._on = on

    def judge(self, case: Case) -> tuple[str, ...]:
        band = age_group(case.age(self._on))
        return (band, "open", "overdue") if case.story.is_late(self._on) else (band, "open")

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        figures: dict[str, Cell] = {column.key: counts[column.key] for column in COLUMNS[:-1]}
        return {**figures, "oldest": max((case.age(self._on) for case in cases), default=None)}

    def behind(self, cases: Sequence[Case], key: str) -> list[Case]:
        if key != "oldest":
            return super().behind(cases, key)
        oldest = max((case.age(self._on) for case in cases), default=0)
        return [case for case in cases if case.age(self._on) == oldest]

    def columns_behind(self, key: str) -> tuple[str, ...]:
        return ("open",) if key == "oldest" else (key,)


REPORT = Report("ageing", N_("Kiến nghị tồn theo thời gian chờ"), build, BY_UNITS)
