"""A list of rows of one height: keys, wheel and mouse find their row, and only rows that are seen are read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dialogue_desk.gui.models.entries import Entry, EntryRole
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.lists import CARD_HEIGHT, EntryList

ROWS = 100_000


class Rows(QAbstractListModel):
    """Says which rows were read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: set[int] = set()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else ROWS

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        self.read.add(index.row())
        return Entry("u", str(index.row()), f"Dòng {index.row()}") if role == EntryRole else None


@pytest.fixture
def rows(qtbot: QtBot, theme: Theme) -> EntryList:
    model = Rows()
    shown = EntryList(theme, model, "Danh sách")
    model.setParent(shown)
    qtbot.addWidget(shown)
    shown.resize(300, 400)
    shown.show()
    qtbot.waitExposed(shown)
    shown.grab()
    return shown


def test_only_rows_that_are_seen_are_read(rows: EntryList) -> None:
    rows.scrollToBottom()
    rows.grab()
    read = rows.model().read  # type: ignore[attr-defined]  # the model is ours
    assert {0, ROWS - 1} <= read
    assert len(read) < 40
    assert rows.verticalScrollBar().maximum() == ROWS * CARD_HEIGHT - rows.viewport().height()


def test_keys_lead_to_their_rows(rows: EntryList) -> None:
    picked: list[str] = []
    rows.picked.connect(lambda entry: picked.append(entry.id))
    rows.setCurrentIndex(rows.model().index(0, 0))  # where the keyboard has put it already
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Home):
        QTest.keyClick(rows, key)
        assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center()), key
    page = 400 // CARD_HEIGHT - 1
    assert picked == ["1", str(1 + page), str(ROWS - 1), str(ROWS - 2), "0"]


def test_the_mouse_opens_the_row_under_it(rows: EntryList) -> None:
    opened: list[str] = []
    rows.opened.connect(lambda entry: opened.append(entry.id))
    rows.verticalScrollBar().setValue(CARD_HEIGHT * 500)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, CARD_HEIGHT + 10))
    assert opened == ["501"]
    assert rows.selectionModel().selectedIndexes()[0].row() == 501


def test_a_row_is_marked_without_telling_anybody(rows: EntryList) -> None:
    picked: list[object] = []
    rows.picked.connect(picked.append)
    rows.choose(70_000)
    assert (rows.currentIndex().row(), picked) == (70_000, [])
    assert rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center())
    rows.choose(-1)
    assert rows.selectionModel().selectedIndexes() == []
