"""Báo cáo, mẫu in: choose a sheet, set its time above it, look at it, click a figure, print or write it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.domain.fields import Field, Problem, Values
from dialogue_desk.domain.sheet import Table
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.reports.folding import folded
from dialogue_desk.gui.pages.reports.period_choice import TIME, PeriodChoice
from dialogue_desk.gui.pages.reports.period_tools import PeriodTools
from dialogue_desk.gui.pages.reports.report_groups import count_use, most_used
from dialogue_desk.gui.pages.reports.report_list import ReportList
from dialogue_desk.gui.pages.reports.report_params import OF_A_PERIOD, params_form, scope_words, usual
from dialogue_desk.gui.pages.reports.sheet_side import SheetSide
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.sheet_view import Folded
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _, language

PANE_WIDTH = 292
PAUSE = 350


class ReportsPage(Page):
    """Sheets in groups at the left; above the sheet what it is asked by. Sheets are built in the worker."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._name = ""
        self._form: FormView | None = None
        self.time: PeriodChoice | None = None
        self._kept_time: Values | None = None
        """The time a person chose, for the next sheet too: the figures of one quarter go up in five sheets."""
        self._params: Values = {}
        self._shows_pane = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.build)
        row = across(self, 0)
        row.addWidget(self._make_pane())
        row.addWidget(self._make_right(), 1)
        kit.changes.changed.connect(lambda _change: self._pause.start() if self.isVisible() else None)
        kit.scope.changed.connect(self._follow_scope)

    def _make_pane(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        inner = QWidget()
        column = down(inner, px(8), margins=(px(16), px(14), px(12), px(14)))
        column.addWidget(label(theme, _("Báo cáo, mẫu in"), "title"))
        if language() != "vi":
            told = _("Tờ in luôn bằng tiếng Việt: đó là văn bản của cơ quan Việt Nam.")
            column.addWidget(WrappedLabel(theme, told, "small", "text2"))
        listed = [(r["name"], r["title"]) for r in self.kit.desk.reporting.listed()]
        used = most_used(self.kit.desk, [name for name, _title in listed])
        self.reports = ReportList(theme, listed, used, lambda: self.kit.go("charts", Target()))
        self.reports.chosen.connect(self._picked)
        column.addWidget(self.reports)
        column.addStretch(1)
        self._pane = QWidget()
        box = across(self._pane, margins=(0, 0, 1, 0))
        box.addWidget(scroll_area(theme, inner, "surface"))
        fill(self._pane, theme, "line")
        self._pane.setFixedWidth(px(PANE_WIDTH))
        return self._pane

    def _make_right(self) -> SheetSide:
        self.side = SheetSide(self.kit, _("Chọn một mẫu báo cáo ở bên trái."), self.build, self._folded)
        self.side.taken.connect(lambda: count_use(self.kit.desk, self._name))
        self._strip = Card(self.theme, padding=12)
        self._slot = QVBoxLayout()
        self._strip.box.addLayout(self._slot)
        self._complaint = WrappedLabel(self.theme, "", "small", "danger")
        self._strip.box.addWidget(self._complaint)
        self._holder = QWidget()
        across(self._holder, margins=(0, 0, self.theme.px(20), 0)).addWidget(self._strip)
        self.side.column.insertWidget(0, self._holder)
        self.side.built.connect(self._built)
        self.side.failed.connect(self._failed)
        self._open_pane = Button(self.theme, _("Chọn mẫu"), icon="file-text", on_click=self._toggle_pane)
        self.period = PeriodTools(self.kit, self.window, self.build)
        self.side.tools.insertWidget(0, self._open_pane)
        ask = Button(self.theme, _("Hỏi số liệu"), icon="gauge", kind="quiet", tip="Ctrl+Shift+A")
        ask.clicked.connect(lambda _on=False: self.kit.go("ask", Target()))
        put(self.side.tools, ask, self.period.words)
        self._days = ElidedLabel(self.theme, "", "small", "text2")
        self.side.tools.addWidget(self._days, 1)
        self.side.tools.addWidget(self.period.freeze)
        return self.side

    # -- choosing ---------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        if target.filter and target.filter in self.kit.desk.reporting.names():
            self.choose(target.filter, dict(target.new or {}))
        elif not self._name:
            self.choose(self.kit.desk.preference("report", "appendix-05"))
        else:
            self.build()

    def choose(self, name: str, given: Values | None = None) -> None:
        """Another report, as it is given, else with the time a person chose for the last one."""
        self._name = name
        self.side.offer(None)
        self.kit.desk.prefer("report", name, in_passing=True)
        self.reports.set_current(name)
        report = self.kit.desk.reporting.get(name)
        form = params_form(self.kit, name, given)
        form.changed.connect(self._param_changed)
        time = PeriodChoice(self.theme, report.params, self.kit.today)
        time.set_values(given or self._time_of(name))
        time.changed.connect(self._time_changed)
        clear(self._slot)
        self._form, self.time = form, time
        if time.kind:
            self._slot.addWidget(time)
        else:
            time.setParent(self._strip)
            time.hide()
        if form.editors:
            self._slot.addWidget(form)
        else:
            form.setParent(self._strip)
            form.hide()
        self._holder.setVisible(bool(time.kind or form.editors))
        time.fit(self.width_class)
        for first, second in pairwise([self.reports.charts, *form.stops(), self._open_pane]):
            self.setTabOrder(first, second)
        self.side.offer_formats(report.formats)
        self.build()

    def _picked(self, name: str) -> None:
        """A sheet of the list; where the list lies over the sheet it makes room again."""
        self.choose(name)
        if self._shows_pane and self.width_class is not Width.WIDE:
            self._toggle_pane()

    def _time_of(self, name: str) -> Values:
        """The time a person chose, for sheets that take it; else what the sheet begins with."""
        begun = usual(self.kit, name)
        kept = self._kept_time
        return (
            {**{k: v for k, v in begun.items() if k not in TIME}, **kept} if kept and name not in OF_A_PERIOD else begun
        )

    def _folded(self, table: Table) -> Folded | None:
        """Columns of levels the unit does not have: not on the screen."""
        units = self.kit.desk.units
        asked = str(self._params.get("unit") or "")
        unit = units[self.kit.desk.unit] if not asked else None
        return folded(table, unit.level) if unit is not None and self._name.startswith("appendix-") else None

    def _time_changed(self) -> None:
        """What is shown is not what is asked any more; the next sheet is asked for the same time."""
        if self.time is not None:
            self._kept_time = self.time.values()
        self.side.offer(None)
        self._pause.start()

    def _param_changed(self, _key: str) -> None:
        """What is shown is not what is asked any more."""
        self.side.offer(None)
        self._pause.start()

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
        form, time = self._form, self.time
        if form is None or time is None:
            return
        form.show_all()
        wrong = time.problem()
        if refused := form.show_problems([]):
            wrong = wrong or refused[0].text
        if wrong:
            self._refuse(wrong)
            return
        name = self._name
        asked: Values = {**time.values(), **{key: editor.value() for key, editor in form.editors.items()}}
        self._params = asked
        self._days.set_text(time.told())
        title = _(self.kit.desk.reporting.get(name).title)
        self.side.build(lambda desk: desk.reporting.build(name, asked), title, _("Lập báo cáo"))

    def _built(self) -> None:
        self._complaint.set_text("")
        self.period.show(self._name, self._params)

    def _failed(self, error: Exception) -> None:
        told = str(error) if isinstance(error, DeskError) else ""
        if isinstance(error, DeskError) and error.code == "missing_param":
            told = _("Mẫu này in từ bản ghi của nó (nút In) hoặc từ gói (Gửi, nhận số liệu, Đã gửi, đã nhận).")
        self._refuse(told)
        if not told:
            self.kit.notices.post_error(error)
            return
        self._complaint.set_text(told)
        if self._form is not None:
            self._form.show_problems([Problem("", told)])

    def _refuse(self, told: str) -> None:
        """There is no sheet for what was asked: the reason stands where it would be, and nothing can be printed."""
        self.period.hide()
        self._complaint.set_text("")
        self.side.refuse(told)

    def commands(self) -> Mapping[str, Action]:
        return {"print": self.side.print, "reload": self.build}

    def help_field(self) -> Field | None:
        return self._form.field_at_focus() if self._form is not None else None

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._open_pane.setVisible(width is not Width.WIDE)
        self._pane.setVisible(width is Width.WIDE or self._shows_pane)
        self.side.copy_button.setVisible(width is Width.WIDE)
        if self.time is not None:
            self.time.fit(width)

    def _toggle_pane(self) -> None:
        self._shows_pane = not self._shows_pane
        self.fit(self.width_class)

    def leave(self) -> None:
        self._pause.stop()

    def place(self) -> Target:
        return Target(filter=self._name, new=self._asked())

    def _asked(self) -> Values | None:
        """What the sheet is asked by, as it stands in the strip."""
        form, time = self._form, self.time
        return {**time.values(), **form.values()} if form is not None and time is not None else None

    def back(self) -> bool:
        if self._shows_pane and self.width_class is not Width.WIDE:
            self._toggle_pane()
            return True
        return False
