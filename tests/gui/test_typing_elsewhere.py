"""Ctrl+Z where no record is typed: in a step, in answers, in settings, and on pages that have nothing to type in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.models.answers import COLUMNS
from dialogue_desk.gui.rooms import OFF_RAIL, PAGES
from dialogue_desk.gui.targets import Target
from tests.exchange.world import World
from tests.gui.test_scope import district, open_on  # noqa: F401 - a fixture

PETITION = {
    "text": "Xin sửa đường", "kind": "petition", "request": "Sửa", "received_on": "2026-09-11",
    "subject": "infrastructure", "side": "government", "source_form": "direct",
}  # fmt: skip
Z, Y = Qt.Key.Key_Z, Qt.Key.Key_Y


def versions(desk: Desk) -> int:
    return desk.store.conn.execute("SELECT count(*) FROM version").fetchone()[0]


@pytest.fixture
def seat(sit: Callable[..., object], desk: Desk) -> object:
    desk.records.save("opinion", PETITION)
    desk.records.change("opinion", desk.records.page("opinion", Query())[0].id, {"place": "Ngõ 5"})
    return sit(desk, page="opinions")


def test_a_step_is_taken_back_edit_by_edit_before_anything_saved(seat: object) -> None:
    page, before = seat.window.page(), versions(seat.desk)
    page.take_step("assign")
    step = page.step
    due = step._form.values()["new_due_on"]
    step._form.set_field("done_on", "2026-11-16")
    moved = step._form.values()["new_due_on"]
    assert moved != due
    step.typing.edits.rest()
    step._form.set_field("agency", "Phòng Kinh tế")
    step.typing.edits.rest()
    step._kind.set_code("progress")
    step._kind.picked.emit()
    step._form.set_field("text", "Đang làm")
    step.keep_draft()
    assert Drafts(seat.desk).find("action", page.editing.id) is not None

    def shown() -> tuple[object, ...]:
        values = step._form.values()
        return step._kind.code(), values.get("done_on"), values.get("agency"), values.get("text"), values["new_due_on"]

    seen = [shown()]
    step._save.setFocus()
    for _time in range(4):
        seat.control(Z)
        seen.append(shown())
    assert seen == [
        ("progress", "2026-11-16", "Phòng Kinh tế", "Đang làm", None),
        ("progress", "2026-11-16", "Phòng Kinh tế", None, None),
        ("assign", "2026-11-16", "Phòng Kinh tế", None, moved),
        ("assign", "2026-11-16", None, None, moved),
        ("assign", "2026-11-23", None, None, due),
    ]
    assert Drafts(seat.desk).find("action", page.editing.id) is None
    assert step._draft_words.text() == ""
    assert versions(seat.desk) == before
    for expected in reversed(seen[:-1]):
        step._save.setFocus()
        seat.control(Y)
        assert shown() == expected
    assert step.is_typed
    step.typing.begin()  # nothing on the pile, though something is typed
    seat.control(Z)
    assert versions(seat.desk) == before
    assert "thay đổi chưa lưu" in seat.window.notice.text()
    for _time in range(2):
        step.give_up()
        page.petitions._to_detail()
        page.list.list.setFocus()
    seat.control(Z)
    assert seat.desk.records.need("opinion", page.editing.id).values["place"] is None


def test_the_deadline_goes_on_following_the_day_after_a_step_back(seat: object) -> None:
    page = seat.window.page()
    page.take_step("assign")
    form = page.step._form
    proposed = {}
    for day in ("2026-11-16", "2026-11-10"):
        form.set_field("done_on", day)
        proposed[day] = form.values()["new_due_on"]
        page.step.typing.edits.rest()
    page.step._save.setFocus()
    seat.control(Z)
    assert form.values()["new_due_on"] == proposed["2026-11-16"]
    form.set_field("done_on", "2026-11-10")
    assert form.values()["new_due_on"] == proposed["2026-11-10"]


def test_answers_go_back_edit_by_edit(qtbot: QtBot, district: World) -> None:  # noqa: F811
    opened = open_on(qtbot, district, "opinions")
    desk, page = district.desks["district"], opened.window.page("opinions")
    page.answer_many()
    answers, before = page.answers, versions(desk)
    answers.form.set_field("text", "Quận sẽ bố trí")
    answers.typing.edits.rest()
    answers.model.toggle(1)
    answers.enter_grid()
    opened.type("Đang sửa đèn")
    opened.press(Qt.Key.Key_Return)
    answers.grid.setFocus()

    def shown() -> tuple[object, ...]:
        rows = answers.model.rows
        return (
            answers.form.values()["text"],
            rows[1].is_marked,
            rows[0].own.get("text"),
            answers.model.data(answers.model.index(1, [key for key, _title, _width in COLUMNS].index("text"))),
        )

    seen = [shown()]
    for _time in range(3):
        opened.press(Z, Qt.KeyboardModifier.ControlModifier)
        seen.append(shown())
    assert seen == [
        ("Quận sẽ bố trí", False, "Đang sửa đèn", ""),
        ("Quận sẽ bố trí", False, None, ""),
        ("Quận sẽ bố trí", True, None, "Quận sẽ bố trí"),
        (None, True, None, "(như trả lời chung)"),
    ]
    assert not answers.is_typed
    assert Drafts(desk).find("answers") is None
    for expected in reversed(seen[:-1]):
        page.redo()
        assert shown() == expected
    answers.grid.range.fill_down()
    assert versions(desk) == before
    assert page.save()


def test_settings_go_back_edit_by_edit(seat: object) -> None:
    seat.desk.records.save("settings", seat.desk.records.settings())
    seat.window.go("settings")
    page = seat.window.page()
    page.enter(Target())
    form, before = page.form, versions(seat.desk)
    stored = dict(form.values())
    form.set_field("days_received", 20)
    page.typing.edits.rest()
    form.set_field("place_name", "Minh Khai")
    page._save.setFocus()
    seat.control(Z)
    assert (form.values()["days_received"], form.values()["place_name"]) == (20, stored["place_name"])
    seat.control(Z)
    assert form.values() == stored
    assert Drafts(seat.desk).find("settings") is None
    assert versions(seat.desk) == before
    seat.control(Y)
    assert form.values()["days_received"] == 20
    assert page.save()
    page._save.setFocus()
    seat.control(Z)
    assert seat.desk.records.settings()["days_received"] == stored["days_received"]


@pytest.mark.parametrize("room", [room.key for room in (*PAGES, *OFF_RAIL)])
def test_on_every_page_the_last_saved_change_goes_back_and_is_named(seat: object, room: str) -> None:
    opinion = seat.desk.records.page("opinion", Query())[0]
    seat.window.go(room)
    seat.window.setFocus()
    seat.control(Z)
    assert seat.desk.records.need("opinion", opinion.id).values["place"] is None
    assert "Đã hoàn tác: Sửa ý kiến, kiến nghị “Xin sửa đường”" in seat.window.notice.text()
    seat.window.setFocus()
    seat.control(Y)
    assert seat.desk.records.need("opinion", opinion.id).values["place"] == "Ngõ 5"
    seat.window.setFocus()
    for _time in range(2):  # taking back the record itself asks first, naming it
        seat.control(Z)
    assert "thùng rác: ý kiến, kiến nghị “Xin sửa đường”" in seat.window.notice.text()
    assert not seat.desk.records.need("opinion", opinion.id).is_deleted
