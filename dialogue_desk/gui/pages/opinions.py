"""Ý kiến, kiến nghị: what people said, what was asked, what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.forms import FORMS, opinion
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.editors.make import Words
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.layout import Cell, Part, Section, cell
from dialogue_desk.gui.forms.wording import title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.models.opinions import DISPOSITION_CHIPS
from dialogue_desk.gui.pages.record_page import RecordPage
from dialogue_desk.gui.places import Target, room_of
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.paint import ChipSpec
from dialogue_desk.gui.widgets.text import ElidedLabel, label
from dialogue_desk.texts import N_, _

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
            Cell((Part("is_hotspot"), Part("is_crowd"), Part("is_bypass")), " ", wide=True),
        )
    ),
)

_FORMS = {form.key: form for form in FORMS}


class OpinionsPage(RecordPage):
    """List and form; the source of each opinion is one key away."""

    label_width = 112

    def __init__(self, kit: Kit) -> None:
        super().__init__(
            kit,
            opinion.FORM,
            title=_("Ý kiến, kiến nghị"),
            noun=_("ý kiến"),
            tabs=(("main", _("Nội dung"), MAIN), ("handling", _("Giải quyết"), HANDLING)),
        )
        kinds = [("", _("Tất cả")), *codes_of(opinion.FORM.field("kind"))]
        kinds += [(f"={key}", text) for key, text in codes_of(opinion.FORM.field("disposition"))]
        self._kind = self.list.add_choice(kinds, _("Loại"))

    def dress(self, tab: str, view: FormView) -> QWidget:
        holder = super().dress(tab, view)
        if tab == "main":
            layout = holder.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertLayout(0, self._source_line())
        return holder

    def _source_line(self) -> QHBoxLayout:
        """Where it came from, and the way there."""
        theme = self.theme
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, theme.px(8))
        name = label(theme, _("Nguồn"), "body", "text2")
        name.setFixedWidth(theme.px(self.label_width + 10))
        self._source = ElidedLabel(theme)
        self._open_source = Button(theme, _("Mở nguồn"), kind="quiet", icon="arrow-right", on_click=self._go_to_source)
        row.addWidget(name)
        row.addWidget(self._source, 1)
        row.addWidget(self._open_source)
        return row

    def opened(self) -> None:
        values = self.editing.values()
        source = self._source_of(values)
        kind = _(vocabulary.SOURCE_FORM.label(values.get("source_form")))
        self._source.set_text(f"{kind}: {title_of(_FORMS[source.form], source.values)}" if source else kind)
        self._open_source.setVisible(source is not None)

    def _source_of(self, values: Mapping[str, Value]) -> Record | None:
        form, record_id = str(values.get("source_form")), values.get("source_id")
        if form not in _FORMS or not record_id:
            return None
        return self.kit.desk.records.get(form, str(record_id), str(values.get("source_unit") or ""))

    def _go_to_source(self) -> None:
        source = self._source_of(self.editing.values())
        if source is not None:
            self.kit.go(room_of(source.form), Target(form=source.form, id=source.id, unit=source.unit))

    def entry(self, record: Record) -> Entry:
        values = record.values
        subject = _(vocabulary.SUBJECT.label(values.get("subject")))
        chip = DISPOSITION_CHIPS.get(str(values.get("disposition")))
        shown = ChipSpec(_(chip.text), chip.tone, chip.icon) if chip else None
        if record.conflicts:
            shown = ChipSpec(_("Xung đột"), "warn", "git-merge")
        detail = f"{document_date(values.get('received_on'))} · {subject}"
        return Entry(record.unit, record.id, self.title_of(values), detail, shown)

    def query(self, text: str) -> Query:
        kind = self._kind.code() or ""
        if kind.startswith("="):
            return Query(text=text, equal={"disposition": kind[1:]})
        return Query(text=text, equal={"kind": kind} if kind else {})

    def words_for(self, key: str) -> Words | None:
        if key in ("lead_agency", "coordinating_agencies"):
            return lambda _typed: self._earlier.words("agency", "name")
        return super().words_for(key)
