"""Phụ lục 04: feedback on building the government."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.reports.appendices.feedback_appendix import Side, build_side
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

GOVERNMENT = Side(
    name="appendix-04",
    title="Phụ lục 04: Tổng hợp kết quả góp ý xây dựng chính quyền",
    side="government",
    dialogues="gov_dialogues",
    dialogues_title="Số cuộc đối thoại giữa người đứng đầu chính quyền với Nhân dân",
    targets=(
        ("agency", "Số cuộc/lần góp ý đối với cơ quan, tổ chức"),
        ("individual", "Số cuộc/lần góp ý đối với cá nhân"),
    ),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The appendix over the asked years."""
    return build_side(store, asked, GOVERNMENT)


REPORT = Report("appendix-04", N_("Phụ lục 04: Góp ý xây dựng chính quyền"), build)
