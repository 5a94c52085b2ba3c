"""Giải quyết đúng hạn: what was settled by the deadline it came with, by agency, unit and subject."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Cell, Note, Sheet
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

COLUMNS = (
    number("settled", N_("Đã giải quyết")),
    number("settled_on_time", N_("Đúng hạn ban đầu")),
    number("open_overdue", N_("Chưa giải quyết, quá hạn")),
    number("counted", N_("Cộng xét hạn")),
    percent("share", N_("Tỷ lệ đúng hạn (%)")),
    number("extended", N_("Được gia hạn")),
    number("in_extended", N_("Đúng hạn sau gia hạn")),
    percent("share_extended", N_("Tỷ lệ sau gia hạn (%)")),
)
EXPLAINED = Note(
    N_(
        "Tỷ lệ đúng hạn = có kết quả lần đầu trong hạn ban đầu, chia cho số có kết quả lần đầu trong kỳ cộng số"
        " chưa có kết quả mà đã quá hạn vào ngày tính; kiến nghị còn trong hạn không tính. Ngày tạm dừng được"
        " cộng vào hạn, gia hạn thì không; cột sau gia hạn xét theo hạn có hiệu lực."
    )
)


def build(store: Store, asked: Asked) -> Sheet:
    """Petitions first settled in the asked days, and those never settled and past their deadline on the day."""
    cases = Cases(store, asked)
    found = considered(cases)

    telling = OnTime(cases.on)

    def day_of(case: Case) -> str:
        return case.story.first_settled(cases.on) or cases.on

    by_agency = cases.by_agency(found, day_of)
    tables = (
        case_table(AGENCIES, COLUMNS, by_agency, telling, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), telling, "Theo đơn vị"),
        case_table(SUBJECTS, COLUMNS, cases.by_subject(found), telling, "Theo lĩnh vực"),
    )
    return Sheet(
        "on-time",
        f"Kiến nghị giải quyết đúng hạn ({asked.span_label})",
        (*charted(tables, ("share", "share_extended"), "counted"), EXPLAINED),
        is_landscape=True,
        figures=telling.figures(found),
    )


def considered(cases: Cases) -> list[Case]:
    """What has a deadline and was first settled in the asked days, or is past one on the day without any result."""
    return [c for c in (*cases.settled_first(cases.all), *_waiting(cases)) if c.story.has_term()]


def _waiting(cases: Cases) -> list[Case]:
    """Those without any result by the day, and past a deadline on it: the one they came with, or the one in force."""
    return [
        c
        for c in cases.all
        if not c.story.first_settled(cases.on) and (c.story.is_late_first(cases.on) or c.story.is_late(cases.on))
    ]


class OnTime(Telling):
    """Whether considered petitions kept their deadlines, as on a day."""

    def __init__(self, on: str) -> None:
        super().__init__()
        self._on = on

    def judge(self, case: Case) -> tuple[str, ...]:
        story, on = case.story, self._on
        settled = story.first_settled(on)
        if settled:
            found = ["settled", "counted", "of_extended"]
            found += ["settled_on_time"] if not story.is_late_first(settled) else []
            found += ["in_extended"] if not story.is_late(settled) else []
        else:
            found = ["open_overdue", "counted"] if story.is_late_first(on) else []
            found += ["of_extended"] if story.is_late(on) else []
        if "counted" in found and story.is_extended(settled or on):
            found.append("extended")
        return tuple(found)

    def figures_of(self, counts: Counts, cases: Sequence[Case]) -> dict[str, Cell]:
        found: dict[str, Cell] = {column.key: counts[column.key] for column in COLUMNS}
        found["share"] = share(counts["settled_on_time"], counts["counted"])
        found["share_extended"] = share(counts["in_extended"], counts["of_extended"])
        return found

    def columns_behind(self, key: str) -> tuple[str, ...]:
        return {"share": ("counted",), "share_extended": ("of_extended",)}.get(key, (key,))


REPORT = Report("on-time", N_("Kiến nghị giải quyết đúng hạn"), build, BY_UNITS)
