"""The list of sheets: the appendices first, the others behind one word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button, Painted
from dialogue_desk.gui.widgets.inputs import SearchEdit
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.texts import _


class ReportItem(Painted):
    """Name above, what it is about below; the chosen one has the accent bar."""

    def __init__(self, theme: Theme, title: str, parent: QWidget) -> None:
        super().__init__(theme, title, parent)
        head, _colon, rest = title.partition(":")
        self._head, self._rest = head.strip(), rest.strip()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(46 if self._rest else 34))
        self.setToolTip(title)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(180), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, px = self.theme, self.theme.px
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            paint.panel(painter, theme, self.rect(), ground="soft" if chosen else "hover", radius=8)
        if chosen:
            painter.fillRect(QRect(0, px(11), 3, self.height() - px(22)), theme.color("accent"))
        if self.has_ring():
            paint.ring(painter, theme, self.rect(), 8)
        ink = "soft_text" if chosen else "text"
        top = self.rect().adjusted(px(12), 0, -px(6), 0)
        if self._rest:
            top = QRect(px(12), px(3), self.width() - px(18), px(21))
            bottom = QRect(px(12), px(23), self.width() - px(18), px(20))
            paint.elided(painter, theme, bottom, self._rest, "small", "text2")
        paint.elided(painter, theme, top, self._head, "strong", ink)


class ReportList(QWidget):
    """Filter, the first five, and “Mẫu khác (24)”."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, reports: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._theme = theme
        self._is_open = False
        self._titles = dict(reports)
        self._items: dict[str, ReportItem] = {}
        column = down(self, theme.px(2))
        self._filter = SearchEdit(theme, _("Tìm mẫu báo cáo"))
        self._filter.typed.connect(lambda _text: self._sift())
        column.addWidget(self._filter)
        column.addSpacing(theme.px(6))
        for name, title in reports:
            item = ReportItem(theme, title, self)
            item.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))
            self._items[name] = item
            column.addWidget(item)
        self.more = Button(theme, "", icon="chevron-down", kind="quiet", on_click=self._toggle)
        column.addWidget(self.more)
        self._sift()

    def set_current(self, name: str) -> None:
        if name in self._items:
            self._items[name].setChecked(True)
            if not self._is_first(name):
                self._is_open = True
            self._sift()

    @staticmethod
    def _is_first(name: str) -> bool:
        return name.startswith("appendix-")

    def _toggle(self) -> None:
        self._is_open = not self._is_open
        self._sift()

    def _sift(self) -> None:
        wanted = fold(self._filter.seen_text())
        others = 0
        for name, item in self._items.items():
            fits = wanted in fold(self._titles[name]) if wanted else self._is_open or self._is_first(name)
            others += not self._is_first(name)
            item.setVisible(fits)
        self.more.setVisible(bool(others) and not wanted)
        self.more.set_icon("chevron-up" if self._is_open else "chevron-down")
        text = _("Thu gọn") if self._is_open else _("Mẫu khác ({count})").format(count=others)
        self.more.set_text(text)
