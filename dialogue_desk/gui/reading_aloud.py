"""What programs that read the screen aloud are told of our own painted parts: a rail is a row of tabs, a tab is a tab.

A part names its role in `told_as`, as `QAccessible.Role` calls it. Qt asks only while such a program runs.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QWidget

PRESS = "Press"
"""What Qt calls the doing of a button for such programs."""


class _Told(QAccessibleWidget):
    """A part under its true role; one that can be pressed says so, and whether it is the chosen one."""

    def state(self) -> QAccessible.State:
        told, part = super().state(), self.object()
        if isinstance(part, QAbstractButton):
            told.selectable = 1
            told.selected = int(part.isChecked())
        return told

    def actionNames(self) -> list[str]:
        pressed = [PRESS] if isinstance(self.object(), QAbstractButton) else []
        return [*pressed, *super().actionNames()]

    def doAction(self, name: str) -> None:
        part = self.object()
        if name == PRESS and isinstance(part, QAbstractButton):
            part.click()
        else:
            super().doAction(name)


def _told(_kind: str, part: QObject) -> QAccessibleWidget | None:
    role = getattr(part, "told_as", "")
    return _Told(part, QAccessible.Role[role], "") if role and isinstance(part, QWidget) else None


@cache
def install() -> None:
    """Tell roles of our own from now on: every window asks for it, the program needs it once."""
    QAccessible.installFactory(_told)
