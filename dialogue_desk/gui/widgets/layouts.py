"""What layouts share: emptying one that is filled again, and where its parts go when there is little room."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QBoxLayout, QLayout, QWidget

from dialogue_desk.gui.places import Width


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
