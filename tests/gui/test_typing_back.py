"""Ctrl+Z while something is typed: the last edit there goes back, nothing that was saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.models.opinions import COLUMNS

SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government", "participants": 86,
}  # fmt: skip


def column(key: str) -> int:
    return [c.key for c in COLUMNS].index(key)


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    session = desk.records.save("session", SESSION)
    for text in ("Đường hỏng", "Đèn hỏng"):
        desk.records.save(
            "opinion", {"source_form": "session", "source_id": session.id, "text": text, "subject": "infrastructure"}
        )
    return sit(desk, page="sessions")


def versions(desk: Desk) -> int:
    return desk.store.conn.execute("SELECT count(*) FROM version").fetchone()[0]


def field(page: object, key: str) -> object:
    return next(view.editors[key] for view in page.views if key in view.editors)


def test_a_field_a_choice_and_the_grid_go_back_before_anything_saved(seat: object) -> None:
    page, before = seat.window.page(), versions(seat.desk)
    page.views[0].focus_field("place")
    seat.type(" Mới")
    page.views[0].focus_field("mode")
    field(page, "mode").set_value("online")
    field(page, "mode").changed.emit()
    page.panel.grid.setFocus()
    model = page.panel.model
    model.setData(model.index(0, column("text")), "Đường hỏng nặng")
    for _time in range(3):
        seat.control(Qt.Key.Key_Z)
    assert (field(page, "place").value(), field(page, "mode").value()) == (SESSION["place"], "in_person")
    assert model.lines[0].values["text"] == "Đường hỏng"
    assert not page.editing.is_dirty
    assert versions(seat.desk) == before
    for _time in range(3):
        seat.control(Qt.Key.Key_Y)
    assert field(page, "place").value() == "MớiNhà văn hóa"
    assert field(page, "mode").value() == "online"
    assert model.lines[0].values["text"] == "Đường hỏng nặng"
    assert page.editing.is_dirty


def test_ctrl_z_goes_back_where_the_keyboard_is(seat: object) -> None:
    page = seat.window.page()
    page.editing.set_field("place", "Hội trường")
    page.views[0].field_left.emit("place")
    page.editing.set_field("title", "Tên khác")
    page.views[0].field_left.emit("title")
    page.views[0].focus_field("place")
    seat.control(Qt.Key.Key_Z)
    assert page.editing.values()["place"] == SESSION["place"]
    assert page.editing.values()["title"] == "Tên khác"
    seat.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert page.editing.values()["place"] == "Hội trường"


def test_an_unsaved_record_with_nothing_to_go_back_to_keeps_what_was_saved(seat: object) -> None:
    page = seat.window.page()
    page.editing.set_field("place", "Hội trường")
    page.editing.keep_draft()
    page.open_record(page.editing.id, page.editing.unit)
    assert page.editing.is_dirty
    before = versions(seat.desk)
    page.undo()
    assert versions(seat.desk) == before
    assert page.editing.values()["place"] == "Hội trường"


def test_what_a_field_brought_into_another_goes_back_with_it(seat: object) -> None:
    seat.desk.records.save(
        "official",
        {"name": "Trần Văn Bình", "position": "Chủ tịch UBND", "host_role": "government", "valid_from": "2020-01-01"},
    )
    page = seat.window.page()
    page.new()
    page.editing.set_field("chair_name", "Trần Văn Bình")
    page.views[0].field_left.emit("chair_name")
    assert page.editing.values()["chair_position"] == "Chủ tịch UBND"
    page.undo()
    assert page.editing.values()["chair_name"] is None
    assert page.editing.values()["chair_position"] is None
    assert not page.editing.is_dirty


def test_rows_pasted_added_filled_and_taken_out_go_back_one_by_one(seat: object) -> None:
    page, model = seat.window.page(), seat.window.page().panel.model
    page.panel.grid.setFocus()

    def told() -> list[object]:
        return [line.values.get("text") for line in model.lines]

    seen = [told()]
    QGuiApplication.clipboard().setText("Bà Lan\tThôn Đông\tMương tắc\tinfrastructure\nÔng An\tThôn Tây\tCầu gãy\t")
    page.panel.paste()
    seen.append(told())
    model.setData(model.index(len(model.lines), column("text")), "Thêm tay")
    seen.append(told())
    page.panel.grid.setCurrentIndex(model.index(2, 1))
    page.panel.delete_line()
    seen.append(told())
    page.panel.grid.setCurrentIndex(model.index(1, column("text")))
    page.repeat()
    assert seen.append(told()) is None
    assert len({tuple(s) for s in seen}) == 5
    page.panel.grid.setFocus()
    for expected in reversed(seen[:-1]):
        seat.control(Qt.Key.Key_Z)
        assert told() == expected
    assert not page.editing.is_dirty
    for expected in seen[1:]:
        seat.control(Qt.Key.Key_Y)
        assert told() == expected


def test_a_stored_row_taken_out_comes_back_with_what_was_typed_in_it(seat: object) -> None:
    page, model = seat.window.page(), seat.window.page().panel.model
    page.panel.grid.setFocus()
    model.setData(model.index(0, column("text")), "Đường hỏng nặng")
    page.panel.grid.setCurrentIndex(model.index(0, 1))
    page.panel.delete_line()
    assert seat.desk.records.count("opinion", Query()) == 1
    page.panel.grid.setFocus()
    seat.control(Qt.Key.Key_Z)
    assert seat.desk.records.count("opinion", Query()) == 2
    assert [line.values["text"] for line in model.lines] == ["Đường hỏng nặng", "Đèn hỏng"]
    assert page.save()
    assert {r.values["text"] for r in seat.desk.records.page("opinion", Query())} == {"Đường hỏng nặng", "Đèn hỏng"}


def test_after_a_save_nothing_typed_is_left_to_go_back(seat: object) -> None:
    page = seat.window.page()
    page.editing.set_field("place", "Hội trường")
    assert page.save()
    assert not page.editing.edits.can_undo
    page.undo()
    assert seat.desk.records.need("session", page.editing.id).values["place"] == SESSION["place"]
