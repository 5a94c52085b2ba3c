"""Góp ý: occasions of feedback to the Party or the government."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.forms import feedback
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.record_page import RecordPage
from dialogue_desk.texts import N_, _

LAYOUT = (
    Section(
        (
            cell("given_on"),
            cell("timing", segmented=True),
            cell("contributor"),
            cell("contributor_name"),
            cell("target"),
            cell("channel"),
            Cell((Part("target_name"),), N_("Tên nơi nhận")),
            cell("occasions"),
            Cell((Part("is_written"),), " "),
            cell("document_number"),
        )
    ),
    Section(
        (
            cell("content", wide=True, lines=4),
            Cell((Part("undetailed_accepted"),), N_("Đã tiếp thu")),
            Cell((Part("undetailed_not_accepted"),), N_("Không tiếp thu")),
            cell("notes", wide=True),
        ),
        N_("Nội dung, số ý kiến không giữ nguyên văn"),
    ),
)


class FeedbackPage(RecordPage):
    """One form, composed by hand."""

    label_width = 118

    def __init__(self, kit: Kit) -> None:
        super().__init__(
            kit, feedback.FORM, title=_("Góp ý"), noun=_("lần góp ý"), tabs=(("main", _("Lần góp ý"), LAYOUT),)
        )
        targets = [("", _("Mọi đối tượng")), *codes_of(feedback.FORM.field("target"))]
        self._target = self.list.add_choice(targets, _("Góp ý đối với"))

    def title_of(self, values: Mapping[str, Value]) -> str:
        who = values.get("contributor_name") or _(vocabulary.CONTRIBUTOR.label(values.get("contributor")))
        return str(who) or _("Lần góp ý")

    def entry(self, record: Record) -> Entry:
        values = record.values
        target = _(vocabulary.TARGET.label(values.get("target")))
        timing = _(vocabulary.TIMING.label(values.get("timing")))
        chip = ChipSpec(timing)
        if record.conflicts:
            chip = ChipSpec(_("Xung đột"), "warn", "git-merge")
        detail = f"{document_date(values.get('given_on'))} · {target}"
        return Entry(record.unit, record.id, self.title_of(values), detail, chip)

    def query(self, text: str) -> Query:
        target = self._target.code()
        return Query(text=text, equal={"target": target} if target else {})
