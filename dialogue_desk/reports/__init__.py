"""Reports: from the store to a Sheet. One file a report in the room of its kind, and one name here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogue_desk.reports.report import Report

NAMES = (
    "appendices.appendix_01",
    "appendices.appendix_02",
    "appendices.appendix_03",
    "appendices.appendix_04",
    "appendices.appendix_05",
    "letters.annual_plan",
    "letters.invitation",
    "letters.opinion_slip",
    "letters.minutes",
    "letters.opinions_table",
    "letters.conclusion_notice",
    "letters.assignment_slip",
    "letters.reply",
    "letters.public_notice",
    "letters.written_feedback",
    "letters.acceptance_sheet",
    "periods.periodic_report",
    "follow.petition_register",
    "letters.box_minutes",
    "follow.carry_over",
    "follow.case_handover",
    "follow.backlog",
    "letters.missing_explanations",
    "periods.changes_since_close",
    "follow.obligations",
    "follow.home",
    "follow.one_page",
    "trends.head_coverage",
    "follow.unit_comparison",
    "trends.channel_yield",
    "trends.declared_counts",
    "follow.petition_flow",
    "follow.petition_ageing",
    "follow.petition_on_time",
    "follow.petition_days",
    "follow.petition_outcomes",
    "follow.petition_repeats",
    "follow.petition_heat",
    "follow.per_10000",
    "follow.compare_periods",
    "trends.trends_sessions",
    "trends.trends_feedback",
    "follow.petition_trends",
    "trends.trends_units",
    "upward.handover_slip",
    "upward.merge_preview",
    "upward.arrivals",
    "upward.call_list",
    "upward.data_dictionary",
)
"""The files below this folder that give a REPORT, or several REPORTS, in the order lists show them."""


REPORTS: tuple[Report, ...]
"""Every report, in the order lists show them. All of them are loaded when it is first asked for, not before: whoever
needs one sheet does not wait for the others."""


def _of(names: Iterable[str]) -> Iterator[Report]:
    for name in names:
        module = import_module(f"dialogue_desk.reports.{name}")
        yield from getattr(module, "REPORTS", None) or (module.REPORT,)


def __getattr__(name: str) -> tuple[Report, ...]:
    if name != "REPORTS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()["REPORTS"] = tuple(_of(NAMES))
    return found
