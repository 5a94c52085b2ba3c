"""Buttons, check boxes and segmented choices, painted here so that no style sheet is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.layouts import across

FIELD_HEIGHT = 32
_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class Painted(QAbstractButton):
    """A button drawn by us: it repaints on hover and takes the keyboard."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._by_keyboard = False
        self.setText(text)
        self.setFont(theme.font("strong"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if text:
            self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def be_stop(self, is_stop: bool) -> None:
        """Whether Tab stops here. Of choices side by side it is the chosen one; Qt sees only what was pressed."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in _KEYBOARD
        super().focusInEvent(event)

    def has_ring(self) -> bool:
        """The ring shows where the keyboard is, not what the mouse pressed."""
        return self.hasFocus() and self._by_keyboard


class Button(Painted):
    """kind: primary (one a page) · plain (an edge) · quiet (a link) · icon (a square)."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        *,
        icon: str = "",
        kind: str = "plain",
        tip: str = "",
        size: int = 0,
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, parent)
        self._icon = icon
        self._kind = kind
        self._size = size or (20 if kind == "icon" else 18)
        self.setFixedHeight(theme.px(FIELD_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text or tip)
        self.setToolTip(tip)
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        px = self.theme.px
        if self._kind == "icon":
            return QSize(px(FIELD_HEIGHT), px(FIELD_HEIGHT))
        width = self.theme.metrics("strong").horizontalAdvance(self.text())
        width += px(26) if self._icon else 0
        return QSize(width + px(24 if self._kind == "quiet" else 28), px(FIELD_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground, edge, ink = self._look()
        paint.panel(painter, self.theme, self.rect(), ground=ground, edge=edge)
        if self.has_ring():
            inset = 3 if self._kind == "primary" else 0
            if inset:
                paint.panel(
                    painter,
                    self.theme,
                    self.rect().adjusted(inset, inset, -inset, -inset),
                    edge="on_accent",
                    width=1.5,
                    radius=4,
                )
            else:
                paint.ring(painter, self.theme, self.rect())
        self._draw_content(painter, ink)

    def _look(self) -> tuple[str, str, str]:
        hover = self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            return ("mute_soft" if self._kind == "primary" else "", "", "text3")
        if self._kind == "primary":
            return ("accent_hover" if hover or self.isDown() else "accent", "", "on_accent")
        ground = "soft" if self.isDown() else "hover" if hover else ""
        if self._kind == "plain":
            return (ground or "surface", "ctl", "text")
        return (ground, "", "text2" if self._kind == "icon" else "accent")

    def _draw_content(self, painter: QPainter, ink: str) -> None:
        px = self.theme.px
        ratio = self.devicePixelRatioF()
        if self._kind == "icon":
            paint.icon_at(painter, self.theme.pixmap(self._icon, ink, self._size, ratio), self.rect())
            return
        text_width = self.theme.metrics("strong").horizontalAdvance(self.text())
        gap = px(26) if self._icon else 0
        left = (self.width() - text_width - gap) // 2
        if self._icon:
            token = "text2" if ink == "text" else ink
            box = QRect(left, 0, px(18), self.height())
            paint.icon_at(painter, self.theme.pixmap(self._icon, token, 18, ratio), box)
        room = QRect(left + gap, 0, min(text_width + 4, self.width() - left - gap), self.height())
        role = "strong"
        paint.elided(painter, self.theme, room, self.text(), role, ink)


class Link(Painted):
    """Words one can press, elided where there is no room."""

    def __init__(
        self, theme: Theme, text: str = "", on_click: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setToolTip(text.replace("<", "‹"))
        if on_click is not None:
            self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        metrics = self.theme.metrics("body")
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(40), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "accent_hover" if self.underMouse() else "accent"
        paint.elided(painter, self.theme, self.rect(), self.text(), "body", ink)
        if self.has_ring():
            paint.ring(painter, self.theme, self.rect(), 3)


class FootLink(Painted):
    """Small words at the foot of a list that lead somewhere; whole, or not there."""

    def __init__(self, theme: Theme, text: str, on_click: Callable[[], object]) -> None:
        super().__init__(theme, text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _on=False: on_click())

    def sizeHint(self) -> QSize:
        width = self.theme.metrics("small_strong").horizontalAdvance(self.text())
        return QSize(width + self.theme.px(4), self.theme.px(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = "accent_hover" if self.underMouse() else "accent"
        paint.elided(painter, self.theme, self.rect(), self.text(), "small_strong", ink, paint.CENTER)
        if self.has_ring():
            paint.ring(painter, self.theme, self.rect(), 3)


class CheckBox(Painted):
    """A box and its sentence; Space or Enter ticks it."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setCheckable(True)
        self.setMinimumHeight(theme.px(FIELD_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # Enter walks to the next field; Space ticks
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        width = self.theme.metrics("body").horizontalAdvance(self.text())
        return QSize(width + self.theme.px(32), self.theme.px(FIELD_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(60), self.theme.px(FIELD_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = self.theme.px(18)
        box = QRect(0, (self.height() - side) // 2, side, side)
        paint_check(painter, self.theme, box, self.isChecked(), enabled=self.isEnabled())
        if self.has_ring():
            paint.ring(painter, self.theme, box.adjusted(-1, -1, 1, 1), 5)
        room = self.rect().adjusted(side + self.theme.px(7), 0, 0, 0)
        ink = "text" if self.isEnabled() else "text3"
        paint.elided(painter, self.theme, room, self.text(), "body", ink)


def paint_check(painter: QPainter, theme: Theme, box: QRect, checked: bool, *, enabled: bool = True) -> None:
    """A tick box; lists and grids draw the same one."""
    if checked and enabled:
        paint.panel(painter, theme, box, ground="accent", radius=4)
        ratio = painter.device().devicePixelRatioF()
        paint.icon_at(painter, theme.pixmap("check", "on_accent", 14, ratio), box)
    else:
        ground = "surface" if enabled else "mute_soft"
        paint.panel(painter, theme, box, ground=ground, edge="ctl" if enabled else "line", radius=4)


class Segment(Painted):
    """One choice of a Segmented."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(FIELD_HEIGHT - 6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isChecked():
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        width = self.theme.metrics("bold").horizontalAdvance(self.text())
        return QSize(width + self.theme.px(14), self.theme.px(FIELD_HEIGHT - 6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        enabled = self.isEnabled()
        if self.isChecked():
            paint.panel(painter, self.theme, self.rect(), ground="soft" if enabled else "mute_soft", radius=4)
        elif self.underMouse() and enabled:
            paint.panel(painter, self.theme, self.rect(), ground="hover", radius=4)
        role, ink = ("bold", "soft_text") if self.isChecked() else ("body", "text")
        ink = ink if enabled else "text3"
        paint.elided(painter, self.theme, self.rect(), self.text(), role, ink, paint.CENTER)


class Segmented(QWidget):
    """A few choices side by side; the arrow keys move, the whole is one stop for Tab."""

    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        choices: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.edge = "ctl"
        self.setAccessibleName(name)
        self.setFixedHeight(theme.px(FIELD_HEIGHT))
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._segments: list[Segment] = []
        row = across(self, theme.px(1), margins=(3, 3, 3, 3))
        for key, text in choices:
            segment = Segment(theme, text, self)
            segment.setAccessibleName(f"{name}: {text}")
            self._group.addButton(segment, len(self._keys))
            self._keys.append(key)
            self._segments.append(segment)
            row.addWidget(segment)
        self._group.idClicked.connect(lambda at: self.chosen.emit(self._keys[at]))
        self._watch_focus()

    def value(self) -> str | None:
        at = self._group.checkedId()
        return self._keys[at] if at >= 0 else None

    def set_value(self, key: str | None) -> None:
        self._group.setExclusive(False)
        stop = self._keys.index(key) if key in self._keys else 0
        for at, segment in enumerate(self._segments):
            segment.setChecked(self._keys[at] == key)
            segment.be_stop(at == stop)
        self._group.setExclusive(True)

    def set_text(self, key: str, text: str) -> None:
        button = self._group.button(self._keys.index(key))
        button.setText(text)
        button.updateGeometry()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        at = max(self._group.checkedId(), 0)
        self._group.button(at).setFocus(reason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        focused = any(button.hasFocus() for button in self._group.buttons())
        paint.panel(
            painter,
            self._theme,
            self.rect(),
            ground="surface",
            edge=self.edge,
            width=1.0 if self.edge == "ctl" else 1.5,
        )
        if focused:
            paint.ring(painter, self._theme, self.rect())

    def _watch_focus(self) -> None:
        for button in self._group.buttons():
            button.installEventFilter(self)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QFocusEvent):
            self.update()
        return False
