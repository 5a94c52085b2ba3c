"""Ai đã gửi: the board of units below, whom to call, and the reply package for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.joining import DeskInfo
from dialogue_desk.desk.sending import Sent
from dialogue_desk.desk.whereabouts import Arrival, answer_told, gaps_told
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.contact_line import ContactLine
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.exchange.lists import Listing
from dialogue_desk.gui.pages.exchange.months import MonthsCard, fitting
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button, Segmented
from dialogue_desk.gui.widgets.cards import EmptyPage, FilterChip
from dialogue_desk.gui.widgets.columns import ListColumn
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.inputs import SearchEdit
from dialogue_desk.texts import N_, _

STATUS_CHIPS = {
    "received": ChipSpec(N_("Đã gửi"), "ok", "check"),
    "on_time": ChipSpec(N_("Đúng hạn"), "ok", "check"),
    "late": ChipSpec(N_("Muộn"), "warn", "clock"),
    "waiting": ChipSpec(N_("Đã đến, chờ xem"), "warn", "clock"),
    "silent": ChipSpec(N_("Chưa gửi"), "danger", "x"),
    "nothing_to_report": ChipSpec(N_("Không phát sinh"), "mute", "minus"),
}
NOT_JOINED = ChipSpec(N_("Chưa tham gia"), "mute", "circle")
"""Silent, but it has no machine yet that could send: nothing to be red about."""

FILTERS = (
    ("", N_("Tất cả")),
    ("silent", N_("Chưa gửi")),
    ("late", N_("Muộn")),
    ("missing", N_("Thiếu gói")),
    ("call", N_("Cần gọi")),
)
PERIODS = (
    ("", N_("Cả năm")),
    ("Q1", N_("Quý I")),
    ("Q2", N_("Quý II")),
    ("H1", N_("6 tháng")),
    ("Q3", N_("Quý III")),
    ("9M", N_("9 tháng")),
    ("H2", N_("6 tháng cuối năm")),
    ("Q4", N_("Quý IV")),
    *((f"{month:02d}", N_("Tháng {month}")) for month in range(1, 13)),
)


ENTERED = ChipSpec(N_("Nhập thay"), "info", "pencil")
"""No machine of its own: its records were entered by a unit above."""

_URGENCY = ("silent", "waiting", "late", "received", "on_time", "nothing_to_report")


def _is_outside(arrival: Arrival) -> bool:
    """Silent, and nobody expects it to send: it has no machine and was not asked to join."""
    return arrival.status == "silent" and not arrival.desks and not arrival.is_invited


def _urgency(arrival: Arrival) -> tuple[int, bool]:
    """Who is silent first, then whose package is missing; last who has no machine yet."""
    return 9 if _is_outside(arrival) else _URGENCY.index(arrival.status), not arrival.missing


def _machines_told(arrival: Arrival, machines: Sequence[DeskInfo]) -> str:
    """How many machines a unit has; of several, by which digits each is known on the telephone."""
    if not arrival.desks:
        return _("đã mời, chưa có gói nào") if arrival.is_invited else _("chưa có máy tham gia")
    told = _("{count} máy").format(count=arrival.desks)
    if arrival.unsent:
        told = _("{told}, {count} máy chưa gửi lần nào").format(told=told, count=arrival.unsent)
    if arrival.desks == 1:
        return told
    last = {info.machine: info.fingerprint[:4] for info in sorted(machines, key=lambda info: info.since)}
    each = [_("máy {number}: {print}…").format(number=number, print=last[number]) for number in sorted(last)]
    return f"{told} ({', '.join(each)})"


def _told(chip: ChipSpec) -> ChipSpec:
    """A chip in the language of the window."""
    return ChipSpec(_(chip.text), chip.tone, chip.icon)


class BoardPanel(Listing):
    """Every unit below: whether it sent, when, what number is missing. A reply package for the chosen one."""

    COLUMNS = (
        ListColumn(N_("Gói mới nhất"), 130),
        ListColumn(N_("Thiếu gói số"), 170),
        ListColumn(N_("Tình trạng"), 160),
    )

    def __init__(self, kit: Kit) -> None:
        columns = tuple(ListColumn(_(c.title), c.width) for c in self.COLUMNS)
        empty = EmptyPage(kit.theme, "users", _("Không có đơn vị cấp dưới nào trong năm này."))
        super().__init__(kit, _("Đơn vị"), columns, _("Đơn vị cấp dưới"), empty)
        theme = kit.theme
        this = kit.today().year
        self._year = Combo(theme, [(str(y), str(y)) for y in range(this, this - 12, -1)], _("Năm"))
        self._year.set_code(str(this))
        self._year.picked.connect(self.reload)
        self._period = Combo(theme, [(key, _(text).format(month=key.lstrip("0"))) for key, text in PERIODS], _("Kỳ"))
        self._period.picked.connect(self.reload)
        self._filter = SearchEdit(theme, _("Lọc theo tên, không cần dấu"))
        self._filter.typed.connect(lambda _text: self._narrow())
        self._filter.left.connect(self.list.setFocus)
        self._chips = {key: FilterChip(theme, _(text)) for key, text in FILTERS}
        self._chips[""].setChecked(True)
        self._view = Segmented(theme, [("list", _("Danh sách")), ("months", _("Từng tháng"))], _("Cách xem"))
        self._view.set_value("list")
        self._view.chosen.connect(lambda _key: self.look())
        bar = QHBoxLayout()
        bar.setSpacing(theme.px(8))
        bar.addWidget(self._filter, 1)
        bar.addWidget(self._view)
        bar.addWidget(self._period)
        bar.addWidget(self._year)
        for chip in self._chips.values():
            chip.clicked.connect(lambda _on: self._narrow())
        self._chip_rows = QGridLayout()
        self._chip_rows.setSpacing(theme.px(8))
        self._lay_chips(len(self._chips))
        self.column.insertLayout(0, bar)
        self.column.insertLayout(1, self._chip_rows)
        self._line = ContactLine(theme, self.kit.drafts)
        self._line.kept.connect(self.note_contact)
        self._line.left.connect(self.list.setFocus)
        buttons = QWidget()
        row = Flow(buttons, theme.px(8), at_right=True)
        row.addWidget(Button(theme, _("Người liên hệ…"), icon="pencil", tip="F2", on_click=self.ask_contact))
        row.addWidget(Button(theme, _("In bảng"), icon="printer", on_click=self.print))
        row.addWidget(Button(theme, _("Tạo tệp trả lời…"), icon="send", on_click=self.choose_answer))
        tip = _("Tạo tệp trả lời cho mọi đơn vị đã gửi, mỗi đơn vị một tệp trong một thư mục")
        row.addWidget(Button(theme, _("Cho tất cả…"), icon="folder-open", tip=tip, on_click=self.choose_folder))
        self.foot.addWidget(buttons, 4)
        self.months = MonthsCard(kit)
        self.months.hide()
        self.months.unit_opened.connect(self.choose)
        self.column.addWidget(self.months, 1)
        self.column.addWidget(self._line)
        for before, after in pairwise(
            (self._filter, self._view, self._period, self._year, *self._chips.values(), self.list)
        ):
            self.setTabOrder(before, after)  # the list was made first, but Tab goes in reading order
        self._all: list[tuple[Entry, Arrival]] = []
        self._sought = ""
        kit.scope.changed.connect(lambda: self.reload() if self.isVisible() else None)

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._lay_chips(3 if width is Width.NARROW else len(self._chips))

    def _lay_chips(self, across: int) -> None:
        """Filter chips in rows of so many."""
        for at, chip in enumerate(self._chips.values()):
            self._chip_rows.addWidget(chip, at // across, at % across)
        self._chip_rows.setColumnStretch(len(self._chips), 1)

    def look(self) -> None:
        """The list of a period, or every month of the year."""
        is_grid = self._view.value() == "months"
        self._shown.setVisible(not is_grid)
        self.months.setVisible(is_grid)
        self._period.setVisible(not is_grid)
        self.reload()

    def choose(self, unit: str) -> None:
        """Back to the list, at a unit."""
        self._view.set_value("list")
        self._chips[""].setChecked(True)
        self._sought = unit
        self.look()

    def reload(self) -> None:
        year, period = self._asked()
        if self._view.value() == "months":
            self.months.reload(year)
            return

        def work(desk: Desk, _progress: Progress) -> tuple[list[Arrival], list[DeskInfo]]:
            return desk.whereabouts.arrivals(year, period=period), desk.joining.desks()

        run_beside(self.kit, _("Xem ai đã gửi"), work, self._show)

    def ask_for(self, period: str) -> None:
        """Show a period's board: those who are silent about it."""
        year, _dash, part = period.partition("-")
        self._year.set_code(year)
        self._period.set_code(part)
        self._chips["silent"].setChecked(True)

    def _asked(self) -> tuple[int, str]:
        """The year, and the name of a period in it; "" for the whole year without a deadline."""
        year = int(self._year.code() or self.kit.today().year)
        part = self._period.code()
        return year, f"{year}-{part}" if part else ""

    def _show(self, found: tuple[Sequence[Arrival], Sequence[DeskInfo]]) -> None:
        keys = self.kit.scope.keys
        machines: dict[str, list[DeskInfo]] = {}
        for info in found[1]:
            if info.status == "trusted":
                machines.setdefault(info.unit, []).append(info)
        fitting = (a for a in found[0] if not keys or a.unit in keys)
        self._all = [(self._entry(a, machines.get(a.unit, [])), a) for a in fitting]
        self._all.sort(key=lambda line: _urgency(line[1]))
        is_late = any(arrival.status == "silent" and not _is_outside(arrival) for _entry, arrival in self._all)
        for key, shown in self._chips.items():
            shown.set_count(len(self._fitting(key)), alarm=key == "missing" or (key == "silent" and is_late))
        self._narrow()
        half = self._line.draft.waiting() if not self._line.isVisibleTo(self) else []
        for entry, arrival in self._all:
            if entry.unit in half[-1:]:
                self._line.begin(entry.unit, entry.title, arrival.contact, arrival.phone)

    def _entry(self, arrival: Arrival, machines: Sequence[DeskInfo]) -> Entry:
        chip = ENTERED if arrival.is_entered else NOT_JOINED if _is_outside(arrival) else STATUS_CHIPS[arrival.status]
        missing = gaps_told(arrival, 3)
        joined = _machines_told(arrival, machines)
        answer = answer_told(arrival)
        answered = _("tệp trả lời: {told}").format(told=answer) if answer else ""
        detail = " · ".join(part for part in (joined, arrival.contact, arrival.phone, answered) if part)
        cells = (
            (document_date(arrival.on), None),
            ("", ChipSpec(missing, "warn", "triangle-alert") if missing else None),
            ("", _told(chip)),
        )
        short = ChipSpec(_("Thiếu gói {numbers}").format(numbers=missing), "warn", "triangle-alert")
        narrow = short if missing else cells[2][1]
        return Entry(arrival.unit, arrival.unit, self.kit.desk.units.name(arrival.unit), detail, narrow, cells)

    def _fitting(self, key: str) -> list[Entry]:
        return [
            entry
            for entry, arrival in self._all
            if not key
            or arrival.status == key
            or (key == "missing" and arrival.missing)
            or (key == "call" and arrival.why_call and self._is_direct(arrival))
        ]

    def _is_direct(self, arrival: Arrival) -> bool:
        """Units further down are called by the units between."""
        desk = self.kit.desk
        return desk.units[arrival.unit].parent == desk.unit

    def _narrow(self) -> None:
        key = next((key for key, chip in self._chips.items() if chip.isChecked()), "")
        wanted = fold(self._filter.seen_text())
        shown = [entry for entry in self._fitting(key) if wanted in fold(entry.title)]
        self.fill(shown, is_empty=not self._all)
        self.months.narrow(fitting(self.kit, key, self._filter.seen_text()))
        for at, entry in enumerate(self.model.rows):
            if entry.unit == self._sought:
                self.list.choose(at)
                self.list.setFocus()
        self._sought = ""
        sent = len(self._all) - len(self._fitting("silent"))
        told = _("{sent} / {all} đơn vị đã gửi").format(sent=sent, all=len(self._all))
        _year, period = self._asked()
        if period:
            due = document_date(self.kit.desk.whereabouts.due(period).last)
            told = f"{told} · {_('hạn {day}').format(day=due)}"
        self.told.set_text(told)

    def ask_contact(self) -> None:
        """F2: whom to call in the chosen unit."""
        entry = self.current()
        if entry is None:
            return
        arrival = next(a for e, a in self._all if e is entry)
        self._line.begin(entry.unit, entry.title, arrival.contact, arrival.phone)

    def note_contact(self, unit: str, name: str, phone: str) -> None:
        try:
            self.kit.desk.whereabouts.note_contact(unit, name, phone)
        except DeskError as trouble:
            self.kit.notices.post_error(trouble)
            return
        self._line.draft.forget()
        self._line.hide()
        self.list.setFocus()
        self.reload()

    def print(self) -> None:
        year, period = self._asked()
        asked: Values = {"period": period} if period else {"from_year": year, "to_year": year}
        preview_made(self.kit, lambda desk: desk.reporting.build("arrivals", asked), self.window())

    def choose_answer(self) -> None:
        entry = self.current()
        if entry is None:
            return
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        unit = self.kit.desk.units[entry.unit]
        suggested = Path(place) / f"tra-loi-{unit.code}-{self.kit.today():%Y%m%d}.ddpkg"
        name, _filter = QFileDialog.getSaveFileName(
            self, _("Tệp trả lời {unit}").format(unit=unit.name), str(suggested)
        )
        if name:
            self.answer(entry.unit, Path(name))

    def choose_folder(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = QFileDialog.getExistingDirectory(self, _("Thư mục cho các tệp trả lời"), place)
        if name:
            self.answer_all(Path(name))

    def answer_all(self, folder: Path) -> None:
        """Return packages for every unit in view that sent one, a file each."""
        units = self.kit.scope.keys

        def work(desk: Desk, progress: Progress) -> list[Sent]:
            return desk.sending.send_back_all(folder, units, lambda done, name: progress.step(done, 0, name))

        def done(written: Sequence[Sent]) -> None:
            told = _("Đã tạo {count} tệp trả lời vào {folder}, mỗi đơn vị một tệp.")
            self.kit.notices.post(told.format(count=len(written), folder=folder.name), "ok")

        run_beside(self.kit, _("Tạo tệp trả lời"), work, done)

    def answer(self, unit: str, out: Path) -> None:
        """Write the reply package of a unit: receipts, answers, lists, registry."""

        def work(desk: Desk, _progress: Progress) -> Sent:
            return desk.sending.send_back(unit, out)

        run_beside(self.kit, _("Tạo tệp trả lời"), work, partial(self._answered, out))

    def _answered(self, out: Path, sent: Sent) -> None:
        told = _("Đã tạo tệp trả lời {file}, mã kiểm tra {code}.")
        self.kit.notices.post(told.format(file=out.name, code=sent.check_code), "ok")
