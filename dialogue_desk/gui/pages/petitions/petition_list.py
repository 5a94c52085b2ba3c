"""The list of opinions and petitions: which are seen, in which order, and what each row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.forms.wording import title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.petitions.opinion_chips import OpinionChips
from dialogue_desk.gui.pages.petitions.opinion_columns import heading_of
from dialogue_desk.gui.pages.petitions.petition_words import deadline_chip, status_chip
from dialogue_desk.gui.pages.records.about import About, Choice
from dialogue_desk.texts import _


def about_petitions(kit: Kit, chips: OpinionChips) -> About:
    """What the page says of opinions; the chips narrow the list, and in which order it stands."""

    def query(text: str) -> Query:
        order = "petition_due" if chips.shown in ("open", "overdue") else ""
        return Query(text=text, equal=chips.equal(), order=order)

    def entries(records: Sequence[Record]) -> list[Entry]:
        keys = [(r.unit, r.id) for r in records if r.values.get("kind") == "petition"]
        states = kit.desk.petitions.states(keys)
        return [_entry(kit, record, states.get((record.unit, record.id))) for record in records]

    subjects = [("", _("Mọi lĩnh vực")), *codes_of(opinion.FORM.field("subject"))]
    return About(
        kit.desk.records.form(opinion.FORM.key), _("Ý kiến, kiến nghị"), _("ý kiến"), label_width=112,
        choices=[Choice(_("Lĩnh vực"), subjects, _about_subject)], entries=entries, query=query, heading=heading_of,
    )  # fmt: skip


def _about_subject(query: Query, subject: str) -> Query:
    return replace(query, equal={**query.equal, "subject": subject})


def _entry(kit: Kit, record: Record, state: PetitionState | None) -> Entry:
    values = record.values
    subject = _(vocabulary.SUBJECT.label(values.get("subject")))
    if state is None:
        known = DISPOSITION_CHIPS.get(str(values.get("disposition")))
        chip = ChipSpec(_(known.text), known.tone, known.icon) if known else None
        detail = " · ".join([document_date(values.get("received_on")), subject])
        due: tuple[str, ChipSpec | None] = ("", None)
    else:
        chip = status_chip(state)
        late = deadline_chip(state, kit.today(), short=True)
        detail = " · ".join(part for part in (state.lead_agency, subject) if part)
        due = (document_date(state.due_on), late)
    if record.conflicts:
        chip = ChipSpec(_("Hai máy sửa khác nhau"), "warn", "git-merge")
    form = kit.desk.records.form(opinion.FORM.key)
    return Entry(record.unit, record.id, title_of(form, values), detail, chip, (due, ("", chip)))
