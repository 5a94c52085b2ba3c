"""A sheet beside what it was asked by: built in the worker, looked at, clicked into, printed, written, copied."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet, Source, Table
from dialogue_desk.errors import StoppedError
from dialogue_desk.gui.beside import run_for
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.sheet_table import as_text
from dialogue_desk.gui.pages.reports.name_review import NameReview
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.printing import write_pdf
from dialogue_desk.gui.targets import Target, room_of
from dialogue_desk.gui.tasks import CancelledError, Progress, Task
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.progress import ProgressLine
from dialogue_desk.gui.widgets.sheet_view import ChosenFigure, Folded, SheetView
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _

FILE_TYPES = {"pdf": "PDF", "xlsx": "Excel", "docx": "Word"}
ICONS = {"pdf": "file-down", "xlsx": "file-spreadsheet", "docx": "file-text"}
Make = Callable[[Desk], Sheet]
PATIENCE = 400
"""Milliseconds before it is said how long a sheet takes, with a way to stop it."""


class SheetSide(QWidget):
    """`built` tells that a sheet is shown, `failed` carries why there is none.

    `tools` is the row of buttons: a page adds its own before or behind them.
    """

    built = Signal()
    failed = Signal(Exception)
    taken = Signal()
    """It was printed, written or copied."""

    def __init__(
        self,
        kit: Kit,
        sentence: str,
        rebuild: Callable[[], None],
        folded: Callable[[Table], Folded | None] = lambda _table: None,
    ) -> None:
        """`folded` says which columns of a table are not shown on the screen, and why; paper has them all."""
        super().__init__()
        self.kit = kit
        self.theme = kit.theme
        self.sheet: Sheet | None = None
        self.title = ""
        self._make: Make | None = None
        self._asked = 0
        self._task: Task | None = None
        self._sources: tuple[Source, ...] = ()
        self._chosen: ChosenFigure | None = None
        self._names = NameReview(kit, rebuild, self)
        kit.desk.reporting.writers.setdefault("pdf", write_pdf)
        px = self.theme.px
        column = self.column = down(self, px(10), margins=(px(20), px(14), 0, 0))
        column.addLayout(self._make_tools())
        widths = lambda table: Widths(kit.desk, f"columns.sheet.{table}")  # noqa: E731
        self.view = SheetView(self.theme, widths, folded)
        self.view.figure_chosen.connect(self.choose_figure)
        self.empty = EmptyPage(self.theme, "file-text", sentence)
        inner = QWidget()
        inner_box = down(inner, margins=(0, 0, px(20), px(14)))
        put(inner_box, self.empty, self.view)
        inner_box.addStretch(1)
        self.progress = ProgressLine(self.theme)
        column.addWidget(self.progress)
        column.addWidget(scroll_area(self.theme, inner), 1)
        column.addWidget(self._make_card())
        self.offer(None)

    def _make_tools(self) -> QHBoxLayout:
        theme = self.theme
        self.tools = across(gap=theme.px(8), margins=(0, 0, theme.px(20), 0))
        self.print_button = Button(theme, _("In"), icon="printer", kind="primary", tip="Ctrl+P", on_click=self.print)
        self.tools.addWidget(self.print_button)
        self.files: dict[str, Button] = {}
        for suffix, text in FILE_TYPES.items():
            button = Button(theme, text, icon=ICONS[suffix])
            button.clicked.connect(lambda _on=False, suffix=suffix: self.write(suffix))
            self.files[suffix] = button
            self.tools.addWidget(button)
        self.copy_button = Button(theme, _("Sao chép bảng"), icon="copy", tip="Ctrl+C", on_click=self.copy)
        self.tools.addWidget(self.copy_button)
        return self.tools

    def _make_card(self) -> QWidget:
        """What the chosen figure is and where it comes from."""
        theme, px = self.theme, self.theme.px
        card = Card(theme, padding=10)
        row = QHBoxLayout()
        self.figure = WrappedLabel(theme, "", "strong")
        self.whence = WrappedLabel(theme, "", "small", "text2")
        words = down(gap=px(1))
        put(words, self.figure, self.whence)
        row.addLayout(words, 1)
        self.see = Button(theme, _("Xem nguồn"), icon="list-checks", kind="quiet", on_click=self.show_sources)
        row.addWidget(self.see)
        card.box.addLayout(row)
        self.card_holder = QWidget()
        box = down(self.card_holder, margins=(0, 0, px(20), px(14)))
        box.addWidget(card)
        self.card_holder.hide()
        return self.card_holder

    # -- building ---------------------------------------------------------------------------

    def offer(self, sheet: Sheet | None) -> None:
        """Nobody prints or writes a sheet under other parameters than it was made with."""
        self.sheet = sheet
        for button in (self.print_button, self.copy_button, *self.files.values()):
            button.setEnabled(sheet is not None)

    def offer_formats(self, formats: Iterable[str]) -> None:
        """Which files the sheet can be written as."""
        for suffix, button in self.files.items():
            button.setVisible(suffix in formats)

    def build(self, make: Make, title: str, label: str) -> None:
        """Ask the worker for a sheet; only the last one asked for is shown, others are not begun any more."""
        self._asked += 1
        number, desk = self._asked, self.kit.desk
        self._make, self.title = make, title

        def work(progress: Progress) -> object:
            begun = time.monotonic()

            def is_stopped() -> bool:
                if not progress.is_cancelled:
                    seconds = int(time.monotonic() - begun)
                    progress.step(0, 0, _("đã đọc {count} giây").format(count=seconds))
                return progress.is_cancelled

            try:
                with closing(desk.another()) as other, other.stoppable(is_stopped):
                    return make(other)
            except StoppedError as stopped:
                raise CancelledError from stopped

        if self._task is not None:
            self._task.cancel()
        self._task = task = run_for(
            self.kit, label, work, lambda sheet: self._built(number, sheet), lambda error: self._failed(number, error)
        )
        task.cancelled.connect(lambda: self._stopped(number))
        # What is soon there needs no way to stop it.
        QTimer.singleShot(PATIENCE, self, lambda: self._follow(number, task))

    def _follow(self, number: int, task: Task) -> None:
        if number == self._asked:
            self.progress.follow(task)

    def _stopped(self, number: int) -> None:
        if number == self._asked:
            self.refuse(_("Đã dừng giữa chừng. Hỏi lại, hoặc chọn kỳ ngắn hơn, đơn vị nhỏ hơn."))

    def _built(self, number: int, sheet: object) -> None:
        if number != self._asked or not isinstance(sheet, Sheet):
            return
        self.offer(sheet)
        self.built.emit()
        self.empty.hide()
        self.card_holder.hide()
        self.view.show_sheet(sheet)
        self.view.show()
        self._names.go_on()

    def _failed(self, number: int, error: Exception) -> None:
        if number == self._asked:
            self.failed.emit(error)

    def refuse(self, told: str) -> None:
        """There is no sheet for what was asked: the reason stands where it would be, and nothing can be printed."""
        self._asked += 1
        self.offer(None)
        self.view.hide()
        self.card_holder.hide()
        self.empty.set_sentence(told)
        self.empty.show()

    # -- a figure ---------------------------------------------------------------------------

    def choose_figure(self, figure: ChosenFigure) -> None:
        """Say what it is at once; the worker looks up the records behind it."""
        self._sources = ()
        self.figure.set_text(figure.words)
        self.whence.set_text(_("Đang tìm bản ghi…") if figure.is_number else "")
        self.see.hide()
        self.card_holder.setVisible(figure.is_number)
        make, desk = self._make, self.kit.desk
        if not figure.is_number or make is None:
            return

        def work(_progress: Progress) -> object:
            with closing(desk.another()) as other:
                tables = list(make(other).tables())
                return tables[figure.table].rows[figure.row].sources.get(figure.key, ())

        self._chosen = figure
        run_for(
            self.kit,
            _("Tìm nguồn"),
            work,
            lambda found: self._sources_found(figure, found),
            self.kit.notices.post_error,
        )

    def _sources_found(self, figure: ChosenFigure, found: object) -> None:
        if figure is not self._chosen or not isinstance(found, tuple):
            return
        self._sources = found
        count = sum(len(source.records) for source in self._sources)
        parts = [_("{count} bản ghi đứng sau số này.").format(count=count)] if count else []
        if figure.is_marked:
            parts.append(_("Số này lấy từ bảng tổng hợp, không có hồ sơ từng cuộc."))
        self.whence.set_text(" ".join(parts) or _("Không có bản ghi nào đứng sau ô này."))
        self.see.setVisible(bool(count))

    def show_sources(self) -> None:
        """The list of exactly those records."""
        if not self._sources:
            return
        source = max(self._sources, key=lambda source: len(source.records))
        self.kit.go(room_of(source.form), Target(form=source.form, keys=source.records, title=self.figure.text()))

    # -- paper, files, clipboard -------------------------------------------------------------

    def print(self) -> None:
        """Look at the pages, then print."""
        sheet = self.sheet
        if sheet is not None and self._names.is_settled(sheet, self.print):
            self.taken.emit()
            preview_made(self.kit, lambda _desk: sheet, self.window())

    def write(self, suffix: str) -> None:
        """Ask where, write there, say that it is done."""
        if self.sheet is None or not self._names.is_settled(self.sheet, lambda: self.write(suffix)):
            return
        name = re.sub(r'[\\/:*?"<>|]+', "-", self.title)
        suggested = str(Path.home() / f"{name}.{suffix}")
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Lưu báo cáo"), suggested, f"{FILE_TYPES[suffix]} (*.{suffix})"
        )
        if path:
            self.write_to(Path(path) if Path(path).suffix else Path(f"{path}.{suffix}"))

    def write_to(self, path: Path) -> None:
        """Write the sheet on the worker: laying out thousands of rows takes seconds."""
        sheet, reporting = self.sheet, self.kit.desk.reporting
        assert sheet is not None

        def done(_nothing: object) -> None:
            self.taken.emit()
            self.kit.notices.post(_("Đã lưu {file}.").format(file=path), "ok")

        run_for(self.kit, _("Ghi tệp"), lambda _progress: reporting.write(sheet, path), done)

    def copy(self) -> None:
        """The tables as text for Excel or Word."""
        sheet = self.sheet
        if sheet is None or not self._names.is_settled(sheet, self.copy):
            return

        def done(text: object) -> None:
            if not isValid(self) or not self.window().isVisible():  # locked meanwhile: it forgot what was copied
                return
            QGuiApplication.clipboard().setText(str(text))
            self.taken.emit()
            self.kit.notices.post(_("Đã sao chép bảng; dán vào Excel hoặc Word."), "ok")

        run_for(
            self.kit, _("Sao chép bảng"), lambda _progress: as_text(sheet.tables()), done, self.kit.notices.post_error
        )
