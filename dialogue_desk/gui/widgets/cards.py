"""Grounds and headings of a page: cards, tiles, notices, chips, tabs, the empty page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget
from shiboken6 import isValid

from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button, Painted
from dialogue_desk.gui.widgets.layouts import across, down, has_keyboard
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _


class Card(QWidget):
    """White paper with a thin edge; at its top its title and what it is for, where it has them."""

    def __init__(self, theme: Theme, title: str = "", told: str = "", *, padding: int = 16) -> None:
        super().__init__()
        self.theme = theme
        self.box = down(self, theme.px(8), margins=(theme.px(padding),) * 4)
        if title:
            self.box.addWidget(label(theme, title, "subhead"))
        if told:
            self.box.addWidget(WrappedLabel(theme, told, "small", "text2"))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.panel(QPainter(self), self.theme, self.rect(), ground="surface", edge="line", radius=paint.CARD_RADIUS)


class CardHead(QWidget):
    """The head of a card without a margin of its own: its title, beside it words, at the right what acts on it."""

    def __init__(self, theme: Theme, title: str, *, told: str = "") -> None:
        super().__init__()
        px = theme.px
        self.row = across(self, px(8), margins=(px(14), px(8), px(8), px(4)))
        self.title = label(theme, title, "subhead")
        self.told = ElidedLabel(theme, told, "small", "text2")
        self.row.addWidget(self.title)
        self.row.addWidget(self.told, 1)

    def add(self, *widgets: QWidget) -> None:
        """At the right, one after the other."""
        for widget in widgets:
            self.row.addWidget(widget)

    def set_title(self, text: str) -> None:
        """Another title."""
        self.title.setText(text)


class CardFoot(QWidget):
    """The foot of such a card: words at the left, what acts at the right."""

    def __init__(self, theme: Theme, *widgets: QWidget) -> None:
        super().__init__()
        px = theme.px
        row = across(self, px(8), margins=(px(14), px(4), px(10), px(6)))
        self.told = ElidedLabel(theme, "", "small", "text2")
        row.addWidget(self.told, 1)
        for widget in widgets:
            row.addWidget(widget)


class Rule(QWidget):
    """A thin line between two parts."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("line"))


class Chip(QWidget):
    """Icon, word and soft ground."""

    def __init__(self, theme: Theme, spec: ChipSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._spec = spec
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_spec(spec)

    def set_spec(self, spec: ChipSpec) -> None:
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.setFixedSize(paint.chip_width(self._theme, spec), self._theme.px(paint.CHIP_HEIGHT))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.chip_at(QPainter(self), self._theme, self.rect(), self._spec)


class FilterChip(Painted):
    """A filter with its number of records: “Đang mở 27”."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self._count: int | None = None
        self._is_alarm = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.toggled.connect(self.be_stop)
        self.setFixedHeight(theme.px(30))

    def set_count(self, count: int | None, *, alarm: bool = False) -> None:
        self._count = count
        self._is_alarm = alarm
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {count}")
        self.updateGeometry()
        self.update()

    def _number(self) -> str:
        return "" if self._count is None else f"{self._count:,}".replace(",", ".")

    def sizeHint(self) -> QSize:
        metrics = self.theme.metrics("small_strong")
        width = metrics.horizontalAdvance(self.text() + self._number())
        return QSize(width + self.theme.px(32 if self._number() else 24), self.theme.px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        on = self.isChecked()
        ground = "soft" if on else "hover" if self.underMouse() else "surface"
        paint.panel(painter, theme, self.rect(), ground=ground, edge="accent" if on else "line", radius=15)
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 15)
        role, ink = ("small_strong", "soft_text") if on else ("small", "text")
        room = self.rect().adjusted(px(12), 0, -px(12), 0)
        paint.elided(painter, theme, room, self.text(), role, ink)
        if self._number():
            ink = "danger" if self._is_alarm and self._count else ink if on else "text3"
            paint.elided(painter, theme, room, self._number(), "small_strong", ink, paint.RIGHT)


class Notice(QWidget):
    """One line on a soft ground, with one action at most. A page shows one of these at a time."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = "info"
        self._icon = "info"
        self._action: Callable[[], object] | None = None
        self._before: QWidget | None = None
        px = theme.px
        row = across(self, px(12), margins=(px(42), px(10), px(8), px(10)))
        self._text = WrappedLabel(theme)
        self._button = Button(theme, kind="quiet", on_click=self._act)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self._close = Button(theme, kind="icon", icon="x", tip="Esc", on_click=self.hide)
        self._close.setAccessibleName(_("Đóng thông báo"))
        row.addWidget(self._close)
        self.setMinimumHeight(px(46))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_text(
        self,
        text: str,
        *,
        tone: str = "info",
        icon: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
        closable: bool = True,
    ) -> None:
        self._tone = tone
        icons = {"danger": "circle-alert", "warn": "triangle-alert", "ok": "circle-check"}
        self._icon = icon or icons.get(tone, "info")
        self._action = on_action
        self._remember()
        self._text.set_text(text)
        self._button.set_text(action)
        self._button.setVisible(bool(action))
        self._close.setVisible(closable)
        self.setAccessibleName(text)
        self.show()
        self.update()

    def text(self) -> str:
        return self._text.text() if not self.isHidden() else ""

    def take_keyboard(self) -> None:
        """Have the keyboard, and give it back when the notice goes."""
        self._remember()
        (self._close if self._button.isHidden() else self._button).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remember(self) -> None:
        """Where the person is, to come back to."""
        if not has_keyboard(self):
            self._before = QApplication.focusWidget()

    def hideEvent(self, event: QHideEvent) -> None:
        before, self._before = self._before, None
        if has_keyboard(self) and before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.ShortcutFocusReason)
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, ink = paint.TONES[self._tone]
        painter = QPainter(self)
        paint.panel(painter, self._theme, self.rect(), ground=ground, radius=paint.CARD_RADIUS)
        icon = self._theme.pixmap(self._icon, ink, 18, self.devicePixelRatioF())
        paint.icon_at(painter, icon, QRect(self._theme.px(14), 0, self._theme.px(18), self.height()))

    def _act(self) -> None:
        action = self._action
        self.hide()
        if action is not None:
            action()


