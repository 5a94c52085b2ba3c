"""Reports: from the store to a Sheet. One file a report, and one name here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module

from dialogue_desk.reports.report import Report

NAMES = (
    "appendix_01",
    "appendix_02",
    "appendix_03",
    "appendix_04",
    "appendix_05",
    "annual_plan",
    "invitation",
    "opinion_slip",
    "minutes",
    "opinions_table",
    "conclusion_notice",
    "assignment_slip",
    "reply",
    "public_notice",
    "written_feedback",
    "acceptance_sheet",
    "periodic_report",
    "petition_register",
    "box_minutes",
    "carry_over",
    "case_handover",
    "backlog",
    "missing_explanations",
    "changes_since_close",
    "obligations",
    "home",
    "one_page",
    "head_coverage",
    "unit_comparison",
    "channel_yield",
    "declared_counts",
    "petition_flow",
    "petition_ageing",
    "petition_on_time",
    "petition_days",
    "petition_outcomes",
    "petition_repeats",
    "petition_heat",
    "per_10000",
    "compare_periods",
    "trends_sessions",
    "trends_feedback",
    "trends_petitions",
    "trends_units",
    "handover_slip",
    "merge_preview",
    "arrivals",
    "data_dictionary",
)
"""The files of this folder that give a REPORT, or several REPORTS, in the order lists show them."""


def _of(names: Iterable[str]) -> Iterator[Report]:
    for name in names:
        module = import_module(f"dialogue_desk.reports.{name}")
        yield from getattr(module, "REPORTS", None) or (module.REPORT,)


REPORTS: tuple[Report, ...] = tuple(_of(NAMES))
"""Every report, in the order lists show them."""
