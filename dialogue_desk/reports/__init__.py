"""Reports: from the store to a Sheet. One file a report, and one name here."""

from __future__ import annotations

from dialogue_desk.reports import (
    appendix_01,
    appendix_02,
    appendix_03,
    appendix_04,
    appendix_05,
    arrivals,
    data_dictionary,
    handover_slip,
    home,
    merge_preview,
    obligations,
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
    handover_slip.REPORT,
    merge_preview.REPORT,
    arrivals.REPORT,
    data_dictionary.REPORT,
)
"""Every report, in the order lists show them."""
