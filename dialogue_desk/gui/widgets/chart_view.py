"""A chart on screen: matplotlib's picture in the colours of the theme, its legend above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import isValid

from dialogue_desk.domain.sheet import Chart
from dialogue_desk.gui.models.chart_words import in_words, read_aloud
from dialogue_desk.gui.tasks import Progress, Runner
from dialogue_desk.gui.theme import FAMILY, Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.render.figure import Drawn, raster
from dialogue_desk.render.look import Look
from dialogue_desk.texts import _

SERIES = ("s1", "s2", "s3", "s4", "danger")
"""The colours of series, one after the other."""
_BRUSHES = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.FDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.DiagCrossPattern,
    Qt.BrushStyle.HorPattern,
)
"""The same for their patterns, as `render.parts` draws them."""


def look_of(theme: Theme) -> Look:
    """The theme as a chart needs it."""
    tokens = theme.tokens
    return Look(
        ground=tokens.surface,
        text=tokens.text,
        text2=tokens.text2,
        line=tokens.line,
        axis=tokens.ctl,
        series=tuple(str(getattr(tokens, name)) for name in SERIES),
        note=tokens.warn_soft,
        family=FAMILY,
        size=9.0,
        scale=theme.scale,
    )


class Legend(QWidget):
    """Colour and word of each series, and the hatch that means a year not over; rows as they are needed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._items: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart) -> None:
        chart = in_words(chart)
        is_heat = chart.kind == "heat"  # its rows are named beside it
        self._items = [] if is_heat else [(SERIES[at % len(SERIES)], s.label) for at, s in enumerate(chart.series)]
        if chart.partial and not is_heat:
            self._items.append(("", _("Năm chưa đủ")))
        self.setAccessibleName(", ".join(text for _token, text in self._items))
        self._settle()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def _places(self) -> list[QRect]:
        """Where each item stands: left to right, then the next row."""
        px = self._theme.px
        left = top = 0
        found: list[QRect] = []
        for _token, text in self._items:
            width = self._theme.metrics("body").horizontalAdvance(text) + px(22)
            if left and left + width > self.width():
                left, top = 0, top + px(24)
            found.append(QRect(left, top, width, px(24)))
            left += width + px(18)
        return found

    def _settle(self) -> None:
        places = self._places()
        height = places[-1].bottom() + 1 if places else 0
        if height != self.height():
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        for at, ((token, text), spot) in enumerate(zip(self._items, self._places(), strict=True)):
            box = QRect(spot.x(), spot.y() + px(6), px(12), px(12))
            if token:
                paint.panel(painter, theme, box, ground=token, radius=3)
                painter.setBrush(QBrush(theme.color("surface"), _BRUSHES[at % len(_BRUSHES)]))
                painter.drawRect(box)
            else:
                painter.setPen(theme.pen("ctl"))
                painter.setBrush(QBrush(theme.color("text2"), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(box)
            room = spot.adjusted(px(19), 0, 4, 0)
            paint.elided(painter, theme, room, text, "body", "text" if token else "text2")


class ChartView(QWidget):
    """The picture of a chart, drawn beside the window for the size it is shown in: drawing takes a tenth of a second.

    Until the picture for a new size is there the last one stands; that of another chart goes at once.
    """

    told_as = "Chart"

    period_chosen = Signal(str)
    """A click in the chart: the category nearest to it."""

    def __init__(self, theme: Theme, runner: Runner, failed: Callable[[Exception], None]) -> None:
        super().__init__()
        self._theme, self._runner, self._failed = theme, runner, failed
        self._look = look_of(theme)
        self.chart: Chart | None = None
        self.image = QImage()
        self._places: dict[str, float] = {}
        self._asked = 0
        self._pause = QTimer(self, singleShot=True, interval=0)  # on the way to its last size it gets several
        self._pause.timeout.connect(self._draw)
        self.setMinimumHeight(theme.px(220))

    def sizeHint(self) -> QSize:
        return QSize(600, 340)

    def show_chart(self, chart: Chart) -> None:
        self.chart = chart
        self.image, self._places = QImage(), {}  # under another title and legend it would say what is not so
        self._asked += 1
        self.update()
        rows = len(chart.series) if chart.kind == "heat" else 0
        self.setMinimumHeight(self._theme.px(max(220, 100 + 24 * rows)))
        self.setAccessibleName(read_aloud(in_words(chart)))
        self._pause.start()

    def _draw(self) -> None:
        if self.chart is None or not self.width() or not self.height():
            return
        self._asked += 1
        number, painted, look, ratio = self._asked, in_words(self.chart), self._look, self.devicePixelRatioF()
        width, height, categories = self.width(), self.height(), self.chart.categories

        def work(_progress: Progress) -> Drawn | None:  # a window pulled larger asks for every size on the way
            return raster(painted, width, height, ratio, look) if number == self._asked else None

        def done(drawn: object) -> None:
            if isValid(self) and number == self._asked and isinstance(drawn, Drawn):
                self._show(drawn, ratio, categories)

        self._runner.run(_("Vẽ biểu đồ"), work, done, self._failed)

    def _show(self, drawn: Drawn, ratio: float, categories: Sequence[str]) -> None:
        size = drawn.width, drawn.height
        self.image = QImage(drawn.pixels, *size, 4 * drawn.width, QImage.Format.Format_RGBA8888).copy()
        self.image.setDevicePixelRatio(ratio)
        self._places = dict(zip(categories, drawn.places, strict=True))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        if not self.image.isNull():
            painter.drawImage(0, 0, self.image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._places and event.button() is Qt.MouseButton.LeftButton:
            x = event.position().x()
            self.period_chosen.emit(min(self._places, key=lambda category: abs(self._places[category] - x)))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.DevicePixelRatioChange:  # on another screen
            self._pause.start()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._pause.start()
