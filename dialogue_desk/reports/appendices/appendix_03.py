"""Phụ lục 03: feedback on building the Party."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.reports.appendices.feedback_appendix import Side, build_side
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

PARTY = Side(
    name="appendix-03",
    title="Phụ lục 03: Tổng hợp kết quả góp ý xây dựng Đảng",
    side="party",
    dialogues="party_dialogues",
    dialogues_title="Số cuộc đối thoại giữa người đứng đầu cấp ủy với Nhân dân",
    targets=(
        ("party_org", "Số cuộc/lần góp ý đối với tổ chức đảng"),
        ("party_member", "Số cuộc/lần góp ý đối với đảng viên"),
    ),
)


def build(store: Store, asked: Asked) -> Sheet:
    """The appendix over the asked years."""
    return build_side(store, asked, PARTY)


REPORT = Report("appendix-03", N_("Phụ lục 03: Góp ý xây dựng Đảng"), build)
