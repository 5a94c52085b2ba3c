"""What layouts share: making one, emptying one that is filled again, where its parts go when there is little room."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from dialogue_desk.gui.targets import Width

Box = TypeVar("Box", bound=QBoxLayout)


Margins = tuple[int, int, int, int]
"""Pixels at the left, above, at the right, below."""


def down(parent: QWidget | None = None, gap: int = -1, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """One thing below the other, `gap` pixels apart (-1: as the style has it); without a parent, a part of a layout."""
    return _laid(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), gap, margins)


def across(parent: QWidget | None = None, gap: int = -1, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """One thing beside the other, like `down`."""
    return _laid(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), gap, margins)


def _laid(made: Box, gap: int, margins: Margins) -> Box:
    made.setContentsMargins(*margins)
    if gap >= 0:
        made.setSpacing(gap)
    return made


def put(layout: QBoxLayout, *widgets: QWidget) -> None:
    """These widgets after what the layout has."""
    for widget in widgets:
        layout.addWidget(widget)


def clear(layout: QLayout) -> None:
    """Take everything out. Widgets are hidden at once: they are deleted only when Qt comes round to it.

    The keyboard stays at this place. Qt would hand it on, often to the rail, where the next Enter leaves the page.
    """
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            place = widget.parentWidget()
            if place is not None and has_keyboard(widget):
                place.setFocus()
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def has_keyboard(widget: QWidget) -> bool:
    """Whether what is typed goes to the widget or into it."""
    focus = QApplication.focusWidget()
    return focus is not None and (widget is focus or widget.isAncestorOf(focus))


def direction_for(width: Width) -> QBoxLayout.Direction:
    """How what stands side by side goes on where there is little room."""
    return QBoxLayout.Direction.TopToBottom if width is Width.NARROW else QBoxLayout.Direction.LeftToRight
