"""A petition from the first word to its end, by keyboard: written, given out, resolved, told, closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from dialogue_desk.desk import Query


def test_a_petition_is_brought_to_its_end(sit: Callable[..., object]) -> None:
    seat = sit(page="opinions")
    seat.control(Qt.Key.Key_N)
    page = seat.window.page()
    seat.type("Đèn đường ngõ 12 hỏng")
    seat.press(Qt.Key.Key_Tab)
    seat.press(Qt.Key.Key_Right)  # kiến nghị
    seat.press(Qt.Key.Key_Tab)
    seat.enter("20/11")
    seat.enter("giao thong")
    seat.enter("xay dung chinh")
    seat.type("Thay bóng đèn")
    seat.control(Qt.Key.Key_S)
    stored = seat.desk.records.page("opinion", Query())
    assert [record.values["text"] for record in stored] == ["Đèn đường ngõ 12 hỏng"]
    assert stored[0].values["kind"] == "petition"

    steps = (("giao", "Phòng Kinh tế"), ("da giai", None), ("thong bao", None), ("ket thuc", None))
    for word, agency in steps:
        seat.control(Qt.Key.Key_B)
        assert page.right.currentWidget() is page.step
        seat.type(word)
        if agency:
            seat.press(Qt.Key.Key_Tab)
            seat.press(Qt.Key.Key_Tab)
            seat.type(agency)
        else:
            page.step._form.focus_field("text")
            seat.type("Đã thay ngày 22/11")
        seat.control(Qt.Key.Key_S)
    state = seat.desk.petitions.state(stored[0].id)
    assert state.status == "closed"
    assert state.lead_agency == "Phòng Kinh tế"
    assert [taken.step.kind for taken in state.history] == ["assign", "resolve", "notify", "close"]
