"""The bin as the last filter of a list: what is there, and bringing it back with what hangs on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.widgets.text import WrappedLabel

SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government",
}  # fmt: skip


def save_session(desk: Desk, opinions: int = 3) -> str:
    session = desk.records.save("session", SESSION)
    for n in range(opinions):
        told = {"source_form": "session", "source_id": session.id, "text": f"Ý kiến {n}", "subject": "urban"}
        desk.records.save("opinion", told | {"speaker_name": "Lê Văn An"})
    return session.id


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    save_session(desk)
    return sit(desk, page="sessions")


def test_a_session_goes_with_its_opinions_and_comes_back_with_them(seat: object) -> None:
    desk, page = seat.desk, seat.window.page()
    session = page.editing.record.id
    early = desk.records.page("opinion", Query())[0].id
    desk.records.delete("opinion", early)
    page.delete()
    assert "và 2 ý kiến" in seat.window.notice.text()
    assert desk.records.count("opinion", Query()) == desk.records.count("session", Query()) == 0
    page.list._bin.click()
    assert page.list.count() == 1
    page.list.list.choose(0)
    page.list.list.setFocus()
    seat.press(Qt.Key.Key_Return)
    side = page.versions.bin
    assert page.right.currentWidget() is side
    told = [w.text() for w in side.findChildren(WrappedLabel)]
    assert any("2 bản ghi gắn với nó" in words for words in told)
    assert "Địa điểm: Nhà văn hóa" in told
    seat.press(Qt.Key.Key_Return)
    assert not desk.records.need("session", session).is_deleted
    assert desk.records.count("opinion", Query()) == 2
    assert desk.records.need("opinion", early).is_deleted, "it went there before, on its own"
    assert all(r.values["speaker_name"] for r in map(whole(desk), desk.records.page("opinion", Query())))
    assert not page.list.in_bin
    assert page.editing.record.id == session
    assert len(page.panel.model.lines) == 2
    seat.window.notice._act()
    seat.window.notice._act()  # asked first
    assert desk.records.need("session", session).is_deleted
    assert desk.records.count("opinion", Query()) == 0


def whole(desk: Desk) -> Callable[[object], object]:
    return lambda row: desk.records.need("opinion", row.id)


def test_taking_the_delete_back_brings_the_opinions_too(seat: object) -> None:
    desk, page = seat.desk, seat.window.page()
    page.delete()
    seat.window.notice._act()
    assert desk.records.count("opinion", Query()) == 3
    assert desk.records.count("session", Query()) == 1


def test_what_nobody_remembers_comes_back_by_the_time_it_went(seat: object) -> None:
    desk, page = seat.desk, seat.window.page()
    session = page.editing.record.id
    early = desk.records.page("opinion", Query())[0].id
    desk.records.delete("opinion", early)
    page.delete()
    desk.store.conn.execute("DELETE FROM operation")
    desk.store.conn.execute("UPDATE opinion SET hlc = hlc - 120000000 WHERE id = ?", (early,))
    back = desk.operations.bin.bring_back("session", session)
    assert len(back) == 3
    assert early not in {record_id for _form, _unit, record_id in back}
    assert back[-1] == ("session", desk.unit, session)


def test_the_bin_is_left_by_escape_and_by_writing_something_new(seat: object) -> None:
    page = seat.window.page()
    page.list.show_bin()
    assert page.list._stack.currentIndex() == 1
    assert page.list._empty.accessibleName() == "Thùng rác không có gì."
    assert not page.list.filter.isEnabled()
    page.back()
    assert not page.list.in_bin
    assert page.list.count() == 1
    page.list.show_bin()
    page.new()
    assert not page.list.in_bin
    assert page.list.filter.isEnabled()
    assert page.right.currentWidget() is page.pane


def test_nothing_is_binned_unseen_while_the_bin_is_shown(seat: object) -> None:
    page = seat.window.page()
    page.list.show_bin()
    page.delete()
    assert seat.desk.records.count("session", Query()) == 1


@pytest.mark.parametrize("key", ["feedback", "opinions", "registers"])
def test_every_list_of_records_has_a_bin(sit: Callable[..., object], desk: Desk, key: str) -> None:
    made = {
        "feedback": ("feedback", {
            "given_on": "2026-04-01", "contributor": "mttq", "target": "party_member", "channel": "F05",
            "timing": "periodic",
        }),
        "opinions": ("opinion", {
            "source_form": "direct", "received_on": "2026-03-02", "side": "government", "text": "Đường", "subject":
            "urban",
        }),
        "registers": ("official", {
            "name": "Trần Bình", "position": "Chủ tịch", "host_role": "government", "valid_from": "2020-01-01",
        }),
    }  # fmt: skip
    form, values = made[key]
    record = desk.records.save(form, values)
    desk.records.delete(form, record.id)
    seat = sit(desk, page=key)
    page = seat.window.page()
    if key == "registers":
        page._open(form, Target())
        page = page.register()
    page.list.show_bin()
    assert page.list.count() == 1
    page.list.list.choose(0)
    page.list._tell_row(page.list.model.entry(0), go_in=True)
    page.versions.bin.button.click()
    assert not desk.records.need(form, record.id).is_deleted
    assert page.editing.record.id == record.id
