"""Góp ý: occasions of feedback to the Party or the government."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.forms import feedback
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.about import About, Choice
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.texts import _


def feedback_page(kit: Kit) -> RecordPage:
    """The list can be narrowed to one target."""
    targets = [("", _("Mọi đối tượng")), *codes_of(feedback.FORM.field("target"))]
    about = About(
        kit.desk.records.form(feedback.FORM.key), _("Góp ý"), _("lần góp ý"), label_width=118, named=_who,
        choices=[Choice(_("Góp ý đối với"), targets, _against)],
    )  # fmt: skip
    return RecordPage(kit, about)


def _who(values: Mapping[str, Value]) -> str:
    who = values.get("contributor_name") or _(vocabulary.CONTRIBUTOR.label(values.get("contributor")))
    return str(who) or _("Lần góp ý")


def _against(query: Query, target: str) -> Query:
    return replace(query, equal={**query.equal, "target": target})
