"""What was left half typed, also by a killed program, is offered on the page it belongs to."""

from __future__ import annotations

from dialogue_desk.gui.drafts import since
from dialogue_desk.gui.pages.records.record_host import RecordHost
from dialogue_desk.texts import _


def offer_draft(page: RecordHost) -> None:
    """Offer the newest draft of the page's form, and say how many more there are and from when it is."""
    drafts = page.kit.drafts.all(page.form.key)
    if not drafts:
        return
    draft = drafts[-1]
    held = page.kit.desk.records.get(page.form.key, draft.id, draft.unit) if draft.id else None
    title = page.title_of({**(held.values if held else {}), **draft.values})  # a draft holds what differs
    text = _("Có bản nháp chưa lưu: {title}.").format(title=title)
    if len(drafts) > 1:
        text = _("Có {count} bản nháp chưa lưu; mới nhất: {title}.").format(count=len(drafts), title=title)
    told = f"{text} {since(draft.at)}." if draft.at else text
    page.kit.notices.post(told, "info", _("Mở bản nháp"), lambda: open_draft(page, draft.id, draft.unit))


def open_draft(page: RecordHost, record_id: str, unit: str) -> None:
    """Show what was left half typed, in its form."""
    if record_id:
        page.open_record(record_id, unit, go_in=True)
        return
    page.editing.start(unit=unit)
    page.list.choose_none()
    page.show_right(page.pane)
    page.views[0].focus_first()
