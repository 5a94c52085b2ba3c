"""The sheets about the record a page has open: the list under "…", and the main one on Ctrl+P."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.places import Target
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.record_page import RecordPage


def sheets_of(page: RecordPage) -> Mapping[str, Action]:
    """Title → action of the sheets about the open record; each leads to Báo cáo."""
    record = page.editing.record
    if record is None:
        return {}

    def show(name: str) -> Action:
        return lambda: page.kit.go("reports", Target(filter=name, new={"id": record.id}))

    return {title: show(name) for name, title in page.kit.desk.reporting.about(page.form.key)}


def print_main(page: RecordPage) -> None:
    """Preview the main sheet of the open record; what is half typed is saved first, or stands in the way."""
    if page.editing.is_dirty and not page.save():
        return
    record = page.editing.record
    if record is None:
        page.kit.notices.post(_("Chưa mở bản ghi nào để in."), "info")
        return
    name = page.kit.desk.reporting.main_about(record)
    if not name:
        told = _("{form} không có tờ in riêng; chọn một báo cáo ở trang Báo cáo.").format(form=_(page.form.label))
        page.kit.notices.post(told, "info", _("Mở Báo cáo"), lambda: page.kit.go("reports", Target()))
        return
    preview_made(page.kit, lambda desk: desk.reporting.build(name, {"id": record.id}), page.window())
