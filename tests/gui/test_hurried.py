"""Somebody in a hurry: keys before a page is ready, work left half done, a window that goes before its work is over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Chart, Series
from dialogue_desk.gui.drafts import Draft, Drafts
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress, SyncRunner, Task, Work
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.chart_view import ChartView

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
PETITION = {
    "source_form": "direct", "kind": "petition", "side": "government", "subject": "infrastructure",
    "received_on": "2026-11-02", "competence": "commune", "request": "Sửa ngay",
}  # fmt: skip


class LateRunner(SyncRunner):
    """Does the work when it is told to, as a busy worker does."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Task]] = []

    def run(self, label: str, work: Work, done: Callable[[object], None], failed: Callable[[Exception], None]) -> Task:
        self.waiting.append(lambda: SyncRunner.run(self, label, work, done, failed))
        return Task(label, Progress())

    def catch_up(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


def at_once(seat: object, *keys: tuple[Qt.Key, Qt.KeyboardModifier]) -> None:
    """Keys faster than the event loop comes round."""
    for key, modifier in keys:
        QTest.keyClick(QApplication.focusWidget() or seat.window, key, modifier)


def settle() -> None:
    for _turn in range(8):
        QApplication.processEvents()


def answer(seat: object) -> object:
    return seat.window.page().form.editors["days_answer"]


# -- settings -------------------------------------------------------------------------------


def test_rules_being_typed_survive_asking_for_the_page_again(sit: Callable[..., object]) -> None:
    seat = sit(page="settings")
    settle()
    seat.window.page().form.focus_field("days_answer")
    at_once(seat, (Qt.Key.Key_A, CONTROL), (Qt.Key.Key_3, PLAIN), (Qt.Key.Key_3, PLAIN))
    at_once(seat, (Qt.Key.Key_9, CONTROL))
    settle()
    assert answer(seat).value() == 33
    at_once(seat, (Qt.Key.Key_1, CONTROL), (Qt.Key.Key_9, CONTROL))
    settle()
    assert answer(seat).value() == 33


def test_rules_left_half_changed_are_what_a_quick_save_saves(sit: Callable[..., object], desk: Desk) -> None:
    """Ctrl+S before the card had its turn: the draft is saved, not thrown away."""
    Drafts(desk).keep(Draft("settings", "", desk.unit, "", {"days_answer": 33}))
    seat = sit(desk)
    at_once(seat, (Qt.Key.Key_9, CONTROL), (Qt.Key.Key_S, CONTROL))
    settle()
    assert desk.records.settings()["days_answer"] == 33
    assert Drafts(desk).find("settings") is None
    assert answer(seat).value() == 33
    assert "chưa lưu" not in seat.window.notice.accessibleName()


def test_an_emptied_field_stays_empty_in_a_draft(sit: Callable[..., object], desk: Desk) -> None:
    held = desk.records.save("opinion", {**PETITION, "text": "Đèn đường hỏng", "place": "Ngõ 12"})
    seat = sit(desk, page="opinions")
    page = seat.window.page()
    page.open_record(held.id, held.unit)
    page.edit()
    page.editing.set_field("place", None)
    at_once(seat, (Qt.Key.Key_1, CONTROL))
    page.open_record(held.id, held.unit)
    assert page.editing.is_dirty
    assert page.editing.values()["place"] is None
    assert page.editing.values()["text"] == "Đèn đường hỏng"


# -- a page that is not ready ---------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_D, Qt.Key.Key_S])
def test_keys_of_the_form_do_nothing_before_there_is_one(sit: Callable[..., object], desk: Desk, key: Qt.Key) -> None:
    """Ctrl+4, Ctrl+D at once: no record nobody sees, no draft of it, the first of the list is opened as ever."""
    held = desk.records.save("opinion", {**PETITION, "text": "Đèn đường hỏng"})
    seat = sit(desk)
    at_once(seat, (Qt.Key.Key_4, CONTROL), (key, CONTROL))
    page = seat.window.page()
    assert not page.editing.is_dirty
    assert page.right.currentWidget() is page.right.empty
    assert QApplication.focusWidget() is page.list.list
    settle()
    assert page.editing.id == held.id
    assert QApplication.focusWidget() is page.list.list
    page.leave()
    assert not Drafts(desk).all("opinion")


def test_reading_an_opinion_repeat_fills_in_nothing(sit: Callable[..., object], desk: Desk) -> None:
    desk.records.save("opinion", {**PETITION, "text": "Đèn đường hỏng", "place": "Ngõ 12"})
    other = desk.records.save("opinion", {**PETITION, "text": "Xe buýt chạy muộn"})
    seat = sit(desk, page="opinions")
    page = seat.window.page()
    page.editing.last = {"place": "Ngõ 12"}
    page.open_record(other.id, other.unit)
    assert page.right.currentWidget() is page.detail
    at_once(seat, (Qt.Key.Key_D, CONTROL))
    assert not page.editing.is_dirty
    page.edit()
    page.views[0].setFocus()
    page.list.list.setFocus()
    at_once(seat, (Qt.Key.Key_D, CONTROL))
    assert page.editing.values()["place"] == "Ngõ 12"


def test_what_takes_the_place_of_the_grown_grid_finds_it_again(sit: Callable[..., object], desk: Desk) -> None:
    """F11, then Ctrl+N, another page or another size: the opinions are never gone, the list is not beside them."""
    seat = sit(desk, page="sessions")
    page = seat.window.page()
    page.new()
    at_once(seat, (Qt.Key.Key_F11, PLAIN))
    assert page.panel.isVisible()
    at_once(seat, (Qt.Key.Key_4, CONTROL), (Qt.Key.Key_2, CONTROL))
    seat.window.resize(1024, 700)
    settle()
    assert page.panel.is_grown
    assert page.panel.isVisible()
    assert not page.list.isVisible()
    at_once(seat, (Qt.Key.Key_N, CONTROL))
    assert not page.panel.is_grown
    assert page.panel.isVisible()
    assert page.list.isVisible()
    assert page.views[0].isAncestorOf(QApplication.focusWidget())


# -- steps of petitions ---------------------------------------------------------------------


@pytest.fixture
def petitions(sit: Callable[..., object], desk: Desk) -> object:
    for number in range(5):
        desk.records.save("opinion", {**PETITION, "text": f"Kiến nghị {number}"})
    seat = sit(desk, page="opinions")
    settle()
    return seat


def test_a_half_step_waits_while_another_petition_is_looked_at(petitions: object, desk: Desk) -> None:
    page = petitions.window.page()
    page.list.list.setFocus()
    page.take_step("assign")
    page.step._form.set_field("text", "Đã gọi điện")
    page.list.list.setFocus()
    at_once(petitions, (Qt.Key.Key_Down, PLAIN))
    assert page.right.currentWidget() is page.detail
    page.take_step()  # looked at only: nothing of it is kept
    assert page.step._form.values().get("text") is None
    at_once(petitions, (Qt.Key.Key_Escape, PLAIN), (Qt.Key.Key_Up, PLAIN), (Qt.Key.Key_B, CONTROL))
    assert page.step._form.values()["text"] == "Đã gọi điện"
    assert page.save()
    assert [draft.values for draft in Drafts(desk).all("action")] == []
    page.take_step()
    at_once(petitions, (Qt.Key.Key_1, CONTROL))
    assert Drafts(desk).all("action") == []


def test_after_a_step_the_keyboard_is_where_the_next_petition_is(petitions: object, desk: Desk) -> None:
    page = petitions.window.page()
    rows = [page.list.model.entry(row).key for row in range(5)]
    page.list.list.setFocus()
    page.show_entry(page.list.model.entry(2))
    page.take_step("resolve")
    for key, value in (("text", "Đã sửa"), ("document_number", "1/TB"), ("document_on", "2026-11-20")):
        page.step._form.set_field(key, value)
    at_once(petitions, (Qt.Key.Key_S, CONTROL))
    settle()
    assert page.list.count() == 4, "resolved ones are not among the open"
    assert (page.editing.unit, page.editing.id) == rows[2], "what was done stays in sight"
    assert QApplication.focusWidget() is page.list.list
    assert not page.list.list.selectedIndexes()
    page.list.reload()  # counts, other desks: the place is kept
    at_once(petitions, (Qt.Key.Key_Down, PLAIN))
    assert (page.editing.unit, page.editing.id) == rows[3]
    at_once(petitions, (Qt.Key.Key_Down, PLAIN))
    assert (page.editing.unit, page.editing.id) == rows[4]


# -- reports --------------------------------------------------------------------------------


def test_a_report_that_cannot_be_made_leaves_nothing_to_print(sit: Callable[..., object], desk: Desk) -> None:
    """An assignment slip of what is no petition: the last report is not printed under its name."""
    said = desk.records.save("opinion", {**PETITION, "kind": "opinion", "text": "Khen", "disposition": "pending"})
    seat = sit(desk, page="reports")
    page = seat.window.page()
    page.choose("appendix-05")
    assert page.side.sheet is not None
    page.enter(Target(filter="assignment-slip", new={"id": said.id}))
    assert page.side.sheet is None
    assert not page.side.view.isVisible()
    said_there = [part.text() for part in page.side.empty.findChildren(QWidget) if hasattr(part, "text")]
    assert page.side.empty.isVisible()
    assert any("không phải kiến nghị" in str(text) for text in said_there)
    page.choose("appendix-05")
    assert page.side.view.isVisible()
    assert not page.side.empty.isVisible()


def test_a_double_click_closes_a_period_once(sit: Callable[..., object]) -> None:
    seat = sit(page="reports")
    page = seat.window.page()
    page.choose("periodic-report", {"period": "2026-Q1"})
    late = LateRunner()
    page.period._kit = page.kit._replace(runner=late)
    page.period.freeze.click()
    page.period.freeze.click()
    assert len(late.waiting) == 1
    late.catch_up()
    assert page.kit.desk.closing.is_closed("2026-Q1")
    page.period.freeze.click()
    late.catch_up()
    assert not page.kit.desk.closing.is_closed("2026-Q1")


# -- charts, and windows that go ------------------------------------------------------------


def test_a_chart_is_not_clicked_through_the_picture_of_another(theme: Theme, qtbot: object) -> None:
    runner = LateRunner()
    view = ChartView(theme, runner, lambda problem: pytest.fail(str(problem)))
    qtbot.addWidget(view)
    view.resize(600, 300)
    chosen: list[str] = []
    view.period_chosen.connect(chosen.append)
    years = tuple(str(year) for year in range(2017, 2027))
    view.show_chart(Chart("bars", years, (Series("count", "Cuộc", tuple(range(10))),)))
    view.show()
    settle()
    runner.catch_up()
    assert not view.image.isNull()
    right = QPoint(560, 150)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, PLAIN, right)
    assert chosen.pop() == "2026"
    view.show_chart(Chart("bars", ("2026",), (Series("count", "Cuộc", (3,)),)))
    assert view.image.isNull(), "the old picture would stand under the new title"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, PLAIN, right)
    assert chosen == []
    settle()
    runner.catch_up()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, PLAIN, right)
    assert chosen == ["2026"]


def test_work_of_a_window_that_was_rebuilt_is_told_to_nobody(sit: Callable[..., object], desk: Desk) -> None:
    seat = sit(desk)
    old, late = seat.window, LateRunner()
    old.kit = kit = old.kit._replace(runner=late)
    for room in ("home", "charts", "reports", "opinions"):
        old._pages.pop(room, None)
        old.go(room)
        settle()
    assert late.waiting
    seat.app.restyle()
    seat.app.restyle()  # a name that was typed and a theme that was clicked: one new window
    seat.bot.waitUntil(lambda: seat.window is not old and seat.window.kit is not None)
    first = seat.window
    settle()
    seat.bot.waitUntil(lambda: not isValid(kit.notices))
    late.catch_up()
    settle()
    assert seat.window is first
