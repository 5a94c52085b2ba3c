"""What an officer needs today: figures, units to call and why, and who sent which month."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.home import Line, Office
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.periods import Period, document_date
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.parsing import show_count
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, CardFoot, CardHead, FilterChip, Rule
from dialogue_desk.gui.widgets.figure_strip import FigureStrip
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.layouts import put
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.months_grid import LOOKS, LegendMark, MonthsGrid
from dialogue_desk.texts import N_, _

CHIPS = {
    "silent": ChipSpec(N_("Chưa gửi"), "danger", "x"),
    "late": ChipSpec(N_("Muộn"), "warn", "clock"),
    "missing": ChipSpec(N_("Thiếu gói"), "warn", "triangle-alert"),
    "overdue": ChipSpec(N_("Quá hạn"), "danger", "clock"),
    "waiting": ChipSpec(N_("Chờ mình"), "warn", "inbox"),
    "untold": ChipSpec(N_("Chưa báo dân"), "info", "message-square-plus"),
    "conflict": ChipSpec(N_("Chờ chọn"), "warn", "git-merge"),
}
"""How a reason is shown, as a chip and as a filter."""

CALLED = "called_today"
"""The choice of the laptop that holds a day and the units called on it."""

FIGURES = (
    ("sent", N_("đơn vị đã gửi"), "", ""),
    ("silent", N_("chưa gửi"), "danger", "silent"),
    ("missing", N_("thiếu gói"), "warn", "missing"),
    ("petitions_overdue", N_("kiến nghị quá hạn"), "danger", "overdue"),
    ("petitions_waiting", N_("chờ mình trả lời"), "warn", "waiting"),
    ("petitions_untold", N_("chưa báo người dân"), "warn", "untold"),
)
"""The figures at the top: key, words, tone while there is any, the filter it leads to ("": the board)."""


class OfficeView(QWidget):
    """Figures over two cards. A figure and a chip narrow both; `unit_chosen` opens a unit."""

    unit_chosen = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._office = Office()
        self._kind = ""
        px = kit.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self._make_figures())
        self._cards = QHBoxLayout()
        self._cards.setSpacing(px(12))
        self._calls = self._make_calls()
        self._cards.addWidget(self._calls, 1)
        self._board = self._make_board()
        self._cards.addWidget(self._board, 1)
        column.addLayout(self._cards, 1)

    def _make_figures(self) -> FigureStrip:
        figures = [(key, _(words), tone) for key, words, tone, _kind in FIGURES]
        strip = FigureStrip(self._kit.theme, figures, self._show_figure)
        self.figures = strip.figures
        return strip

    def _show_figure(self, key: str) -> None:
        """A figure shows the units it counts; those that have sent stand on the board of their period."""
        kind = next(kind for name, _words, _tone, kind in FIGURES if name == key)
        if kind:
            self.narrow(kind)
        else:
            self._open_board()

    def _make_calls(self) -> Card:
        theme, px = self._kit.theme, self._kit.theme.px
        card = Card(theme, padding=2)
        card.box.setSpacing(0)
        head = CardHead(theme, _("Đơn vị cần gọi hôm nay"))
        head.add(Button(theme, _("In danh sách gọi"), icon="printer", kind="quiet", on_click=self.print))
        card.box.addWidget(head)
        self.chips = {"": FilterChip(theme, _("Tất cả"))}
        self.chips |= {kind: FilterChip(theme, _(spec.text)) for kind, spec in CHIPS.items()}
        self.chips[""].setChecked(True)
        chips = QWidget()
        row = Flow(chips, px(6))
        row.setContentsMargins(px(14), px(2), px(14), px(8))
        for kind, chip in self.chips.items():
            chip.clicked.connect(lambda _on=False, kind=kind: self.narrow(kind))
            row.addWidget(chip)
        put(card.box, chips, Rule(theme))
        self.model: Rows[Line] = Rows(lambda line: self._entry(line, self._kind), self)
        self.list = EntryList(theme, self.model, _("Đơn vị cần gọi hôm nay"))
        ListTyping(self.list)
        self.list.opened.connect(self._open)
        card.box.addWidget(self.list, 1)
        self._called = Button(theme, _("Ghi là đã gọi"), icon="phone", kind="quiet", on_click=self.note_call)
        foot = CardFoot(theme, self._called)
        self._told = foot.told
        put(card.box, Rule(theme), foot)
        return card

    def _make_board(self) -> Card:
        theme, px = self._kit.theme, self._kit.theme.px
        card = Card(theme, padding=2)
        card.box.setSpacing(0)
        self._head = CardHead(theme, _("Ai đã gửi"))
        legend = QWidget()
        row = Flow(legend, px(10))
        row.setContentsMargins(px(14), 0, px(10), px(6))
        for tone, icon, word in LOOKS.values():
            row.addWidget(LegendMark(theme, tone, icon, _(word)))
        self.months = MonthsGrid(theme)
        self.months.unit_opened.connect(self.unit_chosen)
        put(card.box, self._head, legend)
        card.box.addWidget(self.months, 1)
        self._all = Button(theme, _("Xem tất cả"), icon="chevron-right", kind="quiet", on_click=self._open_board)
        foot = CardFoot(theme, self._all)
        self._order = foot.told
        put(card.box, Rule(theme), foot)
        return card

    # -- figures ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask the worker: it reads every package and every petition."""

        def work(desk: Desk, _progress: Progress) -> Office:
            return desk.home.office(desk.conflicts.by_unit())

        run_beside(self._kit, _("Xem đơn vị cần gọi"), work, self.show_office)

    def show_office(self, office: Office) -> None:
        """Show what the units below need."""
        self._office = office
        counts = office.counts
        for key, words, _tone, _kind in FIGURES:
            of = _("/ {count} {words}").format(count=counts.get("expected", 0), words=_(words)) if key == "sent" else ""
            self.figures[key].set_figure(show_count(counts.get(key, 0)), of, alarm=bool(counts.get(key)))
        for kind, chip in self.chips.items():
            wanted = [line for line in office.lines if line.reasons and (not kind or kind in line.kinds)]
            chip.set_count(len(wanted), alarm=kind in ("silent", "overdue"))
            chip.setVisible(not kind or bool(wanted))
        self.narrow(self._kind if self._kind in self.chips and not self.chips[self._kind].isHidden() else "")

    def narrow(self, kind: str) -> None:
        """Only units with a reason of this kind; "" all."""
        self._kind = kind
        self.chips[kind].setChecked(True)
        office, name = self._office, self._kit.desk.units.name
        wanted = [line for line in office.lines if not kind or kind in line.kinds]
        done = self.called_today()
        called = sorted((line for line in wanted if line.reasons), key=lambda line: line.unit in done)
        self.model.show(called)
        self._called.setEnabled(bool(called))
        self.months.show_lines(wanted, [name(line.unit) for line in wanted], office.months)
        first, last = (office.months[0][5:], office.months[-1][5:]) if office.months else ("1", "1")
        told = _("Ai đã gửi, tháng {first}–{last}")
        self._head.set_title(told.format(first=int(first), last=int(last)) if office.months else _("Ai đã gửi"))
        now = sum(line.unit in done for line in called)
        count = _("{count} đơn vị cần gọi").format(count=len(called) - now)
        self._told.set_text(" · ".join((count, _("Đã gọi hôm nay: {count}").format(count=len(done)))))
        self._order.set_text(_("{count} đơn vị · cần chú ý trước").format(count=len(wanted)))

    def due_words(self, today: str) -> str:
        """The period asked for and how long it is open: “Kỳ: tháng 11/2026 · hạn nhận 10/12, còn 10 ngày”."""
        period = Period.parse(self._office.period) if self._office.period else None
        if period is None:
            return ""
        left = days_between(today, self._office.due)
        end = _("còn {days} ngày").format(days=left) if left >= 0 else _("đã qua {days} ngày").format(days=-left)
        told = _("Kỳ: {period} · hạn nhận {day}, {end}")
        return told.format(period=period.label, day=document_date(self._office.due), end=end)

    def _entry(self, line: Line, kind: str) -> Entry:
        first = next((reason for reason in line.reasons if reason.kind == kind), line.reasons[0])
        spec = CHIPS[first.kind]
        if line.unit in self.called_today():
            spec = ChipSpec(N_("Đã gọi"), "ok", "phone")
        whom = " · ".join(part for part in (line.contact, line.phone) if part) or _("chưa có người liên hệ")
        title = self._kit.desk.units.name(line.unit)
        return Entry(line.unit, line.unit, title, f"{line.told} · {whom}", ChipSpec(_(spec.text), spec.tone, spec.icon))

    # -- ways out ---------------------------------------------------------------------------

    def _open(self, entry: Entry) -> None:
        self.unit_chosen.emit(entry.unit)

    def called_today(self) -> list[str]:
        """The units somebody called today, on this laptop; yesterday's calls are no answer for today."""
        day, _space, units = self._kit.desk.preference(CALLED).partition(" ")
        return units.split() if day == self._kit.today().isoformat() else []

    def note_call(self) -> None:
        """The unit of the row was called, or was not after all: it goes to the end of the list, or comes back."""
        at = self.list.currentIndex()
        entry = self.model.entry(at.row()) if at.isValid() else None
        if entry is None:
            return
        called = [unit for unit in self.called_today() if unit != entry.unit]
        if len(called) == len(self.called_today()):
            called.append(entry.unit)
        self._kit.desk.prefer(CALLED, " ".join((self._kit.today().isoformat(), *called)), in_passing=True)
        self.narrow(self._kind)

    def _open_board(self) -> None:
        self._kit.go("exchange", Target(filter="board", new={"period": self._office.period}))

    def print(self) -> None:
        """The list to phone, on paper."""
        preview_made(self._kit, lambda desk: desk.reporting.build("call-list", {}), self.window())

    def fit(self, width: Width) -> None:
        """The cards beside each other where there is room, else one below the other."""
        is_narrow = width is Width.NARROW
        ways = QBoxLayout.Direction
        self._cards.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)
        for card in (self._calls, self._board):
            card.setMinimumHeight(self._kit.theme.px(300 if is_narrow else 0))

    @property
    def lines(self) -> Sequence[Line]:
        """What is known, the worst first."""
        return self._office.lines
