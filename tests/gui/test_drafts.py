"""What is typed and not saved: kept, named, given up, brought again, and never twice."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Change, Desk, Query
from dialogue_desk.domain.forms import opinion, session
from dialogue_desk.gui.drafts import PAUSE, ROW_ID, ROW_IS_NEW, Draft, Drafts, since
from dialogue_desk.gui.forms.both_sides import MINE, THEIRS, groups_apart
from dialogue_desk.gui.models.opinions import COLUMNS

from .opened import Opened
from .typing import composed

SESSION = {
    "held_on": "2026-09-11", "title": "Giải phóng mặt bằng", "kind": "thematic", "status": "held",
    "mode": "in_person", "place": "Nhà văn hóa", "count_for": "government", "participants": 86,
}  # fmt: skip
NAMES = [column.key for column in COLUMNS]


@pytest.fixture
def stored(desk: Desk) -> object:
    held = desk.records.save("session", SESSION)
    desk.records.save(
        "opinion",
        {"source_form": "session", "source_id": held.id, "text": "Đường hỏng", "subject": "infrastructure"},
    )
    return held


@pytest.fixture
def seat(qtbot: QtBot, desk: Desk, stored: object) -> Opened:
    seat = Opened(qtbot, desk, "sessions")
    assert seat.window.page().pane is not None  # type: ignore[union-attr]
    return seat


def page_of(seat: Opened) -> object:
    return seat.window.page()


def texts(desk: Desk) -> list[str]:
    return sorted(str(row.values["text"]) for row in desk.records.page("opinion", Query()))


def seen(page: object) -> list[str]:
    return sorted(str(line.values["text"]) for line in page.panel.model.lines)


def type_row(page: object, text: str) -> None:
    model = page.panel.model
    model.setData(model.index(len(model.lines), NAMES.index("text")), text)
    model.setData(model.index(len(model.lines) - 1, NAMES.index("subject")), "infrastructure")


def open_cell(seat: Opened, row: int, key: str) -> object:
    page = page_of(seat)
    grid = page.panel.grid
    grid.setCurrentIndex(page.panel.model.index(row, NAMES.index(key)))
    grid.setFocus()
    return grid


# -- a draft says that it is one ----------------------------------------------------------------


def test_it_is_said_from_when_a_draft_is(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    assert (page.pane.draft.isVisible(), page.pane.discard.isVisible()) == (False, False)
    page.views[0].focus_field("place")
    seat.type("Hội")
    assert page.pane.draft.text() == f"Nháp từ {datetime.now():%H:%M}"
    assert page.pane.discard.isVisible()
    page.editing.keep_draft()
    yesterday = (datetime.now() - timedelta(days=1)).replace(microsecond=0)
    draft = Drafts(desk).find("session", stored.id)
    assert draft is not None
    Drafts(desk).keep(draft._replace(at=yesterday.isoformat()))
    page.editing.is_dirty = False
    page.open_record(stored.id, desk.unit)
    assert page.pane.draft.text() == f"Nháp từ {yesterday:%H:%M %d/%m}"
    assert page.save()
    assert not page.pane.draft.isVisible()
    assert since("") == ""


def test_giving_up_takes_one_press_and_so_does_taking_it_back(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    page.editing.set_field("place", "Hội trường lớn")
    type_row(page, "Ý kiến mới")
    page.pane.discard.click()
    assert page.editing.values()["place"] == "Nhà văn hóa"
    assert seen(page) == ["Đường hỏng"]
    assert Drafts(desk).all("session") == []
    assert not page.pane.discard.isVisible()
    seat.window.notice._act()
    assert page.editing.values()["place"] == "Hội trường lớn"
    assert seen(page) == ["Ý kiến mới", "Đường hỏng"]
    assert page.save()
    assert texts(desk) == ["Ý kiến mới", "Đường hỏng"]


def test_a_new_record_given_up_comes_again(seat: Opened, desk: Desk) -> None:
    page = page_of(seat)
    page.new()
    page.editing.set_field("title", "Cuộc dở dang")
    page.pane.discard.click()
    assert page.editing.values()["title"] is None
    seat.window.notice._act()
    assert (page.editing.record, page.editing.values()["title"]) == (None, "Cuộc dở dang")


def test_several_drafts_are_counted(qtbot: QtBot, desk: Desk, stored: object) -> None:
    drafts = Drafts(desk)
    drafts.keep(Draft("session", stored.id, desk.unit, stored.rev, {"place": "Sân đình"}, at="2026-11-29T08:00:00"))
    drafts.keep(Draft("session", "", desk.unit, "", {"title": "Cuộc mới"}, at="2026-11-29T09:05:00"))
    seat = Opened(qtbot, desk, "sessions")
    assert "2 bản nháp" in seat.window.notice.text()
    assert "Cuộc mới" in seat.window.notice.text()
    assert "09:05 29/11" in seat.window.notice.text()


# -- as it was typed ------------------------------------------------------------------------------


def test_a_field_in_error_comes_back_as_it_was_typed(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    view = page.views[0]
    view.editors["held_on"].line.clear()
    view.focus_field("held_on")
    seat.type("31/4/20")
    view.editors["participants"].line.clear()
    view.focus_field("participants")
    seat.type("độ 80")
    page.editing.keep_draft()
    page.editing.is_dirty = False
    page.open_record(stored.id, desk.unit)
    assert view.editors["held_on"].line.text() == "31/4/20"
    assert view.editors["participants"].line.text() == "độ 80"
    assert not page.save()
    assert desk.records.get("session", stored.id).values["held_on"] == "2026-09-11"
    assert desk.records.get("session", stored.id).values["participants"] == 86


def test_a_cell_in_error_stays_as_it_was_typed(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    page.grid.grow()
    open_cell(seat, 0, "due_on")
    seat.type("31/4")
    seat.press(Qt.Key.Key_Return)
    model = page.panel.model
    index = model.index(0, NAMES.index("due_on"))
    assert index.data() == "31/4"
    assert [p.field for p in model.lines[0].problems] == ["due_on"]
    page.editing.keep_draft()
    page.editing.is_dirty = False
    page.open_record(stored.id, desk.unit)
    assert model.index(0, NAMES.index("due_on")).data() == "31/4"
    assert not page.save()
    assert [row.values["due_on"] for row in desk.records.page("opinion", Query())] == [None]
    model.setData(model.index(0, NAMES.index("due_on")), "2026-04-30")
    assert page.save()
    assert [row.values["due_on"] for row in desk.records.page("opinion", Query())] == ["2026-04-30"]


def test_the_open_cell_is_in_the_draft_within_two_seconds(
    qtbot: QtBot, seat: Opened, desk: Desk, stored: object
) -> None:
    assert PAUSE <= 1500
    open_cell(seat, 1, "text")
    seat.type("Đèn tắt")
    open_cell(seat, 0, "speaker_name")
    seat.type("Ông")
    composed(None, " Ân")
    qtbot.waitUntil(lambda: Drafts(desk).find("session", stored.id) is not None, timeout=2000)
    draft = Drafts(desk).find("session", stored.id)
    assert draft is not None
    assert draft.values == {}
    assert next(row["speaker_name"] for row in draft.rows) == "Ông Ân"
    assert "Đèn tắt" in [row.get("text") for row in draft.rows]


def test_a_row_that_is_only_being_typed_is_kept_once(qtbot: QtBot, seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    open_cell(seat, 1, "text")
    seat.type("Chợ bẩn")
    page.editing.keep_draft()
    draft = Drafts(desk).find("session", stored.id)
    assert draft is not None
    assert [row["text"] for row in draft.rows] == ["Chợ bẩn"]
    kept_id = draft.rows[0][ROW_ID]
    assert not page.save(), "it has no subject"
    left = Drafts(desk).find("session", stored.id)
    assert left is not None, "the session is stored, its row is not yet"
    assert [row["text"] for row in left.rows] == ["Chợ bẩn"]
    assert page.panel.model.lines[1].values["text"] == "Chợ bẩn"
    page.panel.model.setData(page.panel.model.index(1, NAMES.index("subject")), "infrastructure")
    assert page.save(), "Ctrl+S takes the open cell along"
    assert texts(desk) == ["Chợ bẩn", "Đường hỏng"]
    row = next(r for r in desk.records.page("opinion", Query()) if r.values["text"] == "Chợ bẩn")
    assert row.id == kept_id
    assert Drafts(desk).all("session") == []


# -- never twice ----------------------------------------------------------------------------------


def test_rows_of_a_saved_draft_never_return(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    type_row(page, "Ý kiến nháp")
    page.editing.keep_draft()
    page.editing.is_dirty = False
    page.open_record(stored.id, desk.unit)
    assert seen(page) == ["Ý kiến nháp", "Đường hỏng"]
    assert page.save()
    page._changed(Change(("opinion",), (), "import"))
    assert seen(page) == texts(desk) == ["Ý kiến nháp", "Đường hỏng"]
    assert not page.panel.model.is_dirty


def test_a_kill_between_saving_and_forgetting_leaves_no_ghost(desk: Desk, stored: object) -> None:
    """The draft says less than what is stored: it is dropped, and what is not stored of it stays."""
    drafts = Drafts(desk)
    row = desk.records.page("opinion", Query())[0]
    new = {"title": "Cuộc mới", "held_on": "2026-09-12"}
    saved = desk.records.save("session", {**SESSION, **new}, "01999999-0000-7000-8000-000000000001")
    rows = (
        {"text": row.values["text"], ROW_ID: row.id, ROW_IS_NEW: True},
        {"text": "Chưa lưu", ROW_ID: "01999999-0000-7000-8000-000000000002", ROW_IS_NEW: True},
    )
    drafts.keep(Draft("session", "", desk.unit, "", new, rows, new_id=saved.id))
    assert drafts.find("session") is None
    left = drafts.find("session", saved.id)
    assert left is not None
    assert (left.values, [r["text"] for r in left.rows]) == ({}, ["Chưa lưu"])
    drafts.keep(Draft("session", stored.id, desk.unit, "", {"place": "Nhà văn hóa"}, base={"place": "Sân đình"}))
    assert drafts.find("session", stored.id) is None
    drafts.keep(Draft("session", stored.id, desk.unit, "", {"place": "Sân đình"}))
    assert drafts.find("session", stored.id) is not None


def test_a_new_record_gets_the_id_its_draft_knows(seat: Opened, desk: Desk) -> None:
    page = page_of(seat)
    page.new()
    for key, value in {**SESSION, "title": "Cuộc mới"}.items():
        page.editing.set_field(key, value)
    page.panel.model.setData(page.panel.model.index(0, NAMES.index("text")), "Chưa đủ")
    page.editing.keep_draft()
    draft = Drafts(desk).find("session")
    assert draft is not None
    assert draft.new_id
    assert not page.save(), "its row has no subject"
    assert page.editing.id == draft.new_id
    left = Drafts(desk).find("session", draft.new_id)
    assert left is not None, "the row is not stored yet"
    assert [row["text"] for row in left.rows] == ["Chưa đủ"]
    page.panel.model.setData(page.panel.model.index(0, NAMES.index("subject")), "infrastructure")
    assert page.save()
    Drafts(desk).keep(draft)  # as if the program had been killed before it forgot it
    assert Drafts(desk).find("session") is None


def test_what_both_changed_to_the_same_is_no_quarrel() -> None:
    draft = Draft("session", "x", "u", "", {"place": "Sân đình"}, base={"place": "Nhà văn hóa"})
    assert draft.overtaken({"place": "Hội trường"})
    assert not draft.overtaken({"place": "Sân đình"})
    assert not draft.overtaken({"place": "Nhà văn hóa"})


def test_a_step_that_is_written_is_no_draft(desk: Desk, stored: object) -> None:
    petition = desk.records.save(
        "opinion",
        {"source_form": "direct", "text": "Xin sửa", "kind": "petition", "request": "Sửa", "received_on": "2026-09-11",
         "subject": "infrastructure", "side": "government"},
    )  # fmt: skip
    drafts = Drafts(desk)
    typed = {"kind": "progress", "done_on": "2026-09-12", "text": "Đã xem", "agency": None}
    drafts.keep(Draft("action", petition.id, desk.unit, "", typed))
    assert drafts.find("action", petition.id) is not None
    desk.petitions.take(petition.id, "progress", {"done_on": "2026-09-12", "text": "Đã xem"}, desk.unit)
    assert drafts.find("action", petition.id) is None


def test_a_draft_of_an_older_program_is_read(desk: Desk, stored: object) -> None:
    kept = {"unit": desk.unit, "base_rev": "", "values": {"place": "Sân"}, "rows": []}
    desk.prefer("draft.session", json.dumps({stored.id: kept}))
    draft = Drafts(desk).find("session", stored.id)
    assert draft is not None
    assert (draft.values, draft.at) == ({"place": "Sân"}, "")


# -- edited elsewhere -------------------------------------------------------------------------------


def elsewhere(desk: Desk, record_id: str, form: str = "session", **given: object) -> None:
    with_other = desk.another()
    try:
        with_other.records.change(form, record_id, given)  # type: ignore[arg-type]
    finally:
        with_other.close()


def test_after_a_refusal_both_versions_are_seen_and_chosen(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    page.editing.set_field("place", "Hội trường")
    page.editing.set_field("chair_name", "Lê Văn Tám")
    elsewhere(desk, stored.id, place="Sân đình", participants=90)
    assert not page.save()
    view = page.side.overtaken.view
    assert page.right.currentWidget() is view
    shown = {box.text(): box.isChecked() for box in view.boxes()}
    assert shown["Hội trường"]
    assert not shown["Sân đình"]
    assert "Lê Văn Tám" in " ".join(text for text, on in shown.items() if on)
    seat.press(Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.pane
    assert page.editing.values()["place"] == "Hội trường", "nothing typed is lost by looking"
    assert not page.save()
    theirs = next(box for box in view.boxes() if box.text() == "Sân đình")
    theirs.click()
    view.take.click()
    assert page.editing.values()["place"] == "Sân đình"
    assert page.save()
    held = desk.records.get("session", stored.id)
    assert (held.values["place"], held.values["participants"], held.values["chair_name"]) == (
        "Sân đình", 90, "Lê Văn Tám",
    )  # fmt: skip


def test_a_draft_that_was_overtaken_is_not_saved_over(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    page.editing.set_field("place", "Hội trường")
    page.editing.keep_draft()
    page.editing.is_dirty = False
    elsewhere(desk, stored.id, place="Sân đình")
    page.open_record(stored.id, desk.unit)
    QApplication.processEvents()
    view = page.side.overtaken.view
    assert page.right.currentWidget() is view
    seat.press(Qt.Key.Key_Escape)
    assert not page.save()
    assert desk.records.get("session", stored.id).values["place"] == "Sân đình"
    assert page.right.currentWidget() is view
    view.decided.emit(dict(desk.records.get("session", stored.id).values))
    assert page.editing.values()["place"] == "Sân đình"
    assert not page.editing.is_dirty
    assert Drafts(desk).all("session") == []


def test_a_draft_of_other_fields_goes_on(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    page.editing.set_field("place", "Hội trường")
    page.editing.keep_draft()
    page.editing.is_dirty = False
    elsewhere(desk, stored.id, participants=90)
    page.open_record(stored.id, desk.unit)
    QApplication.processEvents()
    assert page.right.currentWidget() is page.pane
    assert page.save()
    held = desk.records.get("session", stored.id).values
    assert (held["place"], held["participants"]) == ("Hội trường", 90)


def test_a_row_that_was_overtaken_shows_both_too(seat: Opened, desk: Desk, stored: object) -> None:
    """A draft of a row holds what was typed in it, and nothing else of it goes over what others changed."""
    page = page_of(seat)
    row = desk.records.page("opinion", Query())[0]
    model = page.panel.model
    model.setData(model.index(0, NAMES.index("text")), "Đường hỏng nặng")
    page.editing.keep_draft()
    page.editing.is_dirty = False
    elsewhere(desk, row.id, "opinion", place="Ngã ba")
    page.open_record(stored.id, desk.unit)
    assert page.save()
    held = desk.records.get("opinion", row.id)
    assert (held.values["text"], held.values["place"]) == ("Đường hỏng nặng", "Ngã ba")
    model.setData(model.index(0, NAMES.index("text")), "Đường của tôi")
    elsewhere(desk, row.id, "opinion", text="Đường của họ")
    assert not page.save()
    view = page.right.currentWidget()
    assert {box.text(): box.isChecked() for box in view.boxes()} == {"Đường của tôi": True, "Đường của họ": False}
    page.editing.keep_draft()
    page.editing.is_dirty = False
    page.open_record(stored.id, desk.unit)
    assert not page.save(), "a draft remembers what it began from"
    assert desk.records.get("opinion", row.id).values["text"] == "Đường của họ"
    page.right.currentWidget().take.click()
    assert page.right.currentWidget() is page.pane
    assert page.save()
    assert desk.records.get("opinion", row.id).values["text"] == "Đường của tôi"
    assert Drafts(desk).all("session") == []


def test_fields_decided_together_are_chosen_together() -> None:
    base = {"place": "a", "chair_name": "b", "participants": 1}
    mine = {**base, "place": "mine"}
    theirs = {**base, "participants": 2}
    groups = dict(groups_apart(session.FORM, base, mine, theirs))
    assert groups == {("place",): MINE, ("participants",): THEIRS}
    assert groups_apart(opinion.FORM, base, base, base) == []


# -- before the window goes -----------------------------------------------------------------------------


def test_whoever_holds_typing_is_asked_to_keep_it(seat: Opened, desk: Desk, stored: object) -> None:
    page = page_of(seat)
    open_cell(seat, 1, "text")
    seat.type("Nửa câu")
    seat.window.end()
    draft = Drafts(desk).find("session", stored.id)
    assert draft is not None
    assert [row["text"] for row in draft.rows] == ["Nửa câu"]
    assert page.editing.is_over


def test_a_step_is_kept_while_it_is_typed(qtbot: QtBot, desk: Desk) -> None:
    petition = desk.records.save(
        "opinion",
        {"source_form": "direct", "text": "Xin sửa", "kind": "petition", "request": "Sửa", "received_on": "2026-09-11",
         "subject": "infrastructure", "side": "government"},
    )  # fmt: skip
    seat = Opened(qtbot, desk, "opinions")
    page = page_of(seat)
    page.open_record(petition.id, desk.unit)
    page.take_step("progress")
    step = page.step
    step._form.focus_field("text")
    seat.type("Đã giao")
    composed(None, " cho")
    assert step._draft_words.text().startswith("Nháp từ")
    qtbot.waitUntil(lambda: Drafts(desk).find("action", petition.id) is not None, timeout=2000)
    step.keep_draft()
    assert Drafts(desk).find("action", petition.id).values["text"] == "Đã giao cho"
    composed(None, "", " cho")
    step._form.editors["done_on"].line.clear()
    step._form.focus_field("done_on")
    seat.type("31/4")
    seat.press(Qt.Key.Key_Escape)
    assert page.right.currentWidget() is page.detail
    assert Drafts(desk).all("action") == []
    seat.window.notice._act()
    assert page.right.currentWidget() is step
    assert step._form.editors["text"].value() == "Đã giao cho"
    assert step._form.editors["done_on"].line.text() == "31/4"
