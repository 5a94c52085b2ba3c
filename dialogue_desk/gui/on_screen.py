"""What the machine shows and prints with: screens, the shipped fonts, printers; for help from afar, without names."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

from dialogue_desk.gui import quiet
from dialogue_desk.missing import before_window
from dialogue_desk.paths import resource


def examine() -> dict[str, str | int]:
    """Fonts that are there of those the desk brings, how many printers and whether one is the default, each screen."""
    has_screen = sys.platform in ("win32", "darwin") or (
        bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not before_window()
    )
    if not has_screen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    quiet.begin()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QGuiApplication)
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in sorted(resource("fonts").glob("*.ttf"))]
    families = sorted(
        {name for number in loaded if number >= 0 for name in QFontDatabase.applicationFontFamilies(number)}
    )
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 it asks the print system

    printers = QPrinterInfo.availablePrinterNames()
    default = "" if QPrinterInfo.defaultPrinter().isNull() else ", 1 default"
    is_dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    screens = [
        f"{s.size().width()}x{s.size().height()} @{round(s.devicePixelRatio() * 100)}%" for s in application.screens()
    ]
    return {
        "fonts": ", ".join(families),
        "printers": f"{len(printers)}{default}",
        "screens": "; ".join(screens) if has_screen else "none",
        "dark": "yes" if is_dark else "no",
        "platform": application.platformName(),
    }
