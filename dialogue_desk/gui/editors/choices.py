"""Editors one chooses with: yes/no, one code, several codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.gui.editors.combo import Choices, Combo, RowDelegate, codes_of
from dialogue_desk.gui.editors.editor import Editor, as_text
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT, CheckBox, Painted, Segmented
from dialogue_desk.gui.widgets.inputs import dress_scroll, paint_field
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.text import plain_tip
from dialogue_desk.texts import _


class CodeEditor(Editor):
    """One code of the field's vocabulary; a field that may be empty has an empty row."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.combo = Combo(theme, self._choices(None))
        self.combo.picked.connect(self.changed)
        self.adopt(self.combo)

    def _choices(self, allowed: Iterable[str] | None) -> list[tuple[str, str]]:
        return [("", ""), *codes_of(self.field, allowed)]

    def narrow(self, allowed: Iterable[str]) -> None:
        """Offer only these codes (channels that suit a target)."""
        self.combo.set_choices(self._choices(allowed))

    def value(self) -> Value:
        return self.combo.code()

    def set_value(self, value: Value) -> None:
        self.combo.set_code(as_text(value))

    def set_edge(self, edge: str) -> None:
        self.combo.set_edge(edge)

    def open_list(self) -> bool:
        self.combo.showPopup()
        return True


class SegmentedEditor(Editor):
    """A few codes side by side; where there is no room for the words it is a list."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        choices = codes_of(field)
        self._words = Segmented(theme, choices, _(field.label))
        self._combo = Combo(theme, [("", ""), *choices], _(field.label))
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._combo)
        holder.setFixedHeight(theme.px(FIELD_HEIGHT))
        self.row.addWidget(holder, 1)
        self._needed = self._words.sizeHint().width()
        for page in (self._words, self._combo):
            page.setMinimumWidth(theme.px(60))
        self._words.chosen.connect(self._chosen)
        self._combo.picked.connect(self._picked)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(76), self.theme.px(FIELD_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        wide = self.width() >= self._needed
        page = self._words if wide else self._combo
        self._stack.setCurrentWidget(page)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        (self._words if self._stack.currentIndex() == 0 else self._combo).setFocus(reason)

    def value(self) -> Value:
        return self._combo.code()

    def set_value(self, value: Value) -> None:
        self._combo.set_code(as_text(value))
        self._words.set_value(as_text(value))

    def set_edge(self, edge: str) -> None:
        self._combo.set_edge(edge)
        self._words.edge = edge or "ctl"
        self._words.update()

    def open_list(self) -> bool:
        if self._stack.currentWidget() is self._combo:
            self._combo.showPopup()
            return True
        return False

    def _chosen(self, key: str) -> None:
        self._combo.set_code(key)
        self.changed.emit()

    def _picked(self) -> None:
        self._words.set_value(self._combo.code())
        self.changed.emit()


class YesNoEditor(Editor):
    """A tick box that carries the field's own label."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.box = CheckBox(theme, _(field.label))
        self.box.clicked.connect(lambda _on: self._touched())
        self._is_known = True
        self.adopt(self.box)

    def value(self) -> Value:
        return self.box.isChecked() if self._is_known else None

    def set_value(self, value: Value) -> None:
        self._is_known = value is not None
        self.box.setChecked(value is True)

    def set_edge(self, edge: str) -> None:
        self.box.update()

    def _touched(self) -> None:
        self._is_known = True
        self.changed.emit()


