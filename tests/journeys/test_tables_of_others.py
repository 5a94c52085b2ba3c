"""The hardest tables people brought, each taken in the window: opened, looked at, pressed once; or pasted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from dialogue_desk.desk import Query
from dialogue_desk.domain.fields import Values
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.pages.importing.page import ImportPage
from dialogue_desk.gui.pages.records.sessions import SessionsPage
from dialogue_desk.gui.widgets.inputs import LineEdit
from tests.gui.conftest import Seat

CASES = Path(__file__).parents[3] / "shared" / "cases"


def case(name: str) -> Path:
    (found,) = CASES.glob(f"{name}*")
    return found


class Clerk:
    """Somebody before the import page: opens a file, says what is asked, looks, presses once."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        page = seat.window.page("import")
        assert isinstance(page, ImportPage)
        self.page = page
        self.mapping, self.preview = page.mapping, page.preview

    def open(self, path: Path) -> None:
        self.page.read(path)
        QApplication.processEvents()

    @property
    def is_asked(self) -> bool:
        return self.page.stack.currentWidget() is self.mapping

    def say(self, **values: str) -> None:
        """One value for all rows, in the fields the page asks for."""
        for key, text in values.items():
            editor = self.mapping.values[key]
            if isinstance(editor, Combo):
                editor.set_code(text)
            else:
                assert isinstance(editor, LineEdit)
                editor.setText(text)

    def look(self) -> dict[str, int]:
        """On to the preview; how many rows are of each kind."""
        if self.is_asked:
            assert self.mapping.go.isEnabled()
            self.mapping.go.click()
        assert self.page.stack.currentWidget() is self.preview
        assert self.page.look is not None
        return dict(self.page.look.preview.counts)

    def take(self) -> list[Values]:
        """Press once; the opinions the desk holds then, in the order they came."""
        assert self.preview.take.isEnabled()
        self.preview.take.click()
        desk = self.seat.desk
        # Ids made in one millisecond have no order; row ids do.
        ids = desk.store.conn.execute("SELECT id FROM opinion WHERE is_deleted = 0 ORDER BY rid").fetchall()
        return [desk.records.need("opinion", record_id).values for (record_id,) in ids]


@pytest.fixture
def clerk(sit: Callable[..., Seat]) -> Clerk:
    return Clerk(sit(page="import"))


def test_a_heading_of_two_rows_with_the_same_word_twice(clerk: Clerk) -> None:
    clerk.open(case("01-same"))
    mapping = clerk.mapping
    twice = [column.at for column in mapping._found.columns if column.heading.endswith("› Ngày")]
    assert len(twice) == 2
    assert mapping.choices[twice[0]].code() == "received_on"
    clerk.look()
    first, second = clerk.take()
    assert first["received_on"] != second["received_on"]


def test_a_sheet_a_hamlet(clerk: Clerk) -> None:
    clerk.open(case("02-a"))
    assert [box.isChecked() for box in clerk.mapping.sheets.values()] == [True, True]
    clerk.look()
    assert [v["text"] for v in clerk.take()] == ["Đường ra đồng lầy lội", "Trạm bơm yếu", "Mương sạt"]


def test_days_as_they_are_written_and_the_one_that_is_none_mended(clerk: Clerk) -> None:
    clerk.open(case("03"))
    assert clerk.look()["wrong"] == 1
    cell = clerk.preview.cells["D"]
    assert cell.text() == "4/2024"
    cell.setText("1/4/2024")
    cell.returnPressed.emit()
    assert clerk.preview.take.text() == "Nhập 11 dòng"
    assert {v["received_on"] for v in clerk.take()} == {"2024-04-01"}


def test_days_excel_has_turned_are_turned_back(clerk: Clerk) -> None:
    clerk.open(case("04"))
    assert any("đảo ngày với tháng" in text for _at, text in clerk.mapping._found.warnings)
    clerk.mapping.orders["D"].set_code("dmy")
    clerk.look()
    assert [v["received_on"] for v in clerk.take()] == ["2024-03-18", "2024-03-12", "2024-03-21", "2024-03-08"]


def test_words_of_others_are_said_once(clerk: Clerk) -> None:
    clerk.open(case("05"))
    assert ("side", "UBND") in clerk.mapping.words
    clerk.mapping.name.setText("Sổ của xã")
    clerk.look()
    taken = clerk.take()
    assert [v["side"] for v in taken] == ["government", "government", "party", "government"]
    assert [v["subject"] for v in taken] == ["land", "environment", "other", "administration"]
    clerk.open(case("05"))
    assert not clerk.is_asked
    assert clerk.look()["same"] == 4


