"""Phụ lục 03 and 04: dialogues, occasions and opinions of one side, year by year."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue_desk.domain.sheet import Column, Sheet, Table
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
from dialogue_desk.reports.counting.notes import pending_note, sessions_notes, totals_note, unsplit_note, within_notes
from dialogue_desk.reports.counting.reform import sums_note
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store

_TIMINGS = (("periodic", "Góp ý định kỳ"), ("regular", "Góp ý thường xuyên"), ("adhoc", "Góp ý đột xuất"))


@dataclass(frozen=True)
class Side:
    """What tells Phụ lục 03 and 04 apart: texts, column keys, targets, side."""

    name: str
    title: str
    side: str
    dialogues: str
    dialogues_title: str
    targets: tuple[tuple[str, str], ...]


def build_side(store: Store, asked: Asked, of: Side) -> Sheet:
    """The appendix of one side."""
    bases, sums = _cells(of)
    indicators = dict.fromkeys([*(b.indicator for b in bases), "sessions_party", "sessions_government"])
    counting = Counting(store, asked, tuple(indicators))
    made = year_rows(counting, bases, sums)
    real, doubled = counting.real_sessions()
    pending = counting.pending(of.side)
    notes = [
        *((totals_note(made.is_all_totals),) if made.rests_on_totals else ()),
        *within_notes(made.amounts, store.units, asked),
        *unsplit_note(counting.unsplit),
        *sessions_notes(made.amounts, real, doubled),
        *pending_note(pending),
        *sums_note(counting.place, asked),
    ]
    title = f"{of.title} {in_brackets(asked)}"
    table = Table(_columns(of), made.rows)
    return appendix(
        of.name, title, asked, table, notes, {"real_sessions": real, "pending": pending}, basis=basis_of(store, asked)
    )


def _cells(of: Side) -> tuple[list[Base], dict[str, tuple[str, ...]]]:
    bases = [Base(of.dialogues, f"sessions_{of.side}")]
    sums: dict[str, tuple[str, ...]] = {}
    for target, _title in of.targets:
        parts = tuple(f"{target}_{timing}" for timing, _label in _TIMINGS)
        bases += [Base(part, part) for part in parts]
        sums[f"{target}_total"] = parts
    outcomes = ("opinions_accepted", "opinions_not_accepted")
    bases += [Base(key, key.replace("opinions_", f"opinions_{of.side}_")) for key in outcomes]
    sums["opinions_total"] = outcomes
    return bases, sums


def _columns(of: Side) -> tuple[Column, ...]:
    occasions = [
        group(
            target,
            title,
            *(count_column(f"{target}_{timing}", label) for timing, label in _TIMINGS),
            count_column(f"{target}_total", "Tổng"),
        )
        for target, title in of.targets
    ]
    opinions = group(
        "opinions",
        "Việc tiếp nhận, xử lý ý kiến góp ý",
        count_column("opinions_accepted", "Số ý kiến tiếp thu/tổng số ý kiến góp ý"),
        count_column("opinions_not_accepted", "Số ý kiến không tiếp thu/tổng số ý kiến góp ý"),
        count_column("opinions_total", "Tổng số ý kiến góp ý"),
    )
    return (STT, YEAR, count_column(of.dialogues, of.dialogues_title, 12), *occasions, opinions)
