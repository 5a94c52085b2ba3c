"""What was left half typed, also by a killed program, is offered on the page it belongs to."""

from __future__ import annotations

from dialogue_desk.gui.pages.record_host import RecordHost
from dialogue_desk.texts import _


def offer_draft(page: RecordHost) -> None:
    """Offer the newest draft of the page's form, when there is one."""
    drafts = page.kit.drafts.all(page.form.key)
    if not drafts:
        return
    draft = drafts[-1]
    held = page.kit.desk.records.get(page.form.key, draft.id, draft.unit) if draft.id else None
    title = page.title_of({**(held.values if held else {}), **draft.values})  # a draft holds what differs
    text = _("Có bản nháp chưa lưu: {title}.").format(title=title)
    page.kit.notices.post(text, "info", _("Mở bản nháp"), lambda: _open_draft(page, draft.id, draft.unit))


def _open_draft(page: RecordHost, record_id: str, unit: str) -> None:
    if record_id:
        page.open_record(record_id, unit, go_in=True)
        return
    page.editing.start(unit=unit)
    page.list.choose_none()
    page.show_right(page.pane)
    page.views[0].focus_first()
