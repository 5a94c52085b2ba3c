"""A chart on screen: matplotlib's canvas in the colours of the theme, its legend above."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from dialogue_desk.domain.sheet import Chart
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
    """Colour, word, and the hatch that means a year not over."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._items: list[tuple[str, str]] = []
        self._has_partial = False
        self.setFixedHeight(theme.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_chart(self, chart: Chart) -> None:
        tokens = ("s1", "s2", "s3", "scroll")
        self._items = [(tokens[at % 4], series.label) for at, series in enumerate(chart.series)]
        self._has_partial = bool(chart.partial)
        self.setAccessibleName(", ".join(text for _token, text in self._items))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        items = [*self._items, *([("", _("Năm chưa đủ"))] if self._has_partial else [])]
        metrics = theme.metrics("body")
        right = self.width()
        for token, text in reversed(items):
            width = metrics.horizontalAdvance(text)
            right -= width
            if right < px(20):
                return
            room = QRect(right, 0, width + 4, self.height())
            paint.elided(painter, theme, room, text, "body", "text" if token else "text2")
            box = QRect(right - px(19), (self.height() - px(12)) // 2, px(12), px(12))
            if token:
                paint.panel(painter, theme, box, ground=token, radius=3)
            else:
                painter.fillRect(box, Qt.BrushStyle.FDiagPattern)
                painter.setPen(theme.pen("ctl"))
                painter.drawRect(box)
            right -= px(36)


class ChartView(QWidget):
    """The canvas; margins in pixels are set again whenever its size changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
        from matplotlib.figure import Figure

        self._look = look_of(theme)
        self.figure = Figure(dpi=96)
        self.canvas = FigureCanvasQTAgg(self.figure)  # type: ignore[no-untyped-call]
        self.chart: Chart | None = None
        self.setMinimumHeight(theme.px(220))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)

    def sizeHint(self) -> QSize:
        return QSize(600, 340)

    def show_chart(self, chart: Chart) -> None:
        self.chart = chart
        draw(chart, self.figure, self._look)
        words = [f"{series.label}: {', '.join(str(v) for v in series.values)}" for series in chart.series]
        self.canvas.setAccessibleName(". ".join(words))
        self.canvas.draw_idle()  # type: ignore[no-untyped-call]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for axes in self.figure.axes:
            place(self.figure, axes, self._look)
        self.canvas.draw_idle()  # type: ignore[no-untyped-call]

    def save(self, path: str) -> None:
        """PNG, SVG or PDF by the file's ending."""
        self.figure.savefig(path, dpi=192, facecolor=self._look.ground)
