"""Tables of reports on screen: ranges are copied and added up, rows sorted by a heading."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dialogue_desk.domain.sheet import CellKind, Column, Row, Sheet, Table
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.sheet_table import SheetTable
from dialogue_desk.gui.widgets.sheet_view import SheetView

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
