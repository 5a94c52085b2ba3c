"""Two small charts for the home page, painted here so that no drawing library is loaded for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.texts import _


class Columns(QWidget):
    """Columns with their numbers; the last one hatched when its year is not over."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[tuple[str, int | None], ...] = ()
        self._last_is_part = False
        self._dotted: tuple[bool, ...] = ()
        self.setMinimumHeight(theme.px(110))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(
        self, bars: Sequence[tuple[str, int | None]], *, last_is_part: bool, dotted: Sequence[bool] = ()
    ) -> None:
        """A number of None is unknown: blank, not 0. `dotted`: which of them rest on totals, not on records."""
        self._bars, self._last_is_part, self._dotted = tuple(bars), last_is_part, tuple(dotted)
        self.setAccessibleName(
            ", ".join(f"{name}: {_('không có số') if count is None else count}" for name, count in bars)
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(170))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if not self._bars:
            return
        most = max((count or 0 for _name, count in self._bars), default=0) or 1
        step = self.width() / len(self._bars)
        floor = self.height() - px(24)
        painter.fillRect(0, floor, self.width(), 1, theme.color("line"))
        for at, (name, count) in enumerate(self._bars):
            high = round((floor - px(22)) * (count or 0) / most)
            width = min(px(24), round(step * 0.62))
            left = round(step * at + (step - width) / 2)
            bar = QRect(left, floor - high, width, high)
            part = self._last_is_part and at == len(self._bars) - 1
            is_dotted = at < len(self._dotted) and self._dotted[at]
            if (part or is_dotted) and count:
                pattern = Qt.BrushStyle.BDiagPattern if part else Qt.BrushStyle.Dense6Pattern
                painter.setPen(theme.pen("s1"))
                painter.setBrush(QBrush(theme.color("s1"), pattern))
                painter.drawRect(bar.adjusted(0, 0, -1, 0))
            else:
                painter.fillRect(bar, theme.color("s1"))
            column = QRect(round(step * at), bar.top() - px(20), round(step), px(19))
            paint.elided(painter, theme, column, "—" if count is None else str(count), "small", "text", paint.CENTER)
            under = QRect(round(step * at), floor + px(4), round(step), px(20))
            paint.elided(painter, theme, under, name, "caption", "text2", paint.CENTER)


class Bars(QWidget):
    """Lying bars: word, bar, number, and a word of alarm beside it. `chosen` carries the row that was clicked."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[tuple[str, int], ...] = ()
        self._alarms: tuple[str, ...] = ()

    def show_bars(self, bars: Sequence[tuple[str, int]], alarms: Sequence[str] = ()) -> None:
        """Words and numbers; `alarms` the red word of each row, "" for none."""
        self._bars, self._alarms = tuple(bars), tuple(alarms)
        self.setFixedHeight(self._theme.px(26) * max(len(self._bars), 1))
        said = [
            f"{name}: {count}" + (f", {self._alarm(at)}" if self._alarm(at) else "")
            for at, (name, count) in enumerate(bars)
        ]
        self.setAccessibleName("; ".join(said) or _("không có số"))
        self.setToolTip("\n".join(said))
        self.update()

    def _alarm(self, at: int) -> str:
        return self._alarms[at] if at < len(self._alarms) else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y()) // self._theme.px(26)
        if 0 <= at < len(self._bars):
            self.chosen.emit(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        most = max((count or 0 for _name, count in self._bars), default=0) or 1
        left = px(132)
        widest = max((theme.metrics("small").horizontalAdvance(word) for word in self._alarms), default=0)
        room = max(self.width() - left - px(40) - widest, px(30))
        for at, (name, count) in enumerate(self._bars):
            top = at * px(26)
            words = QRect(0, top, left - px(4), px(26))
            paint.elided(painter, theme, words, name, "small", "text2")
            width = max(round(room * (count or 0) / most), px(2) if count else 0)
            bar = QRect(left, top + px(7), width, px(12))
            if width:
                paint.panel(painter, theme, bar, ground="s1", radius=3)
            number = QRect(left + width + px(8), top, px(44), px(26))
            paint.elided(painter, theme, number, str(count), "small_strong", "text")
            if self._alarm(at):
                beside = QRect(self.width() - widest - px(2), top, widest + px(2), px(26))
                paint.elided(painter, theme, beside, self._alarm(at), "small", "danger")
