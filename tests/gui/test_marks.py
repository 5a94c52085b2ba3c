"""Rows of a list marked, copied, and petitions among them assigned, extended and answered at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.widgets.columns import ROW_HEIGHT
from tests.gui.test_opinions import said

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    made = make_desk()
    common = {"source_form": "direct", "subject": "land", "side": "party"}
    for number in range(6):
        text = f"Đề nghị sửa đường số {number}"
        made.records.save(
            "opinion", {**common, "text": text, "kind": "petition", "received_on": f"2026-05-{number + 1:02}"}
        )
    made.records.save("opinion", {**common, "text": "Khen cán bộ", "received_on": "2026-01-02"})
    return made


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    seat = sit(desk, page="opinions", size=(1400, 800))
    page = seat.window.page()
    page.choose_filter("all")
    page.list.list.setFocus()
    page.list.list.setCurrentIndex(page.list.model.index(0, 0))
    return seat


def marked(seat: object) -> list[str]:
    return [entry.title for entry in seat.window.page().list.marks.entries.values()]


def states(desk: Desk) -> list[tuple[str, str, str]]:
    rows = desk.records.page("opinion", Query(equal={"kind": "petition"}, order="received_on"))
    found = desk.petitions.states([(row.unit, row.id) for row in rows])
    return [(s.status, s.lead_agency, s.due_on) for s in found.values()]


def test_keys_mark_rows_and_take_marks_off(seat: object) -> None:
    seat.press(Qt.Key.Key_Space)
    seat.press(Qt.Key.Key_Down, SHIFT)
    seat.press(Qt.Key.Key_Down, SHIFT)
    assert marked(seat) == [f"Đề nghị sửa đường số {n}" for n in (5, 4, 3)]
    assert not seat.window.page().list._mark_bar.isHidden()
    seat.press(Qt.Key.Key_Up, SHIFT)
    assert marked(seat) == [f"Đề nghị sửa đường số {n}" for n in (5, 4)]
    seat.press(Qt.Key.Key_Escape)
    assert marked(seat) == []
    assert seat.window.page().list._mark_bar.isHidden()
    seat.control(Qt.Key.Key_A)
    assert len(marked(seat)) == 7


def test_the_mouse_marks_rows(seat: object) -> None:
    rows = seat.window.page().list.list
    opened: list[object] = []
    rows.opened.connect(opened.append)

    def click(row: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, x: int = 200) -> None:
        at = QPoint(x, ROW_HEIGHT * row + 20)
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, modifier, at)

    click(2, CONTROL)
    assert marked(seat) == ["Đề nghị sửa đường số 5", "Đề nghị sửa đường số 3"]  # with the one that was open
    click(4, SHIFT)
    assert len(marked(seat)) == 4
    click(3, x=10)  # its box
    assert len(marked(seat)) == 3
    assert opened == []
    click(1)
    assert len(opened) == 1


def test_marked_rows_are_copied_for_a_spreadsheet(seat: object, desk: Desk) -> None:
    seat.control(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text().startswith("Đề nghị sửa đường số 5\t")
    seat.control(Qt.Key.Key_A)
    seat.control(Qt.Key.Key_C)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 7
    assert all(line.count("\t") == 3 for line in lines)


def test_what_is_not_seen_is_not_marked(seat: object) -> None:
    seat.control(Qt.Key.Key_A)
    seat.window.page().choose_filter("lacking")
    assert marked(seat) == []


def test_marked_petitions_are_assigned_extended_and_answered_at_once(seat: object, desk: Desk) -> None:
    page = seat.window.page()
    seat.control(Qt.Key.Key_A)
    page.marked.take("assign")
    assert "1 dòng" in seat.window.notice.text()
    page.step._form.set_field("agency", "Phòng Kinh tế")
    seat.control(Qt.Key.Key_S)
    assert {(status, lead) for status, lead, _due in states(desk)} == {("assigned", "Phòng Kinh tế")}
    assert all(due for _status, _lead, due in states(desk))
    assert marked(seat) == []
    assert page.right.currentWidget() is not page.step
    seat.control(Qt.Key.Key_A)
    page.marked.take("extend")
    page.step._form.set_field("new_due_on", "2026-12-31")
    page.step._form.set_field("text", "Chờ vốn")
    seat.control(Qt.Key.Key_S)
    assert {due for _status, _lead, due in states(desk)} == {"2026-12-31"}
    seat.control(Qt.Key.Key_A)
    page.marked.take("resolve")
    page.step._form.set_field("text", "Đã sửa xong")
    seat.control(Qt.Key.Key_S)
    assert {status for status, _lead, _due in states(desk)} == {"resolved"}
    page.undo()
    assert {status for status, _lead, _due in states(desk)} == {"assigned"}


def test_a_deadline_that_stands_is_not_overwritten_by_assigning_many(seat: object, desk: Desk) -> None:
    first = desk.records.page("opinion", Query(equal={"kind": "petition"}, order="received_on"))[0]
    desk.records.change("opinion", first.id, {"due_on": "2027-03-01"})
    seat.control(Qt.Key.Key_A)
    seat.window.page().marked.take("assign")
    seat.window.page().step._form.set_field("agency", "Phòng Kinh tế")
    seat.control(Qt.Key.Key_S)
    assert states(desk)[0][2] == "2027-03-01"


def test_petitions_a_step_does_not_fit_stay_marked_with_the_reason(seat: object, desk: Desk) -> None:
    rows = desk.records.page("opinion", Query(equal={"kind": "petition"}, order="received_on"))
    desk.petitions.take(rows[0].id, "resolve", {"text": "Xong", "done_on": "2026-09-01"})
    desk.records.change("opinion", rows[1].id, {"received_on": desk.today().isoformat()})
    seat.control(Qt.Key.Key_A)
    page = seat.window.page()
    page.marked.take("progress")
    page.step._form.set_field("done_on", "2026-10-01")
    page.step._form.set_field("text", "Đang làm")
    seat.control(Qt.Key.Key_S)
    assert sorted(status for status, _lead, _due in states(desk)) == ["in_progress"] * 4 + ["new", "resolved"]
    assert sorted(page.list.marks.entries) == sorted((row.unit, row.id) for row in rows[:2])
    assert "2 kiến nghị chưa ghi được" in seat.window.notice.text()


def test_only_petitions_have_steps(seat: object, desk: Desk) -> None:
    page = seat.window.page()
    page.list.filter.setText("khen")
    page.list.reload()
    page.list.list.setFocus()
    seat.control(Qt.Key.Key_A)
    seat.control(Qt.Key.Key_B)
    assert "Chỉ kiến nghị" in seat.window.notice.text()
    assert not page.petitions._is_stepping()


def test_an_open_page_sees_what_was_done_to_many(sit: Callable[..., object], make_desk: Callable[..., Desk]) -> None:
    """More records than a change names one by one: the open one and the list are read again all the same."""
    desk = make_desk()
    common = {
        "source_form": "direct",
        "subject": "land",
        "side": "party",
        "kind": "petition",
        "received_on": "2026-05-04",
    }
    with desk.records.as_one():
        made = [desk.records.save("opinion", {**common, "text": f"Đề nghị {n}"}) for n in range(205)]
    seat = sit(desk, page="opinions", size=(1400, 800))
    page = seat.window.page()
    page.show_entry(page.list.model.entry(0))
    desk.petitions.take_all([(r.unit, r.id) for r in made], "assign", {"agency": "Phòng Kinh tế"})
    assert "Phòng Kinh tế" in said(page.detail)
    assert page.editing.record.values["due_on"]
    assert "Phòng Kinh tế" in page.list.model.entry(3).detail


def test_an_open_session_sees_what_was_done_on_another_page(
    sit: Callable[..., object], make_desk: Callable[..., Desk]
) -> None:
    desk = make_desk()
    session = desk.records.save(
        "session", {"held_on": "2026-05-04", "title": "Cuộc", "place": "Hội trường", "count_for": "party"}
    )
    given = {"source_form": "session", "source_id": session.id, "subject": "land", "kind": "petition"}
    made = [desk.records.save("opinion", {**given, "text": f"Đề nghị {n}"}) for n in range(3)]
    seat = sit(desk, page="sessions", size=(1400, 800))
    page = seat.window.page()
    seat.bot.waitUntil(lambda: page.right.pane is not None and len(page.panel.model.lines) == 3)
    seat.window.go("opinions")
    desk.petitions.take_all([(r.unit, r.id) for r in made], "assign", {"agency": "Phòng Kinh tế"})
    seat.window.go("sessions")
    assert all(line.values["due_on"] for line in page.panel.model.lines)
    page.panel.model.put([(0, 2, "Thôn Đông")])
    assert page.save()


def click_heading(seat: object, x: int) -> None:
    header = seat.window.page().heading.header
    QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))


def titles(seat: object) -> list[str]:
    model = seat.window.page().list.model
    return [model.entry(row).title for row in range(model.rowCount())]


def test_the_list_is_sorted_by_its_headings(seat: object, desk: Desk) -> None:
    header, newest = seat.window.page().heading.header, titles(seat)
    for number, due in ((2, "2026-07-01"), (4, "2026-06-01")):
        row = desk.records.page("opinion", Query(text=f"so {number}"))[0]
        desk.records.change("opinion", row.id, {"due_on": due})
        desk.petitions.take(row.id, "assign" if number == 2 else "progress", {"agency": "Phòng Kinh tế"})
    assert titles(seat) == newest
    at = header._starts()[0] + 30
    click_heading(seat, at)
    first = titles(seat)
    title_of = seat.window.page().parts.about.title_of
    states = {title: desk.petitions.state(row.id) for row in desk.records.page("opinion", Query())
              if row.values["kind"] == "petition" for title in [title_of(row.values)]}  # fmt: skip
    asked = [states[title].due_on for title in first if title in states]
    assert asked == sorted(asked), "by the deadline that is shown, also where nobody wrote one"
    assert [title in states for title in first] == sorted([title in states for title in first], reverse=True)
    click_heading(seat, at)
    assert [states[title].due_on for title in titles(seat) if title in states] == asked[::-1]
    click_heading(seat, at)
    assert titles(seat) == newest
    click_heading(seat, 30)
    assert titles(seat) == newest[::-1]
    click_heading(seat, 30)
    click_heading(seat, 30)
    click_heading(seat, header._starts()[1] + 30)
    told = [states[title].status for title in titles(seat) if title in states]
    assert told == ["new"] * (len(told) - 2) + ["assigned", "in_progress"]


def menu_of(seat: object, entry: str, *path: str) -> None:
    """Choose an entry of the list's menu, and there one of those it opens."""
    seat.window.page().list.list.setFocus()
    seat.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    menu = next(m for m in seat.window.page().heading.header.findChildren(QMenu) if m.isVisible())
    for text in (entry, *path):
        action = next(action for action in menu.actions() if action.text() == text)
        menu = action.menu() or menu
    action.trigger()
    seat.window.page().heading.header.findChildren(QMenu)[0].close()


