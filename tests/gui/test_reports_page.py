"""The reports page about a period and about a record: close, open again, words, the sheets in a record's menu."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QMenu

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Text
from dialogue_desk.gui.dialogs.report_text import ReportTextDialog
from dialogue_desk.gui.pages.reports import ReportsPage
from dialogue_desk.gui.theme import Theme

SESSION = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình", "count_for": "party",
}  # fmt: skip


@pytest.fixture
def page(sit: Callable[..., object]) -> ReportsPage:
    """The reports page of a window."""
    seat = sit(page="reports")
    found = seat.window.findChild(ReportsPage)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_close_and_reopen(page: ReportsPage) -> None:
    """The button closes the period of the sheet, then offers to open it again; other sheets have no such button."""
    desk: Desk = page.kit.desk
    page.choose("periodic-report", {"period": "2026-Q1"})
    assert page.period.freeze.isVisibleTo(page)
    assert page.period.freeze.text() == "Chốt số liệu"
    page.period.freeze.click()
    assert desk.closing.is_closed("2026-Q1")
    assert page.period.freeze.text() == "Mở lại kỳ 2026-Q1"
    page.period.freeze.click()
    assert not desk.closing.is_closed("2026-Q1")
    page.choose("appendix-03", {"from_year": 2020, "to_year": 2023})
    assert not page.period.freeze.isVisibleTo(page)
    assert not page.period.words.isVisibleTo(page)


def test_edited_words_are_in_the_sheet(page: ReportsPage, theme: Theme) -> None:
    """A figure is put where the cursor is; what is saved is what the sheet says."""
    page.choose("periodic-report", {"period": "2026-Q1"})
    dialog = ReportTextDialog(theme, page.kit.desk, "2026-Q1")
    assert "V. ĐỀ XUẤT" in dialog.text.inner.toPlainText()
    dialog.text.inner.setPlainText("Kỳ này có ")
    dialog.text.inner.moveCursor(dialog.text.inner.textCursor().MoveOperation.End)
    dialog.insert("số cuộc đối thoại")
    dialog.save()
    page.kit.desk.records.save("session", dict(SESSION))  # type: ignore[arg-type]
    page.build()
    assert page._sheet is not None
    said = [block.text for block in page._sheet.blocks if isinstance(block, Text)]
    assert said[1] == "Kỳ này có 01./."


def test_a_record_offers_its_sheets(sit: Callable[..., object]) -> None:
    """The menu of a session leads to its minutes, with that session."""
    seat = sit(page="sessions")
    window, desk = seat.window, seat.desk  # type: ignore[attr-defined]
    session = desk.records.save("session", SESSION)
    sessions = window.page()
    sessions.open_record(session.id, session.unit)
    menu_before = set(window.findChildren(QMenu))
    sessions.show_menu(sessions.pane.more)
    menu = next(m for m in window.findChildren(QMenu) if m not in menu_before)
    minutes = next(a for a in menu.actions() if a.text() == "Biên bản hội nghị đối thoại")
    minutes.trigger()
    reports = window.findChild(ReportsPage)
    assert reports is not None
    assert reports._name == "minutes"
    assert reports._sheet is not None
    assert reports._sheet.title == "BIÊN BẢN"
    menu.close()
