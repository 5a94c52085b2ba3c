"""Báo cáo: choose a sheet, set its time, look at it, click a figure, print or write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.domain.fields import Field, Problem, Values
from dialogue_desk.domain.sheet import Sheet, Source
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_for
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.sheet_table import as_text
from dialogue_desk.gui.pages.name_review import NameReview
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.period_tools import PeriodTools
from dialogue_desk.gui.pages.report_list import ReportList
from dialogue_desk.gui.pages.report_params import name_time_once, params_form, scope_words
from dialogue_desk.gui.places import Target, Width, room_of
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.printing import write_pdf
from dialogue_desk.gui.tasks import Progress, Task
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Rule
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.sheet_view import ChosenFigure, SheetView
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _

PANE_WIDTH = 256
PAUSE = 350
FILE_TYPES = {"pdf": "PDF", "xlsx": "Excel", "docx": "Word"}
ICONS = {"pdf": "file-down", "xlsx": "file-spreadsheet", "docx": "file-text"}


class ReportsPage(Page):
    """Parameters at the left, the sheet at the right, built in the worker."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._name = ""
        self._sheet: Sheet | None = None
        self._sources: tuple[Source, ...] = ()
        self._form: FormView | None = None
        self._params: Values = {}
        self._chosen: ChosenFigure | None = None
        self._asked = 0
        self._task: Task | None = None
        self._shows_pane = False
        kit.desk.reporting.writers.setdefault("pdf", write_pdf)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.build)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_pane())
        row.addWidget(self._make_right(), 1)
        kit.changes.changed.connect(lambda _change: self._pause.start() if self.isVisible() else None)
        kit.scope.changed.connect(self._follow_scope)

    def _make_pane(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(14), px(12), px(14))
        column.setSpacing(px(8))
        column.addWidget(label(theme, _("Báo cáo"), "title"))
        self.reports = ReportList(theme, [(r["name"], r["title"]) for r in self.kit.desk.reporting.listed()])
        self.reports.chosen.connect(self.choose)
        column.addWidget(self.reports)
        column.addWidget(Rule(theme))
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        self._complaint = WrappedLabel(theme, "", "small", "danger")
        column.addWidget(self._complaint)
        column.addStretch(1)
        self._pane = QWidget()
        box = QHBoxLayout(self._pane)
        box.setContentsMargins(0, 0, 1, 0)
        box.addWidget(scroll_area(theme, inner, "surface"))
        fill(self._pane, theme, "line")
        self._pane.setFixedWidth(px(PANE_WIDTH))
        return self._pane

    def _make_right(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(px(20), px(14), 0, 0)
        column.setSpacing(px(12))
        column.addLayout(self._make_tools())
        self.view = SheetView(theme, lambda table: Widths(self.kit.desk, f"columns.sheet.{table}"))
        self.view.figure_chosen.connect(self._figure_chosen)
        self._empty = EmptyPage(theme, "file-text", _("Chọn một mẫu báo cáo ở bên trái."))
        inner = QWidget()
        inner_box = QVBoxLayout(inner)
        inner_box.setContentsMargins(0, 0, px(20), px(14))
        inner_box.addWidget(self._empty)
        inner_box.addWidget(self.view)
        inner_box.addStretch(1)
        column.addWidget(scroll_area(theme, inner), 1)
        column.addWidget(self._make_card())
        return holder

    def _make_tools(self) -> QHBoxLayout:
        theme, px = self.theme, self.theme.px
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, px(20), 0)
        row.setSpacing(px(8))
        self._open_pane = Button(theme, _("Mẫu và tham số"), icon="settings", on_click=self._toggle_pane)
        row.addWidget(self._open_pane)
        self._print = Button(theme, _("In"), icon="printer", tip="Ctrl+P", on_click=self.print)
        row.addWidget(self._print)
        self._files: dict[str, Button] = {}
        for suffix, text in FILE_TYPES.items():
            button = Button(theme, text, icon=ICONS[suffix])
            button.clicked.connect(lambda _on=False, suffix=suffix: self.write(suffix))
            self._files[suffix] = button
            row.addWidget(button)
        self._copy = Button(theme, _("Chép"), icon="copy", kind="quiet", tip="Ctrl+C", on_click=self.copy)
        row.addWidget(self._copy)
        self.period = PeriodTools(self.kit, self.window, self.build)
        self._names = NameReview(self.kit, self.build, self)
        row.addWidget(self.period.words)
        row.addStretch(1)
        row.addWidget(self.period.freeze)
        return row

    def _make_card(self) -> QWidget:
        """What the chosen figure is and where it comes from."""
        theme, px = self.theme, self.theme.px
        self._card = Card(theme, padding=10)
        row = QHBoxLayout()
        self._figure = WrappedLabel(theme, "", "strong")
        self._whence = WrappedLabel(theme, "", "small", "text2")
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(self._figure)
        words.addWidget(self._whence)
        row.addLayout(words, 1)
        self._see = Button(theme, _("Xem nguồn"), icon="list-checks", kind="quiet", on_click=self.show_sources)
        row.addWidget(self._see)
        self._card.box.addLayout(row)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, px(20), px(14))
        box.addWidget(self._card)
        self._card_holder = holder
        holder.hide()
        return holder

    # -- choosing ---------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        if target.filter and target.filter in self.kit.desk.reporting.names():
            self.choose(target.filter, dict(target.new or {}))
        elif not self._name:
            self.choose(self.kit.desk.preference("report", "appendix-05"))
        else:
            self.build()

    def choose(self, name: str, given: Values | None = None) -> None:
        """Another report: its parameters, as they were set the last time."""
        self._name = name
        self._offer(None)
        self.kit.desk.prefer("report", name, in_passing=True)
        self.reports.set_current(name)
        report = self.kit.desk.reporting.get(name)
        form = params_form(self.kit, name, given)
        form.changed.connect(self._param_changed)
        if self._form is not None:
            self._slot.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = form
        self._slot.addWidget(form)
        for first, second in pairwise([self.reports.more, *form.stops(), self._open_pane]):
            self.setTabOrder(first, second)
        for suffix, button in self._files.items():
            button.setVisible(suffix in report.formats)
        self.build()

    def _param_changed(self, key: str) -> None:
        """The time is told in one way: naming it in another empties the rest. What is shown is not that any more."""
        form = self._form
        if form is None:
            return
        name_time_once(form, key)
        self._offer(None)
        self._pause.start()

    def _offer(self, sheet: Sheet | None) -> None:
        """Nobody prints or writes a sheet under other parameters than it was made with."""
        self._sheet = sheet
        for button in (self._print, self._copy, *self._files.values()):
            button.setEnabled(sheet is not None)

    def _follow_scope(self) -> None:
        """The units chosen in the top bar are the report's too."""
        if self._form is not None and "unit" in self._form.editors:
            self._form.set_field("unit", scope_words(self.kit))
            if self.isVisible():
                self._pause.start()

    # -- building ---------------------------------------------------------------------------

    def build(self) -> None:
        """Ask the worker for the sheet; only the last one asked for is shown, others are not begun any more."""
        self._pause.stop()
        form = self._form
        if form is None:
            return
        form.show_all()
        if refused := form.show_problems([]):
            self._asked += 1
            self._refuse(refused[0].text)
            return
        asked = self._params = {key: editor.value() for key, editor in form.editors.items()}
        self._asked += 1
        number, name, desk = self._asked, self._name, self.kit.desk

        def work(_progress: Progress) -> object:
            with closing(desk.another()) as other:
                return other.reporting.build(name, asked)

        if self._task is not None:
            self._task.cancel()
        self._task = run_for(
            self.kit,
            _("Lập báo cáo"),
            work,
            lambda sheet: self._built(number, sheet),
            lambda error: self._failed(number, error),
        )

    def _built(self, number: int, sheet: object) -> None:
        if number != self._asked or not isinstance(sheet, Sheet):
            return
        self._offer(sheet)
        self._complaint.set_text("")
        self.period.show(self._name, self._params)
        self._empty.hide()
        self._card_holder.hide()
        self.view.show_sheet(sheet)
        self.view.show()
        self._names.go_on()

    def _failed(self, number: int, error: Exception) -> None:
        if number != self._asked:
            return
        told = str(error) if isinstance(error, DeskError) else ""
        if isinstance(error, DeskError) and error.code == "missing_param":
            told = _("Mẫu này in từ bản ghi của nó (nút “…”, mục Mẫu in) hoặc từ gói (Gửi và nhận, Gói đã qua).")
        self._refuse(told)
        if not told:
            self.kit.notices.post_error(error)
            return
        self._complaint.set_text(told)
        if self._form is not None:
            self._form.show_problems([Problem("", told)])

    def _refuse(self, told: str) -> None:
        """There is no sheet for what was asked: the reason stands where it would be, and nothing can be printed."""
        self._offer(None)
        self.period.hide()
        self._complaint.set_text("")
        self.view.hide()
        self._card_holder.hide()
        self._empty.set_sentence(told)
        self._empty.show()

    # -- a figure ---------------------------------------------------------------------------

    def _figure_chosen(self, figure: ChosenFigure) -> None:
        """Say what it is at once; the worker looks up the records behind it."""
        self._sources = ()
        self._figure.set_text(figure.words)
        self._whence.set_text(_("Đang tìm bản ghi…") if figure.is_number else "")
        self._see.hide()
        self._card_holder.setVisible(figure.is_number)
        if not figure.is_number:
            return
        name, asked, desk = self._name, self._params, self.kit.desk

        def work(_progress: Progress) -> object:
            with closing(desk.another()) as other:
                tables = list(other.reporting.build(name, asked).tables())
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
        self._whence.set_text(" ".join(parts) or _("Không có bản ghi nào đứng sau ô này."))
        self._see.setVisible(bool(count))

    def show_sources(self) -> None:
        """The list of exactly those records."""
        if not self._sources:
            return
        source = max(self._sources, key=lambda source: len(source.records))
        self.kit.go(room_of(source.form), Target(form=source.form, keys=source.records, title=self._figure.text()))

    # -- paper, files, clipboard -------------------------------------------------------------

    def print(self) -> None:
        sheet = self._sheet
        if sheet is not None and self._names.is_settled(sheet, self.print):
            preview_made(self.kit, lambda _desk: sheet, self.window())

    def write(self, suffix: str) -> None:
        """Ask where, write there, say that it is done."""
        if self._sheet is None or not self._names.is_settled(self._sheet, lambda: self.write(suffix)):
            return
        name = re.sub(r'[\\/:*?"<>|]+', "-", _(self.kit.desk.reporting.get(self._name).title))
        suggested = str(Path.home() / f"{name}.{suffix}")
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Lưu báo cáo"), suggested, f"{FILE_TYPES[suffix]} (*.{suffix})"
        )
        if path:
            self.write_to(Path(path) if Path(path).suffix else Path(f"{path}.{suffix}"))

    def write_to(self, path: Path) -> None:
        """Write the sheet on the worker: laying out thousands of rows takes seconds."""
        sheet, reporting = self._sheet, self.kit.desk.reporting
        assert sheet is not None

        def done(_nothing: object) -> None:
            self.kit.notices.post(_("Đã lưu {file}.").format(file=path), "ok")

        run_for(self.kit, _("Ghi tệp"), lambda _progress: reporting.write(sheet, path), done)

    def copy(self) -> None:
        sheet = self._sheet
        if sheet is None or not self._names.is_settled(sheet, self.copy):
            return

        def done(text: object) -> None:
            if not isValid(self) or not self.window().isVisible():  # locked meanwhile: it forgot what was copied
                return
            QGuiApplication.clipboard().setText(str(text))
            self.kit.notices.post(_("Đã chép bảng; dán vào Excel hoặc Word."), "ok")

        run_for(self.kit, _("Chép bảng"), lambda _progress: as_text(sheet.tables()), done, self.kit.notices.post_error)

    def commands(self) -> Mapping[str, Action]:
        return {"print": self.print, "reload": self.build}

    def help_field(self) -> Field | None:
        return self._form.field_at_focus() if self._form is not None else None

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._open_pane.setVisible(width is not Width.WIDE)
        self._pane.setVisible(width is Width.WIDE or self._shows_pane)
        self._copy.setVisible(width is Width.WIDE)

    def _toggle_pane(self) -> None:
        self._shows_pane = not self._shows_pane
        self.fit(self.width_class)

    def leave(self) -> None:
        self._pause.stop()

    def place(self) -> Target:
        return Target(filter=self._name, new=self._form.values() if self._form is not None else None)

    def back(self) -> bool:
        if self._shows_pane and self.width_class is not Width.WIDE:
            self._toggle_pane()
            return True
        return False
