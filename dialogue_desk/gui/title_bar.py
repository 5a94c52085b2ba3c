"""The frame Windows draws around the window: dark where the desk is dark, whatever the rest of the laptop is."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QStyleHints

_SCHEMES = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}


def follow(hints: QStyleHints, theme: str, platform: str = sys.platform) -> None:
    """Ask for the frame of a theme ("dark", "light"); any other goes back to the laptop's own choice."""
    if platform == "win32":  # elsewhere the window manager draws it, and the desk its colours itself
        hints.setColorScheme(_SCHEMES.get(theme, Qt.ColorScheme.Unknown))
