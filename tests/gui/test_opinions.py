"""Ý kiến, kiến nghị: filters and counts, the detail, steps, masked names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain import vocabulary
from dialogue_desk.gui.standing import Standing
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.duties import DutyRow
from tests.expected.office_days import deadline

PETITION = {
    "source_form": "direct", "kind": "petition", "side": "government", "subject": "infrastructure",
    "received_on": "2026-11-02", "competence": "commune",
}  # fmt: skip


def petition(desk: Desk, text: str, due_on: str = "", **more: object) -> object:
    given = {**PETITION, "text": text, "request": "Sửa ngay", "due_on": due_on or None, **more}
    return desk.records.save("opinion", given)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    petition(desk, "Đèn đường ngõ 12 hỏng", "2026-11-14", speaker_name="Đoàn Văn Lương")
    forwarded = petition(desk, "Xe buýt số 16", "2026-12-30")
    desk.petitions.take(forwarded.id, "forward_up", {"agency": "Sở Xây dựng"})
    desk.records.save("opinion", {**PETITION, "kind": "opinion", "text": "Khen cán bộ", "disposition": "pending"})
    return desk


@pytest.fixture
def seat(sit: Callable[..., object], filled: Desk) -> object:
    return sit(filled, page="opinions")


def titles(page: object) -> list[str]:
    return [page.list.model.entry(row).title for row in range(page.list.model.rowCount())]


def test_filters_and_their_counts_agree(seat: object) -> None:
    page = seat.window.page()
    for key, shown in (("open", 2), ("overdue", 1), ("forwarded", 1), ("all", 3)):
        page.choose_filter(key)
        assert page.list.model.rowCount() == shown, key
        assert page.chips.chips[key]._count == shown, key


def test_rows_say_status_deadline_and_agency(seat: object) -> None:
    page = seat.window.page()
    page.choose_filter("overdue")
    entry = page.list.model.entry(0)
    assert entry.title == "Đèn đường ngõ 12 hỏng"
    due, status = entry.cells
    assert (due[0], due[1].text) == ("14/11/2026", "Quá hạn 9 ngày")
    assert status[1].text == "Mới"


def test_the_name_is_masked_until_asked_for(seat: object) -> None:
    page = seat.window.page()
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    assert "Đoàn Văn Lương" not in said(page.detail)
    page.detail._reveal()
    assert "Đoàn Văn Lương" in said(page.detail)


def said(widget: object) -> str:
    QApplication.processEvents()
    parts = [w for w in widget.findChildren(QWidget) if w.isVisibleTo(widget)]
    return " | ".join(w.accessibleName() or (w.text() if hasattr(w, "text") else "") for w in parts)


def test_a_step_is_written_by_keyboard(seat: object) -> None:
    page = seat.window.page()
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    record = page.editing.record
    seat.control(Qt.Key.Key_B)
    assert page.right.currentWidget() is page.step
    page.step._form.set_field("agency", "Phòng Kinh tế")
    seat.control(Qt.Key.Key_S)
    state = seat.desk.petitions.state(record.id)
    assert (state.status, state.lead_agency) == ("assigned", "Phòng Kinh tế")
    assert page.right.currentWidget() is page.detail
    assert "Giao xử lý: Phòng Kinh tế" in said(page.detail)
    page.undo()
    assert seat.desk.petitions.state(record.id).status == "new"


def test_a_step_without_its_words_is_refused_beside_the_field(seat: object) -> None:
    page = seat.window.page()
    page.show_entry(page.list.model.entry(0))
    page.take_step("resolve")
    assert not page.step.save()
    assert "Bước giải quyết cần ghi kết quả" in said(page.step)
    seat.press(Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.detail


def test_editing_leads_back_to_the_detail(seat: object) -> None:
    page = seat.window.page()
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    seat.window.run_command("edit")
    assert page.right.currentWidget() is page.pane
    page.editing.set_field("text", "Đèn đường ngõ 12 hỏng đã hai tháng")
    assert page.save()
    assert page.right.currentWidget() is page.detail
    assert "hai tháng" in said(page.detail)


def test_an_opinion_has_no_steps(seat: object) -> None:
    page = seat.window.page()
    page.choose_filter("all")
    row = titles(page).index("Khen cán bộ")
    page.show_entry(page.list.model.entry(row))
    assert not page.detail._timeline.isVisible()
    assert not page.detail._step.isVisible()


def test_the_source_is_one_press_away(sit: Callable[..., object], desk: Desk) -> None:
    session = desk.records.save(
        "session",
        {"held_on": "2026-09-11", "title": "Cuộc tháng 9", "kind": "periodic", "status": "held", "mode": "in_person",
         "place": "Hội trường", "count_for": "party"},
    )  # fmt: skip
    made = desk.records.save(
        "opinion",
        {"source_form": "session", "source_id": session.id, "text": "Đường hỏng", "subject": "infrastructure"},
    )
    seat = sit(desk, page="home")
    seat.window.go("opinions", Target(id=made.id, unit=made.unit))
    seat.window.page().detail.source_asked.emit(session)
    assert seat.window.current_key == "sessions"
    assert seat.window.page().editing.id == session.id


def test_tiles_lead_to_lists_of_the_same_length(sit: Callable[..., object], filled: Desk) -> None:
    seat = sit(filled, page="home")
    tiles = seat.window.page()._tiles
    for key in ("open", "overdue", "lacking"):
        seat.window.go("home")
        figure = tiles[key].figure
        tiles[key].click()
        assert seat.window.current_key == "opinions"
        assert str(seat.window.page().list.model.rowCount()) == figure, key


def test_the_tile_of_sessions_leads_to_exactly_them(sit: Callable[..., object], desk: Desk) -> None:
    given = {"kind": "periodic", "mode": "in_person", "place": "Hội trường", "count_for": "party"}
    for on, status in (("2026-02-03", "held"), ("2026-12-20", "planned"), ("2025-02-03", "held")):
        desk.records.save("session", {**given, "held_on": on, "status": status, "title": f"Cuộc {on}"})
    seat = sit(desk, page="home")
    tile = seat.window.page()._tiles["sessions"]
    assert tile.figure == "1"
    tile.click()
    page = seat.window.page()
    assert page.list.model.rowCount() == 1
    assert page.list._scope.isVisible()
    page.list.scope_left.emit()
    assert page.list.model.rowCount() == 3


def test_rail_counts_open_petitions(seat: object, filled: Desk) -> None:
    standing = seat.window.findChild(Standing)
    assert standing is not None
    standing.count()
    assert seat.window.rail._items["opinions"]._count == 2
    petition(filled, "Cây đổ")
    standing.count()
    assert seat.window.rail._items["opinions"]._count == 3


def test_deleting_moves_to_the_bin(seat: object) -> None:
    page = seat.window.page()
    page.show_entry(page.list.model.entry(0))
    page.delete()
    assert seat.desk.records.count("opinion", Query()) == 2


def test_a_search_result_gives_the_keyboard_to_the_list(seat: object, filled: Desk) -> None:
    found = filled.records.page("opinion", Query(text="den duong"))[0]
    seat.window._focus_search()
    seat.window.go("opinions", Target(form="opinion", id=found.id, unit=found.unit))
    page = seat.window.page()
    assert page.list.list.hasFocus()
    seat.press(Qt.Key.Key_F2)
    assert page.right.currentWidget() is page.pane


def test_an_opinion_has_no_steps_and_that_is_said(seat: object, filled: Desk) -> None:
    praise = filled.records.page("opinion", Query(text="khen"))[0]
    seat.window.go("opinions", Target(form="opinion", id=praise.id, unit=praise.unit))
    seat.control(Qt.Key.Key_B)
    assert seat.window.page().right.currentWidget() is seat.window.page().detail
    assert "Chỉ kiến nghị" in seat.window.notice.text()


def test_with_nothing_open_the_keyboard_is_in_the_filter_and_f2_opens_no_form(
    sit: Callable[..., object], desk: Desk
) -> None:
    seat = sit(desk, page="home")
    seat.window.go("opinions")
    page = seat.window.page()
    assert page.list.filter.hasFocus()
    seat.press(Qt.Key.Key_F2)
    assert page.right.currentWidget() is page.right.empty


def test_the_list_of_steps_finds_what_is_typed_and_shows_no_code(seat: object) -> None:
    """“gia” is Gia hạn, not Giao; a list used for another petition before keeps nothing of it."""
    page, desk = seat.window.page(), seat.desk
    stopped = petition(desk, "Đã dừng", "2026-12-01")
    desk.petitions.take(stopped.id, "suspend", {})
    page.show_entry(page.list.model.entry(titles(page).index("Đã dừng")))
    page.take_step("resume")
    assert page.step._kind.code() == "resume"
    seat.press(Qt.Key.Key_Escape)
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    page.take_step()
    kinds = page.step._kind
    known = set(vocabulary.ACTION_KIND.labels.values())
    assert {kinds.itemText(at) for at in range(kinds.count())} <= known
    assert kinds.findData("resume") < 0
    kinds.setFocus()
    seat.type("gia")
    assert kinds.code() == "extend"
    seat.press(Qt.Key.Key_Escape)
    page.take_step()
    seat.type("giao")
    assert page.step._kind.code() == "assign"


def test_the_new_deadline_follows_the_date_of_the_step(seat: object) -> None:
    """Until somebody types one; what was typed stays."""
    page = seat.window.page()
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    page.take_step("assign")
    form = page.step._form
    due = form.editors["new_due_on"]
    assert due.value() == deadline("2026-11-23")
    form.set_field("done_on", "2026-11-10")
    assert due.value() == deadline("2026-11-10")
    form.set_field("new_due_on", "2026-12-24")
    form.set_field("done_on", "2026-11-12")
    assert due.value() == "2026-12-24"


def test_assigning_to_nobody_leaves_a_petition_overdue(seat: object) -> None:
    """The step is written, the deadline is not moved; a deadline typed for nobody is refused beside the agency."""
    page, desk = seat.window.page(), seat.desk
    page.choose_filter("overdue")
    page.show_entry(page.list.model.entry(0))
    record = page.editing.record
    page.take_step("assign")
    assert page.step.save()
    state = desk.petitions.state(record.id)
    assert (state.status, state.due_on, state.overdue_days(desk.today())) == ("assigned", "2026-11-14", 9)
    page.choose_filter("unassigned")
    assert titles(page) == ["Đèn đường ngõ 12 hỏng"]
    assert page.list.model.entry(0).cells[1][1].text == "Chưa giao"
    page.show_entry(page.list.model.entry(0))
    assert "(chưa giao)" in said(page.detail)
    page.take_step("assign")
    page.step._form.set_field("new_due_on", "2026-12-24")
    assert not page.step.save()
    assert "đã quá hạn" in said(page.step)


def test_what_nobody_has_is_a_chip_and_a_line_of_home(sit: Callable[..., object], desk: Desk) -> None:
    """Home says how many, and leads to just them; the chip counts the same."""
    petition(desk, "Chưa ai nhận", received_on="2026-10-01")
    given = petition(desk, "Đã giao", "2026-12-30")
    desk.petitions.take(given.id, "assign", {"agency": "Địa chính"})
    seat = sit(desk, page="home")
    home = seat.window.page()
    rows = home.findChildren(DutyRow)
    line = next(row for row in rows if "1 kiến nghị chưa giao" in said(row))
    assert "01/10/2026" in said(line)
    next(b for b in line.findChildren(Button) if b.text() == "Giao xử lý").click()
    page = seat.window.page()
    assert titles(page) == ["Chưa ai nhận"]
    page.chips.tell_counts()
    assert page.chips.chips["unassigned"]._count == 1
    page.show_entry(page.list.model.entry(0))
    assert "Chưa giao" in said(page.detail)
    assert f"{deadline('2026-10-01')[8:]}/10/2026, tính từ ngày nhận" in said(page.detail)
