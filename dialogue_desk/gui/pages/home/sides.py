"""The right side of home: sessions by year, petitions by who has them, and what has not gone up yet."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.home.words import Years, chart_words, years_told
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.small_charts import Bars, Columns
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

MOST_AGENCIES = 5


class Waiting(NamedTuple):
    """What has not gone up: how many records, and the day of the last package ("": none yet)."""

    unheld: int
    last: str


class Sides(QWidget):
    """Three cards; each figure is counted beside the window. `counted` carries the years, a `Years`."""

    counted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._years: Years | None = None
        self._heads = ""
        self._names: list[str] = []
        theme, px = kit.theme, kit.theme.px
        column = down(self, px(10))
        years = Card(theme, padding=14)
        head = across()
        head.addWidget(ElidedLabel(theme, _("Đối thoại theo năm (cuộc)"), "subhead"), 1)
        to_charts = lambda: kit.go("charts", Target(filter="sessions"))  # noqa: E731
        head.addWidget(Button(theme, _("Biểu đồ"), kind="quiet", on_click=to_charts))
        years.box.addLayout(head)
        self.columns = Columns(theme)
        self.note = WrappedLabel(theme, "", "small", "text2")
        years.box.addWidget(self.columns, 1)
        years.box.addWidget(self.note)
        agencies = Card(theme, padding=14)
        agencies.box.addWidget(label(theme, _("Kiến nghị theo nơi giải quyết"), "subhead"))
        self.agencies = Bars(theme)
        self.agencies.chosen.connect(self._open_agency)
        agencies.box.addWidget(self.agencies)
        self._sending = Card(theme, padding=14)
        self._sending.box.addWidget(label(theme, _("Gửi lên cấp trên"), "subhead"))
        self._told = WrappedLabel(theme, "", "small", "text2")
        self._send = Button(theme, _("Tạo tệp gửi"), icon="send", on_click=self._open_sending)
        put(self._sending.box, self._told, self._send)
        column.addWidget(years, 1)
        put(column, agencies, self._sending)

    def reload(self, heads: str) -> None:
        """Count anew; `heads` are the words about each head of the unit."""
        self._heads = heads
        self._ask_years()
        self._ask_agencies()
        self._ask_sending()

    def _ask_years(self) -> None:
        """The years as Phụ lục 05 and Biểu đồ tell them."""
        year, unit = self._kit.today().year, self._kit.scope.unit

        def count(desk: Desk, _progress: Progress) -> Years:
            return years_told(desk, year, unit)

        run_beside(self._kit, _("Đếm cuộc đối thoại"), count, self._years_counted)

    def _years_counted(self, told: Years) -> None:
        self._years = told
        self.show_years()
        self.counted.emit(told)

    def show_years(self, most: int = 8) -> None:
        """The newest years, as many as there is room for."""
        told = self._years
        if told is None:
            return
        self.columns.show_bars(told.bars[-most:], last_is_part=True, dotted=told.dotted[-most:])
        said = chart_words(told, self._kit.today())
        self.note.set_text(" ".join(part for part in (self._heads and f"{self._heads}.", said) if part))

    def _ask_agencies(self) -> None:
        units = self._kit.scope.keys

        def count(desk: Desk, _progress: Progress) -> list[tuple[str, int, int]]:
            return desk.home.by_agency(units)

        run_beside(self._kit, _("Đếm kiến nghị theo nơi giải quyết"), count, self._show_agencies)

    def _show_agencies(self, found: list[tuple[str, int, int]]) -> None:
        bars = [(name or _("Chưa giao"), count) for name, count, _late in found[:MOST_AGENCIES]]
        late = [_("{count} quá hạn").format(count=n) if n else "" for _name, _count, n in found[:MOST_AGENCIES]]
        self._names = [name for name, _count, _late in found[:MOST_AGENCIES]]
        self.agencies.show_bars(bars, late)

    def _open_agency(self, at: int) -> None:
        """The open petitions of one agency; those nobody has, by their chip."""
        name = self._names[at]
        if not name:
            self._kit.go("opinions", Target(filter="unassigned"))
            return
        query = self._kit.scope.narrow(self._kit.desk.petitions.query(PetitionQuery(lead=name, is_open=True)))
        title = _("Kiến nghị đang mở: {agency}").format(agency=name)
        self._kit.go("opinions", Target(form="opinion", query=query, title=title))

    def _ask_sending(self) -> None:
        """What the upper unit has not confirmed, and when something last went up."""
        has_upper = bool(self._kit.desk.joining.upper) and not self._kit.scope.unit
        self._sending.setVisible(has_upper)
        if not has_upper:
            return

        def count(desk: Desk, _progress: Progress) -> Waiting:
            up = [sent for sent in desk.sending.sent() if sent.kind == "up"]
            return Waiting(desk.whereabouts.unheld(), up[-1].at[:10] if up else "")

        run_beside(self._kit, _("Đếm phần chưa gửi"), count, self._show_sending)

    def _show_sending(self, told: Waiting) -> None:
        parts = [_("{count} bản ghi cấp trên chưa xác nhận").format(count=told.unheld)]
        parts += [_("lần gửi gần nhất {day}").format(day=document_date(told.last))] if told.last else []
        self._told.set_text(" · ".join(parts))

    def _open_sending(self) -> None:
        self._kit.go("exchange", Target(filter="send"))
