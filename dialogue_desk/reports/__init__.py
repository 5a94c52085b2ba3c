"""Reports: from the store to a Sheet. One file a report, and one name here."""

from __future__ import annotations

from dialogue_desk.reports import (
    appendix_01,
    appendix_02,
    appendix_03,
    appendix_04,
    appendix_05,
    annual_plan,
    invitation,
    opinion_slip,
    minutes,
    opinions_table,
    conclusion_notice,
    assignment_slip,
    reply,
    public_notice,
    written_feedback,
    acceptance_sheet,
    periodic_report,
    petition_register,
    box_minutes,
    carry_over,
    backlog,
    missing_explanations,
    changes_since_close,
    data_dictionary,
)
from dialogue_desk.reports.report import Report

REPORTS: tuple[Report, ...] = (
    appendix_01.REPORT,
    appendix_02.REPORT,
    appendix_03.REPORT,
    appendix_04.REPORT,
    appendix_05.REPORT,
    annual_plan.REPORT,
    invitation.REPORT,
    opinion_slip.REPORT,
    minutes.REPORT,
    opinions_table.REPORT,
    conclusion_notice.REPORT,
    assignment_slip.REPORT,
    reply.REPORT,
    public_notice.REPORT,
    written_feedback.REPORT,
    acceptance_sheet.REPORT,
    periodic_report.REPORT,
    petition_register.REPORT,
    box_minutes.REPORT,
    carry_over.REPORT,
    backlog.REPORT,
    missing_explanations.REPORT,
    changes_since_close.REPORT,
    data_dictionary.REPORT,
)
"""Every report, in the order lists show them."""
