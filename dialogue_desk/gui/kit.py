"""What a page is handed in its constructor; there is no global handle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from dialogue_desk.desk import Desk
from dialogue_desk.desk.changes import Change
from dialogue_desk.gui.drafts import Drafts
from dialogue_desk.gui.guard import Guard
from dialogue_desk.gui.notices import Notices
from dialogue_desk.gui.scope import Scope
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import Runner
from dialogue_desk.gui.theme import Theme


class Changes(QObject):
    """The desk's one message as the window's one signal."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.listeners.append(self._tell)

    def close(self) -> None:
        self._desk.listeners.remove(self._tell)

    def _tell(self, change: Change) -> None:
        self.changed.emit(change)


class Kit(NamedTuple):
    """`go` opens another page by key; `scope` says which units the pages show;
    `today` is the day in Việt Nam; `restyle` asks for a new look."""

    theme: Theme
    desk: Desk
    runner: Runner
    notices: Notices
    changes: Changes
    drafts: Drafts
    scope: Scope
    today: Callable[[], date]
    go: Callable[[str, Target], None]
    restyle: Callable[[], None]
    guard: Guard
