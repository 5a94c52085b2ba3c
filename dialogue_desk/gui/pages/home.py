"""Tổng quan: what a secretary needs in ten seconds. Every figure leads to its list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.duty_words import Duty, duty_of
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.places import Target, Width
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, Heading, Rule, Tile
from dialogue_desk.gui.widgets.duties import DutyRow
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.small_charts import Bars, Columns
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

MOST_DUTIES = 6
AGES = ((15, N_("Đến 15 ngày")), (30, N_("16–30 ngày")), (60, N_("31–60 ngày")), (10_000, N_("Trên 60 ngày")))
WEEKDAYS = (
    N_("Thứ Hai"), N_("Thứ Ba"), N_("Thứ Tư"), N_("Thứ Năm"), N_("Thứ Sáu"), N_("Thứ Bảy"), N_("Chủ nhật"),
)  # fmt: skip


class HomePage(Page):
    """Tiles, duties, two small charts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(14))
        heading = Heading(theme, _("Tổng quan"))
        self._day = label(theme, "", "body", "text2")
        heading.add(self._day)
        column.addWidget(heading)
        self._tiles = self._make_tiles()
        self._grid = QGridLayout()
        self._grid.setSpacing(px(12))
        column.addLayout(self._grid)
        self._body = QHBoxLayout()
        self._body.setSpacing(px(12))
        self._body.addWidget(self._make_duties(), 1)
        self._side = self._make_side()
        self._body.addWidget(self._side)
        column.addLayout(self._body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(theme, inner))
        kit.changes.changed.connect(lambda _change: self.reload() if self.isVisible() else None)

    def _make_tiles(self) -> dict[str, Tile]:
        theme = self.theme
        tiles = {
            "sessions": Tile(theme, "messages-square", _("Cuộc đã tổ chức")),
            "open": Tile(theme, "inbox", _("Kiến nghị đang mở")),
            "overdue": Tile(theme, "clock", _("Kiến nghị quá hạn")),
            "lacking": Tile(theme, "list-checks", _("Ý kiến trả lời chưa đủ")),
        }
        tiles["sessions"].clicked.connect(lambda _on=False: self.kit.go("sessions", self._this_year()))
        for key in ("open", "overdue", "lacking"):
            tiles[key].clicked.connect(lambda _on=False, key=key: self.kit.go("opinions", Target(filter=key)))
        return tiles

    def _this_year(self) -> Target:
        year = self.kit.today().year
        query = Query(equal={"status": "held"}, first=f"{year}-01-01", last=f"{year}-12-31")
        return Target(form="session", query=query, title=_("Đã tổ chức trong năm {year}").format(year=year))

    def _make_duties(self) -> Card:
        theme, px = self.theme, self.theme.px
        card = Card(theme, padding=1)
        card.box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(px(15), px(8), px(8), px(8))
        head.setSpacing(px(8))
        head.addWidget(label(theme, _("Việc phải làm"), "subhead"))
        self._duty_count = label(theme, "", "body", "text2")
        head.addWidget(self._duty_count)
        head.addStretch(1)
        self._all = Button(theme, _("Xem cả năm"), kind="quiet", on_click=self._toggle_all)
        head.addWidget(self._all)
        card.box.addLayout(head)
        card.box.addWidget(Rule(theme))
        self._duties = QVBoxLayout()
        self._duties.setSpacing(0)
        card.box.addLayout(self._duties)
        card.box.addStretch(1)
        card.box.addWidget(Rule(theme))
        self._done = WrappedLabel(theme, "", "small", "text2")
        foot = QHBoxLayout()
        foot.setContentsMargins(px(15), px(6), px(15), px(8))
        foot.addWidget(self._done)
        card.box.addLayout(foot)
        self._shows_all = False
        return card

    def _make_side(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        years = Card(theme)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(theme, _("Đối thoại theo năm"), "subhead"), 1)
        head.addWidget(
            Button(theme, _("Biểu đồ"), kind="quiet", on_click=lambda: self.kit.go("charts", Target(filter="sessions")))
        )
        years.box.addLayout(head)
        self._columns = Columns(theme)
        years.box.addWidget(self._columns, 1)
        self._years_note = WrappedLabel(theme, "", "small", "text2")
        years.box.addWidget(self._years_note)
        ages = Card(theme)
        ages.box.addWidget(label(theme, _("Tuổi của kiến nghị đang mở"), "subhead"))
        self._ages = Bars(theme)
        ages.box.addWidget(self._ages)
        column.addWidget(years, 1)
        column.addWidget(ages)
        return holder

    # -- figures ----------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        self.reload()

    def reload(self) -> None:
        """Read every figure again; each is one small query."""
        today = self.kit.today()
        self._day.setText(f"{_(WEEKDAYS[today.weekday()])}, {today.day}/{today.month}/{today.year}")
        owed = self.kit.desk.duties.obligations()
        self._show_tiles(owed)
        self._show_duties(owed)
        self._show_years()
        self._show_ages()

    def _show_tiles(self, owed: Sequence[Obligation]) -> None:
        records, petitions, year = self.kit.desk.records, self.kit.desk.petitions, self.kit.today().year
        first, last = f"{year}-01-01", f"{year}-12-31"
        held = records.count("session", Query(equal={"status": "held"}, first=first, last=last))
        heads = {o.kind: o for o in owed if o.kind in ("sessions_party", "sessions_government")}
        words = {"sessions_party": _("Bí thư"), "sessions_government": _("Chủ tịch")}
        line = " · ".join(f"{words[kind]} {o.done} / {o.required}" for kind, o in heads.items())
        required = sum(o.required for o in heads.values())
        self._tiles["sessions"].set_figure(str(held), _("/ {count} lượt phải có").format(count=required), line)
        counts = petitions.counts()
        above = petitions.count(PetitionQuery(status=("forwarded",)))
        waiting = _("{count} chờ cấp trên trả lời").format(count=above)
        self._tiles["open"].set_figure(str(counts["open"]), _("kiến nghị"), waiting)
        self._tiles["overdue"].set_figure(
            str(counts["overdue"]), _("kiến nghị"), self._longest(), alarm=counts["overdue"] > 0
        )
        lacking = records.count("opinion", Query(equal={"lacking_answer": True}))
        self._tiles["lacking"].set_figure(str(lacking), _("ý kiến"), _("Thiếu việc làm, giải trình"))

    def _longest(self) -> str:
        """How late the latest one is."""
        desk, today = self.kit.desk, self.kit.today()
        query = Query(equal=desk.petitions.query(PetitionQuery(overdue=True)).equal, order="due_on")
        rows = desk.records.page("opinion", query, 0, 60)
        states = desk.petitions.states([(row.unit, row.id) for row in rows])
        late = max((state.overdue_days(today) for state in states.values()), default=0)
        return _("Lâu nhất: quá hạn {count} ngày").format(count=late) if late else _("Không có kiến nghị nào quá hạn")

    def _show_duties(self, owed: Sequence[Obligation]) -> None:
        clear(self._duties)
        today = self.kit.today()
        waiting = [o for o in owed if o.state != "fulfilled"]
        near = [o for o in waiting if o.is_waiting or days_between(today.isoformat(), o.due_on) <= 92]
        shown = waiting if self._shows_all else near[:MOST_DUTIES]
        self._all.set_text(_("Bớt") if self._shows_all else _("Xem cả năm"))
        self._duty_count.setText(_("{count} việc").format(count=len(waiting if self._shows_all else near)))
        for obligation in shown:
            self._duties.addWidget(self._row(duty_of(obligation, today)))
        done = [o for o in owed if o.state == "fulfilled"]
        words = _("Đã xong trong năm: {count} việc").format(count=len(done))
        self._done.set_text(words if done else _("Năm nay chưa có việc nào xong."))

    def _row(self, duty: Duty) -> DutyRow:
        def go() -> None:
            self.kit.go(duty.room, duty.target)

        return DutyRow(self.theme, duty.due_on, duty.what, duty.rule, duty.chip, duty.button, go)

    def _toggle_all(self) -> None:
        self._shows_all = not self._shows_all
        self._show_duties(self.kit.desk.duties.obligations())

    def _show_years(self) -> None:
        this = self.kit.today().year
        records = self.kit.desk.records
        bars = [
            (
                str(year),
                records.count("session", Query(equal={"status": "held"}, first=f"{year}-01-01", last=f"{year}-12-31")),
            )
            for year in range(this - (7 if self.width_class is Width.WIDE else 5), this + 1)
        ]
        self._columns.show_bars(bars, last_is_part=True)
        day = self.kit.today()
        self._years_note.set_text(
            _("Cột gạch chéo: tính đến {day}. Chỉ đếm hồ sơ từng cuộc.").format(day=f"{day.day}/{day.month}/{day.year}")
        )

    def _show_ages(self) -> None:
        """How long the open petitions have been open."""
        records, today = self.kit.desk.records, self.kit.today()
        bars: list[tuple[str, int]] = []
        youngest = 0
        for oldest, name in AGES:
            first = (today - timedelta(days=oldest)).isoformat() if oldest < 10_000 else ""
            last = (today - timedelta(days=youngest)).isoformat() if youngest else ""
            query = Query(equal={"kind": "petition", "is_open": True}, first=first, last=last)
            bars.append((_(name), records.count("opinion", query)))
            youngest = oldest + 1
        self._ages.show_bars(bars)

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        across = 2 if width is Width.NARROW else 4
        for at, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, at // across, at % across)
        self._side.setVisible(width is not Width.NARROW)
        self._side.setFixedWidth(self.theme.px(320 if width is Width.WIDE else 264))
        self._show_years()