class _Ticked(Painted):
    """The closed state of a multiple choice: what is ticked, elided."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.edge = ""
        self.shown = ""
        self.setFixedHeight(theme.px(FIELD_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(160), self.theme.px(FIELD_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(76), self.theme.px(FIELD_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = self.theme.px
        painter = QPainter(self)
        paint_field(painter, self.theme, self.rect(), self.edge, self.hasFocus(), self.isEnabled())
        room = self.rect().adjusted(px(9), 0, -px(28), 0)
        paint.elided(painter, self.theme, room, self.shown, "body", "text")
        arrow = self.theme.pixmap("chevrons-up-down", "text2", 16, self.devicePixelRatioF())
        paint.icon_at(painter, arrow, QRect(self.width() - px(26), 0, px(18), self.height()))


class TickList(QFrame):
    """The popup of a multiple choice: Space ticks, letters find, Enter or Esc closes."""

    ticked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        box = down(self, margins=(2, 4, 2, 4))
        self.rows = QListWidget()
        self.rows.setItemDelegate(RowDelegate(theme, self))
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.rows.setMouseTracking(True)
        dress_scroll(self.rows, theme)
        self.setPalette(theme.palette)
        for key, text in choices:
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.rows.addItem(item)
        self.rows.itemClicked.connect(self._toggle)
        self.rows.installEventFilter(self)
        ListTyping(self.rows, parent, on_space=self._tick)
        box.addWidget(self.rows)

    def codes(self) -> tuple[str, ...]:
        items = [self.rows.item(at) for at in range(self.rows.count())]
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def set_codes(self, codes: Sequence[str]) -> None:
        for at in range(self.rows.count()):
            item = self.rows.item(at)
            on = item.data(Qt.ItemDataRole.UserRole) in codes
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def eventFilter(self, watched: object, event: object) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QKeyEvent.Type.KeyPress:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_F4):
            self.hide()
            self.closed.emit()
            return True
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("surface"))
        painter.setPen(self._theme.pen("ctl"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _tick(self) -> None:
        if self.rows.currentRow() >= 0:
            self._toggle(self.rows.item(self.rows.currentRow()))

    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.ticked.emit()


class CodesEditor(Editor):
    """Several codes: a field that opens a list with ticks. Codes unknown here are kept."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self._shown = _Ticked(theme)
        self._shown.clicked.connect(lambda _on=False: self.open_list())
        self._codes: tuple[str, ...] = ()
        self._list: TickList | None = None
        self._allowed: tuple[str, ...] | None = None
        self.adopt(self._shown)

    def narrow(self, allowed: Iterable[str]) -> None:
        """Offer only these codes."""
        wanted = tuple(allowed)
        if wanted != self._allowed and self._list is not None:
            self._list.deleteLater()
            self._list = None
        self._allowed = wanted

    def value(self) -> Value:
        return self._codes or None

    def set_value(self, value: Value) -> None:
        self._codes = value if isinstance(value, tuple) else ()
        self._show()

    def set_edge(self, edge: str) -> None:
        self._shown.edge = edge
        self._shown.update()

    def open_list(self) -> bool:
        if self._list is None:
            self._list = TickList(self.theme, codes_of(self.field, self._allowed), self._shown)
            self._list.ticked.connect(self._take)
            self._list.closed.connect(self._shown.setFocus)
        self._list.set_codes(self._codes)
        rows = min(self._list.rows.count(), 12)
        self._list.resize(max(self.width(), self.theme.px(320)), rows * self.theme.px(30) + self.theme.px(14))
        self._list.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._list.show()
        self._list.rows.setFocus()
        if self._list.rows.currentRow() < 0:
            self._list.rows.setCurrentRow(0)
        return True

    def _take(self) -> None:
        assert self._list is not None
        assert self.field.codes is not None
        offered = self.field.codes.labels if self._allowed is None else self._allowed
        unknown = tuple(code for code in self._codes if code not in offered)
        self._codes = self._list.codes() + unknown
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        assert self.field.codes is not None
        labels = [_(self.field.codes.label(code)) for code in self._codes]
        self._shown.shown = ", ".join(labels)
        self._shown.setToolTip(plain_tip("\n".join(labels)))
        name = _(self.field.label)
        self._shown.setAccessibleName(f"{name}: {self._shown.shown}" if labels else name)
        self._shown.update()
