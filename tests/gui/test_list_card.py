"""The one list with its detail, the model behind it, and what every page asks and says the same way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.sides import Group, SidesTable
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, EntryRole, Rows
from dialogue_desk.gui.notices import Notices
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import EmptyPage
from dialogue_desk.gui.widgets.files import FileDrop, open_file, open_files, open_folder, save_file
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.list_card import ListCard, ListWithDetail
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.gui.widths import Widths

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def numbers(worded: list[int] | None = None) -> Rows[int]:
    def entry(number: int) -> Entry:
        if worded is not None:
            worded.append(number)
        return Entry("", str(number), f"Số {number}", "chi tiết", ChipSpec("Mới"))

    return Rows(entry)


def test_rows_are_put_into_words_when_they_are_looked_at(qapp: object) -> None:
    worded: list[int] = []
    model = numbers(worded)
    QAbstractItemModelTester(model, FATAL)
    model.show(range(1000))
    assert model.rowCount() == 1000
    worded.clear()
    assert model.index(700).data(EntryRole) == Entry("", "700", "Số 700", "chi tiết", ChipSpec("Mới"))
    assert model.index(700).data() == "Số 700. chi tiết. Mới"
    assert worded == [700], "one row, once"
    assert (model.at(999), model.at(1000), model.at(-1)) == (999, None, None)
    assert (model.entry(1000), model.entry(-1)) == (None, None)
    assert model.index(0).data() == "Số 0. chi tiết. Mới"
    model.show([5])
    assert model.entry(0) == Entry("", "5", "Số 5", "chi tiết", ChipSpec("Mới")), "nothing of what stood there"


def test_a_row_with_cells_is_told_whole_and_nothing_twice() -> None:
    late = ChipSpec("quá 3 ngày", "danger")
    done = ChipSpec("Đã xong", "ok")
    entry = Entry("u", "1", "Đèn hỏng", "", done, (("1/2/2026", late), ("", done)))
    assert entry.told == "Đèn hỏng. 1/2/2026 quá 3 ngày. Đã xong"


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme, desk: Desk) -> ListWithDetail[int]:
    def tell(number: int) -> None:
        view.detail.addWidget(label(theme, f"Đây là {number}"))

    rows = ListCard(theme, numbers(), "Các số")
    view = ListWithDetail(rows, EmptyPage(theme, "x", "Chưa có"), tell, Widths(desk, "panes.test"), "Danh sách")
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    return view


def said(view: ListWithDetail[int]) -> list[str]:
    places = (view.detail.itemAt(at) for at in range(view.detail.count()))
    return [widget.text() for place in places if place and isinstance(widget := place.widget(), QLabel)]


def test_the_picked_row_is_shown_beside_the_list_and_stays_picked(shown: ListWithDetail[int]) -> None:
    shown.show_rows([1, 2, 3])
    assert said(shown) == ["Đây là 1"]
    shown.list.setCurrentIndex(shown.rows.model.index(2))
    assert said(shown) == ["Đây là 3"]
    shown.show_rows([7, 8])
    assert (shown.rows.current(), said(shown)) == (8, ["Đây là 8"]), "the last one, where there are fewer"
    assert shown.stack.currentIndex() == 0


def test_without_rows_a_sentence_stands_there(shown: ListWithDetail[int]) -> None:
    shown.show_rows([1])
    shown.show_rows([])
    assert shown.stack.currentWidget() is shown.empty
    assert (shown.rows.current(), said(shown)) == (None, [])
    shown.show_rows([], is_empty=False)
    assert shown.stack.currentIndex() == 0, "only filtered away"


def test_a_side_is_chosen_for_fields_that_go_together(qtbot: QtBot, theme: Theme) -> None:
    heads: list[QWidget] = [label(theme, "Đây"), label(theme, "Kia")]
    groups = [Group(("a", "b"), ["Tên", "Ngày"], [["x", "1"], ["y", "2"]], 1), Group(("c",), ["Nơi"], [["p"], ["q"]])]
    table = SidesTable(theme, heads, groups, whose=["Hạnh", "Sơn"])
    qtbot.addWidget(table)
    heard: list[object] = []
    table.chosen.connect(lambda keys, side: heard.append((keys, side)))
    assert [box.isChecked() for box in table.boxes()] == [False, True, False, False]
    table.boxes()[0].click()
    table.boxes()[3].click()
    assert heard == [(("a", "b"), 0), (("c",), 1)]
    assert [box.isChecked() for box in table.boxes()] == [True, False, False, True]
    assert table.boxes()[1].accessibleName().startswith("Tên, Ngày: ")
    assert table.boxes()[1].accessibleName().endswith("(Sơn)")
    assert not any(box.isEnabled() for box in SidesTable(theme, heads, groups, can_decide=False).boxes())


def test_what_the_desk_refuses_is_told(qapp: object) -> None:
    notices, told = Notices(), []
    notices.posted.connect(lambda text: told.append(text.text))

    def refuse() -> int:
        raise DeskError("Không được.", "Thử lại.")

    assert (notices.tried(lambda: 0), notices.did(lambda: None), told) == (0, True, [])
    assert (notices.tried(refuse), notices.did(refuse), len(told)) == (None, False, 2)
    with pytest.raises(ZeroDivisionError):
        notices.did(lambda: 1 // 0)


def test_files_are_asked_for_and_none_may_be_named(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent, heard = QWidget(), []
    qtbot.addWidget(parent)

    def ask_all() -> None:
        save_file(parent, heard.append, "Lưu", "/x/goi.pdf")
        open_file(parent, heard.append, "Mở", "*.pdf")
        open_files(parent, heard.append, "Mở nhiều", "*.pdf")
        open_folder(parent, heard.append, "Thư mục")

    answers = {"getSaveFileName": ("", ""), "getOpenFileName": ("", ""), "getOpenFileNames": ([], "")}
    for name, answer in {**answers, "getExistingDirectory": ""}.items():
        monkeypatch.setattr(QFileDialog, name, lambda *_given, answer=answer: answer)
    ask_all()
    assert heard == []
    answers = {"getSaveFileName": ("/a", ""), "getOpenFileName": ("/b", ""), "getOpenFileNames": (["/c", "/d"], "")}
    for name, named in {**answers, "getExistingDirectory": "/e"}.items():
        monkeypatch.setattr(QFileDialog, name, lambda *_given, named=named: named)
    ask_all()
    assert heard == [Path("/a"), Path("/b"), [Path("/c"), Path("/d")], Path("/e")]


def test_only_files_of_this_machine_are_dropped(qtbot: QtBot) -> None:
    widget, heard = QWidget(), []
    qtbot.addWidget(widget)
    FileDrop(widget, heard.append)
    none, left, copy = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    mime = QMimeData()
    entering = QDragEnterEvent(QPoint(1, 1), copy, mime, left, none)
    QApplication.sendEvent(widget, entering)
    assert not entering.isAccepted(), "no files"
    mime.setUrls([QUrl("https://example.org/a"), QUrl.fromLocalFile("/a")])
    entering = QDragEnterEvent(QPoint(1, 1), copy, mime, left, none)
    QApplication.sendEvent(widget, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPoint(1, 1), copy, mime, left, none))
    assert heard == [[Path("/a")]]


def test_layouts_have_the_gap_and_margins_they_are_given(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    first, second = QWidget(), QWidget()
    column, row = down(widget, 7, margins=(1, 2, 3, 4)), across(gap=5)
    put(column, first, second)
    column.addLayout(row)
    margins = column.contentsMargins()
    assert (margins.left(), margins.top(), margins.right(), margins.bottom()) == (1, 2, 3, 4)
    assert (column.spacing(), row.spacing(), column.indexOf(first), column.indexOf(second)) == (7, 5, 0, 1)