class Tile(Painted):
    """A figure with its caption and one explaining line; the whole tile is a button."""

    def __init__(self, theme: Theme, icon: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, caption, parent)
        self._icon = icon
        self._figure, self._unit, self._line = "", "", ""
        self._is_alarm = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(126))

    def set_figure(self, figure: str, unit: str, line: str, *, alarm: bool = False) -> None:
        self._figure, self._unit, self._line, self._is_alarm = figure, unit, line, alarm
        self.setAccessibleName(f"{self.text()}: {figure} {unit}. {line}")
        self.setToolTip(line)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(126))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(150), self.theme.px(126))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        ground = "hover" if self.underMouse() else "surface"
        paint.panel(painter, theme, self.rect(), ground=ground, edge="line", radius=paint.CARD_RADIUS)
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), paint.CARD_RADIUS)
        ratio = self.devicePixelRatioF()
        top = QRect(px(16), px(12), self.width() - px(32), px(24))
        paint.icon_at(painter, theme.pixmap(self._icon, "text2", 18, ratio), QRect(px(16), px(12), px(18), px(24)))
        paint.icon_at(
            painter,
            theme.pixmap("chevron-right", "text2", 16, ratio),
            QRect(self.width() - px(30), px(12), px(16), px(24)),
        )
        paint.elided(painter, theme, top.adjusted(px(26), 0, -px(18), 0), self.text(), "body", "text2")
        line = QRect(px(16), px(40), self.width() - px(32), px(44))
        ink = "danger" if self._is_alarm else "text"
        paint.elided(painter, theme, line, self._figure, "figure", ink)
        shift = theme.metrics("figure").horizontalAdvance(self._figure) + px(8)
        paint.elided(painter, theme, line.adjusted(shift, px(6), 0, px(6)), self._unit, "body", "text2")
        bottom = QRect(px(16), px(88), self.width() - px(32), px(24))
        paint.elided(painter, theme, bottom, self._line, "small", "text2")


class _Tab(Painted):
    told_as = "PageTab"

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(theme, text, parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(theme.px(38))

    def sizeHint(self) -> QSize:
        width = self.theme.metrics("strong").horizontalAdvance(self.text())
        return QSize(width + self.theme.px(8), self.theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "text" if self.isChecked() else "text2"
        paint.elided(painter, self.theme, self.rect(), self.text(), "strong", ink, paint.CENTER)
        if self.isChecked():
            painter.fillRect(0, self.height() - 8, self.width(), 3, self.theme.color("accent"))
        if self.has_ring():
            paint.ring(painter, self.theme, self.rect().adjusted(0, 4, 0, -9))


class Tabs(QWidget):
    """A row of words; the chosen one is underlined."""

    told_as = "PageTabList"

    chosen = Signal(str)

    def __init__(self, theme: Theme, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = across(self, theme.px(16))
        self._tabs: dict[str, _Tab] = {}
        for key, text in tabs:
            tab = _Tab(theme, text, self)
            tab.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            row.addWidget(tab)
            self._tabs[key] = tab
        row.addStretch(1)
        self._tabs[tabs[0][0]].setChecked(True)

    def set_current(self, key: str) -> None:
        self._tabs[key].setChecked(True)

    def set_text(self, key: str, text: str) -> None:
        self._tabs[key].setText(text)
        self._tabs[key].setAccessibleName(text)
        self._tabs[key].updateGeometry()

    def current(self) -> str:
        return next(key for key, tab in self._tabs.items() if tab.isChecked())


LOW = 260


class EmptyPage(QWidget):
    """Nothing here yet: one sentence, one button that starts, one link."""

    def __init__(self, theme: Theme, icon: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.column = down(self, px(12), margins=(px(24), px(24), px(24), px(24)))
        self.column.addStretch(1)
        self._mark = QLabel()
        self._mark.setPixmap(theme.pixmap(icon, "text3", 48))
        self.column.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sentence = label(theme, sentence, "body", "text2")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(sentence)  # it has the keyboard when the last row of a list went
        self.column.addWidget(self._sentence)
        self.column.addStretch(2)

    def set_sentence(self, text: str) -> None:
        self._sentence.setText(text)
        self.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the picture goes first: words and buttons are what counts."""
        super().resizeEvent(event)
        px, is_low = self._theme.px, self.height() < self._theme.px(LOW)
        self._mark.setVisible(not is_low)
        self.column.setContentsMargins(px(24), px(8 if is_low else 24), px(24), px(8 if is_low else 24))

    def add_button(self, button: Button) -> None:
        self.column.insertWidget(self.column.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)


class Heading(QWidget):
    """Title at the left, whatever acts on the page at the right."""

    told_as = "Heading"

    def __init__(self, theme: Theme, title: str, role: str = "title", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = across(self, theme.px(8))
        self.title = ElidedLabel(theme, title, role)
        self.title.setMinimumHeight(theme.px(FIELD))
        self.row.addWidget(self.title, 1)
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        self.row.addWidget(widget)

    def set_title(self, text: str) -> None:
        self.title.set_text(text)
        self.setAccessibleName(text)


FIELD = 32
