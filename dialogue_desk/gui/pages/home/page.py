"""Việc hôm nay: what a secretary needs in ten seconds. Every figure leads to its list."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.whereabouts import Reminder
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.periods import Period, document_date
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.parsing import show_count
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.home.arranging import WEEK
from dialogue_desk.gui.pages.home.duty_card import DutyCard
from dialogue_desk.gui.pages.home.office import OfficeView
from dialogue_desk.gui.pages.home.sides import Sides
from dialogue_desk.gui.pages.home.words import Years, day_words, heads_words, session_words
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.targets import Target, Width, room_of
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Heading, Notice, Tabs
from dialogue_desk.gui.widgets.figure_strip import FigureStrip
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, direction_for, down
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import N_, _

FIGURES = (
    ("overdue", N_("kiến nghị quá hạn"), "danger"),
    ("soon", N_("sắp hết hạn (7 ngày tới)"), "warn"),
    ("open", N_("kiến nghị đang mở"), ""),
    ("lacking", N_("ý kiến thiếu trả lời"), ""),
    ("sessions", N_("cuộc đã tổ chức năm nay"), ""),
)
"""The figures at the top: key, words, the tone they have while there is something."""


class HomePage(Page):
    """Of a unit: figures, duties, small charts. Of an officer: the units below, beside the own unit."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._lists: dict[str, tuple[str, Target]] = {}
        theme, px = kit.theme, kit.theme.px
        inner = QWidget()
        column = down(inner, px(12), margins=(px(24), px(12), px(24), px(14)))
        column.addWidget(self._make_heading())
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
        column = down(self._own, px(12))
        self._strip = FigureStrip(theme, [(key, _(words), tone) for key, words, tone in FIGURES], self._open_list)
        self._tiles = self._strip.figures
        column.addWidget(self._strip)
        self._body = across(gap=px(12))
        self.duties = DutyCard(kit)
        self.side = Sides(kit)
        self.side.counted.connect(self._years_counted)
        self._body.addWidget(self.duties, 1)
        self._body.addWidget(self.side)
        column.addLayout(self._body, 1)
        whole = down(self)
        whole.addWidget(scroll_area(theme, inner))
        kit.changes.changed.connect(lambda _change: self.reload() if self.isVisible() else None)
        kit.scope.changed.connect(lambda: self.reload() if self.isVisible() else None)

    def _make_heading(self) -> Heading:
        theme = self.theme
        self._heading = Heading(theme, _("Việc hôm nay"))
        self._day = label(theme, "", "body", "text2")
        new_session, new_petition = Target(form="session", new={}), Target(form="opinion", new={"kind": "petition"})
        self._take = Button(theme, _("Nhận số liệu…"), icon="download", kind="primary")
        self._take.clicked.connect(lambda _on=False: self.kit.go("exchange", Target(filter="receive")))
        self._new = Button(theme, _("Thêm cuộc đối thoại"), icon="plus", kind="primary")
        self._new.clicked.connect(lambda _on=False: self.kit.go("sessions", new_session))
        self._petition = Button(theme, _("Thêm kiến nghị"), icon="plus")
        self._petition.clicked.connect(lambda _on=False: self.kit.go("opinions", new_petition))
        for widget in (self._day, self._take, self._new, self._petition):
            self._heading.add(widget)
        return self._heading

    def _open_list(self, key: str) -> None:
        """The list a figure counts; its length is the figure."""
        room, target = self._lists[key]
        self.kit.go(room, target)

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
        self.duties.reload()
        self.side.reload(self._heads)

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
        self._take.setVisible(shows_office)
        for button in (self._new, self._petition):
            button.setVisible(not shows_office and bool(self.kit.scope.target))

    def _look_at(self, unit: str) -> None:
        """Everything about one unit below: the pages show it from now on."""
        self._sides.set_current("own")
        self.kit.scope.choose(unit)

    def _show_tiles(self) -> None:
        counted = {tile.key: tile for tile in self.kit.desk.home.tiles(self.kit.scope.unit)}
        self._show_sessions()
        above = _("{count} chờ cấp trên trả lời").format(count=counted["petitions_forwarded"].value)
        for key, name in (("open", "petitions_open"), ("overdue", "petitions_overdue"), ("lacking", "lacking_answer")):
            tile = counted[name]
            tip = above if key == "open" else ""
            self._tiles[key].set_figure(show_count(tile.value), tip=tip, alarm=bool(tile.value))
            self._lists[key] = ("opinions", Target(filter=key))
        self._show_soon()
        self._heads = heads_words(
            counted["sessions_party"],
            counted["sessions_government"],
            has_units_below=self.kit.scope.has_units_below,
        )

    def _show_soon(self) -> None:
        """Open petitions whose deadline is today or in the coming days."""
        today = self.kit.today()
        span = (today.isoformat(), (today + timedelta(days=WEEK)).isoformat())
        query = self._in_scope(Query(equal={"due_between": span}))
        count = self.kit.desk.records.count("opinion", query)
        self._tiles["soon"].set_figure(show_count(count), alarm=bool(count))
        title = _("Kiến nghị hết hạn trong 7 ngày tới")
        self._lists["soon"] = ("opinions", Target(form="opinion", query=query, title=title))

    def _show_sessions(self) -> None:
        """Held this year, each session once."""
        year = self.kit.today().year
        equal: dict[str, Value] = {"status": "held", "count_for": ("party", "government", "both")}
        query = self._in_scope(Query(equal=equal, first=f"{year}-01-01", last=f"{year}-12-31"))
        held = self.kit.desk.records.count("session", query)
        self._tiles["sessions"].set_figure(*session_words(Years((), None, held)))
        title = _("Đã tổ chức trong năm {year}").format(year=year)
        self._lists["sessions"] = ("sessions", Target(form="session", query=query, title=title))

    def _years_counted(self, told: Years) -> None:
        self._tiles["sessions"].set_figure(*session_words(told), tip=self._heads)

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

    def _in_scope(self, query: Query) -> Query:
        return self.kit.scope.narrow(query)

    # -- room -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        super().fit(width)
        self.office.fit(width)
        is_narrow = width is Width.NARROW
        self._body.setDirection(direction_for(width))
        self._petition.setText(_("Kiến nghị") if is_narrow else _("Thêm kiến nghị"))
        self._day.setVisible(not is_narrow)
        if is_narrow:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(16_777_215)
        else:
            self.side.setFixedWidth(self.theme.px(324 if width is Width.WIDE else 264))
        self.side.show_years(8 if width is not Width.MEDIUM else 6)