def test_the_list_is_filtered_by_what_its_columns_say(seat: object, desk: Desk) -> None:
    page, every = seat.window.page(), titles(seat)
    row = desk.records.page("opinion", Query(text="so 4"))[0]
    desk.petitions.take(row.id, "assign", {"agency": "Phòng Kinh tế", "new_due_on": "2026-11-25"})
    menu_of(seat, "Tình trạng", "Đã giao")
    assert titles(seat) == ["Đề nghị sửa đường số 4"]
    assert page.heading.header.filtered == {-1: "Đã giao"}
    assert page.list._count.text().startswith("1 trong")
    menu_of(seat, "Tình trạng", "Mới")
    assert "Đề nghị sửa đường số 4" not in titles(seat)
    menu_of(seat, "Tình trạng", "(tất cả)")
    assert (titles(seat), page.heading.header.filtered) == (every, {})
    menu_of(seat, "Cơ quan giải quyết", "Phòng Kinh tế")
    menu_of(seat, "Hạn", "Trong 7 ngày tới")
    assert titles(seat) == ["Đề nghị sửa đường số 4"]
    assert page.heading.header.filtered == {-1: "Phòng Kinh tế, Trong 7 ngày tới"}
    menu_of(seat, "Bỏ lọc mọi cột")
    assert titles(seat) == every
    menu_of(seat, "Nội dung: từ Z đến A")
    assert titles(seat) == sorted(every, key=sort_key, reverse=True)
    page.heading.sift("subject", "urban", "Trật tự đô thị")
    assert titles(seat) == []
    page.enter(Target(keys=((row.unit, row.id),)))
    assert titles(seat) == ["Đề nghị sửa đường số 4"], "what a figure counted is never filtered"


