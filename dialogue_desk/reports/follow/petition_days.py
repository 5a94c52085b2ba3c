"""Số ngày giải quyết: median and nine tenths of what was received, with what is open counted as under way."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Cell, Note, Row, Sheet, Table
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import AGENCIES, SUBJECTS, UNITS, Counts, Telling, case_table, number
from dialogue_desk.reports.follow.cases import Case, Cases, middle, spans, within
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

    telling = Days(cases.on)

    def day_of(case: Case) -> str:
        return case.story.first_settled(cases.on) or cases.on

    tables = (
        case_table(AGENCIES, COLUMNS, cases.by_agency(found, day_of), telling, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), telling, "Theo đơn vị"),
        case_table(SUBJECTS, COLUMNS, cases.by_subject(found), telling, "Theo lĩnh vực"),
    )
    return Sheet(
        "days",
        f"Số ngày giải quyết kiến nghị ({asked.span_label})",
        (*charted([_with_words(table) for table in tables], ("median_days", "p90_days"), "received"), EXPLAINED),
        is_landscape=True,
        figures=telling.figures(found),
    )


class Days(Telling):
    """How long received petitions took to their first result, and how long the open ones have waited, on a day."""

    def __init__(self, on: str) -> None:
        super().__init__()
        self._on = on

    def judge(self, case: Case) -> tuple[str, ...]:
        found = ["received"]
        found += ["settled"] if case.story.first_settled(self._on) else []
        found += ["open"] if case.story.is_open(self._on) else []
        return tuple(found)

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        taken = spans(cases, self._on)
        ages = [case.age(self._on) for case in self.behind(cases, "open")]
        return {
            **{key: counts[key] for key in ("received", "settled", "open")},
            "median_days": within(taken, 0.5),
            "p90_days": within(taken, 0.9),
            "open_median_age": middle(ages),
            "open_oldest": max(ages, default=None),
        }

    def columns_behind(self, key: str) -> tuple[str, ...]:
        return _BEHIND.get(key, (key,))

    def behind(self, cases: Sequence[Case], key: str) -> list[Case]:
        found = super().behind(cases, key)
        if key != "open_oldest":
            return found
        oldest = max((case.age(self._on) for case in found), default=0)
        return [case for case in found if case.age(self._on) == oldest]


_BEHIND = {
    "median_days": ("received",),
    "p90_days": ("received",),
    "open_median_age": ("open",),
    "open_oldest": ("open",),
}


def _with_words(table: Table) -> Table:
    """The table with words where a figure is not reached yet."""
    rows = []
    for row in table.rows:
        shown = {k: NOT_YET for k in ("median_days", "p90_days") if row.values[k] is None and row.values["received"]}
        rows.append(Row(row.values, {**row.shown, **shown}, sources=row.sources, style=row.style, extra=row.extra))
    return Table(table.columns, tuple(rows), table.key, table.title)


REPORT = Report("days", N_("Số ngày giải quyết kiến nghị"), build, BY_UNITS)
