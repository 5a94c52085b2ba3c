"""How the form of an opinion is laid out: one tab about what was said, one about who settles it."""

from __future__ import annotations

from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.texts import N_

MAIN = (
    Section(
        (
            cell("text", wide=True, lines=3),
            cell("kind", segmented=True),
            cell("received_on"),
            cell("subject"),
            cell("side"),
            cell("request", wide=True, lines=2),
            Cell((Part("is_too_general"),), " "),
            cell("place"),
        )
    ),
    Section(
        (
            cell("speaker_name"),
            cell("speaker_address"),
            cell("speaker_phone"),
            cell("speaker_group"),
            Cell((Part("is_anonymous"), Part("counts_as_feedback")), " ", wide=True),
        ),
        N_("Người nêu"),
    ),
    Section(
        (
            cell("disposition", segmented=True),
            Cell((Part("answered_on_spot"),), " "),
            cell("action_text", wide=True),
            cell("explanation", wide=True),
            cell("decided_by"),
            cell("decided_on"),
        ),
        N_("Tiếp thu, giải trình"),
    ),
)

HANDLING = (
    Section(
        (
            cell("competence"),
            cell("due_on"),
            cell("lead_agency"),
            Cell((Part("coordinating_agencies"),), N_("Phối hợp")),
            cell("group_label"),
            cell("channel"),
            cell("other_system"),
            Cell((Part("other_case_number"),), N_("Mã hồ sơ")),
            Cell((Part("is_hotspot"), Part("is_crowd"), Part("is_bypass")), " ", wide=True),
        )
    ),
)
