"""The window: rail, top bar, one page at a time, status line. It routes; pages do the work."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from dialogue_desk.errors import DeskError
from dialogue_desk.gui import reading_aloud
from dialogue_desk.gui.commands import COMMANDS, WINDOW_COMMANDS
from dialogue_desk.gui.rooms import ASK, IMPORT, OFF_RAIL, PAGES, RECENT, SEARCH, Room, keys_of
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import Notice
from dialogue_desk.gui.widgets.frame import Rail, StatusItem, StatusLine, TopBar, Waiting
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.lines import fill
from dialogue_desk.texts import _

if TYPE_CHECKING:  # what pages need is loaded after the first paint
    from dialogue_desk.desk.suggestions import Entered
    from dialogue_desk.gui.guide import Guide
    from dialogue_desk.gui.kit import Kit
    from dialogue_desk.gui.notices import NoticeText
    from dialogue_desk.gui.pages.page import Page
    from dialogue_desk.gui.phrases import PhraseList

SEARCH_PAUSE = 150


class Facts(NamedTuple):
    """What the frame shows around every page."""

    unit: str
    person: str
    status: tuple[StatusItem, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


class MainWindow(QMainWindow):
    """Built in two strokes: the frame with the page's heading, then, after the first paint, the page."""

    page_shown = Signal(str)
    closing = Signal()

    def __init__(self, theme: Theme, facts: Facts, first: str = "home") -> None:
        super().__init__()
        self.theme = theme
        self.kit: Kit | None = None
        self._rooms: dict[str, Room] = {room.key: room for room in (*PAGES, *OFF_RAIL)}
        self._pages: dict[str, Page] = {}
        self._current = first if first in self._rooms else PAGES[0].key
        self._before = self._current
        self._is_over = False
        self._aside = 0
        """Pixels at the right that the guide takes."""
        self.setWindowTitle(_("Bàn Đối thoại"))
        reading_aloud.install()
        self._build_frame()
        self.show_facts(facts)
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE)
        self._pause.timeout.connect(self._search)

    # -- frame ----------------------------------------------------------------------------

    def _build_frame(self) -> None:
        theme = self.theme
        tips = {key: f" ({shortcut})" if shortcut else "" for key, shortcut in keys_of().items()}
        rooms = [(r.key, r.icon, _(r.title), f"{_(r.title)}{tips[r.key]}", _(r.short or r.title)) for r in PAGES]
        self.rail = Rail(theme, rooms)
        self.top = TopBar(theme)
        self.status = StatusLine(theme)
        self.notice = Notice(theme)
        self.stack = QStackedWidget()
        self.stack.addWidget(Waiting(theme, _(self._rooms[self._current].title)))
        self.rail.set_current(self._current)
        column = down(gap=0)
        holder = QWidget()
        fill(holder, theme, "canvas")
        slot = across(holder, margins=(theme.px(16), theme.px(10), theme.px(16), 0))
        slot.addWidget(self.notice)
        self._notice_slot = holder
        holder.hide()
        for widget in (self.top, holder):
            column.addWidget(widget)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self._ground = ground = QWidget()
        row = self._row = across(ground, 0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(ground)
        self.rail.chosen.connect(self.go)
        self.top.searched.connect(lambda _text: self._pause.start())
        self.top.help_asked.connect(lambda: self.guide.show_menu(self.top.help, self.run_window_command))
        self.top.person_asked.connect(
            lambda: self.guide.show_menu(self.top.person, self.run_window_command, self.top.of_person)
        )
        self.top.search.left.connect(self._enter_results)
        self.top.search.returnPressed.connect(self._enter_results)

    def show_facts(self, facts: Facts) -> None:
        """Fill the frame."""
        self.top.set_unit(facts.unit)
        self.top.set_person(facts.person)
        self.status.set_items(facts.status)
        for key, count in facts.counts:
            self.rail.set_count(key, count)

    # -- life -----------------------------------------------------------------------------

    def start(self, kit: Kit, target: Target | None = None) -> None:
        """After the first paint: take what pages need, build the page that waits and go to `target` in it."""
        self.kit = kit
        if kit.scope.has_units_below:
            from dialogue_desk.gui.forms.scope_choice import ScopeChoice  # noqa: PLC0415

            self.top.set_chooser(ScopeChoice(self.theme, kit.scope))
        kit.scope.changed.connect(self._clear_notice)
        kit.notices.posted.connect(self._post)
        kit.notices.cleared.connect(self._clear_notice)
        self._add_keys()
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        if target is not None and target.filter and self._current == SEARCH.key:
            self.top.search.setText(target.filter)
        self.go(self._current, target)

    def end(self) -> None:
        """Nothing more happens in this window; told once."""
        if self._is_over:
            return
        self._is_over = True
        self._pause.stop()
        if self.kit is not None:
            with contextlib.suppress(DeskError):  # said while it was typed; a full disk holds no window open
                self.kit.drafts.keep_all()
        for page in self._pages.values():
            with contextlib.suppress(DeskError):
                page.end()
        if self.kit is not None:
            self.kit.drafts.end()
        self.closing.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.end()
        super().closeEvent(event)

    @cached_property
    def guide(self) -> Guide:
        """F1 and the card of keys, made when first asked for."""
        from dialogue_desk.gui.guide import Guide  # noqa: PLC0415 - no list waits for it

        guide = Guide(self.theme, self._ground)

        def make_room(width: int) -> None:
            """It stands beside the page, never over it: the page fits what is left."""
            self._aside = width
            self._row.setContentsMargins(0, 0, width, 0)
            self.resizeEvent(QResizeEvent(self.size(), self.size()))

        guide.panel.took.connect(make_room)
        return guide

    @cached_property
    def _phrases(self) -> PhraseList:
        from dialogue_desk.gui.phrases import PhraseList  # noqa: PLC0415 - no list waits for it

        assert self.kit is not None
        return PhraseList(self.kit, self._ground)

    @property
    def current_key(self) -> str:
        return self._current

    def page(self, key: str = "") -> Page | None:
        """A page that was opened before; the shown one without `key`."""
        return self._pages.get(key or self._current)

    # -- going ----------------------------------------------------------------------------

    def go(self, key: str, target: Target | None = None) -> None:
        """Show a page, building it the first time."""
        assert self.kit is not None
        old, refused = self._pages.get(self._current), None
        if old is not None and key != self._current:
            try:
                old.leave()
            except DeskError as trouble:  # a full disk: what is half typed waits in memory, and nobody is held here
                refused = trouble
            if self._is_off_rail(key) and not self._is_off_rail(self._current):
                self._before = self._current
        if key not in self._pages:
            page = self._rooms[key].build(self.kit)
            self._pages[key] = page
            page.setAccessibleName(_(self._rooms[key].title))
            self.stack.addWidget(page)
        self._current = key
        if "guide" in self.__dict__:  # where nobody asked for it, nothing of it is open
            self.guide.leave()
        self._clear_notice()
        self.rail.set_current(key)
        page = self._pages[key]
        page.fit(self.width_class)
        self.stack.setCurrentWidget(page)
        page.enter(target or Target())
        if refused is not None:
            self.kit.notices.post_error(refused)
        self.page_shown.emit(key)

    @staticmethod
    def _is_off_rail(key: str) -> bool:
        return any(room.key == key for room in OFF_RAIL)

    @property
    def width_class(self) -> Width:
        """The room of a page; the guide stands beside it and takes its own."""
        return Width.of(self.width() - self._aside, self.theme.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = self.width_class
        self.rail.set_narrow(width is not Width.WIDE)
        page = self._pages.get(self._current)
        if page is not None and page.width_class is not width:
            page.fit(width)
        super().resizeEvent(event)

    # -- keys -----------------------------------------------------------------------------

    def _add_keys(self) -> None:
        for command in COMMANDS:
            self._add_key(command.shortcut, partial(self.run_command, command.key))
        for room, shortcut in keys_of().items():
            if shortcut:
                self._add_key(shortcut, partial(self.go, room))
        for command in WINDOW_COMMANDS:
            self._add_key(command.shortcut, partial(self.run_window_command, command.key))

    def _add_key(self, shortcut: str, action: Callable[[], object]) -> None:
        entry = QAction(self)
        entry.setShortcuts(QKeySequence.listFromString(shortcut))
        entry.triggered.connect(lambda _on=False: action())
        self.addAction(entry)

    def run_command(self, key: str) -> None:
        """Hand a command to the shown page; one it does not know does nothing."""
        page = self._pages.get(self._current)
        action = page.all_commands().get(key) if page is not None else None
        if action is not None:
            action()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        page = self._pages.get(self._current)
        if "guide" in self.__dict__ and self.guide.put_away():
            return
        if self.notice.isVisible():
            self._clear_notice()
        elif page is not None and not page.back() and self._is_off_rail(self._current):
            self.top.search.clear()
            self.go(self._before)

    # -- search, help, notices -------------------------------------------------------------

    def _focus_search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def _search(self) -> None:
        text = self.top.search.seen_text().strip()
        if len(text) >= 2:
            self.go(SEARCH.key, Target(filter=text))
        elif self._current == SEARCH.key:
            self.go(self._before)
            self._focus_search()

    def _enter_results(self) -> None:
        self._pause.stop()
        self._search()
        page = self._pages.get(SEARCH.key)
        if page is not None and self._current == SEARCH.key:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def run_window_command(self, key: str) -> None:
        """What every page has: search, phrases, the guide."""
        page = self._pages.get(self._current)
        if key == "find":
            self._focus_search()
        elif key == "scope" and self.top.chooser is not None:
            self.top.chooser.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top.chooser.showPopup()
        elif key == "notice" and self.notice.isVisible():
            self.notice.take_keyboard()
        elif key in (IMPORT.key, RECENT.key, ASK.key):
            self.go(key)
        elif key == "phrase" and self.kit is not None:
            self._phrases.offer(QApplication.focusWidget())
        elif key == "explain":
            field = page.help_field() if page is not None else None
            self.guide.explain(self._current, field, QApplication.focusWidget() or self.top)
        elif key == "explain_page":
            self.guide.explain_page(self._current)
        elif key == "lock" and self.kit is not None:
            self.kit.guard.lock_asked.emit()
        elif key == "keys":
            self.guide.show_keys(page.all_commands() if page is not None else ())

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        page = self._pages.get(self._current)
        field = page.help_field() if page is not None and new is not None else None
        self.status.set_hint(_("F1: giải thích ô đang nhập") if field is not None else "")

    def _post(self, notice: NoticeText) -> None:
        self._notice_slot.show()
        self.notice.show_text(
            notice.text, tone=notice.tone, action=notice.action, on_action=notice.on_action, closable=True
        )

    def _clear_notice(self) -> None:
        self.notice.hide()
        self._notice_slot.hide()


def entered_items(entered: Entered | None) -> tuple[StatusItem, ...]:
    """How much the person at the desk has written."""
    if entered is None or not entered.week:
        return ()
    text = _("Bạn đã nhập hôm nay {today}, tuần này {week} bản ghi")
    return (StatusItem("pencil", text.format(today=entered.today, week=entered.week)),)


def status_of(saved_at: str, drafted_at: str, unsent: int, backup: str) -> Sequence[StatusItem]:
    """The facts of the status line, those that are known."""
    items = [StatusItem("check", _("Đã lưu lúc {time}").format(time=saved_at), "ok")] if saved_at else []
    if drafted_at:
        items = [StatusItem("pencil", _("Bản nháp lưu lúc {time}").format(time=drafted_at))]
    if unsent:
        items.append(StatusItem("send", _("{count} bản ghi cấp trên chưa xác nhận").format(count=unsent)))
    if backup:
        items.append(StatusItem("hard-drive", _("Sao lưu: {when}").format(when=backup)))
    return items


def when_words(at: datetime) -> str:
    """Today and yesterday by name."""
    days = (datetime.now().date() - at.date()).days
    if days == 0:
        return _("hôm nay {time}").format(time=f"{at:%H:%M}")
    return _("hôm qua {time}").format(time=f"{at:%H:%M}") if days == 1 else f"{at:%d/%m/%Y}"
