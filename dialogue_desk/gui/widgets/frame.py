"""The frame around every page: the rail at the left, the bar on top, the line at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button, Painted
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.lines import SearchEdit, fill
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _

RAIL_WIDE, RAIL_NARROW = 212, 84
TOP_HEIGHT, STATUS_HEIGHT, ITEM_HEIGHT, NARROW_HEIGHT = 52, 30, 38, 42


class RailItem(Painted):
    """One room of the desk. Narrow, its short name stands under its icon and its count beside that."""

    told_as = "PageTab"

    def __init__(self, theme: Theme, icon: str, text: str, tip: str, parent: QWidget, short: str = "") -> None:
        super().__init__(theme, text, parent)
        self._icon = icon
        self._short = short or text
        self._count = 0
        self._tip = tip
        self.is_narrow = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFixedHeight(theme.px(ITEM_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)

    def set_narrow(self, is_narrow: bool) -> None:
        """Icon over word, or one beside the other."""
        self.is_narrow = is_narrow
        self.setFixedHeight(self.theme.px(NARROW_HEIGHT if is_narrow else ITEM_HEIGHT))
        self.update()

    @property
    def least_width(self) -> int:
        """Pixels the short name takes."""
        return self.theme.metrics("caption").horizontalAdvance(self._short)

    def set_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            name = f"{self.text()}, {count}" if count else self.text()
            self.setAccessibleName(name)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="soft" if chosen else "hover", radius=8)
        if chosen:
            bar = QRect(0, px(9), 3, self.height() - px(18))
            painter.fillRect(bar, theme.color("accent"))
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 8)
        token = "soft_text" if chosen else "text2"
        icon = theme.pixmap(self._icon, token, 20, self.devicePixelRatioF())
        if self.is_narrow:
            self._paint_narrow(painter, icon, chosen)
            return
        paint.icon_at(painter, icon, QRect(px(12), 0, px(20), self.height()))
        right = 0
        if self._count:
            text = f"{self._count:,}".replace(",", ".")
            right = theme.metrics("small").horizontalAdvance(text) + px(14)
            paint.elided(painter, theme, self.rect().adjusted(0, 0, -px(10), 0), text, "small", "text2", paint.RIGHT)
        room = self.rect().adjusted(px(42), 0, -right - px(4), 0)
        role, ink = ("bold", "soft_text") if chosen else ("body", "text")
        paint.elided(painter, theme, room, self.text(), role, ink)

    def _paint_narrow(self, painter: QPainter, icon: QPixmap, chosen: bool) -> None:
        theme, px = self.theme, self.theme.px
        paint.icon_at(painter, icon, QRect(0, px(3), self.width(), px(20)))
        under = QRect(0, px(23), self.width(), self.height() - px(23))
        ink = "soft_text" if chosen else "text2"
        paint.elided(painter, theme, under, self._short, "caption", ink, paint.CENTER)
        if self._count:
            text = f"{self._count:,}".replace(",", ".") if self._count < 1000 else "999+"
            at = QRect(self.width() // 2 + px(11), px(1), self.width() // 2 - px(11), px(16))
            paint.elided(painter, theme, at, text, "caption", ink)


class Rail(QWidget):
    """The list of rooms; Up and Down walk through it."""

    told_as = "PageTabList"

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, rooms: Sequence[tuple[str, str, str, str, str]], parent: QWidget | None = None
    ) -> None:
        """`rooms`: key, icon, name, tip and short name of each."""
        super().__init__(parent)
        self._theme = theme
        self._items: dict[str, RailItem] = {}
        self._is_narrow = False
        self.setAccessibleName(_("Các phần của Bàn Đối thoại"))
        px = theme.px
        self._column = column = down(self, px(2), margins=(px(10), px(58), px(9), px(10)))
        for key, icon, text, tip, short in rooms:
            item = RailItem(theme, icon, text, tip, self, short)
            item.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            if key == rooms[-1][0]:
                column.addStretch(1)
            column.addWidget(item)
            self._items[key] = item
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        self._is_narrow = narrow
        px, side = self._theme.px, 3 if narrow else 10
        self.setFixedWidth(px(RAIL_NARROW if narrow else RAIL_WIDE))
        self._column.setContentsMargins(px(side), px(52 if narrow else 58), px(side), px(6 if narrow else 10))
        self._column.setSpacing(px(1 if narrow else 2))
        for item in self._items.values():
            item.set_narrow(narrow)

    def set_current(self, key: str) -> None:
        if key in self._items:
            self._items[key].setChecked(True)

    def set_count(self, key: str, count: int) -> None:
        self._items[key].set_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        items = list(self._items.values())
        at = next((n for n, item in enumerate(items) if item.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        items[(at + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("line"))
        left = (self.width() - px(30)) // 2 if self._is_narrow else px(14)
        mark = QRect(left, px(13), px(30), px(30))
        paint.panel(painter, theme, mark, ground="accent", radius=8)
        ratio = self.devicePixelRatioF()
        paint.icon_at(painter, theme.pixmap("messages-square", "on_accent", 18, ratio), mark)
        if not self._is_narrow:
            room = QRect(px(54), px(13), self.width() - px(60), px(30))
            paint.elided(painter, theme, room, _("Bàn Đối thoại"), "subhead", "text")


class _Person(Painted):
    """Who is at the desk: initials in a disc, and the name; pressed, what belongs to the person."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", parent)
        self._theme = theme
        self._name = ""
        self.setFixedHeight(theme.px(32))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("Khóa phần mềm, chọn đơn vị, đoạn văn mẫu"))

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.setVisible(bool(name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self._theme.metrics("body").horizontalAdvance(self._name)
        return QSize(min(width, self._theme.px(180)) + self._theme.px(60), self._theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        if self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="hover", radius=8)
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 8)
        open_box = QRect(self.width() - px(20), 0, px(16), self.height())
        paint.icon_at(painter, theme.pixmap("chevron-down", "text2", 14, self.devicePixelRatioF()), open_box)
        disc = QRect(0, px(2), px(28), px(28))
        paint.panel(painter, theme, disc, ground="soft", radius=14)
        words = self._name.split()
        initials = "".join(word[0] for word in words[-2:]).upper()
        paint.elided(painter, theme, disc, initials, "small_strong", "soft_text", paint.CENTER)
        room = self.rect().adjusted(px(36), 0, -px(22), 0)
        paint.elided(painter, theme, room, self._name, "body", "text")


class _Unit(QWidget):
    """Whose desk this is."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = ""
        self.setFixedHeight(theme.px(32))

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = self._theme.metrics("strong").horizontalAdvance(self._name)
        return QSize(min(width, self._theme.px(220)) + self._theme.px(28), self._theme.px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        icon = theme.pixmap("building-2", "text2", 18, self.devicePixelRatioF())
        paint.icon_at(painter, icon, QRect(0, 0, px(18), self.height()))
        room = self.rect().adjusted(px(26), 0, 0, 0)
        paint.elided(painter, theme, room, self._name, "strong", "text")


class TopBar(QWidget):
    """Search across everything, the unit, the person, help."""

    searched = Signal(str)
    help_asked = Signal()
    person_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        px = theme.px
        self.setFixedHeight(px(TOP_HEIGHT))
        fill(self, theme, "surface")
        row = across(self, px(16), margins=(px(16), 0, px(12), 1))
        self.search = SearchEdit(theme, _("Tìm trong tất cả hồ sơ"), "Ctrl+F", self)
        self.search.setMaximumWidth(px(420))
        self.search.setMinimumWidth(px(180))
        self.search.typed.connect(self.searched)
        self._unit = _Unit(theme, self)
        self.person = _Person(theme, self)
        self.person.clicked.connect(lambda _on=False: self.person_asked.emit())
        self.help = Button(
            theme,
            kind="icon",
            icon="circle-question-mark",
            tip=_("Trợ giúp (F1)"),
            on_click=self.help_asked.emit,
            parent=self,
        )
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addWidget(self._unit)
        self.chooser: QComboBox | None = None
        self._slot = QHBoxLayout()
        row.addLayout(self._slot)
        put(row, self.person, self.help)

    def set_unit(self, name: str) -> None:
        self._unit.set_name(name)

    def set_chooser(self, chooser: QComboBox) -> None:
        """Which units are shown is chosen where the unit's name would stand."""
        self.chooser = chooser
        self._unit.hide()
        self._slot.addWidget(chooser)

    @property
    def of_person(self) -> tuple[str, ...]:
        """Commands that belong to who is at the desk: locking it, the units looked at, own phrases."""
        return ("lock", "scope", "phrase") if self.chooser is not None else ("lock", "phrase")

    def set_person(self, name: str) -> None:
        self.person.set_name(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("line"))


class StatusItem(NamedTuple):
    """One fact at the bottom; `token` colours its icon."""

    icon: str
    text: str
    token: str = "text2"


class StatusLine(QWidget):
    """What is saved, what is not yet held above, how old the last copy is; right: the key hint."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: tuple[StatusItem, ...] = ()
        self._hint = ""
        self.setFixedHeight(theme.px(STATUS_HEIGHT))

    def set_items(self, items: Sequence[StatusItem]) -> None:
        self._items = tuple(items)
        self.setAccessibleName(". ".join(item.text for item in items))
        self.update()

    def set_hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self._theme, self._theme.px
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("rail"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
        metrics = theme.metrics("small")
        left = px(16)
        ratio = self.devicePixelRatioF()
        for item in self._items:
            width = metrics.horizontalAdvance(item.text)
            room = min(width, self.width() - left - px(40))
            if room <= px(24):
                return
            icon = theme.pixmap(item.icon, item.token, 16, ratio)
            paint.icon_at(painter, icon, QRect(left, 0, px(16), self.height()))
            box = QRect(left + px(21), 0, room + 2, self.height())
            paint.elided(painter, theme, box, item.text, "small", "text2")
            left += px(21) + room + px(20)
        if metrics.horizontalAdvance(self._hint) < self.width() - left - px(16):
            rest = QRect(left, 0, self.width() - left - px(15), self.height())
            paint.elided(painter, theme, rest, self._hint, "small", "text3", paint.RIGHT)


class Waiting(QWidget):
    """Stands in for a page until it is built: its heading, painted at once."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = down(self, margins=(theme.px(16), theme.px(14), theme.px(24), theme.px(24)))
        column.addWidget(label(theme, title, "title"))
        column.addStretch(1)
        fill(self, theme, "canvas")
