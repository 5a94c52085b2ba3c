"""Reports: from the store to a Sheet. One file a report, and one name here."""

from __future__ import annotations

from dialogue_desk.reports import (
    appendix_01,
    appendix_02,
    appendix_03,
    appendix_04,
    appendix_05,
    channel_yield,
    data_dictionary,
    head_coverage,
    home,
    obligations,
    one_page,
    trends_feedback,
    trends_petitions,
    trends_sessions,
    trends_units,
    unit_comparison,
)
from dialogue_desk.reports.report import Report

REPORTS: tuple[Report, ...] = (
    appendix_01.REPORT,
    appendix_02.REPORT,
    appendix_03.REPORT,
    appendix_04.REPORT,
    appendix_05.REPORT,
    obligations.REPORT,
    home.REPORT,
    one_page.REPORT,
    head_coverage.REPORT,
    unit_comparison.REPORT,
    channel_yield.REPORT,
    *trends_sessions.REPORTS,
    *trends_feedback.REPORTS,
    *trends_petitions.REPORTS,
    *trends_units.REPORTS,
    data_dictionary.REPORT,
)
"""Every report, in the order lists show them."""
