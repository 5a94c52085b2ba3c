"""The form of a page of records, built when it is first needed: what the list does not wait for."""

from __future__ import annotations

from dialogue_desk.domain.records import Record
from dialogue_desk.gui.drafts import since
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.references import picks
from dialogue_desk.gui.pages.records.attachments import AttachmentsPanel
from dialogue_desk.gui.pages.records.form_pane import FormPane
from dialogue_desk.gui.pages.records.likeness_hint import LikenessHint
from dialogue_desk.gui.pages.records.overtaken import OvertakenRecord
from dialogue_desk.gui.pages.records.record_host import RecordHost
from dialogue_desk.gui.pages.records.unfinished import open_draft
from dialogue_desk.gui.pages.records.where_panel import WherePanel
from dialogue_desk.texts import _


class FormSide:
    """A FormView a tab, what hangs on a record, and the pane around them."""

    def __init__(self, page: RecordHost) -> None:
        self._page = page
        self._views: list[FormView] = []
        self.attachments = AttachmentsPanel(page.kit)
        self.where = WherePanel(page.kit)
        self.overtaken: OvertakenRecord | None = None

    @property
    def views(self) -> list[FormView]:
        """One a tab."""
        while len(self._views) < len(self._page.tabs):
            self.make_next()
        return self._views

    def make_next(self) -> None:
        """Make the view of another tab, unless all are there: each takes its time."""
        page, kit = self._page, self._page.kit
        for tab in page.tabs[len(self._views) :][:1]:
            view = FormView(
                kit.theme,
                page.form,
                layout=tab.sections,
                words=page.words_for,
                today=kit.today,
                label_width=page.label_width,
                own=picks(kit),
                tells_raw=tab is page.tabs[-1],
            )
            self._views.append(view)

    def build_pane(self) -> FormPane:
        page = self._page
        tabs = zip(page.tabs, self.views, strict=True)
        pane = FormPane(
            page.theme,
            [
                *((t.key, _(t.title or page.form.label), page.dress(t.key, view)) for t, view in tabs),
                ("files", _("Tệp đính kèm"), self.attachments),
                ("where", _("Đang ở đâu?"), self.where),
            ],
        )
        page.editing.overtaken.connect(lambda fresh: self._tell_overtaken(pane, fresh))
        page.editing.taken_up.connect(lambda draft: open_draft(page, draft.id, draft.unit))
        pane.discard_asked.connect(page.editing.discard)
        for told in (page.editing.opened, page.editing.changed, page.editing.saved):
            told.connect(lambda *_given: self._tell_draft(pane))
        self.attachments.counted.connect(lambda count: self._tell_attached(pane, count))
        self.likeness = LikenessHint(page.kit, page.editing, pane.hint, page.open_record, page.save, page.undo)
        return pane

    def show_opened(self, pane: FormPane) -> None:
        """A record was opened, or a new one begun: what stands around the form."""
        page, record = self._page, self._page.editing.record
        self.attachments.show_record(record)
        self.where.show_record(record)
        title = page.title_of(record.values) if record else _("{form} mới").format(form=_(page.form.label))
        pane.title.set_text(title)
        pane.set_owner(page.kit.scope.owner(page.editing.unit, is_readonly=page.editing.is_readonly))
        pane.history.setEnabled(record is not None)
        pane.save.setEnabled(not page.editing.is_readonly)

    def _tell_draft(self, pane: FormPane) -> None:
        editing = self._page.editing
        pane.show_draft(since(editing.drafted_at) if editing.is_dirty else "")

    def _tell_overtaken(self, pane: FormPane, fresh: Record) -> None:
        """Whoever only reads is not asked yet; a save asks."""
        if self._page.right.currentWidget() is pane:
            if self.overtaken is None:
                self.overtaken = OvertakenRecord(self._page)
            self.overtaken.show(fresh)

    @staticmethod
    def _tell_attached(pane: FormPane, count: int) -> None:
        text = _("Tệp đính kèm ({count})").format(count=count) if count else _("Tệp đính kèm")
        pane.set_tab_text("files", text)
