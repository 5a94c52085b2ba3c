"""Phụ lục 05: dialogues of the heads, by level."""

from __future__ import annotations

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Column, Sheet, Table
from dialogue_desk.domain.units import LEVELS
from dialogue_desk.reports.appendices.appendix_frame import (
    STT,
    YEAR,
    appendix,
    basis_of,
    count_column,
    group,
    in_brackets,
)
from dialogue_desk.reports.appendices.year_rows import Base, year_rows
from dialogue_desk.reports.counting.counting import Counting
from dialogue_desk.reports.counting.levels import LAST_DISTRICT_DAY, has_districts, level_title
from dialogue_desk.reports.counting.notes import sessions_notes, totals_note, unsplit_note, within_notes
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

TITLE = "Phụ lục 05: Tổng hợp kết quả đối thoại giữa người đứng đầu cấp ủy, chính quyền các cấp"
HEADS = ("sessions_party", "sessions_government")
PENDING = ("opinions_party_pending", "opinions_government_pending")


def build(store: Store, asked: Asked) -> Sheet:
    """The appendix over the asked years; districts are hidden when all of these are later than 2025."""
    levels = shown_levels(asked)
    counting = Counting(store, asked, (*HEADS, *PENDING))
    bases = [
        Base(f"{level}_{short}", f"sessions_{head}", level)
        for level in levels
        for short, head in (("party", "party"), ("gov", "government"))
    ]
    sums: dict[str, tuple[str, ...]] = {f"{level}_total": (f"{level}_party", f"{level}_gov") for level in levels}
    sums["grand_total"] = tuple(sums)
    made = year_rows(counting, bases, sums)
    real, doubled = counting.real_sessions(levels)
    pending = counting.pending("party", "government")
    notes = [
        *((totals_note(made.is_all_totals),) if made.rests_on_totals else ()),
        *within_notes(made.amounts, store.units, asked),
        *unsplit_note(counting.unsplit),
        *sessions_notes(made.amounts, real, doubled),
        *sums_note(counting.place, asked),
    ]
    columns = (
        STT,
        YEAR,
        *(_group(level, level_title(store.units, level, asked), asked) for level in levels),
        count_column("grand_total", "Tổng"),
    )
    title = f"{TITLE} {in_brackets(asked)}"
    figures, basis = {"real_sessions": real, "pending": pending}, basis_of(store, asked)
    return appendix("appendix-05", title, asked, Table(columns, made.rows), notes, figures, basis=basis)


def shown_levels(asked: Asked) -> tuple[str, ...]:
    """The levels that have columns in these years."""
    return tuple(level for level in LEVELS if level != "district" or has_districts(asked))


def _group(level: str, title: str, asked: Asked) -> Column:
    if level == "district" and asked.years[-1] >= int(LAST_DISTRICT_DAY[:4]):
        title += f" (đến {document_date(LAST_DISTRICT_DAY)})"
    return group(
        level,
        title,
        count_column(f"{level}_party", "Người đứng đầu cấp ủy"),
        count_column(f"{level}_gov", "Người đứng đầu chính quyền"),
        count_column(f"{level}_total", "Cộng"),
    )


REPORT = Report("appendix-05", N_("Phụ lục 05: Đối thoại các cấp"), build)
