"""A chart on screen: matplotlib's canvas in the colours of the theme, its legend above."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dialogue_desk.domain.sheet import Chart
from dialogue_desk.gui.models.chart_words import in_words
from dialogue_desk.gui.theme import FAMILY, Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.render.figure import Look, draw, place
from dialogue_desk.texts import _


def look_of(theme: Theme) -> Look:
    """The theme as a chart needs it."""
    tokens = theme.tokens
    return Look(
        ground=tokens.surface,
        text=tokens.text,
        text2=tokens.text2,
        line=tokens.line,
        axis=tokens.ctl,
        series=(tokens.s1, tokens.s2, tokens.s3, tokens.scroll),
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
        tokens = ("s1", "s2", "s3", "scroll")
        chart = in_words(chart)
        is_heat = chart.kind == "heat"  # its rows are named beside it
        self._items = [] if is_heat else [(tokens[at % 4], s.label) for at, s in enumerate(chart.series)]
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
        for (token, text), spot in zip(self._items, self._places(), strict=True):
            box = QRect(spot.x(), spot.y() + px(6), px(12), px(12))
            if token:
                paint.panel(painter, theme, box, ground=token, radius=3)
            else:
                painter.setPen(theme.pen("ctl"))
                painter.setBrush(QBrush(theme.color("text2"), Qt.BrushStyle.BDiagPattern))
                painter.drawRect(box)
            room = spot.adjusted(px(19), 0, 4, 0)
            paint.elided(painter, theme, room, text, "body", "text" if token else "text2")


class ChartView(QWidget):
    """The canvas; margins in pixels are set again whenever its size changes."""

    period_chosen = Signal(str)
    """A click in the chart: the category nearest to it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        self._theme = theme
        self._look = look_of(theme)
        self.figure = Figure(dpi=96)
        self.canvas = FigureCanvasQTAgg(self.figure)  # type: ignore[no-untyped-call]
        self.canvas.draw_idle = self._draw_when_painted  # type: ignore[method-assign]
        self.canvas.mpl_connect("button_press_event", self._clicked)
        self.chart: Chart | None = None
        self.setMinimumHeight(theme.px(220))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)

    def sizeHint(self) -> QSize:
        return QSize(600, 340)

    def _draw_when_painted(self, *_args: object) -> None:
        """Matplotlib would draw at the next turn of the loop, and again for every size on the way to the last one."""
        self.canvas._draw_pending = True
        self.canvas.update()

    def show_chart(self, chart: Chart) -> None:
        self.chart = chart
        rows = len(chart.series) if chart.kind == "heat" else 0
        self.setMinimumHeight(self._theme.px(max(220, 100 + 24 * rows)))
        painted = in_words(chart)
        draw(painted, self.figure, self._look)
        words = [f"{series.label}: {', '.join(str(v) for v in series.values)}" for series in painted.series]
        self.canvas.setAccessibleName(". ".join(words))
        self.canvas.draw_idle()  # type: ignore[no-untyped-call]

    def _clicked(self, event: Any) -> None:
        if self.chart is None or event.xdata is None or event.button != 1:
            return
        at = round(event.xdata)
        if 0 <= at < len(self.chart.categories):
            self.period_chosen.emit(self.chart.categories[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for axes in self.figure.axes:
            place(self.figure, axes, self._look)
        self.canvas.draw_idle()  # type: ignore[no-untyped-call]

    def save(self, path: str) -> None:
        """PNG, SVG or PDF by the file's ending."""
        self.figure.savefig(path, dpi=192, facecolor=self._look.ground)
