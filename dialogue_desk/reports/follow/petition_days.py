"""Số ngày giải quyết: median and nine tenths of what was received, with what is open counted as under way."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Cell, Note, Row, Sheet, Table
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import AGENCIES, SUBJECTS, UNITS, Told, case_table, counted, number
from dialogue_desk.reports.follow.cases import Case, Cases, middle, reached
from dialogue_desk.reports.report import BY_UNITS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NOT_YET = "chưa đến"
"""Stands where too few are settled to say."""

COLUMNS = (
    number("received", N_("Tiếp nhận")),
    number("settled", N_("Đã có kết quả")),
    number("median_days", N_("Trung vị (ngày)")),
    number("p90_days", N_("90% trong (ngày)")),
    number("open", N_("Đang giải quyết")),
    number("open_median_age", N_("Đang chờ: trung vị (ngày)")),
    number("open_oldest", N_("Đang chờ: lâu nhất (ngày)")),
)
EXPLAINED = Note(
    N_(
        "Của các kiến nghị nhận trong kỳ: số ngày từ ngày nhận đến kết quả lần đầu. Kiến nghị chưa có kết quả được tính"
        " là còn lâu hơn số ngày đã chờ (Kaplan–Meier), không bỏ ra ngoài; “chưa đến”: chưa đủ số có kết quả để nói."
    )
)


def build(store: Store, asked: Asked) -> Sheet:
    """Days to the first result of the petitions received in the asked days, by agency, unit and subject."""
    cases = Cases(store, asked)
    found = cases.received

    def tell(held: Sequence[Case]) -> Told:
        return told(held, cases.on)

    def day_of(case: Case) -> str:
        return case.story.first_settled(cases.on) or cases.on

    tables = (
        case_table(AGENCIES, COLUMNS, cases.by_agency(found, day_of), tell, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), tell, "Theo đơn vị"),
        case_table(SUBJECTS, COLUMNS, cases.by_subject(found), tell, "Theo lĩnh vực"),
    )
    figures: dict[str, Cell] = {key: figure for key, (figure, _cases) in tell(found).items()}
    return Sheet(
        "days",
        f"Số ngày giải quyết kiến nghị ({asked.span_label})",
        (*charted([_with_words(table) for table in tables], ("median_days", "p90_days"), "received"), EXPLAINED),
        is_landscape=True,
        figures=figures,
    )


def told(held: Sequence[Case], on: str) -> Told:
    """The figures of some petitions on a day."""
    open_now = [c for c in held if c.story.is_open(on)]
    ages = [c.age(on) for c in open_now]
    settled = [c for c in held if c.story.first_settled(on)]
    return {
        **counted({"received": held, "settled": settled, "open": open_now}),
        "median_days": (reached(held, on, 0.5), held),
        "p90_days": (reached(held, on, 0.9), held),
        "open_median_age": (middle(ages), open_now),
        "open_oldest": (max(ages, default=None), [c for c in open_now if c.age(on) == max(ages)]),
    }


def _with_words(table: Table) -> Table:
    """The table with words where a figure is not reached yet."""
    rows = []
    for row in table.rows:
        shown = {k: NOT_YET for k in ("median_days", "p90_days") if row.values[k] is None and row.values["received"]}
        rows.append(Row(row.values, {**row.shown, **shown}, sources=row.sources, style=row.style, extra=row.extra))
    return Table(table.columns, tuple(rows), table.key, table.title)


REPORT = Report("days", N_("Số ngày giải quyết kiến nghị"), build, BY_UNITS)
