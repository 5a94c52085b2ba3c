"""The left pane of a page of records: heading, filter, list, how many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from dialogue_desk.desk import SEARCH_CAP, Desk, Query
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Choices, Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.entries import EntriesModel, Entry
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button, FootLink
from dialogue_desk.gui.widgets.cards import EmptyPage, Rule
from dialogue_desk.gui.widgets.files import save_file
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.inputs import SearchEdit, fill
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.letters import TypesInto
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.marks import Marks
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

FILTER_PAUSE = 150


def nothing_open(theme: Theme, on_new: Callable[[], object], on_import: Callable[[], object]) -> EmptyPage:
    """What stands beside a list while no record is open."""
    page = EmptyPage(theme, "messages-square", _("Chọn một dòng ở danh sách, hoặc thêm mới."))
    page.add_button(Button(theme, _("Thêm"), icon="plus", tip="Ctrl+N", on_click=on_new))
    page.add_button(Button(theme, _("Nhập từ Excel, CSV"), kind="quiet", tip="Ctrl+I", on_click=on_import))
    return page


class ListPane(QWidget):
    """It asks its page for the query, shows the records, tells what was picked."""

    picked = Signal(object)
    opened = Signal(object)
    bin_picked = Signal(object, bool)
    new_asked = Signal()
    scope_left = Signal()

    def __init__(
        self, kit: Kit, form: str, title: str, noun: str, entries_of: Callable[[Sequence[Record]], list[Entry]]
    ) -> None:
        super().__init__()
        self._kit = kit
        self._form = form
        self._noun = noun
        self._words = title
        self._total: int | None = None
        self.in_bin = False
        """What is in the bin is listed; `bin_picked` tells its rows (None: none is chosen), and to go into one."""
        kit.changes.changed.connect(self._forget_total)
        self._query: Callable[[str], Query] = lambda text: Query(text=text)
        self._shown: Query | None = None
        theme = kit.theme
        px = theme.px
        fill(self, theme, "surface")
        self.model = EntriesModel(self)
        self._entries_of = entries_of
        self.list = EntryList(theme, self.model, title)
        self.marks = Marks(self.list)
        self.marks.changed.connect(self._tell_marks)
        self.filter = SearchEdit(theme, _("Lọc theo tên, không cần dấu"))
        self.filter.setMinimumWidth(px(104))
        self.title = ElidedLabel(theme, title, "title")
        self._count = label(theme, "", "small", "text2")
        self._empty = EmptyPage(theme, "inbox", "")
        column = self._column = down(self, 0, margins=(0, px(14), 1, 0))
        column.addLayout(self._heading(px))
        self.bar = across(gap=px(8), margins=(px(16), px(10), px(12), px(10)))
        self.bar.addWidget(self.filter, 1)
        column.addLayout(self.bar)
        self._choices = Flow(gap=px(8))
        self._choices.setContentsMargins(px(16), 0, px(12), px(8))
        column.addLayout(self._choices)
        self._bin = Button(theme, _("Thùng rác"), icon="trash-2", kind="quiet")
        self._bin.clicked.connect(lambda _on=False: self.show_bin(on=not self.in_bin))
        self._choices.addWidget(self._bin)
        self.extra = down(margins=(px(16), 0, px(12), 0))
        column.addLayout(self.extra)
        put(column, self._scope_line(px), self._mark_line(px), Rule(theme))
        holder = self._rows = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._empty)
        column.addWidget(holder, 1)
        column.addWidget(Rule(theme))
        column.addLayout(self._foot(px))
        self._pause = QTimer(self, singleShot=True, interval=FILTER_PAUSE)
        self._pause.timeout.connect(self.reload)
        self.filter.typed.connect(lambda _text: self._pause.start())
        self.filter.left.connect(self.enter_list)
        TypesInto(self.list, self.filter)
        self.list.picked.connect(lambda entry: self._tell_row(entry, go_in=False))
        self.list.opened.connect(lambda entry: self._tell_row(entry, go_in=True))

    def _heading(self, px: Callable[[float], int]) -> QHBoxLayout:
        row = across(margins=(px(16), 0, px(12), 0))
        row.addWidget(self.title, 1)
        tip = _("Thêm (Ctrl+N)")
        self.add_button = Button(self._kit.theme, _("Thêm"), icon="plus", tip=tip, on_click=self.new_asked.emit)
        row.addWidget(self.add_button)
        return row

    def _scope_line(self, px: Callable[[float], int]) -> QWidget:
        """What a narrowed list shows, and the way back to all of it."""
        theme = self._kit.theme
        self._scope = QWidget()
        fill(self._scope, theme, "soft")
        row = across(self._scope, px(8), margins=(px(16), px(5), px(12), px(5)))
        self._scope_words = WrappedLabel(theme, "", "small", "soft_text")
        row.addWidget(self._scope_words, 1)
        row.addWidget(
            Button(theme, kind="icon", icon="x", size=16, tip=_("Xem tất cả (Esc)"), on_click=self.leave_scope)
        )
        self._scope.hide()
        return self._scope

    def _mark_line(self, px: Callable[[float], int]) -> QWidget:
        """How many rows are marked, and what can be done with all of them."""
        theme = self._kit.theme
        self._mark_bar = QWidget()
        fill(self._mark_bar, theme, "soft")
        column = down(self._mark_bar, px(4), margins=(px(16), px(5), px(12), px(5)))
        row = QHBoxLayout()
        self._mark_words = label(theme, "", "small_strong", "soft_text")
        row.addWidget(self._mark_words)
        row.addStretch(1)
        copy = _("Sao chép các dòng này (Ctrl+C)")
        row.addWidget(Button(theme, kind="icon", icon="copy", size=16, tip=copy, on_click=self._copy_marked))
        off = _("Bỏ đánh dấu (Esc)")
        row.addWidget(Button(theme, kind="icon", icon="x", size=16, tip=off, on_click=self.marks.clear))
        column.addLayout(row)
        self.mark_actions = across(gap=px(6))
        column.addLayout(self.mark_actions)
        self._mark_bar.hide()
        return self._mark_bar

    def _tell_marks(self) -> None:
        count = len(self.marks.entries)
        self._mark_words.setText(_("{count} dòng được đánh dấu").format(count=count))
        self._mark_bar.setVisible(bool(count))

    def _copy_marked(self) -> None:
        QGuiApplication.clipboard().setText(self.marks.text())

    def leave_scope(self) -> bool:
        """Out of the bin, or of what narrows the list otherwise."""
        if self.in_bin:
            self.show_bin(on=False)
        else:
            self.scope_left.emit()
        return True

    def show_bin(self, *, on: bool = True) -> None:
        """List what is in the bin instead, the last filter of every list; or the list itself again."""
        self.show_scope(_("Thùng rác: chọn một bản ghi để xem và lấy lại.") if on else self._kit.scope.words, in_bin=on)
        self.reload()
        self.bin_picked.emit(None, False)
        self.take_keyboard()

    def _tell_row(self, entry: Entry, *, go_in: bool) -> None:
        if self.in_bin:
            self.bin_picked.emit(entry, go_in)
        else:
            (self.opened if go_in else self.picked).emit(entry)

    def show_scope(self, words: str, *, in_bin: bool = False) -> None:
        """Say what the list is narrowed to; whoever does reads the list."""
        self.in_bin, self._total = in_bin, None
        self._bin.setText(_("Thoát thùng rác") if in_bin else _("Thùng rác"))
        self.filter.setEnabled(not in_bin)  # texts of what is in the bin are not searched
        self._scope_words.set_text(words)
        self._scope.setVisible(bool(words))

    def _foot(self, px: Callable[[float], int]) -> Flow:
        """How many there are, and the two ways a table comes and goes."""
        row = Flow(gap=px(12), spread=True)
        row.setContentsMargins(px(16), px(6), px(12), px(6))
        row.addWidget(self._count)
        self.to_import = FootLink(self._kit.theme, _("Nhập từ Excel"), lambda: self._kit.go("import", Target()))
        self.to_export = FootLink(self._kit.theme, _("Xuất Excel"), self.ask_export)
        row.addWidget(self.to_import)
        row.addWidget(self.to_export)
        return row

    def ask_export(self) -> None:
        """Ask where, then write every record of this list, without what tells a person."""
        suggested = str(Path.home() / f"{self._form}-{self._kit.today():%Y-%m-%d}.xlsx")
        save_file(self, self.export_to, _("Xuất Excel"), suggested, "Excel (*.xlsx)")

    def export_to(self, path: Path) -> None:
        """Write the workbook in the worker; it is read back by Nhập từ Excel."""
        out = path if path.suffix else path.with_suffix(".xlsx")

        def work(desk: Desk, progress: Progress) -> int:
            progress.step(0, 0, out.name)
            return desk.files.export([self._form], out)

        def told(count: int) -> None:
            text = _("Đã xuất {count} bản ghi vào {file}; không có họ tên, địa chỉ, điện thoại.")
            self._kit.notices.post(text.format(count=count, file=out.name), "ok")

        run_beside(self._kit, _("Xuất Excel"), work, told)

    # -- what is shown ----------------------------------------------------------------------

    def ask_with(self, query: Callable[[str], Query]) -> None:
        """How the typed filter becomes a query."""
        self._query = query

    def add_header(self, header: QWidget) -> None:
        """Column titles right above the rows."""
        self._column.insertWidget(self._column.indexOf(self._rows), header)

    def add_choice(self, choices: Choices, name: str) -> Combo:
        """A list of choices below the filter."""
        combo = Combo(self._kit.theme, choices, name)
        combo.picked.connect(self.reload)
        self._choices.removeWidget(self._bin)
        self._choices.addWidget(combo)
        self._choices.addWidget(self._bin)  # the last filter of every list
        return combo

    def reload(self) -> None:
        """Read the list again and stay on the same record, or where it was before it left the list."""
        current, was_between = self.list.currentIndex().row(), self.list.is_between
        entry = self.model.entry(current) if current >= 0 else None
        before, self._shown = self._shown, self._asked()
        if before != self._shown:
            self.marks.clear()  # nothing is done to what is not seen
        self._show(self._shown)
        if entry is not None and not was_between:
            self.choose(entry.key)
        if current >= 0 and self.list.currentIndex().row() < 0 and before == self._shown:
            self.list.stay_at(current)
        shown = self.model.rowCount()
        total = self.total()
        if self.filter.seen_text().strip() and shown >= SEARCH_CAP:  # the list itself stops there
            self._count.setText(
                _("{shown} {noun} mới nhất khớp lời tìm").format(
                    shown=f"{SEARCH_CAP:,}".replace(",", "."), noun=self._noun
                )
            )
        elif shown == total:
            self._count.setText(f"{total:,} {self._noun}".replace(",", "."))
        else:
            self._count.setText(_("{shown} trong {total} {noun}").format(shown=shown, total=total, noun=self._noun))
        none = _("Thùng rác không có gì.") if self.in_bin else _("Chưa có {noun} nào.").format(noun=self._noun)
        self._empty.set_sentence(_("Không có gì hợp với bộ lọc.") if total else none)
        # Hidden, a list would lose the keyboard in the middle of a word that is typed in it.
        self._stack.setCurrentIndex(0 if shown or (self.list.hasFocus() and not self.in_bin) else 1)

    def _show(self, asked: Query) -> None:
        records, form = self._kit.desk.records, self._form
        self.model.show_slices(
            records.count(form, asked),
            lambda first, many: self._entries_of(records.page(form, asked, first, many)),
        )

    def _asked(self) -> Query:
        """What the list shows; the bin has no other filters: much of what they ask is not kept for what is there."""
        if self.in_bin:
            return self._kit.scope.narrow(Query(in_bin=True))
        return self._query(self.filter.seen_text())

    def total(self) -> int:
        """How many records of the form there are, whatever the filter; in the bin, how many are there."""
        if self._total is None:
            self._total = self._kit.desk.records.count(self._form, Query(in_bin=self.in_bin))
        return self._total

    def _forget_total(self) -> None:
        self._total = None

    def count(self) -> int:
        return self.model.rowCount()

    def choose(self, key: tuple[str, str]) -> None:
        """Mark a record's row, when it is among the first slices."""
        self.model.entry(0)
        here, row = self.list.currentIndex().row(), self.model.row_of(key)
        self.list.choose(row)
        if row < 0 <= here:
            self.list.stay_at(here)

    def choose_none(self) -> None:
        """Something new is written: no row stands for it, least of all in the bin."""
        if self.in_bin:
            self.show_bin(on=False)
        self.list.choose(-1)

    def take_keyboard(self) -> None:
        """The list has the keyboard; an empty one is hidden, then the box above it."""
        if self.model.rowCount():
            self.list.take_keyboard()
        else:
            self.filter.setFocus()

    def enter_list(self) -> None:
        """Down in the filter leads to the first row."""
        if self._pause.isActive():
            self._pause.stop()
            self.reload()
        self.list.setFocus()
        if self.model.rowCount() and self.list.currentIndex().row() < 0:
            self.list.setCurrentIndex(self.model.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the heading has no room beside it, the button keeps its sign only."""
        super().resizeEvent(event)
        px, words = self._kit.theme.px, _("Thêm")
        metrics = self._kit.theme.metrics
        needed = metrics("title").horizontalAdvance(self._words) + metrics("strong").horizontalAdvance(words) + px(92)
        self.add_button.setText(words if needed <= self.width() else "")
        self.add_button.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), self._kit.theme.color("line"))
