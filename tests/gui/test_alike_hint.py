"""The same thing typed twice is noticed on entry; similar petitions are offered while typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.models.opinions import COLUMNS
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.pages.records.sessions import SessionsPage
from tests.gui.opened import Opened

SESSION = {"held_on": "2026-05-01", "mode": "in_person", "place": "Nhà văn hóa thôn Đông", "count_for": "party"}
PETITION = {"kind": "petition", "side": "government", "subject": "infrastructure", "competence": "commune",
            "received_on": "2026-05-01"}  # fmt: skip


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Callable[[str], tuple[Opened, RecordPage]]:
    def make(page: str) -> tuple[Opened, RecordPage]:
        window = Opened(qtbot, desk, page)
        shown = window.window.page()
        assert isinstance(shown, RecordPage)
        return window, shown

    return make


def test_a_session_typed_twice_is_noticed_and_joined_and_taken_apart(
    opened: Callable[[str], tuple[Opened, RecordPage]], desk: Desk
) -> None:
    held = desk.records.save("session", {**SESSION, "title": "Đối thoại về giải phóng mặt bằng"})
    _window, page = opened("sessions")
    page.new()
    for key, value in {**SESSION, "title": "Đối thoại về giải phóng mặt bằng đường trục", "participants": 90}.items():
        page.editing.set_field(key, value)
    page.side.likeness.watch.look()
    assert "Có thể đã nhập rồi" in page.pane.hint.text()
    assert page.save()
    page.editing.touch()
    page.side.likeness.watch.look()
    assert page.pane.hint._button.text() == "Gộp vào bản đã có"
    page.pane.hint._act()
    assert desk.records.count("session", Query()) == 1
    assert page.editing.id == held.id
    assert desk.records.need("session", held.id).values["participants"] == 90
    page.undo()
    assert desk.records.count("session", Query()) == 2


def test_a_new_session_leads_to_the_one_that_is_there(
    opened: Callable[[str], tuple[Opened, RecordPage]], desk: Desk
) -> None:
    held = desk.records.save("session", {**SESSION, "title": "Đối thoại định kỳ tháng năm"})
    _window, page = opened("sessions")
    page.new()
    for key, value in {**SESSION, "title": "Đối thoại định kỳ tháng 5 năm"}.items():
        page.editing.set_field(key, value)
    page.editing.set_field("title", "Đối thoại định kỳ tháng năm")
    page.side.likeness.watch.look()
    page.pane.hint._act()
    assert page.editing.id == held.id


def test_another_day_is_another_session(opened: Callable[[str], tuple[Opened, RecordPage]], desk: Desk) -> None:
    desk.records.save("session", {**SESSION, "title": "Đối thoại định kỳ"})
    _window, page = opened("sessions")
    page.new()
    for key, value in {**SESSION, "title": "Đối thoại định kỳ", "held_on": "2026-06-01"}.items():
        page.editing.set_field(key, value)
    page.side.likeness.watch.look()
    assert page.pane.hint.text() == ""


def test_similar_petitions_are_offered_in_the_grid(
    opened: Callable[[str], tuple[Opened, RecordPage]], desk: Desk
) -> None:
    for text in ("Mương tiêu sau trường mầm non thôn Đông bị lấp", "Đề nghị nạo vét mương tiêu sau trường mầm non"):
        desk.records.save("opinion", {**PETITION, "text": text, "request": "Nạo vét mương tiêu"})
    desk.records.save("opinion", {**PETITION, "text": "Đèn đường ngõ 12 hỏng", "request": "Thay bóng"})
    window, page = opened("sessions")
    assert isinstance(page, SessionsPage)
    page.new()
    panel = page.panel
    column = [c.key for c in COLUMNS].index("text")
    panel.grid.setCurrentIndex(panel.model.index(0, column))
    panel.model.setData(panel.model.index(0, column), "Mương tiêu phía sau trường mầm non bị lấp, mưa là ngập")
    panel.grid.setCurrentIndex(panel.model.index(0, column))
    panel._edited()
    panel.likeness.look()
    assert "Đã có 2 kiến nghị tương tự" in panel._alike.text()
    panel._alike._act()
    assert window.window.current_key == "opinions"
    shown = window.window.page()
    assert isinstance(shown, RecordPage)
    assert shown.list.count() == 2