def test_a_column_of_the_list_keeps_its_width(sit: Callable[..., object], seat: object, desk: Desk) -> None:
    page = seat.window.page()
    header, before = page.heading.header, page.heading.delegate.columns[1].width
    at = header._starts()[1] - 4
    QTest.mousePress(header, Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    QTest.mouseMove(header, QPoint(at - 40, 10))
    QTest.mouseRelease(header, Qt.MouseButton.LeftButton, pos=QPoint(at - 40, 10))
    assert page.heading.delegate.columns[1].width == before + 40
    assert header.sorted_by is None
    again = sit(desk, page="opinions", size=(1400, 800)).window.page()
    assert again.heading.delegate.columns[1].width == before + 40
    QTest.mouseDClick(
        again.heading.header, Qt.MouseButton.LeftButton, pos=QPoint(again.heading.header._starts()[1] - 4, 10)
    )
    assert again.heading.delegate.columns[1].width == before


def test_in_the_form_the_request_is_one_key_away(seat: object, desk: Desk) -> None:
    page = seat.window.page()
    page.show_entry(page.list.model.entry(6))  # the praise
    page.edit()
    page.editing.set_field("kind", "petition")
    assert not page.save()
    seat.window.run_command("as_text")
    assert page.save()
    stored = desk.records.need("opinion", page.editing.id)
    assert (stored.values["kind"], stored.values["request"]) == ("petition", "Khen cán bộ")
    assert "(như nội dung)" in said(page.detail)
