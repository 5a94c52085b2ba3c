"""Ctrl+Z over what was saved, and the page of what was done lately."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.models.entries import EntryRole

SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government",
}  # fmt: skip


def save_session(desk: Desk, opinions: int = 12) -> str:
    with desk.records.as_one():
        session = desk.records.save("session", SESSION)
        for n in range(opinions):
            told = {"source_form": "session", "source_id": session.id, "text": f"Ý kiến {n}", "subject": "urban"}
            desk.records.save("opinion", told)
    return session.id


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    return sit(desk, page="sessions")


def test_a_saved_session_vanishes_only_after_a_question_that_names_it(seat: object) -> None:
    desk, notice = seat.desk, seat.window.notice
    session = save_session(desk)
    page = seat.window.page()
    page.list.list.setFocus()
    seat.control(Qt.Key.Key_Z)
    assert "cuộc đối thoại “Giải phóng mặt bằng”" in notice.text()
    assert "11 ý kiến" in notice.text(), "and what hangs on it"
    assert not desk.records.need("session", session).is_deleted
    seat.control(Qt.Key.Key_Z)  # pressed twice is no answer
    assert not desk.records.need("session", session).is_deleted
    notice._act()
    assert desk.records.need("session", session).is_deleted
    assert desk.records.count("opinion", Query()) == 0
    assert "Đã hoàn tác: Thêm 1 cuộc đối thoại, 12 ý kiến" in notice.text()
    seat.control(Qt.Key.Key_Y)
    assert not desk.records.need("session", session).is_deleted
    assert desk.records.count("opinion", Query()) == 12
    assert "Đã làm lại: Thêm" in notice.text()


def test_an_edit_goes_back_at_once_and_says_which(seat: object) -> None:
    desk = seat.desk
    session = save_session(desk, 0)
    desk.records.change("session", session, {"place": "Đình"})
    seat.window.page().list.list.setFocus()
    seat.control(Qt.Key.Key_Z)
    assert desk.records.need("session", session).values["place"] == "Nhà văn hóa"
    assert seat.window.notice.text() == "Đã hoàn tác: Sửa cuộc đối thoại “Giải phóng mặt bằng”."
    assert seat.window.page().editing.values()["place"] == "Nhà văn hóa", "the open page shows it"


def test_a_bulk_change_is_seen_by_the_page_that_is_open(seat: object) -> None:
    """More records than are told by their keys: whoever shows one of them reads it again."""
    desk, page = seat.desk, seat.window.page()
    session = save_session(desk, 0)
    page.open_record(session, desk.unit)
    form = desk.records.form("session")
    with desk.records.writing() as saver:
        steps = [desk.records.put(saver, form, {"place": "Đình"}, session, desk.unit)]
        for n in range(210):
            steps.append(desk.records.put(saver, form, SESSION | {"title": f"Cuộc {n}"}, "", desk.unit))
    desk.records.done([step for step in steps if step], "import")
    assert page.editing.values()["place"] == "Đình"
    seat.control(Qt.Key.Key_Z)
    seat.window.notice._act()
    assert page.editing.values()["place"] == "Nhà văn hóa"
    assert desk.records.count("session", Query()) == 1


def test_nothing_done_since_the_start_leads_to_the_page_of_what_was(sit: Callable[..., object], desk: Desk) -> None:
    session = save_session(desk)
    before = desk.records
    seat = sit(Desk.open(desk.folder, today_is=desk.today), page="sessions")
    del before
    seat.window.page().list.list.setFocus()
    seat.control(Qt.Key.Key_Z)
    assert not seat.desk.records.need("session", session).is_deleted
    seat.window.notice._act()
    page = seat.window.page()
    assert seat.window.current_key == "recent"
    assert [page.model.index(0).data(EntryRole).title] == ["Thêm 1 cuộc đối thoại, 12 ý kiến, kiến nghị"]
    seat.press(Qt.Key.Key_Return)  # to the button
    seat.press(Qt.Key.Key_Return)
    assert "sẽ bỏ vào thùng rác" in seat.window.notice.text()
    seat.window.notice._act()
    assert seat.desk.records.need("session", session).is_deleted
    entry = page.model.index(0).data(EntryRole)
    assert entry.chip.text == "Đã hoàn tác"
    assert page.button.text() == "Làm lại thao tác này"
    page.act()
    assert not seat.desk.records.need("session", session).is_deleted
    assert page.model.index(0).data(EntryRole).chip is None
    assert page.model.rowCount() == 1, "undo and redo are no rows of their own"


def test_what_was_changed_since_is_named(seat: object) -> None:
    desk = seat.desk
    session = save_session(desk, 0)
    desk.records.change("session", session, {"place": "Đình", "participants": 40})
    first = desk.operations.last()
    desk.records.change("session", session, {"place": "Chợ"})
    seat.window.run_window_command("recent")
    page = seat.window.page()
    page.list.choose(next(row for row, one in enumerate(page.model.rows) if one.number == first.number))
    page.act()
    assert "Giữ nguyên cuộc đối thoại “Giải phóng mặt bằng”: đã được sửa tiếp sau đó: Địa điểm." in (
        seat.window.notice.text()
    )
    assert desk.records.need("session", session).values["participants"] is None
