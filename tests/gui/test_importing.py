"""Nhập từ Excel, CSV: look, match, import, take back; and old fonts pasted into the grid."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.pages.importing.page import ImportPage
from dialogue_desk.gui.pages.records.paste_preview import PastePreview
from dialogue_desk.gui.pages.records.sessions import SessionsPage
from dialogue_desk.gui.undoing import AT_ONCE
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.storage.saving import Saver
from tests.gui.opened import Opened

KEYS = ["held_on", "title", "mode", "place", "count_for", "participants"]
OLD = ["STT", "Ngày tổ chức", "Nội dung đối thoại", "Địa điểm", "Tính cho", "Số đại biểu"]


@pytest.fixture
def opened(qtbot: QtBot, desk: Desk) -> Opened:
    return Opened(qtbot, desk, "import")


def page_of(opened: Opened) -> ImportPage:
    page = opened.window.page("import")
    assert isinstance(page, ImportPage)
    return page


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def book(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def good(number: int) -> list[object]:
    return [f"2026-05-{number:02d}", f"Đối thoại {number}", "in_person", "Đình", "party", number]


def test_a_good_file_is_looked_at_imported_and_taken_back(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = page_of(opened)
    page.read(table(tmp_path / "a.csv", [KEYS, good(1), good(2)]))
    assert page.look is not None
    assert page.look.asked.form == "session"
    assert page.preview.take.text() == "Nhập 2 dòng"
    assert desk.records.count("session", Query()) == 0
    page.preview.take.click()
    assert desk.records.count("session", Query()) == 2
    assert "2 mới" in opened.window.notice.text()
    opened.window.notice._act()
    assert desk.records.count("session", Query()) == 2, "first asked"
    assert "sẽ bỏ vào thùng rác" in opened.window.notice.text()
    opened.window.notice._act()
    assert desk.records.count("session", Query()) == 0
    assert "Đã hoàn tác: Nhập từ tệp 2 cuộc đối thoại" in opened.window.notice.text()


def test_many_records_are_taken_back_beside_the_window_or_stay(
    opened: Opened, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(opened)
    page.read(table(tmp_path / "a.csv", [KEYS, *(good(number % 28 + 1) for number in range(AT_ONCE + 1))]))
    page.preview.take.click()
    assert desk.records.count("session", Query()) == AT_ONCE + 1

    def full(*_given: object, **_more: object) -> None:
        raise DeskError("Ổ đĩa đầy.", "Dọn bớt.", "disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(Saver, "save", full)
        page.undo()
    assert "Ổ đĩa đầy" in opened.window.notice.text()
    assert desk.records.count("session", Query()) == AT_ONCE + 1
    page.undo()
    opened.window.notice._act()
    assert desk.records.count("session", Query()) == 0
    assert f"Đã hoàn tác: Nhập từ tệp {AT_ONCE + 1} cuộc đối thoại" in opened.window.notice.text()
    assert desk.operations.last() is None


def test_a_bad_row_is_named_and_the_good_ones_still_come_in(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    page = page_of(opened)
    wrong = ["2026-05-99", "Sai ngày", "in_person", "Đình", "party", 5]
    page.read(table(tmp_path / "a.csv", [KEYS, good(1), wrong]))
    assert page.preview.chips["wrong"].isChecked()
    shown = page.preview.lines()
    assert shown[:2] == ["Dòng 3", "cột Ngày"]
    bad = tmp_path / "bad.csv"
    page.store(bad)
    assert desk.records.count("session", Query()) == 1
    assert "Sai ngày" in bad.read_text(encoding="utf-8-sig")


def test_changes_are_shown_field_by_field(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    held = {"held_on": "2026-05-01", "title": "Cũ", "mode": "in_person", "place": "Đình", "count_for": "party"}
    record = desk.records.save("session", held)
    page = page_of(opened)
    page.read(table(tmp_path / "a.csv", [["id", "title", "place"], [record.id, "Mới", "Đình"]]))
    assert page.look is not None
    assert page.look.preview is not None
    assert page.look.preview.counts == {"changed": 1}
    assert "Tên cuộc: Cũ → Mới" in page.preview.lines()


def test_an_old_table_is_matched_once_and_remembered(opened: Opened, desk: Desk, tmp_path: Path) -> None:
    rows = [["SỔ ĐỐI THOẠI NĂM 2025"], OLD, [1, "05/03/2025", "Về đất đai", "Nhà văn hóa", "party", 80]]
    page = page_of(opened)
    page.read(book(tmp_path / "so.xlsx", rows))
    assert page.stack.currentWidget() is page.mapping
    assert page.mapping.columns() == {
        "A": "", "B": "held_on", "C": "title", "D": "place", "E": "count_for", "F": "participants",
    }  # fmt: skip
    page.mapping.name.setText("Sổ cũ")
    page.mapping.choices["F"].set_code("")
    page.mapping.finish()
    assert page.stack.currentWidget() is page.preview
    page.store()
    held = desk.records.page("session", Query())[0].values
    assert (held["held_on"], held["title"], held["participants"]) == ("2025-03-05", "Về đất đai", None)
    rows[2][2] = "Về môi trường"
    page.read(book(tmp_path / "so2.xlsx", rows))
    assert page.stack.currentWidget() is page.preview
    assert "Sổ cũ" in page._notice.text()


def test_errors_are_marked_in_a_copy(opened: Opened, tmp_path: Path) -> None:
    page = page_of(opened)
    rows = [OLD, [1, "05/03/2025", "Về đất đai", "Nhà văn hóa", "party", "nhiều"]]
    page.read(book(tmp_path / "so.xlsx", rows))
    page.mapping.finish()
    page.mark(tmp_path / "marked.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx").active
    noted = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert noted == ["F2"]


def test_a_file_that_is_none_of_ours_says_so_and_nothing_changes(opened: Opened, tmp_path: Path) -> None:
    page = page_of(opened)
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"not a workbook")
    page.read(file)
    assert "a.xlsx" in opened.window.notice.text()
    assert page.look is None


def test_the_template_comes_back_in(opened: Opened, tmp_path: Path) -> None:
    page = page_of(opened)
    page.write_template(tmp_path / "mau.xlsx")
    assert openpyxl.load_workbook(tmp_path / "mau.xlsx").sheetnames
    assert "mau.xlsx" in opened.window.notice.text()


def test_escape_leads_back_where_one_came_from(qtbot: QtBot, desk: Desk) -> None:
    opened = Opened(qtbot, desk, "feedback")
    opened.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.current_key == "import"
    opened.press(Qt.Key.Key_Escape)
    assert opened.window.current_key == "feedback"


# -- pasting into the grid -------------------------------------------------------------------


@pytest.fixture
def sessions(qtbot: QtBot, desk: Desk) -> SessionsPage:
    page = Opened(qtbot, desk, "sessions").window.page()
    assert isinstance(page, SessionsPage)
    page.new()
    return page


def paste(page: SessionsPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    page.panel.paste()


def asked_of(page: SessionsPage) -> PastePreview:
    asked = page.panel.pasting.asked
    assert asked is not None
    assert asked.isVisible()
    assert not page.panel.grid.isVisible()
    return asked


def test_old_fonts_are_converted_after_a_look(sessions: SessionsPage) -> None:
    paste(sessions, "Hä vµ tªn\tNéi dung\nNguyÔn V¨n Hßa\tCÇu yÕu ®· l©u\n")
    asked = asked_of(sessions)
    assert "TCVN3" in asked.told.text()
    assert sessions.panel.model.lines == []
    asked.mapping.go.click()
    asked.preview.take.click()
    values = sessions.panel.model.lines[0].values
    assert (values["speaker_name"], values["text"]) == ("Nguyễn Văn Hòa", "Cầu yếu đã lâu")
    assert not asked.isVisible()
    assert sessions.panel.grid.isVisible()


def test_old_fonts_may_stay_as_they_are(sessions: SessionsPage) -> None:
    paste(sessions, "Hä vµ tªn\tNéi dung\nNguyÔn V¨n Hßa\tCÇu yÕu ®· l©u\n")
    asked_of(sessions).raw.click()
    assert sessions.panel.model.lines[0].values["speaker_name"] == "Hä vµ tªn"


def test_what_is_pasted_may_be_left(sessions: SessionsPage) -> None:
    paste(sessions, "Hä vµ tªn\tNéi dung\nNguyÔn V¨n Hßa\tCÇu yÕu ®· l©u\n")
    assert sessions.back()
    assert sessions.panel.model.lines == []
    assert sessions.panel.grid.isVisible()
    assert not sessions.panel.pasting.put_away()


UNSURE = "Họ và tên\tNội dung ý kiến\tQuan điểm\tLĩnh vực\nTrần Thị Mùi\tNước đục\tHạ tầng\tĐất đai\nLê A\tĐèn\tx\tLạ\n"


def test_an_unsure_column_is_asked_for_by_the_preview_of_an_import(sessions: SessionsPage) -> None:
    paste(sessions, UNSURE)
    asked = asked_of(sessions)
    mapping = asked.mapping
    assert asked.stack.currentWidget() is mapping
    assert mapping.columns() == {"A": "speaker_name", "B": "text", "C": "", "D": "subject"}
    assert "received_on" not in mapping.values, "the session tells the day"
    mapping.choices["C"].set_code("place")
    side = mapping.values["side"]
    assert isinstance(side, Combo)
    side.set_code("government")
    mapping.name.setText("Bảng Word")
    mapping.go.click()
    assert asked.stack.currentWidget() is asked.preview
    assert asked.preview.chips["wrong"].isChecked()
    assert asked.preview.take.text() == "Dán 2 hàng"
    cell = asked.preview.cells["D"]
    assert cell.text() == "Lạ"
    cell.setText("Giao thông")
    cell.returnPressed.emit()
    asked.preview.take.click()
    told = [line.values for line in sessions.panel.model.lines]
    assert [(v["place"], v["subject"], v["side"]) for v in told] == [
        ("Hạ tầng", "land", "government"), ("x", "infrastructure", "government"),
    ]  # fmt: skip
    assert all(v["received_on"] is None for v in told), "what the session gives is left to it"
    paste(sessions, UNSURE)
    again = asked_of(sessions)
    assert again.mapping.columns()["C"] == "place", "the mapping is remembered by its name"


def test_a_wrong_cell_of_a_paste_is_left_to_the_grid(sessions: SessionsPage) -> None:
    paste(sessions, UNSURE)
    asked = asked_of(sessions)
    asked.mapping.go.click()
    asked.preview.take.click()
    lines = sessions.panel.model.lines
    assert [line.values["subject"] for line in lines] == ["land", None]
    assert any(problem.field == "subject" for problem in lines[1].problems)


def test_a_table_without_headings_is_asked_about_where_its_cells_speak_against_their_columns(
    sessions: SessionsPage,
) -> None:
    rows = "Đề nghị sửa đường liên thôn đã hỏng nhiều năm nay\tTrần Thị Mùi\tThôn Đông\n"
    paste(sessions, rows + rows.replace("Mùi", "Mận").replace("đường", "mương"))
    asked = asked_of(sessions)
    assert asked.mapping.columns()["A"] == "text"
    sessions.back()
    paste(sessions, "Trần Thị Mùi\tThôn Đông\tĐề nghị sửa đường liên thôn đã hỏng\n")
    assert not asked.isVisible()
    assert sessions.panel.model.lines[0].values["speaker_name"] == "Trần Thị Mùi"


def test_minutes_name_the_speaker(sessions: SessionsPage) -> None:
    paste(sessions, "1. Ông Trần Văn An (thôn Đông): đèn đường hỏng.\n2. Bà Lê Thị Mai: nước đục.\n")
    told = [(line.values["speaker_name"], line.values["text"]) for line in sessions.panel.model.lines]
    assert told == [("Ông Trần Văn An", "đèn đường hỏng."), ("Bà Lê Thị Mai", "nước đục.")]


def test_unicode_is_never_touched(sessions: SessionsPage) -> None:
    paste(sessions, "Người nêu\tNội dung\nĐỗ Thị Ước\tĐường hỏng\n")
    assert sessions.panel.pasting.asked is None
    assert sessions.panel.model.lines[0].values["speaker_name"] == "Đỗ Thị Ước"


@pytest.mark.parametrize("state", ["empty", "mapping", "preview"])
@pytest.mark.parametrize("scale", ["1.0", "1.5"])
def test_no_button_is_cut(qtbot: QtBot, desk: Desk, tmp_path: Path, state: str, scale: str) -> None:
    desk.prefer("text_size", scale)
    opened = Opened(qtbot, desk, "import")
    opened.window.resize(1024, 700)
    page = page_of(opened)
    if state == "mapping":
        page.read(book(tmp_path / "so.xlsx", [OLD, [1, "05/03/2025", "Về đất đai", "Đình", "party", 80]]))
    elif state == "preview":
        page.read(table(tmp_path / "a.csv", [KEYS, good(1), ["2026-05-99", "Sai", "in_person", "Đình", "party", 5]]))
    qtbot.wait(1)
    seen = [button for button in page.findChildren(Button) if button.isVisible()]
    assert len(seen) >= 3
    for button in seen:
        assert button.width() >= button.sizeHint().width(), button.text()
        assert button.mapTo(page, button.rect().topRight()).x() <= page.width(), button.text()


def test_a_printed_appendix_is_seen_before_it_is_stored(opened: Opened, desk: Desk) -> None:
    page, reference = page_of(opened), Path(__file__).parents[1] / "expected" / "reference"
    page.read_appendix(reference / "phuluc01.csv")
    panel = page.appendix
    assert page.stack.currentWidget() is panel
    assert [key for key, row in panel._rows.items() if row.isVisible()] == ["from_year", "to_year", "as_of"]
    panel.see()
    assert "Ghi từ năm, đến năm." in opened.window.notice.text()
    choose_appendix(page, "2")
    assert [key for key, row in panel._rows.items() if row.isVisible()] == ["issuer"]
    panel.see()
    assert not panel.take.isEnabled(), "another table than the chosen one"

    page.read_appendix(reference / "phuluc03.csv")
    choose_appendix(page, "3")
    panel.lines["as_of"].setText("30/5/2023")
    panel.see()
    assert panel.take.isEnabled(), [w.text() for w in panel.findChildren(WrappedLabel)]
    assert desk.records.count("yearly_total", Query()) == 0, "only seen"
    panel.lines["as_of"].setFocus()
    opened.press(Qt.Key.Key_End)
    opened.press(Qt.Key.Key_Backspace)
    assert not panel.take.isEnabled(), "what is typed anew is looked at anew"
    opened.type("3")
    opened.press(Qt.Key.Key_Return)
    assert panel.take.isEnabled()
    panel.take.click()
    assert desk.records.count("yearly_total", Query()) > 0
    assert "phuluc03.csv" in opened.window.notice.text()
    page.undo()
    opened.window.notice._act()
    assert desk.records.count("yearly_total", Query()) == 0


def choose_appendix(page: ImportPage, number: str) -> None:
    page.appendix.number.set_code(number)
    page.appendix.number.picked.emit()
