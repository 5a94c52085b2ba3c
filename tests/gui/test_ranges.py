"""The grid by Excel's habits: ranges copied, pasted, filled, emptied, taken out; columns sorted, filtered, widened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.models.opinions import COLUMNS
from dialogue_desk.gui.models.ranges import CELLS, as_rows, read_rows, spread

SESSION = {"held_on": "2026-05-04", "title": "Đối thoại thôn Đông", "place": "Nhà văn hóa", "count_for": "party"}
TEXTS = ("Đèn đường hỏng", "Đề nghị sửa mương", "Khen cán bộ", "Đường trơn")


def column(key: str) -> int:
    return [c.key for c in COLUMNS].index(key)


@pytest.fixture
def seat(sit: Callable[..., object], make_desk: Callable[..., Desk]) -> object:
    """A session with four stored opinions, the keyboard in its grid."""
    desk = make_desk()
    session = desk.records.save("session", SESSION)
    for number, text in enumerate(TEXTS):
        given = {"source_form": "session", "source_id": session.id, "text": text, "subject": "land"}
        desk.records.save("opinion", {**given, "speaker_name": f"Bùi Văn {'DCBA'[number]}"})
    seat = sit(desk, page="sessions", size=(1400, 800))
    page = seat.window.page()
    seat.bot.waitUntil(lambda: page.right.pane is not None and len(page.panel.model.lines) == 4)
    page.panel.grid.setFocus()
    return seat


def panel(seat: object) -> object:
    return seat.window.page().panel


def choose(seat: object, top: tuple[int, str], bottom: tuple[int, str]) -> None:
    """The range between two cells, as Shift+arrows leave it."""
    grid, model = panel(seat).grid, panel(seat).model
    grid.setCurrentIndex(model.index(top[0], column(top[1])))
    ends = model.index(top[0], column(top[1])), model.index(bottom[0], column(bottom[1]))
    grid.selectionModel().select(QItemSelection(*ends), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def told(seat: object, key: str) -> list[object]:
    return [line.values.get(key) for line in panel(seat).model.lines]


def clip(text: str) -> None:
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def test_shift_and_arrows_choose_a_range_that_excel_takes(seat: object) -> None:
    grid, model = panel(seat).grid, panel(seat).model
    grid.setCurrentIndex(model.index(0, column("text")))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        seat.press(key, Qt.KeyboardModifier.ShiftModifier)
    seat.control(Qt.Key.Key_C)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == "".join(f"{text}\tÝ kiến\tĐất đai, giải phóng mặt bằng\n" for text in TEXTS[:2])
    assert copied.hasFormat(CELLS)
    assert "đã chọn 2 hàng" in panel(seat)._foot.text()


def test_cells_from_excel_fill_from_the_chosen_cell_on(seat: object) -> None:
    choose(seat, (1, "speaker_name"), (1, "speaker_name"))
    clip('Trần Thị Lan\tThôn Nam\t"Cống tắc\nhai năm"\nHoàng Văn Út\tThôn Bắc\tCầu yếu\n')
    seat.control(Qt.Key.Key_V)
    assert told(seat, "speaker_name") == ["Bùi Văn D", "Trần Thị Lan", "Hoàng Văn Út", "Bùi Văn A"]
    assert told(seat, "speaker_address")[1:3] == ["Thôn Nam", "Thôn Bắc"]
    assert told(seat, "text")[1] == "Cống tắc\nhai năm"
    assert told(seat, "text")[3] == TEXTS[3]
    seat.control(Qt.Key.Key_Z)
    assert told(seat, "text") == list(TEXTS)
    assert told(seat, "speaker_name")[1] == "Bùi Văn C"
    now = panel(seat).grid.currentIndex()
    assert (now.row(), now.column()) == (1, column("speaker_name"))  # the keyboard goes on from there
    seat.control(Qt.Key.Key_Y)
    assert told(seat, "text")[2] == "Cầu yếu"


def test_one_cell_pasted_into_a_range_fills_it(seat: object) -> None:
    choose(seat, (0, "subject"), (3, "subject"))
    clip("Giáo dục")
    seat.control(Qt.Key.Key_V)
    assert set(told(seat, "subject")) == {"education"}
    choose(seat, (0, "subject"), (3, "subject"))
    clip("chuyện khác hẳn")
    seat.control(Qt.Key.Key_V)
    assert set(told(seat, "subject")) == {"education"}
    assert "không đọc được" in seat.window.notice.text()


def test_a_copied_range_comes_back_as_it_is(seat: object) -> None:
    model = panel(seat).model
    model.put([(0, column("text"), "=1+1"), (0, column("answered_on_spot"), True), (0, column("subject"), "education")])
    choose(seat, (0, "text"), (0, "answered_on_spot"))
    seat.control(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text().startswith("'=1+1")
    choose(seat, (2, "text"), (2, "text"))
    seat.control(Qt.Key.Key_V)
    assert (told(seat, "text")[2], told(seat, "subject")[2], told(seat, "answered_on_spot")[2]) == (
        "=1+1", "education", True,
    )  # fmt: skip
    clip(QGuiApplication.clipboard().text())  # by way of a spreadsheet
    choose(seat, (3, "text"), (3, "text"))
    seat.control(Qt.Key.Key_V)
    assert told(seat, "text")[3] == "=1+1"
    assert told(seat, "answered_on_spot")[3] is True


def test_cells_pasted_below_the_last_row_become_rows(seat: object) -> None:
    choose(seat, (4, "text"), (4, "text"))
    clip("Kiến nghị mở đường\nĐường tối\n\n")
    seat.control(Qt.Key.Key_V)
    assert told(seat, "text")[4:] == ["Kiến nghị mở đường", "Đường tối"]
    assert told(seat, "kind")[4:] == ["petition", "opinion"]
    seat.control(Qt.Key.Key_Z)
    assert len(panel(seat).model.lines) == 4


def test_going_to_a_cell_chooses_it_alone_while_keys_are_held(seat: object) -> None:
    choose(seat, (0, "text"), (2, "subject"))
    seat.control(Qt.Key.Key_C)
    panel(seat).grid.setCurrentIndex(panel(seat).model.index(3, column("text")))
    assert panel(seat).grid.range.is_single


def test_fill_down_and_the_present_meaning_of_it(seat: object) -> None:
    model = panel(seat).model
    model.put([(0, column("subject"), "education"), (0, column("disposition"), "accepted")])
    choose(seat, (0, "subject"), (2, "disposition"))
    seat.window.run_command("repeat")
    assert told(seat, "subject") == ["education", "education", "education", "land"]
    assert told(seat, "disposition") == ["accepted", "accepted", "accepted", "pending"]
    panel(seat).grid.setCurrentIndex(model.index(3, column("subject")))
    seat.window.run_command("repeat")
    assert told(seat, "subject")[3] == "education"
    seat.control(Qt.Key.Key_Z)
    seat.control(Qt.Key.Key_Z)
    assert told(seat, "subject") == ["education", "land", "land", "land"]


def test_delete_empties_a_range_and_cut_takes_it_along(seat: object) -> None:
    choose(seat, (0, "speaker_name"), (1, "speaker_address"))
    seat.press(Qt.Key.Key_Delete)
    assert told(seat, "speaker_name") == [None, None, "Bùi Văn B", "Bùi Văn A"]
    choose(seat, (2, "speaker_name"), (3, "speaker_name"))
    seat.control(Qt.Key.Key_X)
    assert told(seat, "speaker_name") == [None] * 4
    assert QGuiApplication.clipboard().text() == "Bùi Văn B\nBùi Văn A\n"
    choose(seat, (1, "disposition"), (1, "disposition"))
    panel(seat).model.put([(1, column("disposition"), "accepted")])
    seat.press(Qt.Key.Key_Delete)
    assert told(seat, "disposition")[1] == "pending"  # a code that is always there goes back to the usual one


def test_several_rows_go_to_the_bin_in_one_and_come_back_in_one(seat: object) -> None:
    panel(seat).model.put([(4, column("text"), "chưa lưu")])
    choose(seat, (1, "text"), (4, "text"))
    seat.control(Qt.Key.Key_Delete)
    assert told(seat, "text") == [TEXTS[0]]
    assert seat.desk.records.count("opinion", Query()) == 1
    seat.control(Qt.Key.Key_Z)
    assert told(seat, "text") == [*TEXTS, "chưa lưu"]
    assert seat.desk.records.count("opinion", Query()) == 4


def test_columns_are_sorted_by_their_headings_and_back(seat: object) -> None:
    grid = panel(seat).grid

    def click(key: str) -> None:
        at = grid.heading.sectionViewportPosition(column(key)) + 20
        QTest.mouseClick(grid.heading.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))

    click("speaker_name")
    assert told(seat, "speaker_name") == [f"Bùi Văn {letter}" for letter in "ABCD"]
    click("speaker_name")
    assert told(seat, "speaker_name") == [f"Bùi Văn {letter}" for letter in "DCBA"]
    click("text")
    assert told(seat, "text") == ["Đèn đường hỏng", "Đề nghị sửa mương", "Đường trơn", "Khen cán bộ"]
    click("text")
    click("text")
    assert told(seat, "text") == list(TEXTS)
    assert not panel(seat).model.is_dirty
    panel(seat).model.put([(0, column("subject"), None), (1, column("due_on"), "2026-06-01")])
    for key in (c.key for c in COLUMNS):  # whatever stands in them, or nothing
        grid.heading.sort(column(key))
        grid.heading.sort(column(key), descending=True)
    grid.heading.sort(column("subject"), descending=True)
    assert told(seat, "subject")[-1] is None


def test_a_filtered_column_hides_rows_from_every_range(seat: object) -> None:
    grid = panel(seat).grid
    grid.heading.sift(column("text"), "duong")
    assert [grid.isRowHidden(row) for row in range(5)] == [False, True, True, False, False]
    assert "đang lọc: 2 trong 4 hàng" in panel(seat)._foot.text()
    choose(seat, (0, "subject"), (3, "subject"))
    panel(seat).model.put([(0, column("subject"), "education")])
    seat.window.run_command("repeat")
    assert told(seat, "subject") == ["education", "land", "land", "education"]
    clip("Một\nHai")
    choose(seat, (0, "speaker_address"), (0, "speaker_address"))
    seat.control(Qt.Key.Key_V)
    assert told(seat, "speaker_address") == ["Một", None, None, "Hai"]
    seat.control(Qt.Key.Key_C)
    grid.heading.sift_none()
    assert not any(grid.isRowHidden(row) for row in range(5))


def test_the_menu_of_a_column_offers_what_stands_in_it(seat: object) -> None:
    grid = panel(seat).grid
    panel(seat).model.put([(0, column("subject"), "education")])
    grid.setCurrentIndex(panel(seat).model.index(0, column("subject")))
    seat.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert grid.sifting.values(column("subject"))[0] in texts
    next(action for action in menu.actions() if action.text() == "Giáo dục").trigger()
    menu.close()
    assert [grid.isRowHidden(row) for row in range(4)] == [False, True, True, True]


def test_a_column_keeps_the_width_it_was_given(sit: Callable[..., object], seat: object) -> None:
    grid = panel(seat).grid
    at = grid.heading.sectionViewportPosition(column("speaker_name")) + grid.columnWidth(column("speaker_name")) - 1
    before = grid.columnWidth(column("speaker_name"))
    bar = grid.heading.viewport()
    QTest.mouseMove(bar, QPoint(at, 10))
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    QTest.mouseMove(bar, QPoint(at + 40, 10))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(at + 40, 10))
    assert grid.columnWidth(column("speaker_name")) == before + 40
    assert grid.heading.sorted_by is None
    again = sit(seat.desk, page="sessions", size=(1400, 800))
    page = again.window.page()
    again.bot.waitUntil(lambda: page.right.pane is not None)
    assert page.panel.grid.columnWidth(column("speaker_name")) == before + 40
    page.panel.grid.heading.usual_asked.emit(column("speaker_name"))
    assert page.panel.grid.columnWidth(column("speaker_name")) == before


def test_kind_and_answered_there_stand_in_the_grid(seat: object) -> None:
    grid, model = panel(seat).grid, panel(seat).model
    assert not grid.isColumnHidden(column("kind"))
    assert not grid.isColumnHidden(column("answered_on_spot"))
    choose(seat, (0, "answered_on_spot"), (2, "answered_on_spot"))
    seat.press(Qt.Key.Key_Space)
    assert told(seat, "answered_on_spot") == [True, True, True, False]
    assert "3 trả lời tại chỗ" in panel(seat)._foot.text()
    grid.setCurrentIndex(model.index(0, column("answered_on_spot")))
    where = grid.visualRect(grid.currentIndex()).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert told(seat, "answered_on_spot")[0] is False


def test_kind_is_proposed_until_somebody_chooses(seat: object) -> None:
    grid, model = panel(seat).grid, panel(seat).model
    grid.setCurrentIndex(model.index(4, column("text")))
    seat.press(Qt.Key.Key_Return)
    seat.type("Bà con de nghi nạo vét mương")
    seat.press(Qt.Key.Key_Escape)
    assert len(model.lines) == 4  # given up
    model.put([(4, column("text"), "Bà con ĐỀ NGHỊ nạo vét mương")])
    assert model.lines[4].values["kind"] == "petition"
    assert model.index(4, column("kind")).data() == "Kiến nghị?"
    model.put([(4, column("text"), "Bà con khen")])
    assert model.index(4, column("kind")).data() == "Ý kiến?"
    model.put([(4, column("kind"), "petition")])
    assert model.index(4, column("kind")).data() == "Kiến nghị"
    model.put([(4, column("text"), "Bà con khen lắm")])
    assert model.lines[4].values["kind"] == "petition"
    model.put([(4, column("kind"), None)])
    assert model.index(4, column("kind")).data() == "Ý kiến?"
    model.put([(0, column("text"), "Đề nghị thay đèn")])
    assert model.lines[0].values["kind"] == "opinion"  # it was stored so: somebody chose it


def test_pasted_rows_are_proposed_too_and_saved_with_their_own_request(seat: object) -> None:
    clip("Nguyễn An\tThôn Đông\tKính đề nghị làm đường\tGiáo dục\nLê Bình\tThôn Tây\tKhông có kiến nghị gì\tGiáo dục")
    panel(seat).grid.setCurrentIndex(panel(seat).model.index(4, 1))
    panel(seat).paste()
    assert told(seat, "kind")[4:] == ["petition", "opinion"]
    assert seat.window.page().save(), [line.problems for line in panel(seat).model.lines]
    records = seat.desk.records
    found = [records.need("opinion", row.id) for row in records.page("opinion", Query(text="lam duong"))]
    assert [r.values["request"] for r in found] == ["Kính đề nghị làm đường"]


def test_a_request_is_one_key_away_where_the_text_does_not_say_it(seat: object) -> None:
    model = panel(seat).model
    choose(seat, (0, "kind"), (0, "kind"))
    model.put([(0, column("kind"), "petition")])
    assert panel(seat)._as_text.isVisible()
    seat.window.run_command("as_text")
    assert told(seat, "request")[0] == TEXTS[0]
    assert not panel(seat)._as_text.isVisible()
    model.put([(0, column("text"), "Đèn đường hỏng đã lâu")])
    assert told(seat, "request")[0] == "Đèn đường hỏng đã lâu"


def test_enter_passes_what_fills_itself_and_tab_does_not(seat: object) -> None:
    grid, model = panel(seat).grid, panel(seat).model
    grid.setCurrentIndex(model.index(0, column("text")))
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Return)
    assert COLUMNS[grid.currentIndex().column()].key == "subject"
    grid.setCurrentIndex(model.index(0, column("text")))
    seat.press(Qt.Key.Key_Return)
    seat.press(Qt.Key.Key_Tab)
    assert COLUMNS[grid.currentIndex().column()].key == "kind"


def test_rows_of_a_clipboard() -> None:
    assert read_rows('a\t"hai\ndòng"\nb\n') == [["a", "hai\ndòng"], ["b", ""]]
    assert read_rows(as_rows([["=1", "x"], ["-5", "@a"]])) == [["=1", "x"], ["-5", "@a"]]
    assert spread((1, 1), (4, 2)) == (4, 2)
    assert spread((2, 1), (4, 3)) == (4, 3)
    assert spread((2, 2), (3, 1)) == (2, 2)
