"""Tables of reports on screen: ranges are copied and added up, rows sorted by a heading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import CellKind, Column, Row, Sheet, Table
from dialogue_desk.gui.models.sifted import BLANK
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.lines import LineEdit
from dialogue_desk.gui.widgets.sheet_table import SheetTable
from dialogue_desk.gui.widgets.sheet_view import SheetView
from dialogue_desk.gui.widths import Widths

COLUMNS = (Column("name", "Đơn vị"), Column("n", "Số", CellKind.NUMBER), Column("on", "Ngày", CellKind.DATE))


def rows(*more: Row) -> tuple[Row, ...]:
    given = (("Ân Thi", 3, "2026-01-02"), ("Đông", None, "2025-03-04"), ("Dân", 1200, None), ("=SUM", 10, "2026-01-01"))
    return (*(Row(dict(zip(("name", "n", "on"), row, strict=True))) for row in given), *more)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> SheetView:
    total = Row({"name": "Tổng số", "n": 1213, "on": None}, style="total")
    shown = SheetView(theme)
    qtbot.addWidget(shown)
    shown.resize(800, 500)
    shown.show_sheet(Sheet("test", "Thử", blocks=(Table(COLUMNS, rows(total)),)))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def names(table: SheetTable) -> list[str]:
    return [table.model().index(row, 0).data() for row in range(table.model().rowCount())]


def choose(table: SheetTable, first: tuple[int, int], last: tuple[int, int]) -> None:
    model = table.model()
    table.setCurrentIndex(model.index(*first))
    chosen = QItemSelection(model.index(*first), model.index(*last))
    table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def click(table: SheetTable, column: int) -> None:
    at = table.heading.sectionViewportPosition(column) + 12
    QTest.mouseClick(table.heading.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 8))


def test_a_range_is_copied_and_added_up(view: SheetView) -> None:
    table = view.tables[0]
    told: list[str] = []
    table.range_chosen.connect(told.append)
    choose(table, (0, 1), (4, 1))
    assert told[-1] == "Đã chọn 5 ô · 3 số, tổng 1.213"  # the total is not added to what it is the total of
    choose(table, (2, 0), (3, 1))
    assert told[-1] == "Đã chọn 4 ô"
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Dân\t1.200\n'=SUM\t10"
    choose(table, (0, 1), (0, 1))
    assert told[-1] == ""


def test_rows_are_sorted_by_a_heading_and_the_total_stays_below(view: SheetView) -> None:
    table, before = view.tables[0], names(view.tables[0])
    click(table, 1)
    assert names(table) == ["Ân Thi", "=SUM", "Dân", "Đông", "Tổng số"]
    click(table, 1)
    assert names(table) == ["Dân", "=SUM", "Ân Thi", "Đông", "Tổng số"]
    click(table, 1)
    assert names(table) == before
    click(table, 0)
    assert names(table)[1:] == ["Ân Thi", "Dân", "Đông", "Tổng số"]
    click(table, 2)
    assert names(table) == ["Đông", "=SUM", "Ân Thi", "Dân", "Tổng số"]


def test_a_figure_of_a_sorted_table_is_that_of_the_sheet(view: SheetView) -> None:
    table = view.tables[0]
    chosen: list[object] = []
    view.figure_chosen.connect(chosen.append)
    click(table, 1)
    table.setCurrentIndex(table.model().index(2, 1))
    assert (chosen[-1].row, chosen[-1].words) == (2, "Dân, Số: 1.200")
    click(table, 1)
    table.setCurrentIndex(table.model().index(1, 1))
    assert chosen[-1].row == 3


def test_rows_that_head_others_stay_where_they_are(qtbot: QtBot, theme: Theme) -> None:
    shown = SheetView(theme)
    qtbot.addWidget(shown)
    group = Row({"name": "I. Cấp xã"}, style="group")
    shown.show_sheet(Sheet("test", "Thử", blocks=(Table(COLUMNS, (group, *rows())),)))
    shown.resize(800, 500)
    shown.show()
    before = names(shown.tables[0])
    click(shown.tables[0], 1)
    assert names(shown.tables[0]) == before


def test_a_column_is_filtered_and_totals_do_not_speak_of_what_is_hidden(view: SheetView) -> None:
    table = view.tables[0]
    told: list[str] = []
    table.range_chosen.connect(told.append)

    def seen() -> list[str]:
        return [name for row, name in enumerate(names(table)) if not table.isRowHidden(row)]

    height = table.height()
    QTest.mouseClick(table.heading.viewport(), Qt.MouseButton.RightButton, pos=QPoint(12, 8))
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = table.findChildren(QMenu)[-1]
    assert {"Ân Thi", "Đông", "Dân", "=SUM"} <= {action.text() for action in menu.actions()}
    assert "Tổng số" not in {action.text() for action in menu.actions()}
    typed = menu.findChild(LineEdit)
    typed.setText("an")
    typed.returnPressed.emit()
    assert seen() == ["Ân Thi", "Dân"]
    assert told[-1] == "đang xem 2 trong 4 dòng, dòng tổng của cả bảng được ẩn"
    QTest.qWait(30)
    assert table.height() < height
    click(table, 1)
    assert seen() == ["Ân Thi", "Dân"]
    click(table, 1)
    assert seen() == ["Dân", "Ân Thi"]
    choose(table, (0, 1), (4, 1))
    assert told[-1].startswith("Đã chọn 2 ô · 2 số, tổng 1.203 · đang xem 2")
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1.200\n3"
    table.sift(2, BLANK)
    assert seen() == ["Dân"]
    table._sift_none()
    table.sift(0, "o")
    assert seen() == ["Đông"], "the total says this too"
    table._sift_none()
    assert seen()[-1] == "Tổng số"
    assert len(seen()) == 5


def test_a_dragged_column_is_as_wide_the_next_time(qtbot: QtBot, theme: Theme, desk: Desk) -> None:
    def made() -> SheetTable:
        shown = SheetView(theme, lambda table: Widths(desk, f"columns.sheet.{table}"))
        qtbot.addWidget(shown)
        shown.resize(800, 500)
        shown.show_sheet(Sheet("test", "Thử", blocks=(Table(COLUMNS, rows()),)))
        shown.show()
        qtbot.waitExposed(shown)
        return shown.tables[0]

    table = made()
    usual, whole = table.columnWidth(0), table.horizontalHeader().length()
    border = table.heading.sectionViewportPosition(1) - 1
    view = table.heading.viewport()
    QTest.mouseMove(view, QPoint(border, 8))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(border, 8))
    QTest.mouseMove(view, QPoint(border - 60, 8))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(border - 60, 8))
    assert table.columnWidth(0) == usual - 60
    assert table.horizontalHeader().length() == whole, "the others take what it left"
    assert table.heading.sorted_by is None
    again = made()
    assert again.columnWidth(0) == usual - 60
    again.heading.usual_asked.emit(0)
    assert (again.columnWidth(0), made().columnWidth(0)) == (usual, usual)
