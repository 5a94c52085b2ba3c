"""The sheets about the record a page has open: the list under "…", and the main one on Ctrl+P."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Target
from dialogue_desk.texts import _


def sheets_of(kit: Kit, record: Record | None) -> Mapping[str, Action]:
    """Title → action of the sheets about the open record; each leads to Báo cáo."""
    if record is None:
        return {}

    def show(name: str) -> Action:
        return lambda: kit.go("reports", Target(filter=name, new={"id": record.id}))

    return {title: show(name) for name, title in kit.desk.reporting.about(record.form)}


def print_main(page: Page, editing: Editing, save: Callable[[], bool]) -> None:
    """Preview the main sheet of the open record; what is half typed is saved first, or stands in the way."""
    if editing.is_dirty and not save():
        return
    record, notices = editing.record, page.kit.notices
    if record is None:
        notices.post(_("Chưa mở bản ghi nào để in."), "info")
        return
    name = page.kit.desk.reporting.main_about(record)
    if not name:
        told = _("{form} không có tờ in riêng; chọn một báo cáo ở trang Báo cáo.").format(form=_(editing.form.label))
        notices.post(told, "info", _("Mở Báo cáo"), lambda: page.kit.go("reports", Target()))
        return
    preview_made(page.kit, lambda desk: desk.reporting.build(name, {"id": record.id}), page.window())
