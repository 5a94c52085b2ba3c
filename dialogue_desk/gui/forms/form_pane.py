"""The right pane of a page of records: heading with actions, tabs, the scrolling form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from dialogue_desk.domain.fields import Problem
from dialogue_desk.gui.forms.wording import summary_of
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Chip, Notice, Rule, Tabs
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel, label
from dialogue_desk.texts import _


class FormPane(QWidget):
    """Heading, tabs and foot stay; what is between scrolls."""

    back_asked = Signal()
    save_asked = Signal()
    history_asked = Signal()
    menu_asked = Signal(object)
    print_asked = Signal(object)
    discard_asked = Signal()

    def __init__(self, theme: Theme, tabs: Sequence[tuple[str, str, QWidget]]) -> None:
        super().__init__()
        self.theme = theme
        px = theme.px
        fill(self, theme, "canvas")
        self.focus_first: Callable[[], None] = self.setFocus
        """Put the keyboard into the first field."""
        self._keys = [key for key, _text, _page in tabs]
        self.stack = QStackedWidget()
        for _key, _text, page in tabs:
            inner = QWidget()
            box = down(inner, margins=(px(24), px(14), px(20), px(14)))
            box.addWidget(page)
            self.stack.addWidget(scroll_area(theme, inner))
        top = QWidget()
        fill(top, theme, "surface")
        self._top = down(top, px(2), margins=(px(24), px(10), px(16), 0))
        self._top.addLayout(self._heading())
        self.owner = label(theme, "", "small", "accent")
        self.owner.hide()
        self._top.addWidget(self.owner)
        self.tabs: Tabs | None = None
        if len(tabs) > 1:
            self.tabs = Tabs(theme, [(key, text) for key, text, _page in tabs])
            self.tabs.chosen.connect(self.show_tab)
            self._top.addWidget(self.tabs)
        else:
            self._top.addSpacing(px(10))
        column = down(self, 0)
        put(column, top, Rule(theme))
        self.hint = Notice(theme)
        slot = across(margins=(px(16), 0, px(16), 0))
        slot.addWidget(self.hint)
        column.addLayout(slot)
        column.addWidget(self.stack, 1)

    def _heading(self) -> QHBoxLayout:
        theme = self.theme
        row = across(gap=theme.px(4))
        self.back = Button(theme, _("Danh sách"), icon="chevron-left", kind="quiet", on_click=self.back_asked.emit)
        self.back.hide()
        self.title = ElidedLabel(theme, "", "detail")
        self.problems = Chip(theme, ChipSpec(" ", "danger", "circle-alert"))
        self.problems.hide()
        self.draft = label(theme, "", "small", "warn")
        self.draft.hide()
        self.discard = Button(theme, _("Bỏ thay đổi"), kind="quiet", on_click=self.discard_asked.emit)
        self.discard.setToolTip(_("Bỏ những gì đã gõ mà chưa lưu"))
        self.discard.hide()
        self.history = Button(
            theme, kind="icon", icon="history", tip=_("Các lần sửa (Ctrl+H)"), on_click=self.history_asked.emit
        )
        self.more = Button(theme, kind="icon", icon="ellipsis", tip=_("Việc khác"))
        self.more.clicked.connect(lambda _on=False: self.menu_asked.emit(self.more))
        self.print = Button(theme, f"{_('In')} ▾", icon="printer", tip=_("In một tờ của bản ghi này (Ctrl+P)"))
        self.print.clicked.connect(lambda _on=False: self.print_asked.emit(self.print))
        self.print.hide()
        self.save = Button(theme, _("Lưu"), icon="save", kind="primary", tip="Ctrl+S", on_click=self.save_asked.emit)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        put(row, self.problems, self.draft, self.discard)
        row.addSpacing(theme.px(6))
        put(row, self.history, self.more)
        row.addSpacing(theme.px(6))
        put(row, self.print, self.save)
        return row

    def set_owner(self, text: str) -> None:
        """Whose record this is, where it is another unit's."""
        self.owner.setText(text)
        self.owner.setVisible(bool(text))

    def show_draft(self, words: str) -> None:
        """That something typed is not saved, and from when; "": all of it is."""
        self.draft.setText(words)
        self.draft.setVisible(bool(words))
        self.discard.setVisible(bool(words))

    @property
    def first_key(self) -> str:
        return self._keys[0]

    def show_tab(self, key: str) -> None:
        self.stack.setCurrentIndex(self._keys.index(key))
        if self.tabs is not None:
            self.tabs.set_current(key)

    def set_tab_text(self, key: str, text: str) -> None:
        if self.tabs is not None:
            self.tabs.set_text(key, text)

    def set_back(self, text: str, shown: bool) -> None:
        self.back.set_text(text)
        self.back.setVisible(shown)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        text = summary_of(problems)
        self.problems.setVisible(bool(text))
        if text:
            hard = any(not problem.is_warning for problem in problems)
            icon = "circle-alert" if hard else "triangle-alert"
            self.problems.set_spec(ChipSpec(text, "danger" if hard else "warn", icon))

    def reveal(self, widget: QWidget) -> None:
        """Show the tab a widget is on."""
        for at, key in enumerate(self._keys):
            page = self.stack.widget(at)
            if page is not None and page.isAncestorOf(widget):
                self.show_tab(key)
