"""Editors one types into: text, long text, date, time, count."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QWidget

from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Field, Value
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.gui.editors.editor import Editor, as_text
from dialogue_desk.gui.editors.parsing import read_date, read_time, show_count
from dialogue_desk.gui.editors.suggestions import Suggestions
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.inputs import LineEdit, TextArea
from dialogue_desk.texts import _


class TextEditor(Editor):
    """One line of text, with a popup of earlier answers where `words` gives them."""

    def __init__(
        self,
        theme: Theme,
        field: Field,
        parent: QWidget | None = None,
        words: Callable[[str], Iterable[str]] | None = None,
    ) -> None:
        super().__init__(theme, field, parent)
        self.line = LineEdit(theme)
        self.line.setMaxLength(field.most)
        self.line.typed.connect(self._edited)
        self.line.editingFinished.connect(self.left)
        self.adopt(self.line)
        self.suggestions: Suggestions | None = None
        if words is not None:
            self.suggestions = Suggestions(self.line, words)
            self.suggestions.taken.connect(self._take)

    def value(self) -> Value:
        return normalise(self.line.seen_text()) or None

    def set_value(self, value: Value) -> None:
        self.line.setText(as_text(value) or "")
        self.line.setCursorPosition(0)

    def set_edge(self, edge: str) -> None:
        self.line.set_edge(edge)

    def open_list(self) -> bool:
        if self.suggestions is None:
            return False
        self.suggestions.offer(self.line.text())
        return True

    def _edited(self, text: str) -> None:
        if self.suggestions is not None:
            self.suggestions.offer(text)
        self.changed.emit()

    def _take(self, word: str) -> None:
        self.line.setText(word)
        self.changed.emit()


class LongTextEditor(Editor):
    """Several lines; Tab or Ctrl+Enter leaves, Enter starts a new line."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None, lines: int = 2) -> None:
        super().__init__(theme, field, parent)
        self.area = TextArea(theme, lines)
        self.adopt(self.area)
        self.area.inner.setAccessibleName(_(field.label))
        self.area.inner.setAccessibleDescription(_(field.help))
        self._is_loading = False
        self.area.inner.typed.connect(self._edited)
        self.area.inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return False

    def value(self) -> Value:
        return normalise(self.area.inner.seen_text()) or None

    def set_value(self, value: Value) -> None:
        self._is_loading = True
        self.area.inner.setPlainText(as_text(value) or "")
        self._is_loading = False

    def set_edge(self, edge: str) -> None:
        self.area.set_edge(edge)

    def _edited(self) -> None:
        if not self._is_loading:
            self.changed.emit()


class _ParsedEditor(Editor):
    """A line whose text is read into a value; it is rewritten only when the person leaves it."""

    complaint = ""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.line = LineEdit(theme)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.line.typed.connect(lambda _text: self.changed.emit())
        self.line.editingFinished.connect(self._settle)
        self.adopt(self.line)

    def read(self, text: str) -> Value:
        raise NotImplementedError

    def show_value(self, value: Value) -> str:
        raise NotImplementedError

    def value(self) -> Value:
        return self.read(self.line.seen_text())

    def set_value(self, value: Value) -> None:
        self.line.setText(self.show_value(value))

    def entry_problem(self) -> str:
        has_text = bool(self.line.seen_text().strip())
        return self.complaint if has_text and self.value() is None else ""

    def entry(self) -> str:
        return self.line.seen_text() if self.entry_problem() else ""

    def set_entry(self, text: str) -> None:
        self.line.setText(text)

    def set_edge(self, edge: str) -> None:
        self.line.set_edge(edge)

    def _settle(self) -> None:
        value = self.value()
        if value is not None:
            self.line.setText(self.show_value(value))
        self.left.emit()


class TimeEditor(_ParsedEditor):
    """HH:MM."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.complaint = _("Không phải giờ: gõ như 8:00 hoặc 8h30.")

    def read(self, text: str) -> Value:
        return read_time(text) if text.strip() else None

    def show_value(self, value: Value) -> str:
        return as_text(value) or ""


class CountEditor(_ParsedEditor):
    """A whole number; empty is unknown, which is not 0."""

    def __init__(self, theme: Theme, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(theme, field, parent)
        self.complaint = _("Gõ số nguyên; để trống nếu không rõ.")
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self, text: str) -> Value:
        try:
            return parse_cell(self.field, text)
        except CellError:
            return None

    def show_value(self, value: Value) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value) if self.field.key.endswith("year") else show_count(value)
        return as_text(value) or ""


class DateEditor(_ParsedEditor):
    """dd/mm/yyyy, typed freely: 1/5, 1/5/26, 01052026. F4 or the button opens a calendar."""

    def __init__(
        self,
        theme: Theme,
        field: Field,
        parent: QWidget | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(theme, field, parent)
        self.complaint = _("Không phải ngày: gõ như 1/5 hoặc 01/05/2026.")
        self._today = today
        self._calendar: QCalendarWidget | None = None
        self.line.setTextMargins(theme.px(7), 0, theme.px(30), 0)
        self._button = Button(
            theme, kind="icon", icon="calendar", size=16, tip=_("Chọn trong lịch (F4)"), on_click=self._open
        )
        self._button.setParent(self.line)
        self._button.setFixedSize(theme.px(26), theme.px(26))
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.line.installEventFilter(self)

    def read(self, text: str) -> Value:
        return read_date(text, self._today()) if text.strip() else None

    def show_value(self, value: Value) -> str:
        return screen_date(value) or as_text(value) or ""

    def open_list(self) -> bool:
        self._open()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.Resize:
            self._button.move(self.line.width() - self.theme.px(29), self.theme.px(3))
        if watched is self._calendar and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self._close()
            return True
        return False

    def _open(self) -> None:
        calendar = self._calendar
        if calendar is None:
            calendar = self._calendar = self._make_calendar()
        chosen = QDate.fromString(as_text(self.value()) or "", Qt.DateFormat.ISODate)
        calendar.setSelectedDate(chosen if chosen.isValid() else _qdate(self._today()))
        below = self.line.mapToGlobal(QPoint(0, self.line.height() + 2))
        calendar.move(below)
        calendar.show()
        calendar.setFocus()

    def _make_calendar(self) -> QCalendarWidget:
        calendar = QCalendarWidget(self)
        calendar.setWindowFlag(Qt.WindowType.Popup)
        calendar.setLocale(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setPalette(self.theme.palette)
        calendar.setFont(self.theme.font("small"))
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        calendar.installEventFilter(self)
        return calendar

    def _take(self, day: QDate) -> None:
        self._close()
        self.line.setText(screen_date(day.toString(Qt.DateFormat.ISODate)))
        self.changed.emit()

    def _close(self) -> None:
        if self._calendar is not None:
            self._calendar.hide()
        self.line.setFocus()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
