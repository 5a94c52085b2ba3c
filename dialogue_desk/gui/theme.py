"""What every widget is given: colours, sizes, fonts and icons of one mode at one text size.

A Theme never changes. Another mode or text size is another Theme and a rebuilt window, so no
widget needs code to restyle itself.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QApplication, QToolTip

from dialogue_desk.gui.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

MIN_SCALE, MAX_SCALE = 1.0, 2.0
FAMILY = "Noto Sans"
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Medium.ttf", "NotoSans-SemiBold.ttf")

# Points at 100 % text and weight. Nothing is smaller than 9.
FONTS: dict[str, tuple[float, int]] = {
    "caption": (9.0, 400),
    "small": (9.75, 400),
    "small_strong": (9.75, 600),
    "body": (10.5, 400),
    "strong": (10.5, 500),
    "bold": (10.5, 600),
    "subhead": (11.25, 600),
    "detail": (13.5, 600),
    "title": (15.0, 600),
    "figure": (22.5, 600),
}


class Theme:
    """Colours, sizes, fonts, icons."""

    def __init__(self, resources: Path, *, dark: bool = False, scale: float = 1.0, has_icons: bool = True) -> None:
        """`has_icons` False: icons are blank until `wake_icons`, so that the first paint need not draw them."""
        self._has_icons = has_icons
        self.is_dark = dark
        self.scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        self.tokens: Tokens = DARK if dark else LIGHT
        self._icons = resources / "icons"
        self._colors: dict[str, QColor] = {}
        self._pens: dict[tuple[str, float], QPen] = {}
        self._brushes: dict[str, QBrush] = {}
        self._font_cache: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._svg: dict[str, str] = {}

    def px(self, size: float) -> int:
        """A length given at 100 % text, in pixels of this theme."""
        return round(size * self.scale)

    def pt(self, size: float) -> float:
        return size * self.scale

    def color(self, token: str) -> QColor:
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = QColor(self.tokens.color(token))
        return found

    def pen(self, token: str, width: float = 1.0) -> QPen:
        found = self._pens.get((token, width))
        if found is None:
            found = self._pens[token, width] = QPen(self.color(token), width)
        return found

    def brush(self, token: str) -> QBrush:
        found = self._brushes.get(token)
        if found is None:
            found = self._brushes[token] = QBrush(self.color(token))
        return found

    def font(self, role: str) -> QFont:
        found = self._font_cache.get(role)
        if found is None:
            size, weight = FONTS[role]
            found = QFont(FAMILY)
            found.setPointSizeF(self.pt(size))
            found.setWeight(QFont.Weight(weight))
            found.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
            self._font_cache[role] = found
        return found

    def metrics(self, role: str) -> QFontMetrics:
        found = self._metrics.get(role)
        if found is None:
            found = self._metrics[role] = QFontMetrics(self.font(role))
        return found

    def pixmap(self, name: str, token: str = "text2", size: int = 18, ratio: float = 1.0) -> QPixmap:
        """The icon `name` in one colour; `size` is at 100 % text. Drawn once, then kept."""
        if not self._has_icons:
            return self._blank
        key = (name, token, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._draw_icon(name, token, self.px(size), ratio)
        return found

    @cached_property
    def _blank(self) -> QPixmap:
        pixmap = QPixmap(1, 1)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

    def wake_icons(self) -> None:
        """From now on icons are drawn; whoever painted without them paints again."""
        self._has_icons = True

    def icon(self, name: str, token: str = "text2", size: int = 18) -> QIcon:
        from PySide6.QtGui import QIcon  # noqa: PLC0415 - 10 ms of enums that only menus need

        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, token, size, ratio))
        return icon

    def icon_size(self, size: int = 18) -> QSize:
        return QSize(self.px(size), self.px(size))

    def icon_path(self, name: str) -> Path:
        return self._icons / f"{name}.svg"

    def _draw_icon(self, name: str, token: str, side: int, ratio: float) -> QPixmap:
        from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415 - not needed before the first paint

        if name not in self._svg:
            try:
                with open(f"{self._icons}{os.sep}{name}.svg", encoding="utf-8") as file:
                    source = file.read()
            except FileNotFoundError:  # must not stop a paint event; a test finds it first
                source = "<svg xmlns='http://www.w3.org/2000/svg'/>"
            self._svg[name] = source.replace('stroke-width="2"', 'stroke-width="1.9"')
        tinted = self._svg[name].replace("currentColor", self.tokens.color(token))
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(tinted.encode()).render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    @cached_property
    def palette(self) -> QPalette:
        """Every role in every group: a role left out would show the system's colour in dark."""
        roles = QPalette.ColorRole
        active: dict[QPalette.ColorRole, str] = {
            roles.Window: "canvas",
            roles.WindowText: "text",
            roles.Base: "surface",
            roles.AlternateBase: "sunken",
            roles.Text: "text",
            roles.PlaceholderText: "text3",
            roles.Button: "surface",
            roles.ButtonText: "text",
            roles.BrightText: "danger",
            roles.Light: "surface",
            roles.Midlight: "hover",
            roles.Mid: "ctl",
            roles.Dark: "ctl",
            roles.Shadow: "line",
            roles.Highlight: "accent",
            roles.HighlightedText: "on_accent",
            roles.Accent: "accent",
            roles.Link: "accent",
            roles.LinkVisited: "accent",
            roles.ToolTipBase: "surface",
            roles.ToolTipText: "text",
        }
        disabled = dict.fromkeys((roles.WindowText, roles.Text, roles.ButtonText), "text3")
        palette = QPalette()
        for role, token in active.items():
            palette.setColor(role, self.color(token))
        for role, token in disabled.items():
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color(token))
        palette.setColor(QPalette.ColorGroup.Disabled, roles.Base, self.color("sunken"))
        return palette

    def apply(self, app: QApplication) -> None:
        """Make this the look of the application."""
        app.setStyle("Fusion")
        app.setPalette(self.palette)
        app.setFont(self.font("body"))
        QToolTip.setPalette(self.palette)
        QToolTip.setFont(self.font("small"))


def load_fonts(resources: Path) -> None:
    """Load the shipped faces; the application does it once, before the first widget."""
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources / "fonts" / name))
