"""The form of a page of records, built when it is first needed: what the list does not wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dialogue_desk.domain.fields import Kind
from dialogue_desk.domain.layouts import Tab
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.drafts import since
from dialogue_desk.gui.editors.make import Words
from dialogue_desk.gui.forms.form_pane import FormPane
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.references import picks
from dialogue_desk.gui.pages.records.alike_hint import AlikeHint
from dialogue_desk.gui.pages.records.attachments import AttachmentsPanel
from dialogue_desk.gui.pages.records.more import Parts
from dialogue_desk.gui.pages.records.overtaken import OvertakenRecord
from dialogue_desk.gui.pages.records.where_panel import WherePanel
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.texts import _


class FormSide:
    """A FormView a tab, what hangs on a record, and the pane around them."""

    def __init__(
        self,
        parts: Parts,
        tabs: Sequence[Tab],
        below: Callable[[str], QWidget | None],
        save_all: Callable[[], bool],
        undo: Callable[[], object],
    ) -> None:
        """`below` gives what stands below the fields of a tab; `save_all` saves whatever the page has open."""
        self._parts, self._tabs, self._below = parts, tabs, below
        self._save_all, self._undo = save_all, undo
        self._views: list[FormView] = []
        self.attachments = AttachmentsPanel(parts.kit)
        self.where = WherePanel(parts.kit)
        self.overtaken: OvertakenRecord | None = None

    @property
    def views(self) -> list[FormView]:
        """One a tab."""
        while len(self._views) < len(self._tabs):
            self.make_next()
        return self._views

    def make_next(self) -> None:
        """Make the view of another tab, unless all are there: each takes its time."""
        about, kit = self._parts.about, self._parts.kit
        for tab in self._tabs[len(self._views) :][:1]:
            view = FormView(
                kit.theme,
                about.form,
                layout=tab.sections,
                words=self._words_for,
                today=kit.today,
                label_width=about.label_width,
                own=picks(kit),
                tells_raw=tab is self._tabs[-1],
            )
            self._views.append(view)

    def _words_for(self, key: str) -> Words | None:
        """Earlier answers offered while typing in a field."""
        form, suggestions = self._parts.about.form, self._parts.kit.desk.suggestions
        field = form.field(key)
        if field.kind is not Kind.TEXT or field.personal:
            return None
        return lambda typed: suggestions.matching(form.key, key, typed)

    def _dress(self, tab: str, view: FormView) -> QWidget:
        """What a tab shows: the form, and what stands below it."""
        holder = QWidget()
        column = down(holder)
        column.addWidget(view)
        below = self._below(tab)
        if below is None:
            column.addStretch(1)
        else:
            column.addWidget(below, 1)
        return holder

    def build_pane(self) -> FormPane:
        """The pane; whoever asked shows it."""
        kit, about = self._parts.kit, self._parts.about
        editing, opening = self._parts.editing, self._parts.opening
        tabs = zip(self._tabs, self.views, strict=True)
        pane = FormPane(
            kit.theme,
            [
                *((t.key, _(t.title or about.form.label), self._dress(t.key, view)) for t, view in tabs),
                ("files", _("Tệp đính kèm"), self.attachments),
                ("where", _("Tình trạng gửi"), self.where),
            ],
        )
        pane.focus_first = self.views[0].focus_first
        editing.overtaken.connect(lambda fresh: self._tell_overtaken(fresh))
        editing.taken_up.connect(lambda draft: opening.open_draft(draft.id, draft.unit))
        pane.discard_asked.connect(editing.discard)
        for told in (editing.opened, editing.changed, editing.saved):
            told.connect(lambda *_given: pane.show_draft(since(editing.drafted_at) if editing.is_dirty else ""))
        self.attachments.counted.connect(lambda count: self._tell_attached(pane, count))
        self.likeness = AlikeHint(kit, editing, pane.hint, opening.open_record, self._save_all, self._undo)
        return pane

    def save(self) -> bool:
        """Save what is in the form; what is refused is shown beside its field."""
        pane, saved = self._parts.right.form, self._parts.editing.save()
        if saved is None:
            for view in (view for view in self.views if view.focused() is not None):
                pane.reveal(view)
            return False
        self._parts.list.choose((saved.unit, saved.id))
        pane.title.set_text(self._parts.about.title_of(saved.values))
        return True

    def show_opened(self, pane: FormPane) -> None:
        """A record was opened, or a new one begun: what stands around the form."""
        kit, about, editing = self._parts.kit, self._parts.about, self._parts.editing
        record = editing.record
        self.attachments.show_record(record)
        self.where.show_record(record)
        title = about.title_of(record.values) if record else _("{form} mới").format(form=_(about.form.label))
        pane.title.set_text(title)
        pane.set_owner(kit.scope.owner(editing.unit, is_readonly=editing.is_readonly))
        pane.history.setEnabled(record is not None)
        pane.print.setVisible(record is not None and bool(kit.desk.reporting.about(about.form.key)))
        pane.save.setEnabled(not editing.is_readonly)

    def _tell_overtaken(self, fresh: Record) -> None:
        """Whoever only reads is not asked yet; a save asks."""
        if self._parts.right.is_writing:
            if self.overtaken is None:
                self.overtaken = OvertakenRecord(self._parts, self._save_all)
            self.overtaken.show(fresh)

    @staticmethod
    def _tell_attached(pane: FormPane, count: int) -> None:
        text = _("Tệp đính kèm ({count})").format(count=count) if count else _("Tệp đính kèm")
        pane.set_tab_text("files", text)
