"""Biểu đồ: every trend with the table of its numbers. The drawing library is loaded on demand."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QWidget

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.sheet import Chart, Sheet
from dialogue_desk.gui.beside import run_for
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.remark_line import RemarkLine
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chart_data import (
    KINDS,
    ChartKind,
    can_be_explained,
    chart_of,
    kinds,
    remarks_of,
    table_of,
    unexplained,
)
from dialogue_desk.gui.models.chart_words import in_words, period_words, word
from dialogue_desk.gui.models.sheet_table import SheetTableModel, as_text
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.targets import Target, Width, room_of
from dialogue_desk.gui.tasks import Progress, Task
from dialogue_desk.gui.widgets.buttons import Button, Segmented
from dialogue_desk.gui.widgets.cards import Card, Heading
from dialogue_desk.gui.widgets.chart_view import ChartView, Legend
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, direction_for, down, put
from dialogue_desk.gui.widgets.sheet_table import SheetTable
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.render.figure import save
from dialogue_desk.render.look import Look
from dialogue_desk.texts import _


class ChartsPage(Page):
    """The first visit shows the page at once and the chart when the library is there."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._kinds: tuple[ChartKind, ...] = KINDS
        self._kind: ChartKind = KINDS[0]
        self._report = KINDS[0].splits[0][0]
        self._asked = 0
        self._task: Task | None = None
        self._view: ChartView | None = None
        self._legend: Legend | None = None
        self._model: SheetTableModel | None = None
        self._sheet: Sheet | None = None
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = down(inner, px(12), margins=(px(24), px(14), px(24), px(16)))
        column.addWidget(self._heading())
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices.setSpacing(px(10))
        self._about = self._subject()
        self._choices.addLayout(self._about)
        self._choices.addLayout(self._time(), 1)
        column.addLayout(self._choices)
        self._card = Card(theme)
        self._card.box.addLayout(self._caption())
        self._remark = RemarkLine(theme, kit.drafts)
        self._remark.kept.connect(self._pin)
        self._card.box.addWidget(self._remark)
        self._waiting = label(theme, _("Đang chuẩn bị biểu đồ…"), "body", "text2")
        self._card.box.addWidget(self._waiting)
        column.addWidget(self._card, 1)
        self._paper = Card(theme, padding=2)
        self._note = WrappedLabel(theme, "", "small", "text2")
        put(column, self._paper, self._note)
        whole = down(self)
        whole.addWidget(scroll_area(theme, inner))
        kit.changes.changed.connect(lambda _change: self.build() if self.isVisible() else None)
        kit.scope.changed.connect(lambda: self.build() if self.isVisible() else None)

    def _heading(self) -> Heading:
        heading = Heading(self.theme, _("Biểu đồ"))
        heading.add(Button(self.theme, _("Sao chép"), icon="copy", kind="quiet", on_click=self.copy))
        heading.add(Button(self.theme, _("Lưu ảnh"), icon="image", on_click=self.save_picture))
        return heading

    def _caption(self) -> QHBoxLayout:
        """What is drawn, and the way to pin a word to a part of it."""
        row = QHBoxLayout()
        self._title = label(self.theme, "", "subhead")
        self._pinning = Button(
            self.theme,
            _("Ghi chú"),
            icon="pencil",
            kind="quiet",
            tip=_("Ghi lý do một cột tăng, giảm (F2, hoặc bấm vào cột)"),
            on_click=self.remark,
        )
        self._pinning.hide()
        row.addWidget(self._title, 1)
        row.addWidget(self._pinning)
        return row

    def _subject(self) -> QBoxLayout:
        theme = self.theme
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.px(10))
        self._which = Combo(theme, [(kind.key, _(kind.title)) for kind in KINDS], _("Biểu đồ"))
        self._which.picked.connect(self._kind_chosen)
        row.addWidget(self._which)
        self._split_label = label(theme, _("chia theo"), "body", "text2")
        row.addWidget(self._split_label)
        self._splits = {
            kind.key: Segmented(theme, [(key, _(text)) for key, text in kind.splits], _("Chia theo"))
            for kind in KINDS
            if len(kind.splits) > 1
        }
        for key, segmented in self._splits.items():
            segmented.set_value(next(kind for kind in KINDS if kind.key == key).splits[0][0])
            segmented.chosen.connect(lambda _key: self.build())
            row.addWidget(segmented)
        row.addStretch(1)
        return row

    def _time(self) -> QHBoxLayout:
        theme = self.theme
        row = across(gap=theme.px(10))
        year = self.kit.today().year
        years = [(str(y), str(y)) for y in range(year, 2012, -1)]
        self._from = Combo(theme, years, _("Từ năm"))
        self._to = Combo(theme, years, _("Đến năm"))
        self._from.set_code(str(max(2013, year - 9)))
        self._to.set_code(str(year))
        steps = [("year", _("Năm")), ("quarter", _("Quý")), ("month", _("Tháng"))]
        self._step = Combo(theme, steps, _("Mỗi cột là"))
        self._step.set_code("year")
        self._step.picked.connect(self.build)
        for text, combo in ((_("từ"), self._from), (_("đến"), self._to)):
            combo.picked.connect(self.build)
            put(row, label(theme, text, "body", "text2"), combo)
        row.addWidget(self._step)
        row.addStretch(1)
        return row

    # -- building ---------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        self._kinds = kinds(self.kit.desk.reporting.declared_counts())
        self._which.set_choices([(kind.key, _(kind.title)) for kind in self._kinds], keep=False)
        known = [kind.key for kind in self._kinds]
        wanted = [key for key in (target.filter, self._kind.key) if key in known]
        self._which.set_code(wanted[0] if wanted else known[0])
        self._kind_chosen()

    def _kind_chosen(self) -> None:
        before, self._kind = self._kind, next(kind for kind in self._kinds if kind.key == self._which.code())
        if self._kind.step and self._kind is not before:
            self._step.set_code(self._kind.step)
        for key, segmented in self._splits.items():
            segmented.setVisible(key == self._kind.key)
        self._split_label.setVisible(self._kind.key in self._splits)
        name = self._kind.splits[0][0].partition(":")[0]
        self._step.setVisible(any(field.key == "step" for field in self.kit.desk.reporting.get(name).params))
        self.build()

    def build(self) -> None:
        """Sheets in the worker, and with them, the first time, the drawing library."""
        self._asked += 1
        number, kind, desk = self._asked, self._kind, self.kit.desk
        chosen = self._splits[kind.key].value() if kind.key in self._splits else None
        self._report = chosen or kind.splits[0][0]
        years = sorted([int(self._from.code() or 0), int(self._to.code() or 0)])
        cache = desk.folder / "cache"
        asked: dict[str, Value] = {"from_year": years[0], "to_year": years[1], "step": self._step.code() or "year"}
        if self.kit.scope.unit:
            asked["unit"] = self.kit.scope.unit
        name = self._report.partition(":")[0]
        known = {field.key for field in desk.reporting.get(name).params}
        asked = {key: value for key, value in asked.items() if key in known}

        def work(_progress: Progress) -> object:
            _load_library(cache)
            with closing(desk.another()) as other:
                return other.reporting.build(name, asked)

        if self._task is not None:
            self._task.cancel()  # one that waits is not begun any more
        self._task = run_for(
            self.kit, _("Vẽ biểu đồ"), work, lambda sheet: self._built(number, kind, sheet), self.kit.notices.post_error
        )

    def _built(self, number: int, kind: ChartKind, sheet: object) -> None:
        if number != self._asked or not isinstance(sheet, Sheet):
            return
        chart = chart_of(sheet, self._report.partition(":")[2])
        span = f"{self._from.code()} – {self._to.code()}"
        parts = [_(kind.title), span, self.kit.scope.name]
        self._title.setText(", ".join(part for part in parts if part))
        self._sheet = sheet
        self._show_chart(chart)
        self._show_table(sheet)
        told = [
            f"{period_words(period)}: {text}"
            for period, text in remarks_of(chart, self.kit.desk.reporting.remarks(sheet.name)).items()
        ]
        notes = [*told, *([_("* Thời gian chưa đủ.")] if chart.partial else []), *map(word, sheet.notes())]
        self._note.set_text("\n".join(notes))
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        """The page scrolls: once the new chart and table are laid out it must learn how tall they are."""
        for card in (self._card, self._paper):
            card.box.activate()
            card.updateGeometry()

    def _show_chart(self, chart: Chart) -> None:
        if self._view is None:
            self._waiting.hide()
            self._legend = Legend(self.theme)
            self._card.box.addWidget(self._legend)
            self._view = ChartView(self.theme, self.kit.runner, self.kit.notices.post_error)
            self._view.period_chosen.connect(self.remark)
            self._card.box.addWidget(self._view, 1)
        assert self._legend is not None
        self._legend.show_chart(chart)
        if chart != self._view.chart:  # the page was only entered again: what is drawn stays
            self._view.show_chart(chart)
        self._pinning.setVisible(can_be_explained(chart))
        sheet = self._sheet
        half = self._remark.half_typed(sheet.name, chart.categories) if sheet and can_be_explained(chart) else ""
        if not half:
            self._remark.hide()
        elif not (self._remark.isVisibleTo(self) and sheet and self._remark.report == sheet.name):
            self.remark(half)

    def _show_table(self, sheet: Sheet) -> None:
        clear(self._paper.box)
        shown = table_of(sheet, self._report.partition(":")[2])
        self._model = SheetTableModel(shown, self)
        table = SheetTable(self.theme, self._model, Widths(self.kit.desk, f"columns.chart.{sheet.name}"))
        table.setAccessibleName(self._title.text())
        table.figure_chosen.connect(self.go_to_records)
        self._paper.box.addWidget(table)

    def go_to_records(self, row: int, column: int) -> None:
        """From a number to the list of the records behind it; the worker looks them up."""
        if self._model is None:
            return
        line, leaf = self._model.line(row), self._model.leaves[column]
        named = next((line.values[key] for key in ("name", "unit", "agency", "subject") if key in line.values), "")
        words = f"{named}, {leaf.title}"
        if leaf.key not in line.sources:
            return

        def work(_progress: Progress) -> object:
            return line.sources[leaf.key]

        run_for(
            self.kit, _("Tìm nguồn"), work, lambda found: self._records_found(words, found), self.kit.notices.post_error
        )

    def _records_found(self, words: str, found: object) -> None:
        if not self.isVisible():
            return  # gone to other work meanwhile: nobody is taken away from it
        sources = [s for s in found if s.form != "yearly_total"] if isinstance(found, tuple) else []
        if not sources:
            self.kit.notices.post(_("Số này lấy từ bảng tổng hợp, không có hồ sơ từng cuộc."), "info")
            return
        source = max(sources, key=lambda source: len(source.records))
        self.kit.go(room_of(source.form), Target(form=source.form, keys=source.records, title=words))

    # -- a word about it --------------------------------------------------------------------

    def remark(self, period: str = "") -> None:
        """Ask for a remark in the page: on `period`, else on the jump that lacks one, else on the last."""
        chart = self._view.chart if self._view else None
        if chart is None or self._sheet is None or not can_be_explained(chart):
            return
        told = remarks_of(chart, self.kit.desk.reporting.remarks(self._sheet.name))
        self._remark.begin(
            self._sheet.name, chart.categories, told, period or unexplained(self._sheet) or chart.categories[-1]
        )

    def _pin(self, period: str, text: str) -> None:
        sheet, pin = self._sheet, self.kit.desk.reporting.pin
        if sheet is None or not self.kit.notices.did(lambda: pin(sheet.name, period, text)):
            return
        self._leave_remark()
        self.build()

    def _leave_remark(self) -> None:
        self._remark.draft.forget()
        self._remark.hide()
        self._pinning.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> Target:
        return Target(filter=self._kind.key)

    def back(self) -> bool:
        """Esc leaves the line of a remark without keeping it."""
        if not self._remark.isVisibleTo(self):
            return super().back()
        self._leave_remark()
        return True

    # -- taking it along --------------------------------------------------------------------

    def copy(self) -> None:
        """The table, and the picture where the other program takes one."""
        if self._model is None or self._view is None:
            return
        QGuiApplication.clipboard().setText(as_text([self._model.table]))
        self.kit.notices.post(_("Đã sao chép bảng số liệu của biểu đồ."), "ok")

    def save_picture(self) -> None:
        if self._view is None:
            return
        suggested = str(Path.home() / f"{self._kind.key}.png")
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Lưu ảnh"), suggested, "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"
        )
        if path:
            self.save_to(path)

    def save_to(self, path: str) -> None:
        """A picture for paper, with its title and legend, whatever the theme."""
        assert self._view is not None
        assert self._view.chart is not None
        chart, title = in_words(self._view.chart), self._title.text()

        run_for(
            self.kit,
            _("Lưu ảnh"),
            lambda _progress: save(chart, Path(path), Look(), title),
            lambda _done: self.kit.notices.post(_("Đã lưu {file}.").format(file=path), "ok"),
        )

    def commands(self) -> Mapping[str, Action]:
        return {"reload": self.build, "edit": self.remark}

    def fit(self, width: Width) -> None:
        super().fit(width)
        is_wide = width is Width.WIDE
        self._split_label.setVisible(is_wide and self._kind.key in self._splits)
        sideways, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._choices.setDirection(sideways if is_wide else down)
        self._about.setDirection(direction_for(width))


def _load_library(cache: Path) -> None:
    """The drawing library, before the first chart; its list of fonts is kept beside the data."""
    os.environ.setdefault("MPLCONFIGDIR", str(cache))
    importlib.import_module("matplotlib.backends.backend_agg")
    importlib.import_module("matplotlib.figure")
    gc.freeze()  # a library of this size is not looked through for what can go
