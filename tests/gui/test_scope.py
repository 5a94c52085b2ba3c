"""The desk of an upper unit: which units are shown, records typed for a unit without a desk, answers, whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.models.answers import COLUMNS, AnswersModel
from dialogue_desk.gui.pages.exchange.board import BoardPanel
from dialogue_desk.gui.pages.exchange.conflicts import ConflictsPanel
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.importing.page import ImportPage
from dialogue_desk.gui.pages.petitions.opinions import OpinionsPage
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.pages.reports.page import ReportsPage
from dialogue_desk.gui.scope import Scope
from dialogue_desk.gui.targets import Target
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World, step_on
from tests.gui.opened import Opened

THIRD = "11302@2023"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[World]:
    """A district whose commune sent two sessions and two forwarded petitions; two communes have no desk."""
    world = World(tmp_path)
    world.init("city", CITY)
    world.join("district", "city", DISTRICT)
    commune = world.join("commune", "district", COMMUNE)
    for title in ("Quý I", "Quý II"):
        commune.records.save("session", {**SESSION, "title": title})
    for text in ("Đường ngõ 5 ngập nước", "Đèn đường hỏng"):
        case = commune.records.save("opinion", {**OPINION, "text": text})
        commune.records.save("action", step_on(case.id, "forward_up", "2023-03-04", text="Ngoài thẩm quyền"))
    world.up("commune", "district")
    world.desks["district"].records.save("session", {**SESSION, "title": "Quận đối thoại"})
    yield world
    world.close()


def open_on(qtbot: QtBot, world: World, page: str) -> Opened:
    desk = world.desks["district"]
    # The units of the list of 2023 are those of today.
    fixed = Desk(desk.folder, desk.store, lambda: date(2023, 12, 20))
    world.desks["district"] = fixed
    return Opened(qtbot, fixed, page)


def choose(opened: Opened, unit: str) -> None:
    assert opened.window.kit is not None
    opened.window.kit.scope.choose(unit)


def page_of(opened: Opened, key: str) -> RecordPage:
    opened.window.go(key)
    page = opened.window.page(key)
    assert isinstance(page, RecordPage)
    return page


def test_a_chosen_unit_narrows_every_page_until_it_is_taken_back(qtbot: QtBot, district: World) -> None:
    opened = open_on(qtbot, district, "sessions")
    desk = district.desks["district"]
    sessions = page_of(opened, "sessions")
    assert sessions.list.count() == 3
    details = [entry.detail for entry in map(sessions.list.model.entry, range(3)) if entry]
    assert sum(detail.startswith("Phường Quán Toan") for detail in details) == 2
    chooser = opened.window.top.chooser
    assert chooser is not None
    assert chooser.count() == 1  # nobody has come to it yet
    choose(opened, OTHER)
    assert chooser.currentText() == desk.units.name(OTHER)
    choose(opened, "")
    assert chooser.currentText() == f"Tất cả: {desk.units.name(desk.unit)}"
    opened.press(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.activePopupWidget() is not None
    begun = [u for u in desk.units.children(desk.unit) if u.valid_from <= desk.today().isoformat()]
    assert chooser.count() == 1 + len(begun)
    chooser.hidePopup()
    choose(opened, COMMUNE)
    assert chooser.currentText().strip() == "Phường Quán Toan"
    assert sessions.list.count() == 2
    opinions = page_of(opened, "opinions")
    assert opinions.list.count() == 2
    choose(opened, OTHER)
    assert opinions.list.count() == 0
    assert opinions.right.currentWidget() is opinions.right.empty
    opened.window.go("home")
    choose(opened, COMMUNE)
    page = opened.window.page("home")
    assert page is not None
    for key, (room, target) in page._lists.items():  # type: ignore[attr-defined]
        opened.window.go(room, target)
        shown = opened.window.page(room)
        assert isinstance(shown, RecordPage)
        figure = page._tiles[key].figure  # type: ignore[attr-defined]
        assert str(shown.list.count()) == figure, key
    opened.window.go("reports")
    reports = opened.window.page("reports")
    assert isinstance(reports, ReportsPage)
    assert reports._form is not None
    assert reports._form.values()["unit"] == "Phường Quán Toan"
    opened.window.go("sessions")
    sessions.list.scope_left.emit()
    assert sessions.list.count() == 3
    assert desk.records.count("session", Query()) == 3


def test_records_are_typed_for_a_unit_without_a_desk_and_for_no_other(qtbot: QtBot, district: World) -> None:
    opened = open_on(qtbot, district, "sessions")
    desk = district.desks["district"]
    sessions = page_of(opened, "sessions")
    choose(opened, COMMUNE)
    qtbot.waitUntil(lambda: sessions.editing.record is not None)
    sessions.new()
    assert sessions.editing.record is not None  # the form still shows the record that was open
    assert opened.window.notice.isVisible()
    panel = sessions.panel
    assert not panel._paste.isEnabled()
    QGuiApplication.clipboard().setText("Bà Lan\tThôn Đông\tĐèn hỏng")
    panel.paste()
    assert panel.model.lines == []
    choose(opened, OTHER)
    assert not opened.window.notice.isVisible()
    sessions.new()
    assert sessions.pane.owner.text() == "Nhập thay cho Phường Hùng Vương"
    for key, value in {**SESSION, "title": "Nhập thay"}.items():
        sessions.editing.set_field(key, value)
    # Half typed for one unit does not turn up in another's form.
    sessions.editing.keep_draft()
    choose(opened, "")
    sessions.new()
    assert sessions.editing.values()["title"] is None
    assert sessions.pane.owner.text() == ""
    choose(opened, OTHER)
    sessions.new()
    assert sessions.editing.values()["title"] == "Nhập thay"
    assert sessions.save()
    (saved,) = desk.records.page("session", Query(equal={"unit": OTHER}))
    assert saved.values["title"] == "Nhập thay"
    assert desk.whereabouts.arrivals(2023)[1].is_entered


def test_several_petitions_are_answered_at_once(qtbot: QtBot, district: World) -> None:
    opened = open_on(qtbot, district, "opinions")
    desk = district.desks["district"]
    opened.window.go("opinions", Target(filter="answer"))
    page = opened.window.page("opinions")
    assert isinstance(page, OpinionsPage)
    assert page.list.count() == 2
    opened.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    answers = page.answers
    assert page.right.currentWidget() is answers
    _tells_what_it_needs(answers.model, desk)
    assert not page.save()  # nothing said yet
    assert desk.petitions.count(PetitionQuery(to_answer=True)) == 2
    answers.form.set_field("text", "Quận đã bố trí vốn")
    answers.enter_grid()
    opened.type("Đã sửa đèn")
    opened.press(Qt.Key.Key_Return)
    assert page.save()
    assert desk.petitions.count(PetitionQuery(to_answer=True)) == 0
    texts = sorted(str(r.values["text"]) for r in desk.store.records("action") if r.values["kind"] == "answer")
    assert texts == ["Quận đã bố trí vốn", "Đã sửa đèn"]
    assert page.right.currentWidget() is not answers
    desk.records.undo()
    assert desk.petitions.count(PetitionQuery(to_answer=True)) == 2
    page.answer_many()
    answers.model.toggle(0)
    answers.form.set_field("document_number", "45/UBND")
    assert page.save()
    assert desk.petitions.count(PetitionQuery(to_answer=True)) == 1


def _tells_what_it_needs(model: AnswersModel, desk: Desk) -> None:
    """Deadline, days waiting and subject stand in the grid; days and numbers sort as such."""
    keys = [key for key, _title, _width in COLUMNS]
    for row in model.rows:
        state = desk.petitions.state(row.id, row.unit)
        waited = days_between(state.forwarded_on, desk.today().isoformat())
        subject = desk.records.need("opinion", row.id, row.unit).values["subject"]
        assert (row.due_on, row.waited, row.subject) == (
            state.due_by(desk.today()),
            waited,
            SUBJECT.label(str(subject)),
        )
        assert row.due_on
    model.rows[0].waited, model.rows[1].waited = 9, 123
    model.sort_by(keys.index("waited"), descending=True)
    assert [row.waited for row in model.rows] == [123, 9]
    model.sort_by(-1)
    shown = [model.index(0, at).data() for at in range(len(keys))]
    assert shown[keys.index("waited")] == "9"
    assert shown[keys.index("due_on")] == screen_date(model.rows[0].due_on)


def test_answers_half_typed_are_a_draft(qtbot: QtBot, district: World) -> None:
    opened = open_on(qtbot, district, "opinions")
    desk = district.desks["district"]
    page = opened.window.page("opinions")
    assert isinstance(page, OpinionsPage)
    page.answer_many()
    answers = page.answers
    assert Drafts(desk).find("answers") is None
    answers.form.set_field("text", "Quận sẽ bố trí")
    answers.model.toggle(1)
    answers.enter_grid()
    opened.type("Đang sửa đèn")
    qtbot.waitUntil(lambda: Drafts(desk).find("answers") is not None, timeout=2000)
    answers.keep_draft()
    opened.press(Qt.Key.Key_Return)
    page.petitions._leave_answers()
    page.answer_many()
    assert answers._draft_words.text().startswith("Nháp từ")
    assert answers.form.values()["text"] == "Quận sẽ bố trí"
    assert [(row.own.get("text"), row.is_marked) for row in answers.model.rows] == [
        ("Đang sửa đèn", True),
        (None, False),
    ]
    answers.give_up()
    assert Drafts(desk).find("answers") is None
    opened.window.notice._act()
    assert answers.form.values()["text"] == "Quận sẽ bố trí"
    assert page.save()
    assert Drafts(desk).find("answers") is None
    assert desk.petitions.count(PetitionQuery(to_answer=True)) == 1


def test_a_file_is_imported_for_the_chosen_unit(qtbot: QtBot, district: World, tmp_path: Path) -> None:
    file = tmp_path / "so.csv"
    file.write_text(
        "title,held_on,status,kind,mode,place,count_for\nMột,2023-02-01,held,periodic,in_person,HT,party\n", "utf-8"
    )
    opened = open_on(qtbot, district, "sessions")
    desk = district.desks["district"]
    choose(opened, OTHER)
    opened.window.go("import")
    page = opened.window.page("import")
    assert isinstance(page, ImportPage)
    page.read(file)
    page.store()
    assert [r.values["title"] for r in desk.records.page("session", Query(equal={"unit": OTHER}))] == ["Một"]
    opened.window.run_command("undo")
    opened.window.notice._act()  # a record would go to the bin: it asks once
    assert desk.records.count("session", Query(equal={"unit": OTHER})) == 0


def test_the_board_says_whom_to_call(qtbot: QtBot, district: World, tmp_path: Path) -> None:
    desk = district.desks["district"]
    desk.joining.invite(OTHER, tmp_path / "other.ddinvite")
    desk.records.save("session", SESSION, unit=THIRD)
    opened = open_on(qtbot, district, "exchange")
    desk = district.desks["district"]
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    page.show_panel("board")
    board = page.panels["board"]
    assert isinstance(board, BoardPanel)
    chips = {entry.unit: entry.chip.text for entry in board.model.rows if entry.chip}
    assert (chips[COMMUNE], chips[OTHER], chips[THIRD]) == ("Đã gửi", "Chưa gửi", "Nhập thay")
    assert board.current() is not None
    assert board.current().unit == OTHER  # type: ignore[union-attr]
    opened.window.run_command("edit")
    opened.type("Trần Văn Bình")
    opened.press(Qt.Key.Key_Return)
    opened.type("0225 385 0123")
    opened.press(Qt.Key.Key_Return)
    assert board.model.rows[0].detail == "đã mời, chưa có gói nào · Trần Văn Bình · 0225 385 0123"
    calls = next(t for t in desk.reporting.build("arrivals", {"period": "2023"}).tables() if t.key == "calls")
    row = next(r for r in calls.rows if r.extra["key"] == OTHER)
    assert (row.values["why"], row.values["contact"], row.values["phone"]) == (
        "Chưa gửi",
        "Trần Văn Bình",
        "0225 385 0123",
    )
    assert THIRD not in {r.extra["key"] for r in calls.rows}
    # The number of an office is no private one: nothing to warn of when the list goes up.
    assert not [f for f in desk.sending.plan().findings if f.form == "agency"]
    # The home page reminds of the last period that ended; the board it leads to counts the same.
    opened.window.go("home")
    home = opened.window.page("home")
    assert home is not None
    reminder = desk.whereabouts.reminder()
    assert reminder is not None
    assert (reminder.period, reminder.silent, reminder.due) == ("2023-11", 1, "2023-12-10")
    assert home._alert.isVisible()  # type: ignore[attr-defined]
    home._alert._action()  # type: ignore[attr-defined]
    silent = [entry.unit for entry in board.model.rows if entry.chip and entry.chip.text == "Chưa gửi"]
    assert silent == [OTHER]
    board.answer_all(tmp_path / "down")
    assert [f.name.split("-")[2] for f in (tmp_path / "down").iterdir()] == [desk.units[COMMUNE].code]


def test_the_chosen_unit_is_kept_and_the_exchange_page_follows_it(qtbot: QtBot, district: World) -> None:
    other = district.join("other", "district", OTHER)
    other.records.save("session", {**SESSION, "title": "Bản chung"})
    district.up("other", "district")
    opened = open_on(qtbot, district, "exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    page.show_panel("past")
    past = page.panels["past"]
    assert past.model.rowCount() == 2  # type: ignore[attr-defined]
    choose(opened, OTHER)
    assert [e.unit for e in past.model.rows] == [OTHER]  # type: ignore[attr-defined]
    again = Scope(Desk.open(opened.app.folder), None)
    assert (again.unit, again.keys) == (OTHER, (OTHER,))
    choose(opened, "")
    assert past.model.rowCount() == 2  # type: ignore[attr-defined]
    assert Scope(Desk.open(opened.app.folder), None).unit == ""


def test_the_conflict_queue_follows_the_chosen_unit(qtbot: QtBot, district: World) -> None:
    upper, commune = district.desks["district"], district.desks["commune"]
    second = district.join("second", "district", COMMUNE)
    session = commune.store.records("session")
    record = next(iter(session))
    district.up("second", "district")
    upper.joining.trust(second.joining.fingerprint)
    district.up("second", "district")
    district.down("district", "second")
    commune.records.change("session", record.id, {"place": "Đình"})
    second.records.change("session", record.id, {"place": "Chợ"})
    for name in ("commune", "second"):
        district.up(name, "district")
    assert upper.conflicts.count() == 1
    opened = open_on(qtbot, district, "exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    page.show_panel("conflicts")
    queue = page.panels["conflicts"]
    assert isinstance(queue, ConflictsPanel)
    shown = []
    for unit in ("", OTHER, COMMUNE):
        choose(opened, unit)
        shown.append(queue.model.rowCount())
    assert shown == [1, 0, 1]
