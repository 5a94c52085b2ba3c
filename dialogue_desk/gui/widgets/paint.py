"""The few shapes every own-painted widget and delegate draws: panels, edges, chips, text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTextLayout, QTextOption

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.theme import Theme

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTER = int(Qt.AlignmentFlag.AlignCenter)

FIELD_RADIUS = 6
CARD_RADIUS = 10
CHIP_HEIGHT = 24

# tone: (ground, ink). A tone is always carried by an icon and a word too.
TONES: dict[str, tuple[str, str]] = {
    "info": ("soft", "soft_text"),
    "danger": ("danger_soft", "danger"),
    "warn": ("warn_soft", "warn"),
    "ok": ("ok_soft", "ok"),
    "mute": ("mute_soft", "text2"),
}


def panel(
    painter: QPainter,
    theme: Theme,
    rect: QRect,
    *,
    ground: str = "",
    edge: str = "",
    width: float = 1.0,
    radius: float = FIELD_RADIUS,
) -> None:
    """A rounded rectangle whose edge lies inside `rect`, so that a thicker edge moves nothing."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.brush(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen(edge, width) if edge else Qt.PenStyle.NoPen)
    inset = width / 2 if edge else 0.0
    corner = theme.px(radius)
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), corner, corner)


def ring(painter: QPainter, theme: Theme, rect: QRect, radius: float = FIELD_RADIUS) -> None:
    """The focus ring: two pixels, inside the same rectangle."""
    panel(painter, theme, rect, edge="accent", width=2.0, radius=radius)


def elided(painter: QPainter, theme: Theme, rect: QRect, text: str, role: str, token: str, flags: int = LEFT) -> None:
    painter.setFont(theme.font(role))
    painter.setPen(theme.color(token))
    shown = theme.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, flags, shown)


def marked(
    painter: QPainter, theme: Theme, rect: QRect, text: str, places: Iterable[tuple[int, int]], role: str
) -> None:
    """The ground behind pieces (first letter, the one after the last) of a text that is then written by `elided`."""
    metrics = theme.metrics(role)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    whole = len(shown) if shown == text else len(shown) - 1
    height = metrics.height()
    top = rect.y() + (rect.height() - height) // 2
    for start, end in places:
        if start >= whole:
            break
        left, right = (rect.x() + metrics.horizontalAdvance(text[:at]) for at in (start, min(end, whole)))
        painter.fillRect(QRect(left, top, right - left, height), theme.color("warn_soft"))


def icon_at(painter: QPainter, pixmap: QPixmap, rect: QRect) -> None:
    """Draw a pixmap in the middle of `rect`."""
    ratio = pixmap.devicePixelRatio()
    painter.drawPixmap(
        QPointF(
            rect.x() + round((rect.width() - pixmap.width() / ratio) / 2),
            rect.y() + round((rect.height() - pixmap.height() / ratio) / 2),
        ),
        pixmap,
    )


def chip_width(theme: Theme, chip: ChipSpec) -> int:
    text = theme.metrics("small").horizontalAdvance(chip.text)
    icon = theme.px(18) if chip.icon else theme.px(4)
    return text + icon + theme.px(16)


def chip_at(painter: QPainter, theme: Theme, rect: QRect, chip: ChipSpec, *, on_soft: bool = False) -> None:
    """Draw a chip filling `rect`; on a selected row its ground turns to surface."""
    ground, ink = TONES[chip.tone]
    panel(painter, theme, rect, ground="surface" if on_soft else ground, radius=CHIP_HEIGHT / 2)
    ratio = painter.device().devicePixelRatioF()
    left = rect.x() + theme.px(8)
    if chip.icon:
        side = theme.px(14)
        icon_at(
            painter, theme.pixmap(chip.icon, ink, 14, ratio), QRect(left - theme.px(1), rect.y(), side, rect.height())
        )
        left += theme.px(18)
    else:
        left += theme.px(2)
    room = QRect(left, rect.y(), rect.right() - left - theme.px(5), rect.height())
    elided(painter, theme, room, chip.text, "small", ink)


def paragraph(
    painter: QPainter,
    theme: Theme,
    rect: QRect,
    text: str,
    role: str,
    token: str,
    lines: int = 2,
) -> QRect:
    """At most `lines` lines of text in the vertical middle of `rect`, the last one elided; where that one is."""
    metrics = theme.metrics(role)
    flat = " ".join(text.split())
    painter.setPen(theme.color(token))
    painter.setFont(theme.font(role))
    spans = _breaks(flat, font_layout(flat, theme, role), rect.width(), lines)
    height = theme.px(18) if role in ("body", "strong") else metrics.height()
    top = rect.y() + (rect.height() - height * len(spans)) // 2
    last = QRect(rect.x(), top, 0, height)
    for number, (start, end) in enumerate(spans):
        piece = flat[start:end].rstrip()
        if number == lines - 1 and end < len(flat):
            piece = metrics.elidedText(flat[start:], Qt.TextElideMode.ElideRight, rect.width())
        line = QRect(rect.x(), top + number * height, rect.width(), height)
        painter.drawText(line, LEFT, piece)
        last = QRect(line.x(), line.y(), metrics.horizontalAdvance(piece), height)
    return last


def font_layout(text: str, theme: Theme, role: str) -> QTextLayout:
    layout = QTextLayout(text, theme.font(role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    return layout


def _breaks(text: str, layout: QTextLayout, width: int, lines: int) -> list[tuple[int, int]]:
    if not text:
        return []
    spans: list[tuple[int, int]] = []
    layout.beginLayout()
    while len(spans) < lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        spans.append((line.textStart(), line.textStart() + line.textLength()))
    layout.endLayout()
    return spans
