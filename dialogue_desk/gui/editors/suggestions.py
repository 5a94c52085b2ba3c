"""Earlier answers beside the line one types in: they offer, and never decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.gui.editors.combo import Index, RowDelegate
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.inputs import LineEdit, dress_scroll
from dialogue_desk.gui.widgets.layouts import down

MOST, SHOWN, ROW = 20, 8, 30


class Fitting(str):
    """An answer found by more than its letters, as a unit is by its district: shown as it comes, best first."""

    __slots__ = ()


class _Row(RowDelegate):
    """As wide as the list: long answers end in “…”."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(10, super().sizeHint(option, index).height())


def place_beside(field: QRect, room: QSize, wanted: QSize, row: int) -> QRect:
    """Where a list of `wanted` size stands: below the field, else above it, on whole rows; never over it."""
    below, above = room.height() - field.bottom() - 4, field.top() - 3
    under = below >= min(wanted.height(), 3 * row) or below >= above
    high = min(wanted.height(), below if under else above)
    wide = min(wanted.width(), room.width())
    left = max(0, min(field.left(), room.width() - wide))
    return QRect(left, field.bottom() + 3 if under else field.top() - 2 - high, wide, high)


class Suggestions(QFrame):
    """A list in the line's own window, found without accents. Only an arrow key, or the mouse, chooses from it.

    It is no popup of Qt's and takes no keyboard: what an input method composes goes on in the line. Enter with
    nothing chosen is the line's own Enter: what was typed stays.
    """

    taken = Signal(str)

    def __init__(self, line: LineEdit, words: Callable[[str], Iterable[str]]) -> None:
        super().__init__(line)
        self._line = line
        self._theme = line.theme
        self._words = words
        self.known = QStringListModel(self)
        self.rows = QListView()
        self.rows.setModel(self.known)
        self.rows.setItemDelegate(_Row(self._theme, self.rows))
        self.rows.setPalette(self._theme.palette)
        self.rows.setFont(self._theme.font("body"))
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setMouseTracking(True)
        dress_scroll(self.rows, self._theme)
        self.rows.clicked.connect(lambda index: self._take(index.row()))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = down(self, margins=(2, 4, 2, 4))
        box.addWidget(self.rows)
        self._ground: QWidget | None = None
        line.installEventFilter(self)
        line.destroyed.connect(self.deleteLater)
        self.hide()

    def offer(self, typed: str) -> None:
        """Show what fits `typed`, what is exactly it first; hide when nothing else does."""
        wanted, exact = fold(typed), normalise(typed)
        offered = list(self._words(typed)) if wanted else []
        if any(isinstance(word, Fitting) for word in offered):
            found = offered[:MOST]
        else:
            fitting = [word for word in offered if wanted in fold(word)]
            found = sorted(fitting, key=lambda word: _rank(word, wanted, exact))[:MOST]
        self.show_words(found if found != [exact] else [])

    def show_words(self, found: Sequence[str]) -> None:
        """Show just these, in this order; hide for none."""
        if not found:
            self.hide()
            return
        self.known.setStringList(list(found))
        self.rows.clearSelection()
        self.rows.setCurrentIndex(self.known.index(-1, 0))
        self._place(len(found))
        self.raise_()
        self.show()

    def _place(self, count: int) -> None:
        ground = self._line.window()
        if self._ground is not ground:
            self._ground = ground
            self.setParent(ground)
            ground.installEventFilter(self)  # a click beside it, which nobody takes, puts it away
            for area in _scrolled(self._line):
                area.verticalScrollBar().valueChanged.connect(self.hide)
        px = self._theme.px
        field = QRect(self._line.mapTo(ground, QPoint(0, 0)), self._line.size())
        wanted = QSize(max(field.width(), px(260)), min(count, SHOWN) * px(ROW) + px(10))
        self.setGeometry(place_beside(field, ground.size(), wanted, px(ROW)))

    def _take(self, row: int) -> None:
        self.hide()
        if row >= 0:
            self.taken.emit(str(self.known.index(row, 0).data()))

    def _walk(self, step: int) -> None:
        """Past either end nothing is chosen, and what was typed stands."""
        count = self.known.rowCount()
        at = (self.rows.currentIndex().row() + 1 + step) % (count + 1) - 1
        self.rows.setCurrentIndex(self.known.index(at, 0))
        if at < 0:
            self.rows.clearSelection()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if self.isHidden() or watched is not self._line:
            if kind == QEvent.Type.MouseButtonPress and watched is self._ground:
                self.hide()
            return False
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize):
            self.hide()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # else Esc would leave the form
            return True
        return isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress and self._key(event.key())

    def _key(self, key: int) -> bool:
        chosen = self.rows.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._walk(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(chosen)
            return False  # and on to the next field, as Enter and Tab do
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.panel(QPainter(self), self._theme, self.rect(), ground="surface", edge="ctl", radius=4)


def _scrolled(widget: QWidget) -> Iterator[QAbstractScrollArea]:
    """What the line is scrolled by, from the inside out."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            yield above
        above = above.parentWidget()


def _rank(word: str, wanted: str, exact: str) -> tuple[bool, bool, bool, bool]:
    """Exactly what was typed, then the same without accents, then what begins with it."""
    folded = fold(word)
    begins = folded.startswith(wanted)
    return word != exact, folded != wanted, not begins, begins and not word.casefold().startswith(exact.casefold())
