"""Đối thoại: saving, refusing, drafts, history, undo, the grid."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from dialogue_desk.desk import Desk, Query
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.models.opinions import COLUMNS
from dialogue_desk.storage.saving import Saver

SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government", "participants": 86,
}  # fmt: skip


def column(key: str) -> int:
    return [c.key for c in COLUMNS].index(key)


@pytest.fixture
def stored(desk: Desk) -> object:
    session = desk.records.save("session", SESSION)
    for text in ("Đường hỏng", "Đèn hỏng"):
        desk.records.save(
            "opinion", {"source_form": "session", "source_id": session.id, "text": text, "subject": "infrastructure"}
        )
    return session


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk, stored: object) -> object:
    return sit(desk, page="sessions")


def test_the_first_session_is_shown_with_its_opinions(seat: object) -> None:
    page = seat.window.page()
    assert page.pane.title.text() == "Giải phóng mặt bằng"
    assert [line.values["text"] for line in page.panel.model.lines] == ["Đường hỏng", "Đèn hỏng"]
    entry = page.list.model.entry(0)
    assert (entry.title, entry.detail, entry.chip.text) == ("Giải phóng mặt bằng", "11/9/2026 · Chuyên đề", "2 ý kiến")


def test_problems_stand_beside_their_field_and_block_saving(seat: object) -> None:
    page = seat.window.page()
    page.views[0].focus_field("participants_female")
    seat.type("92")
    page.editing.check()
    assert page.pane.problems.isVisible()
    cell = next(cell for cell in page.views[0]._cells if "participants_female" in cell.keys)
    assert "Nữ nhiều hơn" in cell.problem.accessibleName()
    assert not page.save()
    assert seat.desk.records.page("session", Query())[0].values.get("participants_female") is None


def test_declared_and_recorded_opinions_are_compared(seat: object) -> None:
    page = seat.window.page()
    page.editing.set_field("opinions_declared", 12)
    found = page.editing.check()
    assert [p.text for p in found if p.is_warning] == ["Bảng dưới mới có 2 ý kiến."]
    assert page.save()


def test_what_cannot_be_read_as_a_date_is_not_lost(seat: object) -> None:
    page = seat.window.page()
    page.views[0].editors["held_on"].line.setText("31/4")
    assert not page.save()
    assert page.views[0].editors["held_on"].line.text() == "31/4"


def test_a_refused_line_stays_and_the_rest_is_saved(seat: object) -> None:
    page = seat.window.page()
    model = page.panel.model
    model.setData(model.index(2, column("text")), "Mương bị lấp")
    model.setData(model.index(2, column("subject")), "infrastructure")
    model.setData(model.index(3, column("speaker_name")), "Trần Thị Mùi")
    assert not page.save()
    assert seat.desk.records.count("opinion", Query()) == 3
    assert model.lines[3].is_dirty
    assert seat.window.notice.text()
    model.setData(model.index(3, column("text")), "Đèn tắt")
    model.setData(model.index(3, column("subject")), "infrastructure")
    assert page.save()
    assert seat.desk.records.count("opinion", Query()) == 4
    assert not model.is_dirty


def test_a_line_that_was_changed_elsewhere_is_not_overwritten_nor_lost(seat: object) -> None:
    page = seat.window.page()
    model = page.panel.model
    record = model.lines[0].record
    seat.desk.records.change("opinion", record.id, {"text": "Sửa ở nơi khác"})
    model.setData(model.index(0, column("text")), "Sửa ở đây")
    assert not page.save()
    assert seat.window.notice.text()
    assert model.lines[0].is_dirty
    assert model.lines[0].values["text"] == "Sửa ở đây"
    assert seat.desk.records.need("opinion", record.id).values["text"] == "Sửa ở nơi khác"


def test_a_line_goes_to_the_bin_and_comes_back(seat: object) -> None:
    page = seat.window.page()
    page.panel.grid.setFocus()
    page.panel.grid.setCurrentIndex(page.panel.model.index(0, 1))
    seat.control(Qt.Key.Key_Delete)
    assert seat.desk.records.count("opinion", Query()) == 1
    assert seat.desk.records.count("session", Query()) == 1
    assert len(page.panel.model.lines) == 1
    page.undo()
    assert seat.desk.records.count("opinion", Query()) == 2
    assert len(page.panel.model.lines) == 2


def test_what_was_pasted_and_saved_stays_when_pasting_is_taken_back(seat: object) -> None:
    page = seat.window.page()
    QGuiApplication.clipboard().setText("Bà Lan\tThôn Đông\tMương tắc\tinfrastructure")
    page.panel.paste()
    take_back = seat.window.notice._act
    for line in page.panel.model.lines:
        line.values["subject"] = "infrastructure"
    assert page.save()
    take_back()
    assert len(page.panel.model.lines) == seat.desk.records.count("opinion", Query()) == 3


def test_a_line_that_cannot_go_to_the_bin_stays(seat: object, monkeypatch: pytest.MonkeyPatch) -> None:
    page = seat.window.page()
    page.panel.grid.setFocus()
    page.panel.grid.setCurrentIndex(page.panel.model.index(0, 1))

    def full(*_given: object, **_more: object) -> None:
        raise DeskError("Ổ đĩa đầy.", "Dọn bớt.", "disk_full")

    monkeypatch.setattr(Saver, "save", full)
    seat.control(Qt.Key.Key_Delete)
    assert "Ổ đĩa đầy" in seat.window.notice.text()
    assert len(page.panel.model.lines) == 2


def test_pasting_from_a_spreadsheet_can_be_taken_back(seat: object) -> None:
    page = seat.window.page()
    QGuiApplication.clipboard().setText("Hòa\tĐông\tCầu yếu\tGiao thông, hạ tầng\nMùi\tNam\tNước đục\tY tế")
    page.panel.paste()
    model = page.panel.model
    assert [line.values["subject"] for line in model.lines[2:]] == ["infrastructure", "health"]
    assert seat.desk.records.count("opinion", Query()) == 2
    seat.window.notice._act()
    assert len(model.lines) == 2


def test_repeat_takes_the_cell_above(seat: object) -> None:
    page = seat.window.page()
    model = page.panel.model
    model.setData(model.index(2, column("text")), "Ba")
    page.panel.grid.setFocus()
    page.panel.grid.setCurrentIndex(model.index(2, column("subject")))
    seat.control(Qt.Key.Key_D)
    assert model.lines[2].values["subject"] == "infrastructure"


def test_the_grid_grows_and_shrinks(seat: object) -> None:
    page = seat.window.page()
    seat.press(Qt.Key.Key_F11)
    assert not page.list.isVisible()
    assert not page.panel.grid.isColumnHidden(column("request"))
    seat.press(Qt.Key.Key_Escape)
    assert page.list.isVisible()
    assert page.panel.grid.isColumnHidden(column("request"))


def test_a_half_filled_form_survives_a_kill(seat: object, desk: Desk) -> None:
    page = seat.window.page()
    seat.control(Qt.Key.Key_N)
    seat.type("Cuộc dở dang")
    model = page.panel.model
    model.setData(model.index(0, column("text")), "Ý kiến dở dang")
    page.editing.keep_draft()
    held = Drafts(desk).find("session")
    assert held is not None
    assert held.values["title"] == "Cuộc dở dang"
    assert held.rows[0]["text"] == "Ý kiến dở dang"
    page.editing.start()
    assert page.editing.values()["title"] == "Cuộc dở dang"
    assert page.panel.model.lines[0].values["text"] == "Ý kiến dở dang"


def test_the_draft_is_offered_at_the_next_start(sit: Callable[..., object], desk: Desk, stored: object) -> None:
    first = sit(desk, page="sessions")
    first.control(Qt.Key.Key_N)
    first.type("Cuộc dở dang")
    first.window.page().leave()
    second = sit(desk, page="sessions")
    assert "Cuộc dở dang" in second.window.notice.text()
    second.window.notice._act()
    assert second.window.page().editing.values()["title"] == "Cuộc dở dang"


def test_saving_drops_the_draft(seat: object, desk: Desk) -> None:
    page = seat.window.page()
    page.editing.set_field("notes", "ghi chú")
    page.editing.keep_draft()
    assert Drafts(desk).all("session")
    assert page.save()
    assert Drafts(desk).all("session") == []


def test_history_brings_an_old_version_back(seat: object, stored: object) -> None:
    page = seat.window.page()
    page.editing.set_field("place", "Hội trường")
    assert page.save()
    seat.control(Qt.Key.Key_H)
    assert page.right.currentWidget() is page.versions.view
    versions = seat.desk.records.history("session", stored.id)
    page.versions.view.wanted.emit(versions[0].rev)
    assert page.editing.values()["place"] == "Nhà văn hóa"
    page.undo()
    assert page.editing.values()["place"] == "Hội trường"


def test_deleting_can_be_taken_back(seat: object) -> None:
    page = seat.window.page()
    page.delete()
    assert seat.desk.records.count("session", Query()) == 0
    seat.window.notice._act()
    assert seat.desk.records.count("session", Query()) == 1


def test_markup_in_a_title_stays_text(sit: Callable[..., object], desk: Desk) -> None:
    desk.records.save("session", {**SESSION, "title": "<img src=x> & <b>đậm</b>"})
    seat = sit(desk, page="sessions")
    assert seat.window.page().pane.title.text() == "<img src=x> & <b>đậm</b>"


def test_a_new_record_repeats_the_last_answers(seat: object) -> None:
    page = seat.window.page()
    seat.control(Qt.Key.Key_N)
    page.views[0].focus_field("place")
    seat.control(Qt.Key.Key_D)
    assert page.editing.values()["place"] == "Nhà văn hóa"


def test_the_draft_of_a_stored_session_is_offered_by_its_name(sit: Callable[..., object], desk: Desk) -> None:
    desk.records.save("session", SESSION)
    first = sit(desk, page="sessions")
    first.window.page().editing.set_field("place", "Hội trường")
    first.window.page().leave()
    second = sit(desk, page="sessions")
    assert "Giải phóng mặt bằng" in second.window.notice.text()
