"""The sheets about the record a page has open: the lists under "In" and "…", and the main one on Ctrl+P."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

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


def print_menu(page: Page, editing: Editing, save: Callable[[], bool], anchor: QWidget) -> QMenu:
    """Below the button In: every sheet about the open record, each a press away from its preview."""
    menu = QMenu(anchor)
    menu.setFont(page.theme.font("body"))
    record = editing.record

    def show(name: str) -> None:
        if record is not None and (not editing.is_dirty or save()):
            preview_made(page.kit, lambda desk: desk.reporting.build(name, {"id": record.id}), page.window())

    main = page.kit.desk.reporting.main_about(record) if record is not None else ""
    sheets = page.kit.desk.reporting.about(record.form) if record is not None else []
    for name, title in sorted(sheets, key=lambda sheet: sheet[0] != main):  # the one an office prints now comes first
        entry = QAction(page.theme.icon("printer"), title, menu)
        entry.triggered.connect(lambda _on=False, name=name: show(name))
        menu.addAction(entry)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
    return menu
