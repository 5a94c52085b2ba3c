"""The offer to go on with what was left half typed, also by a killed program."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.gui.kit import Kit
from dialogue_desk.texts import _


def offer_draft(
    kit: Kit, form: Form, title_of: Callable[[Mapping[str, Value]], str], open_draft: Callable[[str, str], None]
) -> None:
    """One line above the page that names the last draft of a form and opens it."""
    drafts = kit.drafts.all(form.key)
    if not drafts:
        return
    draft = drafts[-1]
    held = kit.desk.records.get(form.key, draft.id, draft.unit) if draft.id else None
    title = title_of({**(held.values if held else {}), **draft.values})  # a draft holds what differs
    text = _("Có bản nháp chưa lưu: {title}.").format(title=title)
    kit.notices.post(text, "info", _("Mở bản nháp"), lambda: open_draft(draft.id, draft.unit))
