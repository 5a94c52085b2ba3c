"""What is made beside the window, and what happens in the window meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.domain.sheet import Chart, Column, Row, Series, Sheet, Table, Text
from dialogue_desk.gui.models.sheet_table import SheetTableModel
from dialogue_desk.gui.pages.reports.page import ReportsPage
from dialogue_desk.gui.preview import PreviewDialog, preview_made
from dialogue_desk.gui.tasks import Progress, Task, Work, carry_out
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.undoing import AT_ONCE, undo_last
from dialogue_desk.gui.widgets.chart_view import ChartView
from dialogue_desk.gui.widgets.sheet_table import SheetTable
from tests.gui.conftest import Seat

OPINION = {
    "kind": "opinion", "text": "Đường ngõ 5 ngập", "source_form": "direct", "received_on": "2026-05-02",
    "side": "government", "subject": "land", "competence": "commune",
}  # fmt: skip


class Later:
    """A runner whose worker begins when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Work, Task, Progress]] = []
        self.results: list[object] = []

    def run(self, label: str, work: Work, done: Callable[[object], None], failed: Callable[[Exception], None]) -> Task:
        progress = Progress()
        task = Task(label, progress)
        task.done.connect(self.results.append)
        task.done.connect(done)
        task.failed.connect(failed)
        progress.tell = task.hear
        self.waiting.append((work, task, progress))
        return task

    def stop(self) -> None:
        """Nothing runs on."""

    @property
    def labels(self) -> list[str]:
        return [task.label for _work, task, _progress in self.waiting]

    def work_off(self) -> None:
        while self.waiting:
            carry_out(self.waiting[0][0], self.waiting[0][2])
            del self.waiting[0]


@pytest.fixture
def seat(sit: Callable[..., Seat]) -> Seat:
    return sit(page="reports")


def test_operations_are_taken_back_one_after_the_other_in_their_order(seat: Seat) -> None:
    records, later = seat.desk.records, Later()
    assert seat.window.kit is not None
    kit = seat.window.kit._replace(runner=later)
    first = records.save("opinion", OPINION)
    with records.as_one():
        records.save("opinion", OPINION | {"text": "Đã nhập đè"}, record_id=first.id)
        many = [records.save("opinion", OPINION | {"text": f"Ý kiến {n}"}).id for n in range(AT_ONCE)]
    undo_last(kit)
    last = records.save("opinion", OPINION | {"text": "Ghi trong lúc chờ"})
    undo_last(kit)  # Ctrl+Z again
    assert "Đang hoàn tác" in seat.window.notice.text()
    assert not records.need("opinion", last.id).is_deleted
    later.work_off()
    assert "sẽ bỏ vào thùng rác" in seat.window.notice.text()
    assert not any(records.need("opinion", made).is_deleted for made in many), "first asked"
    seat.window.notice._act()
    later.work_off()
    assert f"Đã hoàn tác: Lưu {AT_ONCE + 1} ý kiến" in seat.window.notice.text()
    assert all(records.need("opinion", made).is_deleted for made in many)
    assert records.need("opinion", first.id).values["text"] == OPINION["text"]
    for record in (last, first):
        assert not records.need("opinion", record.id).is_deleted
        undo_last(kit)
        assert not records.need("opinion", record.id).is_deleted
        seat.window.notice._act()
        assert records.need("opinion", record.id).is_deleted
    undo_last(kit)
    assert "chưa có thay đổi nào" in seat.window.notice.text()


def test_nothing_comes_over_the_card_of_a_locked_desk(seat: Seat) -> None:
    page, later = seat.window.page(), Later()
    assert isinstance(page, ReportsPage)
    page.side.kit = page.kit = page.kit._replace(runner=later)
    sheet = page.side.sheet = Sheet("x", "Sổ", (Text("Lê Văn Tám"), Table((Column("a", "A"),), (Row({"a": "Tám"}),))))

    def shown() -> list[PreviewDialog]:
        return [w for w in QApplication.topLevelWidgets() if isinstance(w, PreviewDialog) and w.isVisible()]

    QGuiApplication.clipboard().setText("trước")
    preview_made(page.kit, lambda _desk: sheet, seat.window)
    preview_made(page.kit, lambda _desk: sheet, seat.window)  # pressed twice
    assert len(later.waiting) == 1
    page.side.copy()
    seat.window.hide()
    later.work_off()
    assert not shown()
    assert QGuiApplication.clipboard().text() == "trước"
    seat.window.show()
    preview_made(page.kit, lambda _desk: sheet, seat.window)
    page.side.copy()
    later.work_off()
    assert "Tám" in QGuiApplication.clipboard().text()
    (dialog,) = shown()
    dialog.close()


def test_a_chart_answers_for_the_picture_that_is_shown(qtbot: QtBot, theme: Theme) -> None:
    later, problems, chosen = Later(), list[Exception](), list[str]()
    view = ChartView(theme, later, problems.append)
    view.period_chosen.connect(chosen.append)
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.show()
    view.show_chart(Chart("lines", ("2021", "2022", "2023"), (Series("a", "A", (1, 2, 3)),)))
    qtbot.waitUntil(lambda: len(later.waiting) == 1)
    later.work_off()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(480, 100))
    assert chosen == ["2023"]
    view.show_chart(Chart("lines", ("2021",), (Series("a", "A", (1,)),)))  # its picture is not there yet
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(480, 100))
    assert chosen == ["2023"]
    for width in (520, 540, 560):  # pulled larger
        view.resize(width, 300)
        qtbot.waitUntil(lambda width=width: len(later.waiting) >= (width - 500) // 20)
    del later.results[:]
    later.work_off()
    assert [result is not None for result in later.results] == [False] * (len(later.results) - 1) + [True]
    assert view.image.size() == view.size()
    QApplication.sendEvent(view, QEvent(QEvent.Type.DevicePixelRatioChange))  # moved to another screen
    qtbot.waitUntil(lambda: len(later.waiting) == 1)
    assert not problems


def test_a_row_is_as_tall_as_its_lines_however_they_end(qtbot: QtBot, theme: Theme) -> None:
    rows = tuple(Row({"a": text}) for text in ("Đèn\u2028đường", "Đèn\nđường", "Đèn đường"))
    table = SheetTable(theme, SheetTableModel(Table((Column("a", "A"),), rows)))
    qtbot.addWidget(table)
    table.resize(600, 200)
    table.show()
    heights = [table.rowHeight(row) for row in range(3)]
    assert heights[0] == heights[1] > heights[2]
