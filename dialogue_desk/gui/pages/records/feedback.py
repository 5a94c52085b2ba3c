"""Góp ý: occasions of feedback to the Party or the government."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.forms import feedback
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.texts import _


class FeedbackPage(RecordPage):
    """The list can be narrowed to one target."""

    label_width = 118

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, kit.desk.records.form(feedback.FORM.key), title=_("Góp ý"), noun=_("lần góp ý"))
        targets = [("", _("Mọi đối tượng")), *codes_of(feedback.FORM.field("target"))]
        self._target = self.list.add_choice(targets, _("Góp ý đối với"))

    def title_of(self, values: Mapping[str, Value]) -> str:
        who = values.get("contributor_name") or _(vocabulary.CONTRIBUTOR.label(values.get("contributor")))
        return str(who) or _("Lần góp ý")

    def query(self, text: str) -> Query:
        target = self._target.code()
        return Query(text=text, equal={"target": target} if target else {})
