"""The rules of a unit as Thiết lập lays them out."""

from __future__ import annotations

from dialogue_desk.domain.forms import office
from dialogue_desk.domain.laying_out import unplaced
from dialogue_desk.domain.layouts import Cell, Part, Section, cell
from dialogue_desk.texts import N_

RULES = (
    Section(
        (
            cell("joint_default"),
            Cell((Part("norm_party"), Part("norm_government", N_("chính quyền"))), N_("Số cuộc: cấp ủy")),
            Cell((Part("dialogue_opinions_count"),), " ", wide=True),
            Cell((Part("days_announce"), Part("days_publish", N_("công khai sau"))), N_("Báo trước (ngày)")),
            Cell((Part("days_answer"), Part("days_report", N_("nộp báo cáo"))), N_("Trả lời (ngày)")),
            cell("days_received"),
            cell("review_on"),
            cell("term_ends_on"),
            cell("report_periods"),
            cell("state_period_day"),
            cell("reception_days_month"),
            cell("reception_days_party"),
            cell("reception_days_government"),
            cell("reception_days_council"),
            cell("retention_years"),
            cell("days_invitation"),
        ),
        N_("Cách tính và thời hạn"),
    ),
    Section(
        (
            cell("header_family"),
            cell("place_name"),
            cell("signer_position"),
            cell("signer_name"),
            Cell((Part("margin_top"), Part("margin_bottom", N_("dưới"))), N_("Lề trên (mm)")),
            Cell((Part("margin_left"), Part("margin_right", N_("phải"))), N_("Lề trái (mm)")),
            cell("recipients", wide=True, lines=3),
            cell("legal_basis", wide=True),
            Cell((Part("party_title_points"), Part("party_line_points", N_("dòng"))), N_("Đảng: tên loại (pt)")),
            Cell((Part("party_recipients_underlined"),), " ", wide=True),
            Cell((Part("party_position_bold"),), " ", wide=True),
        ),
        N_("Văn bản in"),
    ),
)


def known(sections: tuple[Section, ...], *, one_column: bool) -> tuple[Section, ...]:
    """Leave out what the form does not declare, show what it declares and nobody placed."""
    keys = office.SETTINGS.by_key
    kept = []
    for section in sections:
        cells = [Cell(tuple(p for p in c.parts if p.key in keys), c.label, c.wide or one_column) for c in section.cells]
        kept.append(Section(tuple(c for c in cells if c.parts), section.title))
    return (*kept, *unplaced(office.SETTINGS, kept))
