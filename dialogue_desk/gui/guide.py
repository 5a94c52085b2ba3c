"""F1 and the card of keys: the window asks, this decides what is shown. No widget of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from dialogue_desk.domain.fields import Field
from dialogue_desk.gui.commands import COMMANDS, TYPING, WINDOW_COMMANDS
from dialogue_desk.gui.help import page_help
from dialogue_desk.gui.rooms import PAGES, keys_of
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.bubble import HelpBubble
from dialogue_desk.gui.widgets.frame import STATUS_HEIGHT, TOP_HEIGHT
from dialogue_desk.gui.widgets.help_panel import HelpPanel
from dialogue_desk.texts import _

KeyGroup = tuple[str, Sequence[tuple[str, str]]]


def key_card(known: Iterable[str]) -> list[KeyGroup]:
    """Every key of the desk: `known` are the commands the shown page answers to."""
    here = set(known)
    on_page = [(c.shortcut, _(c.text)) for c in COMMANDS if c.key in here]
    elsewhere = [(c.shortcut, _(c.text)) for c in COMMANDS if c.key not in here]
    rooms = [(key, _(room.title)) for room in PAGES if (key := keys_of()[room.key])]
    groups: list[KeyGroup] = [
        (_("Trang này"), on_page),
        (_("Khi nhập"), [(key, _(text)) for key, text in TYPING]),
        (_("Mọi trang"), [*((c.shortcut, _(c.text)) for c in WINDOW_COMMANDS), *rooms]),
        (_("Ở trang khác"), elsewhere),
    ]
    return [(name, keys) for name, keys in groups if keys]


class Guide:
    """The bubble beside a field and the panel beside a page."""

    def __init__(self, theme: Theme, ground: QWidget) -> None:
        self._theme = theme
        self.bubble = HelpBubble(theme, ground)
        self.panel = HelpPanel(theme, ground, theme.px(TOP_HEIGHT), theme.px(STATUS_HEIGHT))

    def explain(self, page: str, field: Field | None, near: QWidget) -> None:
        """F1: the field at the keyboard; without one, or asked twice, the page."""
        if field is not None and not self.bubble.isVisible():
            self.bubble.explain(_(field.label), _(field.help), near)
            return
        self.explain_page(page)

    def explain_page(self, page: str) -> None:
        self.bubble.hide()
        self.panel.show_blocks(page_help(page))

    def show_keys(self, known: Iterable[str]) -> None:
        self.bubble.hide()
        self.panel.show_keys(_("Bảng phím tắt"), key_card(known))

    def put_away(self) -> bool:
        """Esc: close what is open here; False when nothing is."""
        if self.bubble.isVisible():
            self.bubble.hide()
            return True
        return self.panel.put_away()

    def leave(self) -> None:
        """Another page is shown."""
        self.panel.forget_focus()
        self.put_away()

    def show_menu(self, anchor: QWidget, run: Callable[[str], object], only: Sequence[str] = ()) -> None:
        """A menu of the top bar: what the window answers to, with its keys; `only` some of it, in that order."""
        menu = QMenu(anchor)
        menu.setFont(self._theme.font("body"))
        offered = [next(c for c in WINDOW_COMMANDS if c.key == key) for key in only] or WINDOW_COMMANDS
        for command in offered:
            entry = QAction(self._theme.icon(command.icon), _(command.text), menu)
            entry.setShortcut(QKeySequence(command.shortcut))
            entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            entry.triggered.connect(lambda _on=False, key=command.key: run(key))
            menu.addAction(entry)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
