"""The page over tables other people made: columns, values for all rows, words, a wrong cell written anew."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.main_window import MainWindow
from dialogue_desk.gui.pages.importing.page import ImportPage
from dialogue_desk.gui.pages.importing.reading import Asked, look
from dialogue_desk.gui.widgets.inputs import LineEdit
from tests.gui.opened import Opened

CASES = Path(__file__).parents[3] / "shared" / "cases"

TAKEN = {
    "01-same": 2, "01b": 2, "02-a": 3, "02b": 1, "03": 10, "04": 4, "05": 0, "06": 0, "08": 2, "09": 3, "10": 0,
    "11": 0,
    "13-": 4, "13b": 4, "15": 2, "17": 1, "18-": 1, "18b": 1, "26": 1, "27-register-march": 3, "27-register-april": 4,
    "28-first": 1, "28-new": 1, "29": 1, "30": 2, "31-one-bad-row.": 1, "31-one-bad-row-mended": 2, "33": 0, "34": 0,
    "35": 0, "36": 1, "40": 0,
}  # fmt: skip
"""How many rows of each case are new before a person said anything."""


def opened_by(page: ImportPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def case(name: str) -> Path:
    (found,) = CASES.glob(f"{name}*")
    return found


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ImportPage:
    opened = Opened(qtbot, desk, "import")
    shown = opened.window.page("import")
    assert isinstance(shown, ImportPage)
    return shown


def test_every_case_is_read_by_the_page_as_by_the_command(desk: Desk) -> None:
    found = {}
    for name in TAKEN:
        form = "action" if name == "36" else ""
        seen = look(desk, Asked(case(name), form))
        found[name] = seen.preview.counts["new"]
        assert not (seen.is_asking and seen.foreign is None)
    assert found == TAKEN


def test_values_for_all_rows_and_then_nothing_more_is_asked(page: ImportPage, desk: Desk) -> None:
    page.read(case("06"))
    panel = page.mapping
    assert page.stack.currentWidget() is panel
    assert list(panel.values) == ["received_on", "kind", "side", "subject"]
    assert "Ngày nhận" in panel._missing.text()
    day, side, subject = panel.values["received_on"], panel.values["side"], panel.values["subject"]
    assert isinstance(day, LineEdit)
    assert isinstance(side, Combo)
    assert isinstance(subject, Combo)
    day.setText("12/5/2024")
    side.set_code("government")
    subject.set_code("infrastructure")
    panel._tell()
    assert panel._missing.text() == ""
    panel.name.setText("Sổ họp")
    panel.go.click()
    assert page.stack.currentWidget() is page.preview
    assert page.preview.take.text() == "Nhập 2 dòng"
    shown = page.preview.lines()
    assert "Ngày nhận: 12/05/2024" in shown
    assert "Bên nhận: Xây dựng chính quyền" in shown
    page.preview.take.click()
    assert desk.records.count("opinion", Query()) == 2
    page.undo()
    opened_by(page).notice._act()
    assert desk.records.count("opinion", Query()) == 0


def test_words_are_asked_once_with_what_they_probably_mean(page: ImportPage, desk: Desk) -> None:
    page.read(case("05"))
    panel = page.mapping
    assert {word: combo.code() for (_key, word), combo in panel.words.items()} == {
        "Chính quyền": "government", "UBND": "government", "Đảng ủy": "party", "chính quyền": "government",
        "Khác": "other", "Hành chính": "administration",
    }  # fmt: skip
    panel.name.setText("Sổ của xã")
    panel.go.click()
    assert page.preview.take.text() == "Nhập 4 dòng"
    page.read(case("05"))
    assert page.stack.currentWidget() is page.preview, "columns and words are remembered"
    page.map_again()
    page.mapping._forget_mapping()
    assert desk.files.intake.mappings() == []
    assert page.stack.currentWidget() is page.mapping


def test_a_wrong_cell_is_written_anew_and_the_file_stays(page: ImportPage, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(case("31-one-bad-row.").read_bytes())
    before = path.read_bytes()
    page.read(path)
    page.mapping.go.click()
    assert page.preview.chips["wrong"].isChecked()
    cell = page.preview.cells["B"]
    assert cell.text() == "35/03/2024"
    page.mark(tmp_path / "m.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "m.xlsx").active
    assert [c.coordinate for row in marked.iter_rows() for c in row if c.comment] == ["B3"]
    cell.setText("25/03/2024")
    cell.returnPressed.emit()
    assert page.preview.take.text() == "Nhập 2 dòng"
    assert path.read_bytes() == before


def test_a_column_may_be_another_field_and_days_turned_back(page: ImportPage) -> None:
    page.read(case("04"))
    page.mapping.orders["D"].set_code("dmy")
    page.mapping.choices["C"].set_code("")
    page.mapping.go.click()
    assert page.look is not None
    assert page.look.foreign is not None
    told = [row.told.values for row in page.look.foreign.rows]
    assert [values["received_on"] for values in told] == ["2024-03-18", "2024-03-12", "2024-03-21", "2024-03-08"]
    assert not any("speaker_name" in values for values in told)


def test_sheets_and_hidden_rows_are_a_persons_choice(page: ImportPage) -> None:
    page.read(case("02-a"))
    assert [box.isChecked() for box in page.mapping.sheets.values()] == [True, True]
    page.mapping.sheets["Thôn Đông"].click()
    page.mapping.go.click()
    assert page.preview.take.text() == "Nhập 2 dòng"
    page.read(case("15"))
    page.mapping.go.click() if page.stack.currentWidget() is page.mapping else None
    assert page.preview.take.text() == "Nhập 2 dòng"
    page.preview.with_hidden.click()
    assert page.preview.take.text() == "Nhập 3 dòng"


def test_which_table_is_asked_where_a_file_holds_several(page: ImportPage, desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["STT", "Nội dung ý kiến", "Họ tên", "Ngày"], [1, "Đường hỏng", "Lê A", "1/4/2024"], [],
                ["STT", "Thời gian", "Địa điểm", "Chủ trì"], [1, "5/4/2024", "Đình", "Bí thư"]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    page.read(tmp_path / "a.xlsx")
    panel = page.mapping
    assert panel.which is not None
    assert [box.isChecked() for box in panel.sheets.values()] == [True, False]
    panel.name.setText("Sổ")
    panel.go.click()
    page.read(tmp_path / "a.xlsx")
    assert page.stack.currentWidget() is panel, "a remembered mapping says nothing of the other table"
    list(panel.sheets.values())[1].click()
    assert [box.isChecked() for box in panel.sheets.values()] == [False, True]
    assert panel.form.code() == "session"
    assert panel.columns() == {"A": "", "B": "held_on", "C": "place", "D": "chair_name"}


def test_a_kind_nobody_says_is_left_to_the_words(page: ImportPage) -> None:
    page.read(case("40"))
    kind = page.mapping.values["kind"]
    assert isinstance(kind, Combo)
    assert "lời văn" in kind.itemText(0)
    side = page.mapping.values["side"]
    assert isinstance(side, Combo)
    side.set_code("government")
    page.mapping.go.click()
    page.preview.chips[""].click()
    assert any("Loại: Kiến nghị" in page.preview.model.lines(row) for row in page.preview.model.rows)
    assert any("NGƯỜI LẬP BIỂU" in page.preview.model.title(row) for row in page.preview.model.rows)


def test_alike_rows_may_be_left_out(page: ImportPage, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = "Ngày;Nội dung ý kiến;Bên nhận;Lĩnh vực"
    row = "1/4/2024;Đường thôn Đông hỏng nặng từ lâu;Xây dựng chính quyền;Đất đai"
    path.write_text(f"{head}\n{row}\n{row}\n", encoding="utf-8")
    page.read(path)
    page.mapping.go.click()
    assert page.look is not None
    assert page.look.preview.counts["alike"] == 1
    assert page.preview.take.text() == "Nhập 2 dòng"
    page.preview.without_alike.click()
    assert page.preview.take.text() == "Nhập 1 dòng"
    page.preview.take.click()
    assert desk.records.count("opinion", Query()) == 1


def test_enter_and_escape_lead_as_everywhere(qtbot: QtBot, desk: Desk) -> None:
    opened = Opened(qtbot, desk, "import")
    shown = opened.window.page("import")
    assert isinstance(shown, ImportPage)
    shown.read(case("08"))
    opened.press(Qt.Key.Key_Escape)
    assert shown.stack.currentWidget() is shown._empty


def test_any_field_may_get_one_value_for_all_rows_and_a_source(page: ImportPage, desk: Desk) -> None:
    session = desk.records.save("session", {
        "held_on": "2024-05-12", "title": "Đối thoại quý II", "place": "Đình", "count_for": "government"})  # fmt: skip
    page.read(case("06"))
    panel = page.mapping
    assert panel.given.source is not None
    panel.given.source.set_code(f"session:{session.id}")
    panel._tell()
    assert "Ngày nhận" not in panel._missing.text(), "the session tells the day"
    subject = panel.values["subject"]
    assert isinstance(subject, Combo)
    subject.set_code("infrastructure")
    panel.given.more.set_code("place")
    panel.given.more.picked.emit()
    place = panel.values["place"]
    assert isinstance(place, LineEdit)
    place.setText("Thôn Đông")
    panel.name.setText("Sổ họp")
    panel.go.click()
    page.preview.take.click()
    rows = [desk.records.need("opinion", r.id).values for r in desk.records.page("opinion", Query())]
    assert {(v["source_id"], v["received_on"], v["side"], v["place"]) for v in rows} == {
        (session.id, "2024-05-12", "government", "Thôn Đông")
    }


def test_what_is_remembered_is_seen_changed_and_forgotten(page: ImportPage, desk: Desk) -> None:
    page.read(case("05"))
    panel = page.mapping
    panel.name.setText("Sổ của xã")
    panel.go.click()
    page.map_again()
    remembered = panel.words["subject", "Khác"]
    assert remembered.code() == "other"
    remembered.set_code("land")
    panel.words["subject", "Hành chính"].set_code("")
    panel.go.click()
    mapping = desk.files.intake.mapping("Sổ của xã")
    assert mapping.words["subject"] == {"khac": "land"}
    page.map_again()
    assert panel.words["subject", "Hành chính"].code() == "administration", "asked again, with a guess"
    page.read(case("06"))
    side = panel.values["side"]
    assert isinstance(side, Combo)
    side.set_code("party")
    panel.name.setText("Sổ họp")
    panel.go.click()
    assert desk.files.intake.mapping("Sổ họp").values == {"side": "party"}
    page.map_again()
    again = panel.values["side"]
    assert isinstance(again, Combo)
    assert again.code() == "party", "a remembered value is seen"
    again.set_code("")
    panel.go.click()
    assert desk.files.intake.mapping("Sổ họp").values == {}
