"""Giải quyết đúng hạn: what was settled by the deadline it came with, by agency, unit and subject."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.sheet import Note, Sheet
from dialogue_desk.reports.follow.case_charts import charted
from dialogue_desk.reports.follow.case_tables import (
    AGENCIES,
    SUBJECTS,
    UNITS,
    Told,
    case_table,
    counted,
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

    def tell(held: Sequence[Case]) -> Told:
        return told(held, cases.on)

    def day_of(case: Case) -> str:
        return case.story.first_settled(cases.on) or cases.on

    by_agency = cases.by_agency(found, day_of)
    tables = (
        case_table(AGENCIES, COLUMNS, by_agency, tell, "Theo cơ quan chủ trì"),
        case_table(UNITS, COLUMNS, cases.by_unit(found), tell, "Theo đơn vị"),
        case_table(SUBJECTS, COLUMNS, cases.by_subject(found), tell, "Theo lĩnh vực"),
    )
    return Sheet(
        "on-time",
        f"Kiến nghị giải quyết đúng hạn ({asked.span_label})",
        (*charted(tables, ("share", "share_extended"), "counted"), EXPLAINED),
        is_landscape=True,
        figures={key: figure for key, (figure, _cases) in tell(found).items()},
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


def told(held: Sequence[Case], on: str) -> Told:
    """The figures of some considered petitions on a day."""
    settled = [c for c in held if c.story.first_settled(on)]
    on_time = [c for c in settled if not c.story.is_late_first(c.story.first_settled(on))]
    waiting = [c for c in held if not c.story.first_settled(on)]
    overdue = [c for c in waiting if c.story.is_late_first(on)]
    counted_ones = [*settled, *overdue]
    kept = [c for c in settled if not c.story.is_late(c.story.first_settled(on))]
    of_extended = len(settled) + sum(c.story.is_late(on) for c in waiting)
    return {
        **counted(
            {
                "settled": settled,
                "settled_on_time": on_time,
                "open_overdue": overdue,
                "counted": counted_ones,
                "extended": [c for c in counted_ones if c.story.is_extended(c.story.first_settled(on) or on)],
                "in_extended": kept,
            }
        ),
        "share": (share(len(on_time), len(counted_ones)), counted_ones),
        "share_extended": (share(len(kept), of_extended), [*settled, *(c for c in waiting if c.story.is_late(on))]),
    }


REPORT = Report("on-time", N_("Kiến nghị giải quyết đúng hạn"), build, BY_UNITS)
