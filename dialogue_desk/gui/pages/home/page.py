"""Việc hôm nay: what a secretary needs in ten seconds. Every figure leads to its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.home import Tile as CountedTile
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.desk.whereabouts import Reminder
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import days_between
from dialogue_desk.domain.periods import Period, document_date
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.parsing import show_count
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.home.duty_words import Duty, duty_of, excuse_of, unassigned_duty
from dialogue_desk.gui.pages.home.office import OfficeView
from dialogue_desk.gui.pages.home.words import Years, chart_words, day_words, heads_words, session_words, years_told
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.targets import Target, Width, room_of
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, Heading, Notice, Rule, Tabs, Tile
from dialogue_desk.gui.widgets.duties import DutyRow
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.small_charts import Bars, Columns
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

MOST_DUTIES = 5
AHEAD = 92
NO_LIMIT = 100_000
AGES = ((15, N_("Đến 15 ngày")), (30, N_("16–30 ngày")), (60, N_("31–60 ngày")), (NO_LIMIT, N_("Trên 60 ngày")))


class HomePage(Page):
    """Tiles, duties, two small charts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._lists: dict[str, tuple[str, Target]] = {}
        self._years: Years | None = None
        self._heads = ""
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(24), px(14), px(24), px(16))
        column.setSpacing(px(14))
        heading = self._heading = Heading(theme, _("Việc hôm nay"))
        self._day = label(theme, "", "body", "text2")
        heading.add(self._day)
        column.addWidget(heading)
        self._alert = Notice(theme)
        column.addWidget(self._alert)
        self._sides = Tabs(theme, (("office", _("Đơn vị cấp dưới")), ("own", _("Việc của mình"))))
        self._sides.chosen.connect(lambda _key: self._show_side())
        column.addWidget(self._sides)
        self.office = OfficeView(kit)
        self.office.unit_chosen.connect(self._look_at)
        column.addWidget(self.office, 1)
        self._own = QWidget()
        column.addWidget(self._own, 1)
        column = QVBoxLayout(self._own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
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
        kit.scope.changed.connect(lambda: self.reload() if self.isVisible() else None)

    def _make_tiles(self) -> dict[str, Tile]:
        theme = self.theme
        tiles = {
            "sessions": Tile(theme, "messages-square", _("Cuộc đã tổ chức")),
            "open": Tile(theme, "inbox", _("Kiến nghị đang mở")),
            "overdue": Tile(theme, "clock", _("Kiến nghị quá hạn")),
            "lacking": Tile(theme, "list-checks", _("Ý kiến trả lời chưa đủ")),
        }
        for key, tile in tiles.items():
            tile.clicked.connect(lambda _on=False, key=key: self._open_list(key))
        return tiles

    def _open_list(self, key: str) -> None:
        """The list a tile counts; its length is the tile's figure."""
        room, target = self._lists[key]
        self.kit.go(room, target)

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
        foot.addWidget(self._done, 1)
        self._before = Button(theme, "", icon="list-checks", kind="quiet", on_click=self._excuse_before)
        self._before.hide()
        foot.addWidget(self._before)
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
        today, unit = self.kit.today(), self.kit.scope.name
        self._heading.set_title(f"{_('Việc hôm nay')} · {unit}" if unit else _("Việc hôm nay"))
        due = self.office.due_words(today.isoformat()) if self._is_office else ""
        self._day.setText(due or day_words(today))
        self._show_side()
        if self._is_office:
            self.office.reload()
        self._show_tiles()
        self._show_alert()
        self._ask_silent()
        self._show_duties()
        self._ask_years()
        self._ask_ages()

    @property
    def _is_office(self) -> bool:
        """Whether the units below are looked at as a whole: an officer's home, beside that of the own unit."""
        return self.kit.scope.has_units_below and not self.kit.scope.unit

    def _show_side(self) -> None:
        """The units below or the own unit, whichever is chosen."""
        self._sides.setVisible(self._is_office)
        shows_office = self._is_office and self._sides.current() == "office"
        self.office.setVisible(shows_office)
        self._own.setVisible(not shows_office)

    def _look_at(self, unit: str) -> None:
        """Everything about one unit below: the pages show it from now on."""
        self._sides.set_current("own")
        self.kit.scope.choose(unit)

    def _show_tiles(self) -> None:
        counted = {tile.key: tile for tile in self.kit.desk.home.tiles(self.kit.scope.unit)}
        self._show_sessions(counted["sessions_party"], counted["sessions_government"])
        lines = {
            "open": self._waiting(counted),
            "overdue": self._longest(),
            "lacking": _("Thiếu việc làm, giải trình"),
        }
        nouns = {"open": _("kiến nghị"), "overdue": _("kiến nghị"), "lacking": _("ý kiến")}
        for key, name in (("open", "petitions_open"), ("overdue", "petitions_overdue"), ("lacking", "lacking_answer")):
            tile = counted[name]
            alarm = key == "overdue" and bool(tile.value)
            self._tiles[key].set_figure(show_count(tile.value), nouns[key], lines[key], alarm=alarm)
            self._lists[key] = ("opinions", Target(filter=key))

    def _waiting(self, counted: Mapping[str, CountedTile]) -> str:
        """Of the open petitions: how many wait for an answer of this unit, how many for one from above."""
        desk, scope = self.kit.desk, self.kit.scope
        above = counted["petitions_forwarded"].value
        if not scope.has_units_below:
            return _("{count} chờ cấp trên trả lời").format(count=above)
        query = self._in_scope(desk.petitions.query(PetitionQuery(to_answer=True)))
        own = desk.records.count("opinion", query)
        if scope.unit or not desk.units[desk.unit].parent:
            return _("{count} chờ mình trả lời").format(count=own)
        return _("{own} chờ mình · {above} chờ cấp trên").format(own=own, above=above)

    def _show_sessions(self, party: CountedTile, government: CountedTile) -> None:
        """Held this year, each session once; below, each head of the unit itself against the norm."""
        year = self.kit.today().year
        equal: dict[str, Value] = {"status": "held", "count_for": ("party", "government", "both")}
        query = self._in_scope(Query(equal=equal, first=f"{year}-01-01", last=f"{year}-12-31"))
        self._heads = heads_words(party, government, has_units_below=self.kit.scope.has_units_below)
        held = self.kit.desk.records.count("session", query)
        self._tiles["sessions"].set_figure(*session_words(Years((), None, held), self._heads))
        title = _("Đã tổ chức trong năm {year}").format(year=year)
        self._lists["sessions"] = ("sessions", Target(form="session", query=query, title=title))

    def _longest(self) -> str:
        """How late the latest one is."""
        desk, today = self.kit.desk, self.kit.today()
        query = self._in_scope(
            Query(equal=desk.petitions.query(PetitionQuery(overdue=True)).equal, order="petition_due")
        )
        rows = desk.records.page("opinion", query, 0, 60)
        states = desk.petitions.states([(row.unit, row.id) for row in rows])
        late = max((state.overdue_days(today) for state in states.values()), default=0)
        return _("Lâu nhất: quá hạn {count} ngày").format(count=late) if late else _("Không có kiến nghị nào quá hạn")

    def _show_alert(self) -> None:
        """One line at most: an alarm, else the first weakness that shows now."""
        standing = self.kit.desk.receiving.alarms.listed()
        if standing:
            self._alert.show_text(
                f"{standing[0].message} {standing[0].step}", tone="danger", action=_("Xem"),
                on_action=lambda: self.kit.go("exchange", Target(filter="desks")), closable=False,
            )  # fmt: skip
            return
        alert = next(iter(self.kit.desk.home.alerts(self.kit.scope.unit)), None)
        if alert is None:
            self._alert.hide()
            return
        target = Target(form=alert.form, query=alert.query if alert.query.keys else None, title=alert.text)
        go = (lambda: self.kit.go(room_of(alert.form), target)) if alert.form else None
        self._alert.show_text(
            alert.text, tone="warn", action=_("Xem") if go is not None else "", on_action=go, closable=False
        )

    def _ask_silent(self) -> None:
        """Who has not sent the last period's figures comes before other weaknesses; asked beside the window."""
        if self.kit.scope.unit or not self.kit.scope.has_units_below:
            return

        def ask(desk: Desk, _progress: Progress) -> Reminder | None:
            return desk.whereabouts.reminder()

        run_beside(self.kit, _("Xem ai đã gửi"), ask, self._remind)

    def _remind(self, reminder: Reminder | None) -> None:
        if reminder is None or self.kit.scope.unit or self.kit.desk.receiving.alarms.listed():
            return
        text = _("{count} đơn vị chưa gửi số liệu {period}, hạn {day}.")
        period = Period.parse(reminder.period)
        named = period.label if period else reminder.period
        told = text.format(period=named, count=reminder.silent, day=document_date(reminder.due))
        target = Target(filter="board", new={"period": reminder.period})
        self._alert.show_text(
            told, tone="warn", action=_("Xem"), on_action=lambda: self.kit.go("exchange", target), closable=False
        )

    def _show_duties(self) -> None:
        clear(self._duties)
        today = self.kit.today()
        unit = self.kit.scope.unit
        waiting = self.kit.desk.home.waiting(unit)
        owed = self.kit.desk.duties.obligations(unit=unit)
        coming = [o for o in owed if o.state == "upcoming"]
        near = [*waiting, *(o for o in coming if days_between(today.isoformat(), o.due_on) <= AHEAD)]
        shown = [*waiting, *coming] if self._shows_all else near[:MOST_DUTIES]
        self._all.set_text(_("Thu gọn") if self._shows_all else _("Xem cả năm"))
        self._duty_count.setText(_("{count} việc").format(count=len(shown) if self._shows_all else len(near)))
        self._show_unassigned()
        for obligation in shown:
            self._duties.addWidget(self._row(duty_of(obligation, today)))
        done = [o for o in owed if o.state == "fulfilled"]
        words = _("Đã xong trong năm: {count} việc").format(count=len(done))
        self._done.set_text(words if done else _("Năm nay chưa có việc nào xong."))
        before = self.kit.desk.duties.before_desk(unit) if self.kit.scope.target else []
        self._before.setVisible(bool(before))
        if before:
            offer = _("{count} việc đến hạn trước khi dùng phần mềm: ghi là đã làm").format(count=len(before))
            self._before.set_text(offer)

    def _show_unassigned(self) -> None:
        """Petitions nobody has come first: their deadline runs from the day they were received."""
        desk = self.kit.desk
        asked = self._in_scope(desk.petitions.query(PetitionQuery(unassigned=True)))
        rows = desk.records.page("opinion", replace(asked, order="received_on"), 0, 1)
        if rows:
            (state,) = desk.petitions.states([(row.unit, row.id) for row in rows]).values()
            count = desk.records.count("opinion", asked)
            self._duties.addWidget(self._row(unassigned_duty(count, state, self.kit.today())))

    def _row(self, duty: Duty) -> DutyRow:
        def go() -> None:
            self.kit.go(duty.room, duty.target)

        def excuse() -> None:
            self.kit.go("registers", excuse_of(duty))

        may = bool(duty.key and self.kit.scope.target)
        told = (duty.due_on, duty.what, duty.rule, duty.chip, duty.button)
        return DutyRow(self.theme, *told, go, excuse if may else None)

    def _excuse_before(self) -> None:
        """What was due before the desk began was done without it: noted at once, taken back at once."""
        unit = self.kit.scope.target

        def work(desk: Desk, _progress: Progress) -> int:
            return desk.duties.excuse([o.key for o in desk.duties.before_desk(unit)], "outside", unit=unit)

        def told(count: int) -> None:
            self.kit.notices.post(_("Đã ghi {count} việc là đã làm ngoài phần mềm.").format(count=count), "ok")

        run_beside(self.kit, _("Ghi nghĩa vụ"), work, told)

    def _toggle_all(self) -> None:
        self._shows_all = not self._shows_all
        self._show_duties()

    def _ask_years(self) -> None:
        """The years as Phụ lục 05 and Biểu đồ tell them, counted beside the window."""
        year, unit = self.kit.today().year, self.kit.scope.unit

        def count(desk: Desk, _progress: Progress) -> Years:
            return years_told(desk, year, unit)

        run_beside(self.kit, _("Đếm cuộc đối thoại"), count, self._years_counted)

    def _years_counted(self, told: Years) -> None:
        self._years = told
        self._show_years()
        self._tiles["sessions"].set_figure(*session_words(told, self._heads))

    def _show_years(self) -> None:
        if self._years is None:
            return
        shown = self._years.bars[-8:] if self.width_class is Width.WIDE else self._years.bars[-6:]
        self._columns.show_bars(shown, last_is_part=True)
        self._years_note.set_text(chart_words(self._years, self.kit.today()))

    def _ask_ages(self) -> None:
        """How long the open petitions have been open; counted beside the window, it reads many."""
        today, scope = self.kit.today(), self.kit.scope.narrow(Query())

        def count(desk: Desk, _progress: Progress) -> list[tuple[str, int]]:
            bars: list[tuple[str, int]] = []
            youngest = 0
            for oldest, name in AGES:
                first = (today - timedelta(days=oldest)).isoformat() if oldest < NO_LIMIT else ""
                last = (today - timedelta(days=youngest)).isoformat() if youngest else ""
                query = Query(equal={**scope.equal, "kind": "petition", "is_open": True}, first=first, last=last)
                bars.append((_(name), desk.records.count("opinion", query)))
                youngest = oldest + 1
            return bars

        run_beside(self.kit, _("Đếm tuổi kiến nghị"), count, self._ages.show_bars)

    def _in_scope(self, query: Query) -> Query:
        return self.kit.scope.narrow(query)

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self.office.fit(width)
        across = 2 if width is Width.NARROW else 4
        for at, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, at // across, at % across)
        self._side.setVisible(width is not Width.NARROW)
        self._side.setFixedWidth(self.theme.px(320 if width is Width.WIDE else 264))
        self._show_years()
