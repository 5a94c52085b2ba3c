"""What layouts share: emptying one that is filled again, and where its parts go when there is little room."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QLayout

from dialogue_desk.gui.places import Width


def clear(layout: QLayout) -> None:
    """Take everything out. Widgets are hidden at once: they are deleted only when Qt comes round to it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def direction_for(width: Width) -> QBoxLayout.Direction:
    """How what stands side by side goes on where there is little room."""
    return QBoxLayout.Direction.TopToBottom if width is Width.NARROW else QBoxLayout.Direction.LeftToRight
