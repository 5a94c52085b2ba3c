"""Tuổi kiến nghị tồn: how long what is open on the day has been waiting, by agency and by unit."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Note, Sheet
from dialogue_desk.reports.follow.backlog import AGES
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import AGENCIES, UNITS, Told, case_table, counted, number
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

    def tell(held: Sequence[Case]) -> Told:
        return _told(held, cases.on)

    ages = [c.age(cases.on) for c in found]
    tables = (
        case_table(AGENCIES, COLUMNS, cases.by_agency(found), tell, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), tell, "Theo đơn vị"),
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


def _told(held: Sequence[Case], on: str) -> Told:
    parts: dict[str, list[Case]] = {key: [] for key, _label, _most in AGES}
    for case in held:
        parts[age_group(case.age(on))].append(case)
    oldest = max((c.age(on) for c in held), default=None)
    return {
        **counted({**parts, "open": held, "overdue": [c for c in held if c.story.is_late(on)]}),
        "oldest": (oldest, [c for c in held if c.age(on) == oldest]),
    }


REPORT = Report("ageing", N_("Kiến nghị tồn theo thời gian chờ"), build, BY_UNITS)