def test_the_list_of_a_meeting_gets_its_day_and_side(clerk: Clerk) -> None:
    clerk.open(case("06"))
    clerk.say(received_on="12/5/2024", side="government", subject="infrastructure")
    assert clerk.look()["left_out"] == 7
    taken = clerk.take()
    assert [(v["speaker_name"], v["received_on"]) for v in taken] == [
        ("Lê Văn A", "2024-05-12"), ("Trần Thị B", "2024-05-12"),
    ]  # fmt: skip


def test_rows_that_are_no_records_are_seen_and_not_taken(clerk: Clerk) -> None:
    clerk.open(case("08"))
    clerk.mapping.choices["§"].set_code("place")
    assert clerk.look()["left_out"] == 6
    clerk.preview.chips["left_out"].click()
    titles = [clerk.preview.model.title(row) for row in clerk.preview.model.rows]
    assert "Tổng cộng: 2 ý kiến" in titles
    assert [v["place"] for v in clerk.take()] == ["Thôn Đông", "Thôn Đoài"]


def test_merged_cells_reach_down_and_hidden_rows_are_a_choice(clerk: Clerk) -> None:
    clerk.open(case("13b"))
    clerk.look()
    assert len({v["speaker_address"] for v in clerk.take()}) == 2
    clerk.open(case("15"))
    assert clerk.look()["left_out"] == 1
    clerk.preview.with_hidden.click()
    assert clerk.preview.take.text() == "Nhập 3 dòng"


def test_a_growing_register_and_the_undo_of_its_month(clerk: Clerk) -> None:
    clerk.open(case("27-register-march"))
    clerk.look()
    assert len(clerk.take()) == 3
    clerk.open(case("27-register-april"))
    assert (clerk.look()["same"], clerk.preview.take.text()) == (3, "Nhập 1 dòng")
    assert len(clerk.take()) == 4
    clerk.page.undo()
    if clerk.seat.window.notice.isVisible():
        clerk.seat.window.notice._act()
    assert clerk.seat.desk.records.count("opinion", Query()) == 3
    clerk.open(case("27-register-april"))
    assert (clerk.look()["same"], clerk.look()["new"]) == (3, 1)


def test_a_column_the_mapping_has_not_seen_is_asked_about(clerk: Clerk) -> None:
    clerk.open(case("28-first"))
    clerk.mapping.name.setText("Sổ tháng")
    clerk.look()
    clerk.take()
    clerk.open(case("28-new"))
    assert clerk.is_asked
    assert clerk.mapping.choices["E"].code() or clerk.mapping.choices["F"].code()
    clerk.look()
    assert any(v["speaker_phone"] == "0912345678" for v in clerk.take())


def test_one_bad_row_goes_to_a_file_and_the_mended_file_brings_only_it(clerk: Clerk, tmp_path: Path) -> None:
    own = shutil.copy(case("31-one-bad-row.xlsx"), tmp_path / "so.xlsx")
    clerk.open(Path(own))
    assert clerk.look()["wrong"] == 1
    clerk.page.store(tmp_path / "sai.xlsx")
    assert clerk.seat.desk.records.count("opinion", Query()) == 1
    clerk.open(case("31-one-bad-row-mended"))
    assert (clerk.look()["same"], clerk.look()["new"]) == (1, 1)
    assert len(clerk.take()) == 2


def test_the_summary_of_a_quarter(clerk: Clerk) -> None:
    clerk.open(case("40"))
    clerk.say(side="government")
    found = clerk.look()
    assert (found["new"], found["wrong"]) == (5, 1)
    cell = clerk.preview.cells["B"]
    assert cell.text() == "31/4/2026"
    cell.setText("30/4/2026")
    cell.returnPressed.emit()
    taken = clerk.take()
    assert len(taken) == 6
    assert {v["kind"] for v in taken} == {"petition", "opinion"}
    assert taken[1]["speaker_phone"] == "0912345679"


def copied(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def test_two_tables_of_word_and_a_wide_register_are_pasted(sit: Callable[..., Seat]) -> None:
    seat = sit(page="sessions")
    page = seat.window.page("sessions")
    assert isinstance(page, SessionsPage)
    page.new()
    html = case("33").read_text(encoding="utf-8")
    copied("x", html)
    page.panel.paste()
    asked = page.panel.pasting.asked
    if asked is not None and asked.isVisible():
        asked.mapping.go.click()
        asked.preview.take.click()
    assert len(page.panel.model.lines) == 3
    copied(case("34").read_text(encoding="utf-8"))
    page.panel.paste()
    asked = page.panel.pasting.asked
    assert asked is not None
    assert asked.isVisible(), "nobody knows its column of files"
    asked.mapping.go.click()
    asked.preview.take.click()
    assert [line.values["text"] for line in page.panel.model.lines[3:]] == ["Đèn tắt"]
    QGuiApplication.clipboard().clear()  # what it holds was made here and must not outlive the test
